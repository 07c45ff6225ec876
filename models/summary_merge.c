/* summary_merge.c - many replications become one answer; see summary_merge.h.
 *
 * A summary is structs of doubles, so merging is a walk over tables: each row is a run
 * of neighbouring doubles and how they merge. A member added inside a run is merged
 * without a line here. Sums are taken in the order of the parts and divided at the end;
 * where all parts agree their value is taken as it is, so that what cannot vary (RAM,
 * the number of threads) does not pick up rounding.
 *
 * Intervals: mean +- t(0.975, n - 1) s / sqrt(n) over the n replications' own values
 * (Law, Simulation Modeling and Analysis, section 9.4.1); never below 0, since no
 * latency is.
 */
#include "models/summary_merge.h"

#include <math.h>
#include <string.h>

enum merge_how { MERGE_MEAN, MERGE_MIN, MERGE_MAX };

struct merge_row {
    size_t offset;
    uint32_t count; /* of doubles from there */
    enum merge_how how;
};

/* The doubles from member `first` to member `last`, both included. */
#define RUN(type, first, last, how)                                                      \
    {                                                                                    \
        offsetof(type, first),                                                           \
            (offsetof(type, last) + sizeof(((type *)0)->last) - offsetof(type, first)) / \
                sizeof(double),                                                          \
            how                                                                          \
    }

static const struct merge_row request_rows[] = {
    RUN(struct request_summary, count, error_at, MERGE_MEAN),
    RUN(struct request_summary, latency.mean, latency.mean, MERGE_MEAN),
    RUN(struct request_summary, latency.min, latency.min, MERGE_MIN),
    RUN(struct request_summary, latency.p50, latency.p999, MERGE_MEAN),
    RUN(struct request_summary, latency.max, latency.max, MERGE_MAX),
    RUN(struct request_summary, latency.mean_min, latency.mean_max, MERGE_MEAN),
    RUN(struct request_summary, latency.ci_mean, latency.ci_p99, MERGE_MEAN),
};
static const struct merge_row host_rows[] = {
    RUN(struct host_summary, cpu_mean, hours, MERGE_MEAN),
};
static const struct merge_row instance_rows[] = {
    RUN(struct instance_summary, instances, tasks_placed_least, MERGE_MEAN),
};
static const struct merge_row group_rows[] = {
    RUN(struct group_summary, min, limited_at, MERGE_MEAN),
};
static const struct merge_row resource_rows[] = {
    RUN(struct resource_summary, utilization, headroom, MERGE_MEAN),
};
static const struct merge_row machine_usage_rows[] = {
    RUN(struct machine_usage, hours, internet_out_bytes, MERGE_MEAN),
};
static const struct merge_row service_usage_rows[] = {
    RUN(struct service_usage, calls, internet_out_bytes, MERGE_MEAN),
};
static const struct merge_row summary_rows[] = {
    RUN(struct summary, simulated_s, simulated_s, MERGE_MEAN),
    RUN(struct summary, events_fired, events_fired, MERGE_MEAN),
    RUN(struct summary, usage.window_s, usage.answered, MERGE_MEAN),
};

/* ---- one number ---- */

static double merge_values(const double *values, uint32_t count, enum merge_how how)
{
    double sum = 0, min = INFINITY, max = -INFINITY;
    uint32_t said = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (isnan(values[i]))
            continue;
        sum += values[i];
        min = fmin(min, values[i]);
        max = fmax(max, values[i]);
        said++;
    }
    if (said == 0)
        return NAN;
    if (how == MERGE_MIN || min == max)
        return min;
    return how == MERGE_MAX ? max : sum / said;
}

/* ---- one struct ---- */

/* The same struct in every part, and the table of its doubles. */
struct merge {
    const char *const *parts; /* the struct in each part */
    uint32_t count;
    double *values; /* scratch, `count` of them */
};

static void merge_rows(const struct merge *merge, const struct merge_row *rows,
                       size_t row_count, void *into)
{
    for (size_t r = 0; r < row_count; r++)
        for (uint32_t k = 0; k < rows[r].count; k++) {
            const size_t at = rows[r].offset + k * sizeof(double);
            for (uint32_t p = 0; p < merge->count; p++)
                memcpy(&merge->values[p], merge->parts[p] + at, sizeof(double));
            const double value = merge_values(merge->values, merge->count, rows[r].how);
            memcpy((char *)into + at, &value, sizeof(value));
        }
}

