/* design_def.c - the keys of a scenario's top level.
 */
#include "models/design_def.h"

/* clang-format off */
#define AT(member) offsetof(struct simulate_def, member)
static const struct field design_def_simulate_fields[] = {
    {.key = "duration", .kind = FIELD_DURATION, .offset = AT(duration_s),
     .standard = "1h", .flags = FIELD_LEDGER,
     .help = "The whole simulated time, warm-up included."},
    {.key = "warmup", .kind = FIELD_DURATION, .offset = AT(warmup_s), .standard = "0s",
     .flags = FIELD_LEDGER | FIELD_AUTO,
     .help = "Figures cover what comes after it; auto: one cut for all replications, by "
             "MSER-5 on a pilot of 5 to 10 of them."},
    {.key = "replications", .kind = FIELD_COUNT, .offset = AT(replications),
     .standard = "1", .min = 1, .max = 100000,
     .help = "Independent runs with random numbers of their own; figures are their mean."},
    {.key = "seed", .kind = FIELD_COUNT, .offset = AT(seed), .standard = "1",
     .max = 9007199254740992.0, .help = "Same seed, same result; a whole number."},
    {.key = "precision", .kind = FIELD_SHARE, .offset = AT(precision), .min = 0.0005,
     .max = 0.5,
     .help = "Adds replications, ten at a time, until half of every threshold's 95% "
             "interval is at most that share of its value or limit; without thresholds, "
             "of the mean latency, and of 1 for the share of failures."},
    {.key = "max_replications", .kind = FIELD_COUNT, .offset = AT(max_replications),
     .standard = "100", .min = 2, .max = 100000, .help = "Where `precision` stops adding."},
};
#undef AT

static const struct table design_def_simulate = {
    .name = "simulate", .size = sizeof(struct simulate_def),
    .help = "How long is simulated, and how often.",
    .fields = design_def_simulate_fields,
    .count = FIELD_COUNT_OF(design_def_simulate_fields),
};

#define AT(member) offsetof(struct currency_def, member)
static const struct field design_def_currency_fields[] = {
    {.key = "code", .kind = FIELD_TEXT, .offset = AT(code), .flags = FIELD_REQUIRED,
     .help = "Three letters, such as KRW."},
    {.key = "rate", .kind = FIELD_NUMBER, .offset = AT(rate), .min = 1e-6, .max = 1e9,
     .help = "Units of it for one USD; default the catalog's."},
};
#undef AT

static const struct table design_def_currency = {
    .name = "currency", .size = sizeof(struct currency_def),
    .help = "A currency shown beside USD.",
    .fields = design_def_currency_fields,
    .count = FIELD_COUNT_OF(design_def_currency_fields), .shorthand = "code",
};

#define AT(member) offsetof(struct network_def, member)
static const struct field design_def_network_fields[] = {
    {.key = "same_zone", .kind = FIELD_DISTRIBUTION, .offset = AT(same_zone),
     .standard = "0", .help = "Delay of a call between two machines of a zone."},
    {.key = "cross_zone", .kind = FIELD_DISTRIBUTION, .offset = AT(cross_zone),
     .standard = "0", .help = "Delay of a call between machines of two zones."},
};
#undef AT

static const struct table design_def_network = {
    .name = "network", .size = sizeof(struct network_def),
    .help = "Delay of a call between machines.",
    .fields = design_def_network_fields,
    .count = FIELD_COUNT_OF(design_def_network_fields),
};

#define AT(member) offsetof(struct budget_def, member)
static const struct field design_def_budget_fields[] = {
    {.key = "amount", .kind = FIELD_PRICE, .offset = AT(amount), .flags = FIELD_REQUIRED,
     .help = "Money, such as 300000 KRW/month, or for all months together."},
    {.key = "months", .kind = FIELD_NUMBER, .offset = AT(months), .standard = "1",
     .min = 0.001, .max = 1200, .help = "How many months the amount is for."},
};
#undef AT

static const struct table design_def_budget = {
    .name = "budget", .size = sizeof(struct budget_def),
    .help = "The monthly bill must be at most amount / months.",
    .fields = design_def_budget_fields, .count = FIELD_COUNT_OF(design_def_budget_fields),
    .shorthand = "amount",
};

#define AT(member) offsetof(struct month_def, member)
static const struct field design_def_month_fields[] = {
    {.key = "like_this", .kind = FIELD_DURATION, .offset = AT(like_this_s), .min = 0,
     .max = 2628000.0, .help = "How many of a month's 730 hours look like the window."},
    {.key = "otherwise", .kind = FIELD_SHARE, .offset = AT(otherwise), .standard = "0",
     .help = "Share of its hourly usage in each remaining hour."},
};
#undef AT

