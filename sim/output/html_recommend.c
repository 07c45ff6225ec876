/* html_recommend.c - see html_recommend.h. The order is that of the text: the answer, what
 * more money buys, why not cheaper, and what was left out without simulation.
 */
#include "sim/output/html_recommend.h"

#include "sim/output/ellipsis.h"
#include "sim/output/html_again.h"
#include "sim/output/html_page.h"
#include "sim/output/html_pareto.h"
#include "sim/output/html_parts.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/outcome_words.h"
#include "sim/output/recommend_words.h"

#include <string.h>

enum { ROWS = 100 }; /* more are left to the JSON report */

static bool has_winner(const json_t *report)
{
    return json_is_object(look_at(report, "winner"));
}

/* ---- the answer ---- */

static void write_title(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    sheet_element(
        sheet, "h1",
        arena_format(arena, "%s: the cheapest that holds",
                     ellipsis_title(arena, look_text(report, "scenario/name"))));
    sheet_element(
        sheet, "p class=\"dim\"",
        arena_format(arena, "%s: chosen from %s; %s simulated, %s, seed %.0f%s",
                     look_text(report, "scenario/file"),
                     recommend_words_space(arena, report),
                     human_moment(arena, look_number(report, "scenario/duration_s")),
                     human_plural(arena, look_number(report, "replications"),
                                  "replication", "replications"),
                     look_number(report, "scenario/seed"),
                     look_flag(report, "partial")
                         ? ". Interrupted: this is true only of those that "
                           "were simulated"
                         : ""));
}

static const char *winner_text(struct arena *arena, const json_t *report)
{
    const json_t *winner = look_at(report, "winner");
    return arena_format(arena, "%s: %s, p95 %s, %s failed.",
                        recommend_words_choice(arena, winner),
                        recommend_words_bill(arena, report, winner),
                        outcome_words_brief(arena, winner, FIGURE_LATENCY_P95),
                        outcome_words_brief(arena, winner, FIGURE_FAILED_RATE));
}

static void write_answer(const struct sheet *sheet, const json_t *report)
{
    const bool found = has_winner(report), partial = look_flag(report, "partial");
    const char *none =
        partial ? "None that holds was found so far." : "No combination holds.";
    html_page_verdict(sheet,
                      found     ? "✓"
                      : partial ? "?"
                                : "✗",
                      found ? winner_text(sheet->arena, report) : none);
}

/* The winner, or what comes nearest. */
static void write_choice(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const bool found = has_winner(report);
    const json_t *shown = look_at(report, found ? "winner" : "nearest");
    if (!json_is_object(shown))
        return;
    if (found)
        sheet_element(sheet, "p",
                      arena_format(arena, "%s.", look_text(shown, "verdict/summary")));
    else
        sheet_element(sheet, "p",
                      arena_format(arena, "%s.", recommend_words_nearest(arena, report)));
    html_verdict_thresholds(sheet, shown);
    sheet_element(sheet, "p",
                  found ? "To see it in full:" : "To see the nearest in full:");
    html_again_write_command(sheet, "run", report,
                             arena_format(arena, "%s --replications %.0f",
                                          recommend_words_sets(arena, shown),
                                          look_number(shown, "scenario/replications")));
}

/* ---- what more money buys ---- */

static void write_front(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *front = look_at(report, "front");
    const struct sheet_column columns[] = {
        {recommend_words_month_title(arena, report), true},
        {"p95", true},
        {"p99", true},
        {"failed", true},
        {recommend_words_axes(arena, report), false}};
    if (json_array_size(front) == 0)
        return;
    sheet_markup(sheet, "<p>Each is faster than all that cost less.</p>\n");
    sheet_table(sheet, columns, 5);
    for (size_t i = 0; i < json_array_size(front); i++) {
        const json_t *one = json_array_get(front, i);
        const char *cells[] = {recommend_words_cost(arena, report, one),
                               outcome_words_brief(arena, one, FIGURE_LATENCY_P95),
                               outcome_words_brief(arena, one, FIGURE_LATENCY_P99),
                               outcome_words_brief(arena, one, FIGURE_FAILED_RATE),
                               recommend_words_choice(arena, one)};
        sheet_row(sheet, columns, cells, 5, i == 0 ? "good" : "");
    }
    sheet_table_end(sheet);
}

/* ---- why not cheaper ---- */

static bool is_state(const json_t *candidate, const char *state)
{
    return strcmp(look_text(candidate, "state"), state) == 0;
}

/* Simulated, or would have been in time; the nearest, then the dearest first: they are nearest to the
 * winner. */
static void write_cheaper(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    size_t count;
    const json_t **cheaper = recommend_words_cheaper(arena, report, &count);
    const struct sheet_column columns[] = {
        {recommend_words_month_title(arena, report), true},
        {recommend_words_axes(arena, report), false},
        {"why not", false},
        {"p95", true},
        {"failed", true}};
    size_t rows = 0;
    for (size_t i = 0; i < count; i++) {
        const json_t *one = cheaper[i];
        if (is_state(one, "too dear") || rows++ >= ROWS)
            continue;
        if (rows == 1) {
            sheet_element(sheet, "h2",
                          has_winner(report) ? "Why not cheaper" : "Why not");
            sheet_table(sheet, columns, 5);
        }
        const char *cells[] = {recommend_words_cost(arena, report, one),
                               recommend_words_choice(arena, one),
                               recommend_words_why(arena, report, one),
                               outcome_words_brief(arena, one, FIGURE_LATENCY_P95),
                               outcome_words_brief(arena, one, FIGURE_FAILED_RATE)};
        sheet_row(sheet, columns, cells, 5, "");
    }
    if (rows > 0)
        sheet_table_end(sheet);
    else if (has_winner(report))
        sheet_markup(
            sheet, "<h2>Why not cheaper</h2>\n<p>No combination has a lower bill.</p>\n");
    html_tables_more(sheet, rows, ROWS);
}

