/* document_services.h - `services` of the report: each service, and its instances under
 * `detail`.
 */
#ifndef OVERSTACK_OUTPUT_DOCUMENT_SERVICES_H
#define OVERSTACK_OUTPUT_DOCUMENT_SERVICES_H

#include "models/summary.h"

#include <jansson.h>

/* A new tree, the caller's. */
json_t *document_services_create(const struct summary *summary);

#endif
