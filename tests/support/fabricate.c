/* fabricate.c - see fabricate.h.
 */
#include "tests/support/fabricate.h"

#include <math.h>
#include <string.h>

static const double mib = 1024.0 * 1024;
static const double gib = 1024.0 * 1024 * 1024;

enum { SERVICES = 4, STEPS = 240, STEP_S = 15 };

static const char *const service_names[SERVICES] = {"spring", "elasticsearch", "mysql",
                                                    "images"};

/* ---- The design ---- */

static struct service_def *services(struct arena *arena)
{
    struct service_def *all = arena_array(arena, SERVICES, sizeof *all);
    for (uint32_t i = 0; i < SERVICES; i++) {
        all[i].item.name = service_names[i];
        all[i].kind = i == 3 ? KIND_EXTERNAL : KIND_PROCESS;
        all[i].index = all[i].first_instance = i;
        all[i].instance_count = 1;
    }
    return all;
}

static const struct host_def *host(struct arena *arena)
{
    struct host_def *made = arena_allocate(arena, sizeof *made);
    made->item.name = "web";
    return made;
}

static struct threshold_def *thresholds(struct arena *arena)
{
    struct threshold_def *all = arena_array(arena, 3, sizeof *all);
    all[0].metric = "http_req_duration{spring.write}";
    all[0].expression = "p(95) < 800ms";
    all[1].metric = "http_req_failed";
    all[1].expression = "rate < 1%";
    all[2].metric = "cost";
    all[2].expression = "month < 50 USD";
    return all;
}

static void assume(struct ledger *ledger)
{
    ledger_add(ledger, "hosts.web.oom_patience", "20 min", "guessed",
               "amazon-ecs-agent#794 saw 10-20 minutes");
    ledger_add(ledger, "services.elasticsearch.jvm.heap", "1.91 GiB", "published",
               "Elasticsearch's own rule: half of RAM");
    ledger_add(ledger, "services.spring.memory.base", "180 MiB", "measured",
               "docker stats, Spring Boot 2.7, idle");
    ledger_add(ledger, "services.spring.workers", "1", "default", "");
    ledger_add(ledger, "memory.touch", "20000", "fitted", "the over-stack story");
    for (int i = 0; i < 20; i++)
        ledger_add(ledger, arena_format(ledger->arena, "services.mysql.x%02d", i), "1",
                   "default", "");
}

static const struct design *design(struct arena *arena)
{
    struct design *made = arena_allocate(arena, sizeof *made);
    made->arena = arena;
    made->name = "Diary service on one t2.medium";
    made->file = "configs/stories/over-stack.yaml";
    made->region = "ap-northeast-2";
    memset(made->hash, 'a', 64);
    made->simulate =
        (struct simulate_def){.duration_s = 3600, .replications = 5, .seed = 42};
    made->currency = (struct currency_def){"KRW", 1420, "2026-11-20, Bank of Korea"};
    made->services = (struct items){services(arena), SERVICES};
    made->thresholds = thresholds(arena);
    made->threshold_count = 3;
    made->machines = arena_array(arena, 1, sizeof *made->machines);
    made->machines[0].name = "web";
    made->machines[0].host = host(arena);
    made->machine_count = 1;
    made->instances = arena_array(arena, SERVICES, sizeof *made->instances);
    for (uint32_t i = 0; i < SERVICES; i++)
        made->instances[i].machine = i == 3 ? UINT32_MAX : 0;
    made->instance_count = SERVICES;
    ledger_init(&made->ledger, arena);
    assume(&made->ledger);
    return made;
}

/* ---- What was found ---- */

static struct request_summary requests(const char *name, double count, double failed)
{
    struct request_summary made = {.name = name,
                                   .count = count,
                                   .answered = count - failed - 3,
                                   .failed = failed,
                                   .in_flight_end = 3,
                                   .attempts = count + 5};
    made.rate = (count - 3) / 3600;
    made.goodput = made.answered / 3600;
    made.failed_rate = failed / (count - 3);
    made.errors[FAILURE_TIMEOUT] = failed - 10;
    made.errors[FAILURE_KILLED] = 10;
    made.latency = (struct latency_summary){.mean = 0.312,
                                            .min = 0.0123,
                                            .p50 = 0.101,
                                            .p90 = 0.72,
                                            .p95 = 1.5312,
                                            .p99 = 4.25,
                                            .p999 = 12.125,
                                            .max = 31.5,
                                            .ci_mean = {0.29, 0.334},
                                            .ci_p50 = {NAN, NAN},
                                            .ci_p95 = {1.4, 1.66},
                                            .ci_p99 = {NAN, NAN},
                                            .longer = NAN};
    return made;
}

