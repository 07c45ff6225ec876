/* world_warn.c - keys that have no effect where they stand.
 *
 * One row for each: where it may stand, and when it counts. Presets are not blamed: a
 * proxy made from one may leave its endpoints unused.
 */
#include "sim/world_warn.h"

#include "models/memory_fit.h"
#include "sim/world_balance.h"
#include "sim/world_calls.h"
#include "sim/world_edge.h"
#include "sim/world_egress.h"
#include "sim/world_idle.h"
#include "sim/world_serverless.h"
#include "sim/world_text.h"
#include "sim/world_zones.h"

#include <math.h>
#include <string.h>

static void warn(struct world *world, const struct item *item, const char *parent,
                 const char *key, const char *why)
{
    const char *path =
        *parent ? arena_format(world->arena, "%s.%s", item->path, parent) : item->path;
    if (!world_text_is_own(world, path, key))
        return;
    error_list_warn(world->errors, world_text_place(world, path, key, item->place),
                    arena_format(world->arena, "%s.%s", path, key), "has no effect: %s",
                    why);
}

/* ---- who uses what ---- */

struct uses {     /* of one service by the steps of all */
    bool *called; /* by service index */
    bool allocates;
    bool leaks;
};

static void uses_steps(struct uses *uses, struct items steps)
{
    const struct step_def *step = steps.items;
    for (uint32_t i = 0; i < steps.count; i++, step++) {
        const struct block_def *blocks = step->parallel.items;
        const struct branch_def *branches = step->choose.items;
        if (step->call.callee)
            uses->called[step->call.callee->service->index] = true;
        uses->allocates = uses->allocates || step->kind == STEP_ALLOCATE;
        uses->leaks = uses->leaks || step->kind == STEP_LEAK;
        for (uint32_t k = 0; k < step->parallel.count; k++)
            uses_steps(uses, blocks[k].steps);
        for (uint32_t k = 0; k < step->choose.count; k++)
            uses_steps(uses, branches[k].steps);
        uses_steps(uses, step->repeat.steps);
        uses_steps(uses, step->cache.miss);
    }
}

static struct uses uses_of(struct world *world, const struct service_def *service)
{
    struct uses uses = {.allocates = false};
    const struct endpoint_def *endpoints = service->endpoints.items;
    uses.called = arena_array(world->arena, world->design->services.count, sizeof(bool));
    for (uint32_t i = 0; i < service->endpoints.count; i++)
        uses_steps(&uses, endpoints[i].steps);
    return uses;
}

/* ---- services ---- */

static void warn_steps(struct world *world, const struct service_def *service,
                       struct items steps);

static void warn_step(struct world *world, const struct service_def *service,
                      const struct step_def *step)
{
    const struct block_def *blocks = step->parallel.items;
    const struct branch_def *branches = step->choose.items;
    if (step->kind == STEP_ALLOCATE && !service->jvm.given)
        warn(world, &step->item, "", "allocate", "the service has no heap (jvm)");
    if (step->kind == STEP_CALL && step->call.retries == 0) {
        warn(world, &step->item, "call", "backoff", "there are no retries");
        warn(world, &step->item, "call", "jitter", "there are no retries");
    } else if (step->kind == STEP_CALL && distribution_is_zero(&step->call.backoff)) {
        warn(world, &step->item, "call", "jitter", "there is no backoff");
    }
    for (uint32_t k = 0; k < step->parallel.count; k++)
        warn_steps(world, service, blocks[k].steps);
    for (uint32_t k = 0; k < step->choose.count; k++)
        warn_steps(world, service, branches[k].steps);
    warn_steps(world, service, step->repeat.steps);
    warn_steps(world, service, step->cache.miss);
}

static void warn_steps(struct world *world, const struct service_def *service,
                       struct items steps)
{
    const struct step_def *step = steps.items;
    for (uint32_t i = 0; i < steps.count; i++)
        warn_step(world, service, &step[i]);
}

static void warn_pools(struct world *world, const struct service_def *service,
                       const struct uses *uses)
{
    const struct pool_def *pools = service->pools.items;
    for (uint32_t i = 0; i < service->pools.count; i++)
        if (!uses->called[pools[i].service_index])
            error_list_warn(world->errors, pools[i].item.place, pools[i].item.path,
                            "has no effect: %s never calls %s", service->item.name,
                            pools[i].item.name);
}

