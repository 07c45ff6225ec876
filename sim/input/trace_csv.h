/* trace_csv.h - recorded arrivals: a CSV file with the header time,count.
 *
 * The time is in seconds from the start (0, 60, 120.5) or ISO 8601, the same in all rows
 * and growing from row to row; `count` arrivals come until the next row. Blank lines,
 * quotes around a value, CRLF and a byte order mark are understood.
 */
#ifndef OVERSTACK_INPUT_TRACE_CSV_H
#define OVERSTACK_INPUT_TRACE_CSV_H

#include "sim/core/arena.h"
#include "sim/core/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { TRACE_CSV_ROWS = 1000000 };

struct trace_csv {
    double *times_s; /* from the start; of ISO 8601: from the first row */
    double *counts;
    uint32_t count; /* 2 or more */
};

/* False when an error, with the file's own line, was added. */
bool trace_csv_read(struct trace_csv *trace, const char *file, struct arena *arena,
                    struct error_list *errors);

#endif
