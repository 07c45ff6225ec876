/* spark.c - see spark.h.
 */
#include "sim/output/spark.h"

#include <math.h>
#include <string.h>

enum { LEVELS = 8, BLOCK_BYTES = 3 };

static const char *const blocks[LEVELS] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char *const letters[LEVELS] = {"_", ".", "-", "=", "+", "*", "%", "#"};

/* NAN when all are null. A step may be wider than a column, and the other way round. */
static double highest(const json_t *values, int column, int columns)
{
    const size_t steps = json_array_size(values);
    const size_t first = (size_t)column * steps / (size_t)columns;
    const size_t end = ((size_t)column + 1) * steps / (size_t)columns;
    double most = NAN;
    for (size_t step = first; step < end || step == first; step++) {
        const json_t *value = json_array_get(values, step);
        if (json_is_number(value))
            most = fmax(most, json_number_value(value)); /* ignores a NAN */
    }
    return most;
}

/* Nothing at all is the lowest block; what is above the top is the highest. */
static int level_of(double value, double top)
{
    const double level = top > 0 ? ceil(value / top * LEVELS) - 1 : 0;
    return level < 0 ? 0 : level > LEVELS - 1 ? LEVELS - 1 : (int)level;
}

const char *spark_text(struct arena *arena, const json_t *values, int columns, double top,
                       bool ascii)
{
    char *text = arena_allocate(arena, (size_t)columns * BLOCK_BYTES + 1), *to = text;
    for (int column = 0; column < columns; column++) {
        const double value = highest(values, column, columns);
        const char *mark = isnan(value) ? " "
                           : ascii      ? letters[level_of(value, top)]
                                        : blocks[level_of(value, top)];
        memcpy(to, mark, strlen(mark));
        to += strlen(mark);
    }
    *to = '\0';
    return text;
}
