/* notice.h - what the reader must know about the traffic, and about the prices, to read
 * the figures right.
 */
#ifndef OVERSTACK_MODELS_NOTICE_H
#define OVERSTACK_MODELS_NOTICE_H

#include "models/summary.h"

/* From this share of what they would ask for on, closed users are not held back. */
#define NOTICE_HELD_BACK 0.9

/* From this ratio of the most to the least served on, if chance does not make it (four
 * standard deviations of two counts), instances carry unequal load. */
#define NOTICE_SKEW 1.5

/* Adds sentences to merged->warnings: closed users whom a full resource keeps from
 * asking, bots, what an edge dropped, balanced instances with unequal load. Call after
 * the verdict. */
void notice_find(struct summary *merged, struct arena *arena);

#endif
