/* picture.h - one figure drawn by gnuplot, as SVG in memory: for a page.
 */
#ifndef OVERSTACK_OUTPUT_PICTURE_H
#define OVERSTACK_OUTPUT_PICTURE_H

#include "sim/core/arena.h"

#include <jansson.h>
#include <stdint.h>
#include <stdio.h>

enum { PICTURE_ARGUMENTS = 8 };

struct picture {
    const char *script; /* plots/SCRIPT.gp */
    const char *csv;    /* what the script reads */
    /* Those of the script after its folder, the data and the picture. */
    const char *arguments[PICTURE_ARGUMENTS];
    uint32_t argument_count;
};

/* What `write` writes of the tree, in the arena. */
const char *picture_csv(struct arena *arena, void (*write)(const json_t *tree, FILE *out),
                        const json_t *tree);

/* Draws the file `drawing` of the CSV file `data`, which is there. NULL, or why not. */
const char *picture_write(const struct picture *picture, const char *data,
                          const char *drawing, struct arena *arena);

/* The drawing itself. NULL with the reason in `fault` when it could not be drawn. */
const char *picture_draw(const struct picture *picture, struct arena *arena,
                         const char **fault);

#endif
