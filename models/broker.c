/* broker.c - see broker.h. */
#include "models/broker.h"

#include "models/simulation.h"

#include <math.h>

#define BROKER_LOOK_S 2.5 /* RabbitMQ's memory_monitor_interval */

double broker_watermark_bytes(const struct instance *instance)
{
    const double share = instance->service->memory.watermark;
    if (!isfinite(share) || !instance->machine)
        return INFINITY;
    return share *
           fmin(instance->service->mem_limit_bytes, instance->machine->totals.ram);
}

static double used_bytes(const struct instance *instance)
{
    return instance->anonymous + instance->file;
}

/* The fullest of those above their watermark; NULL: none is. */
static const struct instance *above(const struct broker *broker)
{
    const struct instance *fullest = NULL;
    double most = 1;
    for (uint32_t i = 0; i < broker->count; i++) {
        const struct instance *one = &broker->instances[i];
        const double share = used_bytes(one) / broker_watermark_bytes(one);
        if (share > most) {
            most = share;
            fullest = one;
        }
    }
    return fullest;
}

struct instance *broker_pick(struct broker *broker)
{
    for (uint32_t tried = 0; tried < broker->count; tried++) {
        struct instance *instance = &broker->instances[broker->next];
        broker->next = broker->next + 1 == broker->count ? 0 : broker->next + 1;
        if (instance_is_up(instance) && !instance->withdrawn)
            return instance;
    }
    return NULL;
}

void broker_keep(struct instance *instance, double bytes)
{
    instance_memory(instance, bytes, 0, 0);
}

/* ---- the alarm ---- */

static void raise_alarm(struct broker *broker, const struct instance *fullest,
                        double now_s)
{
    char used[UNIT_TEXT], limit[UNIT_TEXT], share[UNIT_TEXT];
    units_write_size(used, used_bytes(fullest));
    units_write_size(limit, broker_watermark_bytes(fullest));
    units_write_share(share, fullest->service->memory.watermark);
    broker->alarm = true;
    if (isnan(broker->alarm_at_s))
        broker->alarm_at_s = now_s;
    simulation_note(broker->simulation, "memory_alarm", broker->service->item.name,
                    simulation_text(broker->simulation,
                                    "it uses %s, more than its watermark of %s (%s)",
                                    used, limit, share));
}

static void end_alarm(struct broker *broker, double now_s)
{
    struct task *task;
    char count[UNIT_TEXT];
    units_write_number(count, broker->blocked.count);
    broker->alarm = false;
    simulation_note(broker->simulation, "memory_alarm_end", broker->service->item.name,
                    simulation_text(broker->simulation, "%s waited", count));
    area_set(&broker->blocked_area, 0, now_s);
    while ((task = task_queue_pop(&broker->blocked)))
        simulation_ready(broker->simulation, task);
}

static void look(void *object, double now_s)
{
    struct broker *broker = object;
    const struct instance *fullest = above(broker);
    if (fullest && !broker->alarm)
        raise_alarm(broker, fullest, now_s);
    else if (!fullest && broker->alarm)
        end_alarm(broker, now_s);
    simulation_settle(broker->simulation);
}

/* Looks that would find nothing new are left out. */
void broker_watch(struct instance *instance)
{
    struct broker *broker = instance->broker;
    struct event_queue *queue = &broker->simulation->engine->queue;
    const bool over = used_bytes(instance) > broker_watermark_bytes(instance);
    if (over == broker->alarm || event_queue_is_pending(queue, broker->event))
        return;
    const double rounds = floor(queue->now_s / BROKER_LOOK_S) + 1;
    event_queue_schedule(queue, broker->event, rounds * BROKER_LOOK_S);
}

bool broker_blocks(struct broker *broker, struct task *task, double now_s)
{
    if (!broker->alarm)
        return false;
    task->state = TASK_BLOCKED;
    task_queue_push(&broker->blocked, task);
    area_change(&broker->blocked_area, 1, now_s);
    return true;
}

void broker_leave(struct broker *broker, struct task *task, double now_s)
{
    task_queue_remove(&broker->blocked, task);
    area_change(&broker->blocked_area, -1, now_s);
}

/* ---- set-up ---- */

void broker_open_window(struct broker *broker, double now_s)
{
    area_advance(&broker->blocked_area, now_s);
    broker->blocked_area.area = 0;
    broker->alarm_at_s = broker->alarm ? now_s : NAN;
}

static struct broker *make(struct simulation *simulation,
                           const struct service_def *service)
{
    struct engine *engine = simulation->engine;
    struct broker *broker = arena_allocate(&engine->arena, sizeof *broker);
    *broker = (struct broker){
        .service = service,
        .simulation = simulation,
        .instances = &simulation->instances[service->first_instance],
        .count = service_def_all(service),
        .alarm_at_s = NAN,
    };
    broker->event = event_queue_register(&engine->queue, look, broker);
    for (uint32_t i = 0; i < broker->count; i++) {
        struct instance *instance = &broker->instances[i];
        instance->broker = broker;
        instance->watched = instance->def->machine != UINT32_MAX &&
                            isfinite(instance->def->service->memory.watermark);
    }
    return broker;
}

void broker_init(struct simulation *simulation)
{
    const struct design *design = simulation->design;
    simulation->brokers = arena_array(&simulation->engine->arena, design->services.count,
                                      sizeof(struct broker *));
    for (uint32_t s = 0; s < design->services.count; s++)
        if (design_service(design, s)->is_broker)
            simulation->brokers[s] = make(simulation, design_service(design, s));
}
