/* paired.c - see paired.h.
 *
 * With d_k = other_k - base_k over n replications, t = mean(d) / (s / sqrt(n)) has
 * Student's distribution with n - 1 degrees of freedom if the true difference is 0
 * (Law, Simulation Modeling and Analysis, section 10.2.1; Student, Biometrika 6, 1908).
 *
 * What is rounded to steps of w differs from what it was by up to w / 2, a variance of
 * w^2 / 12 if all of that are as likely (Sheppard); two of them w^2 / 6. Pairs may then
 * differ by the same number of steps though the differences scatter, so no less than that
 * is taken as their variance.
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

/* `scale`: the largest value; `step`: what the values are rounded to. */
static enum paired_kind paired_kind_of(const struct sample *sample, double scale,
                                       double step)
{
    const double least = PAIRED_ROUNDING * scale;
    if (sample->count < 2)
        return PAIRED_SINGLE;
    if (sample->max - sample->min > least)
        return PAIRED_TESTED;
    if (fabs(sample->mean) <= least)
        return PAIRED_SAME;
    return step > 0 ? PAIRED_TESTED : PAIRED_EXACT;
}

static void paired_conclude(struct paired *paired, const struct sample *sample,
                            double scale, double step, double level)
{
    struct interval *difference = &paired->difference;
    const double n = (double)sample->count;
    paired->kind = paired_kind_of(sample, scale, step);
    difference->mean = paired->kind == PAIRED_SAME ? 0 : sample->mean;
    difference->count = (uint32_t)sample->count;
    if (paired->kind == PAIRED_SINGLE)
        return;
    const double error = sqrt(fmax(sample_variance(sample), step * step / 6) / n);
    difference->half = paired->kind == PAIRED_TESTED
                           ? error * gsl_cdf_tdist_Pinv(0.5 + level / 2, n - 1)
                           : 0;
    difference->low = difference->mean - difference->half;
    difference->high = difference->mean + difference->half;
    if (paired->kind != PAIRED_TESTED)
        return;
    paired->t = sample->mean / error;
    paired->p = 2 * gsl_cdf_tdist_Q(fabs(paired->t), n - 1);
}

struct paired paired_test(const double *base, const double *other, uint32_t count,
                          double rounding, double level)
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
        paired_conclude(&paired, &sample, scale, rounding * scale, level);
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
