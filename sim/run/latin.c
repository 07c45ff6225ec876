/* latin.c - see latin.h.
 */
#include "sim/run/latin.h"

/* One column: the strips in random order (Fisher and Yates), a point in each. */
static void column(double *points, uint32_t inputs, uint32_t count, struct random *random)
{
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t j = random_below(random, i + 1);
        points[(size_t)i * inputs] = points[(size_t)j * inputs];
        points[(size_t)j * inputs] = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        double *point = &points[(size_t)i * inputs];
        *point = (*point + random_uniform(random)) / count;
    }
}

void latin_hypercube(double *points, uint32_t inputs, uint32_t count,
                     struct random *random)
{
    for (uint32_t i = 0; i < inputs; i++)
        column(points + i, inputs, count, random);
}
