/* collect.h - from the running models to plain figures: a replication's summary.
 */
#ifndef OVERSTACK_MODELS_COLLECT_H
#define OVERSTACK_MODELS_COLLECT_H

#include "models/simulation.h"

/* The window opens: the instance's counters and integrals start at zero. */
void collect_open_window(struct instance *instance, double now_s);

/* All figures of the window [window_start_s, now]. */
struct summary *collect_summary(struct simulation *simulation);

#endif
