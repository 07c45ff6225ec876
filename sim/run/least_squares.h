/* least_squares.h - the point at which residuals are smallest, for functions that are
 * dear, noisy and can be asked for many points at once.
 *
 * First a look around: points of a Latin hypercube between the bounds, all at once. From
 * the best of them Levenberg's and Marquardt's steps (GSL's gsl_multifit_nlinear), with
 * central differences of a step that is large against noise. Where they end although the
 * slopes promise more (the function is rough) Nelder's and Mead's simplex goes on (GSL's
 * nmsimplex2).
 */
#ifndef OVERSTACK_RUN_LEAST_SQUARES_H
#define OVERSTACK_RUN_LEAST_SQUARES_H

#include "sim/core/arena.h"
#include "sim/core/random.h"

#include <stdbool.h>
#include <stdint.h>

/* Fills count * residuals values for count * parameters ones; false: stopped. A residual
 * that cannot be had is NAN. */
typedef bool least_squares_evaluate(void *object, const double *points, uint32_t count,
                                    double *residuals);

struct least_squares {
    uint32_t parameters, residuals; /* at least as many residuals */
    const double *low, *high;       /* points never leave them */
    double step;                    /* of the differences */
    uint32_t look;                  /* points of the look around; 0: none */
    struct random *random;          /* of the look around */
    least_squares_evaluate *evaluate;
    void *object;
};

struct least_squares_fit {
    double *point, *residuals;
    double *jacobian; /* residuals rows of parameters columns, at the point */
    double cost;      /* sum of squares */
    uint32_t steps;
    bool by_simplex, stopped;
};

/* From `start`; what is found lives in `arena`. */
struct least_squares_fit *least_squares_run(const struct least_squares *problem,
                                            const double *start, struct arena *arena);

#endif
