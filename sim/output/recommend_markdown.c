/* recommend_markdown.c - see recommend_markdown.h.
 */
#include "sim/output/recommend_markdown.h"

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
    if (!found)
        fputs(look_flag(report, "partial") ? "\n? **None that holds was found so far.**"
                                           : "\n✗ **No combination holds.**",
              out);
    if (!json_is_object(shown)) {
        fputc('\n', out);
        return;
    }
    fputs(found ? "\n✓ **" : " The nearest is **", out);
    markdown_text(out, recommend_words_choice(arena, shown));
    fprintf(out, "**, %s USD a month: ", recommend_words_cost(arena, shown));
    markdown_text(out, found ? look_text(shown, "verdict/summary")
                             : recommend_words_why(arena, report, shown));
    fprintf(out, "\n\n    %s\n", recommend_words_sets(arena, shown));
}

static void write_front(const json_t *report, struct arena *arena, FILE *out)
{
    const struct markdown_column columns[] = {{"USD/month", 1},
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
            recommend_words_cost(arena, candidate),
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
        {"USD/month", 1}, {recommend_words_axes(arena, report), 0}, {"why not", 0}};
    const json_t *candidates = look_at(report, "candidates");
    fputs("\n<details><summary>Why not cheaper</summary>\n", out);
    markdown_table(out, columns, 3);
    for (size_t i = json_array_size(candidates); i-- > 0;) {
        const json_t *candidate = json_array_get(candidates, i);
        if (!look_flag(candidate, "cheaper"))
            continue;
        const char *const cells[] = {recommend_words_cost(arena, candidate),
                                     recommend_words_choice(arena, candidate),
                                     recommend_words_why(arena, report, candidate)};
        markdown_row(out, cells, 3);
    }
    fputs("\n</details>\n", out);
}

void recommend_markdown_write(const json_t *report, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    fputs("### ", out);
    markdown_text(out, look_text(report, "scenario/name"));
    fputc('\n', out);
    if (look_flag(report, "partial"))
        fputs("\nInterrupted: true only of those that were simulated.\n", out);
    write_winner(report, &arena, out);
    write_front(report, &arena, out);
    write_cheaper(report, &arena, out);
    fputc('\n', out);
    markdown_text(out, recommend_words_counts(&arena, report));
    fputc('\n', out);
    arena_clear(&arena);
}