static void add_requests(struct summary *summary, struct arena *arena)
{
    summary->request_count = 3;
    summary->requests = arena_array(arena, 3, sizeof *summary->requests);
    summary->requests[0] = requests("all", 36181, 5361);
    summary->requests[1] = requests("spring.write", 36181, 5361);
    summary->requests[2] = requests("traffic.students", 36181, 5361);
}

static void add_host(struct summary *summary, struct arena *arena)
{
    summary->hosts = arena_array(arena, 1, sizeof *summary->hosts);
    summary->hosts[0] = (struct host_summary){.name = "web",
                                              .instance = "t2.medium",
                                              .cpu_mean = 0.612,
                                              .cpu_peak = 0.9986,
                                              .cpu_user = 0.401,
                                              .cpu_system = 0.211,
                                              .cpu_iowait = 0.12,
                                              .cpu_steal = 0.034,
                                              .cpu_peak_5min = 0.964,
                                              .memory_total = 3.83 * gib,
                                              .memory_mean = 3.1 * gib,
                                              .memory_peak = 3.83 * gib,
                                              .memory_need_peak = 4.61 * gib,
                                              .memory_need_highest = 4.61 * gib,
                                              .swap_total = 0,
                                              .swap_peak = 0,
                                              .has_credits = 1,
                                              .credits_start = 60,
                                              .credits_end = 12.5,
                                              .credits_min = 0,
                                              .credits_depleted_at = 1865,
                                              .credits_surplus = 0,
                                              .volume_utilization = 0.34,
                                              .volume_peak = 1,
                                              .network_utilization = NAN,
                                              .network_out_bytes = 12345678,
                                              .oom_kills = 4,
                                              .unreachable_s = 720,
                                              .unreachable_at = 250,
                                              .hours = NAN};
}

static struct instance_summary instance(const char *name, const char *host, double heap)
{
    return (struct instance_summary){.name = name,
                                     .host = host,
                                     .instances = 1,
                                     .in_flight_mean = 3.13,
                                     .in_flight_peak = 200,
                                     .queue_mean = 0.5,
                                     .queue_peak = 41,
                                     .threads = 200,
                                     .wait_mean = 0.012,
                                     .wait_p95 = 0.31,
                                     .served = 30817,
                                     .refused = 12,
                                     .restarts = heap > 0 ? 4 : 0,
                                     .recycles = 0,
                                     .kills = heap > 0 ? 4 : 0,
                                     .heap_used_mean = heap * 0.4,
                                     .heap_used_peak = heap * 0.95,
                                     .heap_max = heap,
                                     .memory_mean = 400 * mib,
                                     .memory_peak = 612 * mib,
                                     .cpu_mean = 0.41};
}

static void add_services(struct summary *summary, struct arena *arena)
{
    summary->services = arena_array(arena, SERVICES, sizeof *summary->services);
    summary->instances = arena_array(arena, SERVICES, sizeof *summary->instances);
    for (int i = 0; i < SERVICES; i++) {
        const char *name = arena_format(arena, "%s[0]", service_names[i]);
        const double heap = i < 2 ? 1.91 * gib : NAN;
        summary->instances[i] = instance(name, i == 3 ? NULL : "web", heap);
        summary->services[i] = instance(service_names[i], NULL, heap);
    }
    summary->services[3].threads = INFINITY;
    summary->services[3].memory_peak = summary->services[3].memory_mean = NAN;
}