static const char *fixed_title(struct arena *arena, const json_t *report)
{
    return arena_format(arena, "fixed %s", recommend_words_month_title(arena, report));
}

/* Those whose fixed cost promises less than their bill is. */
static void write_seeming(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *candidates = look_at(report, "candidates");
    const struct sheet_column columns[] = {
        {"", false},
        {fixed_title(arena, report), true},
        {recommend_words_month_title(arena, report), true},
        {recommend_words_axes(arena, report), false},
        {"most of the rest", false}};
    size_t rows = 0;
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const json_t *one = json_array_get(candidates, i);
        if (!look_flag(one, "seems_cheaper") || rows++ >= ROWS)
            continue;
        if (rows == 1) {
            sheet_markup(sheet, "<h2>Dearer than they look</h2>\n<p>Their fixed cost is "
                                "lower, their bill is not.</p>\n");
            sheet_table(sheet, columns, 5);
        }
        const char *cells[] = {
            outcome_words_mark(one), recommend_words_fixed(arena, report, one),
            recommend_words_cost(arena, report, one), recommend_words_choice(arena, one),
            recommend_words_metered(arena, report, one)};
        sheet_row(sheet, columns, cells, 5, "");
    }
    if (rows > 0)
        sheet_table_end(sheet);
    html_tables_more(sheet, rows, ROWS);
}

/* ---- what was left out ---- */

static void write_left_out(const struct sheet *sheet, const json_t *report,
                           const char *state, const char *title)
{
    struct arena *arena = sheet->arena;
    const json_t *candidates = look_at(report, "candidates");
    const struct sheet_column columns[] = {{fixed_title(arena, report), true},
                                           {recommend_words_axes(arena, report), false},
                                           {"why", false}};
    size_t rows = 0;
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const json_t *one = json_array_get(candidates, i);
        if (!is_state(one, state) || rows++ >= ROWS)
            continue;
        if (rows == 1) {
            sheet_markup(
                sheet, "<details><summary>%s %s</summary>\n",
                human_count(arena, look_number(look_at(report, "counts"), state)), title);
            sheet_table(sheet, columns, 3);
        }
        const char *cells[] = {recommend_words_fixed(arena, report, one),
                               recommend_words_choice(arena, one),
                               recommend_words_why(arena, report, one)};
        sheet_row(sheet, columns, cells, 3, "");
    }
    if (rows == 0)
        return;
    sheet_table_end(sheet);
    html_tables_more(sheet, rows, ROWS);
    sheet_markup(sheet, "</details>\n");
}

/* An operational law alone excludes nobody: those were simulated, and say so. */
static void write_laws(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *candidates = look_at(report, "candidates");
    const struct sheet_column columns[] = {{recommend_words_axes(arena, report), false},
                                           {"what arithmetic says", false},
                                           {"what the simulation found", false}};
    size_t rows = 0;
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const json_t *one = json_array_get(candidates, i);
        if (!*look_text(one, "law") || rows++ >= ROWS)
            continue;
        if (rows == 1) {
            sheet_markup(sheet, "<details><summary>What does not fit by arithmetic: a "
                                "resource asked for more than it has, or memory at rest"
                                "</summary>\n");
            sheet_table(sheet, columns, 3);
        }
        const char *cells[] = {recommend_words_choice(arena, one), look_text(one, "law"),
                               is_state(one, "passed")
                                   ? "it holds in a run of this length"
                                   : recommend_words_why(arena, report, one)};
        sheet_row(sheet, columns, cells, 3, "");
    }
    if (rows == 0)
        return;
    sheet_table_end(sheet);
    html_tables_more(sheet, rows, ROWS);
    sheet_markup(sheet, "</details>\n");
}

static void write_counts(const struct sheet *sheet, const json_t *report)
{
    sheet_markup(sheet, "<h2>All combinations</h2>\n");
    sheet_element(sheet, "p id=\"counts\"", recommend_words_counts(sheet->arena, report));
    write_left_out(sheet, report, "too dear",
                   "left out because the fixed cost alone is over the limit");
    write_left_out(sheet, report, "not placed", "left out because a task finds no room");
    write_left_out(sheet, report, "refused", "are no valid scenario");
    write_left_out(sheet, report, "not simulated", "were not simulated: they cost more");
    write_laws(sheet, report);
}

void html_recommend_write(const json_t *report, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct sheet sheet = {out, &arena};
    html_page_begin(&sheet, look_text(report, "scenario/name"));
    write_title(&sheet, report);
    write_answer(&sheet, report);
    write_choice(&sheet, report);
    sheet_markup(&sheet, "<h2>What more money buys</h2>\n");
    html_pareto_write(&sheet, report);
    write_front(&sheet, report);
    write_cheaper(&sheet, report);
    write_seeming(&sheet, report);
    write_counts(&sheet, report);
    html_again_write(
        &sheet, "recommend", report,
        arena_format(&arena, "--replications %.0f", look_number(report, "replications")));
    html_page_end(&sheet);
    arena_clear(&arena);
}