/* Does anybody wait for an answer of the service: users, callers, health checks? */
static bool is_asked(struct world *world, const struct service_def *service)
{
    const struct design *design = world->design;
    if (service->balance.health.given)
        return true;
    for (uint32_t i = 0; i < design->flow_count; i++)
        if (design->flows[i].endpoint->service == service)
            return true;
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *other = design_service(design, i);
        if (other != service && (other->forward_to == service ||
                                 uses_of(world, other).called[service->index]))
            return true;
    }
    return false;
}

/* Messages wait for their consumer in the queue that is shared by all of its instances. */
static void warn_consumer(struct world *world, const struct service_def *service)
{
    static const char *const keys[] = {"backlog", "queue_timeout", "connections",
                                       "balance", "tls"};
    if (!service->is_consumer || is_asked(world, service))
        return;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        warn(world, &service->item, "", keys[i],
             "the service is only published to, nobody waits for its answer");
}

static void warn_queue(struct world *world, const struct service_def *service)
{
    const struct item *item = &service->item;
    if (!service->is_consumer) {
        warn(world, item, "", "queue", "nothing is published to it");
        return;
    }
    if (!service->queue.broker)
        warn(world, item, "queue", "message", "there is no broker to hold the messages");
}

/* Limits that no machine of the service can reach. */
static void warn_limits(struct world *world, const struct service_def *service)
{
    double vcpus = 0, memory_bytes = 0;
    for (uint32_t i = 0; i < service->instance_count; i++) {
        const struct instance_def *instance =
            &world->design->instances[service->first_instance + i];
        const struct host_def *host = world->design->machines[instance->machine].host;
        vcpus = fmax(vcpus, host->instance.vcpus);
        memory_bytes = fmax(memory_bytes, host->instance.memory_bytes + host->swap_bytes);
    }
    if (!isinf(service->cpus) && service->cpus >= vcpus)
        warn(world, &service->item, "", "cpus",
             "the machine has no more cores than that");
    if (!isinf(service->mem_limit_bytes) && service->mem_limit_bytes > memory_bytes)
        warn(world, &service->item, "", "mem_limit",
             "it is more than the machine's memory and swap");
}

static void warn_process(struct world *world, const struct service_def *service,
                         const struct uses *uses)
{
    const struct item *item = &service->item;
    if (service->recycle.max_requests == 0)
        warn(world, item, "recycle", "jitter", "max_requests is 0, so nothing restarts");
    if (service->restart.policy == RESTART_NO) {
        warn(world, item, "restart", "delay", "the policy is no");
        warn(world, item, "restart", "max_delay", "the policy is no");
        warn(world, item, "restart", "reset_after", "the policy is no");
    }
    if (service->start.cpu_s == 0)
        warn(world, item, "start", "touch_first", "the start has no CPU work");
    if (service->start_at_s >= world->design->simulate.duration_s)
        warn(world, item, "", "start_at",
             "the run ends before it, so the service never serves");
    if (!isnan(service->jvm.heap_bytes))
        warn(world, item, "jvm", "heap_rule", "the heap is given");
    if (service->memory.leak.per_request_bytes == 0 && !uses->leaks)
        warn(world, item, "memory.leak", "up_to", "nothing leaks");
    if (service->endpoints.count == 0) {
        const char *why = "the service has no endpoint, so nobody asks for anything";
        warn(world, item, "", "threads", why);
        warn(world, item, "", "backlog", why);
        warn(world, item, "", "queue_timeout", why);
        warn(world, item, "", "worker_timeout", why);
        warn(world, item, "", "recycle", why);
    } else if (isinf(service->threads) && !service->is_consumer) {
        const char *why = "threads are unlimited, so no call ever waits";
        warn(world, item, "", "backlog", why);
        warn(world, item, "", "queue_timeout", why);
    }
    warn_limits(world, service);
    warn_queue(world, service);
    warn_consumer(world, service);
    if (!service->is_broker)
        warn(world, item, "memory", "watermark", "it is nobody's broker");
    warn_pools(world, service, uses);
}

/* A balancer's TLS costs no machine anything. */
static void warn_managed(struct world *world, const struct service_def *service)
{
    const struct item *item = &service->item;
    world_edge_warn(world, service);
    if (service->kind != KIND_NLB) /* its capacity units are others then */
        warn(world, item, "", "tls",
             "handshakes at a managed balancer cost no machine CPU");
    if (isinf(service->concurrency) && isinf(service->rate_limit_per_s))
        warn(world, item, "", "on_limit", "there is no limit");
}

