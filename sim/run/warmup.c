/* warmup.c - `warmup: auto`: one cut for all replications; see warmup.h.
 *
 * A pilot of 5 to 10 replications runs from the beginning and counts, 2000 times on the
 * way, the requests that are open. That number is what a queue has to build up, and by
 * Little's law it follows latency and rate alike. MSER-5 cuts the series averaged over the
 * replications, since on each of them alone luck would choose the cut (models and
 * sources: sim/core/mser.c).
 *
 * The pilot has the random numbers of the first replications, so it costs no other luck,
 * and its size depends on the scenario alone.
 */
#include "sim/run/warmup.h"

#include "models/simulation.h"
#include "sim/core/mser.h"
#include "sim/run/workers.h"

enum { WARMUP_LEAST = 5, WARMUP_MOST = 10, WARMUP_POINTS = 2000 };

struct warmup_pilot {
    const struct design *design; /* without a warm-up */
    double *open[WARMUP_MOST];
    uint32_t counted[WARMUP_MOST]; /* points; fewer when the run ended early */
    bool escapes; /* an overflow leaves no points: the replications will tell of theirs */
};

static void warmup_one(void *object, const struct workers_own *own, uint64_t index)
{
    struct warmup_pilot *pilot = object;
    struct engine *engine = own->engine;
    jmp_buf escape;
    engine_reset(engine, (uint64_t)pilot->design->simulate.seed, index);
    if (setjmp(escape) == 0) {
        engine->escape = pilot->escapes ? &escape : NULL;
        pilot->counted[index] = simulation_pilot(pilot->design, engine, own->arena,
                                                 pilot->open[index], WARMUP_POINTS);
    }
    engine->escape = NULL;
}

/* Averages into the first run's series; returns the points that all runs have. */
static uint32_t warmup_average(struct warmup_pilot *pilot, uint32_t runs)
{
    uint32_t points = WARMUP_POINTS;
    for (uint32_t r = 0; r < runs; r++)
        points = pilot->counted[r] < points ? pilot->counted[r] : points;
    for (uint32_t i = 0; i < points; i++) {
        double sum = 0;
        for (uint32_t r = 0; r < runs; r++)
            sum += pilot->open[r][i];
        pilot->open[0][i] = sum / runs;
    }
    return points;
}

struct warmup warmup_find(const struct design *design,
                          const struct replicate_options *options)
{
    const double wanted = design->simulate.replications;
    const uint32_t runs = wanted < WARMUP_LEAST  ? WARMUP_LEAST
                          : wanted > WARMUP_MOST ? WARMUP_MOST
                                                 : (uint32_t)wanted;
    struct warmup_pilot pilot = {.design = design, .escapes = options->errors != NULL};
    const struct workers workers = {.work = warmup_one,
                                    .object = &pilot,
                                    .jobs = options->jobs,
                                    .engine = options->engine,
                                    .stop = options->stop};
    struct arena arena;
    arena_init(&arena);
    for (uint32_t r = 0; r < runs; r++)
        pilot.open[r] = arena_array(&arena, WARMUP_POINTS, sizeof(double));
    workers_run(&workers, 0, runs);
    struct warmup found = {.runs = workers_stopped(&workers) ? 0 : runs};
    if (found.runs > 0) {
        const uint32_t points = warmup_average(&pilot, runs);
        const struct mser mser = mser_find(pilot.open[0], points);
        found.cut_s = mser.cut * design->simulate.duration_s / WARMUP_POINTS;
        found.settled = mser.settled;
    }
    arena_clear(&arena);
    return found;
}
