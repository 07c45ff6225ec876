/* sensitivity.c - see sensitivity.h.
 *
 * All points of the three designs are one list, run through evaluate_all: the scenario
 * itself, two ends of each range, the trajectories, the hypercube. Each point leaves a
 * row of outputs; what they mean is found when all rows are there, so it does not depend
 * on who ran what.
 */
#include "sim/run/sensitivity.h"

#include "sim/run/evaluate.h"
#include "sim/run/latin.h"
#include "sim/run/proportion.h"

#include <math.h>
#include <pthread.h>
#include <string.h>

static const enum metric_figure figures[] = {FIGURE_LATENCY_P95, FIGURE_FAILED_RATE,
                                             FIGURE_COST_MONTH, FIGURE_FIRST_SATURATED};
enum { FIGURES = sizeof(figures) / sizeof(*figures) };

struct outcome {    /* of a point */
    double *values; /* of the outputs */
    char *broken;   /* of the thresholds: 0 or 1 */
    bool done, loaded, ok;
};

struct study {
    struct sensitivity *found;
    const struct sensitivity_options *options;
    struct arena *arena;
    double *points;                 /* rows of ranges: 0..1, NAN as the scenario has it */
    double *trajectories, *samples; /* where theirs begin */
    struct outcome *outcomes;
    uint64_t first_trajectory, first_sample; /* indices of points */
    pthread_mutex_t lock;                    /* guards the progress and refused_why */
    uint64_t refused_first;                  /* index of the point that said it */
};

/* ---- the points ---- */

static void study_ends(struct study *study)
{
    const uint32_t inputs = study->found->ranges->count;
    for (uint64_t i = 0; i < study->first_trajectory * inputs; i++)
        study->points[i] = NAN;
    for (uint32_t i = 0; i < inputs; i++) {
        study->points[(1 + 2 * (size_t)i) * inputs + i] = 0;
        study->points[(2 + 2 * (size_t)i) * inputs + i] = 1;
    }
}

static void study_plan(struct study *study)
{
    struct sensitivity *found = study->found;
    const uint32_t inputs = found->ranges->count;
    const uint64_t seed = (uint64_t)found->design->simulate.seed;
    struct random random;
    study->first_trajectory = 1 + 2 * (uint64_t)inputs;
    study->first_sample =
        study->first_trajectory + (uint64_t)found->trajectories * (inputs + 1);
    found->runs = study->first_sample + found->samples;
    study->points = arena_array(study->arena, found->runs * inputs, sizeof(double));
    study->trajectories = study->points + study->first_trajectory * inputs;
    study->samples = study->points + study->first_sample * inputs;
    study_ends(study);
    random_init(&random, seed, 0, "sensitivity.trajectories");
    morris_design(study->trajectories, inputs, found->trajectories, &random);
    random_init(&random, seed, 0, "sensitivity.samples");
    latin_hypercube(study->samples, inputs, found->samples, &random);
}

static void study_point(void *object, uint64_t index, struct arena *arena,
                        struct world_options *options)
{
    const struct study *study = object;
    const struct ranges *ranges = study->found->ranges;
    range_set(ranges, study->points + index * ranges->count, study->options->world, arena,
              options);
}

/* ---- what a point gives ---- */

/* A saturation that never came is one after the end: the run's length is the least it
 * can be. */
static double figure_value(const struct summary *summary, enum metric_figure figure)
{
    const double value = metric_value(summary, figure);
    if (figure == FIGURE_FIRST_SATURATED && isnan(value))
        return summary->design->simulate.duration_s;
    return value;
}

static void outcome_fill(struct study *study, const struct summary *summary,
                         struct outcome *outcome)
{
    const struct sensitivity *found = study->found;
    outcome->loaded = true;
    outcome->ok = summary->ok;
    for (uint32_t i = 0; i < found->output_count; i++) {
        const bool threshold = i < found->threshold_count;
        outcome->values[i] = threshold ? summary->thresholds[i].value
                                       : figure_value(summary, found->outputs[i].figure);
        if (threshold)
            outcome->broken[i] = !summary->thresholds[i].ok;
    }
}

