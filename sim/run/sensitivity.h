/* sensitivity.h - which assumptions move the answer, and how likely is it that a limit
 * breaks?
 *
 * Three designs of experiments over the same ranges (range.h), all on the random numbers
 * of the scenario's seed, so that two points differ by what was varied and not by luck:
 *   - one at a time: each range at its low and high end, the others as the scenario has
 *     them;
 *   - Morris's elementary effects (morris.h), which see interactions too;
 *   - a Latin hypercube (latin.h) over all ranges, uniform and independent: the share of
 *     its points that break a threshold is the probability that it breaks.
 */
#ifndef OVERSTACK_RUN_SENSITIVITY_H
#define OVERSTACK_RUN_SENSITIVITY_H

#include "models/metric.h"
#include "sim/run/morris.h"
#include "sim/run/range.h"

#include <stdatomic.h>

typedef void sensitivity_progress(void *object, uint64_t done, uint64_t of);

struct sensitivity_options {
    const struct world_options *world; /* with a base */
    uint32_t trajectories;             /* of Morris; 0: none */
    uint32_t samples;                  /* of the hypercube; 0: none */
    uint32_t jobs;
    sensitivity_progress *progress; /* never from two threads at once; NULL: silent */
    void *object;
    const atomic_int *stop;
};

/* What is looked at: each threshold, then some figures. */
struct sensitivity_output {
    const struct threshold_def *threshold; /* NULL: a figure */
    enum metric_figure figure;
};

/* Of one range on one output. */
struct sensitivity_effect {
    double low, high; /* the output at the ends; NAN: nothing measured, or not run */
    double swing;     /* highest - lowest of low, base, high; INFINITY: something is
                         measured at one of them and nothing at another */
    struct morris_effect morris;
};

/* How often something broke among the points of the hypercube. */
struct sensitivity_chance {
    uint32_t broken, of;
    double low, high; /* 95% */
};

struct sensitivity {
    const struct design *design; /* the scenario itself */
    const struct ranges *ranges;
    struct sensitivity_output *outputs;
    uint32_t output_count, threshold_count;
    double *base; /* of each output */
    bool base_ok;
    struct sensitivity_effect *effects; /* [output * ranges->count + range] */
    int *ok_low, *ok_high;              /* of each range: did all hold? -1: not run */
    struct sensitivity_chance *chances; /* of each threshold */
    struct sensitivity_chance any;      /* a threshold, the budget, a placement */
    uint32_t trajectories, samples;
    uint64_t runs, done; /* fewer done: stopped */
    uint64_t refused;    /* points that are no scenario, such as two ends that collide */
    const char *refused_why;
    bool worthless; /* stopped before the scenario itself was run */
};

/* The ranges must be of the scenario. Everything lives in `arena`. */
const struct sensitivity *sensitivity_run(const struct sensitivity_options *options,
                                          const struct design *design,
                                          const struct ranges *ranges,
                                          struct arena *arena);

/* "never" is as long as the run: what is reported for a first saturation that did not
 * happen. */
bool sensitivity_is_never(const struct sensitivity *sensitivity, uint32_t output,
                          double value);

/* Ranges by the swing of an output, the largest first; ties in their own order. */
void sensitivity_order(const struct sensitivity *sensitivity, uint32_t output,
                       uint32_t *order);

#endif
