/* sweep_words.c - see sweep_words.h.
 */
#include "sim/output/sweep_words.h"

bool sweep_words_has_failed(const struct sweep_row *row)
{
    return row->verdict == SWEEP_FAILED && row->by == SWEEP_BY_SIMULATION;
}

const char *sweep_words_broken(struct arena *arena, const struct sweep_row *row)
{
    const char *text = "";
    if (!sweep_words_has_failed(row))
        return text;
    for (uint32_t i = 0; i < row->threshold_count; i++)
        if (!row->thresholds[i].ok)
            text = arena_format(arena, "%s%s%s %s", text, *text ? ", " : "",
                                row->thresholds[i].metric, row->thresholds[i].expression);
    if (row->budget == SWEEP_BUDGET_FAILED)
        text = arena_format(arena, "%s%sthe budget", text, *text ? ", " : "");
    return *text ? text : "a task found no room";
}

const char *sweep_words_verdict(const struct sweep_row *row)
{
    bool budget_only = sweep_words_has_failed(row) && row->budget == SWEEP_BUDGET_FAILED;
    for (uint32_t i = 0; i < row->threshold_count; i++)
        budget_only = budget_only && row->thresholds[i].ok;
    return budget_only ? "over budget" : sweep_row_verdict_name(row->verdict);
}