static void add_resources(struct summary *summary, struct arena *arena)
{
    static const struct resource_summary made[] = {
        {"host.web.cpu", RESOURCE_CPU, 0.612, 0.9986, 250, 0.21, 1, 0.8, {NAN, NAN}},
        {"host.web.credits", RESOURCE_CREDITS, 0.5, 1, 1865, 0.1, 0.6, 0.9, {NAN, NAN}},
        {"host.web.memory", RESOURCE_MEMORY, 0.81, 1.2, 190.2, 0.94, 1, 0.83, {NAN, NAN}},
        {"service.mysql.threads",
         RESOURCE_THREADS,
         0.02,
         0.27,
         NAN,
         0,
         0,
         3.7,
         {NAN, NAN}},
        {"service.spring.pool.mysql",
         RESOURCE_POOL,
         0.3,
         0.9,
         NAN,
         0,
         0,
         1.1,
         {NAN, NAN}},
        {"service.elasticsearch.heap",
         RESOURCE_HEAP,
         0.4,
         0.85,
         NAN,
         0,
         0,
         NAN,
         {NAN, NAN}},
    };
    summary->resource_count = sizeof made / sizeof *made;
    summary->resources = arena_array(arena, summary->resource_count, sizeof *made);
    memcpy(summary->resources, made, sizeof made);
}

static void add_cost(struct summary *summary, struct arena *arena)
{
    static const struct cost_line made[] = {
        {"web: 1 x t2.medium", 730, "h", 0.0576, 42.048, 0.0576, "fixed",
         "AWS price list, 2026-11-01", NULL, "web", 42.048 / 529.118, NULL, 1, 0, 0, 0},
        {"web: gp2 volume", 30, "GB-month", 0.114, 3.42, 0.0047, "fixed",
         "AWS price list, 2026-11-01", NULL, "web", 3.42 / 529.118, NULL, 1, 0, 0, 0},
        {"images: calls", 12000, "calls", 0.04, 480, 0.66, "metered",
         "OpenAI, 2026-11-01", NULL, "images", 480 / 529.118, NULL, 0, 0, 0, 0},
        {"web: public IPv4", 730, "h", 0.005, 3.65, 0.005, "fixed", "AWS, 2026-11-01",
         NULL, "addresses", 3.65 / 529.118, NULL, 1, 0, 0, 0},
    };
    summary->cost = (struct cost_summary){.month_ci = {NAN, NAN},
                                          .month_usd = 529.118,
                                          .fixed_usd = 49.118,
                                          .metered_usd = 480,
                                          .currency = "KRW",
                                          .rate = 1420,
                                          .month_local = 751347.56,
                                          .per_1000_usd = 0.01717,
                                          .line_count = 4,
                                          .unpriced_count = 1,
                                          .budget_given = 1,
                                          .budget_ok = 0,
                                          .budget_limit = 300000,
                                          .budget_amount = 600000,
                                          .budget_months = 2,
                                          .budget_currency = "KRW"};
    summary->cost.unpriced = arena_array(arena, 1, sizeof(char *));
    summary->cost.unpriced[0] = "data to the internet: no rate for this region";
    summary->cost.lines = arena_array(arena, 4, sizeof *made);
    memcpy(summary->cost.lines, made, sizeof made);
}

static void add_thresholds(struct summary *summary, struct arena *arena)
{
    static const double values[] = {1.5312, 0.1482, 529.118};
    summary->thresholds = arena_array(arena, 3, sizeof *summary->thresholds);
    for (int i = 0; i < 3; i++)
        summary->thresholds[i] =
            (struct threshold_summary){.definition = &summary->design->thresholds[i],
                                       .value = values[i],
                                       .ci = {NAN, NAN}};
}

static void add_verdict(struct summary *summary, struct arena *arena)
{
    static const struct cause made[] = {
        {60, "elasticsearch is started and begins to touch its heap of 1.91 GiB", 0},
        {190.2,
         "RAM of web is full: 3.84 GiB are needed, there are 3.83 GiB, and no swap", 0},
        {204,
         "program text is read again and again: 2,910 pages a second, the kernel "
         "spends 1.2 of 2 cores on finding free memory",
         0},
        {250,
         "CPU of web is full; one more thread would get less than 5% of a core, ssh "
         "does not answer",
         0},
        {1865, "the last CPU credit is spent: 20% of each core from here on", 0},
    };
    summary->verdict = (struct verdict_summary){
        .first_ci = {180, 200.4},
        .saturated = 1,
        .first_resource = "host.web.memory",
        .first_at_s = 190.2,
        .first_share = 1,
        .summary = "web runs out of memory after 3 min 10 s: 4.61 GiB are needed and "
                   "3.83 GiB are there, which ends in 99.9% CPU and 14.8% of the "
                   "requests failed",
        .chain_count = 5};
    summary->verdict.chain = arena_array(arena, 5, sizeof *made);
    memcpy(summary->verdict.chain, made, sizeof made);
}

