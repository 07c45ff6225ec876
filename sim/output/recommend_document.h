/* recommend_document.h - what `overstack recommend` found, as a JSON tree: what --format
 * json prints, and all that text, Markdown and CSV are made of. docs/recommend.md
 * explains it.
 */
#ifndef OVERSTACK_OUTPUT_RECOMMEND_DOCUMENT_H
#define OVERSTACK_OUTPUT_RECOMMEND_DOCUMENT_H

#include "sim/run/recommend.h"

#include <jansson.h>

/* A new tree, the caller's. */
json_t *recommend_document_create(const struct recommend *found,
                                  const struct design *design);

#endif
