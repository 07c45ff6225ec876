/* capacity.c - see capacity.h.
 *
 * Rounds of at most BRACKET_ASKS values, whatever the number of threads: which values are
 * simulated, and so the answer, does not depend on it. Threads that a round leaves idle
 * work on replications.
 *
 * Stopping rule: the gap is narrower than the tolerance (whole numbers: nothing lies
 * between). A value at which a limit lies inside its 95% interval first gets as many
 * replications more as the interval's width asks for, up to CAPACITY_MORE times those of
 * the file, with `precision` up to its max_replications; if that is not enough the means
 * decide, and it is called undecided. Same seeds: the k-th replications of two values
 * share their luck, so their means keep their order far inside their intervals (Law,
 * Simulation Modeling and Analysis, section 11.2). With `precision` any two may have
 * different numbers of them: the two next to the answer get the same, and the search goes
 * on where that turns one over.
 */
#include "sim/run/capacity.h"

#include "sim/run/capacity_curve.h"
#include "sim/run/capacity_point.h"
#include "sim/run/evaluate.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

enum { CAPACITY_MORE = 4 };

struct capacity_run {
    const struct capacity_options *options;
    struct capacity *capacity;
    struct bracket bracket;
    struct arena *arena;
    pthread_mutex_t lock; /* guards the arena and what is found */
    uint32_t done, of;    /* for the progress */
};

/* One call of evaluate_all. */
struct capacity_round {
    struct capacity_run *run;
    struct capacity_point **points;
    double *replications; /* NAN: those of the file */
    const char **refused; /* why a point cannot be; NULL: it can */
    bool *finished;
    uint32_t count;
};

static struct capacity_point *point_at(const struct capacity *capacity, double x)
{
    for (uint32_t i = 0; i < capacity->count; i++)
        if (capacity->points[i]->x == x)
            return capacity->points[i];
    return NULL;
}

const struct capacity_point *capacity_at(const struct capacity *capacity, double x)
{
    return point_at(capacity, x);
}

struct capacity_verdict capacity_verdict(const struct capacity *capacity)
{
    struct capacity_verdict best = {false, false};
    if (capacity->own)
        return (struct capacity_verdict){capacity->own->ok, capacity->own->undecided};
    for (uint32_t i = 0; isnan(capacity->axis.own) && i < capacity->count; i++) {
        const struct capacity_point *point = capacity->points[i];
        if (point->ok && !point->undecided)
            return (struct capacity_verdict){true, false};
        best.ok |= point->ok;
        best.undecided |= point->undecided;
    }
    return best;
}

/* The same resource, where one of the two has a host of several machines: host.web[0].cpu
 * is host.web.cpu while there is only one. */
static bool is_same_resource(const char *a, const char *b)
{
    static const char first[] = "[0]";
    while (*a && *b && *a == *b)
        a++, b++;
    if (strncmp(a, first, strlen(first)) == 0)
        a += strlen(first);
    else if (strncmp(b, first, strlen(first)) == 0)
        b += strlen(first);
    return strcmp(a, b) == 0;
}

double capacity_use_of(const struct capacity_point *point, const char *resource)
{
    for (uint32_t i = 0; resource && i < point->use_count; i++)
        if (is_same_resource(point->uses[i].id, resource))
            return point->uses[i].utilization;
    return NAN;
}

bool capacity_is_exception(const struct capacity *capacity,
                           const struct capacity_point *point)
{
    const bool load = capacity->direction == BRACKET_LOAD;
    if (capacity->direction == BRACKET_EITHER || isnan(capacity->passes) ||
        isnan(capacity->fails) || point->undecided)
        return false;
    if (point->ok)
        return load ? point->x >= capacity->fails : point->x <= capacity->fails;
    return load ? point->x <= capacity->passes : point->x >= capacity->passes;
}

/* ---- one round ---- */

static void round_point(void *object, uint64_t index, struct arena *arena,
                        struct world_options *world)
{
    const struct capacity_round *round = object;
    const struct capacity_options *options = round->run->options;
    *world = options->world;
    capacity_axis_apply(&round->run->capacity->axis, round->points[index]->x, arena,
                        world);
    if (isnan(round->replications[index]))
        return;
    world->replications = round->replications[index];
    if (round->run->capacity->design->simulate.precision > 0)
        world_options_set(world, "simulate.precision=null", arena); /* so many, no more */
}

static const char *refusal_of(const struct error_list *messages, struct arena *arena)
{
    for (size_t i = 0; i < messages->count; i++)
        if (messages->items[i].severity == SEVERITY_ERROR)
            return arena_format(arena, "%s", error_text(messages, &messages->items[i]));
    return "it cannot be loaded";
}

static void round_result(void *object, const struct evaluation *evaluation)
{
    struct capacity_round *round = object;
    struct capacity_run *run = round->run;
    const uint64_t index = evaluation->index;
    pthread_mutex_lock(&run->lock);
    if (evaluation->summary)
        capacity_point_fill(round->points[index], evaluation->summary, run->arena);
    else
        round->refused[index] = refusal_of(evaluation->messages, run->arena);
    round->finished[index] = true;
    run->done++;
    if (run->options->progress)
        run->options->progress(run->options->object, run->done, run->of);
    pthread_mutex_unlock(&run->lock);
}

