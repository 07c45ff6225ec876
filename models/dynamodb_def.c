/* dynamodb_def.c - see dynamodb_def.h.
 *
 * A write unit is an item of up to 1 KiB, a read unit one of up to 4 KiB; an eventually
 * consistent read costs half (aws.amazon.com/dynamodb/pricing/provisioned). Sizes round
 * up, item by item: `{size: 10KiB, ops: 10}` are ten items of 1 KiB.
 */
#include "models/dynamodb_def.h"

#include "models/managed_def.h"

#include <math.h>

/* What a new table on demand sustains: DynamoDB developer guide, pre-warming a table for
 * on-demand capacity mode. */
static const double dynamodb_def_new_table[] = {
    [DYNAMODB_READ] = 12000, [DYNAMODB_WRITE] = 4000};

double dynamodb_def_capacity(const struct dynamodb_def *dynamodb, enum dynamodb_way way)
{
    return dynamodb->mode == DYNAMODB_PROVISIONED ? dynamodb->capacity[way]
                                                  : dynamodb_def_new_table[way];
}

double dynamodb_def_units(const struct dynamodb_def *dynamodb, enum dynamodb_way way,
                          const struct io_def *io)
{
    const double items = io->ops >= 0 ? io->ops : 1;
    const double unit_bytes = way == DYNAMODB_READ ? 4096 : 1024;
    if (items == 0)
        return 0;
    const double units = items * fmax(1, ceil(io->size_bytes / items / unit_bytes));
    return way == DYNAMODB_READ && dynamodb->eventual == 1 ? units / 2 : units;
}

/* clang-format off */
static const struct choice dynamodb_def_modes[] = {
    {"on_demand", DYNAMODB_ON_DEMAND, false},
    {"provisioned", DYNAMODB_PROVISIONED, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct service_def, member)
static const struct field dynamodb_def_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "mode", .kind = FIELD_CHOICE, .offset = AT(dynamodb.mode),
     .standard = "on_demand", .choices = dynamodb_def_modes, .flags = FIELD_LEDGER,
     .help = "Paid by the unit, or by the hour for a capacity."},
    {.key = "wcu", .kind = FIELD_COUNT, .offset = AT(dynamodb.capacity[DYNAMODB_WRITE]),
     .min = 1, .max = 1e7,
     .help = "Provisioned write units a second; 300 s of them can be saved up."},
    {.key = "rcu", .kind = FIELD_COUNT, .offset = AT(dynamodb.capacity[DYNAMODB_READ]),
     .min = 1, .max = 1e7,
     .help = "Provisioned read units a second; 300 s of them can be saved up."},
    {.key = "storage", .kind = FIELD_SIZE, .offset = AT(storage_bytes), .standard = "0",
     .help = "Bytes stored, billed by the month."},
    {.key = "eventual", .kind = FIELD_FLAG, .offset = AT(dynamodb.eventual),
     .standard = "false", .flags = FIELD_LEDGER,
     .help = "Reads are eventually consistent and cost half."},
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency),
     .standard = "5ms", .help = "Time of each call before its steps."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of a stored GB for a month in place of the catalog's, or of a month "
             "in place of all."},
    MANAGED_DEF_ENDPOINTS,
};
#undef AT

const struct table dynamodb_def_table = {
    .name = "dynamodb", .size = sizeof(struct service_def),
    .help = "A table of DynamoDB: `write: SIZE` takes a write unit for each KiB, "
            "`read: SIZE` a read unit for each 4 KiB.",
    .fields = dynamodb_def_fields, .count = FIELD_COUNT_OF(dynamodb_def_fields),
    .habits = managed_def_alone,
};
/* clang-format on */
