/* check_document.h - what `overstack check` found, as a JSON tree.
 *
 * It is what --format json prints and all that check_text.c reads. docs/check.md explains
 * every member. Members are added over time, never renamed.
 */
#ifndef OVERSTACK_CLI_CHECK_DOCUMENT_H
#define OVERSTACK_CLI_CHECK_DOCUMENT_H

#include "models/memory_fit.h"
#include "models/placement_fit.h"

#include <jansson.h>

/* A new tree, the caller's. `idle`: by service; `warnings`: of the loader, may hold errors
 * too. */
json_t *check_document_create(const struct operational *operational,
                              const struct memory_fit *fit,
                              const struct placement_fit *tasks,
                              const struct summary *summary, const bool *idle,
                              const struct error_list *warnings);

#endif
