/* slow.c - see slow.h. */
#include "models/slow.h"

#include "models/call.h"
#include "models/simulation.h"
#include "models/upstream.h"

#include <math.h>

#define SLOW_AGAIN_S      0.2   /* Linux: TCP_RTO_MIN */
#define SLOW_AGAIN_MOST_S 120.0 /* TCP_RTO_MAX */
#define SLOW_TRIES        15    /* tcp_retries2 */

/* ---- the paths ---- */

static bool is_among(const struct simulation *s, const struct machine *machine,
                     uint32_t first, uint32_t count)
{
    return (uint32_t)(machine - s->machines) - first < count;
}

static bool leads(const struct simulation *s, const struct slow_path *path,
                  const struct machine *from, const struct machine *to)
{
    const struct slow_def *def = path->def;
    return path->active && is_among(s, from, def->from_first, def->from_count) &&
           is_among(s, to, def->to_first, def->to_count);
}

static bool is_slow(const struct simulation *s, const struct machine *from,
                    const struct machine *to)
{
    for (uint32_t i = 0; i < s->design->events.count; i++)
        if (leads(s, &s->slow_paths[i], from, to))
            return true;
    return false;
}

/* Every path on the way is asked, whatever another one says: its luck is its own. */
static bool is_lost(struct simulation *s, const struct slow_message *message)
{
    bool lost = false;
    for (uint32_t i = 0; i < s->design->events.count; i++) {
        const struct slow_path *path = &s->slow_paths[i];
        if (leads(s, path, message->from, message->to) && path->def->loss > 0)
            lost = random_uniform(path->random) < path->def->loss || lost;
    }
    return lost;
}

static double delay_of(struct simulation *s, const struct slow_message *message)
{
    double delay_s = message->delay_s;
    for (uint32_t i = 0; i < s->design->events.count; i++) {
        const struct slow_path *path = &s->slow_paths[i];
        if (leads(s, path, message->from, message->to))
            delay_s += distribution_draw(&path->def->delay, path->random);
    }
    return delay_s;
}

/* ---- messages ---- */

static void post(struct slow_message *message, double now_s)
{
    struct simulation *s = message->task->simulation;
    message->arriving = !is_lost(s, message);
    const double wait_s = message->arriving ? delay_of(s, message) : message->again_s;
    event_queue_schedule(&s->engine->queue, message->event, now_s + wait_s);
}

/* The task is on nobody's way any more. */
static void release(struct slow_message *message)
{
    struct task *task = message->task;
    task->message = NULL;
    task->state = TASK_DONE;
    pool_give(&task->simulation->slow_messages, message);
}

void slow_forget(struct task *task)
{
    event_queue_cancel(&task->simulation->engine->queue, task->message->event);
    if (task->message->target)
        instance_recall(task->message->target);
    release(task->message);
}

/* What became of the task's call, told to whoever still waits for it. */
static void end(struct task *task, enum failure failure, double now_s)
{
    struct task *caller = task->parent;
    if (task->attempt && upstream_replied(task, failure, now_s))
        return; /* it is tried elsewhere */
    simulation_task_free(task);
    if (caller)
        call_answered(caller, failure, now_s);
}

static void arrive(struct slow_message *message, double now_s)
{
    struct task *task = message->task;
    struct instance *target = message->target;
    const enum failure failure = message->failure;
    release(message);
    if (target)
        instance_arrive(target, task, now_s);
    else
        end(task, failure, now_s);
}

static void send_again(struct slow_message *message, double now_s)
{
    struct task *task = message->task;
    const bool left = !task->parent;
    if (left || message->tries == SLOW_TRIES) {
        if (message->target)
            instance_recall(message->target);
        release(message);
        upstream_break(task);
        end(task, FAILURE_CONNECTION, now_s);
        return;
    }
    message->tries++;
    message->again_s = fmin(2 * message->again_s, SLOW_AGAIN_MOST_S);
    post(message, now_s);
}

