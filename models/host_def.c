/* host_def.c - the keys of a host, and what an operating system needs.
 *
 * Several defaults depend on whether the host names a type of the catalog (a real
 * machine: Ubuntu, a gp3 volume, a public address) or gives an inline one (a bare model:
 * none of these); they are filled where the scenario is put together.
 */
#include "models/host_def.h"

/* clang-format off */
static const struct choice host_def_volume_types[] = {
    {"none", VOLUME_NONE, false},
    {"gp2", VOLUME_GP2, false},
    {"gp3", VOLUME_GP3, false},
    {NULL, 0, false},
};

static const struct choice host_def_credit_modes[] = {
    {"standard", CREDIT_MODE_STANDARD, false},
    {"unlimited", CREDIT_MODE_UNLIMITED, false},
    {NULL, 0, false},
};

static const struct choice host_def_systems[] = {
    {"none", OS_NONE, false},
    {"ubuntu-22.04", OS_UBUNTU_2204, false},
    {"amazon-linux-2023", OS_AMAZON_LINUX_2023, false},
    {"ecs-optimized", OS_ECS_OPTIMIZED, false},
    {NULL, 0, false},
};

static const struct choice host_def_purchases[] = {
    {"on_demand", PURCHASE_ON_DEMAND, false},
    {"spot", PURCHASE_SPOT, false},
    {"reserved_1y", PURCHASE_RESERVED_1Y, false},
    {"savings_1y", PURCHASE_SAVINGS_1Y, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct volume_def, member)
static const struct field host_def_volume_fields[] = {
    {.key = "type", .kind = FIELD_CHOICE, .offset = AT(type),
     .choices = host_def_volume_types,
     .help = "Kind of network volume: gp3 (default), gp2, or none."},
    {.key = "size", .kind = FIELD_SIZE, .offset = AT(size_bytes), .min = 1073741824.0,
     .max = 17592186044416.0, .help = "Size of the volume, 1 GiB to 16 TiB; default 8GiB."},
    {.key = "iops", .kind = FIELD_COUNT, .offset = AT(iops), .min = 3000, .max = 80000,
     .help = "Operations a second provisioned for a gp3 volume; default 3000."},
    {.key = "throughput", .kind = FIELD_THROUGHPUT, .offset = AT(throughput_bytes_per_s),
     .min = 125e6, .max = 2097152000.0,
     .help = "Throughput provisioned for a gp3 volume; default 125 MiB/s."},
    {.key = "snapshots", .kind = FIELD_SIZE, .offset = AT(snapshot_bytes),
     .standard = "0", .max = 1125899906842624.0,
     .help = "Size of all snapshots that are kept of it, on average over the month; they "
             "are only billed."},
};
#undef AT

static const struct table host_def_volume = {
    .name = "volume", .size = sizeof(struct volume_def),
    .help = "The machine's root volume (EBS).",
    .fields = host_def_volume_fields, .count = FIELD_COUNT_OF(host_def_volume_fields),
    .shorthand = "type",
};

#define AT(member) offsetof(struct credits_def, member)
static const struct field host_def_credits_fields[] = {
    {.key = "mode", .kind = FIELD_CHOICE, .offset = AT(mode),
     .choices = host_def_credit_modes,
     .help = "At zero credits: throttled to the baseline (standard) or billed "
             "(unlimited); default the family's."},
    {.key = "initial", .kind = FIELD_TEXT, .offset = AT(initial), .standard = "launch",
     .flags = FIELD_LEDGER,
     .help = "Credits when the run begins: launch (T2: its launch credits, others 0), "
             "full, empty, or a number."},
};
#undef AT

static const struct table host_def_credits = {
    .name = "credits", .size = sizeof(struct credits_def),
    .help = "CPU credits of a burstable machine.",
    .fields = host_def_credits_fields, .count = FIELD_COUNT_OF(host_def_credits_fields),
};

static const struct field host_def_zone_fields[] = {
    {.key = "=name", .kind = FIELD_TEXT, .offset = offsetof(struct zone_def, name),
     .help = "A zone's letter, such as a."},
};

const struct table host_def_zone = {
    .name = "zone", .size = sizeof(struct zone_def),
    .help = "An availability zone.",
    .fields = host_def_zone_fields, .count = FIELD_COUNT_OF(host_def_zone_fields),
    .shorthand = "=name",
};

#define AT(member) offsetof(struct host_def, member)
static const struct field host_def_fields[] = {
    {.key = "instance", .kind = FIELD_TABLE, .offset = AT(instance),
     .table = &instance_type_table, .flags = FIELD_REQUIRED,
     .help = "A catalog name such as t2.medium, or a mapping with vcpus and memory."},
    {.key = "count", .kind = FIELD_COUNT, .offset = AT(count), .standard = "1",
     .min = 1, .max = 10000,
     .help = "Number of machines, named web[0], web[1] and so on; `web` means all. With "
             "autoscale: how many there are when the run begins, default its min."},
    {.key = "swap", .kind = FIELD_SIZE, .offset = AT(swap_bytes), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Swap space on the root volume."},
    {.key = "volume", .kind = FIELD_TABLE, .offset = AT(volume), .table = &host_def_volume,
     .help = "The root volume; default gp3 of 8GiB for a catalog host, none for an inline "
             "one (paging then runs at 3000 operations a second)."},
    {.key = "credits", .kind = FIELD_TABLE, .offset = AT(credits),
     .table = &host_def_credits, .flags = FIELD_WHOLE,
     .help = "CPU credits of a burstable machine."},
    {.key = "os", .kind = FIELD_CHOICE, .offset = AT(os), .choices = host_def_systems,
     .help = "Operating system, which takes memory before any service runs; default "
             "ubuntu-22.04 for a catalog host, none for an inline one."},
    {.key = "docker", .kind = FIELD_FLAG, .offset = AT(docker), .standard = "false",
     .flags = FIELD_LEDGER,
     .help = "Whether services run in Docker: its engine's memory, and a shim's for each "
             "container."},
    {.key = "zones", .kind = FIELD_LIST, .offset = AT(zones), .table = &host_def_zone,
     .standard = "[a]", .flags = FIELD_LONE,
     .help = "Availability zones the machines are dealt over."},
    {.key = "public_ip", .kind = FIELD_FLAG, .offset = AT(public_ip),
     .help = "Whether each machine has a public IPv4 address, which is billed; default "
             "true for a catalog host, false for an inline one."},
    {.key = "egress", .kind = FIELD_TEXT, .offset = AT(egress), .standard = "internet",
     .help = "How its services reach what is outside: internet, the name of a "
             "nat_gateway, or none: calls to the outside then fail."},
    {.key = "purchase", .kind = FIELD_CHOICE, .offset = AT(purchase),
     .standard = "on_demand", .choices = host_def_purchases,
     .help = "How the machine is paid for: by the hour it is on (on_demand, spot), or for a "
             "year, on or off (reserved_1y, savings_1y). Spot machines are interrupted only "
             "by events."},
    {.key = "hours_per_month", .kind = FIELD_NUMBER, .offset = AT(hours_per_month),
     .standard = "730", .max = 744,
     .help = "Hours a month in which the machine is billed."},
    {.key = "oom_patience", .kind = FIELD_DURATION, .offset = AT(oom_patience_s),
     .standard = "20m", .flags = FIELD_LEDGER,
     .help = "How long the kernel grinds in reclaim before it kills a process."},
    {.key = "autoscale", .kind = FIELD_TABLE, .offset = AT(autoscale),
     .table = &autoscale_def_table, .flags = FIELD_WHOLE,
     .help = "Adds and removes machines with the load."},
};
#undef AT

const struct table host_table = {
    .name = "host", .size = sizeof(struct host_def),
    .help = "One machine, or several of the same kind.",
    .fields = host_def_fields, .count = FIELD_COUNT_OF(host_def_fields),
    .plain_names = true,
};

#define AT(member) offsetof(struct system_def, member)
static const struct field host_def_system_fields[] = {
    {.key = "kernel", .kind = FIELD_SIZE, .offset = AT(kernel_bytes), .standard = "0",
     .help = "Memory of kernel and daemons: what `free` calls used when idle."},
    {.key = "text", .kind = FIELD_SIZE, .offset = AT(text_bytes), .standard = "0",
     .help = "File pages that are always hot: program text of kernel tools and daemons."},
    {.key = "kind", .kind = FIELD_TEXT, .offset = AT(kind), .standard = "guessed",
     .help = "How the figures are known: measured, published or guessed."},
    {.key = "source", .kind = FIELD_TEXT, .offset = AT(source),
     .help = "Where the figures come from."},
};
#undef AT

const struct table system_table = {
    .name = "system", .size = sizeof(struct system_def),
    .help = "What an operating system, the Docker engine or its shim needs in memory.",
    .fields = host_def_system_fields, .count = FIELD_COUNT_OF(host_def_system_fields),
};
/* clang-format on */
