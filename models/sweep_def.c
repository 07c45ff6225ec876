/* sweep_def.c - the keys of the block `sweep`. */
#include "models/sweep_def.h"

/* clang-format off */
#define AT(member) offsetof(struct sweep_def, member)
static const struct field sweep_def_fields[] = {
    {.key = "vary", .kind = FIELD_TREE, .offset = AT(vary),
     .help = "Paths with their values: a list, a range `10/s..100/s:10/s`, a logarithmic one "
             "`1..1000:x10` or `10..1000:log5`. Every combination is a point, the first path "
             "changes slowest."},
    {.key = "zip", .kind = FIELD_TREE, .offset = AT(zip),
     .help = "Paths of `vary` that change together, or a list of such lists."},
    {.key = "where", .kind = FIELD_TEXT, .offset = AT(where),
     .help = "Only these points: an SQL expression over the paths, or their last parts, "
             "with numbers in base units (`threads <= 4 * vcpus`)."},
};
#undef AT

const struct table sweep_table = {
    .name = "sweep", .size = sizeof(struct sweep_def),
    .help = "The points that `overstack sweep` visits; no other command reads it.",
    .fields = sweep_def_fields, .count = FIELD_COUNT_OF(sweep_def_fields),
};
/* clang-format on */
