/* spark.h - a series over time as one line of blocks, as high as its values.
 */
#ifndef OVERSTACK_OUTPUT_SPARK_H
#define OVERSTACK_OUTPUT_SPARK_H

#include "sim/core/arena.h"

#include <jansson.h>
#include <stdbool.h>

/* A block for each column: the highest of the values that fall into it, or the one that it is
 * a part of; a full block is `top`, a blank null. With `ascii` darker letters stand for higher
 * blocks. */
const char *spark_text(struct arena *arena, const json_t *values, int columns, double top,
                       bool ascii);

#endif
