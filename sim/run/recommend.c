/* recommend.c - see recommend.h.
 *
 * 1. Every point is loaded and looked at without simulation: its fixed cost, its tasks,
 *    its bottleneck (recommend_screen.h). The rest is put in the order of the fixed cost.
 * 2. In that order they are simulated, some at a time, on the same random numbers: in
 *    rounds of 4, 8, 16 ... replications, then all. A round leaves out who fails clearly.
 *    That is successive halving (Jamieson and Talwalkar, AISTATS 2016) with intervals
 *    instead of ranks, a race (Maron and Moore, Artificial Intelligence Review 11, 1997):
 *    a rank may be luck, and the cheapest that holds must not be left out by luck.
 * 3. The search for the cheapest ends when the next one's fixed cost is more than what the
 *    best one costs: prices are compared in cents, and of equals the faster is better.
 *    FRONT_MORE more are simulated to show what more money buys.
 *
 * So the winner is what simulating everything with all replications finds, but for a
 * candidate whose limit lies inside its interval of 99.9% in truth.
 */
#include "sim/run/recommend.h"

#include "sim/run/evaluate.h"
#include "sim/run/recommend_screen.h"
#include "sim/run/recommend_wrong.h"
#include "sim/run/vary_point.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_ROUND = 4, /* replications: Student's t for 99.9% is 13, for 3 it is 32 */
    BATCH = 16,      /* candidates at a time; not the number of cores: same answer */
    FRONT_MORE = 32, /* candidates simulated beyond the winner */
};

struct recommend_state_of {
    const struct recommend_options *options;
    struct recommend *found;
    struct arena *arena;
    struct recommend_candidate **asked; /* of this evaluation */
    double replications;                /* of this round */
    uint64_t done;                      /* candidates settled, for the progress */
    pthread_mutex_t lock;               /* guards arena and candidates */
};

/* ---- evaluating ---- */

struct world_options recommend_options_of(const struct recommend_options *options,
                                          uint64_t index, struct arena *arena)
{
    return vary_point_options(options->space, index, &options->world, arena);
}

static void recommend_point(void *object, uint64_t index, struct arena *arena,
                            struct world_options *world)
{
    const struct recommend_state_of *state = object;
    *world = recommend_options_of(state->options, state->asked[index]->index, arena);
    if (state->replications > 0)
        world->replications = state->replications;
}

static uint64_t recommend_evaluate(struct recommend_state_of *state, uint32_t count,
                                   evaluate_screen *screen, evaluate_result *result)
{
    const struct evaluate_options evaluate = {
        .count = count,
        .jobs = state->options->jobs,
        .point = recommend_point,
        .screen = screen,
        .result = result,
        .object = state,
        .stop = state->options->stop,
    };
    const uint64_t done = evaluate_all(&evaluate);
    state->found->partial = state->found->partial || done < count;
    return done;
}

/* ---- 1. looking ---- */

static bool recommend_look_only(void *object, uint64_t index, const struct design *design,
                                struct arena *arena)
{
    (void)object, (void)index, (void)design, (void)arena;
    return false;
}

static void recommend_looked(void *object, const struct evaluation *evaluation)
{
    struct recommend_state_of *state = object;
    struct recommend_candidate *candidate = state->asked[evaluation->index];
    pthread_mutex_lock(&state->lock);
    if (evaluation->design) {
        recommend_screen_look(candidate, evaluation->design, state->arena);
    } else {
        const struct error_list *messages = evaluation->messages;
        const char *why = error_text(messages, error_list_first(messages));
        candidate->state = RECOMMEND_REFUSED;
        candidate->why = arena_text(state->arena, why, strlen(why));
        candidate->fixed_usd = INFINITY;
    }
    pthread_mutex_unlock(&state->lock);
}

