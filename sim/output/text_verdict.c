/* text_verdict.c - see text_verdict.h.
 */
#include "sim/output/text_verdict.h"

#include "sim/output/ellipsis.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"
#include "sim/output/threshold_words.h"

#include <math.h>
#include <string.h>

/* ---- What was run ---- */

static void write_title(const struct paper *paper, const json_t *scenario)
{
    const char *name = ellipsis_title(paper->arena, look_text(scenario, "name"));
    const char *variant = look_text(scenario, "variant");
    paper_line(paper, INK_BOLD, 0, "%s%s%s", *name ? name : look_text(scenario, "file"),
               *variant ? ", variant " : "", variant);
}

/* As it is typed after --seed: without thousands. */
static const char *seed_text(struct arena *arena, double seed)
{
    return isnan(seed) ? "-" : arena_format(arena, "%.0f", seed);
}

static void write_run(const struct paper *paper, const json_t *scenario)
{
    struct arena *arena = paper->arena;
    const double warmup_s = look_number(scenario, "warmup_s");
    const char *found = look_flag(scenario, "warmup_auto") ? " (found by MSER-5)" : "";
    const char *warmup = warmup_s > 0 ? arena_format(arena, ", the first %s left out%s",
                                                     human_moment(arena, warmup_s), found)
                         : *found     ? ", nothing left out (found by MSER-5)"
                                      : "";
    paper_line(paper, INK_DIM, 0, "%s: %s simulated%s, %s, seed %s%s%s",
               look_text(scenario, "file"),
               human_moment(arena, look_number(scenario, "simulated_s")), warmup,
               human_plural(arena, look_number(scenario, "replications"), "replication",
                            "replications"),
               seed_text(arena, look_number(scenario, "seed")),
               *look_text(scenario, "region") ? ", region " : "",
               look_text(scenario, "region"));
}

/* ---- Does it hold ---- */

static size_t open_thresholds(const json_t *report)
{
    const json_t *thresholds = look_at(report, "thresholds");
    size_t open = 0;
    for (size_t i = 0; i < json_array_size(thresholds); i++)
        open += threshold_words_open(json_array_get(thresholds, i));
    return open;
}

static size_t failed_thresholds(const json_t *report)
{
    const json_t *thresholds = look_at(report, "thresholds");
    size_t failed = 0;
    for (size_t i = 0; i < json_array_size(thresholds); i++) {
        const json_t *threshold = json_array_get(thresholds, i);
        failed += !look_flag(threshold, "ok") && !threshold_words_open(threshold);
    }
    return failed;
}

static bool budget_is_exceeded(const json_t *report)
{
    return look_at(report, "cost/budget/limit_local") &&
           !look_flag(report, "cost/budget/ok") &&
           !look_flag(report, "cost/budget/undecided");
}

/* "; 2 are undecided": which, and by how much, stands with the thresholds. */
static const char *open_text(const struct paper *paper, const json_t *report)
{
    const size_t open = open_thresholds(report);
    return open ? arena_format(paper->arena, "; %zu %s undecided", open,
                               open == 1 ? "is" : "are")
                : "";
}

/* What would settle it, as the user types it. */
static const char *more_text(const struct paper *paper, const json_t *report)
{
    const double count = look_number(report, "scenario/replications");
    const double more = look_number(report, "more_replications");
    if (isnan(more))
        return "no million of replications would decide";
    return arena_format(paper->arena, "about %s more would decide: --replications %.0f",
                        human_plural(paper->arena, more, "replication", "replications"),
                        count + more);
}

static const char *undecided_text(const struct paper *paper, const json_t *report)
{
    const size_t count = json_array_size(look_at(report, "thresholds"));
    const size_t open = open_thresholds(report);
    const char *more = more_text(paper, report);
    if (!open)
        return arena_format(paper->arena, "The budget is undecided; %s.", more);
    return arena_format(
        paper->arena, "%zu of %s %s undecided%s; %s.", open,
        human_plural(paper->arena, (double)count, "threshold", "thresholds"),
        open == 1 ? "is" : "are",
        look_flag(report, "cost/budget/undecided") ? ", and so is the budget" : "", more);
}

static const char *held_text(const struct paper *paper, const json_t *report)
{
    const size_t count = json_array_size(look_at(report, "thresholds"));
    const size_t failed = failed_thresholds(report);
    const bool over = budget_is_exceeded(report);
    if (failed)
        return arena_format(
            paper->arena, "%zu of %s failed%s%s.", failed,
            human_plural(paper->arena, (double)count, "threshold", "thresholds"),
            open_text(paper, report), over ? ", and the budget is exceeded" : "");
    if (look_flag(report, "undecided"))
        return undecided_text(paper, report);
    if (over)
        return "The budget is exceeded.";
    if (!look_flag(report, "ok"))
        return "Not every task could be placed.";
    if (count)
        return count == 1 ? "The threshold held." : "Every threshold held.";
    return "No thresholds were given.";
}

/* "3 min 10 s (± 4.2 s)", over the replications in which it was the first; of few that
 * differ much "3 min 10 s (95% from 0 s to 8 min 4 s)". */
static const char *moment_text(struct arena *arena, const json_t *first)
{
    const double at_s = look_number(first, "at_s");
    const char *width = human_interval(arena, first, "at_s_ci95", at_s, human_duration);
    width += strspn(width, ", ");
    return arena_format(arena, "%s%s%s%s", human_moment(arena, at_s), *width ? " (" : "",
                        width, *width ? ")" : "");
}

