/* quantity.c - see quantity.h.
 */
#include "sim/run/quantity.h"

#include "sim/core/units.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *(*read)(const char *text, double *value);
    const char *suffix; /* of the base unit, as it is written */
} quantity_units[] = {
    [QUANTITY_NUMBER] = {units_read_number, ""},
    [QUANTITY_SHARE] = {units_read_share, ""},
    [QUANTITY_DURATION] = {units_read_duration, "s"},
    [QUANTITY_SIZE] = {units_read_size, "B"},
    [QUANTITY_RATE] = {units_read_rate, "/s"},
    [QUANTITY_BANDWIDTH] = {units_read_bandwidth, "bps"},
    [QUANTITY_THROUGHPUT] = {units_read_throughput, "B/s"},
    [QUANTITY_MONEY] = {NULL, ""},
};

/* Those whose first argument is the mean; of uniform and empirical it is not. */
static const char *const quantity_shapes[] = {"exp",      "erlang",  "gamma", "lognormal",
                                              "hyperexp", "weibull", "pareto"};

/* "12,300" as the ledger writes it. */
static const char *without_commas(const char *text, struct arena *arena)
{
    if (text[strspn(text, "0123456789,.")] != '\0')
        return text;
    char *plain = arena_text(arena, text, strlen(text)), *to = plain;
    for (const char *from = text; *from; from++)
        if (*from != ',')
            *to++ = *from;
    *to = '\0';
    return plain;
}

static bool read_plain(struct quantity *quantity, const char *text, struct arena *arena)
{
    struct price price;
    *quantity = (struct quantity){.before = "", .after = ""};
    for (int unit = QUANTITY_NUMBER; unit < QUANTITY_MONEY; unit++)
        if (!quantity_units[unit].read(without_commas(text, arena), &quantity->value)) {
            quantity->unit = (enum quantity_unit)unit;
            return true;
        }
    if (units_read_price(text, &price))
        return false;
    const char *after = text + strspn(text, " \t+-0123456789.eE");
    quantity->unit = QUANTITY_MONEY;
    quantity->value = price.amount;
    quantity->after = arena_format(arena, " %s", after);
    return true;
}

static bool is_shape(const char *text, size_t length)
{
    for (size_t i = 0; i < sizeof(quantity_shapes) / sizeof(*quantity_shapes); i++)
        if (strlen(quantity_shapes[i]) == length &&
            memcmp(quantity_shapes[i], text, length) == 0)
            return true;
    return false;
}

static bool read_mean(struct quantity *quantity, const char *text, struct arena *arena)
{
    text += strspn(text, " ");
    const size_t name = strcspn(text, "(");
    if (text[name] != '(' || !is_shape(text, name))
        return false;
    const char *argument = text + name + 1;
    const size_t length = strcspn(argument, ",) ");
    const char *mean = arena_text(arena, argument, length);
    *quantity = (struct quantity){.before = arena_text(arena, text, name + 1),
                                  .after = argument + length,
                                  .unit = QUANTITY_DURATION};
    return !units_read_duration(mean, &quantity->value);
}

bool quantity_read(struct quantity *quantity, const char *text, struct arena *arena)
{
    return read_plain(quantity, text, arena) || read_mean(quantity, text, arena);
}

bool quantity_is_mean(const struct quantity *quantity)
{
    return *quantity->before != '\0';
}

bool quantity_alike(const struct quantity *one, const struct quantity *other)
{
    const bool bare = one->unit == QUANTITY_NUMBER || other->unit == QUANTITY_NUMBER;
    const bool share = one->unit == QUANTITY_SHARE || other->unit == QUANTITY_SHARE;
    const bool zero = (one->unit == QUANTITY_NUMBER && one->value == 0) ||
                      (other->unit == QUANTITY_NUMBER && other->value == 0);
    if (zero && !quantity_is_mean(one) && !quantity_is_mean(other))
        return true;
    return strcmp(one->before, other->before) == 0 &&
           strcmp(one->after, other->after) == 0 &&
           (one->unit == other->unit || (bare && share));
}

const char *quantity_text(const struct quantity *quantity, double value,
                          struct arena *arena)
{
    char number[UNIT_TEXT];
    units_write_exact(number, value == 0 ? 0 : value);
    return arena_format(arena, "%s%s%s%s", quantity->before, number,
                        quantity_units[quantity->unit].suffix, quantity->after);
}
