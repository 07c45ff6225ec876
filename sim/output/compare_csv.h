/* compare_csv.h - what `overstack compare` found, as CSV: a line for each metric of each
 * design.
 */
#ifndef OVERSTACK_OUTPUT_COMPARE_CSV_H
#define OVERSTACK_OUTPUT_COMPARE_CSV_H

#include <jansson.h>
#include <stdio.h>

/* Renders a tree of compare_document.h. Errors stay in the stream. */
void compare_csv_write(const json_t *report, FILE *out);

#endif
