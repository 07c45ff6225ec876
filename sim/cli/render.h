/* render.h - a report, just made or read from a file, in the format asked for.
 */
#ifndef OVERSTACK_CLI_RENDER_H
#define OVERSTACK_CLI_RENDER_H

#include "sim/cli/options.h"

#include <jansson.h>
#include <stdio.h>

/* What `run` and `report` can write. */
enum {
    FORMATS_REPORT =
        FORMATS_TEXT_JSON_CSV | FORMATS_LINES | 1 << FORMAT_MARKDOWN | 1 << FORMAT_HTML,
};

struct rendering {
    const struct options *options;
    json_t *report;
};

/* An answer_render of a struct rendering. */
void render_report(void *object, FILE *out);

/* Draws the figures of --plots, if that is given. False when a file could not be written;
 * a missing gnuplot is only told. `name` is shown in messages. */
bool render_figures(const struct options *options, json_t *report, const char *name,
                    struct arena *arena);

#endif
