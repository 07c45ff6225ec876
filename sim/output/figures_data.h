/* figures_data.h - the CSV file behind each figure: the columns its script expects.
 */
#ifndef OVERSTACK_OUTPUT_FIGURES_DATA_H
#define OVERSTACK_OUTPUT_FIGURES_DATA_H

#include "sim/core/arena.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

struct figures_column {
    const char *title;
    double *values; /* by step; NAN: an empty cell */
    double at_0;    /* before the first step */
};

struct figures_columns {
    struct figures_column *items;
    uint32_t count; /* of columns, time_s not counted */
    uint32_t steps;
};

/* time_s,user,system,iowait,steal,credits: shares in percent. */
struct figures_columns figures_data_cpu(const json_t *report, const char *machine,
                                        struct arena *arena);
/* time_s,RAM,RAM + swap (empty without swap), then what holds memory, the system first:
 * GiB. */
struct figures_columns figures_data_memory(const json_t *report, const char *machine,
                                           struct arena *arena);
/* Of a stack of memory, keeps the services that hold most; the others become one column
 * ("9 others"), so that there are `most` of them. */
void figures_data_join(struct figures_columns *columns, uint32_t most,
                       struct arena *arena);
/* time_s,p50,p95,p99 in seconds, failed in percent of what ended in the step. */
struct figures_columns figures_data_latency(const json_t *report, struct arena *arena);

/* A line for each step; time_s is its end. Before them one at 0, so that the curves
 * begin where the axis does: the first step again, or what is known of the start. */
void figures_data_write(const json_t *report, const struct figures_columns *columns,
                        FILE *out);

/* A line for each event worth a mark, a column for each kind that occurs, holding 1 where
 * it does; `machine` NULL: of all. Marks that would lie on each other are left out.
 * Returns the number of kinds. */
uint32_t figures_data_write_events(const json_t *report, const char *machine,
                                   struct arena *arena, FILE *out);

#endif
