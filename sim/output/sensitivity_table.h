/* sensitivity_table.h - a study of sensitivity as CSV and as Markdown.
 */
#ifndef OVERSTACK_OUTPUT_SENSITIVITY_TABLE_H
#define OVERSTACK_OUTPUT_SENSITIVITY_TABLE_H

#include <jansson.h>
#include <stdio.h>

/* A line for each assumption on each output, in base units. */
void sensitivity_table_csv(const json_t *report, FILE *out);

/* The tables of the text report, without bars. */
void sensitivity_table_markdown(const json_t *report, FILE *out);

/* What plots/tornado.gp draws of one output: path,low,high,base, the largest swing last. */
void sensitivity_table_tornado(const json_t *output, FILE *out);

#endif
