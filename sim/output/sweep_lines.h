/* sweep_lines.h - rows of a sweep for machines: a line each, as JSON or CSV.
 */
#ifndef OVERSTACK_OUTPUT_SWEEP_LINES_H
#define OVERSTACK_OUTPUT_SWEEP_LINES_H

#include "sim/run/sweep.h"

#include <jansson.h>
#include <stdio.h>

enum { SWEEP_LINES_KEY = 16 }; /* digits of the sweep's key in each row */

/* The row as a JSON object; and that on one line. */
json_t *sweep_lines_row(const struct sweep_head *head, const struct sweep_row *row);
void sweep_lines_json(const struct sweep_head *head, const struct sweep_row *row,
                      FILE *out);

/* The header, then each row. Thresholds have a column each, as the first point has them. */
void sweep_lines_csv_head(const struct sweep_head *head, FILE *out);
void sweep_lines_csv(const struct sweep_head *head, const struct sweep_row *row,
                     FILE *out);

#endif
