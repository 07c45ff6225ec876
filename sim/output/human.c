/* human.c - see human.h.
 */
#include "sim/output/human.h"

#include "sim/core/units.h"
#include "sim/output/look.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char nothing[] = "-";

static const char *kept(struct arena *arena, const char *text)
{
    return arena_text(arena, text, strlen(text));
}

const char *human_duration(struct arena *arena, double value_s)
{
    char text[UNIT_TEXT];
    if (!isfinite(value_s))
        return nothing;
    units_write_duration(text, value_s);
    return kept(arena, text);
}

/* 190 of the small unit, 60 of which are a large one: "3 min 10 s"; "3 min" for 180. */
static const char *two_units(struct arena *arena, double small, double ratio,
                             const char *large_name, const char *small_name)
{
    const double large = floor(small / ratio);
    const double rest = small - large * ratio;
    if (rest == 0)
        return arena_format(arena, "%.0f %s", large, large_name);
    return arena_format(arena, "%.0f %s %.0f %s", large, large_name, rest, small_name);
}

const char *human_moment(struct arena *arena, double at_s)
{
    if (!isfinite(at_s))
        return nothing;
    if (at_s < 59.95)
        return arena_format(arena, "%.3g s", at_s);
    const double seconds = round(at_s);
    if (seconds < 3600)
        return two_units(arena, seconds, 60, "min", "s");
    const double minutes = round(at_s / 60);
    if (minutes < 24 * 60)
        return two_units(arena, minutes, 60, "h", "min");
    return two_units(arena, round(at_s / 3600), 24, "d", "h");
}

const char *human_moment_by(struct arena *arena, double from_s, double at_s)
{
    return arena_format(arena, "%s%s", from_s < at_s ? "by " : "",
                        human_moment(arena, at_s));
}

const char *human_size(struct arena *arena, double value_bytes)
{
    char text[UNIT_TEXT];
    if (!isfinite(value_bytes))
        return nothing;
    units_write_size(text, value_bytes);
    return kept(arena, text);
}

const char *human_share(struct arena *arena, double value)
{
    char text[UNIT_TEXT];
    if (!isfinite(value))
        return nothing;
    if (value > 0 && value < 0.00005)
        return "<0.01%";
    units_write_share(text, value);
    return kept(arena, text);
}

const char *human_number(struct arena *arena, double value)
{
    char text[UNIT_TEXT];
    if (!isfinite(value))
        return nothing;
    if (value > 0 && value < 0.0005)
        return "<0.001";
    units_write_number(text, value);
    return kept(arena, text);
}

/* Digits with a comma before every third from the point; `text` as printf wrote it. */
static const char *with_thousands(struct arena *arena, const char *text)
{
    const size_t sign = text[0] == '-';
    const size_t whole = strcspn(text + sign, ".");
    char *grouped = arena_allocate(arena, strlen(text) + whole / 3 + 1);
    char *to = grouped;
    if (sign)
        *to++ = '-';
    for (size_t i = 0; i < whole; i++) {
        if (i && (whole - i) % 3 == 0)
            *to++ = ',';
        *to++ = text[sign + i];
    }
    strcpy(to, text + sign + whole);
    return grouped;
}

static const char *fixed(struct arena *arena, double value, int decimals)
{
    char text[352]; /* the largest double has 309 digits */
    snprintf(text, sizeof text, "%.*f", decimals, value);
    const char *digits = strpbrk(text, "123456789") ? text : text + (text[0] == '-');
    return with_thousands(arena, digits);
}

const char *human_count(struct arena *arena, double value)
{
    if (!isfinite(value))
        return nothing;
    if (fabs(value) < 100 && fabs(value - round(value)) > 1e-9)
        return human_number(arena, value);
    return fixed(arena, value, 0);
}

const char *human_quantity(struct arena *arena, double value)
{
    const double most = 1e9; /* more would push the other columns out */
    const bool whole = fabs(value - round(value)) <= fabs(value) * 1e-12;
    return whole && fabs(value) < most ? human_count(arena, value)
                                       : human_number(arena, value);
}

const char *human_usd(struct arena *arena, double value)
{
    if (!isfinite(value))
        return nothing;
    const double size = fabs(value);
    if (size == 0 || size >= 0.995)
        return fixed(arena, value, 2);
    /* Rounding to 3 digits first: 0.0999999 has one decimal less than it seems. */
    char text[UNIT_TEXT];
    snprintf(text, sizeof text, "%.2e", value);
    const int exponent = atoi(strchr(text, 'e') + 1);
    int decimals = exponent < -10 ? 12 : 2 - exponent;
    for (; decimals > 2; decimals--) { /* 0.00500 is 0.005 */
        const double fewer = strtod(fixed(arena, value, decimals - 1), NULL);
        if (fabs(fewer - strtod(text, NULL)) > size * 1e-9)
            break;
    }
    return fixed(arena, value, decimals);
}

/* ISO 4217 currencies without a minor unit in daily use. */
static int has_no_cents(const char *currency)
{
    static const char *const names[] = {"KRW", "JPY", "VND", "CLP", "IDR", "HUF", "ISK"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i], currency) == 0)
            return 1;
    return 0;
}

const char *human_money(struct arena *arena, double value, const char *currency)
{
    if (!isfinite(value))
        return nothing;
    const char *amount = has_no_cents(currency) && (value == 0 || fabs(value) >= 10)
                             ? fixed(arena, value, 0)
                             : human_usd(arena, value);
    return arena_format(arena, "%s %s", amount, currency);
}

const char *human_interval(struct arena *arena, const json_t *tree, const char *at,
                           double value, const char *write(struct arena *, double))
{
    const json_t *pair = look_at(tree, at);
    if (json_array_size(pair) != 2)
        return "";
    const double low = json_number_value(json_array_get(pair, 0));
    const double high = json_number_value(json_array_get(pair, 1));
    const double half = fmax(value - low, high - value);
    if (!(half > 0))
        return "";
    return half >= fabs(value) ? arena_format(arena, ", 95%% from %s to %s",
                                              write(arena, low), write(arena, high))
                               : arena_format(arena, " ± %s", write(arena, half));
}

const char *human_plural(struct arena *arena, double value, const char *one,
                         const char *many)
{
    return arena_format(arena, "%s %s", human_count(arena, value),
                        value == 1 ? one : many);
}
