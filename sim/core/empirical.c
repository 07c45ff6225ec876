/* empirical.c - measured durations, one a line of a file; see empirical.h.
 */
#include "sim/core/empirical.h"
#include "sim/core/units.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    EMPIRICAL_LINES = 1000000, /* 8 MB of values; more say nothing new */
    EMPIRICAL_LINE = 128,      /* bytes; a longer one is no duration */
};

struct values {
    double *items;
    size_t count, capacity;
    double sum;
};

static void values_add(struct values *values, struct arena *arena, double value)
{
    if (values->count == values->capacity) {
        values->capacity = values->capacity ? values->capacity * 2 : 256;
        values->items = arena_grow(arena, values->items, values->count, values->capacity,
                                   sizeof(double));
    }
    values->items[values->count++] = value;
    values->sum += value;
}

/* A duration, or a number in `unit`: 12 in ms is read as 12ms. */
static bool value_read(const char *line, const char *unit, double *value_s)
{
    double number;
    if (!units_read_duration(line, value_s))
        return true;
    if (units_read_number(line, &number))
        return false;
    char text[2 * EMPIRICAL_LINE];
    const int length = (int)strcspn(line, "\r\n");
    snprintf(text, sizeof(text), "%.*s%.8s", length, line, unit);
    return !units_read_duration(text, value_s);
}

static bool is_skipped(const char *line, int number)
{
    const char first = line[strspn(line, " \t\r\n")];
    const char letter = line[strspn(line, " \t\"")];
    const bool is_word =
        (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z');
    return first == '\0' || first == '#' || (number == 1 && is_word);
}

/* Is there more of the line than fits? */
static bool is_cut(const char *line)
{
    return strlen(line) == EMPIRICAL_LINE - 1 && !strchr(line, '\n');
}

static const char *values_read(struct values *values, FILE *file, const char *unit,
                               double most_s, struct arena *arena)
{
    char line[EMPIRICAL_LINE];
    for (int number = 1; fgets(line, sizeof(line), file); number++) {
        double value_s;
        if (number > EMPIRICAL_LINES)
            return "a file of at most 1,000,000 lines";
        if (is_skipped(line, number))
            continue;
        if (is_cut(line) || !value_read(line, unit, &value_s) || value_s > most_s)
            return arena_format(arena, "a duration on line %d of the file", number);
        values_add(values, arena, value_s);
    }
    return values->count > 0 ? NULL : "a file with at least one value";
}

static FILE *plain_file_open(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode))
        return NULL;
    return fopen(path, "r");
}

static int value_compare(const void *a, const void *b)
{
    const double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

const char *empirical_read(struct empirical *empirical, const char *path,
                           const char *unit, double most_s, struct arena *arena)
{
    struct values values = {0};
    FILE *file = plain_file_open(path);
    if (!file)
        return "a file that can be read";
    const char *expected = values_read(&values, file, unit, most_s, arena);
    fclose(file);
    if (expected)
        return expected;
    qsort(values.items, values.count, sizeof(double), value_compare);
    *empirical = (struct empirical){
        .values_s = values.items,
        .count = (uint32_t)values.count,
        .mean_s = values.sum / (double)values.count,
    };
    return NULL;
}
