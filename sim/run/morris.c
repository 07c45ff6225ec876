/* morris.c - see morris.h.
 */
#include "sim/run/morris.h"

#include <math.h>

/* With 4 levels a step of p / (2 (p - 1)) reaches each level with the same probability. */
static const double step = MORRIS_LEVELS / (2.0 * (MORRIS_LEVELS - 1));

/* What is left of an effect that is the same everywhere: outputs are rounded. */
static const double rounding = 1e-9;

/* A start from which every input can move by one step, up or down. */
static void start(double *row, uint32_t inputs, struct random *random)
{
    for (uint32_t i = 0; i < inputs; i++) {
        row[i] = random_below(random, MORRIS_LEVELS / 2) / (MORRIS_LEVELS - 1.0);
        if (random_below(random, 2))
            row[i] += step;
    }
}

static double moved(double from)
{
    return from > 0.5 ? from - step : from + step;
}

/* Row `next` is row `next - 1` with one input moved: one that has not been yet, each
 * with the same probability. In the first row all are where they were. */
static uint32_t pick(const double *rows, uint32_t next, uint32_t inputs,
                     struct random *random)
{
    const double *last = rows + (size_t)(next - 1) * inputs;
    uint32_t number = random_below(random, inputs - next + 1);
    for (uint32_t i = 0;; i++)
        if (last[i] == rows[i] && number-- == 0)
            return i;
}

void morris_design(double *points, uint32_t inputs, uint32_t trajectories,
                   struct random *random)
{
    for (uint32_t t = 0; t < trajectories; t++) {
        double *rows = points + (size_t)t * (inputs + 1) * inputs;
        start(rows, inputs, random);
        for (uint32_t next = 1; next <= inputs; next++) {
            double *row = rows + (size_t)next * inputs;
            const double *above = row - inputs;
            const uint32_t input = pick(rows, next, inputs, random);
            for (uint32_t i = 0; i < inputs; i++)
                row[i] = above[i];
            row[input] = moved(row[input]);
        }
    }
}

/* Adds the effect of the step between two rows to that of the input that moved. Welford's
 * way: sigma holds the sum of squared deviations. */
static void step_add(const double *row, uint32_t inputs, double before, double after,
                     struct morris_effect *effects)
{
    const double *above = row - inputs;
    uint32_t i = 0;
    while (row[i] == above[i])
        i++;
    const double effect = (after - before) / (row[i] - above[i]);
    if (!isfinite(effect))
        return;
    struct morris_effect *sum = &effects[i];
    const double off = effect - sum->mu;
    sum->count++;
    sum->mu += off / sum->count;
    sum->mu_star += (fabs(effect) - sum->mu_star) / sum->count;
    sum->sigma += off * (effect - sum->mu);
}

void morris_effects(const double *points, const double *outputs, uint32_t inputs,
                    uint32_t trajectories, struct morris_effect *effects)
{
    for (uint32_t i = 0; i < inputs; i++)
        effects[i] = (struct morris_effect){0};
    for (uint32_t t = 0; t < trajectories; t++)
        for (uint32_t next = 1; next <= inputs; next++) {
            const size_t at = (size_t)t * (inputs + 1) + next;
            step_add(points + at * inputs, inputs, outputs[at - 1], outputs[at], effects);
        }
    for (uint32_t i = 0; i < inputs; i++) {
        const uint32_t count = effects[i].count;
        if (count == 0)
            effects[i].mu = effects[i].mu_star = NAN;
        effects[i].sigma = count > 1 ? sqrt(effects[i].sigma / (count - 1)) : NAN;
        if (effects[i].sigma < rounding * effects[i].mu_star)
            effects[i].sigma = 0;
    }
}
