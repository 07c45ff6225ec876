/* figures_pick.h - which machines' figures go on a page: it cannot hold those of a hundred.
 */
#ifndef OVERSTACK_OUTPUT_FIGURES_PICK_H
#define OVERSTACK_OUTPUT_FIGURES_PICK_H

#include "sim/core/arena.h"

#include <jansson.h>
#include <stdbool.h>

/* For each of the report's `hosts` in its order: is it among the `most` that came nearest to
 * the end of their CPU or memory? One that was never on is not. */
bool *figures_pick(const json_t *report, size_t most, struct arena *arena);

#endif
