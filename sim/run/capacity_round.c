/* capacity_round.c - see capacity_round.h.
 */
#include "sim/run/capacity_round.h"

#include "sim/run/capacity_point.h"
#include "sim/run/evaluate.h"

#include <math.h>

enum { CAPACITY_MORE = 4 };

/* One call of evaluate_all. */
struct capacity_round {
    struct capacity_run *run;
    struct capacity_point **points;
    double *replications; /* NAN: those of the file */
    const char **refused; /* why a point cannot be; NULL: it can */
    bool *finished;
    uint32_t count;
};

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

bool capacity_round_values(struct capacity_run *run, const double *values, uint32_t count,
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

bool capacity_round_again(struct capacity_run *run, struct capacity_point *point,
                          double replications)
{
    struct capacity_round round = round_of(run, 1);
    round_add(&round, point, replications);
    const bool whole = round_evaluate(&round);
    tell(run, point);
    return whole;
}
