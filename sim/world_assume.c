/* world_assume.c - defaults that are assumptions only in some scenarios.
 *
 * A ledger that lists what cannot matter hides what does.
 */
#include "sim/world_assume.h"

#include "models/ecs.h"
#include "sim/world_text.h"

#include <math.h>

/* Unless the user gave it (a preset's figures are in the ledger already). */
static void assume(struct world *world, const char *path, const char *key,
                   const char *value, const char *kind, const char *source)
{
    if (!world_text_given(world, path, key))
        ledger_add(&world->design->ledger,
                   *path ? arena_format(world->arena, "%s.%s", path, key) : key, value,
                   kind, source);
}

static const char cold_source[] =
    "share of memory untouched for two minutes; published for servers: 20 to 50% "
    "(Lagar-Cavilla, ASPLOS 2019; Weiner, ASPLOS 2022)";

static bool has_system(const struct world *world, const struct service_def *service)
{
    for (uint32_t i = 0; i < service->instance_count; i++) {
        const uint32_t machine =
            world->design->instances[service->first_instance + i].machine;
        if (machine != UINT32_MAX && world->design->machines[machine].host->os != OS_NONE)
            return true;
    }
    return false;
}

static void assume_balance(struct world *world, const char *path)
{
    assume(world, path, "policy", "round_robin", "default", "");
    assume(world, path, "max_fails", "1", "default", "nginx");
    assume(world, path, "fail_timeout", "10 s", "default", "nginx");
    assume(world, path, "next_upstream", "1", "default", "");
    if (world->design->events.count > 0) /* machines go down by events */
        assume(world, path, "connect_timeout", "60 s", "default", "nginx");
}

/* Machines are lost by events. */
static void assume_tasks(struct world *world, const struct service_def *service)
{
    char text[UNIT_TEXT];
    units_write_duration(text, ECS_NOTICE_S);
    if (service->task.given && world->design->events.count > 0)
        assume(world, arena_format(world->arena, "%s.task", service->item.path),
               "lost_after", text, "guessed",
               "two status checks of a minute each, before ECS gives up the tasks of a "
               "machine that died");
}

/* What the bill of a managed service takes for granted. */
static void assume_billing(struct world *world, const struct service_def *service)
{
    const char *path = service->item.path;
    if (service->price.given)
        return;
    if (service->kind == KIND_NLB && service->ends_tls)
        assume(world, path, "tls.unit", "50 new connections a second, or 3,000 open",
               "guessed", "general knowledge of Elastic Load Balancing's price page");
    if (service->kind == KIND_CLOUDFRONT)
        assume(world, path, "users", "are where the region is", "guessed",
               "CloudFront's prices go by where its users are");
    if (service->kind == KIND_SQS)
        assume(world, path, "requests", "3 for a message: send, receive, delete",
               "guessed", "no batches, and no receive that finds nothing");
    if (service->kind == KIND_CLOUDWATCH && service->billed.log_bytes > 0)
        assume(world, path, "logs.kept", "one month's, as large as they came", "guessed",
               "");
}

static void assume_service(struct world *world, const struct service_def *service)
{
    const char *path = service->item.path;
    const char *memory = arena_format(world->arena, "%s.memory", path);
    assume_billing(world, service);
    if (service->kind != KIND_PROCESS)
        return;
    assume_tasks(world, service);
    if (service->instance_count > 1)
        assume_balance(world, service->balance.path);
    if (isnan(service->memory.cold) && (service->preset || has_system(world, service)))
        assume(world, memory, "cold", "30%, of a heap 10%, of leaks 100%", "guessed",
               cold_source);
    if (service->jvm.given && isnan(service->jvm.heap_bytes))
        assume(world, arena_format(world->arena, "%s.jvm", path), "heap",
               service->jvm.heap_rule == JVM_HEAP_ELASTICSEARCH
                   ? "half of what the machine has"
                   : "a quarter of what the machine has",
               "default", "the JVM's own rule");
}

static void assume_traffic(struct world *world, const struct traffic_def *traffic)
{
    const char *path = traffic->item.path;
    if (!traffic_def_is_closed(traffic))
        assume(world, path, "arrivals", "poisson", "default", "");
    else if (traffic->journey.count == 0)
        assume(world, path, "think", "0 s", "default", "");
}

static void assume_daily(struct world *world, const struct traffic_def *traffic)
{
    const char *path = traffic->item.path;
    assume(world, path, "peak_at", "14 h", "default", "");
    assume(world, path, "weekend", "100%", "default", "");
    assume(world, path, "start_clock", "0, a Monday's midnight", "default", "");
}

