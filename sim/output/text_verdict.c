/* text_verdict.c - see text_verdict.h.
 */
#include "sim/output/text_verdict.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"

#include <math.h>
#include <string.h>

/* ---- What was run ---- */

static void write_title(const struct paper *paper, const json_t *scenario)
{
    const char *name = look_text(scenario, "name");
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
    const char *warmup = warmup_s > 0 ? arena_format(arena, ", the first %s left out",
                                                     human_moment(arena, warmup_s))
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

static size_t failed_thresholds(const json_t *report)
{
    const json_t *thresholds = look_at(report, "thresholds");
    size_t failed = 0;
    for (size_t i = 0; i < json_array_size(thresholds); i++)
        failed += !look_flag(json_array_get(thresholds, i), "ok");
    return failed;
}

static bool budget_is_exceeded(const json_t *report)
{
    return look_at(report, "cost/budget/limit_local") &&
           !look_flag(report, "cost/budget/ok");
}

static const char *held_text(const struct paper *paper, const json_t *report)
{
    const size_t count = json_array_size(look_at(report, "thresholds"));
    const size_t failed = failed_thresholds(report);
    const bool over = budget_is_exceeded(report);
    if (failed)
        return arena_format(
            paper->arena, "%zu of %s failed%s.", failed,
            human_plural(paper->arena, (double)count, "threshold", "thresholds"),
            over ? ", and the budget is exceeded" : "");
    if (over)
        return "The budget is exceeded.";
    if (!look_flag(report, "ok"))
        return "Not every task could be placed.";
    if (count)
        return count == 1 ? "The threshold held." : "Every threshold held.";
    return "No thresholds were given.";
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
                            human_moment(paper->arena, look_number(first, "at_s")),
                            often));
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

static void write_verdict(const struct paper *paper, const json_t *report)
{
    const bool ok = look_flag(report, "ok");
    const bool saturated = look_flag(report, "verdict/saturated");
    const bool troubled = saturated || look_flag(report, "verdict/troubled");
    const char *mark = !ok ? "✗" : troubled ? "!" : "✓";
    const enum ink ink = !ok ? INK_BAD : troubled ? INK_WARN : INK_GOOD;
    fputs("\n", paper->out);
    if (look_flag(report, "partial"))
        paper_line(paper, INK_WARN, 0,
                   "Interrupted: this covers only the replications that were finished.");
    paper_line(paper, ink, 0, "%s %s.", mark, look_text(report, "verdict/summary"));
    write_first(paper, look_at(report, "verdict/first"));
    paper_wrap(paper, INK_PLAIN, "Asked for:", 14, held_text(paper, report));
    write_means(paper, report);
}

/* ---- Why ---- */

/* What is a mean is known at the end of the time it was taken over. */
static const char *chain_moment(struct arena *arena, const json_t *cause)
{
    const double at_s = look_number(cause, "at_s");
    const char *by = look_number(cause, "from_s") < at_s ? "by " : "";
    return arena_format(arena, "%s%s", by, human_moment(arena, at_s));
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

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Of what is measured as a share: the rest is counted, timed or paid. */
static bool is_share(const char *metric)
{
    static const char *const names[] = {
        "http_req_failed", "cpu", "memory", "swap", "disk", "heap"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (begins(metric, names[i]))
            return true;
    return false;
}

/* What did not happen: the run was long enough to say so, or not. */
static const char *never_text(struct arena *arena, const json_t *threshold, double run_s)
{
    const char *expression = look_text(threshold, "expression");
    const char *limit = expression + strcspn(expression, "0123456789");
    if (look_flag(threshold, "ok") || !*limit || !look_flag(threshold, "undecided"))
        return arena_format(arena, "never in %s", human_moment(arena, run_s));
    return arena_format(arena, "the run is too short (%s of %s)",
                        human_moment(arena, run_s), limit);
}

/* In the unit of the metric, as the user wrote the limit. */
static const char *value_text(struct arena *arena, const json_t *threshold, double run_s)
{
    const char *metric = look_text(threshold, "metric");
    const char *expression = look_text(threshold, "expression");
    const double value = look_number(threshold, "value");
    if (isnan(value) && begins(metric, "time_to_"))
        return never_text(arena, threshold, run_s);
    if (isnan(value))
        return "nothing measured";
    if (begins(metric, "http_req_duration"))
        return human_duration(arena, value);
    if (begins(metric, "time_to_"))
        return human_moment(arena, value);
    if (begins(metric, "cost"))
        return human_money(arena, value, "USD");
    if (is_share(metric) || strchr(expression, '%'))
        return human_share(arena, value);
    return human_number(arena, value);
}

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
        const bool ok = look_flag(threshold, "ok");
        table_row(&table, ok ? INK_GOOD : INK_BAD);
        table_cell(&table, ok ? "✓" : "✗");
        table_cell(&table, look_text(threshold, "metric"));
        table_cell(&table, look_text(threshold, "expression"));
        table_cell(&table, arena_format(paper->arena, "%s %s",
                                        ok                                  ? "held:"
                                        : look_flag(threshold, "undecided") ? "undecided:"
                                                                            : "broken:",
                                        value_text(paper->arena, threshold, run_s)));
    }
    table_write(&table, 2);
}

void text_verdict_write(const struct paper *paper, const json_t *report)
{
    write_title(paper, look_at(report, "scenario"));
    write_run(paper, look_at(report, "scenario"));
    write_verdict(paper, report);
    write_chain(paper, report);
    write_thresholds(paper, report);
}
