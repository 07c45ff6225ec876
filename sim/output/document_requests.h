/* document_requests.h - `requests` of the report: counts, failures by reason and
 * latencies, of all users, of each target, of each traffic.
 */
#ifndef OVERSTACK_OUTPUT_DOCUMENT_REQUESTS_H
#define OVERSTACK_OUTPUT_DOCUMENT_REQUESTS_H

#include "models/summary.h"

#include <jansson.h>

/* A new tree, the caller's. */
json_t *document_requests_create(const struct summary *summary);

#endif