/* Of several the one of the lowest index is told, whoever came first. */
static void study_refused(struct study *study, const struct evaluation *evaluation)
{
    struct sensitivity *found = study->found;
    found->refused++;
    if (found->refused_why && evaluation->index > study->refused_first)
        return;
    study->refused_first = evaluation->index;
    for (size_t i = 0; i < evaluation->messages->count; i++) {
        const struct error *error = &evaluation->messages->items[i];
        if (error->severity == SEVERITY_ERROR) {
            found->refused_why =
                arena_format(study->arena, "%s: %s", error->path, error->message);
            return;
        }
    }
}

static void study_result(void *object, const struct evaluation *evaluation)
{
    struct study *study = object;
    struct outcome *outcome = &study->outcomes[evaluation->index];
    if (evaluation->summary)
        outcome_fill(study, evaluation->summary, outcome);
    pthread_mutex_lock(&study->lock);
    outcome->done = true;
    study->found->done++;
    if (!evaluation->summary)
        study_refused(study, evaluation);
    if (study->options->progress)
        study->options->progress(study->options->object, study->found->done,
                                 study->found->runs);
    pthread_mutex_unlock(&study->lock);
}

static void study_evaluate(struct study *study)
{
    struct sensitivity *found = study->found;
    study->outcomes = arena_array(study->arena, found->runs, sizeof(*study->outcomes));
    for (uint64_t i = 0; i < found->runs; i++) {
        struct outcome *outcome = &study->outcomes[i];
        outcome->values = arena_array(study->arena, found->output_count, sizeof(double));
        outcome->broken = arena_array(study->arena, found->threshold_count, 1);
        for (uint32_t k = 0; k < found->output_count; k++)
            outcome->values[k] = NAN;
    }
    const struct evaluate_options options = {.count = found->runs,
                                             .jobs = study->options->jobs,
                                             .point = study_point,
                                             .result = study_result,
                                             .object = study,
                                             .stop = study->options->stop};
    pthread_mutex_init(&study->lock, NULL);
    evaluate_all(&options);
    pthread_mutex_destroy(&study->lock);
}

/* ---- what all points say ---- */

static double swing_of(double low, double base, double high)
{
    const bool all = isfinite(low) && isfinite(base) && isfinite(high);
    const bool none = !isfinite(low) && !isfinite(base) && !isfinite(high);
    if (all)
        return fmax(fmax(low, base), high) - fmin(fmin(low, base), high);
    return none ? 0 : INFINITY;
}

static void find_ends(struct study *study)
{
    struct sensitivity *found = study->found;
    const uint32_t inputs = found->ranges->count;
    for (uint32_t i = 0; i < inputs; i++) {
        const struct outcome *low = &study->outcomes[1 + 2 * (size_t)i], *high = low + 1;
        const bool both = low->loaded && high->loaded;
        found->ok_low[i] = low->loaded ? low->ok : -1;
        found->ok_high[i] = high->loaded ? high->ok : -1;
        for (uint32_t k = 0; k < found->output_count; k++) {
            struct sensitivity_effect *effect = &found->effects[k * inputs + i];
            effect->low = low->values[k];
            effect->high = high->values[k];
            effect->swing =
                both ? swing_of(effect->low, found->base[k], effect->high) : NAN;
        }
    }
}

