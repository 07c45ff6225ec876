/* csv.h - comma-separated values (RFC 4180, with lines that end in LF).
 */
#ifndef OVERSTACK_OUTPUT_CSV_H
#define OVERSTACK_OUTPUT_CSV_H

#include <jansson.h>
#include <stdio.h>

/* The timeline of a report: a header `time_s,host.web.cpu,...`, then a line for each
 * step. time_s is the end of the step; a cell is empty where the step has no value.
 * Errors stay in the stream. */
void csv_write(const json_t *report, FILE *out);

/* The bill of a report: a header `item,group,quantity,...`, a line for each line of the
 * bill, then one for each item without a price, whose basis is "unpriced" and whose name
 * tells its quantity. */
void csv_write_bill(const json_t *report, FILE *out);

/* One cell: quoted when it holds a comma, a quote or a line break. */
void csv_write_text(const char *text, FILE *out);
/* One cell, as exact as in JSON; empty for NAN. */
void csv_write_number(double value, FILE *out);

#endif
