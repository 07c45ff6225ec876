/* recommend_markdown.c - see recommend_markdown.h.
 */
#include "sim/output/recommend_markdown.h"

#include "sim/output/ellipsis.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/markdown.h"
#include "sim/output/outcome_words.h"
#include "sim/output/recommend_words.h"

static void write_winner(const json_t *report, struct arena *arena, FILE *out)
{
    const json_t *winner = look_at(report, "winner");
    const json_t *nearest = look_at(report, "nearest");
    const bool found = json_is_object(winner);
    const json_t *shown = found ? winner : nearest;
    if (found)
        markdown_answer(out, "✓",
                        arena_format(arena, "%s: %s",
                                     recommend_words_choice(arena, winner),
                                     recommend_words_bill(arena, report, winner)));
    else if (look_flag(report, "partial"))
        markdown_answer(out, "?", "None that holds was found so far");
    else
        markdown_answer(out, "✗", "No combination holds");
    if (!json_is_object(shown))
        return;
    fputc('\n', out);
    markdown_text(out, found ? look_text(shown, "verdict/summary")
                             : recommend_words_nearest(arena, report));
    fprintf(out, ".\n\n    %s\n", recommend_words_sets(arena, shown));
}

static void write_front(const json_t *report, struct arena *arena, FILE *out)
{
    const struct markdown_column columns[] = {
        {recommend_words_month_title(arena, report), 1},
        {"p95", 1},
        {"p99", 1},
        {"failed", 1},
        {recommend_words_axes(arena, report), 0}};
    const json_t *front = look_at(report, "front");
    if (json_array_size(front) > 0)
        markdown_table(out, columns, 5);
    for (size_t i = 0; i < json_array_size(front); i++) {
        const json_t *candidate = json_array_get(front, i);
        const char *const cells[] = {
            recommend_words_cost(arena, report, candidate),
            outcome_words_brief(arena, candidate, FIGURE_LATENCY_P95),
            outcome_words_brief(arena, candidate, FIGURE_LATENCY_P99),
            outcome_words_brief(arena, candidate, FIGURE_FAILED_RATE),
            recommend_words_choice(arena, candidate)};
        markdown_row(out, cells, 5);
    }
}

static void write_cheaper(const json_t *report, struct arena *arena, FILE *out)
{
    const struct markdown_column columns[] = {
        {recommend_words_month_title(arena, report), 1},
        {recommend_words_axes(arena, report), 0},
        {"why not", 0}};
    size_t count;
    const json_t **cheaper = recommend_words_cheaper(arena, report, &count);
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        const json_t *candidate = cheaper[i];
        if (!any) {
            fputs("\n<details><summary>Why not cheaper</summary>\n", out);
            markdown_table(out, columns, 3);
        }
        any = true;
        const char *const cells[] = {recommend_words_cost(arena, report, candidate),
                                     recommend_words_choice(arena, candidate),
                                     recommend_words_why(arena, report, candidate)};
        markdown_row(out, cells, 3);
    }
    if (any)
        fputs("\n</details>\n", out);
}

static void write_seeming(const json_t *report, struct arena *arena, FILE *out)
{
    const struct markdown_column columns[] = {
        {"", 0},
        {"fixed", 1},
        {recommend_words_month_title(arena, report), 1},
        {recommend_words_axes(arena, report), 0},
        {"most of the rest", 0}};
    const json_t *candidates = look_at(report, "candidates");
    bool any = false;
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const json_t *candidate = json_array_get(candidates, i);
        if (!look_flag(candidate, "seems_cheaper"))
            continue;
        if (!any) {
            fputs("\n<details><summary>A lower fixed cost, not a lower bill</summary>\n",
                  out);
            markdown_table(out, columns, 5);
        }
        any = true;
        const char *const cells[] = {outcome_words_mark(candidate),
                                     recommend_words_fixed(arena, report, candidate),
                                     recommend_words_cost(arena, report, candidate),
                                     recommend_words_choice(arena, candidate),
                                     recommend_words_metered(arena, report, candidate)};
        markdown_row(out, cells, 5);
    }
    if (any)
        fputs("\n</details>\n", out);
}

void recommend_markdown_write(const json_t *report, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    markdown_title(out, ellipsis_title(&arena, look_text(report, "scenario/name")));
    if (look_flag(report, "partial"))
        fputs("\nInterrupted: true only of those that were simulated.\n", out);
    write_winner(report, &arena, out);
    write_front(report, &arena, out);
    write_cheaper(report, &arena, out);
    write_seeming(report, &arena, out);
    markdown_foot(out, recommend_words_counts(&arena, report));
    arena_clear(&arena);
}
