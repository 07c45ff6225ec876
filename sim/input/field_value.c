/* field_value.c - one scalar of a field: from text, to text, and what is expected.
 *
 * One row for each kind says how it is called, read and written; the rest follows from
 * the row and the field. Ranges are inclusive. Without a range a number is only not
 * negative (the readers of units see to that) and a share at most 1.
 */
#include "sim/input/field_value.h"
#include "sim/input/unit_slip.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

typedef const char *value_reader(const char *text, double *value);
typedef void value_writer(char text[UNIT_TEXT], double value);

struct value_kind {
    const char *name;     /* on the reference page */
    const char *noun;     /* in messages */
    const char *examples; /* of both */
    value_reader *read;   /* numbers only */
    value_writer *write, *write_limit;
};

static const struct value_kind kinds[] = {
    [FIELD_DURATION] = {"duration", "a duration", "250ms, 3s or 2h", units_read_duration,
                        units_write_duration, units_write_duration},
    [FIELD_SIZE] = {"size", "a size", "512KiB, 4GiB or 30GB", units_read_size,
                    units_write_size, units_write_size},
    [FIELD_RATE] = {"rate", "a rate", "80/s, 1200/m or 3/h", units_read_rate,
                    units_write_rate, units_write_rate},
    [FIELD_BANDWIDTH] = {"bandwidth", "a bandwidth", "500Mbps or 5Gbps",
                         units_read_bandwidth, units_write_number, units_write_exact},
    [FIELD_THROUGHPUT] = {"throughput", "a throughput", "125MB/s", units_read_throughput,
                          units_write_size, units_write_size},
    [FIELD_SHARE] = {"share", "a share", "80% or 0.8", units_read_share,
                     units_write_share, units_write_share},
    [FIELD_NUMBER] = {"number", "a number", "4 or 0.5", units_read_number,
                      units_write_number, units_write_exact},
    [FIELD_COUNT] = {"count", "a whole number", "0, 4 or 1000", units_read_count,
                     units_write_number, units_write_exact},
    [FIELD_PRICE] = {"price", "a price",
                     "25 USD, 0.0116 USD/h, 300000 KRW/month or 0.04 USD/call", NULL,
                     NULL, NULL},
    [FIELD_DISTRIBUTION] = {"DIST", "a duration or a distribution",
                            "6ms, exp(6ms) or lognormal(6ms, cv=1.2)", NULL, NULL, NULL},
    [FIELD_TEXT] = {"text", "a text", NULL, NULL, NULL, NULL},
    [FIELD_FLAG] = {"flag", "true or false", "true or false", NULL, NULL, NULL},
    [FIELD_CHOICE] = {"choice", "one of its choices", NULL, NULL, NULL, NULL},
    [FIELD_REFERENCE] = {"name", "a name", NULL, NULL, NULL, NULL},
    [FIELD_TABLE] = {"mapping", "a mapping", NULL, NULL, NULL, NULL},
    [FIELD_MAP] = {"mapping", "a mapping", NULL, NULL, NULL, NULL},
    [FIELD_LIST] = {"list", "a list", NULL, NULL, NULL, NULL},
    [FIELD_TREE] = {"anything", "a value", NULL, NULL, NULL, NULL},
};

bool field_value_is_scalar(const struct field *field)
{
    return field->kind <= FIELD_REFERENCE;
}

bool field_value_is_number(const struct field *field)
{
    return kinds[field->kind].read != NULL;
}

const char *field_value_kind(const struct field *field)
{
    return kinds[field->kind].name;
}

const char *field_value_example(const struct field *field)
{
    return kinds[field->kind].examples;
}

size_t field_value_size(const struct field *field)
{
    switch (field->kind) {
    case FIELD_PRICE:
        return sizeof(struct price);
    case FIELD_DISTRIBUTION:
        return sizeof(struct distribution);
    case FIELD_TEXT:
    case FIELD_REFERENCE:
        return sizeof(const char *);
    case FIELD_FLAG:
    case FIELD_CHOICE:
        return sizeof(int);
    default:
        return sizeof(double);
    }
}

void field_value_clear(const struct field *field, void *at)
{
    switch (field->kind) {
    case FIELD_PRICE:
        *(struct price *)at = (struct price){.given = false};
        break;
    case FIELD_DISTRIBUTION:
        *(struct distribution *)at = distribution_constant(NAN);
        break;
    case FIELD_TEXT:
    case FIELD_REFERENCE:
        *(const char **)at = NULL;
        break;
    case FIELD_FLAG:
    case FIELD_CHOICE:
        *(int *)at = -1;
        break;
    default:
        *(double *)at = NAN;
    }
}