static void happens(void *object, double now_s)
{
    struct slow_message *message = object;
    struct simulation *simulation = message->task->simulation;
    if (message->arriving)
        arrive(message, now_s);
    else
        send_again(message, now_s);
    simulation_settle(simulation);
}

static void hold(struct simulation *s, struct task *task,
                 const struct slow_message *wanted, double now_s)
{
    struct slow_message *message = pool_take(&s->slow_messages);
    const bool registered = message->registered;
    const event_id event =
        registered ? message->event
                   : event_queue_register(&s->engine->queue, happens, message);
    *message = *wanted;
    message->task = task;
    message->again_s = SLOW_AGAIN_S;
    message->registered = true;
    message->event = event;
    task->state = TASK_HELD;
    task->worker = WORKER_NONE;
    task->message = message;
    post(message, now_s);
}

bool slow_request(struct simulation *s, struct task *task, const struct machine *from,
                  struct instance *target, double delay_s, double now_s)
{
    if (!is_slow(s, from, target->machine))
        return false;
    hold(s, task,
         &(struct slow_message){
             .from = from, .to = target->machine, .target = target, .delay_s = delay_s},
         now_s);
    target->coming++;
    return true;
}

bool slow_reply(struct task *task, const struct instance *from, enum failure failure,
                double now_s)
{
    struct simulation *s = task->simulation;
    const struct task *caller = task->parent;
    if (task->kind != TASK_CALL || !caller || !from || !from->machine)
        return false;
    const struct machine *to = caller->instance->machine;
    if (!to || to == from->machine || !is_slow(s, from->machine, to))
        return false;
    hold(s, task,
         &(struct slow_message){.from = from->machine, .to = to, .failure = failure},
         now_s);
    return true;
}

/* ---- events ---- */

static const char *who(struct simulation *s, const struct slow_def *def)
{
    return simulation_text(s, "from %s to %s", def->from, def->to);
}

static const char *why(struct simulation *s, const struct slow_def *def)
{
    char delay[UNIT_TEXT], loss[UNIT_TEXT];
    const bool slower = !distribution_is_zero(&def->delay);
    units_write_duration(delay, def->delay.mean_s);
    units_write_share(loss, def->loss);
    if (def->loss <= 0)
        return simulation_text(s, "%s more", delay);
    return simulation_text(s, "%s%s%s are lost", slower ? delay : "",
                           slower ? " more, and " : "", loss);
}

void slow_begin(struct simulation *s, const struct event_def *event)
{
    struct slow_path *path =
        &s->slow_paths[event - (const struct event_def *)s->design->events.items];
    const bool cut = path->def->loss >= 1;
    path->active = true;
    s->slowed++;
    simulation_note(s, cut ? "cut" : "slow", who(s, path->def),
                    cut ? "all are lost" : why(s, path->def));
}

void slow_end(struct simulation *s, const struct event_def *event)
{
    struct slow_path *path =
        &s->slow_paths[event - (const struct event_def *)s->design->events.items];
    path->active = false;
    s->slowed--;
    simulation_note(s, path->def->loss >= 1 ? "cut_end" : "slow_end", who(s, path->def),
                    "");
}

void slow_init(struct simulation *s)
{
    struct engine *engine = s->engine;
    const struct event_def *events = s->design->events.items;
    const uint32_t count = s->design->events.count;
    pool_init(&s->slow_messages, &engine->arena, sizeof(struct slow_message));
    s->slow_paths = arena_array(&engine->arena, count, sizeof *s->slow_paths);
    for (uint32_t i = 0; i < count; i++) {
        if (events[i].kind != EVENT_SLOW)
            continue;
        s->has_network = true;
        s->slow_paths[i].def = &events[i].slow;
        s->slow_paths[i].random = engine_stream(
            engine, arena_format(&engine->arena, "%s.slow", events[i].item.path));
    }
}
