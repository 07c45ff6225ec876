/* instance_type.c - the keys of an instance type.
 *
 * The same table reads the catalog's types and a host's inline `instance:` mapping; a
 * lone word there is the name of a catalog type. That an inline type needs `vcpus` and
 * `memory` is checked where the scenario is put together, since a named one needs
 * neither.
 */
#include "models/instance_type.h"

/* clang-format off */
static const struct choice instance_type_modes[] = {
    {"standard", CREDIT_MODE_STANDARD, false},
    {"unlimited", CREDIT_MODE_UNLIMITED, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct burst_def, member)
static const struct field instance_type_burst_fields[] = {
    {.key = "baseline", .kind = FIELD_SHARE, .offset = AT(baseline),
     .help = "Share of each vCPU that may be used for ever; needed to be burstable."},
    {.key = "credits_per_hour", .kind = FIELD_NUMBER, .offset = AT(credits_per_hour),
     .help = "CPU credits earned in an hour, the whole machine (one credit is a vCPU for "
             "a minute); default baseline x vcpus x 60."},
    {.key = "max_credits", .kind = FIELD_NUMBER, .offset = AT(max_credits),
     .help = "The largest balance of earned credits; default what 24 hours earn."},
    {.key = "launch_credits", .kind = FIELD_NUMBER, .offset = AT(launch_credits),
     .standard = "0",
     .help = "Credits given at the start in standard mode, outside the largest balance."},
    {.key = "surplus_price", .kind = FIELD_PRICE, .offset = AT(surplus_price),
     .help = "Price of a vCPU-hour above the credits in unlimited mode."},
    {.key = "mode", .kind = FIELD_CHOICE, .offset = AT(mode), .standard = "standard",
     .choices = instance_type_modes,
     .help = "What happens at zero credits, unless the host says otherwise: throttled to "
             "the baseline (standard) or billed (unlimited)."},
    {.key = "survive_stop", .kind = FIELD_FLAG, .offset = AT(survive_stop),
     .standard = "false",
     .help = "Whether the balance is kept over a stop and start (T3, T4g), or lost (T2)."},
};
#undef AT

static const struct table instance_type_burst = {
    .name = "burst", .size = sizeof(struct burst_def),
    .help = "CPU credits of a burstable instance type.",
    .fields = instance_type_burst_fields,
    .count = FIELD_COUNT_OF(instance_type_burst_fields),
};

#define AT(member) offsetof(struct instance_type, member)
static const struct field instance_type_fields[] = {
    {.key = "=name", .kind = FIELD_REFERENCE, .offset = AT(name),
     .refers = REFERENCE_INSTANCE_TYPE,
     .help = "The name of an instance type in the catalog."},
    {.key = "arch", .kind = FIELD_TEXT, .offset = AT(arch),
     .help = "Processor architecture: x86_64 or arm64. Shown only."},
    {.key = "vcpus", .kind = FIELD_COUNT, .offset = AT(vcpus), .min = 1, .max = 1024,
     .help = "Virtual CPUs; required in an inline instance."},
    {.key = "memory", .kind = FIELD_SIZE, .offset = AT(memory_bytes), .min = 1048576,
     .max = 1e15, .help = "Memory of the machine; required in an inline instance."},
    {.key = "os_memory", .kind = FIELD_SIZE, .offset = AT(os_memory_bytes),
     .help = "Memory that the operating system sees; default `memory`."},
    {.key = "speed", .kind = FIELD_NUMBER, .offset = AT(speed), .standard = "1",
     .min = 0.001, .max = 1000, .flags = FIELD_LEDGER,
     .help = "Speed of one vCPU with all of them busy; 1.0 is one vCPU of m5."},
    {.key = "burst", .kind = FIELD_TABLE, .offset = AT(burst),
     .table = &instance_type_burst, .flags = FIELD_WHOLE,
     .help = "CPU credits; without it the machine is not burstable."},
    {.key = "network", .kind = FIELD_BANDWIDTH, .offset = AT(network_bps),
     .min = 1e3, .max = 1e15,
     .help = "Network bandwidth in each direction, the baseline where it bursts; inline default "
             "unlimited."},
    {.key = "network_burst", .kind = FIELD_BANDWIDTH, .offset = AT(network_burst_bps),
     .min = 1e3, .max = 1e15,
     .help = "Network bandwidth while its burst lasts."},
    {.key = "network_burst_time", .kind = FIELD_DURATION,
     .offset = AT(network_burst_time_s), .standard = "30m",
     .help = "How long the network's burst lasts from a full bucket, without a pause."},
    {.key = "ebs_throughput", .kind = FIELD_THROUGHPUT, .offset = AT(ebs_bytes_per_s),
     .help = "Baseline throughput between the machine and its volumes."},
    {.key = "ebs_burst_throughput", .kind = FIELD_THROUGHPUT,
     .offset = AT(ebs_burst_bytes_per_s),
     .help = "Throughput to the volumes for at most 30 minutes a day."},
    {.key = "ebs_iops", .kind = FIELD_NUMBER, .offset = AT(ebs_iops),
     .help = "Baseline operations a second between the machine and its volumes."},
    {.key = "ebs_burst_iops", .kind = FIELD_NUMBER, .offset = AT(ebs_burst_iops),
     .help = "Operations a second to the volumes for at most 30 minutes a day."},
    {.key = "ebs_shares_network", .kind = FIELD_FLAG, .offset = AT(ebs_shares_network),
     .standard = "false",
     .help = "Whether volumes use the network's bandwidth (t2)."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of an hour, such as 0.0116 USD/h; inline default 0, a named type is "
             "priced by region."},
    {.key = "source", .kind = FIELD_TEXT, .offset = AT(source),
     .help = "Where the figures come from."},
    {.key = "as_of", .kind = FIELD_TEXT, .offset = AT(as_of),
     .help = "The date of the figures."},
    {.key = "note", .kind = FIELD_TEXT, .offset = AT(note), .help = "A remark."},
};
#undef AT

const struct table instance_type_table = {
    .name = "instance", .size = sizeof(struct instance_type),
    .help = "What a machine has: a name from the catalog, or a mapping.",
    .fields = instance_type_fields, .count = FIELD_COUNT_OF(instance_type_fields),
    .shorthand = "=name",
};
/* clang-format on */
