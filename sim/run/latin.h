/* latin.h - points that fill a cube evenly: a Latin hypercube.
 *
 * McKay, Beckman and Conover (1979), Technometrics 21: each input's range is cut into as
 * many strips of the same probability as there are points, and each strip holds one point,
 * somewhere in it; the strips of the inputs are paired by chance.
 */
#ifndef OVERSTACK_RUN_LATIN_H
#define OVERSTACK_RUN_LATIN_H

#include "sim/core/random.h"

#include <stdint.h>

/* Fills `points` with `count` rows of `inputs` columns in [0, 1). */
void latin_hypercube(double *points, uint32_t inputs, uint32_t count,
                     struct random *random);

#endif
