/* calibrate.c - see calibrate.h.
 *
 * Twice over: the scatter that scales the residuals is taken where the search begins, then
 * again where the first one ended, and the second search begins there.
 */
#include "sim/run/calibrate.h"

#include "sim/core/units.h"
#include "sim/run/calibrate_points.h"
#include "sim/run/identify.h"
#include "sim/run/least_squares.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { LOOK = 8 /* points of the look around, for each parameter */ };
static const double step = 0.05; /* of differences, in logarithms: 5% */

struct fitting {
    struct calibrate *found;
    struct calibrate_points points;
    struct arena *arena;
    double *low, *high, *start; /* logarithms */
    double *scatter;            /* of each figure */
};

/* ---- parameters ---- */

/* Ranges of the block uncertain are bounds; what --fit names may become a tenth or ten
 * times what it is, a share 1 at most. Zero has no logarithm: a thousandth of the high end
 * stands for it. */
static void bounds_find(struct fitting *fitting, const struct ranges *ranges)
{
    for (uint32_t i = 0; i < ranges->count; i++) {
        const struct range *range = &ranges->items[i];
        const double low = fmax(range->low, range->high / 1000);
        const double base = range->base > 0 ? range->base : sqrt(low * range->high);
        fitting->low[i] = log(low);
        fitting->high[i] = log(range->high);
        fitting->start[i] = fmin(fmax(log(base), fitting->low[i]), fitting->high[i]);
        fitting->found->parameters[i].range = range;
        fitting->found->parameters[i].start = base;
    }
}

/* ---- residuals ---- */

static bool residuals_of(void *object, const double *points, uint32_t count,
                         double *residuals)
{
    struct fitting *fitting = object;
    const uint32_t n = fitting->found->figure_count;
    if (!calibrate_points_evaluate(&fitting->points, points, count, residuals))
        return false;
    for (uint32_t k = 0; k < count; k++)
        for (uint32_t i = 0; i < n; i++)
            residuals[(size_t)k * n + i] =
                observation_distance(fitting->found->figures[i].observation,
                                     residuals[(size_t)k * n + i]) /
                fitting->scatter[i];
    return true;
}

/* ---- scatter ---- */

/* The covariance of distances over runs; figures of two variants are measured in two runs,
 * and independent. What cannot be measured in some run is left out of it. */
static void covariance_of(const struct fitting *fitting, const double *values,
                          uint32_t runs, double *covariance)
{
    const uint32_t n = fitting->found->figure_count;
    double *distances = arena_array(fitting->arena, (size_t)runs * n, sizeof(double));
    double *means = arena_array(fitting->arena, n, sizeof(double));
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < runs; k++) {
            double *at = &distances[(size_t)k * n + i];
            *at = observation_distance(fitting->found->figures[i].observation,
                                       values[(size_t)k * n + i]);
            means[i] += *at / runs;
        }
    }
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++) {
            const bool together = calibrate_points_together(&fitting->points, i, j);
            double sum = 0;
            for (uint32_t k = 0; together && k < runs; k++)
                sum += (distances[(size_t)k * n + i] - means[i]) *
                       (distances[(size_t)k * n + j] - means[j]);
            covariance[(size_t)i * n + j] = isfinite(sum) ? sum / (runs - 1) : 0;
        }
}

/* A percentile is known to a thousandth (histogram.h). */
static const double resolution = 0.001;

/* Runs with other seeds at a point: the scatter of each figure, its own error with it. */
static bool scatter_find(struct fitting *fitting, const double *point, double *covariance)
{
    struct calibrate *found = fitting->found;
    const uint32_t n = found->figure_count;
    double *values = arena_array(fitting->arena, (size_t)found->runs * n, sizeof(double));
    if (!calibrate_points_repeat(&fitting->points, point, found->runs, values))
        return false;
    covariance_of(fitting, values, found->runs, covariance);
    for (uint32_t i = 0; i < n; i++) {
        const struct observation *observation = found->figures[i].observation;
        double *variance = &covariance[(size_t)i * n + i];
        const double scale = observation->figure == OBSERVED_FAILED_RATE
                                 ? fmax(observation->measured, resolution)
                                 : 1;
        *variance += pow(scale * fmax(observation->error, resolution), 2);
        fitting->scatter[i] = sqrt(*variance);
    }
    return true;
}

/* ---- the search ---- */

static struct least_squares_fit *search(struct fitting *fitting, const double *from,
                                        uint32_t look)
{
    struct random random;
    random_init(&random, (uint64_t)fitting->found->design->simulate.seed, 0,
                "calibrate.look");
    const struct least_squares problem = {.parameters = fitting->found->parameter_count,
                                          .residuals = fitting->found->figure_count,
                                          .low = fitting->low,
                                          .high = fitting->high,
                                          .step = step,
                                          .look = look * fitting->found->parameter_count,
                                          .random = &random,
                                          .evaluate = residuals_of,
                                          .object = fitting};
    return least_squares_run(&problem, from, fitting->arena);
}

/* ---- what was found ---- */

static void parameters_keep(struct fitting *fitting, const double *point,
                            const double *deviation)
{
    struct calibrate *found = fitting->found;
    for (uint32_t i = 0; i < found->parameter_count; i++) {
        struct calibrate_parameter *parameter = &found->parameters[i];
        const double near = step / 10;
        parameter->value = exp(point[i]);
        parameter->at_bound =
            point[i] - fitting->low[i] < near || fitting->high[i] - point[i] < near;
        parameter->low = parameter->high = NAN;
        if (!deviation || !isfinite(deviation[i]))
            continue;
        const double half = deviation[i] * gsl_cdf_tdist_Pinv(0.975, found->runs - 1.);
        parameter->low = exp(point[i] - half);
        parameter->high = exp(point[i] + half);
    }
}