static void warn_service(struct world *world, const struct service_def *service)
{
    const struct uses uses = uses_of(world, service);
    const struct endpoint_def *endpoints = service->endpoints.items;
    if (!service->forward)
        warn(world, &service->item, "", "each", "it needs `forward`");
    if (service->kind == KIND_PROCESS)
        warn_process(world, service, &uses);
    else
        warn_managed(world, service);
    world_serverless_warn(world, service);
    world_balance_warn(world, service);
    for (uint32_t i = 0; i < service->endpoints.count; i++)
        warn_steps(world, service, endpoints[i].steps);
}

/* ---- traffic ---- */

/* TLS costs CPU, a balancer's new connections cost money. */
static bool pays_for_connections(const struct traffic_def *traffic)
{
    const struct mix_def *mix = traffic->mix.items;
    for (uint32_t i = 0; i < traffic->mix.count; i++)
        if (mix[i].endpoint && (mix[i].endpoint->service->tls.certificate >= 0 ||
                                service_def_is_balancer(mix[i].endpoint->service)))
            return true;
    return false;
}

static void warn_late(struct world *world, const struct traffic_def *traffic)
{
    const struct spike_def *spikes = traffic->spikes.items;
    const double duration_s = world->design->simulate.duration_s;
    for (uint32_t i = 0; i < traffic->spikes.count; i++)
        if (spikes[i].at_s >= duration_s)
            error_list_warn(world->errors, spikes[i].item.place, spikes[i].item.path,
                            "has no effect: the run ends before it");
}

/* While a batch is replaced the others, and the spares, must serve. */
static void warn_deploy(struct world *world, const struct event_def *event)
{
    const struct item *item = &event->item;
    const struct service_def *service =
        design_service(world->design, event->target_index);
    warn(world, item, "", "for", "a deployment takes as long as it needs");
    if (event->strategy == STRATEGY_ROLLING && event->surge == 0 &&
        event->batch >= service->instance_count)
        error_list_warn(world->errors,
                        world_text_place(world, item->path, "deploy", item->place),
                        arena_format(world->arena, "%s.deploy", item->path),
                        "%s while it is replaced: an outage; `surge: 1` or blue_green "
                        "would avoid it",
                        service->instance_count == 1
                            ? "its only instance does not serve"
                            : "all instances are in one batch and none serves");
}

static void warn_event(struct world *world, const struct event_def *event)
{
    const struct item *item = &event->item;
    if (event->kind == EVENT_DEPLOY)
        warn_deploy(world, event);
    if (event->restart && event->when != WHEN_UNREACHABLE)
        warn(world, item, "", "for", "a restart takes as long as the start does");
    if (event->kind == EVENT_SLOW && distribution_is_zero(&event->slow.delay) &&
        event->slow.loss <= 0)
        error_list_warn(world->errors, item->place, item->path,
                        "has no effect: neither delay nor loss is above 0");
    if (event->at_s >= world->design->simulate.duration_s)
        error_list_warn(world->errors, item->place, item->path,
                        "has no effect: the run ends before it");
}

static void warn_traffic(struct world *world, const struct traffic_def *traffic)
{
    const struct item *item = &traffic->item;
    if (traffic->retries == 0)
        warn(world, item, "", "retry_delay", "there are no retries");
    if (!traffic_def_is_closed(traffic)) {
        warn(world, item, "", "start_spread", "open traffic has no users that start");
        warn(world, item, "", "think", "open traffic has no users that think");
    } else {
        warn(world, item, "", "arrivals",
             "closed users arrive when their own answer did");
    }
    warn_late(world, traffic);
    if (distribution_is_zero(&traffic->connect) && !pays_for_connections(traffic))
        warn(world, item, "", "requests_per_connection",
             "there is neither `connect`, nor TLS, nor a load balancer that counts them");
}

/* ---- hosts ---- */

static bool host_is_used(const struct world *world, const struct host_def *host)
{
    for (uint32_t i = 0; i < world->design->instance_count; i++) {
        const uint32_t machine = world->design->instances[i].machine;
        if (machine != UINT32_MAX && world->design->machines[machine].host == host)
            return true;
    }
    return false;
}

/* A machine that its operating system and Docker fill alone. */
static void warn_tiny(struct world *world, const struct host_def *host)
{
    const double ram = memory_fit_ram_bytes(host);
    const double own = host->system.kernel_bytes + host->system.text_bytes;
    if (own > ram)
        error_list_warn(
            world->errors, host->item.place, host->item.path,
            "its operating system alone needs %.0f MiB, and it has %.0f MiB of RAM",
            own / 1048576, ram / 1048576);
}

