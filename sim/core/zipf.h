/* zipf.h - whole numbers 1 .. n of which k is drawn with probability proportional to
 * k^-s: how often the k-th most popular page, key or word is asked for (s near 1).
 *
 * Exact for every s >= 0 (0: uniform) in constant time and without a table:
 * rejection-inversion, W. Hoermann and G. Derflinger, "Rejection-inversion to generate
 * variates from monotone discrete distributions", ACM TOMACS 6 (1996) 169-184. Less than
 * two rounds are needed on average.
 */
#ifndef OVERSTACK_CORE_ZIPF_H
#define OVERSTACK_CORE_ZIPF_H

#include "sim/core/random.h"

struct zipf {
    double count, exponent;
    double area_first, area_last; /* the hat's integral at both ends */
    double sure;                  /* so near above a number it is always taken */
};

void zipf_init(struct zipf *zipf, uint32_t count, double exponent);
/* 1 .. count */
uint32_t zipf_draw(const struct zipf *zipf, struct random *random);
/* Probability of each of 1 .. count, into an array of `count` of them. */
void zipf_probabilities(const struct zipf *zipf, double *probabilities);

#endif