/* ---- an array of structs ---- */

struct merge_array {
    const struct summary *const *parts;
    uint32_t part_count;
    struct arena *arena;
};

/* Merges the arrays that stand at `offset` of each summary (a pointer to items of
 * `size` bytes). The first part's items give what the table does not. */
static void *merge_array(const struct merge_array *all, size_t offset, uint32_t count,
                         size_t size, const struct merge_row *rows, size_t row_count)
{
    const char **items = arena_array(all->arena, all->part_count, sizeof(*items));
    double *values = arena_array(all->arena, all->part_count, sizeof(*values));
    const struct merge merge = {items, all->part_count, values};
    char *result = arena_array(all->arena, count, size);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t p = 0; p < all->part_count; p++) {
            const char *array;
            memcpy(&array, (const char *)all->parts[p] + offset, sizeof(array));
            items[p] = array + i * size;
        }
        memcpy(result + i * size, items[0], size);
        merge_rows(&merge, rows, row_count, result + i * size);
    }
    return result;
}

#define MERGE_ARRAY(all, member, count, rows)                                            \
    merge_array((all), offsetof(struct summary, member), (count),                        \
                sizeof(*((struct summary *)0)->member), (rows),                          \
                sizeof(rows) / sizeof((rows)[0]))

/* ---- texts of the first part ---- */

static const char *merge_text(const char *text, struct arena *arena)
{
    return text ? arena_text(arena, text, strlen(text)) : NULL;
}

static void merge_names(struct summary *into, struct arena *arena)
{
    const struct design *design = into->design;
    for (uint32_t i = 0; i < into->request_count; i++)
        into->requests[i].name = merge_text(into->requests[i].name, arena);
    for (uint32_t i = 0; i < into->resource_count; i++)
        into->resources[i].id = merge_text(into->resources[i].id, arena);
    for (uint32_t i = 0; i < design->machine_count; i++) {
        into->hosts[i].name = merge_text(into->hosts[i].name, arena);
        into->hosts[i].instance = merge_text(into->hosts[i].instance, arena);
    }
    for (uint32_t i = 0; i < design->instance_count; i++) {
        into->instances[i].name = merge_text(into->instances[i].name, arena);
        into->instances[i].host = merge_text(into->instances[i].host, arena);
    }
    for (uint32_t i = 0; i < design->services.count; i++) {
        into->services[i].name = merge_text(into->services[i].name, arena);
        into->services[i].host = merge_text(into->services[i].host, arena);
    }
}

static void merge_events(struct summary *into, const struct summary *first,
                         struct arena *arena)
{
    into->events = arena_array(arena, first->event_count, sizeof(*into->events));
    for (uint32_t i = 0; i < first->event_count; i++)
        into->events[i] = (struct occurrence){
            .at_s = first->events[i].at_s,
            .kind = merge_text(first->events[i].kind, arena),
            .who = merge_text(first->events[i].who, arena),
            .why = merge_text(first->events[i].why, arena),
        };
}

static void merge_series(struct summary *into, const struct summary *first,
                         struct arena *arena)
{
    into->series = arena_array(arena, first->series_count, sizeof(*into->series));
    for (uint32_t i = 0; i < first->series_count; i++) {
        const struct series *from = &first->series[i];
        series_init(&into->series[i], arena, from->name, from->count);
        for (uint32_t k = 0; k < from->count; k++)
            series_push(&into->series[i], from->values[k]);
    }
}

static void merge_warning(struct summary *into, const char *text, struct arena *arena)
{
    for (uint32_t i = 0; i < into->warning_count; i++)
        if (strcmp(into->warnings[i], text) == 0)
            return;
    into->warnings[into->warning_count++] = merge_text(text, arena);
}

static void merge_warnings(struct summary *into, const struct summary *const *parts,
                           uint32_t count, struct arena *arena)
{
    size_t most = 0;
    for (uint32_t p = 0; p < count; p++)
        most += parts[p]->warning_count;
    into->warnings = arena_array(arena, most, sizeof(*into->warnings));
    into->warning_count = 0;
    for (uint32_t p = 0; p < count; p++)
        for (uint32_t i = 0; i < parts[p]->warning_count; i++)
            merge_warning(into, parts[p]->warnings[i], arena);
}

/* ---- intervals and shares ---- */

