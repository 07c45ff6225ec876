/* compare.c - see compare.h.
 *
 * One family of tests: every figure of every design that is not the baseline. A figure
 * that is the same in all replications of both, or differs by as much in all, is no
 * random number: it needs no test and is not counted among them. A percentile is rounded
 * to the edge of a bucket, so that its differences may be the same by chance: it is tested.
 */
#include "sim/run/compare.h"

#include "sim/run/evaluate.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

/* What replications must share to be pairs: how many there are, and which part of a run
 * counts. */
struct compare_terms {
    double replications;
    double warmup_s; /* of those with `warmup: auto` */
};

struct compare_state {
    const struct compare_options *options;
    struct compare *compare;
    const struct compare_terms *terms; /* NULL: each as it says */
    const uint32_t *which;             /* designs that are simulated; */
    uint32_t count;                    /* that many */
    uint64_t done, of;                 /* replications */
    struct arena *arena;
    pthread_mutex_t lock; /* guards all of the above */
};

/* ---- simulating ---- */

/* In place of what the file says of precision and warm-up. */
static void compare_agree(const struct compare_terms *terms,
                          const struct outcome *outcome, struct arena *arena,
                          struct world_options *options)
{
    if (outcome->precision > 0)
        world_options_set(options, "simulate.precision=null", arena);
    if (outcome->warmup_found)
        world_options_set(options,
                          arena_format(arena, "simulate.warmup=%.17gs", terms->warmup_s),
                          arena);
    options->replications = terms->replications;
}

static void compare_point(void *object, uint64_t index, struct arena *arena,
                          struct world_options *options)
{
    const struct compare_state *state = object;
    const uint32_t which = state->which[index];
    *options = state->options->entries[which].options;
    if (state->terms)
        compare_agree(state->terms, state->compare->designs[which].outcome, arena,
                      options);
}

/* The second time the design is the same, and its warm-up was found for it as well. */
static struct outcome *compare_keep(const struct compare_state *state, uint32_t which,
                                    const struct summary *summary)
{
    struct outcome *kept = outcome_keep(summary, state->arena);
    const struct outcome *before = state->compare->designs[which].outcome;
    if (state->terms) {
        kept->hash = before->hash;
        kept->sets = before->sets;
        kept->set_count = before->set_count;
        kept->warmup_found = before->warmup_found;
        kept->warmup_late = before->warmup_late;
    }
    return kept;
}

/* Stopped the second time, a design may have more replications from the first. */
static bool compare_is_more(const struct outcome *found, const struct outcome *before)
{
    return !before || !found->partial || found->replications >= before->replications;
}

static void compare_result(void *object, const struct evaluation *evaluation)
{
    struct compare_state *state = object;
    struct compare *compare = state->compare;
    const uint32_t which = state->which[evaluation->index];
    struct compare_design *design = &compare->designs[which];
    pthread_mutex_lock(&state->lock);
    if (!evaluation->summary) {
        const struct error *error = error_list_first(evaluation->messages);
        design->trouble =
            error ? arena_format(state->arena, "%s", error->message) : "unknown";
    } else {
        struct outcome *found = compare_keep(state, which, evaluation->summary);
        if (compare_is_more(found, design->outcome))
            design->outcome = found;
    }
    pthread_mutex_unlock(&state->lock);
}

/* With `precision` there may be more than were counted on. */
static void compare_replicated(void *object, uint64_t done, uint64_t of)
{
    struct compare_state *state = object;
    (void)done;
    (void)of;
    pthread_mutex_lock(&state->lock);
    state->done++;
    state->of = state->done > state->of ? state->done : state->of;
    state->options->progress(state->options->object, state->done, state->of);
    pthread_mutex_unlock(&state->lock);
}

static bool compare_simulate(struct compare_state *state)
{
    const struct evaluate_options evaluate = {
        .count = state->count,
        .jobs = state->options->jobs,
        .point = compare_point,
        .result = compare_result,
        .replicated = state->options->progress ? compare_replicated : NULL,
        .object = state,
        .partial = true,
        .stop = state->options->stop,
    };
    pthread_mutex_init(&state->lock, NULL);
    const bool all = evaluate_all(&evaluate) == state->count;
    pthread_mutex_destroy(&state->lock);
    return all;
}

/* ---- the same terms for all ---- */