static void assume_deploy(struct world *world, const struct event_def *event)
{
    const bool rolling = event->strategy == STRATEGY_ROLLING;
    assume(world, event->item.path, "strategy", "rolling", "default", "");
    assume(world, event->item.path, "drain", "30 s", "default", "");
    if (rolling)
        assume(world, event->item.path, "batch", "1", "default", "");
    if (rolling)
        assume(world, event->item.path, "surge", "0", "default", "");
}

static void assume_autoscale(struct world *world, const struct host_def *host)
{
    const struct autoscale_def *scale = &host->autoscale;
    const char *path = arena_format(world->arena, "%s.autoscale", host->item.path);
    const bool measures = scale->policy != SCALING_SCHEDULE;
    assume(world, path, "boot", "45 s", "guessed",
           "EC2: 26 to 30 s to a login (daemonology.net 2021-08-12; "
           "brevdev/ec2-coldboot-research), and the system's services");
    assume(world, path, "pull", "0 s", "default", "");
    assume(world, path, "drain", "300 s", "published",
           "ELB's default deregistration delay");
    if (!measures)
        return;
    assume(world, path, "metric", "cpu", "default", "");
    assume(world, path, "warmup", "300 s", "published",
           "EC2 Auto Scaling's default cooldown, which holds without a warm-up");
    if (scale->metric == SCALING_RESERVATION) {
        assume(world, path, "alarms", "out after 1 min above, in after 15 min below",
               "published", "amazon-ecs-developer-guide, cluster-auto-scaling");
        return;
    }
    assume(world, path, "alarms", "out after 3 min above, in after 15 min below",
           "published", "as EC2 makes them for target tracking, public console captures");
    if (scale->policy == SCALING_TARGET)
        assume(world, path, "alarms.low", "70% of the target", "published",
               "as EC2 makes them for target tracking, public console captures");
    if (scale->policy == SCALING_TARGET)
        assume(world, path, "alarms.margin",
               "what is left after scaling in stays below 90% of the target", "guessed",
               "a steady load must not be scaled in and out");
}

static void assume_task_scaling(struct world *world, const struct service_def *service)
{
    const struct autoscale_def *scale = &service->autoscale;
    const char *path = arena_format(world->arena, "%s.autoscale", service->item.path);
    assume(world, path, "drain", "300 s", "published",
           "ELB's default deregistration delay");
    if (scale->policy == SCALING_SCHEDULE)
        return;
    assume(world, path, "metric", "cpu", "default", "");
    assume(world, path, "warmup", "300 s", "guessed",
           "stands for the cooldowns of Application Auto Scaling");
    assume(world, path, "alarms", "out after 3 min above, in after 15 min below",
           "published", "as ECS services have them, public console captures");
    if (scale->policy != SCALING_TARGET)
        return;
    assume(world, path, "alarms.low", "90% of the target", "published",
           "as ECS services have them, public console captures");
    assume(world, path, "alarms.margin",
           "what is left after scaling in stays below 90% of the target", "guessed",
           "a steady load must not be scaled in and out");
}

void world_assume_defaults(struct world *world)
{
    const struct design *design = world->design;
    for (uint32_t i = 0; i < design->services.count; i++)
        assume_service(world, design_service(design, i));
    for (uint32_t i = 0; i < design->traffic.count; i++)
        assume_traffic(world, design_traffic(design, i));
    for (uint32_t i = 0; i < design->traffic.count; i++)
        if (design_traffic(design, i)->executor == EXECUTOR_DAILY)
            assume_daily(world, design_traffic(design, i));
    for (uint32_t i = 0; i < design->events.count; i++) {
        const struct event_def *event =
            (const struct event_def *)design->events.items + i;
        if (event->kind == EVENT_DEPLOY)
            assume_deploy(world, event);
    }
    for (uint32_t i = 0; i < design->hosts.count; i++)
        if (design_host(design, i)->autoscale.given)
            assume_autoscale(world, design_host(design, i));
    for (uint32_t i = 0; i < design->services.count; i++)
        if (design_service(design, i)->autoscale.given)
            assume_task_scaling(world, design_service(design, i));
    if (design->machine_count > 1) {
        assume(world, "network", "same_zone", "0 s", "default", "");
        assume(world, "network", "cross_zone", "0 s", "default", "");
    }
}