static void find_effects(struct study *study)
{
    struct sensitivity *found = study->found;
    const uint32_t inputs = found->ranges->count;
    const uint64_t rows = study->first_sample - study->first_trajectory;
    struct morris_effect *effects = arena_array(study->arena, inputs, sizeof(*effects));
    double *outputs = arena_array(study->arena, rows, sizeof(*outputs));
    for (uint32_t k = 0; k < found->output_count; k++) {
        for (uint64_t row = 0; row < rows; row++)
            outputs[row] = study->outcomes[study->first_trajectory + row].values[k];
        morris_effects(study->trajectories, outputs, inputs, found->trajectories,
                       effects);
        for (uint32_t i = 0; i < inputs; i++)
            found->effects[k * inputs + i].morris = effects[i];
    }
}

static void find_chances(struct study *study)
{
    struct sensitivity *found = study->found;
    for (uint32_t n = 0; n < found->samples; n++) {
        const struct outcome *outcome = &study->outcomes[study->first_sample + n];
        if (!outcome->loaded)
            continue;
        found->any.of++;
        found->any.broken += !outcome->ok;
        for (uint32_t k = 0; k < found->threshold_count; k++) {
            found->chances[k].of++;
            found->chances[k].broken += outcome->broken[k];
        }
    }
    for (uint32_t k = 0; k <= found->threshold_count; k++) {
        struct sensitivity_chance *chance =
            k < found->threshold_count ? &found->chances[k] : &found->any;
        proportion_interval(chance->broken, chance->of, 0.95, &chance->low,
                            &chance->high);
    }
}

/* ---- the study ---- */

static struct sensitivity *found_create(const struct sensitivity_options *options,
                                        const struct design *design,
                                        const struct ranges *ranges, struct arena *arena)
{
    struct sensitivity *found = arena_allocate(arena, sizeof(*found));
    *found = (struct sensitivity){.design = design,
                                  .ranges = ranges,
                                  .trajectories = options->trajectories,
                                  .samples = options->samples,
                                  .threshold_count = design->threshold_count,
                                  .output_count = design->threshold_count + FIGURES};
    found->outputs = arena_array(arena, found->output_count, sizeof(*found->outputs));
    for (uint32_t i = 0; i < found->output_count; i++) {
        if (i < found->threshold_count)
            found->outputs[i].threshold = &design->thresholds[i];
        else
            found->outputs[i].figure = figures[i - found->threshold_count];
    }
    found->effects = arena_array(arena, (size_t)found->output_count * ranges->count,
                                 sizeof(*found->effects));
    found->ok_low = arena_array(arena, ranges->count, sizeof(int));
    found->ok_high = arena_array(arena, ranges->count, sizeof(int));
    found->chances = arena_array(arena, found->threshold_count, sizeof(*found->chances));
    return found;
}

const struct sensitivity *sensitivity_run(const struct sensitivity_options *options,
                                          const struct design *design,
                                          const struct ranges *ranges,
                                          struct arena *arena)
{
    struct sensitivity *found = found_create(options, design, ranges, arena);
    struct study study = {.found = found, .options = options, .arena = arena};
    study_plan(&study);
    study_evaluate(&study);
    found->worthless = !study.outcomes[0].loaded;
    found->base = study.outcomes[0].values;
    found->base_ok = study.outcomes[0].ok;
    find_ends(&study);
    find_effects(&study);
    find_chances(&study);
    return found;
}

bool sensitivity_is_never(const struct sensitivity *sensitivity, uint32_t output,
                          double value)
{
    const struct sensitivity_output *found = &sensitivity->outputs[output];
    return !found->threshold && found->figure == FIGURE_FIRST_SATURATED &&
           value >= sensitivity->design->simulate.duration_s;
}

void sensitivity_order(const struct sensitivity *sensitivity, uint32_t output,
                       uint32_t *order)
{
    const uint32_t count = sensitivity->ranges->count;
    const struct sensitivity_effect *effects = &sensitivity->effects[output * count];
    for (uint32_t i = 0; i < count; i++) { /* by insertion: stable */
        uint32_t at = i;
        for (; at > 0; at--) {
            const double above = effects[order[at - 1]].swing;
            if (isnan(effects[i].swing) || above >= effects[i].swing)
                break;
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
}
