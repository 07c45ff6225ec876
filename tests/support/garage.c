/* garage.c - the tables of a garage with cars.
 */
#include "tests/support/garage.h"

/* clang-format off */
#define AT(member) offsetof(struct engine_def, member)
static const struct field engine_fields[] = {
    {.key = "power", .kind = FIELD_NUMBER, .offset = AT(power),
     .flags = FIELD_REQUIRED | FIELD_LEDGER, .max = 500, .help = "h."},
    {.key = "rate", .kind = FIELD_RATE, .offset = AT(rate), .standard = "50/s",
     .flags = FIELD_LEDGER, .help = "h."},
};
#undef AT
static const struct table engine_table = {
    .name = "engine", .size = sizeof(struct engine_def), .help = "h.",
    .fields = engine_fields, .count = FIELD_COUNT_OF(engine_fields),
    .shorthand = "power",
};

static const struct field seat_fields[] = {
    {.key = "=name", .kind = FIELD_TEXT, .offset = offsetof(struct seat_def, name),
     .flags = FIELD_REQUIRED, .help = "h."},
};
static const struct table seat_table = {
    .name = "seat", .size = sizeof(struct seat_def), .help = "h.",
    .fields = seat_fields, .count = FIELD_COUNT_OF(seat_fields), .shorthand = "=name",
};

static const struct field trip_fields[] = {
    {.key = "=share", .kind = FIELD_SHARE, .offset = offsetof(struct trip_def, share),
     .flags = FIELD_REQUIRED | FIELD_LEDGER, .help = "h."},
};
static const struct table trip_table = {
    .name = "trip", .size = sizeof(struct trip_def), .help = "h.",
    .fields = trip_fields, .count = FIELD_COUNT_OF(trip_fields), .shorthand = "=share",
};

#define AT(member) offsetof(struct part_def, member)
static const struct field part_fields[] = {
    {.key = "bolt", .kind = FIELD_SIZE, .offset = AT(size_bytes), .tag = PART_BOLT,
     .flags = FIELD_LEDGER, .help = "h."},
    {.key = "wait", .kind = FIELD_DISTRIBUTION, .offset = AT(wait), .tag = PART_WAIT,
     .flags = FIELD_LEDGER, .help = "h."},
    {.key = "box", .kind = FIELD_LIST, .offset = AT(box), .tag = PART_BOX,
     .table = &garage_part_table, .help = "h."},
    {.key = "crane", .kind = FIELD_TREE, .flags = FIELD_LATER, .help = "h."},
};
#undef AT
const struct table garage_part_table = {
    .name = "part", .size = sizeof(struct part_def), .help = "h.",
    .fields = part_fields, .count = FIELD_COUNT_OF(part_fields), .one_of = true,
    .one_of_offset = offsetof(struct part_def, kind),
};

static const struct choice colours[] = {
    {"red", COLOUR_RED, false},
    {"blue", COLOUR_BLUE, false},
    {"green", 0, true},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct car_def, member)
#define KIND                                                                             \
    {                                                                                    \
        .key = "kind", .kind = FIELD_TEXT, .offset = AT(kind_text), .help = "h."         \
    }
static const struct field plane_fields[] = {
    KIND,
    {.key = "wings", .kind = FIELD_COUNT, .offset = AT(wings), .standard = "2",
     .min = 1, .help = "h."},
};
static const struct table plane_table = {
    .name = "plane", .size = sizeof(struct car_def), .help = "h.",
    .fields = plane_fields, .count = FIELD_COUNT_OF(plane_fields),
};
static const struct selection car_kinds[] = {
    {"plane", &plane_table}, {NULL, NULL}};

static const struct field car_fields[] = {
    KIND,
    {.key = "name", .kind = FIELD_TEXT, .offset = AT(name), .help = "h."},
    {.key = "on", .kind = FIELD_NUMBER, .flags = FIELD_LATER, .help = "h."},
    {.key = "weight", .kind = FIELD_NUMBER, .offset = AT(weight), .standard = "1000",
     .min = 100, .max = 2000, .flags = FIELD_LEDGER, .help = "h."},
    {.key = "wheels", .kind = FIELD_COUNT, .offset = AT(wheels), .standard = "4",
     .min = 1, .flags = FIELD_UNLIMITED, .help = "h."},
    {.key = "length", .kind = FIELD_DURATION, .offset = AT(length_s),
     .standard = "unlimited", .flags = FIELD_UNLIMITED | FIELD_LEDGER, .help = "h."},
    {.key = "size", .kind = FIELD_SIZE, .offset = AT(size_bytes), .standard = "12MiB",
     .flags = FIELD_LEDGER, .help = "h."},
    {.key = "rate", .kind = FIELD_RATE, .offset = AT(rate_per_s), .help = "h."},
    {.key = "bits", .kind = FIELD_BANDWIDTH, .offset = AT(bits), .help = "h."},
    {.key = "bytes", .kind = FIELD_THROUGHPUT, .offset = AT(bytes_per_s), .help = "h."},
    {.key = "share", .kind = FIELD_SHARE, .offset = AT(share), .help = "h."},
    {.key = "speed", .kind = FIELD_SHARE, .offset = AT(speed), .max = 3, .help = "h."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price), .help = "h."},
    {.key = "delay", .kind = FIELD_DISTRIBUTION, .offset = AT(delay),
     .standard = "none", .flags = FIELD_UNLIMITED | FIELD_LEDGER, .help = "h."},
    {.key = "electric", .kind = FIELD_FLAG, .offset = AT(electric), .help = "h."},
    {.key = "colour", .kind = FIELD_CHOICE, .offset = AT(colour), .choices = colours,
     .standard = "blue", .flags = FIELD_LEDGER, .help = "h."},
    {.key = "owner", .kind = FIELD_REFERENCE, .offset = AT(owner),
     .refers = REFERENCE_HOST, .help = "h."},
    {.key = "engine", .kind = FIELD_TABLE, .offset = AT(engine),
     .table = &engine_table, .help = "h."},
    {.key = "spare", .kind = FIELD_TABLE, .offset = AT(spare), .table = &engine_table,
     .flags = FIELD_WHOLE, .help = "h."},
    {.key = "seats", .kind = FIELD_LIST, .offset = AT(seats), .table = &seat_table,
     .standard = "[front, back]", .flags = FIELD_LONE | FIELD_LEDGER, .help = "h."},
    {.key = "parts", .kind = FIELD_LIST, .offset = AT(parts),
     .table = &garage_part_table, .help = "h."},
    {.key = "trips", .kind = FIELD_MAP, .offset = AT(trips), .table = &trip_table,
     .help = "h."},
    {.key = "note", .kind = FIELD_TREE, .offset = AT(note), .help = "h."},
};
#undef AT
const struct table garage_car_table = {
    .name = "car", .size = sizeof(struct car_def), .help = "h.", .fields = car_fields,
    .count = FIELD_COUNT_OF(car_fields), .select_key = "kind", .selections = car_kinds,
    .plain_names = true,
};

static const struct field garage_fields[] = {
    {.key = "cars", .kind = FIELD_MAP, .offset = offsetof(struct garage_def, cars),
     .table = &garage_car_table, .help = "h."},
    {.key = "doors", .kind = FIELD_COUNT, .offset = offsetof(struct garage_def, doors),
     .flags = FIELD_REQUIRED, .help = "h."},
};
const struct table garage_table = {
    .name = "garage", .size = sizeof(struct garage_def), .help = "h.",
    .fields = garage_fields, .count = FIELD_COUNT_OF(garage_fields),
};
/* clang-format on */