static void add_events(struct summary *summary, struct arena *arena)
{
    static const char *const kinds[] = {"oom_kill", "restart", "ready"};
    summary->event_count = 20;
    summary->events = arena_array(arena, 20, sizeof *summary->events);
    for (int i = 0; i < 18; i++)
        summary->events[i] = (struct occurrence){
            400 + 130 * i + i % 3, kinds[i % 3], "elasticsearch[0]",
            i % 3 == 0 ? "largest of 11 processes, 1.9 GiB resident" : ""};
    summary->events[18] = (struct occurrence){250, "unreachable", "web", ""};
    summary->events[19] = (struct occurrence){1865, "credits_depleted", "web", ""};
    summary->events_dropped = 7;
}

/* ---- The timeline ---- */

static void add_series(struct summary *summary, struct arena *arena, const char *name,
                       double start, double end, double wave)
{
    struct series *series = &summary->series[summary->series_count++];
    series_init(series, arena, name, STEPS);
    for (int i = 0; i < STEPS; i++) {
        const double share = 1 / (1 + exp(-(i - 60) / 12.0));
        series_push(series, start + (end - start) * share + wave * sin(i / 3.0));
    }
}

static void add_timeline(struct summary *summary, struct arena *arena)
{
    static const struct {
        const char *name;
        double start, end, wave;
    } made[] = {
        {"host.web.cpu", 0.3, 0.85, 0.02},
        {"host.web.cpu.user", 0.25, 0.35, 0.015},
        {"host.web.cpu.system", 0.05, 0.5, 0.005},
        {"host.web.cpu.iowait", 0.01, 0.08, 0.005},
        {"host.web.cpu.steal", 0, 0.04, 0},
        {"host.web.credits", 60, 0, 0},
        {"host.web.memory", 2.2e9, 4.1e9, 1e7},
        {"host.web.need", 2.2e9, 4.9e9, 1e7},
        {"host.web.swap", 0, 0, 0},
        {"host.web.ram", 4.11e9, 4.11e9, 0},
        {"host.web.memory.spring", 6e8, 9e8, 1e7},
        {"host.web.memory.elasticsearch", 2e8, 2.3e9, 0},
        {"host.web.memory.mysql", 5e8, 5.2e8, 0},
        {"host.web.memory.system", 4e8, 4e8, 0},
        {"host.web.volume", 0.02, 0.9, 0.02},
        {"service.spring.in_flight", 2, 150, 2},
        {"requests.answered", 10, 6, 0.5},
        {"requests.failed", 0, 4, 0},
        {"requests.latency_p50", 0.1, 2, 0.02},
        {"requests.latency_p95", 0.3, 6, 0.05},
        {"requests.latency_p99", 0.5, 20, 0.1},
    };
    const uint32_t count = sizeof made / sizeof *made;
    summary->step_s = STEP_S;
    summary->step_count = STEPS;
    summary->series = arena_array(arena, count, sizeof *summary->series);
    for (uint32_t i = 0; i < count; i++)
        add_series(summary, arena, made[i].name, made[i].start, made[i].end,
                   made[i].wave);
    for (int i = 100; i < 110; i++) /* nobody was answered for a while */
        for (uint32_t j = count - 3; j < count; j++)
            summary->series[j].values[i] = NAN;
}

struct summary *fabricate_summary(struct arena *arena)
{
    struct summary *summary = arena_allocate(arena, sizeof *summary);
    summary->design = design(arena);
    summary->simulated_s = 3600;
    summary->replications = 5;
    summary->events_fired = 1234567;
    add_requests(summary, arena);
    add_host(summary, arena);
    add_services(summary, arena);
    add_resources(summary, arena);
    add_cost(summary, arena);
    add_thresholds(summary, arena);
    add_verdict(summary, arena);
    add_events(summary, arena);
    add_timeline(summary, arena);
    summary->warnings = arena_array(arena, 1, sizeof(char *));
    summary->warnings[0] = "closed users wait for their answers, so that the load falls "
                           "as the system slows down";
    summary->warning_count = 1;
    summary->ok = 0;
    return summary;
}
