/* least_squares.c - see least_squares.h.
 *
 * GSL knows no bounds: a point outside is the nearest one inside, so that a step across a
 * bound changes nothing more and is not taken further.
 */
#include "sim/run/least_squares.h"

#include "sim/run/latin.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_multimin.h>
#include <math.h>
#include <string.h>

enum { STEPS_MOST = 25, SIMPLEX_MOST = 50 /* for each parameter */ };
static const double penalty = 1e3;     /* in place of a residual that cannot be had */
static const double step_least = 1e-3; /* of a parameter: it stays where it is */
static const double cost_least = 1e-4; /* share by which a step must improve */

static const double slope_least = 1e-6; /* of the largest: none */
static const double promise_most = 0.1;

struct search {
    const struct least_squares *problem;
    struct arena *arena;
    struct least_squares_fit *best;
};

/* ---- asking ---- */

static double clipped(const struct least_squares *problem, uint32_t i, double value)
{
    return fmin(fmax(value, problem->low[i]), problem->high[i]);
}

/* `points` must lie between the bounds. */
static bool ask(struct search *search, const double *points, uint32_t count,
                double *residuals)
{
    const struct least_squares *problem = search->problem;
    if (search->best->stopped)
        return false;
    if (!problem->evaluate(problem->object, points, count, residuals))
        search->best->stopped = true;
    for (size_t i = 0; i < (size_t)count * problem->residuals; i++)
        if (!isfinite(residuals[i]))
            residuals[i] = penalty;
    return !search->best->stopped;
}

static double cost_of(const struct least_squares *problem, const double *residuals)
{
    double sum = 0;
    for (uint32_t i = 0; i < problem->residuals; i++)
        sum += residuals[i] * residuals[i];
    return sum;
}

static void keep_best(struct search *search, const double *point, const double *residuals)
{
    const struct least_squares *problem = search->problem;
    const double cost = cost_of(problem, residuals);
    if (!(cost < search->best->cost))
        return;
    search->best->cost = cost;
    memcpy(search->best->point, point, problem->parameters * sizeof(*point));
    memcpy(search->best->residuals, residuals, problem->residuals * sizeof(*residuals));
}

/* ---- the look around ---- */

static void look_around(struct search *search, const double *start)
{
    const struct least_squares *problem = search->problem;
    const uint32_t inputs = problem->parameters, count = problem->look + 1;
    double *points = arena_array(search->arena, (size_t)count * inputs, sizeof(double));
    double *residuals =
        arena_array(search->arena, (size_t)count * problem->residuals, sizeof(double));
    if (problem->look > 0)
        latin_hypercube(points + inputs, inputs, problem->look, problem->random);
    for (uint32_t n = 0; n < count; n++)
        for (uint32_t i = 0; i < inputs; i++) {
            double *at = &points[(size_t)n * inputs + i];
            *at = n == 0 ? clipped(problem, i, start[i])
                         : problem->low[i] + *at * (problem->high[i] - problem->low[i]);
        }
    if (!ask(search, points, count, residuals))
        return;
    for (uint32_t n = 0; n < count; n++)
        keep_best(search, points + (size_t)n * inputs,
                  residuals + (size_t)n * problem->residuals);
}

/* ---- one point and its slopes ---- */

static void point_of(const struct least_squares *problem, const gsl_vector *x,
                     double *point)
{
    for (uint32_t i = 0; i < problem->parameters; i++)
        point[i] = clipped(problem, i, gsl_vector_get(x, i));
}

static int residuals_at(const gsl_vector *x, void *object, gsl_vector *f)
{
    struct search *search = object;
    const struct least_squares *problem = search->problem;
    double *point = arena_array(search->arena, problem->parameters, sizeof(double));
    double *residuals = arena_array(search->arena, problem->residuals, sizeof(double));
    point_of(problem, x, point);
    if (!ask(search, point, 1, residuals))
        return GSL_EFAILED;
    keep_best(search, point, residuals);
    for (uint32_t i = 0; i < problem->residuals; i++)
        gsl_vector_set(f, i, residuals[i]);
    return GSL_SUCCESS;
}

