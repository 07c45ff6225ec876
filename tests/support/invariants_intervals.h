/* invariants_intervals.h - what must be true of every interval, whatever the scenario.
 */
#ifndef OVERSTACK_TESTS_SUPPORT_INVARIANTS_INTERVALS_H
#define OVERSTACK_TESTS_SUPPORT_INVARIANTS_INTERVALS_H

#include "models/summary.h"

/* How many did not hold; each is printed. */
int invariants_intervals_broken(const struct summary *summary);

#endif
