/* task_slot.c - see task_slot.h. */
#include "models/task_slot.h"

#include "models/health.h"
#include "models/instance_life.h"
#include "models/observers.h"
#include "models/simulation.h"
#include "models/task_scaler.h"

static struct event_queue *queue_of(const struct task_slot *slot)
{
    return &slot->instance->simulation->engine->queue;
}

static void set_leaving(struct task_slot *slot, bool leaves)
{
    slot->instance->leaving = leaves ? slot : NULL;
    observers_changed(slot->instance);
}

void task_slot_leave(struct task_slot *slot, double drain_s, double now_s)
{
    struct instance *instance = slot->instance;
    set_leaving(slot, true);
    slot->expired = false;
    instance->withdrawn = true;
    instance->joins = false;
    health_deregister(instance);
    event_queue_schedule(queue_of(slot), slot->drain_event, now_s + drain_s);
    task_slot_look(slot);
}

/* Gone, unless its machine went first. */
static void end(struct task_slot *slot, double now_s)
{
    struct instance *instance = slot->instance;
    struct simulation *s = instance->simulation;
    const uint32_t calls = instance->in_flight + instance->queue.count;
    event_queue_cancel(queue_of(slot), slot->drain_event);
    event_queue_cancel(queue_of(slot), slot->look_event);
    set_leaving(slot, false);
    if (!instance->parked) {
        instance_life_stop(instance, now_s);
        instance->parked = true;
        instance->started = false; /* the next is another one */
        instance->held = true;
        simulation_note(
            s, "task_end", instance->def->name,
            calls ? simulation_text(s, "%u call%s cut off at the end of drain",
                                    (unsigned)calls, calls == 1 ? " was" : "s were")
                  : "");
    }
    task_scaler_left(slot->scaler, now_s);
}

static void look(void *object, double now_s)
{
    struct task_slot *slot = object;
    const struct instance *instance = slot->instance;
    if (instance->leaving && (slot->expired || instance->parked ||
                              !instance_is_up(instance) || instance_is_empty(instance)))
        end(slot, now_s);
    simulation_settle(instance->simulation);
}

void task_slot_look(struct task_slot *slot)
{
    struct event_queue *queue = queue_of(slot);
    if (!event_queue_is_pending(queue, slot->look_event))
        event_queue_schedule(queue, slot->look_event, queue->now_s);
}

static void drained(void *object, double now_s)
{
    struct task_slot *slot = object;
    slot->expired = true;
    look(slot, now_s);
}

void task_slot_init(struct task_slot *slot, struct task_scaler *scaler,
                    struct instance *instance)
{
    *slot = (struct task_slot){.scaler = scaler, .instance = instance};
    slot->drain_event = event_queue_register(queue_of(slot), drained, slot);
    slot->look_event = event_queue_register(queue_of(slot), look, slot);
}
