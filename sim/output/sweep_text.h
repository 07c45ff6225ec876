/* sweep_text.h - a sweep for people: how many points passed, the best, the worst; all of
 * them when they are few.
 *
 * Rows come one by one and only the few that may be shown are kept. The best passed and
 * cost the least (then the lower p95, then the earlier); the worst failed the largest
 * share of requests (then the higher p95); the dearest of all costs the most.
 */
#ifndef OVERSTACK_OUTPUT_SWEEP_TEXT_H
#define OVERSTACK_OUTPUT_SWEEP_TEXT_H

#include "sim/output/paper.h"
#include "sim/output/sweep_tally.h"

#include "sim/run/sweep.h"

#include <stdio.h>

enum { SWEEP_TEXT_ALL = 40, SWEEP_TEXT_BEST = 10, SWEEP_TEXT_WORST = 5 };

struct sweep_text_list {        /* the first few of an order */
    char *rows[SWEEP_TEXT_ALL]; /* packed, owned */
    uint32_t count, most;
};

struct sweep_text {
    const struct sweep_head *head;
    uint64_t planned; /* points that were asked for: of the shard */
    struct sweep_tally tally;
    struct sweep_text_list all, best, worst, dearest, errors;
    struct arena arena; /* of the rows that are compared */
    struct arena kept;  /* of the tally */
};

void sweep_text_init(struct sweep_text *text, const struct sweep_head *head,
                     uint64_t planned);
void sweep_text_add(struct sweep_text *text, const struct sweep_row *row);
void sweep_text_write(const struct sweep_text *text, struct paper_style style, FILE *out);
/* What the first of `worst` is: "worst", or "slowest" when no request failed. */
const char *sweep_text_worst_name(struct arena *arena, const struct sweep_text *text);
/* The first of a list in words: "point 3 (t3.small, 20/s): 15.18 USD a month, p95 12 ms, 0%
 * failed"; NULL of an empty one. */
const char *sweep_text_first(struct arena *arena, const struct sweep_text_list *list);
void sweep_text_clear(struct sweep_text *text);

#endif