static void write_first(const struct paper *paper, const json_t *first)
{
    if (!json_is_object(first))
        return;
    const double share = look_number(first, "share");
    const char *often = share >= 1
                            ? "in every replication"
                            : arena_format(paper->arena, "in %s of the replications",
                                           human_share(paper->arena, share));
    paper_wrap(paper, INK_PLAIN, "Resource:", 14,
               arena_format(paper->arena, "%s at %s, %s.", look_text(first, "resource"),
                            moment_text(paper->arena, first), often));
}

static bool is_repeated(const json_t *report)
{
    return look_number(report, "scenario/replications") > 1;
}

/* Which figures are means and which are one run's: they need not agree. */
static void write_means(const struct paper *paper, const json_t *report)
{
    if (!is_repeated(report))
        return;
    const double count = look_number(report, "scenario/replications");
    paper_wrap(paper, INK_DIM, "Figures:", 14,
               arena_format(paper->arena,
                            "in the mean of %s replications; what happened, and why, is "
                            "told of the first.",
                            human_count(paper->arena, count)));
}

static void write_precision(const struct paper *paper, const json_t *report)
{
    const json_t *precision = look_at(report, "precision");
    if (!json_is_object(precision))
        return;
    struct arena *arena = paper->arena;
    const bool reached = look_flag(precision, "reached");
    const double widest = look_number(precision, "widest");
    const char *count = human_count(arena, look_number(report, "scenario/replications"));
    const char *wanted = human_share(arena, look_number(precision, "wanted"));
    const char *text =
        reached ? arena_format(arena, "±%s with %s replications; ±%s was asked for.",
                               human_share(arena, widest), count, wanted)
        : isnan(widest)
            ? arena_format(arena,
                           "±%s is not reached with %s replications: what came in one "
                           "of them alone has no interval.",
                           wanted, count)
            : arena_format(arena,
                           "±%s is not reached with %s replications: the widest "
                           "interval is ±%s.",
                           wanted, count, human_share(arena, widest));
    paper_wrap(paper, reached ? INK_PLAIN : INK_WARN, "Precision:", 14, text);
}

static void write_verdict(const struct paper *paper, const json_t *report)
{
    const bool ok = look_flag(report, "ok");
    const bool saturated = look_flag(report, "verdict/saturated");
    const bool troubled = saturated || look_flag(report, "verdict/troubled");
    const bool open = look_flag(report, "undecided");
    const char *mark = open ? "?" : !ok ? "✗" : troubled ? "!" : "✓";
    const enum ink ink = open ? INK_WARN : !ok ? INK_BAD : troubled ? INK_WARN : INK_GOOD;
    fputs("\n", paper->out);
    if (look_flag(report, "partial"))
        paper_line(paper, INK_WARN, 0,
                   "Interrupted: this covers only the replications that were finished.");
    paper_line(paper, ink, 0, "%s %s.", mark, look_text(report, "verdict/summary"));
    write_first(paper, look_at(report, "verdict/first"));
    paper_wrap(paper, INK_PLAIN, "Asked for:", 14, held_text(paper, report));
    write_precision(paper, report);
    write_means(paper, report);
}

/* ---- Why ---- */

static const char *chain_moment(struct arena *arena, const json_t *cause)
{
    return human_moment_by(arena, look_number(cause, "from_s"),
                           look_number(cause, "at_s"));
}

static void write_chain(const struct paper *paper, const json_t *report)
{
    const json_t *chain = look_at(report, "verdict/chain");
    if (json_array_size(chain) == 0)
        return;
    const struct table_column columns[] = {{"", TABLE_RIGHT}, {"", TABLE_WRAP}};
    struct text_table table;
    paper_heading(paper, is_repeated(report) ? "WHY, STEP BY STEP (first replication)"
                                             : "WHY, STEP BY STEP");
    table_init(&table, paper, columns, 2);
    for (size_t i = 0; i < json_array_size(chain); i++) {
        const json_t *cause = json_array_get(chain, i);
        table_row(&table, INK_PLAIN);
        table_cell(&table, chain_moment(paper->arena, cause));
        table_cell(&table, look_text(cause, "what"));
    }
    table_write(&table, 2);
}

/* ---- Thresholds ---- */

static void write_thresholds(const struct paper *paper, const json_t *report)
{
    const json_t *thresholds = look_at(report, "thresholds");
    if (json_array_size(thresholds) == 0)
        return;
    const struct table_column columns[] = {
        {"", TABLE_LEFT}, {"", TABLE_CUT}, {"", TABLE_CUT}, {"", TABLE_LEFT}};
    struct text_table table;
    paper_heading(paper, "THRESHOLDS");
    const double run_s = look_number(report, "scenario/simulated_s");
    table_init(&table, paper, columns, 4);
    for (size_t i = 0; i < json_array_size(thresholds); i++) {
        const json_t *threshold = json_array_get(thresholds, i);
        const bool ok = look_flag(threshold, "ok"),
                   open = threshold_words_open(threshold);
        table_row(&table, open ? INK_WARN : ok ? INK_GOOD : INK_BAD);
        table_cell(&table, open ? "?" : ok ? "✓" : "✗");
        table_cell(&table, look_text(threshold, "metric"));
        table_cell(&table, look_text(threshold, "expression"));
        table_cell(&table,
                   arena_format(paper->arena, "%s %s",
                                threshold_words_judgement(threshold),
                                threshold_words_value(paper->arena, threshold, run_s)));
    }
    table_write(&table, 2);
    if (is_repeated(report))
        paper_line(paper, INK_DIM, 2,
                   "± is half of the 95%% interval of the mean; a limit inside it is "
                   "undecided.");
}

void text_verdict_write(const struct paper *paper, const json_t *report)
{
    write_title(paper, look_at(report, "scenario"));
    write_run(paper, look_at(report, "scenario"));
    write_verdict(paper, report);
    write_chain(paper, report);
    write_thresholds(paper, report);
}
