/* calibrate.h - parameters of a scenario from what was measured of the real system.
 *
 * A measured figure is one run of a real system, as long as the scenario's: it scatters as
 * one run of the scenario does. So the residual of a figure is its distance (see
 * observation.h) in units of that scatter, and the parameters are those with the least sum
 * of squares (least_squares.h), in logarithms, since all are positive. Every set of
 * parameters is simulated with the same random numbers. Afterwards other seeds tell how
 * figures scatter together at the fitted point, and with it how sure the parameters are and
 * whether what is left is luck (identify.h).
 */
#ifndef OVERSTACK_RUN_CALIBRATE_H
#define OVERSTACK_RUN_CALIBRATE_H

#include "sim/run/observation.h"
#include "sim/run/range.h"

#include <stdatomic.h>

typedef void calibrate_progress(void *object, uint64_t done, uint64_t of);

enum {
    CALIBRATE_REPLICATIONS = 4, /* of each set of parameters, at least */
    CALIBRATE_RUNS = 24,        /* with other seeds, to see the scatter; at least */
};

struct calibrate_options {
    const struct world_options *world; /* with a base */
    uint32_t jobs;
    calibrate_progress *progress; /* never from two threads at once; NULL: silent */
    void *object;
    const atomic_int *stop;
};

struct calibrate_parameter {
    const struct range *range; /* path, how it is written, bounds */
    double start, value;       /* in the range's unit */
    double low, high;          /* 95%; NAN: the figures do not tell */
    bool at_bound;
};

struct calibrate_figure {
    const struct observation *observation;
    double fitted;  /* at the fitted parameters; NAN: nothing measured there */
    double scatter; /* of the distance, of one run */
    double off;     /* distance in units of its standard deviation */
};

struct calibrate {
    const struct design *design;
    struct calibrate_parameter *parameters;
    uint32_t parameter_count;
    double *correlation; /* of the logarithms; NULL: stopped before */
    double condition;
    struct calibrate_figure *figures;
    uint32_t figure_count;
    double misfit, chance; /* see identify.h; NAN: not known */
    double
        measured_per_s; /* requests a second, as the load tester counted; NAN: not told */
    double fitted_per_s; /* at the fitted parameters; NAN: not known */
    uint32_t replications, runs;
    uint64_t simulated; /* points */
    bool by_simplex, stopped;
};

/* NULL when an error was added. */
const struct calibrate *calibrate_run(const struct calibrate_options *options,
                                      const struct design *design,
                                      const struct ranges *ranges,
                                      const struct observations *observations,
                                      struct arena *arena, struct error_list *errors);

/* "PATH=VALUE" of each fitted parameter. */
const char **calibrate_sets(const struct calibrate *found, struct arena *arena);

#endif