static struct compare_terms compare_terms(const struct compare *compare)
{
    struct compare_terms terms = {0};
    for (uint32_t i = 0; i < compare->count; i++) {
        const struct outcome *outcome = compare->designs[i].outcome;
        if (!outcome)
            continue;
        terms.replications = fmax(terms.replications, outcome->replications);
        if (outcome->warmup_found)
            terms.warmup_s = fmax(terms.warmup_s, outcome->warmup_s);
    }
    return terms;
}

static bool compare_is_on(const struct compare_terms *terms,
                          const struct outcome *outcome)
{
    return outcome->replications == terms->replications &&
           (!outcome->warmup_found || outcome->warmup_s == terms->warmup_s);
}

/* Those that are not on the terms are simulated again. False when stopped. */
static bool compare_level(struct compare_state *state, uint32_t *which)
{
    struct compare *compare = state->compare;
    const struct compare_terms terms = compare_terms(compare);
    state->count = 0;
    for (uint32_t i = 0; i < compare->count; i++) {
        struct outcome *outcome = compare->designs[i].outcome;
        if (!outcome)
            continue;
        outcome->partial = !compare_is_on(&terms, outcome);
        if (outcome->partial)
            which[state->count++] = i;
    }
    state->terms = &terms;
    state->of = state->done + (uint64_t)(state->count * terms.replications);
    return compare_simulate(state);
}

static void compare_simulate_all(struct compare *compare,
                                 const struct compare_options *options,
                                 struct arena *arena)
{
    uint32_t *which = arena_array(arena, options->count, sizeof(*which));
    for (uint32_t i = 0; i < options->count; i++)
        which[i] = i;
    struct compare_state state = {.options = options,
                                  .compare = compare,
                                  .which = which,
                                  .count = options->count,
                                  .arena = arena};
    for (uint32_t i = 0; i < options->count; i++)
        state.of += (uint64_t)fmax(1, options->entries[i].options.replications);
    compare->stopped = !compare_simulate(&state) || !compare_level(&state, which);
}

/* ---- comparing ---- */

bool compare_has(enum metric_figure figure)
{
    return figure != FIGURE_RATE && figure != FIGURE_OK && figure < FIGURE_COUNT;
}

/* Stopped before they were brought on the same terms they may not be about the same part
 * of a run: then no two replications are a pair. */
static uint32_t compare_pairs(const struct outcome *base, const struct outcome *other)
{
    if (base->warmup_found && other->warmup_found && base->warmup_s != other->warmup_s)
        return 0;
    return base->sample_count < other->sample_count ? base->sample_count
                                                    : other->sample_count;
}

/* What a figure is rounded to, as a share of it: of what is counted, one request. */
static double compare_rounding(const struct outcome *base, const struct outcome *other,
                               enum metric_figure figure)
{
    const double window_s = base->simulated_s - base->warmup_s;
    const double most = fmax(base->values[figure], other->values[figure]);
    double requests;
    switch (figure) {
    case FIGURE_RATE:
    case FIGURE_GOODPUT:
        requests = most * window_s;
        break;
    case FIGURE_FAILED_RATE:
        requests = most * base->values[FIGURE_RATE] * window_s;
        break;
    case FIGURE_COST_PER_1000:
        requests = base->values[FIGURE_GOODPUT] * window_s;
        break;
    default:
        return metric_get(figure)->rounding;
    }
    return requests > 0 ? 1 / requests : 0;
}

/* The bill of the whole is found on the mean usage, and is not the mean of the bills: the
 * difference is that of the wholes, the interval as wide as that of the replications. */
static struct compare_difference compare_figure(const struct outcome *base,
                                                const struct outcome *other,
                                                enum metric_figure figure)
{
    const uint32_t count = compare_pairs(base, other);
    struct compare_difference found = {
        .paired =
            paired_test(outcome_samples(base, figure), outcome_samples(other, figure),
                        count, compare_rounding(base, other, figure), OUTCOME_LEVEL),
        .p_adjusted = NAN,
    };
    found.value = found.paired.difference.mean;
    if (metric_get(figure)->of_all && found.paired.kind == PAIRED_TESTED &&
        base->sample_count == other->sample_count)
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
        compare->designs[i].entry = options->entries[i];
    compare_simulate_all(compare, options, arena);
    if (compare->count > 0 && compare->designs[0].outcome) {
        compare_with_first(compare);
        compare_judge(compare, arena);
    }
    return compare;
}
