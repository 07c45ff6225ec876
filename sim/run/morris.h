/* morris.h - which of many inputs move an output: elementary effects.
 *
 * Morris (1991), Factorial sampling plans for preliminary computational experiments,
 * Technometrics 33: trajectories through a grid of 4 levels on [0, 1], on which one
 * input after the other moves by 2/3 in random order. An elementary effect is the
 * output's change divided by the step, in the output's unit for the whole range of the
 * input. Their mean is mu, their standard deviation sigma: large where the input's effect
 * depends on where the others stand (or is not linear). mu_star, the mean of their
 * absolute values, is Campolongo, Cariboni and Saltelli's (2007, Environmental Modelling
 * and Software 22): it does not cancel where the effect changes its sign.
 */
#ifndef OVERSTACK_RUN_MORRIS_H
#define OVERSTACK_RUN_MORRIS_H

#include "sim/core/random.h"

#include <stdint.h>

enum { MORRIS_LEVELS = 4 };

struct morris_effect {
    double mu, mu_star, sigma; /* NAN: no pair of outputs; sigma: fewer than two */
    uint32_t count;            /* of elementary effects */
};

/* Fills `points` with trajectories * (inputs + 1) rows of `inputs` columns. */
void morris_design(double *points, uint32_t inputs, uint32_t trajectories,
                   struct random *random);

/* The effects of each input, `inputs` of them, by the outputs of the rows. Outputs that
 * are not finite are left out with both effects they belong to. */
void morris_effects(const double *points, const double *outputs, uint32_t inputs,
                    uint32_t trajectories, struct morris_effect *effects);

#endif
