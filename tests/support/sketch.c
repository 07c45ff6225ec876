/* sketch.c - see sketch.h.
 */
#include "tests/support/sketch.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { ROOM = 16, SERIES_ROOM = 32 };

static void sketch_host(struct sketch *sketch)
{
    static const struct price_def hour = {.service = "EC2",
                                          .name = "t3.micro",
                                          .region = "us-east-1",
                                          .value = 0.0104,
                                          .unit = "USD/h",
                                          .source = "price list",
                                          .as_of = "2026-01-01"};
    sketch->host = (struct host_def){
        .item.name = "web",
        .instance = {.item.name = "t3.micro",
                     .vcpus = 2,
                     .memory_bytes = 0x1p30,
                     .burst = {.baseline = 0.1,
                               .credits_per_hour = 12,
                               .max_credits = 288,
                               .mode = CREDIT_MODE_UNLIMITED},
                     .source = "type list",
                     .as_of = "2026-02-01"},
        .count = SKETCH_MACHINES,
        .credits = {.mode = -1},
        .hours_per_month = NAN,
        .is_catalog = 1,
        .machine_count = SKETCH_MACHINES,
        .price_usd_per_h = 0.0104,
        .price_listed = &hour,
        .surplus_usd_per_vcpu_h = 0.05,
    };
    static const char *const names[SKETCH_MACHINES] = {"web[0]", "web[1]"};
    for (uint32_t i = 0; i < SKETCH_MACHINES; i++)
        sketch->machines[i] =
            (struct machine_def){&sketch->host, i, names[i], "a", false};
}

static void sketch_services(struct sketch *sketch)
{
    static const struct {
        const char *name;
        int kind;
    } made[SKETCH_SERVICES] = {
        [SKETCH_SPRING] = {"spring", KIND_PROCESS},
        [SKETCH_FRONT] = {"front", KIND_ALB},
        [SKETCH_MEDIA] = {"media", KIND_S3},
        [SKETCH_DALLE] = {"dalle", KIND_EXTERNAL},
        [SKETCH_VERCEL] = {"vercel", KIND_FLAT},
    };
    static const char *const instances[SKETCH_MACHINES] = {"spring[0]", "spring[1]"};
    for (uint32_t i = 0; i < SKETCH_SERVICES; i++) {
        sketch->services[i].item.name = made[i].name;
        sketch->services[i].kind = made[i].kind;
        sketch->services[i].index = i;
        sketch->services[i].storage_bytes = NAN;
    }
    for (uint32_t i = 0; i < SKETCH_MACHINES; i++)
        sketch->instances[i] = (struct instance_def){
            .service = &sketch->services[SKETCH_SPRING],
            .number = i,
            .name = instances[i],
            .machine = i,
        };
}

static void sketch_traffic(struct sketch *sketch)
{
    sketch->read = (struct endpoint_def){
        .item.name = "read", .service = &sketch->services[0], .full_name = "spring.read"};
    sketch->write = (struct endpoint_def){.item.name = "write",
                                          .service = &sketch->services[0],
                                          .full_name = "spring.write",
                                          .index = 1};
    sketch->traffic[0].item.name = "students";
    sketch->traffic[1].item.name = "teachers";
    sketch->traffic[1].index = 1;
    sketch->flows[SKETCH_STUDENTS_READ] = (struct flow_def){0, &sketch->read, 0.8};
    sketch->flows[SKETCH_STUDENTS_WRITE] = (struct flow_def){0, &sketch->write, 0.2};
    sketch->flows[SKETCH_TEACHERS_READ] = (struct flow_def){1, &sketch->read, 1};
}

void sketch_init(struct sketch *sketch)
{
    memset(sketch, 0, sizeof(*sketch));
    arena_init(&sketch->arena);
    sketch_host(sketch);
    sketch_services(sketch);
    sketch_traffic(sketch);
    sketch->design = (struct design){
        .arena = &sketch->arena,
        .name = "sketch",
        .region = "us-east-1",
        .simulate = {SKETCH_STEPS * SKETCH_STEP_S, 0, 1, 1},
        .month = {NAN, 0},
        .hosts = {&sketch->host, 1},
        .services = {sketch->services, SKETCH_SERVICES},
        .traffic = {sketch->traffic, 2},
        .machines = sketch->machines,
        .machine_count = SKETCH_MACHINES,
        .instances = sketch->instances,
        .instance_count = SKETCH_MACHINES,
        .flows = sketch->flows,
        .flow_count = SKETCH_FLOWS,
    };
}

void sketch_clear(struct sketch *sketch)
{
    arena_clear(&sketch->arena);
}

