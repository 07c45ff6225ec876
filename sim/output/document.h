/* document.h - the report of a run as a JSON tree.
 *
 * The tree is what `--format json` prints, and all that text, CSV and figures read: so a
 * report that was saved can be rendered again later, by a program that has no scenario.
 * docs/report.md explains every member. Members are added over time, never renamed.
 * Figures that say nothing (a percentile of no request, the credits of a machine without
 * any) are null.
 */
#ifndef OVERSTACK_OUTPUT_DOCUMENT_H
#define OVERSTACK_OUTPUT_DOCUMENT_H

#include "models/summary.h"

#include <jansson.h>

/* The whole report; the caller gives it back with json_decref. `partial`: the run was
 * interrupted, and the summary covers the replications that were finished. */
json_t *document_create(const struct summary *summary, int partial);

#endif
