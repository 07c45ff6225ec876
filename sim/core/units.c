/* units.c - numbers with units, from text and back.
 *
 * Reading: a number, perhaps spaces, a unit out of a table, nothing else. The number is
 * checked letter by letter before strtod sees it, so neither "0x10" nor "nan" nor a
 * number that overflows gets through. A unit is required unless the number is 0.
 * Durations may have several parts, the larger unit first, as k6 writes them: 1m30s.
 * The program never leaves the C locale, so the point is a point.
 *
 * Writing: three significant digits, no exponent, the unit that leaves the number
 * between 1 and what a person still reads easily. What was rounded up to the next unit
 * is written in it ("1 s", not "1000 ms").
 */
#include "sim/core/units.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One of the unit is times / over in base units. Dividing keeps 9ms at exactly what
 * 0.009 reads as, where 9 * 0.001 is not. A table ends with a NULL name. */
struct unit {
    const char *name;
    double times, over;
};

static const struct unit duration_units[] = {
    {"d", 86400, 1}, {"h", 3600, 1}, {"min", 60, 1}, {"m", 60, 1},   {"s", 1, 1},
    {"ms", 1, 1e3},  {"us", 1, 1e6}, {"µs", 1, 1e6}, {"ns", 1, 1e9}, {0},
};

static const struct unit size_units[] = {
    {"B", 1, 1},        {"KiB", 0x1p10, 1},
    {"MiB", 0x1p20, 1}, {"GiB", 0x1p30, 1},
    {"TiB", 0x1p40, 1}, {"kB", 1e3, 1},
    {"MB", 1e6, 1},     {"GB", 1e9, 1},
    {"TB", 1e12, 1},    {0},
};

static const struct unit rate_units[] = {
    {"/s", 1, 1}, {"/m", 1, 60}, {"/min", 1, 60}, {"/h", 1, 3600}, {"/d", 1, 86400}, {0},
};

static const struct unit bandwidth_units[] = {
    {"bps", 1, 1},    {"kbps", 1e3, 1},  {"Mbps", 1e6, 1},
    {"Gbps", 1e9, 1}, {"Tbps", 1e12, 1}, {0},
};

