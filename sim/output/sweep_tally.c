/* sweep_tally.c - see sweep_tally.h.
 */
#include "sim/output/sweep_tally.h"

#include "sim/output/human.h"
#include "sim/output/sweep_words.h"

#include <string.h>

void sweep_tally_init(struct sweep_tally *tally, const struct sweep_head *head,
                      struct arena *arena)
{
    *tally = (struct sweep_tally){.thresholds = arena_array(arena, head->threshold_count,
                                                            sizeof(*tally->thresholds))};
    for (uint32_t i = 0; i < head->threshold_count; i++)
        tally->thresholds[i] = 0;
}

/* The place in the head; the count when the point has a threshold of its own. */
static uint32_t place_of(const struct sweep_head *head,
                         const struct sweep_threshold *threshold)
{
    uint32_t i = 0;
    while (i < head->threshold_count &&
           (strcmp(head->thresholds[i].metric, threshold->metric) != 0 ||
            strcmp(head->thresholds[i].expression, threshold->expression) != 0))
        i++;
    return i;
}

void sweep_tally_add(struct sweep_tally *tally, const struct sweep_head *head,
                     const struct sweep_row *row)
{
    tally->rows++;
    tally->verdicts[row->verdict]++;
    tally->by_law += row->by == SWEEP_BY_LAW;
    if (!sweep_words_has_failed(row))
        return;
    bool known = row->budget == SWEEP_BUDGET_FAILED;
    tally->budget += known;
    for (uint32_t i = 0; i < row->threshold_count; i++) {
        if (row->thresholds[i].ok)
            continue;
        const uint32_t at = place_of(head, &row->thresholds[i]);
        *(at < head->threshold_count ? &tally->thresholds[at] : &tally->own) += 1;
        known = true;
    }
    tally->unplaced += !known;
}

const char *sweep_tally_counts(struct arena *arena, const struct sweep_tally *tally)
{
    static const char *const words[] = {"passed", "failed", "undecided",
                                        "could not be run"};
    const char *counts = "";
    for (int i = 0; i < SWEEP_VERDICT_COUNT; i++)
        if (tally->verdicts[i] > 0 || i == SWEEP_OK)
            counts =
                arena_format(arena, "%s%s%s %s", counts, i ? ", " : "",
                             human_count(arena, (double)tally->verdicts[i]), words[i]);
    return counts;
}

const char *sweep_tally_mark(const struct sweep_tally *tally)
{
    if (tally->verdicts[SWEEP_OK] > 0)
        return tally->verdicts[SWEEP_OK] == tally->rows ? "✓" : "!";
    return tally->verdicts[SWEEP_UNDECIDED] > 0 ? "?" : "✗";
}

static const char *join(struct arena *arena, const char *text, const char *what,
                        uint64_t count)
{
    if (count == 0)
        return text;
    return *text ? arena_format(arena, "%s, %s in %s", text, what,
                                human_count(arena, (double)count))
                 : arena_format(arena, "%s in %s", what,
                                human_plural(arena, (double)count, "point", "points"));
}

const char *sweep_tally_broken(struct arena *arena, const struct sweep_head *head,
                               const struct sweep_tally *tally)
{
    const char *text = "";
    for (uint32_t i = 0; i < head->threshold_count; i++)
        text = join(arena, text,
                    arena_format(arena, "%s %s", head->thresholds[i].metric,
                                 head->thresholds[i].expression),
                    tally->thresholds[i]);
    text = join(arena, text, "the budget", tally->budget);
    text = join(arena, text, "a threshold of their own", tally->own);
    return join(arena, text, "a task that found no room", tally->unplaced);
}
