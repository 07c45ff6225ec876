/* sweep.c - see sweep.h.
 *
 * What is known is asked for in this order: is the point right, can a law tell
 * (--screen), was it simulated before. What a law tells is cheap and found anew each
 * time, so that a sweep's rows do not depend on what a database happens to hold.
 */
#include "sim/run/sweep.h"

#include "sim/run/evaluate.h"
#include "sim/run/sweep_key.h"
#include "sim/run/sweep_screen.h"
#include "sim/run/vary_point.h"

#include <math.h>
#include <string.h>

enum { HEAD_TRIES = 1000 }; /* points looked at for one that can be loaded */

/* ---- points ---- */

static void point_options(const struct sweep *sweep, uint64_t point, struct arena *arena,
                          struct world_options *options)
{
    *options = vary_point_options(sweep->vary, point, &sweep->options, arena);
}

static struct sweep_row point_row(const struct sweep *sweep, uint64_t point,
                                  struct arena *arena)
{
    struct sweep_row row = sweep_row_of(point);
    row.value_count = sweep->vary->axis_count;
    row.values = arena_array(arena, row.value_count, sizeof(*row.values));
    for (uint32_t i = 0; i < row.value_count; i++)
        row.values[i] = vary_value_at(sweep->vary, point, i)->text;
    return row;
}

/* ---- head ---- */

/* The first point that can be loaded, or NULL. */
static const struct design *design_first(const struct sweep *sweep, struct arena *arena)
{
    const uint64_t most =
        sweep->vary->count < HEAD_TRIES ? sweep->vary->count : HEAD_TRIES;
    struct error_list quiet;
    for (uint64_t i = 0; i < most; i++) {
        struct world_options options;
        error_list_init(&quiet, arena);
        point_options(sweep, i, arena, &options);
        const struct design *design = world_load(&options, arena, &quiet);
        if (design)
            return design;
    }
    return NULL;
}

static void thresholds_find(struct sweep_head *head, const struct design *design,
                            struct arena *arena)
{
    head->threshold_count = design->threshold_count;
    head->thresholds =
        arena_array(arena, head->threshold_count, sizeof(*head->thresholds));
    for (uint32_t i = 0; i < head->threshold_count; i++) {
        head->thresholds[i].metric = design->thresholds[i].metric;
        head->thresholds[i].expression = design->thresholds[i].expression;
    }
}

/* Adds what is wrong when no point can be loaded: with the file, or else with the first
 * point. Beyond those that were looked at some may be right. */
static bool is_hopeless(const struct sweep *sweep, struct arena *arena,
                        struct error_list *errors)
{
    struct error_list quiet;
    error_list_init(&quiet, arena);
    struct world_options options = sweep->options;
    if (world_load(&options, arena, &quiet)) {
        if (sweep->vary->count > HEAD_TRIES)
            return false;
        point_options(sweep, 0, arena, &options);
    }
    world_load(&options, arena, errors);
    return true;
}

static void run_find(struct sweep_head *head, const struct design *design)
{
    const struct simulate_def *simulate = &design->simulate;
    bool varied = false;
    for (uint32_t i = 0; i < head->axis_count; i++)
        varied = varied || strncmp(head->paths[i], "simulate", strlen("simulate")) == 0;
    head->duration_s = varied ? NAN : simulate->duration_s;
    head->replications = varied ? NAN : simulate->replications;
    head->seed = varied ? NAN : simulate->seed;
}

bool sweep_init(struct sweep *sweep, const struct world_options *options,
                const struct vary *vary, bool screen, struct arena *arena,
                struct error_list *errors)
{
    *sweep = (struct sweep){.options = *options, .vary = vary, .screen = screen};
    struct sweep_head *head = &sweep->head;
    sweep_key_find(sweep, head->key, arena);
    head->points = vary->count;
    head->axis_count = vary->axis_count;
    head->paths = arena_array(arena, vary->axis_count, sizeof(*head->paths));
    head->names = arena_array(arena, vary->axis_count, sizeof(*head->names));
    for (uint32_t i = 0; i < vary->axis_count; i++) {
        head->paths[i] = vary->axes[i].path;
        head->names[i] = vary->axes[i].name;
    }
    const struct design *design = design_first(sweep, arena);
    head->name = design ? design->name : options->file;
    head->file = options->file;
    if (design) {
        thresholds_find(head, design, arena);
        run_find(head, design);
    }
    return design || !is_hopeless(sweep, arena, errors);
}

/* ---- work ---- */

uint64_t sweep_shard_points(const struct sweep *sweep, uint64_t shard, uint64_t shards)
{
    const uint64_t count = sweep->vary->count;
    return count > shard ? (count - shard - 1) / shards + 1 : 0;
}

static uint64_t work_place(const struct sweep_work *work, uint64_t index)
{
    return work->first + index;
}

static uint64_t work_point(const struct sweep_work *work, uint64_t index)
{
    return work->shard + work_place(work, index) * work->shards;
}

static void work_options(void *object, uint64_t index, struct arena *arena,
                         struct world_options *options)
{
    const struct sweep_work *work = object;
    point_options(work->sweep, work_point(work, index), arena, options);
}

/* Without simulation: by a law, or known. */
static bool tell(const struct sweep_work *work, const struct design *design,
                 struct sweep_row *row, struct arena *arena)
{
    return (work->sweep->screen && sweep_screen_tell(design, row, arena)) ||
           (work->find && work->find(work->object, design->hash, row, arena));
}

static bool work_screen(void *object, uint64_t index, const struct design *design,
                        struct arena *arena)
{
    struct sweep_row row = sweep_row_of(index);
    return !tell(object, design, &row, arena);
}

/* Warnings come with it. */
static const char *error_of(const struct error_list *messages)
{
    const struct error *first = error_list_first(messages);
    return first ? error_text(messages, first) : "more errors than are kept";
}

static void work_result(void *object, const struct evaluation *evaluation)
{
    const struct sweep_work *work = object;
    struct arena *arena = evaluation->arena;
    struct sweep_row row =
        point_row(work->sweep, work_point(work, evaluation->index), arena);
    if (evaluation->design)
        memcpy(row.hash, evaluation->design->hash, sizeof(row.hash));
    if (evaluation->summary) {
        sweep_row_fill(&row, evaluation->summary, arena);
    } else if (evaluation->messages->errors > 0) {
        row.by = evaluation->design ? SWEEP_BY_SIMULATION : SWEEP_BY_NOTHING;
        row.why = error_of(evaluation->messages);
    } else if (!tell(work, evaluation->design, &row, arena)) {
        row.why = "another process took its result away";
    }
    work->done(work->object, work_place(work, evaluation->index), &row);
}

uint64_t sweep_work_on(const struct sweep_work *work)
{
    struct sweep_work own = *work;
    const bool screen = work->sweep->screen || work->find;
    const struct evaluate_options options = {.count = work->count,
                                             .jobs = work->jobs,
                                             .point = work_options,
                                             .screen = screen ? work_screen : NULL,
                                             .result = work_result,
                                             .object = &own,
                                             .stop = work->stop};
    return evaluate_all(&options);
}
