/* recommend_screen.h - what is known of a candidate without simulating it, and when a few
 * replications are enough to leave it out.
 */
#ifndef OVERSTACK_RUN_RECOMMEND_SCREEN_H
#define OVERSTACK_RUN_RECOMMEND_SCREEN_H

#include "models/summary.h"
#include "sim/run/recommend.h"

/* Fills fixed_usd, law, state and why; texts go to `arena`. */
void recommend_screen_look(struct recommend_candidate *candidate,
                           const struct design *design, struct arena *arena);

/* Does a threshold fail so clearly that its limit is outside of the 99.9% interval? */
bool recommend_screen_is_clear(const struct summary *summary);

/* 1.2: the worst limit is missed by a fifth; 1: all hold; INFINITY: something that has no
 * measure (an empty metric). */
double recommend_screen_excess(const struct summary *summary);

#endif
