/* trace_csv.c - see trace_csv.h. The first mistake ends the reading: in a file that a
 * program wrote all others are like it.
 */
#include "sim/input/trace_csv.h"

#include "sim/core/clock_time.h"
#include "sim/core/units.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { LINE = 256 }; /* bytes; a longer one is no row */

struct reader {
    struct trace_csv *trace;
    const char *file;
    struct arena *arena;
    struct error_list *errors;
    uint32_t capacity;
    int line;
    bool dated; /* the first row had a date */
    double first_s;
    int last_line; /* of the row before */
};

static struct place place_of(const struct reader *reader)
{
    return (struct place){.file = reader->file, .line = reader->line, .column = 1};
}

static bool expect(const struct reader *reader, const char *expected, const char *found)
{
    error_list_expected(reader->errors, place_of(reader), NULL, expected, found, NULL);
    return false;
}

/* Without blanks around it and without quotes. */
static char *trim(char *text)
{
    text += strspn(text, " \t\"");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n\"", text[length - 1]))
        length--;
    text[length] = '\0';
    return text;
}

/* Splits at the comma; NULL without one, or with several. */
static char *split(char *line)
{
    char *comma = strchr(line, ',');
    if (!comma || strchr(comma + 1, ','))
        return NULL;
    *comma = '\0';
    return comma + 1;
}

static bool read_header(const struct reader *reader, const char *line)
{
    static const char mark[] = "\xef\xbb\xbf";
    char copy[LINE];
    if (strncmp(line, mark, 3) == 0)
        line += 3;
    snprintf(copy, sizeof copy, "%s", line);
    char *count = split(copy);
    if (count && strcasecmp(trim(copy), "time") == 0 &&
        strcasecmp(trim(count), "count") == 0)
        return true;
    snprintf(copy, sizeof copy, "%s", line);
    return expect(reader, "the header time,count (an access log needs `map`)",
                  trim(copy));
}

static bool read_time(struct reader *reader, const char *text, double *at_s)
{
    const bool dated = clock_time_read_iso(text, at_s);
    const bool first = reader->trace->count == 0;
    if (!dated && (units_read_number(text, at_s) || *at_s < 0))
        return expect(reader, "seconds from the start, or 2026-03-02T14:00:00Z", text);
    if (first) {
        reader->dated = dated;
        reader->first_s = dated ? *at_s : 0;
    } else if (dated != reader->dated) {
        return expect(reader,
                      reader->dated ? "a date, as in the first row"
                                    : "seconds, as in the first row",
                      text);
    }
    *at_s -= reader->first_s;
    if (first || *at_s > reader->trace->times_s[reader->trace->count - 1])
        return true;
    error_list_add(reader->errors, place_of(reader), NULL,
                   "the time %s is not after that of line %d: sort the rows", text,
                   reader->last_line);
    return false;
}

static void add(struct reader *reader, double at_s, double count)
{
    struct trace_csv *trace = reader->trace;
    if (trace->count == reader->capacity) {
        reader->capacity = reader->capacity ? 2 * reader->capacity : 256;
        trace->times_s = arena_grow(reader->arena, trace->times_s, trace->count,
                                    reader->capacity, sizeof(double));
        trace->counts = arena_grow(reader->arena, trace->counts, trace->count,
                                   reader->capacity, sizeof(double));
    }
    trace->times_s[trace->count] = at_s;
    trace->counts[trace->count++] = count;
}

static bool read_row(struct reader *reader, char *line)
{
    double at_s, count;
    char shown[LINE];
    snprintf(shown, sizeof shown, "%s", line);
    char *second = split(line);
    if (!second)
        return expect(reader, "a row of two values: time,count", trim(shown));
    if (!read_time(reader, trim(line), &at_s))
        return false;
    second = trim(second);
    if (units_read_number(second, &count) || count < 0 || count > 1e12)
        return expect(reader, "a count such as 120", second);
    if (reader->trace->count == TRACE_CSV_ROWS) {
        error_list_add(reader->errors, place_of(reader), NULL,
                       "more than %d rows: sum them up into longer steps",
                       TRACE_CSV_ROWS);
        return false;
    }
    add(reader, at_s, count);
    reader->last_line = reader->line;
    return true;
}

static bool read_lines(struct reader *reader, FILE *in)
{
    char line[LINE];
    bool header = false;
    for (reader->line = 1; fgets(line, sizeof line, in); reader->line++) {
        if (line[strspn(line, " \t\r\n")] == '\0')
            continue;
        if (strlen(line) == LINE - 1 && !strchr(line, '\n'))
            return expect(reader,
                          header ? "a row of two values: time,count"
                                 : "the header time,count (an access log needs "
                                   "`map`)",
                          line);
        if (!(header ? read_row(reader, line) : read_header(reader, line)))
            return false;
        header = true;
    }
    if (reader->trace->count >= 2)
        return true;
    error_list_add(reader->errors, place_of(reader), NULL,
                   "expected at least two rows, since a row lasts until the next one");
    return false;
}

bool trace_csv_read(struct trace_csv *trace, const char *file, struct arena *arena,
                    struct error_list *errors)
{
    struct reader reader = {
        .trace = trace, .file = file, .arena = arena, .errors = errors};
    *trace = (struct trace_csv){0};
    FILE *in = fopen(file, "r");
    if (!in) {
        error_list_add(errors, (struct place){.file = file}, NULL, "cannot be read");
        return false;
    }
    const bool fine = read_lines(&reader, in);
    fclose(in);
    return fine;
}
