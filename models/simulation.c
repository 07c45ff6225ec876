/* simulation.c - see simulation.h. */
#include "models/simulation.h"

#include "models/bus.h"
#include "models/call.h"
#include "models/collect.h"
#include "models/dynamodb.h"
#include "models/express.h"
#include "models/flow.h"
#include "models/gateway.h"
#include "models/health.h"
#include "models/instance_heap.h"
#include "models/instance_life.h"
#include "models/lambda.h"

#include <math.h>
#include <string.h>

/* ---- tasks ---- */

/* A task that was never used before. */
void simulation_task_begin(struct simulation *simulation, struct task *task)
{
    task->event = event_queue_register(&simulation->engine->queue, flow_timer, task);
    task->simulation = simulation;
}

/* Open requests, calls, branches and messages that one replication holds at most, some
 * 2 GB: a system that far behind its traffic has been judged long before. */
#define TASK_LIMIT 5000000

static void too_many_tasks(void *owner)
{
    const struct simulation *simulation = owner;
    engine_overflow(simulation->engine, simulation->tasks.live,
                    "requests, calls and messages are open at once",
                    "simulate less traffic, a shorter time, or a limit on what may wait "
                    "(backlog, queue.max)");
}

/* ---- the end of an event ---- */

void simulation_settle_slow(struct simulation *simulation)
{
    const double now_s = engine_now(simulation->engine);
    do {
        struct task *task;
        while ((task = task_queue_pop(&simulation->ready))) {
            task->state = TASK_DONE;
            flow_advance(task, now_s);
        }
        while (simulation->marked_count)
            machine_cpu_settle(simulation->marked[--simulation->marked_count]);
    } while (simulation->ready.count);
    if (simulation->ends_early)
        simulation_check_end(simulation);
}

void simulation_check_end(struct simulation *simulation)
{
    const double now_s = engine_now(simulation->engine);
    if (!simulation->ends_early || fault_is_due(simulation))
        return;
    for (uint32_t i = 0; i < simulation->design->traffic.count; i++)
        if (!traffic_is_over(&simulation->traffic[i], now_s))
            return;
    if (simulation->tasks.live > 0)
        return; /* a request, a message, a start is still on its way */
    event_queue_stop(&simulation->engine->queue);
}

/* ---- between machines ---- */

/* A machine's, or that of the balancer's node; NULL: users, or not known. */
static const char *zone_of(const struct task *task, const struct machine *from)
{
    if (from)
        return from->def->zone;
    const struct instance *caller = task->parent ? task->parent->instance : NULL;
    return caller && caller->front ? front_zone(caller->front, task->parent) : NULL;
}

void simulation_deliver(struct simulation *simulation, struct task *task,
                        const struct machine *from, struct instance *to, double now_s)
{
    const char *zone = simulation->has_network && to->machine && from != to->machine
                           ? zone_of(task, from)
                           : NULL;
    if (zone) {
        const struct network_def *network = &simulation->design->network;
        const bool same = strcmp(zone, to->machine->def->zone) == 0;
        const double delay_s = distribution_draw(
            same ? &network->same_zone : &network->cross_zone, simulation->network);
        if (simulation->slowed && from &&
            slow_request(simulation, task, from, to, delay_s, now_s))
            return;
        task->target = to;
        to->coming++;
        simulation_sleep(task, now_s, delay_s);
        return;
    }
    instance_offer(to, task, now_s);
}

/* ---- notes ---- */

void simulation_note_at(struct simulation *simulation, double at_s, const char *kind,
                        const char *who, const char *why)
{
    if (simulation->note_count == OCCURRENCE_LIMIT) {
        simulation->notes_dropped += 1;
        return;
    }
    if (simulation->note_count == simulation->note_capacity) {
        simulation->note_capacity =
            simulation->note_capacity ? 2 * simulation->note_capacity : 64;
        simulation->notes =
            arena_grow(simulation->result, simulation->notes, simulation->note_count,
                       simulation->note_capacity, sizeof *simulation->notes);
    }
    uint32_t place = simulation->note_count++;
    for (; place > 0 && simulation->notes[place - 1].at_s > at_s; place--)
        simulation->notes[place] = simulation->notes[place - 1];
    simulation->notes[place] = (struct occurrence){at_s, kind, who, why};
}

