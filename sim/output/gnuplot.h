/* gnuplot.h - runs gnuplot on one of our scripts, without a shell.
 */
#ifndef OVERSTACK_OUTPUT_GNUPLOT_H
#define OVERSTACK_OUTPUT_GNUPLOT_H

#include "sim/core/arena.h"

#include <stdint.h>

/* The folder of the scripts: plots/ in OVERSTACK_HOME, beside the program, or in the share
 * folder it was installed with; NULL when it is not found. */
const char *gnuplot_scripts(struct arena *arena);

/* Runs `gnuplot -c SCRIPT ARGUMENTS...` from the PATH and waits for it. Returns NULL, or
 * what went wrong in one line: that it is not there, or the last line it printed. */
const char *gnuplot_run(const char *script, const char *const *arguments, uint32_t count,
                        struct arena *arena);

#endif
