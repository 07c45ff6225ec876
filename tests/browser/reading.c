/* reading.c - see reading.h.
 */
#include "tests/browser/reading.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static double unit_of(const char *name, size_t length)
{
    static const struct {
        const char *name;
        double factor;
    } units[] = {
        {"%", 0.01},
        {"us", 1e-6},
        {"ms", 1e-3},
        {"s", 1},
        {"min", 60},
        {"h", 3600},
        {"d", 86400},
        {"B", 1},
        {"KiB", 1024},
        {"MiB", 1024. * 1024},
        {"GiB", 1024. * 1024 * 1024},
        {"TiB", 1024. * 1024 * 1024 * 1024},
    };
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (strlen(units[i].name) == length && strncmp(units[i].name, name, length) == 0)
            return units[i].factor;
    return NAN;
}

/* The number at *at without its thousands' commas; *at behind it. */
static double number_at(const char **at)
{
    char digits[64];
    size_t size = 0;
    for (; **at && (isdigit((unsigned char)**at) || strchr("-+.,e", **at)); (*at)++)
        if (**at != ',' && size < sizeof(digits) - 1)
            digits[size++] = **at;
    digits[size] = '\0';
    return size > 0 ? atof(digits) : NAN;
}

/* "3 h 18 min": pairs of a number and a unit, summed; a number alone has none. */
double reading_value(const char *text)
{
    double sum = NAN;
    while (isdigit((unsigned char)*text) ||
           (*text == '-' && isdigit((unsigned char)text[1]))) {
        const double number = number_at(&text);
        text += *text == ' ';
        const size_t length = strcspn(text, " ");
        const double factor = unit_of(text, length);
        if (isnan(factor))
            return isnan(sum) ? number : sum;
        sum = (isnan(sum) ? 0 : sum) + number * factor;
        text += length;
        text += *text == ' ';
    }
    return sum;
}

bool reading_is(const char *text, double value)
{
    if (*text == '<') /* "<0.01%" */
        return value > 0 && value < reading_value(text + 1);
    const double read = reading_value(text);
    if (isnan(value) || isnan(read))
        return isnan(value) && isnan(read);
    /* Three digits, or in two units ("3 h 18 min") half of the smaller one. */
    const bool two_units = strchr(text, ' ') && strchr(strchr(text, ' ') + 1, ' ');
    const double coarse = strstr(text, " min") && strstr(text, " h") ? 30 : 0.5;
    return fabs(read - value) <= fmax(0.0051 * fabs(value), two_units ? coarse : 0);
}