/* Two points for each parameter, one step to each side as far as the bounds let. */
static void side_points(const struct least_squares *problem, const double *point,
                        double *points)
{
    const uint32_t inputs = problem->parameters;
    for (uint32_t n = 0; n < 2 * inputs; n++) {
        double *side = points + (size_t)n * inputs;
        const uint32_t i = n / 2;
        memcpy(side, point, inputs * sizeof(*side));
        side[i] = clipped(problem, i, point[i] + (n % 2 ? 1 : -1) * problem->step);
    }
}

static bool slopes_at(struct search *search, const double *point, double *jacobian)
{
    const struct least_squares *problem = search->problem;
    const uint32_t inputs = problem->parameters, rows = problem->residuals;
    double *points =
        arena_array(search->arena, 2 * (size_t)inputs * inputs, sizeof(double));
    double *residuals =
        arena_array(search->arena, 2 * (size_t)inputs * rows, sizeof(double));
    side_points(problem, point, points);
    if (!ask(search, points, 2 * inputs, residuals))
        return false;
    for (uint32_t i = 0; i < inputs; i++) {
        const double *below = residuals + 2 * (size_t)i * rows, *above = below + rows;
        const double width =
            points[(2 * (size_t)i + 1) * inputs + i] - points[2 * (size_t)i * inputs + i];
        for (uint32_t k = 0; k < rows; k++)
            jacobian[(size_t)k * inputs + i] =
                width > 0 ? (above[k] - below[k]) / width : 0;
    }
    return true;
}

static int jacobian_at(const gsl_vector *x, void *object, gsl_matrix *matrix)
{
    struct search *search = object;
    const struct least_squares *problem = search->problem;
    const uint32_t inputs = problem->parameters;
    double *point = arena_array(search->arena, inputs, sizeof(double));
    double *jacobian =
        arena_array(search->arena, (size_t)problem->residuals * inputs, sizeof(double));
    point_of(problem, x, point);
    if (!slopes_at(search, point, jacobian))
        return GSL_EFAILED;
    for (uint32_t k = 0; k < problem->residuals; k++)
        for (uint32_t i = 0; i < inputs; i++)
            gsl_matrix_set(matrix, k, i, jacobian[(size_t)k * inputs + i]);
    return GSL_SUCCESS;
}

/* ---- Levenberg and Marquardt ---- */

static bool has_settled(const gsl_vector *dx, double before, double after)
{
    return gsl_blas_dnrm2(dx) < step_least || before - after < cost_least * before;
}

static void marquardt(struct search *search)
{
    const struct least_squares *problem = search->problem;
    gsl_multifit_nlinear_parameters parameters =
        gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_workspace *work = gsl_multifit_nlinear_alloc(
        gsl_multifit_nlinear_trust, &parameters, problem->residuals, problem->parameters);
    gsl_multifit_nlinear_fdf fdf = {.f = residuals_at,
                                    .df = jacobian_at,
                                    .n = problem->residuals,
                                    .p = problem->parameters,
                                    .params = search};
    const gsl_vector_view start =
        gsl_vector_view_array(search->best->point, problem->parameters);
    gsl_vector *x = gsl_vector_alloc(problem->parameters);
    gsl_vector_memcpy(x, &start.vector); /* the best one moves */
    bool settled = false;
    int code = gsl_multifit_nlinear_init(x, &fdf, work);
    while (code == GSL_SUCCESS && !settled && search->best->steps < STEPS_MOST) {
        const double before = search->best->cost;
        code = gsl_multifit_nlinear_iterate(work);
        search->best->steps++;
        settled =
            code == GSL_SUCCESS && has_settled(work->dx, before, search->best->cost);
    }
    gsl_vector_free(x);
    gsl_multifit_nlinear_free(work);
}

/* How much less the cost would be after the whole step that slopes promise: the part of the
 * residuals in their space (Bates and Watts 1981, Technometrics 23, judge convergence by
 * it). A parameter at its bound stays there. */