static void merge_half(double interval[2], const struct sample *sample, double most)
{
    const double half = sample_half_width(sample, 0.95);
    interval[0] = isfinite(half) ? fmax(0, sample->mean - half) : NAN;
    interval[1] = isfinite(half) ? fmin(most, sample->mean + half) : NAN;
}

static void merge_interval(double interval[2], const struct summary *const *parts,
                           uint32_t count, uint32_t request, size_t offset, double most)
{
    struct sample sample = {0};
    for (uint32_t p = 0; p < count; p++) {
        double value;
        memcpy(&value, (const char *)&parts[p]->requests[request] + offset,
               sizeof(value));
        if (!isnan(value))
            sample_record(&sample, value);
    }
    merge_half(interval, &sample, most);
}

static void merge_intervals(struct summary *into, const struct summary *const *parts,
                            uint32_t count)
{
    for (uint32_t i = 0; i < into->request_count; i++) {
        struct latency_summary *latency = &into->requests[i].latency;
        latency->longer = NAN;
        merge_interval(latency->ci_mean, parts, count, i,
                       offsetof(struct request_summary, latency.mean), INFINITY);
        merge_interval(latency->ci_p50, parts, count, i,
                       offsetof(struct request_summary, latency.p50), INFINITY);
        merge_interval(latency->ci_p95, parts, count, i,
                       offsetof(struct request_summary, latency.p95), INFINITY);
        merge_interval(latency->ci_p99, parts, count, i,
                       offsetof(struct request_summary, latency.p99), INFINITY);
    }
}

/* In which share of the replications each resource was saturated, and when. */
static void merge_shares(struct summary *into, const struct summary *const *parts,
                         uint32_t count)
{
    for (uint32_t i = 0; i < into->resource_count; i++) {
        struct sample times = {0};
        for (uint32_t p = 0; p < count; p++)
            if (!isnan(parts[p]->resources[i].saturated_at))
                sample_record(&times, parts[p]->resources[i].saturated_at);
        into->resources[i].saturated_replications = (double)times.count / count;
        merge_half(into->resources[i].saturated_ci, &times,
                   into->design->simulate.duration_s);
    }
}

/* ---- the whole ---- */

static void merge_figures(struct summary *into, const struct merge_array *all)
{
    const struct summary *first = all->parts[0];
    const struct design *design = first->design;
    into->requests = MERGE_ARRAY(all, requests, first->request_count, request_rows);
    into->hosts = MERGE_ARRAY(all, hosts, design->machine_count, host_rows);
    into->instances = MERGE_ARRAY(all, instances, design->instance_count, instance_rows);
    into->services = MERGE_ARRAY(all, services, design->services.count, instance_rows);
    into->groups = MERGE_ARRAY(all, groups, first->group_count, group_rows);
    into->resources = MERGE_ARRAY(all, resources, first->resource_count, resource_rows);
    into->usage.machines =
        MERGE_ARRAY(all, usage.machines, design->machine_count, machine_usage_rows);
    into->usage.services =
        MERGE_ARRAY(all, usage.services, design->services.count, service_usage_rows);
}

static void merge_forget(struct summary *into)
{
    into->flows = NULL;
    memset(&into->cost, 0, sizeof(into->cost));
    memset(&into->verdict, 0, sizeof(into->verdict));
    into->thresholds = NULL;
    into->ok = 0;
}

struct summary *summary_merge(const struct summary *const *parts, uint32_t count,
                              struct arena *arena)
{
    struct summary *into = arena_allocate(arena, sizeof(*into));
    const struct merge_array all = {parts, count, arena};
    const char **wholes = arena_array(arena, count, sizeof(*wholes));
    for (uint32_t p = 0; p < count; p++)
        wholes[p] = (const char *)parts[p];
    const struct merge merge = {wholes, count, arena_array(arena, count, sizeof(double))};
    *into = *parts[0];
    merge_rows(&merge, summary_rows, sizeof(summary_rows) / sizeof(summary_rows[0]),
               into);
    into->replications = count;
    merge_figures(into, &all);
    merge_names(into, arena);
    merge_events(into, parts[0], arena);
    merge_series(into, parts[0], arena);
    merge_warnings(into, parts, count, arena);
    merge_shares(into, parts, count);
    for (uint32_t i = 0; i < into->request_count; i++)
        merge_interval(into->requests[i].failed_rate_ci, parts, count, i,
                       offsetof(struct request_summary, failed_rate), 1);
    if (count > 1)
        merge_intervals(into, parts, count);
    merge_forget(into);
    return into;
}
