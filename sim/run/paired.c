/* paired.c - see paired.h.
 *
 * With d_k = other_k - base_k over n replications, t = mean(d) / (s / sqrt(n)) has
 * Student's distribution with n - 1 degrees of freedom if the true difference is 0
 * (Law, Simulation Modeling and Analysis, section 10.2.1; Student, Biometrika 6, 1908).
 *
 * Holm (Scandinavian Journal of Statistics 6, 1979): of m tests the i-th smallest p-value
 * is held against alpha / (m - i + 1), until the first that is not below it. As adjusted
 * values: the running maximum of (m - i + 1) p_i, at most 1.
 */
#include "sim/run/paired.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

/* Sums in another order end in other last digits: a bill is no random number for that. */
#define PAIRED_ROUNDING 1e-12

static enum paired_kind paired_kind_of(const struct sample *sample, double scale)
{
    const double least = PAIRED_ROUNDING * scale;
    if (sample->count < 2)
        return PAIRED_SINGLE;
    if (sample->max - sample->min > least)
        return PAIRED_TESTED;
    return fabs(sample->mean) > least ? PAIRED_EXACT : PAIRED_SAME;
}

static void paired_conclude(struct paired *paired, const struct sample *sample,
                            double scale, double level)
{
    struct interval *difference = &paired->difference;
    paired->kind = paired_kind_of(sample, scale);
    difference->mean = paired->kind == PAIRED_SAME ? 0 : sample->mean;
    difference->count = (uint32_t)sample->count;
    if (paired->kind == PAIRED_SINGLE)
        return;
    difference->half =
        paired->kind == PAIRED_TESTED ? sample_half_width(sample, level) : 0;
    difference->low = difference->mean - difference->half;
    difference->high = difference->mean + difference->half;
    if (paired->kind != PAIRED_TESTED)
        return;
    const double n = (double)sample->count;
    paired->t = sample->mean / sqrt(sample_variance(sample) / n);
    paired->p = 2 * gsl_cdf_tdist_Q(fabs(paired->t), n - 1);
}

struct paired paired_test(const double *base, const double *other, uint32_t count,
                          double level)
{
    struct paired paired = {.difference = {NAN, NAN, NAN, NAN, 0}, .t = NAN, .p = NAN};
    struct sample sample = {0};
    double scale = 0;
    uint32_t alike = 0; /* never in both, or infinite in both */
    for (uint32_t i = 0; i < count; i++) {
        if (!isfinite(base[i]) || !isfinite(other[i])) {
            paired.missing++;
            alike += base[i] == other[i] || (isnan(base[i]) && isnan(other[i]));
            continue;
        }
        sample_record(&sample, other[i] - base[i]);
        scale = fmax(scale, fmax(fabs(base[i]), fabs(other[i])));
    }
    if (count > 0 && alike == count)
        paired.kind = PAIRED_SAME;
    else if (paired.missing == 0 && count > 0)
        paired_conclude(&paired, &sample, scale, level);
    return paired;
}

/* ---- many ---- */

struct paired_rank {
    double p;
    uint32_t place;
};

static int paired_compare(const void *a, const void *b)
{
    const struct paired_rank *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    return x->place < y->place ? -1 : x->place > y->place;
}

void paired_holm(double *p, uint32_t count, struct arena *arena)
{
    struct paired_rank *ranks = arena_array(arena, count, sizeof(*ranks));
    double most = 0;
    for (uint32_t i = 0; i < count; i++)
        ranks[i] = (struct paired_rank){p[i], i};
    qsort(ranks, count, sizeof(*ranks), paired_compare);
    for (uint32_t i = 0; i < count; i++) {
        most = fmax(most, fmin(1, (count - i) * ranks[i].p));
        p[ranks[i].place] = most;
    }
}
