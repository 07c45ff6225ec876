/* evaluate.c - many points of an experiment on all cores; see evaluate.h.
 *
 * A worker takes the next index, loads that point, runs it, hands the answer over and
 * forgets it: its arena and its engine are used again for the next. With fewer points
 * than threads each point's replications get the threads that are left.
 */
#include "sim/run/evaluate.h"

#include "sim/core/engine.h"
#include "sim/run/replicate.h"

#include <pthread.h>
#include <unistd.h>

struct evaluate {
    const struct evaluate_options *options;
    uint32_t inner_jobs; /* of each point's replications */
    _Atomic uint64_t next, done;
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

static void evaluate_one(struct evaluate *run, uint64_t index, struct arena *arena,
                         struct engine *engine)
{
    const struct evaluate_options *options = run->options;
    struct error_list messages;
    struct evaluation evaluation = {
        .index = index, .messages = &messages, .arena = arena};
    error_list_init(&messages, arena);
    evaluation.options = world_options_of(NULL);
    options->point(options->object, index, arena, &evaluation.options);
    evaluation.design = world_load(&evaluation.options, arena, &messages);
    if (evaluation.design)
        evaluate_simulate(run, engine, &evaluation, &messages);
    const struct summary *summary = evaluation.summary;
    if (evaluate_stopped(run) && !(options->partial && summary))
        return; /* perhaps with fewer replications than were asked for */
    options->result(options->object, &evaluation);
    atomic_fetch_add(&run->done, !summary || !summary->partial);
}

static void *evaluate_work(void *object)
{
    struct evaluate *run = object;
    struct arena arena;
    struct engine engine;
    arena_init(&arena);
    engine_init(&engine);
    while (!evaluate_stopped(run)) {
        const uint64_t index = atomic_fetch_add(&run->next, 1);
        if (index >= run->options->count)
            break;
        evaluate_one(run, index, &arena, &engine);
        arena_reset(&arena);
    }
    engine_clear(&engine);
    arena_clear(&arena);
    return NULL;
}

static uint32_t evaluate_jobs(uint32_t jobs)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return jobs > 0 ? jobs : cores > 0 ? (uint32_t)cores : 1;
}

uint64_t evaluate_all(const struct evaluate_options *options)
{
    struct evaluate run = {.options = options};
    const uint32_t jobs = evaluate_jobs(options->jobs);
    const uint32_t workers = options->count < jobs ? (uint32_t)options->count : jobs;
    if (workers == 0)
        return 0;
    run.inner_jobs = jobs / workers;
    struct arena arena;
    arena_init(&arena);
    pthread_t *threads = arena_array(&arena, workers, sizeof(*threads));
    uint32_t started = 0;
    while (started + 1 < workers &&
           pthread_create(&threads[started], NULL, evaluate_work, &run) == 0)
        started++;
    evaluate_work(&run);
    for (uint32_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    arena_clear(&arena);
    return run.done;
}
