/* identify.h - how well do residuals determine parameters?
 *
 * Residuals r = d / s (distance over scale) of a fit have the slopes J and the covariance
 * S, not that of independent ones: mean and p95 of one run go together. The least-squares
 * parameters are then off by -(J'J)^-1 J' r, so their covariance is the sandwich
 * (J'J)^-1 J'SJ (J'J)^-1 (White 1980, Econometrica 48; Seber and Wild, Nonlinear
 * Regression, 1989, section 2.1). What is left for chance: the smallest r'S^-1 r that any
 * step of the parameters reaches, by linear algebra, has Hotelling's distribution when S
 * is estimated from so many runs.
 */
#ifndef OVERSTACK_RUN_IDENTIFY_H
#define OVERSTACK_RUN_IDENTIFY_H

#include "sim/core/arena.h"

#include <stdint.h>

struct identify {
    const double *jacobian; /* rows of residuals, columns of parameters */
    const double *residuals;
    const double *covariance; /* of the residuals */
    uint32_t count, parameters, runs;
};

struct identified {
    double *deviation;   /* of each parameter; INFINITY: nothing depends on it alone */
    double *correlation; /* parameters * parameters */
    double condition;    /* of the slopes, each parameter's scaled to length 1 */
    double misfit;       /* Hotelling's T^2 of what no step removes */
    double chance;       /* that as much or more is left by luck; NAN: no freedom left */
};

struct identified *identify_run(const struct identify *of, struct arena *arena);

#endif