/* False when it was interrupted. */
static bool round_evaluate(struct capacity_round *round)
{
    const struct evaluate_options evaluate = {
        .count = round->count,
        .jobs = round->run->options->jobs,
        .point = round_point,
        .result = round_result,
        .object = round,
        .stop = round->run->options->stop,
    };
    return evaluate_all(&evaluate) == round->count;
}

static struct capacity_round round_of(struct capacity_run *run, uint32_t count)
{
    struct capacity_round round = {.run = run};
    round.points = arena_array(run->arena, count, sizeof *round.points);
    round.replications = arena_array(run->arena, count, sizeof *round.replications);
    round.refused = arena_array(run->arena, count, sizeof *round.refused);
    round.finished = arena_array(run->arena, count, sizeof *round.finished);
    return round;
}

static void round_add(struct capacity_round *round, struct capacity_point *point,
                      double replications)
{
    round->replications[round->count] = replications;
    round->points[round->count++] = point;
}

/* How many replications a value may get to be decided. */
static double decide_most(const struct simulate_def *simulate)
{
    return simulate->precision > 0
               ? fmax(simulate->max_replications, simulate->replications)
               : CAPACITY_MORE * simulate->replications;
}

/* Of those that are undecided, and can be decided. False when interrupted. */
static bool round_decide(const struct capacity_round *first)
{
    struct capacity_run *run = first->run;
    const double most = decide_most(&run->capacity->design->simulate);
    struct capacity_round again;
    do {
        again = round_of(run, first->count);
        for (uint32_t i = 0; i < first->count; i++) {
            struct capacity_point *point = first->points[i];
            const double wanted = ceil(point->replications + point->more);
            if (point->undecided && wanted > point->replications && wanted <= most)
                round_add(&again, point, wanted);
        }
    } while (again.count > 0 && round_evaluate(&again));
    return again.count == 0;
}

/* ---- points ---- */

static void keep_point(struct capacity *capacity, struct capacity_point *point,
                       struct arena *arena)
{
    uint32_t place = capacity->count;
    if (capacity->count == capacity->room) {
        capacity->room = capacity->room * 2 + 16;
        capacity->points = arena_grow(arena, capacity->points, capacity->count,
                                      capacity->room, sizeof *capacity->points);
    }
    for (; place > 0 && capacity->points[place - 1]->x > point->x; place--)
        capacity->points[place] = capacity->points[place - 1];
    capacity->points[place] = point;
    capacity->count++;
}

/* It cannot be: the search goes no further that way. */
static void bound(struct capacity_run *run, double x, const char *why)
{
    struct bracket *bracket = &run->bracket;
    run->capacity->limited_by = why;
    run->capacity->limited_at = x;
    if (x > bracket->start)
        bracket->most = fmin(bracket->most, fmax(bracket->start, x / 2));
    else
        bracket->least = fmax(bracket->least, fmin(bracket->start, x * 2));
}

/* The file's own value may lie outside the bounds: it is judged, and leads nowhere. */
static void tell(struct capacity_run *run, const struct capacity_point *point)
{
    const struct capacity_axis *axis = &run->capacity->axis;
    if (point->x < axis->least || point->x > axis->most)
        return;
    if (point->too_little)
        bracket_tell_little(&run->bracket, point->x);
    else
        bracket_tell(&run->bracket, point->x, point->ok);
}

/* Simulates the values; those that could be are kept and, when asked, told to the
 * bracket. False when interrupted. */
static bool simulate(struct capacity_run *run, const double *values, uint32_t count,
                     bool search)
{
    struct capacity_round round = round_of(run, count);
    for (uint32_t i = 0; i < count; i++) {
        struct capacity_point *point = arena_allocate(run->arena, sizeof *point);
        point->x = values[i];
        round_add(&round, point, NAN);
    }
    bool whole = round_evaluate(&round);
    if (whole && search)
        whole = round_decide(&round);
    for (uint32_t i = 0; i < count; i++) {
        if (round.refused[i])
            bound(run, values[i], round.refused[i]);
        if (!round.finished[i] || round.refused[i])
            continue;
        keep_point(run->capacity, round.points[i], run->arena);
        if (search)
            tell(run, round.points[i]);
    }
    return whole;
}

/* ---- the search ---- */

/* Of the two next to the answer the one that `precision` gave fewer replications; NULL:
 * neither. */
static struct capacity_point *find_shorter(const struct capacity_run *run,
                                           double *replications)
{
    const struct bracket_answer answer = bracket_answer(&run->bracket);
    struct capacity_point *a = point_at(run->capacity, answer.passes);
    struct capacity_point *b = point_at(run->capacity, answer.fails);
    if (!a || !b || a->replications == b->replications ||
        !(run->capacity->design->simulate.precision > 0))
        return NULL;
    *replications = fmax(a->replications, b->replications);
    return a->replications < b->replications ? a : b;
}

