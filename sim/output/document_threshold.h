/* document_threshold.h - one threshold and whether it held, as in every report.
 */
#ifndef OVERSTACK_OUTPUT_DOCUMENT_THRESHOLD_H
#define OVERSTACK_OUTPUT_DOCUMENT_THRESHOLD_H

#include "models/summary.h"

#include <jansson.h>

/* At the end of the array. */
void document_threshold_add(json_t *array, const struct threshold_summary *found);

#endif