static const struct table design_def_month = {
    .name = "month", .size = sizeof(struct month_def),
    .help = "How the simulated window stands for a month of 730 h; default it repeats.",
    .fields = design_def_month_fields, .count = FIELD_COUNT_OF(design_def_month_fields),
};

static const struct choice design_def_free_tiers[] = {
    {"none", FREE_TIER_NONE, false},
    {"legacy", FREE_TIER_LEGACY, false},
    {"new", FREE_TIER_NEW, false},
    {NULL, 0, false},
};

static const struct choice design_def_versions[] = {
    {"1", 1, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct scenario_def, member)
static const struct field design_def_fields[] = {
    {.key = "overstack", .kind = FIELD_CHOICE, .offset = AT(overstack),
     .choices = design_def_versions, .flags = FIELD_REQUIRED,
     .help = "Version of this schema."},
    {.key = "name", .kind = FIELD_TEXT, .offset = AT(name),
     .help = "What the scenario is called in reports; default the file's name."},
    {.key = "region", .kind = FIELD_TEXT, .offset = AT(region), .standard = "us-east-1",
     .help = "Region whose prices hold."},
    {.key = "currency", .kind = FIELD_TABLE, .offset = AT(currency),
     .table = &design_def_currency, .help = "A currency shown beside USD."},
    {.key = "simulate", .kind = FIELD_TABLE, .offset = AT(simulate),
     .table = &design_def_simulate, .help = "How long is simulated, and how often."},
    {.key = "catalog", .kind = FIELD_TEXT, .offset = AT(catalog),
     .help = "A file with instance types, presets, prices and systems of your own."},
    {.key = "hosts", .kind = FIELD_MAP, .offset = AT(hosts), .table = &host_table,
     .help = "The machines, by name."},
    {.key = "services", .kind = FIELD_MAP, .offset = AT(services),
     .table = &service_table, .help = "What runs where, by name."},
    {.key = "traffic", .kind = FIELD_MAP, .offset = AT(traffic), .table = &traffic_table,
     .help = "Who asks for what, by name."},
    {.key = "network", .kind = FIELD_TABLE, .offset = AT(network),
     .table = &design_def_network, .help = "Delay of a call between machines."},
    {.key = "events", .kind = FIELD_LIST, .offset = AT(events), .table = &event_table,
     .help = "What happens to the system during the run."},
    {.key = "thresholds", .kind = FIELD_TREE, .offset = AT(thresholds),
     .help = "Pass or fail, in k6's syntax: lists of expressions by metric."},
    {.key = "budget", .kind = FIELD_TABLE, .offset = AT(budget),
     .table = &design_def_budget, .help = "What a month may cost at most."},
    {.key = "month", .kind = FIELD_TABLE, .offset = AT(month), .table = &design_def_month,
     .help = "How the simulated window stands for a month."},
    {.key = "free_tier", .kind = FIELD_CHOICE, .offset = AT(free_tier),
     .standard = "none", .choices = design_def_free_tiers,
     .help = "The provider's free tier that is taken off the bill: of accounts of before "
             "2025-07-15 (legacy) or of later ones (new). What is free for everybody always "
             "is."},
    {.key = "tax", .kind = FIELD_SHARE, .offset = AT(tax), .standard = "0",
     .help = "Put on top of the bill."},
    {.key = "extends", .kind = FIELD_TEXT, .offset = AT(extends),
     .help = "Another scenario file that this one starts from."},
    {.key = "variants", .kind = FIELD_TREE, .offset = AT(variants),
     .help = "Named what-ifs: paths or nested keys with other values."},
    {.key = "uncertain", .kind = FIELD_TREE, .offset = AT(uncertain),
     .help = "Ranges for `sensitivity`, by path: {services.api.endpoints.go.0.cpu: [8ms, "
             "20ms]}. Of a distribution with a mean, a plain duration is its mean. Other "
             "commands do not use it."},
    {.key = "measured", .kind = FIELD_LIST, .offset = AT(measured),
     .table = &measured_table, .help = "Figures of a real system for `calibrate`."},
    {.key = "search", .kind = FIELD_TREE, .offset = AT(search),
     .help = "Paths with the values among which `overstack recommend` chooses, written as in "
             "`sweep.vary`; no other command reads it. Default: the catalog's types for every "
             "host, and, with one host, one to four of them."},
    {.key = "sweep", .kind = FIELD_TABLE, .offset = AT(sweep), .table = &sweep_table,
     .help = "The points of `overstack sweep`."},
};
#undef AT

const struct table scenario_table = {
    .name = "scenario", .size = sizeof(struct scenario_def),
    .help = "One design under one traffic.",
    .fields = design_def_fields, .count = FIELD_COUNT_OF(design_def_fields),
};
/* clang-format on */
