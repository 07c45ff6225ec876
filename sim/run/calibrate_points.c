/* calibrate_points.c - see calibrate_points.h.
 */
#include "sim/run/calibrate_points.h"

#include "models/design.h"
#include "sim/run/evaluate.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

struct batch { /* points that are simulated at once */
    struct calibrate_points *points;
    const double *logarithms;
    uint32_t count;
    bool repeat; /* the first point again and again */
    double *values;
    struct error_list *errors; /* of the check; NULL: none wanted */
    pthread_mutex_t lock;      /* guards the progress and the errors */
};

/* ---- variants ---- */

static uint32_t variant_number(struct calibrate_points *points, const char *name)
{
    for (uint32_t i = 0; i < points->variant_count; i++) {
        const char *known = points->variants[i];
        if (known == name || (known && name && strcmp(known, name) == 0))
            return i;
    }
    points->variants[points->variant_count] = name;
    return points->variant_count++;
}

void calibrate_points_init(struct calibrate_points *points,
                           const struct calibrate_options *options,
                           struct calibrate *found, const struct ranges *ranges,
                           struct arena *arena)
{
    const uint32_t count = found->figure_count;
    *points = (struct calibrate_points){
        .options = options, .found = found, .ranges = ranges, .arena = arena};
    points->variants = arena_array(arena, count, sizeof(*points->variants));
    points->variant_of = arena_array(arena, count, sizeof(*points->variant_of));
    for (uint32_t i = 0; i < count; i++) {
        const char *own = found->figures[i].observation->variant;
        points->variant_of[i] =
            variant_number(points, own ? own : options->world->variant);
    }
    /* two looks at the scatter, one around, some eight steps, the end */
    const uint32_t inputs = ranges->count;
    points->planned = (uint64_t)points->variant_count *
                      (2 * found->runs + 8 * inputs + 8 * (2 * inputs + 1) + 2);
}

bool calibrate_points_together(const struct calibrate_points *points, uint32_t one,
                               uint32_t other)
{
    return points->variant_of[one] == points->variant_of[other];
}

/* ---- one simulation ---- */

/* The parameters as values of the scenario. As many replications as are asked for, not as
 * many as a precision would take: their number is part of the arithmetic. */
static void sets_add(const struct calibrate_points *points, const double *logarithms,
                     struct arena *arena, struct world_options *options)
{
    const struct ranges *ranges = points->ranges;
    const struct world_options *world = points->options->world;
    const char **sets =
        arena_array(arena, world->set_count + ranges->count + 1, sizeof(*sets));
    if (world->set_count > 0)
        memcpy(sets, world->sets, world->set_count * sizeof(*sets));
    options->sets = sets;
    for (uint32_t i = 0; i < ranges->count; i++) {
        const struct range *range = &ranges->items[i];
        sets[options->set_count++] =
            arena_format(arena, "%s=%s", range->path,
                         quantity_text(&range->shape, exp(logarithms[i]), arena));
    }
    if (points->found->design->simulate.precision > 0)
        sets[options->set_count++] = "simulate.precision=null";
}

static void batch_point(void *object, uint64_t index, struct arena *arena,
                        struct world_options *options)
{
    const struct batch *batch = object;
    const struct calibrate_points *points = batch->points;
    const uint64_t number = index / points->variant_count;
    const double *logarithms =
        batch->logarithms + (batch->repeat ? 0 : number) * points->ranges->count;
    *options = *points->options->world;
    options->variant = points->variants[index % points->variant_count];
    sets_add(points, logarithms, arena, options);
    options->replications = batch->repeat ? 1 : points->found->replications;
    if (batch->repeat) /* seeds that nobody else uses; exact below 2^53 */
        options->seed =
            fmod(points->found->design->simulate.seed + 1e9 + (double)index, 0x1p53);
}

static void batch_check(struct batch *batch, const struct evaluation *evaluation,
                        uint32_t variant)
{
    struct calibrate_points *points = batch->points;
    for (size_t i = 0; !evaluation->summary && i < evaluation->messages->count; i++) {
        const struct error *error = &evaluation->messages->items[i];
        if (error->severity == SEVERITY_ERROR)
            error_list_add(batch->errors, error->place, error->path, "%s",
                           error->message);
    }
    for (uint32_t i = 0; evaluation->summary && i < points->found->figure_count; i++)
        if (points->variant_of[i] == variant)
            observation_check(points->found->figures[i].observation, evaluation->summary,
                              evaluation->arena, batch->errors);
}

static void batch_result(void *object, const struct evaluation *evaluation)
{
    struct batch *batch = object;
    struct calibrate_points *points = batch->points;
    const uint32_t n = points->found->figure_count;
    const uint32_t variant = (uint32_t)(evaluation->index % points->variant_count);
    double *values =
        batch->values + (size_t)(evaluation->index / points->variant_count) * n;
    for (uint32_t i = 0; i < n; i++)
        if (points->variant_of[i] == variant)
            values[i] = evaluation->summary
                            ? observation_value(points->found->figures[i].observation,
                                                evaluation->summary)
                            : NAN;
    pthread_mutex_lock(&batch->lock);
    if (evaluation->index == 0 && evaluation->summary)
        points->rate_per_s = evaluation->summary->requests[0].rate;
    if (batch->errors)
        batch_check(batch, evaluation, variant);
    points->done++;
    if (points->planned <= points->done)
        points->planned = points->done + 1; /* it takes longer than most do */
    if (points->options->progress)
        points->options->progress(points->options->object, points->done, points->planned);
    pthread_mutex_unlock(&batch->lock);
}

static bool batch_run(struct batch *batch)
{
    struct calibrate_points *points = batch->points;
    const struct evaluate_options options = {.count = (uint64_t)batch->count *
                                                      points->variant_count,
                                             .jobs = points->options->jobs,
                                             .point = batch_point,
                                             .result = batch_result,
                                             .object = batch,
                                             .stop = points->options->stop};
    pthread_mutex_init(&batch->lock, NULL);
    points->stopped |= evaluate_all(&options) < options.count;
    pthread_mutex_destroy(&batch->lock);
    return !points->stopped;
}

/* ---- batches ---- */

bool calibrate_points_check(struct calibrate_points *points, const double *point,
                            struct error_list *errors)
{
    const size_t before = errors->errors;
    struct batch batch = {.points = points,
                          .logarithms = point,
                          .count = 1,
                          .repeat = true,
                          .errors = errors};
    batch.values =
        arena_array(points->arena, points->found->figure_count, sizeof(double));
    return batch_run(&batch) && errors->errors == before;
}

bool calibrate_points_evaluate(struct calibrate_points *points, const double *logarithms,
                               uint32_t count, double *values)
{
    struct batch batch = {
        .points = points, .logarithms = logarithms, .count = count, .values = values};
    return batch_run(&batch);
}

bool calibrate_points_repeat(struct calibrate_points *points, const double *logarithms,
                             uint32_t runs, double *values)
{
    struct batch batch = {.points = points,
                          .logarithms = logarithms,
                          .count = runs,
                          .repeat = true,
                          .values = values};
    return batch_run(&batch);
}
