/* theory.c - see theory.h. */
#include "tests/theory/theory.h"

#include "sim/output/document.h"
#include "sim/run/replicate.h"
#include "tests/support/invariants.h"
#include "tests/support/scenario.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- running ---- */

int theory_begin(void **state)
{
    struct theory *theory = calloc(1, sizeof *theory);
    arena_init(&theory->arena);
    *state = theory;
    return 0;
}

static void forget(struct theory *theory)
{
    for (int i = 0; i < theory->count; i++)
        json_decref(theory->reports[i]);
    theory->count = 0;
}

int theory_end(void **state)
{
    struct theory *theory = *state;
    forget(theory);
    arena_clear(&theory->arena);
    free(theory);
    return 0;
}

static json_t *report(struct scenario *scenario, const char *yaml, int seed)
{
    scenario->options.seed = seed;
    const struct design *design = scenario_accept(scenario, yaml);
    const struct replicate_options options = {.jobs = 1};
    struct arena arena;
    arena_init(&arena);
    const struct summary *summary = replicate_run(design, &options, &arena);
    assert_non_null(summary);
    json_t *document = document_create(summary, 0);
    assert_int_equal(invariants_broken(summary, document), 0);
    arena_clear(&arena);
    return document;
}

static void run(struct theory *theory, int count, const char *yaml)
{
    const char *text =
        arena_format(&theory->arena, "overstack: 1\nname: theory\n%s", yaml);
    struct scenario scenario;
    forget(theory);
    for (int i = 0; i < count; i++) {
        scenario_begin(&scenario);
        theory->reports[i] = report(&scenario, text, 1000 + i);
        scenario_end(&scenario);
        theory->count = i + 1;
    }
}

void theory_run(struct theory *theory, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    run(theory, THEORY_RUNS, arena_format_list(&theory->arena, format, arguments));
    va_end(arguments);
}

void theory_run_once(struct theory *theory, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    run(theory, 1, arena_format_list(&theory->arena, format, arguments));
    va_end(arguments);
}

/* ---- figures ---- */

static const json_t *pick(const json_t *list, const char *key, const char *text)
{
    size_t i;
    json_t *item;
    json_array_foreach (list, i, item) {
        const char *value = json_string_value(json_object_get(item, key));
        if (value && strcmp(value, text) == 0)
            return item;
    }
    return NULL;
}

static const json_t *step_into(const json_t *node, char *part)
{
    char *equals = strchr(part, '=');
    if (part[0] == '#' && equals) {
        *equals = '\0';
        return pick(node, part + 1, equals + 1);
    }
    if (json_is_array(node))
        return json_array_get(node, (size_t)atoi(part));
    return json_object_get(node, part);
}

double theory_value(const struct theory *theory, int run, const char *path)
{
    char copy[200], *rest = copy, *part;
    const json_t *node = theory->reports[run];
    strncpy(copy, path, sizeof copy - 1);
    copy[sizeof copy - 1] = '\0';
    while (node && (part = strsep(&rest, "/")))
        node = step_into(node, part);
    if (!node)
        fail_msg("the report has no %s", path);
    return json_is_number(node) ? json_number_value(node) : NAN;
}

double theory_mean(const struct theory *theory, const char *path)
{
    double sum = 0;
    for (int i = 0; i < theory->count; i++)
        sum += theory_value(theory, i, path);
    return sum / theory->count;
}

/* ---- checks ---- */

/* Half the width of Student's interval around the mean of the values. */
static double half_width(const double *values, int count, double *mean)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < count; i++)
        sum += values[i];
    *mean = sum / count;
    for (int i = 0; i < count; i++)
        squares += (values[i] - *mean) * (values[i] - *mean);
    return gsl_cdf_tdist_Qinv(THEORY_ALARM / 2, count - 1) *
           sqrt(squares / (count - 1) / count);
}

static void judge(const char *what, double mean, double width, double bias,
                  double expected, double power, const char *file, int line)
{
    if (getenv("THEORY_PRINT"))
        print_message("%-44s %.6g, formula %.6g, %+.2f%% +- %.2f%%\n", what, mean,
                      expected, 100 * (mean / expected - 1),
                      100 * width / fabs(expected));
    if (!(width <= power * fabs(expected))) {
        print_error("%s: %.6g +- %.3g says too little about %.6g\n", what, mean, width,
                    expected);
        _fail(file, line);
    }
    const double rounding = 1e-12 * fabs(expected);
    if (mean - bias - expected > width + rounding || expected - mean > width + rounding) {
        print_error("%s: %.6g +- %.3g, the formula says %.6g (%+.2f%%)\n", what, mean,
                    width, expected, 100 * (mean / expected - 1));
        _fail(file, line);
    }
}

void theory_check(const struct theory *theory, const char *path, double expected,
                  double power, const char *file, int line)
{
    double values[THEORY_RUNS], mean;
    for (int i = 0; i < theory->count; i++)
        values[i] = theory_value(theory, i, path);
    const double width = half_width(values, theory->count, &mean);
    const char *last = strrchr(path, '/');
    const bool percentile = last && last[1] == 'p' && last[2] >= '0' && last[2] <= '9';
    judge(path, mean, width, percentile ? 0.001 * fabs(expected) : 0, expected, power,
          file, line);
}

/* Pseudo-values of the jackknife are as good as independent values of the ratio. */
void theory_check_ratio(const struct theory *theory, const char *above, const char *below,
                        double expected, double power, const char *file, int line)
{
    const int n = theory->count;
    double values[THEORY_RUNS], mean, a = 0, b = 0;
    for (int i = 0; i < n; i++) {
        a += theory_value(theory, i, above);
        b += theory_value(theory, i, below);
    }
    for (int i = 0; i < n; i++)
        values[i] = n * a / b - (n - 1) * (a - theory_value(theory, i, above)) /
                                    (b - theory_value(theory, i, below));
    const double width = half_width(values, n, &mean);
    judge(above, mean, width, 0, expected, power, file, line);
}

void theory_check_within(const struct theory *theory, const char *path, double expected,
                         double within, const char *file, int line)
{
    for (int i = 0; i < theory->count; i++) {
        const double value = theory_value(theory, i, path);
        if (fabs(value - expected) <= within)
            continue;
        print_error("%s: %.15g, expected %.15g\n", path, value, expected);
        _fail(file, line);
    }
}

void theory_check_exact(const struct theory *theory, const char *path, double expected,
                        const char *file, int line)
{
    theory_check_within(theory, path, expected, 1e-9 * fabs(expected), file, line);
}

/* ---- timeline ---- */

static const json_t *find_series(const struct theory *theory, int run, const char *series)
{
    const json_t *timeline = json_object_get(theory->reports[run], "timeline");
    const json_t *found = json_object_get(json_object_get(timeline, "series"), series);
    if (!found)
        fail_msg("the timeline has no %s", series);
    return found;
}

uint32_t theory_steps(const struct theory *theory, int run, const char *series)
{
    return (uint32_t)json_array_size(find_series(theory, run, series));
}

double theory_step(const struct theory *theory, int run, const char *series,
                   uint32_t step)
{
    const json_t *value = json_array_get(find_series(theory, run, series), step);
    return json_is_number(value) ? json_number_value(value) : NAN;
}
