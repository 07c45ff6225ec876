/* sensitivity_document.h - a study of sensitivity as a JSON tree.
 *
 * What `sensitivity --format json` prints and what text, tables and the figure are made
 * of; docs/sensitivity.md explains every member.
 */
#ifndef OVERSTACK_OUTPUT_SENSITIVITY_DOCUMENT_H
#define OVERSTACK_OUTPUT_SENSITIVITY_DOCUMENT_H

#include "sim/run/sensitivity.h"

#include <jansson.h>

/* The caller gives it back with json_decref. */
json_t *sensitivity_document_create(const struct sensitivity *found, struct arena *arena);

#endif