/* The figures as they come out at the fitted point, and how far off they are: a measured
 * one scatters as one run does, a simulated one as the mean of the replications. */
static bool figures_keep(struct fitting *fitting, const double *point)
{
    struct calibrate *found = fitting->found;
    double *values = arena_array(fitting->arena, found->figure_count, sizeof(double));
    const bool fine = calibrate_points_evaluate(&fitting->points, point, 1, values);
    const double both = sqrt(1 + 1. / found->replications);
    found->fitted_per_s = fine ? fitting->points.rate_per_s : NAN;
    for (uint32_t i = 0; i < found->figure_count; i++) {
        struct calibrate_figure *figure = &found->figures[i];
        figure->fitted = fine ? values[i] : NAN;
        figure->scatter = fitting->scatter[i];
        figure->off = observation_distance(figure->observation, figure->fitted) /
                      (fitting->scatter[i] * both);
    }
    return fine;
}

/* In units of the scatter, as residuals are; the simulated means scatter too. */
static void covariance_scale(const struct fitting *fitting, double *covariance)
{
    const uint32_t n = fitting->found->figure_count;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t j = 0; j < n; j++)
            covariance[(size_t)i * n + j] *= (1 + 1. / fitting->found->replications) /
                                             (fitting->scatter[i] * fitting->scatter[j]);
}

static void conclude(struct fitting *fitting, const struct least_squares_fit *fit,
                     double *covariance)
{
    struct calibrate *found = fitting->found;
    covariance_scale(fitting, covariance);
    const struct identify identify = {.jacobian = fit->jacobian,
                                      .residuals = fit->residuals,
                                      .covariance = covariance,
                                      .count = found->figure_count,
                                      .parameters = found->parameter_count,
                                      .runs = found->runs};
    const struct identified *identified = identify_run(&identify, fitting->arena);
    found->correlation = identified->correlation;
    found->condition = identified->condition;
    found->misfit = identified->misfit;
    found->chance = identified->chance;
    parameters_keep(fitting, fit->point, identified->deviation);
}

static void fit_all(struct fitting *fitting)
{
    struct calibrate *found = fitting->found;
    const uint32_t n = found->figure_count;
    double *covariance = arena_array(fitting->arena, (size_t)n * n, sizeof(double));
    const double *point = fitting->start;
    parameters_keep(fitting, point, NULL);
    for (int pass = 0; pass < 2; pass++) {
        if (!scatter_find(fitting, point, covariance))
            break;
        const struct least_squares_fit *fit =
            search(fitting, point, pass == 0 ? LOOK : 0);
        point = fit->point;
        found->by_simplex |= fit->by_simplex;
        parameters_keep(fitting, point, NULL);
        if (fit->stopped)
            break;
        if (pass == 1)
            conclude(fitting, fit, covariance);
    }
    found->stopped = !figures_keep(fitting, point) || !found->correlation;
}

static struct calibrate *found_create(const struct design *design,
                                      const struct ranges *ranges,
                                      const struct observations *observations,
                                      struct arena *arena)
{
    struct calibrate *found = arena_allocate(arena, sizeof(*found));
    const double asked = design->simulate.replications;
    *found = (struct calibrate){
        .design = design,
        .parameter_count = ranges->count,
        .figure_count = observations->count,
        .measured_per_s = observations->rate_per_s > 0 ? observations->rate_per_s : NAN,
        .fitted_per_s = NAN,
        .misfit = NAN,
        .chance = NAN,
        .condition = NAN};
    found->replications =
        asked > CALIBRATE_REPLICATIONS ? (uint32_t)asked : CALIBRATE_REPLICATIONS;
    found->runs = CALIBRATE_RUNS + observations->count;
    found->parameters = arena_array(arena, ranges->count, sizeof(*found->parameters));
    found->figures = arena_array(arena, observations->count, sizeof(*found->figures));
    for (uint32_t i = 0; i < observations->count; i++)
        found->figures[i].observation = &observations->items[i];
    return found;
}

const struct calibrate *calibrate_run(const struct calibrate_options *options,
                                      const struct design *design,
                                      const struct ranges *ranges,
                                      const struct observations *observations,
                                      struct arena *arena, struct error_list *errors)
{
    struct fitting fitting = {.arena = arena};
    fitting.found = found_create(design, ranges, observations, arena);
    fitting.low = arena_array(arena, ranges->count, sizeof(double));
    fitting.high = arena_array(arena, ranges->count, sizeof(double));
    fitting.start = arena_array(arena, ranges->count, sizeof(double));
    fitting.scatter = arena_array(arena, observations->count, sizeof(double));
    gsl_set_error_handler_off(); /* what GSL refuses is an answer here */
    bounds_find(&fitting, ranges);
    calibrate_points_init(&fitting.points, options, fitting.found, ranges, arena);
    if (!calibrate_points_check(&fitting.points, fitting.start, errors))
        return fitting.points.stopped ? fitting.found : NULL;
    fit_all(&fitting);
    fitting.found->simulated = fitting.points.done;
    return fitting.found;
}

/* Six digits: far more than is known, and what one can read. */
static double readable(double value)
{
    char text[UNIT_TEXT];
    snprintf(text, sizeof(text), "%.6g", value);
    return strtod(text, NULL);
}

const char **calibrate_sets(const struct calibrate *found, struct arena *arena)
{
    const char **sets = arena_array(arena, found->parameter_count, sizeof(*sets));
    for (uint32_t i = 0; i < found->parameter_count; i++) {
        const struct calibrate_parameter *parameter = &found->parameters[i];
        sets[i] = arena_format(
            arena, "%s=%s", parameter->range->path,
            quantity_text(&parameter->range->shape, readable(parameter->value), arena));
    }
    return sets;
}