void simulation_note(struct simulation *simulation, const char *kind, const char *who,
                     const char *why)
{
    simulation_note_at(simulation, engine_now(simulation->engine), kind, who, why);
}

const char *simulation_text(struct simulation *simulation, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_format_list(simulation->result, format, arguments);
    va_end(arguments);
    return text;
}

double simulation_failed(const struct simulation *simulation)
{
    double failed = 0;
    for (uint32_t f = 0; f < simulation->design->flow_count; f++)
        for (int why = 0; why < FAILURE_COUNT; why++)
            failed += (double)simulation->flows[f].errors[why];
    return failed;
}

const char *simulation_failed_text(struct simulation *simulation, double failed)
{
    char number[UNIT_TEXT];
    units_write_number(number, failed);
    if (failed == 0)
        return "no request failed";
    return simulation_text(simulation, "%s request%s failed", number,
                           failed == 1 ? "" : "s");
}

/* ---- putting it together ---- */

static void place_instances(struct simulation *simulation)
{
    const struct design *design = simulation->design;
    struct arena *arena = &simulation->engine->arena;
    for (uint32_t i = 0; i < design->instance_count; i++) {
        const uint32_t machine = design->instances[i].machine;
        if (machine == UINT32_MAX)
            continue;
        simulation->instances[i].machine = &simulation->machines[machine];
        simulation->machines[machine].instance_count++;
    }
    for (uint32_t m = 0; m < design->machine_count; m++) {
        struct machine *machine = &simulation->machines[m];
        machine->instances =
            arena_array(arena, machine->instance_count, sizeof *machine->instances);
        machine->instance_count = 0;
    }
    for (uint32_t i = 0; i < design->instance_count; i++) {
        struct machine *machine = simulation->instances[i].machine;
        if (machine)
            machine->instances[machine->instance_count++] = &simulation->instances[i];
    }
}

static const struct endpoint_def *find_endpoint(const struct service_def *service,
                                                const struct endpoint_def *like)
{
    const struct endpoint_def *endpoints = service->endpoints.items;
    for (uint32_t i = 0; i < service->endpoints.count; i++)
        if (strcmp(endpoints[i].item.name, like->item.name) == 0)
            return &endpoints[i];
    return like;
}

/* Instances of the same definition share their programs; one with a host's overrides
 * has its own, in the order of the service's endpoints. */
static void compile(struct simulation *simulation, struct instance *instance)
{
    const uint32_t service = instance->def->service_index;
    const struct service_def *base = design_service(simulation->design, service);
    struct instance *first = &simulation->instances[base->first_instance];
    for (struct instance *other = first; other < instance; other++)
        if (other->service == instance->service) {
            instance->programs = other->programs;
            return;
        }
    const struct endpoint_def *endpoints = base->endpoints.items;
    instance->programs = arena_array(&simulation->engine->arena, base->endpoints.count,
                                     sizeof *instance->programs);
    for (uint32_t i = 0; i < base->endpoints.count; i++)
        program_compile(&instance->programs[i],
                        find_endpoint(instance->service, &endpoints[i]),
                        simulation->engine, call_expired);
}

/* Cold shares follow the machine: without an operating system nothing is cold. */
static void set_cold_shares(struct instance *instance)
{
    const bool bare =
        !instance->machine ||
        (instance->machine->def->host->os == OS_NONE && !instance->service->preset);
    const double given = instance->service->memory.cold;
    instance->cold_share = isnan(given) ? (bare ? 0 : MEMORY_COLD_OTHER) : given;
    instance->heap_cold_share = bare ? 0 : MEMORY_COLD_JVM;
    instance->leak_cold_share = bare ? 0 : 1;
}

static void limit_memory(struct instance *instance)
{
    const double limit_bytes = instance->service->mem_limit_bytes;
    if (!instance->machine || isinf(limit_bytes))
        return;
    const struct host_def *host = instance->machine->def->host;
    struct engine *engine = instance->simulation->engine;
    instance->limited = arena_allocate(&engine->arena, sizeof *instance->limited);
    memory_limit_init(instance->limited, instance, engine, limit_bytes,
                      host->swap_bytes > 0 ? limit_bytes : 0, host->oom_patience_s);
}