/* ---- ranges ---- */

static double range_min(const struct field *field)
{
    return field->min;
}

/* INFINITY: none. A share without limits ends at 1. */
static double range_max(const struct field *field)
{
    if (field->max > 0 || field->min < 0)
        return field->max;
    return field->kind == FIELD_SHARE && field->min == 0 ? 1 : INFINITY;
}

const char *field_value_range(const struct field *field, struct arena *arena)
{
    char low[UNIT_TEXT], high[UNIT_TEXT];
    value_writer *write = kinds[field->kind].write_limit;
    const double min = range_min(field), max = range_max(field);
    if (!write || (min == 0 && isinf(max)))
        return NULL;
    write(low, min);
    if (isinf(max))
        return arena_format(arena, "at least %s", low);
    write(high, max);
    return arena_format(arena, "from %s to %s", low, high);
}

/* ---- what is expected ---- */

static const char *expected_choice(const struct field *field, struct arena *arena)
{
    const char *list = "one of ";
    uint32_t count = 0;
    for (const struct choice *c = field->choices; c->name; c++)
        if (!c->later)
            list = arena_format(arena, "%s%s%s", list, count++ ? ", " : "", c->name);
    return count == 1 ? list + strlen("one of ") : list;
}

static const char *expected_plain(const struct field *field, struct arena *arena)
{
    const struct value_kind *kind = &kinds[field->kind];
    if (field->kind == FIELD_CHOICE)
        return expected_choice(field, arena);
    if (!kind->examples || field->kind == FIELD_FLAG)
        return kind->noun;
    return arena_format(arena, "%s such as %s", kind->noun, kind->examples);
}

static const char *or_a_word(const struct field *field, const char *expected,
                             struct arena *arena)
{
    if (field->flags & FIELD_AUTO)
        expected = arena_format(arena, "%s, or auto", expected);
    if (!(field->flags & FIELD_UNLIMITED))
        return expected;
    return arena_format(arena, "%s, or unlimited", expected);
}

const char *field_value_expected(const struct field *field, struct arena *arena)
{
    return or_a_word(field, expected_plain(field, arena), arena);
}

/* A number that was understood but lies outside. */
static const char *expected_range(const struct field *field, struct arena *arena)
{
    const char *range = field_value_range(field, arena);
    if (!range) /* below 0 */
        range = "at least 0";
    const char *of = isinf(range_max(field)) ? "of " : "";
    return or_a_word(
        field, arena_format(arena, "%s %s%s", kinds[field->kind].noun, of, range), arena);
}

/* ---- reading ---- */

static bool is_in_range(const struct field *field, double value)
{
    return value >= range_min(field) && value <= range_max(field);
}

/* `none` is what `unlimited` is for a time. */
static bool is_unlimited(const struct field *field, const char *text)
{
    const bool is_time =
        field->kind == FIELD_DURATION || field->kind == FIELD_DISTRIBUTION;
    return (field->flags & FIELD_UNLIMITED) &&
           (strcmp(text, "unlimited") == 0 || (is_time && strcmp(text, "none") == 0));
}

/* "50GB/month" of a field that is for a month is 50GB. */
static const char *without_month(const struct field *field, const char *text,
                                 struct arena *arena)
{
    static const char ending[] = "/month";
    const size_t length = strlen(text), of_ending = sizeof(ending) - 1;
    if (!(field->flags & FIELD_MONTHLY) || length < of_ending ||
        strcmp(text + length - of_ending, ending) != 0)
        return text;
    return arena_text(arena, text, length - of_ending);
}

static const char *read_number(const struct field *field, const char *text,
                               struct arena *arena, double *value)
{
    *value = INFINITY;
    if (is_unlimited(field, text))
        return NULL;
    *value = NAN;
    if (field->flags & FIELD_AUTO && strcmp(text, "auto") == 0)
        return NULL;
    text = without_month(field, text, arena);
    if (kinds[field->kind].read(text, value))
        return field_value_expected(field, arena);
    return is_in_range(field, *value) ? NULL : expected_range(field, arena);
}

static bool read_flag(const char *text, int *value)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};
    for (int i = 0; i < 6; i++)
        if (strcmp(text, words[i]) == 0) {
            *value = i % 2;
            return true;
        }
    return false;
}

