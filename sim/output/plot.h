/* plot.h - a figure drawn into a folder, in the formats asked for.
 *
 * A picture takes its place only whole. Its format is told by the ending of its name.
 */
#ifndef OVERSTACK_OUTPUT_PLOT_H
#define OVERSTACK_OUTPUT_PLOT_H

#include "sim/output/picture.h"

enum plot_format { PLOT_PNG, PLOT_SVG, PLOT_PDF, PLOT_FORMATS };

/* "png": the name of a format, and the ending of its files. */
const char *plot_format_name(enum plot_format format);

/* A set of 1 << enum plot_format from "svg" or "png,pdf"; 0 when it is none. */
unsigned plot_formats_read(const char *text);

/* Where to, and as what. */
struct plot_place {
    const char *folder; /* NULL: nothing is drawn */
    unsigned formats;   /* a set of 1 << enum plot_format */
};

/* Draws NAME.png and the like from NAME.csv in each of `*formats`; one that fails is taken
 * out, not to be tried again. Returns NULL, or why the first of them failed. */
const char *plot_draw(const struct picture *picture, const char *name, unsigned *formats,
                      struct arena *arena);

#endif
