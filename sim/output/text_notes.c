/* text_notes.c - see text_notes.h.
 */
#include "sim/output/text_notes.h"

#include "sim/core/units.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"
#include "sim/output/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { EVENTS = 12, ASSUMPTIONS = 12, KIND = 13 /* columns */ };

/* ---- Events ---- */

/* Starts and planned replacements are left to the JSON report. */
static bool is_routine(const json_t *event)
{
    static const char *const kinds[] = {"start", "ready", "recycle"};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(look_text(event, "kind"), kinds[i]) == 0)
            return true;
    return false;
}

static const char *event_text(struct arena *arena, const json_t *event)
{
    const char *why = look_text(event, "why");
    char *kind = arena_format(arena, "%s", look_text(event, "kind"));
    for (char *c = kind; *c; c++)
        *c = *c == '_' ? ' ' : *c;
    return arena_format(arena, "%s: %s%s%s", look_text(event, "who"), kind,
                        *why ? ", " : "", why);
}

static void write_events(const struct paper *paper, const json_t *report)
{
    const json_t *events = look_at(report, "events");
    const double dropped = look_number(report, "events_dropped");
    const struct table_column columns[] = {{"", TABLE_RIGHT}, {"", TABLE_WRAP}};
    struct text_table table;
    size_t notable = 0;
    table_init(&table, paper, columns, 2);
    for (size_t i = 0; i < json_array_size(events); i++) {
        const json_t *event = json_array_get(events, i);
        if (is_routine(event) || notable++ >= EVENTS)
            continue;
        table_row(&table, INK_PLAIN);
        table_cell(&table, human_moment(paper->arena, look_number(event, "at_s")));
        table_cell(&table, event_text(paper->arena, event));
    }
    if (notable == 0)
        return;
    paper_heading(paper, "WHAT HAPPENED (first replication)");
    table_write(&table, 2);
    const double more = (double)(notable - table.row_count) + (dropped > 0 ? dropped : 0);
    if (more > 0)
        paper_line(paper, INK_DIM, 2, "… and %s more, see --format json",
                   human_count(paper->arena, more));
}

/* ---- Assumptions ---- */

/* The least certain first. */
static const char *const kinds[] = {"guessed", "fitted", "default", "published",
                                    "measured"};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

#define SIZE_LEAST 0x1p20 /* bytes: less is a message, not memory */

/* How much an assumption can move the verdict, as far as its line tells: sizes by their
 * bytes, then what is said of CPU, then the rest as it was noted. */
struct weighed {
    const json_t *assumption;
    int kind, class;
    double bytes;
    size_t number;
};

static int kind_rank(const char *kind)
{
    int rank = 0;
    while (rank < KIND_COUNT && strcmp(kind, kinds[rank]) != 0)
        rank++;
    return rank;
}

static struct weighed weigh(const json_t *assumption, size_t number)
{
    const char *value = look_text(assumption, "value");
    const char *path = look_text(assumption, "path");
    struct weighed found = {assumption, kind_rank(look_text(assumption, "kind")), 2, 0,
                            number};
    double bytes;
    if (strpbrk(value, "Bb") && !strstr(path, "volume") && !strstr(path, "storage") &&
        !units_read_size(value, &bytes) && bytes >= SIZE_LEAST) {
        found.class = 0;
        found.bytes = bytes;
    } else if (strstr(path, "cpu")) {
        found.class = 1;
    }
    return found;
}

static int compare(const void *a, const void *b)
{
    const struct weighed *one = a, *two = b;
    if (one->kind != two->kind)
        return one->kind - two->kind;
    if (one->class != two->class)
        return one->class - two->class;
    if (one->bytes != two->bytes)
        return one->bytes > two->bytes ? -1 : 1;
    return one->number < two->number ? -1 : one->number > two->number;
}

static void write_assumption(const struct paper *paper, const json_t *assumption)
{
    const int slack = 9; /* of two lines, where words break */
    const int most = 2 * (paper->style.columns - KIND) - slack;
    const char *source = look_text(assumption, "source");
    const char *text = arena_format(
        paper->arena, "%s = %s%s%s%s", look_text(assumption, "path"),
        look_text(assumption, "value"), *source ? " (" : "", source, *source ? ")" : "");
    if (utf8_width(text) > most)
        text = arena_format(paper->arena, "%.*s…", (int)utf8_fit(text, most - 1), text);
    paper_wrap(paper, INK_PLAIN, look_text(assumption, "kind"), KIND, text);
}

static void write_assumptions(const struct paper *paper, const json_t *assumptions)
{
    const size_t count = json_array_size(assumptions);
    if (count == 0)
        return;
    size_t written = 0;
    paper_heading(paper,
                  "ASSUMPTIONS: figures you did not give, the least certain first");
    struct weighed *sorted = arena_array(paper->arena, count, sizeof *sorted);
    for (size_t i = 0; i < count; i++)
        sorted[i] = weigh(json_array_get(assumptions, i), i);
    qsort(sorted, count, sizeof *sorted, compare);
    for (; written < count && written < ASSUMPTIONS; written++)
        write_assumption(paper, sorted[written].assumption);
    if (count > written)
        paper_line(paper, INK_DIM, 2, "… and %zu more, see --format json",
                   count - written);
}

/* ---- Warnings ---- */

static void write_warnings(const struct paper *paper, const json_t *warnings)
{
    if (json_array_size(warnings) == 0)
        return;
    paper_heading(paper, "WARNINGS");
    for (size_t i = 0; i < json_array_size(warnings); i++) {
        const char *warning = json_string_value(json_array_get(warnings, i));
        paper_wrap(paper, INK_WARN, "!", 4, warning ? warning : "");
    }
}

void text_notes_write(const struct paper *paper, const json_t *report)
{
    write_events(paper, report);
    write_assumptions(paper, look_at(report, "assumptions"));
    write_warnings(paper, look_at(report, "warnings"));
}
