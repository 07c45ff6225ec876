/* vary_value.c - see vary_value.h.
 */
#include "sim/run/vary_value.h"

#include "sim/core/units.h"
#include "sim/run/vary_range.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

enum vary_kind vary_value_read(const char *text, double *number)
{
    static const struct {
        enum vary_kind kind;
        const char *(*read)(const char *text, double *value);
    } readers[] = {
        {VARY_NUMBER, units_read_number},
        {VARY_SHARE, units_read_share},
        {VARY_DURATION, units_read_duration},
        {VARY_SIZE, units_read_size},
        {VARY_RATE, units_read_rate},
        {VARY_BANDWIDTH, units_read_bandwidth},
        {VARY_THROUGHPUT, units_read_throughput},
    };
    for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
        if (!readers[i].read(text, number))
            return readers[i].kind;
    struct price price;
    const bool priced = !units_read_price(text, &price);
    *number = priced ? price.amount : NAN;
    return priced ? VARY_PRICE : VARY_TEXT;
}

void vary_value_add(struct vary_values *values, const char *text, const char *yaml,
                    struct arena *arena)
{
    if (values->count == values->capacity) {
        values->capacity = values->capacity * 2 + 8;
        values->items = arena_grow(arena, values->items, values->count, values->capacity,
                                   sizeof(*values->items));
    }
    struct vary_value *value = &values->items[values->count++];
    value->text = text;
    value->yaml = yaml;
    value->place = (struct place){0};
    value->kind = vary_value_read(text, &value->number);
}

/* Without the quotes that stand around all of it. */
static const char *unquoted(const char *text, struct arena *arena)
{
    const size_t length = strlen(text);
    const bool quoted =
        length >= 2 && (*text == '"' || *text == '\'') && text[length - 1] == *text;
    return quoted ? arena_text(arena, text + 1, length - 2) : text;
}

const char *vary_value_item(struct vary_values *values, const char *item,
                            struct arena *arena)
{
    if (vary_range_is(item))
        return vary_range_read(values, item, arena);
    if (*item == '\0')
        return "a value between the commas";
    if (values->count == VARY_VALUES_MOST)
        return "at most 1,000,000 values";
    vary_value_add(values, unquoted(item, arena), item, arena);
    return NULL;
}

/* The length up to the next comma that stands outside quotes, brackets and braces. */
static size_t item_length(const char *text)
{
    int depth = 0;
    char quote = '\0';
    size_t at = 0;
    for (; text[at]; at++) {
        const char one = text[at];
        if (quote)
            quote = one == quote ? '\0' : quote;
        else if (one == '"' || one == '\'')
            quote = one;
        else if (strchr("([{", one))
            depth++;
        else if (strchr(")]}", one))
            depth--;
        else if (one == ',' && depth <= 0)
            break;
    }
    return at;
}

const char *vary_value_next(const char **rest, struct arena *arena)
{
    const char *text = *rest;
    if (!text)
        return NULL;
    size_t length = item_length(text);
    *rest = text[length] == ',' ? text + length + 1 : NULL;
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    while (length > 0 && isspace((unsigned char)*text)) {
        text++;
        length--;
    }
    return arena_text(arena, text, length);
}

const char *vary_value_list(struct vary_values *values, const char *text,
                            struct arena *arena)
{
    const char *fault = NULL, *item;
    while (!fault && (item = vary_value_next(&text, arena)))
        fault = vary_value_item(values, item, arena);
    return fault;
}
