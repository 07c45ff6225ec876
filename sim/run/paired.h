/* paired.h - is one design different from another? Paired t, and Holm over many.
 *
 * Replication k of two designs ran on the same random numbers, so what luck did to both
 * cancels in their difference.
 */
#ifndef OVERSTACK_RUN_PAIRED_H
#define OVERSTACK_RUN_PAIRED_H

#include "models/metric.h"

enum paired_kind {
    PAIRED_NOTHING, /* some pair has a value that is no number, or there is no pair */
    PAIRED_SINGLE,  /* one pair: a difference, of which nothing can be said */
    PAIRED_SAME,    /* no pair differs; also when both never have a value */
    PAIRED_EXACT,   /* every pair differs by as much: nothing random is in it; never of
                       what is rounded, where it happens by chance */
    PAIRED_TESTED,
};

struct paired {
    enum paired_kind kind;
    struct interval difference; /* other - base; of count pairs */
    uint32_t missing;           /* pairs with a value that is no number */
    double t, p;                /* of PAIRED_TESTED, two-sided; else NAN */
};

/* The first `count` values of each belong together. They are rounded to `rounding` of
 * themselves (0: not at all). */
struct paired paired_test(const double *base, const double *other, uint32_t count,
                          double rounding, double level);

/* Holm's step-down: turns `count` p-values into adjusted ones, in their places. What is
 * at most alpha then is significant with a chance of at most alpha that any of those is a
 * false alarm, whatever they have to do with each other. */
void paired_holm(double *p, uint32_t count, struct arena *arena);

#endif
