/* empirical.h - measured durations, one a line of a file.
 *
 * Empty lines and those that begin with # are skipped, and so is a first line that is a
 * word, a table's heading. A line is a duration with its unit, or a number in the unit
 * given by the caller.
 */
#ifndef OVERSTACK_CORE_EMPIRICAL_H
#define OVERSTACK_CORE_EMPIRICAL_H

#include "sim/core/arena.h"

#include <stdint.h>

struct empirical {
    double *values_s; /* sorted; in the arena */
    uint32_t count;
    double mean_s;
};

/* NULL when at least one value was read, else what would have been right (in the arena).
 * No value may be above `most_s`. Only a plain file is read: a pipe could keep us
 * waiting for ever. */
const char *empirical_read(struct empirical *empirical, const char *path,
                           const char *unit, double most_s, struct arena *arena);

#endif
