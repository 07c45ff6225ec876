/* sweep_json.h - a sweep as one JSON document: what it is, a row for each point, and the
 * summary.
 *
 * Written while the sweep goes on, so the summary comes last and no row is kept. A row is
 * the object that stands on a line of NDJSON.
 */
#ifndef OVERSTACK_OUTPUT_SWEEP_JSON_H
#define OVERSTACK_OUTPUT_SWEEP_JSON_H

#include "sim/output/sweep_text.h"

void sweep_json_begin(const struct sweep_head *head, FILE *out);
void sweep_json_row(const struct sweep_head *head, const struct sweep_row *row,
                    bool first, FILE *out);
/* `text` has seen all rows. */
void sweep_json_end(const struct sweep_text *text, FILE *out);

#endif
