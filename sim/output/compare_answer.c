/* compare_answer.c - see compare_answer.h.
 */
#include "sim/output/compare_answer.h"

#include "sim/output/compare_words.h"
#include "sim/output/look.h"
#include "sim/output/outcome_words.h"

#include <math.h>
#include <string.h>

static const json_t *designs_of(const json_t *report)
{
    return look_at(report, "designs");
}

static const json_t *design_at(const json_t *report, size_t i)
{
    return json_array_get(designs_of(report), i);
}

static bool holds(const json_t *design)
{
    return look_flag(design, "ok") && !look_flag(design, "undecided");
}

static double value_of(const json_t *design, enum metric_figure figure)
{
    return look_number(
        json_object_get(look_at(design, "metrics"), metric_get(figure)->name), "value");
}

/* Of those that hold the one with the least of it; NULL: none. */
static const json_t *least_of(const json_t *report, enum metric_figure figure)
{
    const json_t *found = NULL;
    for (size_t i = 0; i < json_array_size(designs_of(report)); i++) {
        const json_t *design = design_at(report, i);
        if (holds(design) && !isnan(value_of(design, figure)) &&
            (!found || value_of(design, figure) < value_of(found, figure)))
            found = design;
    }
    return found;
}

/* How many designs there are of each verdict. */
struct tally {
    size_t held, open, finished;
};

static const char *none_text(struct arena *arena, const struct tally *tally)
{
    if (tally->open == 0)
        return arena_format(arena, "None of %zu designs holds.", tally->finished);
    return arena_format(arena, "None of %zu designs holds for certain, %zu %s undecided.",
                        tally->finished, tally->open, tally->open == 1 ? "is" : "are");
}

/* Those that hold and answer as fast as the fastest, to the digits that are shown: one
 * alone, "the fastest are a and b", or how many. */
static const char *fastest_text(struct arena *arena, const json_t *report,
                                const json_t *cheapest, const json_t *fastest)
{
    const char *p95 = outcome_words_brief(arena, fastest, FIGURE_LATENCY_P95);
    const char *names[2] = {"", ""};
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(designs_of(report)); i++) {
        const json_t *design = design_at(report, i);
        if (!holds(design) ||
            strcmp(outcome_words_brief(arena, design, FIGURE_LATENCY_P95), p95) != 0)
            continue;
        if (count < 2)
            names[count] = look_text(design, "label");
        count++;
    }
    if (count == 2)
        return arena_format(arena, "; the fastest are %s and %s, p95 %s.", names[0],
                            names[1], p95);
    if (count > 2)
        return arena_format(arena, "; %zu are the fastest, p95 %s.", count, p95);
    return arena_format(arena, "%s %s, p95 %s.",
                        cheapest == fastest ? ", and the fastest:" : "; the fastest is",
                        look_text(fastest, "label"), p95);
}

static const char *answer_text(struct arena *arena, const json_t *report,
                               const struct tally *tally)
{
    const json_t *cheapest = least_of(report, FIGURE_COST_MONTH);
    const json_t *fastest = least_of(report, FIGURE_LATENCY_P95);
    if (tally->held == 0)
        return none_text(arena, tally);
    const char *text = arena_format(arena, "%zu of %zu designs hold%s.", tally->held,
                                    tally->finished, tally->held == 1 ? "s" : "");
    if (cheapest)
        text = arena_format(arena, "%s The cheapest of them is %s, %s %s", text,
                            look_text(cheapest, "label"),
                            compare_words_month(arena, report, cheapest),
                            compare_words_month_title(arena, report));
    if (cheapest && fastest)
        text = arena_format(arena, "%s%s", text,
                            fastest_text(arena, report, cheapest, fastest));
    return text;
}

static struct tally tally_of(const json_t *report)
{
    struct tally tally = {0};
    for (size_t i = 0; i < json_array_size(designs_of(report)); i++) {
        tally.held += holds(design_at(report, i));
        tally.open += look_flag(design_at(report, i), "undecided");
        tally.finished += look_flag(design_at(report, i), "finished");
    }
    return tally;
}

const char *compare_answer_mark(const json_t *report)
{
    const struct tally tally = tally_of(report);
    if (tally.held > 0)
        return tally.held == tally.finished ? "✓" : "!";
    return tally.open > 0 ? "?" : "✗";
}

const char *compare_answer_words(struct arena *arena, const json_t *report)
{
    const struct tally tally = tally_of(report);
    return answer_text(arena, report, &tally);
}
