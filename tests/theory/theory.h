/* theory.h - does a simulated figure agree with a formula?
 *
 * A scenario is run several times with seeds of its own, each run giving one independent
 * value of every figure of its JSON report. Their mean must lie within the interval
 * t(n - 1) s / sqrt(n) of Student around the formula's value: the tolerance comes from
 * the runs themselves. A true simulator is wrongly accused once in 1 / THEORY_ALARM
 * checks; the seeds are fixed, so a failure is a fault. An interval that is too wide to
 * notice a wrong formula fails too.
 */
#ifndef OVERSTACK_TESTS_THEORY_H
#define OVERSTACK_TESTS_THEORY_H

#include "sim/core/arena.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define THEORY_ALARM 1e-4

enum { THEORY_RUNS = 16 };

struct theory { /* begin with theory_begin, end with theory_end */
    struct arena arena;
    json_t *reports[THEORY_RUNS];
    int count;
};

/* Runs the scenario (printf-style YAML, without `overstack` and `seed`) THEORY_RUNS
 * times; what an earlier call found is forgotten. */
void theory_run(struct theory *theory, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* The same, once: for what no chance decides. */
void theory_run_once(struct theory *theory, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* cmocka's set-up and tear-down: *state is a struct theory. */
int theory_begin(void **state);
int theory_end(void **state);

/* The figure at a path of the report, parts separated by '/'; a part "#id=text" picks
 * the element of a list whose `id` is that text. NAN for null. */
double theory_value(const struct theory *theory, int run, const char *path);
/* Its mean over the runs. */
double theory_mean(const struct theory *theory, const char *path);

/* The mean over the runs agrees with `expected`, and the interval's half width is at
 * most the share `power` of it. A percentile is the upper edge of a bucket at most 0.1%
 * wide: so much it may be too large. */
#define theory_agrees(theory, path, expected, power)                                     \
    theory_check((theory), (path), (expected), (power), __FILE__, __LINE__)
void theory_check(const struct theory *theory, const char *path, double expected,
                  double power, const char *file, int line);

/* The same for a ratio of two figures' means over the runs (jackknife). */
#define theory_ratio_agrees(theory, above, below, expected, power)                       \
    theory_check_ratio((theory), (above), (below), (expected), (power), __FILE__,        \
                       __LINE__)
void theory_check_ratio(const struct theory *theory, const char *above, const char *below,
                        double expected, double power, const char *file, int line);

/* Every run gives exactly this, up to rounding of the report (1e-9 of it). */
#define theory_is(theory, path, expected)                                                \
    theory_check_exact((theory), (path), (expected), __FILE__, __LINE__)
void theory_check_exact(const struct theory *theory, const char *path, double expected,
                        const char *file, int line);

/* Every run gives this up to `within`, which a counting argument must justify. */
#define theory_within(theory, path, expected, within)                                    \
    theory_check_within((theory), (path), (expected), (within), __FILE__, __LINE__)
void theory_check_within(const struct theory *theory, const char *path, double expected,
                         double within, const char *file, int line);

/* The number of values of a series of the timeline, and one of them (NAN for null). */
uint32_t theory_steps(const struct theory *theory, int run, const char *series);
double theory_step(const struct theory *theory, int run, const char *series,
                   uint32_t step);

#endif
