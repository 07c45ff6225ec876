/* evaluate.c - many points of an experiment on all cores; see evaluate.h.
 *
 * A worker takes the next index, loads that point, runs it, hands the answer over and
 * forgets it: its arena and its engine are used again for the next. With fewer points
 * than threads each point's replications get the threads that are left.
 */
#include "sim/run/evaluate.h"

#include "sim/run/workers.h"

struct evaluate {
    const struct evaluate_options *options;
    uint32_t inner_jobs; /* of each point's replications */
    _Atomic uint64_t done;
};

static bool evaluate_stopped(const struct evaluate *run)
{
    return run->options->stop && atomic_load(run->options->stop) != 0;
}

static void evaluate_simulate(const struct evaluate *run, struct engine *engine,
                              struct evaluation *evaluation, struct error_list *errors)
{
    const struct evaluate_options *options = run->options;
    if (options->screen && !options->screen(options->object, evaluation->index,
                                            evaluation->design, evaluation->arena))
        return;
    const struct replicate_options replicate = {.progress = options->replicated,
                                                .object = options->object,
                                                .jobs = run->inner_jobs,
                                                .stop = options->stop,
                                                .engine = engine,
                                                .errors = errors};
    evaluation->summary =
        replicate_run(evaluation->design, &replicate, evaluation->arena);
}

static void evaluate_one(void *object, const struct workers_own *own, uint64_t index)
{
    struct evaluate *run = object;
    const struct evaluate_options *options = run->options;
    struct arena *arena = own->arena;
    struct error_list messages;
    struct evaluation evaluation = {
        .index = index, .messages = &messages, .arena = arena};
    error_list_init(&messages, arena);
    evaluation.options = world_options_of(NULL);
    options->point(options->object, index, arena, &evaluation.options);
    evaluation.design = world_load(&evaluation.options, arena, &messages);
    if (evaluation.design)
        evaluate_simulate(run, own->engine, &evaluation, &messages);
    const struct summary *summary = evaluation.summary;
    if (evaluate_stopped(run) && !(options->partial && summary))
        return; /* perhaps with fewer replications than were asked for */
    options->result(options->object, &evaluation);
    atomic_fetch_add(&run->done, !summary || !summary->partial);
}

uint64_t evaluate_all(const struct evaluate_options *options)
{
    struct evaluate run = {.options = options};
    const uint32_t threads = workers_count(options->jobs, options->count);
    const struct workers workers = {
        .work = evaluate_one, .object = &run, .jobs = threads, .stop = options->stop};
    if (threads == 0)
        return 0;
    run.inner_jobs = workers_count(options->jobs, UINT64_MAX) / threads;
    workers_run(&workers, 0, options->count);
    return run.done;
}
