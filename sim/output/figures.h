/* figures.h - pictures of a report's timeline: CSV files, drawn by gnuplot.
 *
 * Into a folder: timeline.csv (everything), and for each figure a CSV file and pictures of
 * the same name:
 *   cpu      share of all cores by kind, stacked; CPU credits on the right
 *   memory   what each service holds, stacked, with the lines of RAM and RAM + swap
 *   latency  percentiles, and the share of requests that failed
 * cpu and memory are drawn for each machine; with several its name is added
 * (cpu-web-0.png).
 */
#ifndef OVERSTACK_OUTPUT_FIGURES_H
#define OVERSTACK_OUTPUT_FIGURES_H

#include "sim/core/error.h"
#include "sim/output/figures_data.h"
#include "sim/output/plot.h"

#include <jansson.h>
#include <stdint.h>

/* A file that cannot be written is an error in `messages`; a picture that cannot be drawn
 * (no gnuplot) is a warning, its CSV stays. */
void figures_write(const json_t *report, const struct plot_place *place,
                   struct arena *arena, struct error_list *messages);

/* One picture for a page. */
struct figures_picture {
    const char *script; /* "cpu", "memory", "latency" */
    const char *of;     /* a machine's name, or "all requests" */
    const char *svg;    /* NULL: not drawn */
    struct figures_columns columns;
};

struct figures_album {
    struct figures_picture *items;
    uint32_t count, capacity;
    const char *fault; /* why they are not drawn, or NULL */
};

/* Machines on a page, those that came nearest to their limits; services in a stack of
 * memory, the others as one. */
enum { FIGURES_PAGE_MACHINES = 6, FIGURES_PAGE_SERVICES = 10 };

/* The same figures as SVG, in memory; latency first. */
struct figures_album figures_for_page(const json_t *report, struct arena *arena);

#endif
