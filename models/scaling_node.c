/* scaling_node.c - see scaling_node.h. */
#include "models/scaling_node.h"

#include "models/autoscaler.h"
#include "models/health.h"
#include "models/instance_life.h"
#include "models/lost.h"
#include "models/machine_power.h"
#include "models/observers.h"
#include "models/simulation.h"

#include <math.h>

static struct event_queue *queue_of(const struct scaling_node *node)
{
    return &node->machine->engine->queue;
}

static void observe(struct scaling_node *node, bool on)
{
    for (uint32_t i = 0; i < node->machine->instance_count; i++) {
        struct instance *instance = node->machine->instances[i];
        instance->node = on ? node : NULL;
        observers_changed(instance);
    }
}

/* ---- it comes ---- */

void scaling_node_ask(struct scaling_node *node, double boot_s, double now_s)
{
    node->phase = NODE_BOOTING;
    machine_power_ask(node->machine, now_s);
    event_queue_schedule(queue_of(node), node->event, now_s + boot_s);
}

static void start(struct scaling_node *node, double now_s)
{
    struct machine *machine = node->machine;
    machine_power_on(machine, now_s);
    simulation_note(machine->simulation, "booted", machine->def->name, "");
    node->phase = NODE_STARTING;
    observe(node, true);
    for (uint32_t i = 0; i < machine->instance_count; i++) {
        struct instance *instance = machine->instances[i];
        if (instance->def->spare || instance->service->ecs.given)
            continue; /* a deployment's; placed once the machine serves */
        instance->parked = false;
        instance_life_start(instance, now_s);
    }
    scaling_node_look(node);
}

static bool is_ready(struct scaling_node *node)
{
    bool all = true;
    for (uint32_t i = 0; i < node->machine->instance_count; i++) {
        struct instance *instance = node->machine->instances[i];
        if (instance->parked)
            continue;
        if (!instance_is_up(instance)) {
            all = false;
            continue;
        }
        health_register(instance);
        all = health_has_passed(instance) && all;
    }
    return all;
}

static void serve(struct scaling_node *node, double now_s)
{
    node->phase = NODE_SERVING;
    node->serving_s = now_s;
    observe(node, false);
    for (uint32_t i = 0; i < node->machine->instance_count; i++) {
        struct instance *instance = node->machine->instances[i];
        if (instance->parked)
            continue;
        instance->withdrawn = false;
        if (instance->service->is_consumer)
            instance_consume(instance, now_s);
    }
    autoscaler_serves(node->group, node, now_s);
}

/* ---- it goes ---- */

static void withdraw(struct scaling_node *node)
{
    for (uint32_t i = 0; i < node->machine->instance_count; i++) {
        node->machine->instances[i]->withdrawn = true;
        node->machine->instances[i]->joins = false;
        health_deregister(node->machine->instances[i]);
    }
}

static void begin_leaving(struct scaling_node *node, double for_s, double now_s)
{
    node->phase = NODE_DRAINING;
    node->machine->leaving = true;
    node->expired = false;
    observe(node, true);
    event_queue_schedule(queue_of(node), node->event, now_s + for_s);
}

void scaling_node_hold(struct scaling_node *node, double for_s, double now_s)
{
    if (node->phase != NODE_SERVING) {
        scaling_node_drain(node, for_s, now_s);
        return;
    }
    begin_leaving(node, for_s, now_s);
    node->held = true;
}

void scaling_node_relieve(struct scaling_node *node)
{
    node->held = false;
    withdraw(node);
    scaling_node_look(node);
}

void scaling_node_drain(struct scaling_node *node, double drain_s, double now_s)
{
    const double until_s =
        fmin(now_s + drain_s, event_queue_time(queue_of(node), node->event));
    if (node->phase == NODE_DRAINING) {
        event_queue_schedule(queue_of(node), node->event, until_s);
        return;
    }
    if (node->phase == NODE_BOOTING || node->phase == NODE_STARTING) {
        scaling_node_off(node, now_s);
        return;
    }
    begin_leaving(node, drain_s, now_s);
    scaling_node_relieve(node);
}

static bool is_empty(const struct scaling_node *node)
{
    for (uint32_t i = 0; i < node->machine->instance_count; i++)
        if (!instance_is_empty(node->machine->instances[i]))
            return false;
    return true;
}

static uint32_t calls_in(const struct machine *machine)
{
    uint32_t calls = 0;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        calls += machine->instances[i]->in_flight + machine->instances[i]->queue.count;
    return calls;
}

void scaling_node_off(struct scaling_node *node, double now_s)
{
    struct machine *machine = node->machine;
    struct simulation *s = machine->simulation;
    const uint32_t calls = calls_in(machine);
    const bool drained = node->phase == NODE_DRAINING && calls > 0;
    withdraw(node);
    observe(node, false);
    event_queue_cancel(queue_of(node), node->event);
    event_queue_cancel(queue_of(node), node->look_event);
    machine_power_off(machine, now_s);
    for (uint32_t i = 0; i < machine->instance_count; i++) {
        machine->instances[i]->parked = true;
        machine->instances[i]->started = false; /* the next is another one */
        lost_reset(machine->instances[i]);      /* its address is gone, too */
    }
    node->phase = NODE_OFF;
    node->held = false;
    machine->leaving = false;
    simulation_note(s, "machine_end", machine->def->name,
                    drained
                        ? simulation_text(s, "%u call%s cut off at the end of drain",
                                          (unsigned)calls, calls == 1 ? " was" : "s were")
                        : "");
    if (node->group)
        autoscaler_left(node->group, now_s);
    if (s->ecs)
        ecs_machine_gone(s->ecs, machine, now_s);
}

/* ---- its events ---- */

static void look(void *object, double now_s)
{
    struct scaling_node *node = object;
    if (node->phase == NODE_STARTING && is_ready(node))
        serve(node, now_s);
    else if (node->phase == NODE_DRAINING &&
             (node->expired || (!node->held && is_empty(node))))
        scaling_node_off(node, now_s);
    simulation_settle(node->machine->simulation);
}

void scaling_node_look(struct scaling_node *node)
{
    struct event_queue *queue = queue_of(node);
    if (!event_queue_is_pending(queue, node->look_event))
        event_queue_schedule(queue, node->look_event, queue->now_s);
}

/* A machine that failed before it had booted is replaced like any other. */
static void due(void *object, double now_s)
{
    struct scaling_node *node = object;
    node->expired = true;
    if (node->phase == NODE_BOOTING && !node->machine->failures)
        start(node, now_s);
    else if (node->phase == NODE_DRAINING)
        look(node, now_s);
    simulation_settle(node->machine->simulation);
}

void scaling_node_init(struct scaling_node *node, struct autoscaler *group,
                       struct machine *machine, bool serves)
{
    struct event_queue *queue = &machine->engine->queue;
    *node = (struct scaling_node){.group = group,
                                  .machine = machine,
                                  .phase = serves ? NODE_SERVING : NODE_OFF,
                                  .serving_s = -INFINITY};
    node->event = event_queue_register(queue, due, node);
    node->look_event = event_queue_register(queue, look, node);
    if (!serves)
        machine_power_absent(machine);
}