static void build_instances(struct simulation *simulation)
{
    const struct design *design = simulation->design;
    for (uint32_t i = 0; i < design->instance_count; i++) {
        struct instance *instance = &simulation->instances[i];
        instance_init(instance, simulation, &design->instances[i]);
        compile(simulation, instance);
        instance->prelude = instance->service->kind != KIND_PROCESS ||
                            !distribution_is_zero(&instance->service->latency) ||
                            instance->service->memory.per_request_bytes > 0 ||
                            instance->service->tls.certificate >= 0;
        instance->balancer = &simulation->balancers[instance->def->service_index];
        instance->front = instance->balancer->front;
        instance->special = instance->special || instance->front;
        const struct service_def *base =
            design_service(design, instance->def->service_index);
        instance->keeps = base->is_broker || base->is_cache;
        instance->stranded = instance->machine &&
                             design->machines[instance->def->machine].host->is_stranded;
        instance->life = instance->def->spare ? CACHE_SPARE_LIFE
                                              : !isnan(instance->service->start_at_s);
    }
}

static void build_balancers(struct simulation *simulation)
{
    const struct design *design = simulation->design;
    for (uint32_t s = 0; s < design->services.count; s++) {
        const struct service_def *service = design_service(design, s);
        balancer_init(&simulation->balancers[s], simulation, service);
    }
}

static void start_instances(struct simulation *simulation)
{
    for (uint32_t i = 0; i < simulation->design->instance_count; i++) {
        struct instance *instance = &simulation->instances[i];
        set_cold_shares(instance);
        limit_memory(instance);
        instance_heap_init(instance);
        instance_life_init(instance);
    }
    for (uint32_t m = 0; m < simulation->design->machine_count; m++)
        simulation->machines[m].rest_bytes = machine_rest_bytes(&simulation->machines[m]);
}

static void build_traffic(struct simulation *simulation)
{
    const struct design *design = simulation->design;
    for (uint32_t f = 0; f < design->flow_count; f++) {
        histogram_init(&simulation->flows[f].latency, &simulation->engine->arena);
        batches_init(&simulation->flows[f].batches);
    }
    simulation->ends_early = true;
    for (uint32_t t = 0; t < design->traffic.count; t++) {
        const struct traffic_def *def = design_traffic(design, t);
        traffic_init(&simulation->traffic[t], simulation, def);
        if (!simulation->traffic[t].finite && isinf(def->end_s))
            simulation->ends_early = false;
    }
    if (design->traffic.count == 0)
        simulation->ends_early = false;
}

double simulation_most_scale(const struct traffic *traffic)
{
    double most = 1;
    const struct design *design = traffic->simulation->design;
    const struct event_def *events = design->events.items;
    for (uint32_t i = 0; i < design->events.count; i++) {
        const struct set_def *sets = events[i].sets.items;
        for (uint32_t j = 0; j < events[i].sets.count; j++)
            if (sets[j].setting == SETTING_VUS && sets[j].index == traffic->def->index)
                most = fmax(most, sets[j].value / traffic->def->vus);
    }
    return most;
}

struct simulation *simulation_create(const struct design *design, struct engine *engine,
                                     struct arena *result)
{
    struct arena *arena = &engine->arena;
    struct simulation *s = arena_allocate(arena, sizeof *s);
    s->engine = engine;
    s->design = design;
    s->result = result;
    s->end_s = design->simulate.duration_s;
    s->machines = arena_array(arena, design->machine_count, sizeof *s->machines);
    s->instances = arena_array(arena, design->instance_count, sizeof *s->instances);
    s->balancers = arena_array(arena, design->services.count, sizeof *s->balancers);
    s->traffic = arena_array(arena, design->traffic.count, sizeof *s->traffic);
    s->flows = arena_array(arena, design->flow_count, sizeof *s->flows);
    s->marked = arena_array(arena, design->machine_count + 1, sizeof(struct machine *));
    s->network = engine_stream(engine, "network");
    s->has_network = !distribution_is_zero(&design->network.same_zone) ||
                     !distribution_is_zero(&design->network.cross_zone);
    pool_init(&s->tasks, arena, sizeof(struct task));
    s->tasks.most = TASK_LIMIT;
    s->tasks.full = too_many_tasks;
    s->tasks.owner = s;
    place_instances(s);
    build_balancers(s);
    build_instances(s);
    lambda_init(s);
    dynamodb_init(s);
    broker_init(s);
    mailbox_init(s);
    bus_init(s);
    gateway_init(s);
    cache_init(s);
    for (uint32_t m = 0; m < design->machine_count; m++)
        machine_init(&s->machines[m], s, &design->machines[m]);
    transfer_init(s);
    autoscaler_init(s);
    wire_init(s);
    sampler_init(&s->sampler, s);
    start_instances(s);
    build_traffic(s);
    for (uint32_t i = 0; i < design->services.count; i++)
        health_init(&s->balancers[i]);
    ecs_init(s);
    task_scaler_init(s);
    slow_init(s);
    fault_init(s);
    express_init(s);
    simulation_settle(s);
    return s;
}