struct flow_counts *sketch_counts(struct arena *arena)
{
    struct flow_counts *counts = arena_array(arena, SKETCH_FLOWS, sizeof(*counts));
    for (uint32_t i = 0; i < SKETCH_FLOWS; i++) {
        histogram_init(&counts[i].latency, arena);
        batches_init(&counts[i].batches);
    }
    return counts;
}

static void sketch_nothing(struct summary *summary)
{
    const double nan[2] = {NAN, NAN};
    struct request_summary *all = &summary->requests[0];
    all->name = "all";
    all->failed_rate = NAN;
    for (int why = 0; why < FAILURE_COUNT; why++)
        all->error_at[why] = NAN;
    all->latency = (struct latency_summary){.mean = NAN,
                                            .min = NAN,
                                            .p50 = NAN,
                                            .p90 = NAN,
                                            .p95 = NAN,
                                            .p99 = NAN,
                                            .p999 = NAN,
                                            .max = NAN,
                                            .mean_min = NAN,
                                            .mean_max = NAN,
                                            .longer = NAN};
    memcpy(all->latency.ci_mean, nan, sizeof(nan));
    memcpy(all->latency.ci_p50, nan, sizeof(nan));
    memcpy(all->latency.ci_p95, nan, sizeof(nan));
    memcpy(all->latency.ci_p99, nan, sizeof(nan));
    for (uint32_t i = 0; i < SKETCH_MACHINES; i++) {
        summary->hosts[i].credits_depleted_at = NAN;
        summary->hosts[i].unreachable_at = NAN;
        summary->hosts[i].hours = NAN;
    }
}

static void sketch_names(struct summary *summary, const struct sketch *sketch)
{
    for (uint32_t i = 0; i < SKETCH_MACHINES; i++) {
        summary->hosts[i].name = sketch->machines[i].name;
        summary->hosts[i].instance = sketch->host.instance.item.name;
        summary->instances[i].name = sketch->instances[i].name;
        summary->instances[i].host = sketch->machines[i].name;
        summary->instances[i].instances = 1;
    }
    for (uint32_t i = 0; i < SKETCH_SERVICES; i++)
        summary->services[i].name = sketch->services[i].item.name;
}

struct summary *sketch_summary(const struct sketch *sketch, struct arena *arena)
{
    struct summary *summary = arena_allocate(arena, sizeof(*summary));
    *summary = (struct summary){
        .design = &sketch->design,
        .simulated_s = SKETCH_STEPS * SKETCH_STEP_S,
        .replications = 1,
        .requests = arena_array(arena, 1, sizeof(*summary->requests)),
        .request_count = 1,
        .hosts = arena_array(arena, SKETCH_MACHINES, sizeof(*summary->hosts)),
        .instances = arena_array(arena, SKETCH_MACHINES, sizeof(*summary->instances)),
        .services = arena_array(arena, SKETCH_SERVICES, sizeof(*summary->services)),
        .resources = arena_array(arena, ROOM, sizeof(*summary->resources)),
        .events = arena_array(arena, ROOM, sizeof(*summary->events)),
        .step_s = SKETCH_STEP_S,
        .step_count = SKETCH_STEPS,
        .series = arena_array(arena, SERIES_ROOM, sizeof(*summary->series)),
        .usage =
            {
                .window_s = SKETCH_STEPS * SKETCH_STEP_S,
                .machines =
                    arena_array(arena, SKETCH_MACHINES, sizeof(struct machine_usage)),
                .services =
                    arena_array(arena, SKETCH_SERVICES, sizeof(struct service_usage)),
            },
    };
    sketch_nothing(summary);
    sketch_names(summary, sketch);
    return summary;
}

struct resource_summary *sketch_resource(struct summary *summary, const char *id,
                                         int kind, double saturated_at)
{
    assert(summary->resource_count < ROOM);
    struct resource_summary *resource = &summary->resources[summary->resource_count++];
    *resource = (struct resource_summary){
        .id = id, .kind = kind, .saturated_at = saturated_at, .headroom = NAN};
    return resource;
}

void sketch_event(struct summary *summary, double at_s, const char *kind, const char *who,
                  const char *why)
{
    assert(summary->event_count < ROOM);
    summary->events[summary->event_count++] = (struct occurrence){at_s, kind, who, why};
}

void sketch_series(struct summary *summary, struct arena *arena, const char *name,
                   const double *values, uint32_t count)
{
    assert(summary->series_count < SERIES_ROOM);
    struct series *series = &summary->series[summary->series_count++];
    series_init(series, arena, name, SKETCH_STEPS);
    for (uint32_t i = 0; i < SKETCH_STEPS; i++)
        series_push(series, i < count ? values[i] : NAN);
}