static double promise_of(const struct search *search)
{
    const struct least_squares *problem = search->problem;
    const uint32_t n = problem->residuals, p = problem->parameters;
    gsl_matrix *u = gsl_matrix_alloc(n, p), *v = gsl_matrix_alloc(p, p);
    gsl_vector *s = gsl_vector_alloc(p), *work = gsl_vector_alloc(p);
    const gsl_vector_view r = gsl_vector_view_array(search->best->residuals, n);
    for (uint32_t i = 0; i < p; i++) {
        const double at = search->best->point[i];
        const bool free = at > problem->low[i] && at < problem->high[i];
        for (uint32_t k = 0; k < n; k++)
            gsl_matrix_set(u, k, i, free ? search->best->jacobian[(size_t)k * p + i] : 0);
    }
    gsl_linalg_SV_decomp(u, v, s, work);
    double promise = 0;
    for (uint32_t i = 0; i < p; i++) {
        const gsl_vector_view column = gsl_matrix_column(u, i);
        double along = 0;
        gsl_blas_ddot(&column.vector, &r.vector, &along);
        if (gsl_vector_get(s, i) > slope_least * gsl_vector_get(s, 0))
            promise += along * along;
    }
    gsl_matrix_free(u);
    gsl_matrix_free(v);
    gsl_vector_free(s);
    gsl_vector_free(work);
    return promise;
}

/* Kept, or so small that it would not matter: residuals are about 1 where all is well. */
static bool promise_is_kept(const struct search *search)
{
    return promise_of(search) < fmax(promise_most, 0.01 * search->best->cost);
}

/* ---- Nelder and Mead ---- */

static double cost_at(const gsl_vector *x, void *object)
{
    struct search *search = object;
    gsl_vector *f = gsl_vector_alloc(search->problem->residuals);
    double cost = GSL_NAN;
    if (residuals_at(x, object, f) == GSL_SUCCESS)
        cost = cost_of(search->problem, gsl_vector_ptr(f, 0));
    gsl_vector_free(f);
    return cost;
}

static void simplex(struct search *search)
{
    const uint32_t inputs = search->problem->parameters;
    gsl_multimin_fminimizer *minimizer =
        gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, inputs);
    gsl_multimin_function function = {.f = cost_at, .n = inputs, .params = search};
    gsl_vector *x = gsl_vector_alloc(inputs), *size = gsl_vector_alloc(inputs);
    for (uint32_t i = 0; i < inputs; i++)
        gsl_vector_set(x, i, search->best->point[i]);
    gsl_vector_set_all(size, 4 * search->problem->step);
    search->best->by_simplex = true;
    int code = gsl_multimin_fminimizer_set(minimizer, &function, x, size);
    for (uint32_t n = 0; code == GSL_SUCCESS && n < SIMPLEX_MOST * inputs; n++) {
        code = gsl_multimin_fminimizer_iterate(minimizer);
        search->best->steps++;
        if (gsl_multimin_fminimizer_size(minimizer) < step_least)
            break;
    }
    gsl_vector_free(x);
    gsl_vector_free(size);
    gsl_multimin_fminimizer_free(minimizer);
}

struct least_squares_fit *least_squares_run(const struct least_squares *problem,
                                            const double *start, struct arena *arena)
{
    struct least_squares_fit *fit = arena_allocate(arena, sizeof(*fit));
    struct search search = {problem, arena, fit};
    fit->cost = INFINITY;
    fit->point = arena_array(arena, problem->parameters, sizeof(double));
    fit->residuals = arena_array(arena, problem->residuals, sizeof(double));
    fit->jacobian = arena_array(arena, (size_t)problem->residuals * problem->parameters,
                                sizeof(double));
    memcpy(fit->point, start, problem->parameters * sizeof(double));
    look_around(&search, start);
    if (!fit->stopped)
        marquardt(&search);
    if (!fit->stopped)
        slopes_at(&search, fit->point, fit->jacobian);
    if (fit->stopped || promise_is_kept(&search))
        return fit;
    simplex(&search);
    if (!fit->stopped)
        slopes_at(&search, fit->point, fit->jacobian);
    return fit;
}
