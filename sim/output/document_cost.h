/* document_cost.h - `cost` of the report: the bill of a month, line by line.
 */
#ifndef OVERSTACK_OUTPUT_DOCUMENT_COST_H
#define OVERSTACK_OUTPUT_DOCUMENT_COST_H

#include "models/summary.h"

#include <jansson.h>

/* A new tree, the caller's. */
json_t *document_cost_create(const struct summary *summary);

#endif
