/* compare_document.h - what `overstack compare` found, as a JSON tree: what --format json
 * prints, and all that text, Markdown and CSV are made of. docs/compare.md explains it.
 */
#ifndef OVERSTACK_OUTPUT_COMPARE_DOCUMENT_H
#define OVERSTACK_OUTPUT_COMPARE_DOCUMENT_H

#include "sim/run/compare.h"

#include <jansson.h>

/* A new tree, the caller's. */
json_t *compare_document_create(const struct compare *compare);

#endif