static int recommend_compare(const void *a, const void *b)
{
    const struct recommend_candidate *x = a, *y = b;
    if (x->fixed_usd != y->fixed_usd)
        return x->fixed_usd < y->fixed_usd ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static void recommend_look(struct recommend_state_of *state)
{
    struct recommend *found = state->found;
    state->asked = arena_array(state->arena, found->count, sizeof(*state->asked));
    for (uint32_t i = 0; i < found->count; i++) {
        found->candidates[i].index = i;
        state->asked[i] = &found->candidates[i];
    }
    recommend_evaluate(state, found->count, recommend_look_only, recommend_looked);
    qsort(found->candidates, found->count, sizeof(*found->candidates), recommend_compare);
}

/* ---- 2. simulating ---- */

static void recommend_judge(struct recommend_candidate *candidate,
                            const struct summary *summary, bool all)
{
    candidate->excess = recommend_screen_excess(summary);
    if (all)
        candidate->state =
            summary->ok && !summary->undecided ? RECOMMEND_PASSED : RECOMMEND_FAILED;
    else if (recommend_screen_is_clear(summary))
        candidate->state = RECOMMEND_CLEAR;
}

static void recommend_simulated(void *object, const struct evaluation *evaluation)
{
    struct recommend_state_of *state = object;
    struct recommend_candidate *candidate = state->asked[evaluation->index];
    const struct recommend_options *options = state->options;
    if (!evaluation->summary)
        return;
    pthread_mutex_lock(&state->lock);
    candidate->outcome = outcome_keep(evaluation->summary, state->arena);
    recommend_judge(candidate, evaluation->summary,
                    state->replications >= options->replications);
    state->done += candidate->state != RECOMMEND_OPEN;
    if (options->progress)
        options->progress(options->object, state->done, state->found->count);
    pthread_mutex_unlock(&state->lock);
}

/* The candidates from `first` on that are open, at most BATCH; *next is behind them. */
static uint32_t recommend_batch(const struct recommend *found, uint32_t first,
                                struct recommend_candidate **batch, uint32_t *next)
{
    uint32_t count = 0;
    for (; first < found->count && count < BATCH; first++)
        if (found->candidates[first].state == RECOMMEND_OPEN)
            batch[count++] = &found->candidates[first];
    *next = first;
    return count;
}

static void recommend_rounds(struct recommend_state_of *state,
                             struct recommend_candidate **batch, uint32_t count)
{
    const double all = state->options->replications;
    state->asked = batch;
    for (double round = FIRST_ROUND; count > 0; round *= 2) {
        uint32_t left = 0;
        state->replications = fmin(round, all);
        if (recommend_evaluate(state, count, NULL, recommend_simulated) < count)
            return;
        for (uint32_t i = 0; i < count; i++)
            if (batch[i]->state == RECOMMEND_OPEN)
                batch[left++] = batch[i];
        count = left;
    }
}

/* INFINITY when nobody was answered or nothing simulated. */
static double recommend_p95_s(const struct recommend_candidate *candidate)
{
    const double p95_s =
        candidate->outcome ? candidate->outcome->values[FIGURE_LATENCY_P95] : NAN;
    return isnan(p95_s) ? INFINITY : p95_s;
}

double recommend_cost(const struct recommend_candidate *candidate)
{
    return candidate->outcome ? candidate->outcome->values[FIGURE_COST_MONTH]
                              : candidate->fixed_usd;
}

double recommend_cents(const struct recommend_candidate *candidate)
{
    return round(recommend_cost(candidate) * 100);
}

/* In the order in which they are preferred: what costs less, of equals what is faster. */
static int recommend_compare_cost(const void *a, const void *b)
{
    const struct recommend_candidate *x = a, *y = b;
    const double cents_x = recommend_cents(x), cents_y = recommend_cents(y);
    const double p95_x = recommend_p95_s(x), p95_y = recommend_p95_s(y);
    if (cents_x != cents_y)
        return cents_x < cents_y ? -1 : 1;
    if (p95_x != p95_y)
        return p95_x < p95_y ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* The first in that order that passed. */
static void recommend_choose(struct recommend *found)
{
    for (uint32_t i = 0; i < found->count; i++) {
        const struct recommend_candidate *candidate = &found->candidates[i];
        if (candidate->state == RECOMMEND_PASSED &&
            (!found->winner || recommend_compare_cost(candidate, found->winner) < 0))
            found->winner = candidate;
    }
}

static void recommend_simulate(struct recommend_state_of *state)
{
    struct recommend *found = state->found;
    struct recommend_candidate *batch[BATCH];
    uint32_t next = 0, beyond = 0;
    while (!found->partial) {
        const uint32_t count = recommend_batch(found, next, batch, &next);
        const bool done = found->winner && count > 0 &&
                          recommend_cents(batch[0]) > recommend_cents(found->winner);
        if (count == 0 || (done && beyond >= FRONT_MORE))
            return;
        beyond += done ? count : 0;
        recommend_rounds(state, batch, count);
        recommend_choose(found);
    }
}

/* ---- 3. what is told ---- */

/* By what they cost, now that it is known. */
static void recommend_arrange(struct recommend *found)
{
    qsort(found->candidates, found->count, sizeof(*found->candidates),
          recommend_compare_cost);
    found->winner = NULL;
    recommend_choose(found);
}

/* Who passed and is faster than all that cost less. */
static void recommend_front(struct recommend *found, struct arena *arena)
{
    double fastest_s = INFINITY;
    found->front = arena_array(arena, found->count, sizeof(*found->front));
    for (uint32_t i = 0; i < found->count; i++) {
        const struct recommend_candidate *candidate = &found->candidates[i];
        if (candidate->state != RECOMMEND_PASSED ||
            !(recommend_p95_s(candidate) < fastest_s))
            continue;
        fastest_s = recommend_p95_s(candidate);
        found->front[found->front_count++] = candidate;
    }
}

/* Who misses its worst limit by the least; of equals the cheaper. */
static void recommend_nearest(struct recommend *found)
{
    for (uint32_t i = 0; i < found->count && !found->winner; i++) {
        const struct recommend_candidate *candidate = &found->candidates[i];
        if (candidate->outcome &&
            (!found->nearest || candidate->excess < found->nearest->excess))
            found->nearest = candidate;
    }
}

const struct recommend *recommend_run(const struct recommend_options *options,
                                      struct arena *arena, struct error_list *errors)
{
    struct recommend *found = arena_allocate(arena, sizeof(*found));
    found->space = options->space;
    found->count = (uint32_t)options->space->count;
    found->candidates = arena_array(arena, found->count, sizeof(*found->candidates));
    found->replications = options->replications;
    struct recommend_state_of state = {.options = options,
                                       .found = found,
                                       .arena = arena,
                                       .lock = PTHREAD_MUTEX_INITIALIZER};
    recommend_look(&state);
    const bool right = recommend_wrong_none(options, found, arena, errors);
    if (right) {
        recommend_simulate(&state);
        recommend_arrange(found);
        recommend_front(found, arena);
        recommend_nearest(found);
    }
    pthread_mutex_destroy(&state.lock);
    return right ? found : NULL;
}
