/* notice.h - what the reader must know about the traffic to read the figures right.
 */
#ifndef OVERSTACK_MODELS_NOTICE_H
#define OVERSTACK_MODELS_NOTICE_H

#include "models/summary.h"

/* From this share of what they would ask for on, closed users are not held back. */
#define NOTICE_HELD_BACK 0.9

/* Adds sentences to merged->warnings: closed users whom a full resource keeps from
 * asking, bots, and what an edge dropped. Call after the verdict. */
void notice_find(struct summary *merged, struct arena *arena);

#endif
