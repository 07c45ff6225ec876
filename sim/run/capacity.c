/* capacity.c - see capacity.h.
 *
 * Rounds of at most BRACKET_ASKS values, whatever the number of threads: which values are
 * simulated, and so the answer, does not depend on it. Threads that a round leaves idle
 * work on replications.
 *
 * Stopping rule: the gap is narrower than the tolerance (whole numbers: nothing lies
 * between). A value at which a limit lies inside its 95% interval first gets as many
 * replications more as the interval's width asks for, up to four times those of the
 * file, with `precision` up to its max_replications; if that is not enough the means
 * decide, and it is called undecided. Same seeds: the k-th replications of two values
 * share their luck, so their means keep their order far inside their intervals (Law,
 * Simulation Modeling and Analysis, section 11.2). With `precision` any two may have
 * different numbers of them: the two next to the answer get the same, and the search goes
 * on where that turns one over.
 */
#include "sim/run/capacity.h"

#include "sim/run/capacity_curve.h"
#include "sim/run/capacity_knee.h"
#include "sim/run/capacity_round.h"

#include <math.h>
#include <string.h>

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
static bool search(struct capacity_run *run)
{
    struct bracket *bracket = &run->bracket;
    const struct capacity_axis *axis = &run->capacity->axis;
    double next[BRACKET_ASKS], replications = NAN;
    if (!isnan(axis->own) && axis->own != axis->start &&
        !capacity_round_values(run, &axis->own, 1, true))
        return false;
    for (;;) {
        const uint32_t count = bracket_next(bracket, next);
        struct capacity_point *shorter = find_shorter(run, &replications);
        if (run->capacity->limited_at == bracket->start || (count == 0 && !shorter))
            return true; /* there is nothing to begin with, or found */
        const uint32_t left = bracket_left(bracket);
        run->of = run->done + (left > count ? left : count) + CAPACITY_CURVE;
        if (count > 0 ? !capacity_round_values(run, next, count, true)
                      : !capacity_round_again(run, shorter, replications))
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

/* Where the asymptotes of closed users meet is known without simulation: the curve shows
 * it where it can. Adds it to the values; returns how many there are. */
static uint32_t add_knee(struct capacity_run *run, double *values, uint32_t count)
{
    const struct capacity *capacity = run->capacity;
    const struct capacity_knee knee =
        capacity_knee_find(capacity, &run->options->world, run->arena);
    const double x = capacity_knee_value(capacity, &knee);
    for (uint32_t i = 0; i < count; i++)
        if (values[i] == x)
            return count;
    if (knee.method == CAPACITY_KNEE_ASYMPTOTES && x > 0 && x >= run->bracket.least &&
        x <= run->bracket.most && x < 2 * capacity->passes)
        values[count++] = x;
    return count;
}

static bool draw_curve(struct capacity_run *run)
{
    double values[CAPACITY_CURVE + 1], missing[CAPACITY_CURVE + 1];
    const uint32_t count = add_knee(
        run, values, capacity_curve_values(run->capacity, &run->bracket, values));
    uint32_t left = 0;
    for (uint32_t i = 0; i < count; i++)
        if (!capacity_at(run->capacity, values[i]))
            missing[left++] = values[i];
    run->of = run->done + left;
    const bool whole = left == 0 || capacity_round_values(run, missing, left, false);
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
    capacity_curve_bottleneck(capacity);
    pthread_mutex_destroy(&run.lock);
    return capacity;
}
