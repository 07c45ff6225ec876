/* event_def.c - the keys of an event.
 */
#include "models/event_def.h"

/* clang-format off */
static const struct choice event_def_whens[] = {
    {"unreachable", WHEN_UNREACHABLE, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct slow_def, member)
static const struct field event_def_slow_fields[] = {
    {.key = "from", .kind = FIELD_REFERENCE, .offset = AT(from),
     .refers = REFERENCE_MACHINE, .flags = FIELD_REQUIRED,
     .help = "A host or machine that sends."},
    {.key = "to", .kind = FIELD_REFERENCE, .offset = AT(to), .refers = REFERENCE_MACHINE,
     .flags = FIELD_REQUIRED, .help = "A host or machine that receives."},
    {.key = "delay", .kind = FIELD_DISTRIBUTION, .offset = AT(delay), .standard = "0",
     .help = "Time that each request or reply on this way takes longer."},
    {.key = "loss", .kind = FIELD_SHARE, .offset = AT(loss), .standard = "0",
     .help = "Share of them that is lost and sent again after 200 ms, doubled each time; "
             "100% is a partition."},
};
#undef AT

static const struct table event_def_slow = {
    .name = "slow", .size = sizeof(struct slow_def),
    .help = "A way between machines, in one direction, that is slow or loses messages.",
    .fields = event_def_slow_fields, .count = FIELD_COUNT_OF(event_def_slow_fields),
};

static const struct choice event_def_strategies[] = {
    {"rolling", STRATEGY_ROLLING, false},
    {"all_at_once", STRATEGY_ALL_AT_ONCE, false},
    {"blue_green", STRATEGY_BLUE_GREEN, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct event_def, member)
static const struct field event_def_fields[] = {
    {.key = "at", .kind = FIELD_DURATION, .offset = AT(at_s),
     .help = "Simulated time at which it happens."},
    {.key = "when", .kind = FIELD_CHOICE, .offset = AT(when), .choices = event_def_whens,
     .help = "In place of `at`: whenever the machine named has been unreachable for "
             "`for`."},
    {.key = "for", .kind = FIELD_DURATION, .offset = AT(for_s),
     .help = "With `set`, `slow`, `fail` and `outage`: how long it lasts, default for "
             "good; with `when`: how long the condition must hold."},
    {.key = "restart", .kind = FIELD_REFERENCE, .offset = AT(restart),
     .refers = REFERENCE_PLACE,
     .help = "Stops and starts a host, a machine, a service or an instance."},
    {.key = "set", .kind = FIELD_TREE, .offset = AT(set),
     .help = "Numbers that change while running, by path."},
    {.key = "fail", .kind = FIELD_REFERENCE, .offset = AT(fail), .refers = REFERENCE_PLACE,
     .help = "A host, machine, service or instance that fails, for `for`, default for "
             "good. A machine then boots, and what failed pays its `start`."},
    {.key = "outage", .kind = FIELD_TEXT, .offset = AT(outage),
     .help = "A zone whose machines all fail, for `for`, default for good."},
    {.key = "interrupt", .kind = FIELD_REFERENCE, .offset = AT(interrupt),
     .refers = REFERENCE_MACHINE,
     .help = "A machine, or all of a host, that EC2 takes back as it does spot machines: "
             "two minutes without new calls, then it is gone. A host with autoscale asks "
             "for another at once."},
    {.key = "deploy", .kind = FIELD_REFERENCE, .offset = AT(deploy),
     .refers = REFERENCE_SERVICE,
     .help = "A service whose instances are replaced; each new one pays `start`."},
    {.key = "strategy", .kind = FIELD_CHOICE, .offset = AT(strategy),
     .standard = "rolling", .choices = event_def_strategies,
     .help = "How a deployment goes: a batch after the other, all at the same time, or a "
             "second set first to which all traffic then changes over."},
    {.key = "batch", .kind = FIELD_COUNT, .offset = AT(batch), .standard = "1",
     .min = 1, .max = 10000,
     .help = "Instances that a rolling deployment replaces at a time."},
    {.key = "drain", .kind = FIELD_DURATION, .offset = AT(drain_s), .standard = "30s",
     .help = "Time that an instance has to finish the requests it has; then it is "
             "killed."},
    {.key = "surge", .kind = FIELD_COUNT, .offset = AT(surge), .standard = "0",
     .help = "Instances that a rolling deployment starts first and stops at the end, on "
             "the machines of the others."},
    {.key = "slow", .kind = FIELD_TABLE, .offset = AT(slow), .table = &event_def_slow,
     .flags = FIELD_WHOLE,
     .help = "A way between machines becomes slow or loses messages."},
};
#undef AT

const struct table event_table = {
    .name = "event", .size = sizeof(struct event_def),
    .help = "Something that happens to the system during the run.",
    .fields = event_def_fields, .count = FIELD_COUNT_OF(event_def_fields),
};
/* clang-format on */
