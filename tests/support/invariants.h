/* invariants.h - what holds in every report, whatever the scenario.
 *
 * Requests are conserved, processor time of the parts is that of the whole, the bill is
 * the sum of its lines, shares lie in 0..1, percentiles are in order, and no number is
 * negative where it cannot be, not finite, or minus zero.
 */
#ifndef OVERSTACK_TESTS_INVARIANTS_H
#define OVERSTACK_TESTS_INVARIANTS_H

#include "models/summary.h"

#include <jansson.h>

/* Checks the report of that summary. Returns how many do not hold, having printed a
 * line for each. */
int invariants_broken(const struct summary *summary, const json_t *report);

/* Only what needs no report: what is conserved (requests and failures of each flow, what
 * each service served and refused, its messages), and that the chain is told in the order
 * of time, and that credits are used up at one moment. Every scenario that a test runs is asked this. */
int invariants_lost(const struct summary *summary);

#endif
