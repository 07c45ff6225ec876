/* identify.c - see identify.h.
 */
#include "sim/run/identify.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_linalg.h>
#include <math.h>

/* Beyond this condition two parameters are one: their slopes point the same way within
 * what differences can tell. */
static const double condition_most = 1e4;

/* Slopes of length 1; the lengths stay. A parameter nothing depends on keeps zeros. */
static void scale_columns(gsl_matrix *slopes, double *lengths)
{
    for (size_t i = 0; i < slopes->size2; i++) {
        gsl_vector_view column = gsl_matrix_column(slopes, i);
        lengths[i] = gsl_blas_dnrm2(&column.vector);
        if (lengths[i] > 0)
            gsl_vector_scale(&column.vector, 1 / lengths[i]);
    }
}

/* The pseudo-inverse of the slopes: what a unit of each residual moves the parameters,
 * parameters * residuals. Directions beyond condition_most are left out, and their
 * parameters noted in `loose`. Returns the condition. */
static double invert(const gsl_matrix *slopes, gsl_matrix *inverse, double *loose)
{
    const size_t p = slopes->size2;
    gsl_matrix *u = gsl_matrix_alloc(slopes->size1, p), *v = gsl_matrix_alloc(p, p);
    gsl_vector *s = gsl_vector_alloc(p), *work = gsl_vector_alloc(p);
    gsl_matrix_memcpy(u, slopes);
    gsl_linalg_SV_decomp(u, v, s, work);
    const double most = gsl_vector_get(s, 0), least = gsl_vector_get(s, p - 1);
    gsl_matrix_set_zero(inverse);
    for (size_t k = 0; k < p; k++) {
        const double value = gsl_vector_get(s, k);
        const gsl_vector_const_view from = gsl_matrix_const_column(u, k);
        const gsl_vector_const_view to = gsl_matrix_const_column(v, k);
        if (value * condition_most > most)
            gsl_blas_dger(1 / value, &to.vector, &from.vector, inverse);
        else
            for (size_t i = 0; i < p; i++)
                loose[i] += pow(gsl_vector_get(&to.vector, i), 2);
    }
    gsl_matrix_free(u);
    gsl_matrix_free(v);
    gsl_vector_free(s);
    gsl_vector_free(work);
    return least > 0 ? most / least : INFINITY;
}

/* A parameter that takes part in a loose direction by more than a tenth is loose. */
static void parameters_find(const gsl_matrix *inverse, const gsl_matrix *covariance,
                            const double *lengths, const double *loose,
                            struct identified *found)
{
    const size_t p = inverse->size1;
    gsl_matrix *half = gsl_matrix_alloc(p, inverse->size2),
               *sandwich = gsl_matrix_alloc(p, p);
    gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1, inverse, covariance, 0, half);
    gsl_blas_dgemm(CblasNoTrans, CblasTrans, 1, half, inverse, 0, sandwich);
    for (size_t i = 0; i < p; i++) {
        const double variance = gsl_matrix_get(sandwich, i, i);
        const int is_loose = loose[i] > 0.01 || !(lengths[i] > 0);
        found->deviation[i] = is_loose ? INFINITY : sqrt(variance) / lengths[i];
        for (size_t j = 0; j < p; j++) {
            const double both = sqrt(variance * gsl_matrix_get(sandwich, j, j));
            found->correlation[i * p + j] = i == j ? 1
                                            : both > 0
                                                ? gsl_matrix_get(sandwich, i, j) / both
                                                : 0;
        }
    }
    gsl_matrix_free(half);
    gsl_matrix_free(sandwich);
}

/* min over steps of (r + J step)' S^-1 (r + J step): whiten by Cholesky's factor, then
 * what is left of r beside the columns of J. */
static double misfit_find(const struct identify *of, const gsl_matrix *slopes,
                          const gsl_matrix *covariance)
{
    const size_t n = of->count, p = of->parameters;
    gsl_matrix *factor = gsl_matrix_alloc(n, n), *white = gsl_matrix_alloc(n, p);
    gsl_vector *rest = gsl_vector_alloc(n), *tau = gsl_vector_alloc(p);
    gsl_matrix_memcpy(factor, covariance);
    gsl_matrix_memcpy(white, slopes);
    for (size_t i = 0; i < n; i++)
        gsl_vector_set(rest, i, of->residuals[i]);
    double misfit = NAN;
    if (gsl_linalg_cholesky_decomp1(factor) == GSL_SUCCESS) {
        gsl_blas_dtrsv(CblasLower, CblasNoTrans, CblasNonUnit, factor, rest);
        gsl_blas_dtrsm(CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, 1, factor,
                       white);
        gsl_linalg_QR_decomp(white, tau);
        gsl_linalg_QR_QTvec(white, tau, rest);
        misfit = 0;
        for (size_t i = p; i < n; i++) /* beside the columns */
            misfit += pow(gsl_vector_get(rest, i), 2);
    }
    gsl_matrix_free(factor);
    gsl_matrix_free(white);
    gsl_vector_free(rest);
    gsl_vector_free(tau);
    return misfit;
}

/* T^2 of `free` figures, S from `runs`: T^2 (runs - free) / (free (runs - 1)) has the F
 * distribution with free and runs - free degrees of freedom. */
static double chance_of(double misfit, uint32_t freedom, uint32_t runs)
{
    if (freedom == 0 || runs <= freedom || isnan(misfit))
        return NAN;
    const double rest = runs - freedom;
    return gsl_cdf_fdist_Q(misfit * rest / (freedom * (runs - 1.)), freedom, rest);
}

struct identified *identify_run(const struct identify *of, struct arena *arena)
{
    const uint32_t n = of->count, p = of->parameters;
    struct identified *found = arena_allocate(arena, sizeof(*found));
    double *lengths = arena_array(arena, p, sizeof(double));
    double *loose = arena_array(arena, p, sizeof(double));
    const gsl_matrix_const_view given = gsl_matrix_const_view_array(of->jacobian, n, p);
    const gsl_matrix_const_view covariance =
        gsl_matrix_const_view_array(of->covariance, n, n);
    gsl_matrix *slopes = gsl_matrix_alloc(n, p), *inverse = gsl_matrix_alloc(p, n);
    found->deviation = arena_array(arena, p, sizeof(double));
    found->correlation = arena_array(arena, (size_t)p * p, sizeof(double));
    gsl_matrix_memcpy(slopes, &given.matrix);
    scale_columns(slopes, lengths);
    found->condition = invert(slopes, inverse, loose);
    parameters_find(inverse, &covariance.matrix, lengths, loose, found);
    found->misfit = misfit_find(of, slopes, &covariance.matrix);
    found->chance = chance_of(found->misfit, n - p, of->runs);
    gsl_matrix_free(slopes);
    gsl_matrix_free(inverse);
    return found;
}