static const struct unit throughput_units[] = {
    {"B/s", 1, 1},        {"KiB/s", 0x1p10, 1},
    {"MiB/s", 0x1p20, 1}, {"GiB/s", 0x1p30, 1},
    {"TiB/s", 0x1p40, 1}, {"kB/s", 1e3, 1},
    {"MB/s", 1e6, 1},     {"GB/s", 1e9, 1},
    {"TB/s", 1e12, 1},    {0},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_space(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

static const char *skip_digits(const char *text)
{
    return text + strspn(text, "0123456789");
}

/* Where the number at the start of `text` ends; `text` itself when there is none. An
 * `e` that no digit follows belongs to what comes after. */
static const char *number_end(const char *text)
{
    const char *start = text + (*text == '-' || *text == '+');
    const char *end = skip_digits(start);
    size_t digits = (size_t)(end - start);
    if (*end == '.') {
        const char *fraction = end + 1;
        end = skip_digits(fraction);
        digits += (size_t)(end - fraction);
    }
    if (digits == 0)
        return text;
    if (*end == 'e' || *end == 'E') {
        const char *power = end + 1 + (end[1] == '-' || end[1] == '+');
        if (is_digit(*power))
            end = skip_digits(power);
    }
    return end;
}

/* Reads a number and moves *text behind it. */
static bool take_number(const char **text, double *value)
{
    const char *end = number_end(*text);
    if (end == *text)
        return false;
    *value = strtod(*text, NULL) + 0.; /* -0 becomes 0 */
    *text = end;
    return isfinite(*value);
}

/* The unit whose name is the `length` bytes at `text`, or NULL. */
static const struct unit *unit_find(const struct unit *units, const char *text,
                                    size_t length)
{
    for (; units->name; units++)
        if (strlen(units->name) == length && memcmp(units->name, text, length) == 0)
            return units;
    return NULL;
}

static double unit_base(const struct unit *unit, double number)
{
    return number * unit->times / unit->over;
}

/* The length of the word at `text`, up to white space. */
static size_t word_length(const char *text)
{
    return strcspn(text, " \t\r\n");
}

/* `expected` for the caller to return, or NULL when it was read. */
static const char *read_with_unit(const char *text, const struct unit *units,
                                  double *value, const char *expected)
{
    double number;
    text = skip_space(text);
    if (!take_number(&text, &number) || number < 0)
        return expected;
    text = skip_space(text);
    const size_t length = word_length(text);
    const struct unit *unit = unit_find(units, text, length);
    const bool bare_zero = length == 0 && number == 0;
    if ((!unit && !bare_zero) || *skip_space(text + length) != '\0')
        return expected;
    number = unit ? unit_base(unit, number) : 0;
    if (!isfinite(number))
        return expected;
    *value = number;
    return NULL;
}

const char *units_read_number(const char *text, double *value)
{
    double number;
    text = skip_space(text);
    if (!take_number(&text, &number) || *skip_space(text) != '\0')
        return "a number such as 4 or 0.5";
    *value = number;
    return NULL;
}

const char *units_read_count(const char *text, double *value)
{
    double number;
    if (units_read_number(text, &number) || number < 0 || number > 0x1p53 ||
        number != floor(number))
        return "a whole number such as 0, 4 or 1000";
    *value = number;
    return NULL;
}

/* Several parts without a space between them, each unit smaller than the last. */
static bool read_duration_parts(const char *text, double *value_s)
{
    double sum_s = 0, above_s = INFINITY;
    do {
        double number;
        if (!is_digit(*text) || !take_number(&text, &number))
            return false;
        const size_t length = strcspn(text, "0123456789 \t\r\n");
        const struct unit *unit = unit_find(duration_units, text, length);
        if (!unit || unit_base(unit, 1) >= above_s)
            return false;
        above_s = unit_base(unit, 1);
        sum_s += unit_base(unit, number);
        text = text + length;
    } while (*skip_space(text) != '\0');
    if (!isfinite(sum_s))
        return false;
    *value_s = sum_s;
    return true;
}

const char *units_read_duration(const char *text, double *value_s)
{
    const char *expected = read_with_unit(text, duration_units, value_s,
                                          "a duration such as 250ms, 3s or 2h");
    if (expected && read_duration_parts(skip_space(text), value_s))
        return NULL;
    return expected;
}

const char *units_read_size(const char *text, double *value_bytes)
{
    return read_with_unit(text, size_units, value_bytes,
                          "a size such as 512KiB, 4GiB or 30GB");
}

const char *units_read_rate(const char *text, double *value_per_s)
{
    return read_with_unit(text, rate_units, value_per_s,
                          "a rate such as 80/s, 1200/m or 3/h");
}

const char *units_read_bandwidth(const char *text, double *value_bits_per_s)
{
    return read_with_unit(text, bandwidth_units, value_bits_per_s,
                          "a bandwidth such as 500Mbps or 5Gbps");
}

const char *units_read_throughput(const char *text, double *value_bytes_per_s)
{
    return read_with_unit(text, throughput_units, value_bytes_per_s,
                          "a throughput such as 125MB/s");
}

const char *units_read_share(const char *text, double *value)
{
    static const char expected[] = "a share such as 80% or 0.8";
    double number;
    text = skip_space(text);
    if (!take_number(&text, &number) || number < 0)
        return expected;
    text = skip_space(text);
    const bool percent = *text == '%';
    if (*skip_space(text + percent) != '\0')
        return expected;
    *value = percent ? number / 100 : number;
    return NULL;
}

static bool price_per_from(const char *text, enum price_per *per)
{
    static const struct {
        const char *name;
        enum price_per per;
    } pers[] = {
        {"", PRICE_ONCE},          {"/h", PRICE_PER_HOUR},
        {"/hour", PRICE_PER_HOUR}, {"/month", PRICE_PER_MONTH},
        {"/call", PRICE_PER_CALL}, {"/GB-month", PRICE_PER_GB_MONTH},
        {"/GB", PRICE_PER_GB},
    };
    const size_t length = word_length(text);
    for (size_t i = 0; i < sizeof(pers) / sizeof(pers[0]); i++)
        if (strlen(pers[i].name) == length && memcmp(pers[i].name, text, length) == 0) {
            *per = pers[i].per;
            return *skip_space(text + length) == '\0';
        }
    return false;
}

static bool is_currency(const char *text)
{
    for (int i = 0; i < 3; i++)
        if (text[i] < 'A' || text[i] > 'Z')
            return false;
    return true;
}

const char *units_read_price(const char *text, struct price *price)
{
    static const char expected[] =
        "a price such as 25 USD, 0.0116 USD/h, 300000 KRW/month or 0.04 USD/call";
    struct price read = {.currency = "USD", .per = PRICE_ONCE, .given = true};
    text = skip_space(text);
    if (!take_number(&text, &read.amount) || read.amount < 0)
        return expected;
    text = skip_space(text);
    if (*text != '\0' || read.amount != 0) { /* a bare 0 is free in any currency */
        if (!is_currency(text) || !price_per_from(text + 3, &read.per))
            return expected;
        memcpy(read.currency, text, 3);
    }
    *price = read;
    return NULL;
}

/* Three significant digits without exponent or trailing zeros; the value as a reader of
 * the text will see it. */
static double rounded(double value)
{
    char text[UNIT_TEXT];
    snprintf(text, sizeof(text), "%.3g", value);
    return strtod(text, NULL);
}

/* Puts a comma before each group of three digits of a text of digits. */
static void group_thousands(char text[UNIT_TEXT])
{
    char *digits = text + (*text == '-');
    for (size_t i = strlen(digits); i > 3;) {
        i -= 3;
        memmove(digits + i + 1, digits + i, strlen(digits + i) + 1);
        digits[i] = ',';
    }
}

void units_write_number(char text[UNIT_TEXT], double value)
{
    if (!isfinite(value)) {
        strcpy(text, isnan(value) ? "-" : value > 0 ? "unlimited" : "-unlimited");
        return;
    }
    const double shown = rounded(value) + 0.;
    const double size = fabs(shown);
    if (size >= 1e15 || (size < 1e-6 && size > 0)) {
        snprintf(text, UNIT_TEXT, "%.3g", shown);
    } else if (size >= 1000) {
        snprintf(text, UNIT_TEXT, "%.0f", shown);
        group_thousands(text);
    } else {
        const int whole = size > 0 ? (int)floor(log10(size)) + 1 : 1;
        snprintf(text, UNIT_TEXT, "%.*f", whole >= 3 ? 0 : 3 - whole, shown);
        if (strchr(text, '.')) {
            char *end = text + strlen(text);
            while (end[-1] == '0')
                *--end = '\0';
            if (end[-1] == '.')
                end[-1] = '\0';
        }
    }
}

/* A unit for writing, used below `below` of its own; the last one has no limit. */
struct shown_unit {
    const char *name;
    double factor, below;
};

static void write_with_unit(char text[UNIT_TEXT], double value,
                            const struct shown_unit *units)
{
    while (isfinite(units->below) && rounded(fabs(value) / units->factor) >= units->below)
        units++;
    char number[UNIT_TEXT];
    const double shown = value / units->factor;
    units_write_number(number, shown);
    snprintf(text, UNIT_TEXT, "%.20s%s", number, isfinite(shown) ? units->name : "");
}

void units_write_duration(char text[UNIT_TEXT], double value_s)
{
    /* 90 s and 36 h say more than 1.5 min and 1.5 d. */
    static const struct shown_unit units[] = {
        {" ns", 1e-9, 1000}, {" us", 1e-6, 1000}, {" ms", 1e-3, 1000},     {" s", 1, 120},
        {" min", 60, 60},    {" h", 3600, 48},    {" d", 86400, INFINITY},
    };
    write_with_unit(text, value_s, value_s == 0 ? &units[3] : units);
}

void units_write_size(char text[UNIT_TEXT], double value_bytes)
{
    static const struct shown_unit units[] = {
        {" B", 1, 1000},        {" KiB", 0x1p10, 1000},     {" MiB", 0x1p20, 1000},
        {" GiB", 0x1p30, 1000}, {" TiB", 0x1p40, INFINITY},
    };
    write_with_unit(text, value_bytes, units);
}

void units_write_rate(char text[UNIT_TEXT], double value_per_s)
{
    /* Below one a day it stays so; 0 is 0/s. */
    static const struct shown_unit units[] = {
        {"/d", 1. / 86400, 24},
        {"/h", 1. / 3600, 60},
        {"/m", 1. / 60, 60},
        {"/s", 1, INFINITY},
    };
    write_with_unit(text, value_per_s, value_per_s == 0 ? &units[3] : units);
}

void units_write_share(char text[UNIT_TEXT], double value)
{
    static const struct shown_unit percent[] = {{"%", 0.01, INFINITY}};
    write_with_unit(text, value, percent);
}

void units_write_count(char text[UNIT_TEXT], double value)
{
    if (!(fabs(value) < 1e15) || value != floor(value)) {
        units_write_number(text, value);
        return;
    }
    snprintf(text, UNIT_TEXT, "%.0f", value);
    group_thousands(text);
}

void units_write_exact(char text[UNIT_TEXT], double value)
{
    assert(isfinite(value));
    value += 0.; /* -0 becomes 0 */
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, UNIT_TEXT, "%.*g", digits, value);
        if (strtod(text, NULL) == value)
            return;
    }
}
