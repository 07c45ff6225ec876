/* replicate.c - all replications of a design, on threads; see replicate.h.
 *
 * A worker takes the next index, runs that replication on its own engine and keeps the
 * summary in an arena of the replication's own. Nothing else is shared but the design,
 * which nobody writes. The thresholds are measured before the engine is reset, while
 * the histograms still live in it. When all are done the summaries are merged in the
 * order of their index, so which thread ran what leaves no trace.
 *
 * The calling thread is a worker too: with one job no thread is started, and where the
 * system gives no more threads the others do the work.
 */
#include "sim/run/replicate.h"

#include "models/cost.h"
#include "models/metric.h"
#include "models/notice.h"
#include "models/precision.h"
#include "models/simulation.h"
#include "models/summary_merge.h"
#include "models/threshold.h"
#include "models/verdict.h"

#include <gsl/gsl_errno.h>
#include <pthread.h>
#include <unistd.h>

struct replication {
    struct arena arena;            /* of the summary */
    const struct summary *summary; /* NULL: not run */
};

struct replicate {
    const struct design *design;
    const struct replicate_options *options;
    struct replication *replications;
    uint32_t count;
    atomic_uint next;
    pthread_mutex_t progress; /* guards `done` and the callback */
    uint32_t done;
};

/* Of several replications each is judged by itself too, so that they can be compared. A
 * single one is all there is: what is found on it is found once. */
static void replicate_judge(struct summary *summary, struct arena *arena)
{
    const struct summary *const itself = summary;
    cost_find(summary, arena);
    threshold_judge(summary, &itself, 1, arena);
    summary->verdict.first_at_s = verdict_first_s(summary);
}

static void replicate_one(struct replicate *run, struct engine *engine, uint32_t index)
{
    struct replication *replication = &run->replications[index];
    engine_reset(engine, (uint64_t)run->design->simulate.seed, index);
    struct summary *summary = simulation_run(run->design, engine, &replication->arena);
    threshold_measure(summary, &replication->arena, &engine->arena);
    summary->flows = NULL; /* the engine's */
    if (run->count > 1)
        replicate_judge(summary, &replication->arena);
    replication->summary = summary;
}

static void replicate_tell(struct replicate *run)
{
    pthread_mutex_lock(&run->progress);
    run->done++;
    if (run->options->progress)
        run->options->progress(run->options->object, run->done, run->count);
    pthread_mutex_unlock(&run->progress);
}

static bool replicate_stopped(const struct replicate *run)
{
    return run->options->stop && atomic_load(run->options->stop) != 0;
}

static void replicate_work_on(struct replicate *run, struct engine *engine)
{
    while (!replicate_stopped(run)) {
        const uint32_t index = atomic_fetch_add(&run->next, 1);
        if (index >= run->count)
            break;
        replicate_one(run, engine, index);
        replicate_tell(run);
    }
}

static void *replicate_work(void *object)
{
    struct engine engine;
    engine_init(&engine);
    replicate_work_on(object, &engine);
    engine_clear(&engine);
    return NULL;
}

/* How many threads, the caller's included. */
static uint32_t replicate_jobs(const struct replicate *run)
{
    uint32_t jobs = run->options->jobs;
    if (jobs == 0) {
        const long cores = sysconf(_SC_NPROCESSORS_ONLN);
        jobs = cores > 0 ? (uint32_t)cores : 1;
    }
    return jobs < run->count ? jobs : run->count;
}

static void replicate_all(struct replicate *run, struct arena *arena)
{
    const uint32_t jobs = replicate_jobs(run);
    pthread_t *threads = arena_array(arena, jobs, sizeof(*threads));
    uint32_t started = 0;
    while (started + 1 < jobs &&
           pthread_create(&threads[started], NULL, replicate_work, run) == 0)
        started++;
    if (run->options->engine)
        replicate_work_on(run, run->options->engine);
    else
        replicate_work(run);
    for (uint32_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}

/* A single replication is its own and only sample. */
static void replicate_keep(struct summary *merged, struct arena *arena)
{
    const struct summary *const itself = merged;
    metric_keep(merged, &itself, 1, arena);
}

/* What is found on all replications together. */
static struct summary *replicate_conclude(const struct replicate *run,
                                          struct arena *arena)
{
    const struct summary **parts = arena_array(arena, run->count, sizeof(*parts));
    uint32_t count = 0;
    for (uint32_t i = 0; i < run->count; i++)
        if (run->replications[i].summary)
            parts[count++] = run->replications[i].summary;
    if (count == 0)
        return NULL;
    struct summary *merged = summary_merge(parts, count, arena);
    cost_find(merged, arena);
    threshold_judge(merged, parts, count, arena);
    if (run->count > 1)
        metric_keep(merged, parts, count, arena);
    precision_find(merged);
    verdict_find(merged, parts, count, arena);
    notice_find(merged, arena);
    if (run->count == 1)
        replicate_keep(merged, arena);
    return merged;
}

struct summary *replicate_run(const struct design *design,
                              const struct replicate_options *options,
                              struct arena *arena)
{
    struct replicate run = {
        .design = design,
        .options = options,
        .count = (uint32_t)design->simulate.replications,
        .progress = PTHREAD_MUTEX_INITIALIZER,
    };
    run.replications = arena_array(arena, run.count, sizeof(*run.replications));
    for (uint32_t i = 0; i < run.count; i++)
        arena_init(&run.replications[i].arena);
    gsl_set_error_handler_off(); /* GSL's own aborts; process-wide, so before threads */
    replicate_all(&run, arena);
    struct summary *merged = replicate_conclude(&run, arena);
    for (uint32_t i = 0; i < run.count; i++)
        arena_clear(&run.replications[i].arena);
    pthread_mutex_destroy(&run.progress);
    return merged;
}
