/* event_def.c - the keys of an event.
 */
#include "models/event_def.h"

/* clang-format off */
static const struct choice event_def_whens[] = {
    {"unreachable", WHEN_UNREACHABLE, false},
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
     .help = "With `set`: how long the values hold, default for good; with `when`: how "
             "long the condition must hold."},
    {.key = "restart", .kind = FIELD_REFERENCE, .offset = AT(restart),
     .refers = REFERENCE_PLACE,
     .help = "Stops and starts a host, a machine, a service or an instance."},
    {.key = "set", .kind = FIELD_TREE, .offset = AT(set),
     .help = "Numbers that change while running, by path."},
    {.key = "fail", .kind = FIELD_TEXT, .flags = FIELD_LATER,
     .help = "A host, machine, service or instance that fails."},
    {.key = "deploy", .kind = FIELD_TEXT, .flags = FIELD_LATER,
     .help = "A service whose instances are replaced."},
    {.key = "strategy", .kind = FIELD_TEXT, .flags = FIELD_LATER,
     .help = "How a deployment goes: rolling, all_at_once, blue_green."},
    {.key = "batch", .kind = FIELD_COUNT, .flags = FIELD_LATER,
     .help = "Instances replaced at once."},
    {.key = "drain", .kind = FIELD_DURATION, .flags = FIELD_LATER,
     .help = "Time an instance has to finish its requests."},
    {.key = "surge", .kind = FIELD_COUNT, .flags = FIELD_LATER,
     .help = "Instances started beyond the number wanted."},
    {.key = "outage", .kind = FIELD_TEXT, .flags = FIELD_LATER,
     .help = "A zone that fails."},
    {.key = "slow", .kind = FIELD_TREE, .flags = FIELD_LATER,
     .help = "A path between two places that becomes slow or loses calls."},
};
#undef AT

const struct table event_table = {
    .name = "event", .size = sizeof(struct event_def),
    .help = "Something that happens to the system during the run.",
    .fields = event_def_fields, .count = FIELD_COUNT_OF(event_def_fields),
};
/* clang-format on */
