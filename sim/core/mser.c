/* mser.c - where a series has forgotten how it began; see mser.h.
 *
 * Of all cuts d the one whose rest has the most certain mean: with the means y of batches
 * of five values, n of them,
 *   z(d) = sum over i >= d of (y(i) - mean)^2 / (n - d)^2,   the mean being that of the rest
 * is least (White, "An effective truncation heuristic for bias reduction in simulation
 * output", Simulation 69 (1997); White, Cobb and Spratt, "A comparison of five steady-state
 * truncation heuristics", WSC 2000: batches of five). A cut in the second half says that
 * the series was too short for it. The last few cuts are not tried: hardly anything is
 * left, which may lie close together by chance.
 *
 * From the end to the beginning one value joins the rest at a time (Welford), so a rest
 * that is constant has exactly 0.
 */
#include "sim/core/mser.h"

#include "sim/core/statistic.h"

#include <math.h>

static double mser_batch(const double *values, uint32_t batch)
{
    double sum = 0;
    for (uint32_t i = 0; i < MSER_BATCH; i++)
        sum += values[batch * MSER_BATCH + i];
    return sum / MSER_BATCH;
}

struct mser mser_find(const double *values, uint32_t count)
{
    const uint32_t batches = count / MSER_BATCH;
    struct sample rest = {0};
    double least = INFINITY;
    uint32_t best = 0;
    for (uint32_t d = batches; d-- > 0;) {
        sample_record(&rest, mser_batch(values, d));
        const double n = (double)rest.count, z = rest.m2 / (n * n);
        if (rest.count < MSER_LEAST || z > least)
            continue;
        least = z;
        best = d;
    }
    return (struct mser){.cut = best * MSER_BATCH,
                         .settled = batches >= MSER_LEAST && best <= batches / 2};
}