/* ---- the run ---- */

static void open_window(struct simulation *simulation)
{
    const double now_s = engine_now(simulation->engine);
    simulation->in_window = true;
    simulation->window_start_s = now_s;
    autoscaler_open_window(simulation, now_s);
    task_scaler_open_window(simulation, now_s);
    for (uint32_t m = 0; m < simulation->design->machine_count; m++)
        machine_open_window(&simulation->machines[m], now_s);
    for (uint32_t i = 0; i < simulation->design->instance_count; i++)
        collect_open_window(&simulation->instances[i], now_s);
    for (uint32_t i = 0; i < simulation->design->services.count; i++) {
        if (simulation->balancers[i].front)
            front_open_window(simulation->balancers[i].front, now_s);
        mailbox_open_window(&simulation->mailboxes[i], now_s);
        cache_open_window(&simulation->cache_counts[i]);
        if (simulation->brokers[i])
            broker_open_window(simulation->brokers[i], now_s);
    }
    if (simulation->ecs)
        ecs_open_window(simulation->ecs, now_s);
    wire_open_window(simulation);
    gateway_open_window(simulation, now_s);
    sampler_open_window(&simulation->sampler, now_s);
}

/* From step to step of the timeline: steps are no events, so that they do not stand in
 * the queue. Returns early when nothing can happen any more. */
static void run_until(struct simulation *simulation, double until_s)
{
    struct event_queue *queue = &simulation->engine->queue;
    struct sampler *sampler = &simulation->sampler;
    while (queue->now_s < until_s && !queue->stopped) {
        const double step_s = sampler_next_s(sampler);
        event_queue_run(queue, fmin(step_s, until_s));
        if (queue->stopped)
            return;
        if (queue->count == 0)
            queue->now_s = fmin(step_s, until_s);
        if (queue->now_s >= step_s)
            sampler_step(sampler, queue->now_s);
    }
}

/* Requests that have begun and not ended. */
static double open_requests(const struct simulation *simulation)
{
    double open = -simulation_failed(simulation);
    for (uint32_t f = 0; f < simulation->design->flow_count; f++)
        open +=
            (double)simulation->flows[f].count - (double)simulation->flows[f].answered;
    return open;
}

uint32_t simulation_pilot(const struct design *design, struct engine *engine,
                          struct arena *result, double *open, uint32_t count)
{
    struct simulation *s = simulation_create(design, engine, result);
    uint32_t counted = 0;
    open_window(s);
    while (counted < count && !engine->queue.stopped) {
        run_until(s, s->end_s * (counted + 1) / count);
        open[counted++] = open_requests(s);
    }
    for (uint32_t i = 0; i < design->instance_count; i++)
        instance_clear(&s->instances[i]);
    return counted;
}

struct summary *simulation_run(const struct design *design, struct engine *engine,
                               struct arena *result)
{
    struct simulation *s = simulation_create(design, engine, result);
    run_until(s, design->simulate.warmup_s);
    open_window(s);
    run_until(s, s->end_s);
    sampler_close(&s->sampler, engine_now(engine));
    fault_close(s);
    struct summary *summary = collect_summary(s);
    for (uint32_t i = 0; i < design->instance_count; i++)
        instance_clear(&s->instances[i]);
    return summary;
}