static void warn_purchase(struct world *world, const struct host_def *host)
{
    const bool committed =
        host->purchase == PURCHASE_RESERVED_1Y || host->purchase == PURCHASE_SAVINGS_1Y;
    if (host->purchase == PURCHASE_SPOT && host->instance.price.given)
        warn(world, &host->item, "", "purchase", "the machine has a price of its own");
    if (committed && host->public_ip <= 0)
        warn(world, &host->item, "", "hours_per_month",
             "the machine is paid for all month, on or off");
}

static void warn_host(struct world *world, const struct host_def *host)
{
    warn_purchase(world, host);
    if (host->volume.type == VOLUME_NONE)
        warn(world, &host->item, "volume", "snapshots", "there is no volume");
    warn_tiny(world, host);
    const struct instance_type *type = &host->instance;
    if (!host->is_catalog)
        warn(world, &host->item, "instance", "arch", "`speed` says how fast it is");
    if (isnan(type->network_bps)) {
        const char *why = "it needs `network`, the baseline";
        warn(world, &host->item, "instance", "network_burst", why);
    }
    if (isnan(type->network_burst_bps) || isnan(type->network_bps))
        warn(world, &host->item, "instance", "network_burst_time",
             "there is no `network_burst`");
    if (host->zones.count > host->machine_count)
        warn(world, &host->item, "", "zones",
             "there are more zones than machines to deal over them");
    if (!host_is_used(world, host))
        error_list_warn(world->errors, host->item.place, host->item.path,
                        "nothing runs on it: it only costs money");
    if (isnan(type->burst.baseline))
        warn(world, &host->item, "", "credits",
             arena_format(world->arena, "%s has no CPU credits and runs at full speed",
                          type->item.name));
    else if (host->credits.mode == CREDIT_MODE_UNLIMITED)
        warn(world, &host->item, "instance.burst", "launch_credits",
             "there are none in unlimited mode");
}

/* ---- the rest ---- */

static bool has_users(const struct design *design)
{
    for (uint32_t i = 0; i < design->traffic.count; i++)
        if (design_traffic(design, i)->bot <= 0)
            return true;
    return false;
}

/* Two machines, or a balancer with nodes and one. */
static bool has_distances(const struct design *design)
{
    for (uint32_t i = 0; i < design->services.count; i++)
        if (service_def_is_balancer(design_service(design, i)) &&
            design_service(design, i)->zones.count > 0)
            return true;
    return design->machine_count > 1;
}

static void warn_scenario(struct world *world)
{
    const struct design *design = world->design;
    const struct item top = {.path = "", .place = {.file = NULL}};
    if (design->traffic.count == 0)
        error_list_warn(world->errors, (struct place){.file = design->file}, NULL,
                        "there is no traffic: nobody asks for anything");
    else if (!has_users(design))
        error_list_warn(world->errors, (struct place){.file = design->file}, NULL,
                        "all traffic is bots: there are no users whose figures could "
                        "be reported");
    if (isnan(design->month.like_this_s) && world_text_given(world, "month", "otherwise"))
        error_list_warn(world->errors,
                        world_text_place(world, "month", "otherwise", top.place),
                        "month.otherwise", "has no effect: it needs `like_this`");
    if (isnan(design->simulate.precision) &&
        world_text_given(world, "simulate", "max_replications"))
        error_list_warn(
            world->errors,
            world_text_place(world, "simulate", "max_replications", top.place),
            "simulate.max_replications", "has no effect: it needs `precision`");
    if (!has_distances(design) && world_text_given(world, "", "network"))
        error_list_warn(world->errors, world_text_place(world, "", "network", top.place),
                        "network", "has no effect: there is only one machine");
}

void world_warn_design(struct world *world)
{
    const struct design *design = world->design;
    const struct host_def *hosts = design->hosts.items;
    warn_scenario(world);
    for (uint32_t i = 0; i < design->hosts.count; i++)
        warn_host(world, &hosts[i]);
    for (uint32_t i = 0; i < design->services.count; i++)
        warn_service(world, design_service(design, i));
    world_calls_warn(world);
    world_egress_warn(world);
    world_zones_warn(world);
    for (uint32_t i = 0; i < design->traffic.count; i++)
        warn_traffic(world, design_traffic(design, i));
    world_idle_warn(world);
    for (uint32_t i = 0; i < design->events.count; i++)
        warn_event(world, (const struct event_def *)design->events.items + i);
}
