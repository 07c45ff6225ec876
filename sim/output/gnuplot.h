/* gnuplot.h - runs gnuplot on one of our scripts, without a shell.
 */
#ifndef OVERSTACK_OUTPUT_GNUPLOT_H
#define OVERSTACK_OUTPUT_GNUPLOT_H

#include "sim/core/arena.h"

#include <stdint.h>

/* The folder of the scripts: plots/ in OVERSTACK_HOME, beside the program, or in the share
 * folder it was installed with; NULL when it is not found. */
const char *gnuplot_scripts(struct arena *arena);

/* The longest that a figure may take; ours take tenths of a second. */
enum { GNUPLOT_LIMIT_S = 60 };

/* Runs `gnuplot -c SCRIPT ARGUMENTS...` from the PATH and waits for it. Returns NULL, or
 * what went wrong in one line: that it is not there, the last line it printed, that it was
 * stopped after GNUPLOT_LIMIT_S. */
const char *gnuplot_run(const char *script, const char *const *arguments, uint32_t count,
                        struct arena *arena);

/* The same with a limit of its own. */
const char *gnuplot_run_within(double limit_s, const char *script,
                               const char *const *arguments, uint32_t count,
                               struct arena *arena);

#endif