/* False when interrupted. */
static bool repeat(struct capacity_run *run, struct capacity_point *point,
                   double replications)
{
    struct capacity_round round = round_of(run, 1);
    round_add(&round, point, replications);
    const bool whole = round_evaluate(&round);
    tell(run, point);
    return whole;
}

/* False when interrupted. */
static bool search(struct capacity_run *run)
{
    struct bracket *bracket = &run->bracket;
    const struct capacity_axis *axis = &run->capacity->axis;
    double next[BRACKET_ASKS], replications = NAN;
    if (!isnan(axis->own) && axis->own != axis->start &&
        !simulate(run, &axis->own, 1, true))
        return false;
    for (;;) {
        const uint32_t count = bracket_next(bracket, next);
        struct capacity_point *shorter = find_shorter(run, &replications);
        if (run->capacity->limited_at == bracket->start || (count == 0 && !shorter))
            return true; /* there is nothing to begin with, or found */
        const uint32_t left = bracket_left(bracket);
        run->of = run->done + (left > count ? left : count) + CAPACITY_CURVE;
        if (count > 0 ? !simulate(run, next, count, true)
                      : !repeat(run, shorter, replications))
            return false;
        bracket->direction = bracket_answer(bracket).direction;
    }
}

/* The certain ones nearest to the answer. */
static void find_sure(struct capacity *capacity)
{
    const bool load = capacity->direction == BRACKET_LOAD;
    capacity->sure_passes = capacity->sure_fails = NAN;
    for (uint32_t i = 0; i < capacity->count; i++) {
        const struct capacity_point *point = capacity->points[i];
        const bool better =
            load ? point->x <= capacity->passes : point->x >= capacity->passes;
        const bool worse =
            load ? point->x >= capacity->fails : point->x <= capacity->fails;
        if (point->undecided)
            continue;
        if (point->ok && better && (load || isnan(capacity->sure_passes)))
            capacity->sure_passes = point->x;
        if (!point->ok && worse && (!load || isnan(capacity->sure_fails)))
            capacity->sure_fails = point->x;
    }
}

static void find_answer(struct capacity_run *run)
{
    struct capacity *capacity = run->capacity;
    const struct bracket_answer answer = bracket_answer(&run->bracket);
    capacity->direction = answer.direction;
    capacity->passes = answer.passes;
    capacity->fails = answer.fails;
    capacity->own = capacity_at(capacity, capacity->axis.own);
}

/* ---- the whole ---- */

/* Where there is no answer all that was tried is shown. */
static void mark_curve(struct capacity *capacity, const double *values, uint32_t count)
{
    const bool all = isnan(capacity->passes);
    for (uint32_t i = 0; i < capacity->count; i++) {
        struct capacity_point *point = capacity->points[i];
        point->on_curve = all || point->x == capacity->passes ||
                          point->x == capacity->fails || point->x == capacity->axis.own;
        for (uint32_t k = 0; k < count; k++)
            point->on_curve = point->on_curve || point->x == values[k];
    }
}

static bool draw_curve(struct capacity_run *run)
{
    double values[CAPACITY_CURVE], missing[CAPACITY_CURVE];
    const uint32_t count = capacity_curve_values(run->capacity, &run->bracket, values);
    uint32_t left = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!capacity_at(run->capacity, values[i]))
            missing[left++] = values[i];
    run->of = run->done + left;
    const bool whole = left == 0 || simulate(run, missing, left, false);
    mark_curve(run->capacity, values, count);
    return whole;
}

static void init_bracket(struct bracket *bracket, const struct capacity *capacity)
{
    const struct capacity_axis *axis = &capacity->axis;
    *bracket = (struct bracket){
        .start = axis->start,
        .least = axis->least,
        .most = axis->most,
        .whole = axis->whole,
        .tolerance = capacity->tolerance,
        .direction = axis->direction,
    };
}

struct capacity *capacity_find(const struct capacity_options *options,
                               const struct capacity_axis *axis,
                               const struct design *design, struct arena *arena)
{
    struct capacity *capacity = arena_allocate(arena, sizeof *capacity);
    struct capacity_run run = {.options = options, .capacity = capacity, .arena = arena};
    *capacity = (struct capacity){.axis = *axis,
                                  .design = design,
                                  .limited_at = NAN,
                                  .tolerance = options->tolerance};
    if (isnan(options->tolerance))
        capacity->tolerance = axis->whole ? 0 : CAPACITY_TOLERANCE;
    init_bracket(&run.bracket, capacity);
    pthread_mutex_init(&run.lock, NULL);
    capacity->complete = search(&run);
    find_answer(&run);
    mark_curve(capacity, NULL, 0);
    if (capacity->complete)
        capacity->complete = draw_curve(&run);
    find_sure(capacity);
    capacity->bottleneck = capacity_curve_bottleneck(capacity);
    pthread_mutex_destroy(&run.lock);
    return capacity;
}
