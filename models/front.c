/* front.c - see front.h. */
#include "models/front.h"

#include "models/simulation.h"

#include <math.h>
#include <string.h>

enum { FREE_RULES = 10 };
#define HOUR_S 3600.0
#define GB     0x1p30 /* as on the bill */

static const struct front_capacity alb_unit = {25, 3000, GB / HOUR_S, 1000};
static const struct front_capacity alb_lambda_unit = {25, 3000, 0.4 * GB / HOUR_S, 1000};
static const struct front_capacity nlb_unit = {800, 100000, GB / HOUR_S, INFINITY};
static const struct front_capacity nlb_tls_unit = {50, 3000, GB / HOUR_S, INFINITY};

/* ---- hours ---- */

static void end_hour(struct front *front, double now_s)
{
    const double length_s = now_s - front->hour_s;
    const struct front_capacity *unit = &front->capacity;
    const double by_new = front->opened / unit->new_per_s / HOUR_S;
    const double by_open = front->open_area / unit->open / HOUR_S;
    const double by_bytes = front->bytes / unit->bytes_per_s / HOUR_S;
    const double by_rules = front->requests * front->rules / unit->rules_per_s / HOUR_S;
    if (length_s <= 0)
        return;
    front->units.by_new += by_new;
    front->units.by_open += by_open;
    front->units.by_bytes += by_bytes;
    front->units.by_rules += by_rules;
    front->units.all += fmax(fmax(by_new, by_rules), fmax(by_open, by_bytes));
    front->opened = front->open_area = front->bytes = front->requests = 0;
    front->hour_s = now_s;
}

static void pass(struct front *front, double now_s)
{
    front->open_area += front->open * (now_s - front->now_s);
    front->now_s = now_s;
}

/* ---- connections that wait ---- */

static void push_idle(struct front *front, double until_s, struct user *user)
{
    if (front->idle_count == front->idle_capacity) {
        const uint32_t capacity = front->idle_capacity ? 2 * front->idle_capacity : 64;
        struct front_idle *ring = arena_array(front->arena, capacity, sizeof *ring);
        for (uint32_t i = 0; i < front->idle_count; i++)
            ring[i] = front->idle[(front->idle_first + i) % front->idle_capacity];
        front->idle = ring;
        front->idle_first = 0;
        front->idle_capacity = capacity;
    }
    front->idle[(front->idle_first + front->idle_count++) % front->idle_capacity] =
        (struct front_idle){until_s, user};
}

static double next_close_s(const struct front *front)
{
    return front->idle_count ? front->idle[front->idle_first].until_s : INFINITY;
}

/* Nobody has asked for anything over it since, nor opened another. */
static bool still_waits(const struct front *front, const struct front_idle *idle)
{
    const struct user *user = idle->user;
    return !user || (user->front == front && user->open_until_s == idle->until_s);
}

static void close_idle(struct front *front)
{
    const struct front_idle *idle = &front->idle[front->idle_first];
    if (still_waits(front, idle)) {
        front->open--;
        if (idle->user)
            idle->user->open_until_s = -INFINITY;
    }
    front->idle_first = (front->idle_first + 1) % front->idle_capacity;
    front->idle_count--;
}

static void advance(struct front *front, double now_s)
{
    for (;;) {
        const double close_s = next_close_s(front), hour_s = front->hour_s + HOUR_S;
        if (fmin(close_s, hour_s) > now_s)
            break;
        if (close_s <= hour_s) {
            pass(front, close_s);
            close_idle(front);
        } else {
            pass(front, hour_s);
            end_hour(front, hour_s);
        }
    }
    pass(front, now_s);
}

/* ---- requests ---- */

static void hang_up(struct user *user, double now_s)
{
    struct front *front = user->front;
    if (!front)
        return;
    advance(front, now_s);
    front->open -= user->open_until_s > now_s;
    user->open_until_s = -INFINITY;
}

static void open_one(struct front *front, struct task *task)
{
    front->opened++;
    front->open++;
    task->fronted = true;
}

static void arrive_user(struct front *front, struct task *task, double now_s)
{
    struct user *user = task->user;
    const bool has_one = user->front == front && user->open_until_s > now_s;
    if (task->new_connection || !has_one) {
        hang_up(user, now_s);
        open_one(front, task);
    }
    task->fronted = true;
    user->front = front;
    user->open_until_s = INFINITY;
}

static uint8_t pick_node(struct front *front, const struct task *task)
{
    const struct zone_def *zones = front->service->zones.items;
    const uint32_t count = front->service->zones.count;
    const struct machine *caller =
        task->kind == TASK_CALL && task->parent ? task->parent->instance->machine : NULL;
    if (count < 2)
        return 0;
    for (uint32_t i = 0; caller && i < count; i++)
        if (strcmp(zones[i].name, caller->def->zone) == 0)
            return (uint8_t)i;
    return (uint8_t)(count * random_uniform(front->random));
}

void front_arrive(struct front *front, struct task *task, double now_s)
{
    advance(front, now_s);
    front->requests++;
    task->node = pick_node(front, task);
    if (task->kind == TASK_CALL) {
        front->open++;
        task->fronted = true;
    } else if (task->user) {
        arrive_user(front, task, now_s);
    } else if (task->new_connection) {
        open_one(front, task);
    }
}

void front_leave(struct front *front, struct task *task, bool kept, double now_s)
{
    const double until_s = now_s + front->service->idle_timeout_s;
    if (!task->fronted)
        return;
    task->fronted = false;
    advance(front, now_s);
    if (task->kind == TASK_CALL || !kept) {
        front->open--;
        if (task->user)
            task->user->open_until_s = -INFINITY;
        return;
    }
    if (task->user)
        task->user->open_until_s = until_s;
    push_idle(front, until_s, task->user);
}

void front_give_up(struct task *task, double now_s)
{
    if (task->user) {
        hang_up(task->user, now_s);
    } else if (task->fronted) {
        struct front *front = task->instance->front;
        advance(front, now_s);
        front->open--;
    }
    task->fronted = false;
}

void front_carry(struct front *front, double bytes, double now_s)
{
    advance(front, now_s);
    front->bytes += bytes;
}

const char *front_zone(const struct front *front, const struct task *task)
{
    const struct zone_def *zones = front->service->zones.items;
    return front->service->zones.count ? zones[task->node].name : NULL;
}

/* ---- set-up ---- */

static const struct front_capacity *unit_of(const struct service_def *service)
{
    if (service->kind != KIND_ALB)
        return service->ends_tls ? &nlb_tls_unit : &nlb_unit;
    return service->forward_to && service->forward_to->kind == KIND_LAMBDA
               ? &alb_lambda_unit
               : &alb_unit;
}

struct front *front_create(const struct service_def *service, struct engine *engine)
{
    if (!service_def_is_balancer(service))
        return NULL;
    struct front *front = arena_allocate(&engine->arena, sizeof *front);
    *front = (struct front){
        .service = service,
        .arena = &engine->arena,
        .capacity = *unit_of(service),
        .rules = service->kind == KIND_ALB ? fmax(0, service->rules - FREE_RULES) : 0,
    };
    front->random = engine_stream(
        engine, arena_format(&engine->arena, "%s.zones", service->item.name));
    return front;
}

void front_open_window(struct front *front, double now_s)
{
    advance(front, now_s);
    front->opened = front->open_area = front->bytes = front->requests = 0;
    front->units = (struct front_units){0};
    front->hour_s = now_s;
}

void front_close(struct front *front, double now_s)
{
    advance(front, now_s);
    end_hour(front, now_s);
}
