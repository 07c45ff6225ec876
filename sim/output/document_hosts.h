/* document_hosts.h - `hosts` of the report: each machine by its name.
 */
#ifndef OVERSTACK_OUTPUT_DOCUMENT_HOSTS_H
#define OVERSTACK_OUTPUT_DOCUMENT_HOSTS_H

#include "models/summary.h"

#include <jansson.h>

/* A new tree, the caller's. */
json_t *document_hosts_create(const struct summary *summary);

/* The report's `groups`: hosts that scale. NULL when there are none. */
json_t *document_hosts_groups(const struct summary *summary);

#endif
