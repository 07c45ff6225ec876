/* broker.c - see broker.h. */
#include "models/broker.h"

#include "models/simulation.h"

#include <math.h>

#define BROKER_LOOK_S      2.5    /* RabbitMQ's memory_monitor_interval */
#define BROKER_LEAST_BYTES 0x1p20 /* of others that are worth telling */

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

static void look_again(struct broker *broker, double now_s)
{
    const double rounds = floor(now_s / BROKER_LOOK_S) + 1;
    event_queue_schedule(&broker->simulation->engine->queue, broker->event,
                         rounds * BROKER_LOOK_S);
}

static void end_alarm(struct broker *broker)
{
    char count[UNIT_TEXT];
    units_write_number(count, broker->blocked.count);
    broker->alarm = false;
    broker->wary = broker->waited = true;
    simulation_note(broker->simulation, "memory_alarm_end", broker->service->item.name,
                    simulation_text(broker->simulation, "%s waited", count));
}

/* Those who wait publish one after the other, as long as there is room. */
static void let_in(void *object, double now_s)
{
    struct broker *broker = object;
    while (!broker->alarm && broker->blocked.count && !above(broker)) {
        broker->turn_of = task_queue_pop(&broker->blocked);
        area_change(&broker->blocked_area, -1, now_s);
        simulation_ready(broker->simulation, broker->turn_of);
        simulation_settle(broker->simulation);
    }
}

/* Until nobody had to wait between two looks. */
static void stay_wary(struct broker *broker, double now_s)
{
    broker->wary = broker->waited;
    broker->waited = broker->blocked.count > 0;
    if (broker->wary)
        look_again(broker, now_s);
}

static void look(void *object, double now_s)
{
    struct broker *broker = object;
    const struct instance *fullest = above(broker);
    if (fullest && !broker->alarm) {
        raise_alarm(broker, fullest, now_s);
    } else if (!fullest && broker->alarm) {
        end_alarm(broker);
        let_in(broker, now_s);
        look_again(broker, now_s);
    } else if (broker->wary && !broker->alarm) {
        stay_wary(broker, now_s);
    }
    simulation_settle(broker->simulation);
}

/* Looks that would find nothing new are left out. */
void broker_watch(struct instance *instance)
{
    struct broker *broker = instance->broker;
    struct event_queue *queue = &broker->simulation->engine->queue;
    const bool over = used_bytes(instance) > broker_watermark_bytes(instance);
    if (over && isnan(instance->over_watermark_s))
        instance->over_watermark_s = queue->now_s;
    else if (!over)
        instance->over_watermark_s = NAN;
    if (broker->wary && !broker->alarm && !over && broker->blocked.count)
        event_queue_schedule(queue, broker->turn, queue->now_s);
    if (over != broker->alarm && !event_queue_is_pending(queue, broker->event))
        look_again(broker, queue->now_s);
}

static bool is_open(const struct broker *broker, const struct task *task)
{
    if (broker->alarm)
        return false;
    return !broker->wary || task == broker->turn_of ||
           (broker->blocked.count == 0 && !above(broker));
}

bool broker_blocks(struct broker *broker, struct task *task, double now_s)
{
    const bool open = is_open(broker, task);
    broker->turn_of = NULL;
    if (open)
        return false;
    task->state = TASK_BLOCKED;
    broker->waited = true;
    task_queue_push(&broker->blocked, task);
    area_change(&broker->blocked_area, 1, now_s);
    return true;
}

void broker_leave(struct broker *broker, struct task *task, double now_s)
{
    task_queue_remove(&broker->blocked, task);
    area_change(&broker->blocked_area, -1, now_s);
}

/* ---- killed nevertheless ---- */

/* ", others 620 MiB": what else the machine holds, unless its own mem_limit kills it. */
static const char *others(const struct instance *instance)
{
    const struct memory_totals *all = &instance->machine->totals;
    const double bytes = all->kernel + all->anonymous + all->file - used_bytes(instance);
    char size[UNIT_TEXT];
    if (instance->limited || bytes < BROKER_LEAST_BYTES)
        return "";
    units_write_size(size, bytes);
    return simulation_text(instance->simulation, ", others %s", size);
}

/* Memory went to others, publishers were blocked in vain, or it was too fast for them to
 * be blocked. */
static const char *why_killed(const struct instance *instance, double now_s)
{
    struct simulation *s = instance->simulation;
    const double since_s = instance->over_watermark_s;
    char limit[UNIT_TEXT], used[UNIT_TEXT], since[UNIT_TEXT];
    units_write_size(limit, broker_watermark_bytes(instance));
    units_write_size(used, used_bytes(instance));
    if (isnan(since_s))
        return simulation_text(s, "it is at %s, and has not reached %s", used, limit);
    units_write_duration(since, now_s - since_s);
    if (instance->broker->alarm)
        return simulation_text(
            s, "publishers were blocked (above %s for %s), but it went to %s", limit,
            since, used);
    return simulation_text(
        s, "it looks at its memory every %g s, but went from %s to %s in %s",
        BROKER_LOOK_S, limit, used, since);
}

void broker_killed(struct instance *instance, double now_s)
{
    struct simulation *s = instance->simulation;
    simulation_note(
        s, "watermark_failed", instance->def->name,
        simulation_text(s, "%s%s", why_killed(instance, now_s), others(instance)));
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
    broker->turn = event_queue_register(&engine->queue, let_in, broker);
    for (uint32_t i = 0; i < broker->count; i++) {
        struct instance *instance = &broker->instances[i];
        instance->broker = broker;
        instance->over_watermark_s = NAN;
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
