/* skeleton.h - a scenario, with comments, from what a compose file says.
 *
 * What the file says is taken over. What it cannot say - how long a request takes, who
 * calls whom, how many users there are - is guessed and marked so; of programs that the
 * catalog does not know the figures are TODO, which `overstack check` lists.
 */
#ifndef OVERSTACK_IMPORT_SKELETON_H
#define OVERSTACK_IMPORT_SKELETON_H

#include "sim/import/compose.h"

#include <stdio.h>

struct skeleton_options {
    const char *name;     /* of the scenario */
    const char *command;  /* that made it, for the comment on top */
    const char *instance; /* NULL: guessed */
};

/* What is left to its reader: names of services with commas, "" without any. */
struct skeleton_left {
    const char *unknown; /* whose figures are TODO */
    const char *unasked; /* unknown, and nobody is known to ask them */
};

struct skeleton_left skeleton_write(const struct compose *compose,
                                    const struct skeleton_options *options,
                                    struct arena *arena, FILE *out);

#endif
