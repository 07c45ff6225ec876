/* capacity_document.h - what `overstack capacity` found, as a JSON tree: what
 * `--format json` prints, and text, Markdown, CSV and the figure read.
 */
#ifndef OVERSTACK_OUTPUT_CAPACITY_DOCUMENT_H
#define OVERSTACK_OUTPUT_CAPACITY_DOCUMENT_H

#include "sim/run/capacity.h"
#include "sim/run/capacity_knee.h"

#include <jansson.h>

/* The caller gives it back with json_decref. */
json_t *capacity_document_create(const struct capacity *capacity,
                                 const struct capacity_knee *knee);

#endif
