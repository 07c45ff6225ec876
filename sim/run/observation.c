/* observation.c - see observation.h.
 */
#include "sim/run/observation.h"

#include "sim/input/fields.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *name, *unit;
    size_t offset; /* in a measured_def */
} observed[] = {
    [OBSERVED_MEAN] = {"mean", "s", offsetof(struct measured_def, mean_s)},
    [OBSERVED_MIN] = {"min", "s", offsetof(struct measured_def, min_s)},
    [OBSERVED_P50] = {"p50", "s", offsetof(struct measured_def, p50_s)},
    [OBSERVED_P90] = {"p90", "s", offsetof(struct measured_def, p90_s)},
    [OBSERVED_P95] = {"p95", "s", offsetof(struct measured_def, p95_s)},
    [OBSERVED_P99] = {"p99", "s", offsetof(struct measured_def, p99_s)},
    [OBSERVED_MAX] = {"max", "s", offsetof(struct measured_def, max_s)},
    [OBSERVED_RATE] = {"rate", "1/s", offsetof(struct measured_def, rate_per_s)},
    [OBSERVED_FAILED_RATE] = {"failed_rate", "share",
                              offsetof(struct measured_def, failed_rate)},
    [OBSERVED_CPU] = {"cpu", "share", offsetof(struct measured_def, cpu)},
};

const char *observation_name(enum observed figure)
{
    return observed[figure].name;
}

const char *observation_unit(enum observed figure)
{
    return observed[figure].unit;
}

static void append(struct observations *observations, struct observation observation)
{
    if (observations->count == observations->capacity) {
        observations->capacity = 2 * observations->capacity + 16;
        observations->items =
            arena_grow(observations->arena, observations->items, observations->count,
                       observations->capacity, sizeof(*observations->items));
    }
    observations->items[observations->count++] = observation;
}

static const char *requests_of(const struct measured_def *measured, struct arena *arena)
{
    if (measured->endpoint)
        return measured->endpoint;
    return measured->traffic ? arena_format(arena, "traffic.%s", measured->traffic)
                             : "all";
}

void observation_add(struct observations *observations,
                     const struct measured_def *measured)
{
    const char *requests = requests_of(measured, observations->arena);
    for (int figure = 0; figure < OBSERVED_COUNT; figure++) {
        double value;
        memcpy(&value, (const char *)measured + observed[figure].offset, sizeof(value));
        if (isnan(value))
            continue;
        append(observations, (struct observation){
                                 .variant = measured->variant,
                                 .of = figure == OBSERVED_CPU ? measured->host : requests,
                                 .figure = (enum observed)figure,
                                 .measured = value,
                                 .error = measured->error,
                                 .place = measured->item.place});
    }
}

void observation_read(struct observations *observations, const struct yaml_node *root)
{
    const struct yaml_node *block = yaml_tree_get(root, "measured");
    struct error_list seen; /* by world_load already */
    struct fields fields;
    error_list_init(&seen, observations->arena);
    fields_init(&fields, observations->arena, &seen, NULL, ".");
    for (uint32_t i = 0; block && block->kind == YAML_LIST && i < block->count; i++) {
        struct measured_def measured = {.item = {.place = block->items[i]->place}};
        fields_fill(&fields, &measured_table, block->items[i], "measured", &measured);
        observation_add(observations, &measured);
    }
}

/* ---- of a run ---- */

/* How much of the window the machine was there: those of a group that scales come and go. */
static double presence_of(const struct host_summary *host, const struct summary *summary)
{
    return isnan(host->hours) ? 1 : host->hours * 3600 / summary->usage.window_s;
}

/* Of a machine; of a host the mean over its machines, as long as they are there. */
static double cpu_of(const char *name, const struct summary *summary)
{
    const struct design *design = summary->design;
    double busy = 0, there = 0;
    for (uint32_t i = 0; i < design->machine_count; i++) {
        const struct host_summary *host = &summary->hosts[i];
        if (strcmp(host->name, name) == 0)
            return host->cpu_mean;
        if (strcmp(design->machines[i].host->item.name, name) == 0) {
            busy += host->cpu_mean;
            there += presence_of(host, summary);
        }
    }
    return there > 0 ? busy / there : NAN;
}

double observation_value(const struct observation *observation,
                         const struct summary *summary)
{
    if (observation->figure == OBSERVED_CPU)
        return cpu_of(observation->of, summary);
    const struct request_summary *requests = summary_request(summary, observation->of);
    const double values[] = {
        [OBSERVED_MEAN] = requests ? requests->latency.mean : NAN,
        [OBSERVED_MIN] = requests ? requests->latency.mean_min : NAN,
        [OBSERVED_P50] = requests ? requests->latency.p50 : NAN,
        [OBSERVED_P90] = requests ? requests->latency.p90 : NAN,
        [OBSERVED_P95] = requests ? requests->latency.p95 : NAN,
        [OBSERVED_P99] = requests ? requests->latency.p99 : NAN,
        [OBSERVED_MAX] = requests ? requests->latency.mean_max : NAN,
        [OBSERVED_RATE] = requests ? requests->rate : NAN,
        [OBSERVED_FAILED_RATE] = requests ? requests->failed_rate : NAN,
    };
    return values[observation->figure];
}

static const char **names_of(const struct observation *observation,
                             const struct summary *summary, struct arena *arena,
                             uint32_t *count)
{
    const struct design *design = summary->design;
    const bool machine = observation->figure == OBSERVED_CPU;
    const uint32_t machines = design->machine_count;
    *count = machine ? machines + design->hosts.count : summary->request_count;
    const char **names = arena_array(arena, *count, sizeof(*names));
    for (uint32_t i = 0; i < *count; i++)
        names[i] = !machine       ? summary->requests[i].name
                   : i < machines ? summary->hosts[i].name
                                  : design_host(design, i - machines)->item.name;
    return names;
}

bool observation_check(const struct observation *observation,
                       const struct summary *summary, struct arena *arena,
                       struct error_list *errors)
{
    uint32_t count;
    const char **names = names_of(observation, summary, arena, &count);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(names[i], observation->of) == 0)
            return true;
    const char *nearest = error_nearest(observation->of, names, count);
    error_list_add(errors, observation->place, "measured", "the run has no %s%s%s%s",
                   observation->of, nearest ? "; did you mean " : "",
                   nearest ? nearest : "", nearest ? "?" : "");
    return false;
}

double observation_distance(const struct observation *observation, double simulated)
{
    if (observation->figure == OBSERVED_FAILED_RATE)
        return simulated - observation->measured;
    return log(simulated / observation->measured);
}