static const struct choice *choice_find(const struct field *field, const char *text)
{
    const struct choice *choice = field->choices;
    while (choice->name && strcmp(choice->name, text) != 0)
        choice++;
    return choice->name ? choice : NULL;
}

bool field_value_is_later(const struct field *field, const char *text)
{
    if (field->kind != FIELD_CHOICE)
        return false;
    const struct choice *choice = choice_find(field, text);
    return choice && choice->later;
}

static bool read_choice(const struct field *field, const char *text, int *value)
{
    const struct choice *choice = choice_find(field, text);
    if (choice && !choice->later)
        *value = choice->value;
    return choice && !choice->later;
}

static const char *read_distribution(const struct field *field, const char *text,
                                     const char *folder, struct arena *arena,
                                     struct distribution *at)
{
    const char *expected = NULL;
    if (is_unlimited(field, text))
        *at = distribution_constant(INFINITY);
    else if (!distribution_parse(at, text, folder, arena, &expected))
        return or_a_word(field, expected, arena);
    return NULL;
}

const char *field_value_read(const struct field *field, const char *text,
                             const char *folder, struct arena *arena, void *at)
{
    bool understood = true;
    switch (field->kind) {
    case FIELD_DISTRIBUTION:
        return read_distribution(field, text, folder, arena, at);
    case FIELD_PRICE:
        understood = units_read_price(text, at) == NULL;
        break;
    case FIELD_TEXT:
        *(const char **)at = text;
        break;
    case FIELD_REFERENCE:
        understood = text[0] != '\0';
        *(const char **)at = text;
        break;
    case FIELD_FLAG:
        understood = read_flag(text, at);
        break;
    case FIELD_CHOICE:
        understood = read_choice(field, text, at);
        break;
    default:
        assert(field_value_is_number(field));
        return read_number(field, text, arena, at);
    }
    return understood ? NULL : field_value_expected(field, arena);
}

/* ---- the nearest text ---- */

enum { WORD_LIMIT = 64 }; /* choices of one field */

/* Words that could be meant: choices, unlimited, true and false. */
static const char *nearest_word(const struct field *field, const char *text)
{
    const char *words[WORD_LIMIT];
    size_t count = 0;
    if (field->kind == FIELD_CHOICE)
        for (const struct choice *c = field->choices; c->name && count < WORD_LIMIT; c++)
            words[count++] = c->name;
    if (field->kind == FIELD_FLAG) {
        words[count++] = "true";
        words[count++] = "false";
    }
    if (field->flags & FIELD_UNLIMITED)
        words[count++] = "unlimited";
    if (field->flags & FIELD_AUTO)
        words[count++] = "auto";
    return error_nearest(text, words, count);
}

/* A choice that another tool calls otherwise. */
static const char *word_elsewhere(const struct field *field, const char *text)
{
    static const char *const words[][2] = {{"unless-stopped", "always"}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        for (const struct choice *c = field->choices; c && c->name; c++)
            if (strcmp(words[i][0], text) == 0 && strcmp(words[i][1], c->name) == 0)
                return c->name;
    return NULL;
}

/* A slip in the unit (10 sec, 4gb), put right, if the field would take it then. */
static const char *nearest_unit(const struct field *field, const char *text,
                                struct arena *arena)
{
    const char *put_right = unit_slip_repair(field->kind, text, arena);
    double value;
    if (!put_right)
        return NULL;
    const bool is_number = field_value_is_number(field);
    value_reader *read = is_number ? kinds[field->kind].read : units_read_duration;
    const bool fits =
        read(put_right, &value) == NULL && (!is_number || is_in_range(field, value));
    return fits ? put_right : NULL;
}

const char *field_value_nearest(const struct field *field, const char *text,
                                struct arena *arena)
{
    const char *nearest = word_elsewhere(field, text);
    if (!nearest)
        nearest = nearest_word(field, text);
    if (!nearest)
        nearest = nearest_unit(field, text, arena);
    return nearest ? arena_format(arena, "\"%s\"", nearest) : NULL;
}

/* ---- writing ---- */

const char *field_value_text(const struct field *field, const char *text, const void *at,
                             struct arena *arena)
{
    char written[UNIT_TEXT];
    value_writer *write = kinds[field->kind].write;
    if (!write || isinf(*(const double *)at))
        return strcmp(text, "none") == 0 ? NULL : text;
    if (field->kind == FIELD_BANDWIDTH)
        return text;
    write(written, *(const double *)at);
    return arena_format(arena, "%s%s", written,
                        field->kind == FIELD_THROUGHPUT ? "/s" : "");
}
