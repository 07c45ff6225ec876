/* document_outcome.h - one design of an experiment, in the JSON of those commands that
 * simulate several.
 */
#ifndef OVERSTACK_OUTPUT_DOCUMENT_OUTCOME_H
#define OVERSTACK_OUTPUT_DOCUMENT_OUTCOME_H

#include "sim/run/outcome.h"

#include <jansson.h>

/* Adds the scenario alone. */
void document_outcome_scenario(json_t *object, const struct outcome *outcome);

/* Adds scenario, ok, undecided, verdict, thresholds, budget. */
void document_outcome_add(json_t *object, const struct outcome *outcome);

/* A new object, the caller's: value, its interval, unit, and the values of all
 * replications. */
json_t *document_outcome_metric(const struct outcome *outcome, enum metric_figure figure);

#endif
