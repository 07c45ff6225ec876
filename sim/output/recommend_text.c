/* recommend_text.c - see recommend_text.h.
 */
#include "sim/output/recommend_text.h"

#include "sim/output/ellipsis.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/outcome_words.h"
#include "sim/output/recommend_words.h"
#include "sim/output/table.h"

#include <string.h>

static void write_title(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    paper_line(paper, INK_BOLD, 0, "%s: the cheapest that holds",
               ellipsis_title(arena, look_text(report, "scenario/name")));
    paper_line(paper, INK_DIM, 0, "Chosen from %s; %s simulated, %s, seed %.0f.",
               recommend_words_space(arena, report),
               human_moment(arena, look_number(report, "scenario/duration_s")),
               human_plural(arena, look_number(report, "replications"), "replication",
                            "replications"),
               look_number(report, "scenario/seed"));
    fputs("\n", paper->out);
    if (look_flag(report, "partial"))
        paper_line(paper, INK_WARN, 0,
                   "Interrupted: this is true only of those that were simulated.");
}

static void write_winner(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const json_t *winner = look_at(report, "winner");
    paper_line(paper, INK_GOOD, 0, "✓ %s: %s, p95 %s, %s failed.",
               recommend_words_choice(arena, winner),
               recommend_words_bill(arena, report, winner),
               outcome_words_brief(arena, winner, FIGURE_LATENCY_P95),
               outcome_words_brief(arena, winner, FIGURE_FAILED_RATE));
    paper_line(paper, INK_PLAIN, 2, "%s.", look_text(winner, "verdict/summary"));
    paper_line(paper, INK_PLAIN, 2, "%s", recommend_words_sets(arena, winner));
}

static void write_none(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const json_t *nearest = look_at(report, "nearest");
    if (look_flag(report, "partial"))
        paper_line(paper, INK_WARN, 0, "? None that holds was found so far.");
    else
        paper_line(paper, INK_BAD, 0, "✗ No combination holds.");
    if (!json_is_object(nearest))
        return;
    paper_line(paper, INK_PLAIN, 2, "%s.", recommend_words_nearest(arena, report));
    paper_line(paper, INK_PLAIN, 2, "%s", recommend_words_sets(arena, nearest));
}

static void write_front(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const json_t *front = look_at(report, "front");
    const struct table_column columns[] = {
        {recommend_words_month_title(arena, report), TABLE_RIGHT},
        {"p95", TABLE_RIGHT},
        {"p99", TABLE_RIGHT},
        {"failed", TABLE_RIGHT},
        {recommend_words_axes(arena, report), TABLE_CUT},
    };
    struct text_table table;
    if (json_array_size(front) == 0)
        return;
    table_init(&table, paper, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < json_array_size(front); i++) {
        const json_t *candidate = json_array_get(front, i);
        table_row(&table, i == 0 ? INK_GOOD : INK_PLAIN);
        table_cell(&table, recommend_words_cost(arena, report, candidate));
        table_cell(&table, outcome_words_brief(arena, candidate, FIGURE_LATENCY_P95));
        table_cell(&table, outcome_words_brief(arena, candidate, FIGURE_LATENCY_P99));
        table_cell(&table, outcome_words_brief(arena, candidate, FIGURE_FAILED_RATE));
        table_cell(&table, recommend_words_choice(arena, candidate));
    }
    paper_heading(paper, "WHAT MORE MONEY BUYS (each is faster than all that cost less)");
    table_write(&table, 2);
}

/* Without a winner these are many, and alike; their number is told. */
static bool is_only_dear(const json_t *candidate)
{
    return strcmp(look_text(candidate, "state"), "too dear") == 0;
}

/* The nearest, then the dearest: they are nearest to the winner. */
static void write_cheaper(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const struct table_column columns[] = {
        {recommend_words_month_title(arena, report), TABLE_RIGHT},
        {recommend_words_axes(arena, report), TABLE_CUT},
        {"", TABLE_WRAP},
    };
    struct text_table table;
    size_t shown = 0, more = 0, count;
    const json_t **cheaper = recommend_words_cheaper(arena, report, &count);
    table_init(&table, paper, columns, 3);
    for (size_t i = 0; i < count; i++) {
        const json_t *candidate = cheaper[i];
        if (is_only_dear(candidate))
            continue;
        if (shown == RECOMMEND_TEXT_CHEAPER) {
            more++;
            continue;
        }
        shown++;
        table_row(&table, INK_PLAIN);
        table_cell(&table, recommend_words_cost(arena, report, candidate));
        table_cell(&table, recommend_words_choice(arena, candidate));
        table_cell(&table, recommend_words_why(arena, report, candidate));
    }
    if (shown == 0)
        return;
    paper_heading(paper, json_is_object(look_at(report, "winner"))
                             ? "WHY NOT CHEAPER (nearest first)"
                             : "WHY NOT (the nearest first)");
    table_write(&table, 2);
    if (more > 0)
        paper_line(paper, INK_DIM, 2, "%zu more are in --format csv and json.", more);
}

/* Those whose fixed cost promises less than their bill is, and whether they hold. */
static void write_seeming(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const json_t *candidates = look_at(report, "candidates");
    const struct table_column columns[] = {
        {"", TABLE_LEFT},
        {"fixed", TABLE_RIGHT},
        {recommend_words_month_title(arena, report), TABLE_RIGHT},
        {recommend_words_axes(arena, report), TABLE_CUT},
        {"most of the rest", TABLE_WRAP},
    };
    struct text_table table;
    size_t shown = 0, more = 0;
    table_init(&table, paper, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const json_t *candidate = json_array_get(candidates, i);
        if (!look_flag(candidate, "seems_cheaper"))
            continue;
        if (shown == RECOMMEND_TEXT_CHEAPER) {
            more++;
            continue;
        }
        shown++;
        table_row(&table, INK_PLAIN);
        table_cell(&table, outcome_words_mark(candidate));
        table_cell(&table, recommend_words_fixed(arena, report, candidate));
        table_cell(&table, recommend_words_cost(arena, report, candidate));
        table_cell(&table, recommend_words_choice(arena, candidate));
        table_cell(&table, recommend_words_metered(arena, report, candidate));
    }
    if (shown == 0)
        return;
    paper_heading(paper, "DEARER THAN THEY LOOK (a lower fixed cost, not a lower bill)");
    table_write(&table, 2);
    if (more > 0)
        paper_line(paper, INK_DIM, 2, "%zu more are in --format csv and json.", more);
}

/* The first of those that are no valid scenario: perhaps `search` has a slip. */
static void write_refused(const struct paper *paper, const json_t *report)
{
    const json_t *candidates = look_at(report, "candidates");
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const json_t *candidate = json_array_get(candidates, i);
        if (strcmp(look_text(candidate, "state"), "refused") != 0)
            continue;
        paper_line(paper, INK_WARN, 2, "No valid scenario, for one: %s: %s.",
                   recommend_words_choice(paper->arena, candidate),
                   look_text(candidate, "why"));
        return;
    }
}

void recommend_text_write(const json_t *report, struct paper_style style, FILE *out)
{
    struct arena arena;
    const struct paper paper = {out, style, &arena};
    arena_init(&arena);
    write_title(&paper, report);
    if (json_is_object(look_at(report, "winner")))
        write_winner(&paper, report);
    else
        write_none(&paper, report);
    write_front(&paper, report);
    write_cheaper(&paper, report);
    write_seeming(&paper, report);
    fputs("\n", out);
    paper_line(&paper, INK_DIM, 2, "%s", recommend_words_counts(&arena, report));
    write_refused(&paper, report);
    arena_clear(&arena);
}
