/* text_notes.c - see text_notes.h.
 */
#include "sim/output/text_notes.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"
#include "sim/output/utf8.h"

#include <string.h>

enum { EVENTS = 12, ASSUMPTIONS = 12, SOURCE = 125 /* columns: about two lines */ };

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

static void write_assumption(const struct paper *paper, const json_t *assumption)
{
    const char *source = look_text(assumption, "source");
    const char *text = arena_format(
        paper->arena, "%s = %s%s%s%s", look_text(assumption, "path"),
        look_text(assumption, "value"), *source ? " (" : "", source, *source ? ")" : "");
    if (utf8_width(text) > SOURCE)
        text = arena_format(paper->arena, "%.*s…", (int)utf8_fit(text, SOURCE - 1), text);
    paper_wrap(paper, INK_PLAIN, look_text(assumption, "kind"), 13, text);
}

static void write_assumptions(const struct paper *paper, const json_t *assumptions)
{
    const size_t count = json_array_size(assumptions);
    if (count == 0)
        return;
    size_t written = 0;
    paper_heading(paper,
                  "ASSUMPTIONS: figures you did not give, the least certain first");
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        for (size_t i = 0; i < count && written < ASSUMPTIONS; i++) {
            const json_t *assumption = json_array_get(assumptions, i);
            if (strcmp(look_text(assumption, "kind"), kinds[kind]) == 0) {
                write_assumption(paper, assumption);
                written++;
            }
        }
    }
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
