/* replicate.c - all replications of a design, on threads; see replicate.h.
 *
 * Each runs on a worker's engine (workers.c) and leaves its summary in an arena of its
 * own. Nothing else is shared but the design, which nobody writes. The thresholds are
 * measured before the engine is reset, while the histograms still live in it. When all are
 * done the summaries are merged in the order of their index, so which thread ran what
 * leaves no trace.
 *
 * With `precision` replications are added batch by batch until the intervals are narrow
 * enough; with `warmup: auto` a pilot finds the cut first (warmup.c).
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
#include "sim/run/warmup.h"
#include "sim/run/workers.h"

#include <gsl/gsl_errno.h>
#include <math.h>
#include <pthread.h>

/* A sequential rule that may stop at any moment stops when the variance happens to look
 * small: the first batch must be large enough to know it, and the intervals are looked at
 * after whole batches only (Law, Simulation Modeling and Analysis, section 9.4.1). */
enum { PRECISION_FIRST = 10, PRECISION_BATCH = 10 };

struct replication {
    struct arena own;
    struct arena *arena;           /* of the summary: its own; of a single one the
                                      answer's, warm when many points follow each other */
    const struct summary *summary; /* NULL: not run */
    const char *trouble;           /* why it could not go on; NULL: it could */
};

struct replicate {
    const struct design *design;
    const struct replicate_options *options;
    struct replication *replications;
    uint32_t count;
    pthread_mutex_t progress; /* guards `done` and the callback */
    uint32_t done;
    bool partial;         /* stopped before all of them were run */
    double widest;        /* with `precision`: of the last batch */
    struct warmup warmup; /* with `warmup: auto` */
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

static void replicate_simulate(struct replicate *run, struct engine *engine,
                               uint32_t index)
{
    struct replication *replication = &run->replications[index];
    engine_reset(engine, (uint64_t)run->design->simulate.seed, index);
    struct summary *summary = simulation_run(run->design, engine, replication->arena);
    threshold_measure(summary, replication->arena, &engine->arena);
    summary->flows = NULL; /* the engine's */
    if (run->count > 1)
        replicate_judge(summary, replication->arena);
    replication->summary = summary;
}

/* Where somebody listens a replication that cannot go on is not the end of the program. */
static void replicate_one(struct replicate *run, struct engine *engine, uint32_t index)
{
    struct replication *replication = &run->replications[index];
    jmp_buf escape;
    if (setjmp(escape) == 0) {
        engine->escape = run->options->errors ? &escape : NULL;
        replicate_simulate(run, engine, index);
    } else {
        replication->trouble = arena_format(replication->arena, "%s", engine->trouble);
    }
    engine->escape = NULL;
}

static void replicate_tell(struct replicate *run)
{
    pthread_mutex_lock(&run->progress);
    run->done++;
    if (run->options->progress)
        run->options->progress(run->options->object, run->done, run->count);
    pthread_mutex_unlock(&run->progress);
}

static void replicate_work(void *object, const struct workers_own *own, uint64_t index)
{
    struct replicate *run = object;
    replicate_one(run, own->engine, (uint32_t)index);
    replicate_tell(run);
}

/* ---- how many ---- */

/* With `precision` a first batch, and a most. */
static uint32_t replicate_first(const struct simulate_def *simulate)
{
    const double least =
        simulate->precision > 0 ? fmin(PRECISION_FIRST, simulate->max_replications) : 0;
    return (uint32_t)fmax(simulate->replications, least);
}

static uint32_t replicate_most(const struct simulate_def *simulate)
{
    const double most = simulate->precision > 0 ? simulate->max_replications : 0;
    return (uint32_t)fmax(simulate->replications, most);
}

/* The summaries of those that have ended, in the order of their index. */
static uint32_t replicate_parts(const struct replicate *run, const struct summary **parts)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < run->count; i++)
        if (run->replications[i].summary)
            parts[count++] = run->replications[i].summary;
    return count;
}

/* Of the first one in order, whichever came first; NULL: all could go on. */
static const char *replicate_trouble(const struct replicate *run)
{
    const char *trouble = NULL;
    for (uint32_t i = 0; i < run->count && !trouble; i++)
        trouble = run->replications[i].trouble;
    return trouble;
}

/* Is another batch needed? Only whole batches are judged, so the answer does not depend
 * on who ran what. */
static bool replicate_is_done(struct replicate *run, uint32_t most, struct arena *arena)
{
    const double wanted = run->design->simulate.precision;
    if (!(wanted > 0))
        return true;
    const struct summary **parts = arena_array(arena, run->count, sizeof(*parts));
    run->widest = precision_widest(parts, replicate_parts(run, parts), arena);
    return run->widest <= wanted || run->count == most;
}

static void replicate_all(struct replicate *run, struct arena *arena)
{
    const struct workers workers = {.work = replicate_work,
                                    .object = run,
                                    .jobs = run->options->jobs,
                                    .engine = run->options->engine,
                                    .stop = run->options->stop};
    const uint32_t most = replicate_most(&run->design->simulate);
    uint32_t from = 0;
    run->replications = arena_array(arena, most, sizeof(*run->replications));
    run->count = replicate_first(&run->design->simulate);
    for (;;) {
        for (uint32_t i = from; i < run->count; i++) {
            arena_init(&run->replications[i].own);
            run->replications[i].arena = most > 1 ? &run->replications[i].own : arena;
        }
        workers_run(&workers, from, run->count);
        run->partial = run->done < run->count;
        if (run->partial || replicate_trouble(run) || replicate_is_done(run, most, arena))
            return;
        from = run->count;
        run->count = most - from < PRECISION_BATCH ? most : from + PRECISION_BATCH;
    }
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
    const uint32_t count = replicate_parts(run, parts);
    if (count == 0)
        return NULL;
    struct summary *merged = summary_merge(parts, count, arena);
    merged->partial = run->partial;
    merged->widest = run->widest;
    merged->warmup_cut_s = run->warmup.cut_s;
    merged->warmup_late = run->design->simulate.warmup_auto && !run->warmup.settled;
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

/* The design with the warm-up that the pilot finds, at most half of the run. */
static const struct design *replicate_cut(const struct design *design,
                                          struct warmup *warmup,
                                          const struct replicate_options *options,
                                          struct arena *arena)
{
    struct design *cut = arena_allocate(arena, sizeof(*cut));
    *warmup = warmup_find(design, options);
    *cut = *design;
    cut->simulate.warmup_s = fmin(warmup->cut_s, design->simulate.duration_s / 2);
    return cut;
}

struct summary *replicate_run(const struct design *design,
                              const struct replicate_options *options,
                              struct arena *arena)
{
    struct replicate run = {
        .design = design,
        .options = options,
        .progress = PTHREAD_MUTEX_INITIALIZER,
        .warmup = {.cut_s = NAN},
    };
    gsl_set_error_handler_off(); /* GSL's own aborts; process-wide, so before threads */
    if (design->simulate.warmup_auto) {
        run.design = replicate_cut(design, &run.warmup, options, arena);
        if (run.warmup.runs == 0)
            return NULL;
    }
    replicate_all(&run, arena);
    const char *trouble = replicate_trouble(&run);
    if (trouble)
        error_list_add(options->errors, (struct place){0}, NULL, "%s", trouble);
    struct summary *merged = trouble ? NULL : replicate_conclude(&run, arena);
    for (uint32_t i = 0; i < run.count; i++)
        arena_clear(&run.replications[i].own);
    pthread_mutex_destroy(&run.progress);
    return merged;
}
