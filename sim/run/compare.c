/* compare.c - see compare.h.
 *
 * One family of tests: every figure of every design that is not the baseline. A figure
 * that is the same in all replications of both, or differs by as much in all, is no
 * random number: it needs no test and is not counted among them.
 */
#include "sim/run/compare.h"

#include "sim/run/evaluate.h"

#include <math.h>
#include <pthread.h>

struct compare_state {
    const struct compare_options *options;
    struct compare *compare;
    struct arena *arena;
    pthread_mutex_t lock; /* guards all of the above */
};

/* ---- simulating ---- */

static void compare_point(void *object, uint64_t index, struct arena *arena,
                          struct world_options *options)
{
    const struct compare_state *state = object;
    (void)arena;
    *options = state->options->entries[index].options;
}

static void compare_result(void *object, const struct evaluation *evaluation)
{
    struct compare_state *state = object;
    struct compare *compare = state->compare;
    if (!evaluation->summary)
        return;
    pthread_mutex_lock(&state->lock);
    compare->designs[evaluation->index].outcome =
        outcome_keep(evaluation->summary, state->arena);
    compare->finished++;
    if (state->options->progress)
        state->options->progress(state->options->object, compare->finished,
                                 compare->count);
    pthread_mutex_unlock(&state->lock);
}

static void compare_simulate(struct compare *compare,
                             const struct compare_options *options, struct arena *arena)
{
    struct compare_state state = {options, compare, arena, PTHREAD_MUTEX_INITIALIZER};
    const struct evaluate_options evaluate = {
        .count = options->count,
        .jobs = options->jobs,
        .point = compare_point,
        .result = compare_result,
        .object = &state,
        .stop = options->stop,
    };
    evaluate_all(&evaluate);
    pthread_mutex_destroy(&state.lock);
}

/* ---- comparing ---- */

bool compare_has(enum metric_figure figure)
{
    return figure != FIGURE_RATE && figure != FIGURE_OK && figure < FIGURE_COUNT;
}

/* The bill of the whole is found on the mean usage, and is not the mean of the bills: the
 * difference is that of the wholes, the interval as wide as that of the replications. */
static struct compare_difference compare_figure(const struct outcome *base,
                                                const struct outcome *other,
                                                enum metric_figure figure)
{
    const uint32_t count = base->sample_count < other->sample_count ? base->sample_count
                                                                    : other->sample_count;
    struct compare_difference found = {
        .paired = paired_test(outcome_samples(base, figure),
                              outcome_samples(other, figure), count, OUTCOME_LEVEL),
        .p_adjusted = NAN,
    };
    found.value = found.paired.difference.mean;
    if (metric_get(figure)->of_all && found.paired.kind == PAIRED_TESTED)
        found.value = other->values[figure] - base->values[figure];
    found.low = found.value - found.paired.difference.half;
    found.high = found.value + found.paired.difference.half;
    found.significant = found.paired.kind == PAIRED_EXACT;
    return found;
}

static void compare_with_first(struct compare *compare)
{
    const struct outcome *base = compare->designs[0].outcome;
    for (uint32_t i = 1; i < compare->count; i++) {
        struct compare_design *design = &compare->designs[i];
        for (int figure = 0; design->outcome && figure < FIGURE_COUNT; figure++)
            design->differences[figure] = compare_figure(base, design->outcome, figure);
    }
}

/* All that are tested, in the order of designs and figures. */
static struct compare_difference **compare_tests(struct compare *compare,
                                                 struct arena *arena)
{
    struct compare_difference **tests =
        arena_array(arena, (size_t)FIGURE_COUNT * compare->count, sizeof(*tests));
    for (uint32_t i = 1; i < compare->count; i++) {
        for (int figure = 0; figure < FIGURE_COUNT; figure++) {
            struct compare_difference *found = &compare->designs[i].differences[figure];
            if (compare->designs[i].outcome && compare_has(figure) &&
                found->paired.kind == PAIRED_TESTED)
                tests[compare->tests++] = found;
        }
    }
    return tests;
}

static void compare_judge(struct compare *compare, struct arena *arena)
{
    struct compare_difference **tests = compare_tests(compare, arena);
    double *p = arena_array(arena, compare->tests, sizeof(*p));
    for (uint32_t i = 0; i < compare->tests; i++)
        p[i] = tests[i]->paired.p;
    paired_holm(p, compare->tests, arena);
    for (uint32_t i = 0; i < compare->tests; i++) {
        tests[i]->p_adjusted = p[i];
        tests[i]->significant = p[i] <= COMPARE_ALPHA;
    }
}

const struct compare *compare_run(const struct compare_options *options,
                                  struct arena *arena)
{
    struct compare *compare = arena_allocate(arena, sizeof(*compare));
    compare->count = options->count;
    compare->designs = arena_array(arena, options->count, sizeof(*compare->designs));
    for (uint32_t i = 0; i < options->count; i++)
        compare->designs[i].label = options->entries[i].label;
    compare_simulate(compare, options, arena);
    if (compare->count > 0 && compare->designs[0].outcome) {
        compare_with_first(compare);
        compare_judge(compare, arena);
    }
    return compare;
}
