/* vary_range.c - see vary_range.h.
 *
 * Values are counted in the unit in which they are written (that of the step, or of the
 * low end), so that 0.1..0.5:0.1 says 0.3 and not 0.30000000000000004, and 512MiB steps
 * up to 4GiB are MiB.
 */
#include "sim/run/vary_range.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A step that does not divide the way still reaches an end this near to it. */
static const double slack = 1e-9;

struct part { /* of a range: "10/s" */
    double number;
    const char *unit; /* "" for none */
    bool whole;       /* digits only */
};

struct range {
    struct part low, high, step;
    const char *unit; /* of the values */
    double from, to;  /* in that unit */
};

bool vary_range_is(const char *item)
{
    const char *dots = strstr(item, "..");
    const size_t sign = *item == '-' || *item == '+';
    return dots && dots > item + sign && isdigit((unsigned char)item[sign]);
}

static size_t digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* How long the number is that a text begins with: no exponent without digits (5e..). */
static size_t number_length(const char *text)
{
    size_t at = *text == '-' || *text == '+';
    at += digits(text + at);
    if (text[at] == '.')
        at += 1 + digits(text + at + 1);
    if (text[at] == 'e' || text[at] == 'E') {
        const size_t sign = text[at + 1] == '-' || text[at + 1] == '+';
        const size_t exponent = digits(text + at + 1 + sign);
        at += exponent ? 1 + sign + exponent : 0;
    }
    return at;
}

static bool part_read(struct part *part, const char *text, size_t size,
                      struct arena *arena)
{
    const char *copy = arena_text(arena, text, size);
    const size_t length = number_length(copy);
    part->number = strtod(copy, NULL);
    part->unit = copy + length;
    part->whole = size > 0 && digits(copy) == size;
    double value;
    return length > 0 && vary_value_read(copy, &value) != VARY_TEXT;
}

/* How many base units one of that unit is. */
static double unit_base(const char *unit, enum vary_kind *kind, struct arena *arena)
{
    double base;
    *kind = vary_value_read(arena_format(arena, "1%s", unit), &base);
    return base;
}

/* The parts without a unit take that of the others, if these agree. */
static bool units_share(struct part *parts[], uint32_t count)
{
    const char *common = "";
    bool agree = true;
    for (uint32_t i = 0; i < count; i++) {
        agree = agree &&
                (!*common || !*parts[i]->unit || strcmp(common, parts[i]->unit) == 0);
        common = *parts[i]->unit ? parts[i]->unit : common;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (*parts[i]->unit || !*common)
            continue;
        if (!agree && parts[i]->number != 0)
            return false;
        parts[i]->unit = common;
    }
    return true;
}

/* Both ends in the unit of the values. */
static bool ends_convert(struct range *range, const char *unit, struct arena *arena)
{
    enum vary_kind kind, low_kind, high_kind;
    const double base = unit_base(unit, &kind, arena);
    const double low_base = unit_base(range->low.unit, &low_kind, arena);
    const double high_base = unit_base(range->high.unit, &high_kind, arena);
    range->unit = unit;
    range->from = range->low.number * (low_base / base);
    range->to = range->high.number * (high_base / base);
    return low_kind == kind && high_kind == kind;
}

static void value_put(struct vary_values *values, const struct range *range,
                      double number, int precision, struct arena *arena)
{
    const char *text = arena_format(arena, "%.*g%s", precision, number, range->unit);
    if (strchr(text, 'e')) /* 1e+06: not how people write it */
        text = arena_format(arena, "%.*f%s", number < 1 ? 9 : 0, number, range->unit);
    const bool again =
        values->count > 0 && strcmp(values->items[values->count - 1].text, text) == 0;
    if (!again) /* whole numbers of a dense logarithmic range */
        vary_value_add(values, text, text, arena);
}

/* ---- the three kinds ---- */

static const char *by_step(struct vary_values *values, struct range *range,
                           const char *spec, struct arena *arena)
{
    struct part *parts[] = {&range->low, &range->high, &range->step};
    if (!part_read(&range->step, spec, strlen(spec), arena))
        return "a step such as 10 or 10/s, x2 or log5 after the colon";
    if (!units_share(parts, 3) || !ends_convert(range, range->step.unit, arena))
        return "a range whose ends and step have units of one kind, such as "
               "10ms..1s:10ms";
    if (!(range->step.number > 0) || range->from > range->to)
        return "a range that goes up, LOW..HIGH:STEP";
    const double count = floor((range->to - range->from) / range->step.number + slack);
    if (!(values->count + count < VARY_VALUES_MOST))
        return "at most 1,000,000 values";
    for (double i = 0; i <= count; i++)
        value_put(values, range, range->from + i * range->step.number, 12, arena);
    return NULL;
}

static const char *ends_only(struct range *range, struct arena *arena)
{
    struct part *parts[] = {&range->low, &range->high};
    if (!units_share(parts, 2) || !ends_convert(range, range->low.unit, arena))
        return "a range whose ends have units of one kind, such as 10ms..10s:x10";
    if (!(range->from > 0) || !(range->from <= range->to))
        return "a logarithmic range that begins above 0 and goes up";
    return NULL;
}

static const char *by_factor(struct vary_values *values, struct range *range,
                             const char *spec, struct arena *arena)
{
    char *end;
    const char *fault = ends_only(range, arena);
    const double factor = strtod(spec, &end);
    if (fault)
        return fault;
    if (end == spec || *end || !(factor > 1) || !isfinite(factor))
        return "a factor above 1, such as 1..1000:x10";
    const double count = floor(log(range->to / range->from) / log(factor) + slack);
    if (!(values->count + count < VARY_VALUES_MOST))
        return "at most 1,000,000 values";
    for (double i = 0; i <= count; i++)
        value_put(values, range, range->from * pow(factor, i), 12, arena);
    return NULL;
}

static const char *by_count(struct vary_values *values, struct range *range,
                            const char *spec, struct arena *arena)
{
    const char *fault = ends_only(range, arena);
    const double count = digits(spec) == strlen(spec) ? strtod(spec, NULL) : 0;
    if (fault)
        return fault;
    if (count < 2)
        return "how many values, at least 2, such as 10..1000:log5";
    if (!(values->count + count <= VARY_VALUES_MOST))
        return "at most 1,000,000 values";
    const bool whole = !*range->unit && range->low.whole && range->high.whole;
    for (double i = 0; i < count; i++) {
        const bool end = i == 0 || i == count - 1;
        const double number =
            i == 0 ? range->from
            : i == count - 1
                ? range->to
                : range->from * pow(range->to / range->from, i / (count - 1));
        value_put(values, range, whole ? round(number) : number, end || whole ? 12 : 6,
                  arena);
    }
    return NULL;
}

const char *vary_range_read(struct vary_values *values, const char *item,
                            struct arena *arena)
{
    struct range range = {.unit = ""};
    const char *dots = strstr(item, ".."), *high = dots + 2;
    const size_t length = strcspn(high, ":");
    const char *spec = high[length] == ':' ? high + length + 1 : NULL;
    if (!part_read(&range.low, item, (size_t)(dots - item), arena) ||
        !part_read(&range.high, high, length, arena))
        return "a range LOW..HIGH:STEP, such as 10/s..100/s:10/s";
    if (!spec && !(range.low.whole && range.high.whole))
        return "a range with its step, LOW..HIGH:STEP";
    if (spec && *spec == 'x')
        return by_factor(values, &range, spec + 1, arena);
    if (spec && strncmp(spec, "log", 3) == 0)
        return by_count(values, &range, spec + 3, arena);
    return by_step(values, &range, spec ? spec : "1", arena);
}
