/* recommend_csv.h - what `overstack recommend` found, as CSV: a line for each combination.
 */
#ifndef OVERSTACK_OUTPUT_RECOMMEND_CSV_H
#define OVERSTACK_OUTPUT_RECOMMEND_CSV_H

#include <jansson.h>
#include <stdio.h>

/* Renders a tree of recommend_document.h. Errors stay in the stream. */
void recommend_csv_write(const json_t *report, FILE *out);

#endif
