/* user.c - see user.h.
 *
 * A journey is one iteration: its pauses are drawn when they begin, each of its calls is
 * a request of its own, and a call that fails does not end it (k6 goes on, too). Who is
 * on a journey walks it to its end, even past the traffic's `end`.
 */
#include "models/user.h"

#include "models/simulation.h"

#include <math.h>

/* An iteration that takes no time at all (a refusal, without think time) is given this
 * much, as a client needs some: otherwise the clock would stand still. */
#define USER_LEAST_ITERATION_S 1e-3

static bool counts_iterations(const struct traffic *traffic)
{
    return traffic->def->executor == EXECUTOR_PER_VU_ITERATIONS ||
           traffic->def->executor == EXECUTOR_SHARED_ITERATIONS;
}

/* False: none is left. */
static bool take_iteration(struct user *user)
{
    struct traffic *traffic = user->traffic;
    if (traffic->def->executor == EXECUTOR_PER_VU_ITERATIONS) {
        if (user->iterations >= traffic->def->iterations)
            return false;
    } else if (traffic->def->executor == EXECUTOR_SHARED_ITERATIONS) {
        if (traffic->iterations_left <= 0)
            return false;
        traffic->iterations_left -= 1;
    }
    user->iterations += 1;
    return true;
}

/* ---- journeys ---- */

/* Over the pauses from the present step on, to the next call or the end. Returns how
 * long they take. */
static double pass_pauses(struct user *user)
{
    const struct traffic *traffic = user->traffic;
    const struct journey_def *steps = traffic->def->journey.items;
    double pause_s = 0;
    for (; user->step < traffic->def->journey.count &&
           steps[user->step].kind == JOURNEY_THINK;
         user->step++)
        pause_s += distribution_draw(&steps[user->step].think, traffic->think);
    return pause_s;
}

/* The next call comes at at_s, by an event of its own. */
static void call_at(struct user *user, double at_s)
{
    user->pausing = true;
    user->traffic->alive++;
    event_queue_schedule(&user->traffic->simulation->engine->queue, user->event, at_s);
}

static void end_pause(struct user *user, double now_s)
{
    user->pausing = false;
    user->traffic->alive--;
    traffic_request(user->traffic, user, now_s);
    simulation_settle(user->traffic->simulation);
}

/* ---- iterations ---- */

static void begin(void *object, double now_s)
{
    struct user *user = object;
    struct traffic *traffic = user->traffic;
    if (user->pausing) {
        end_pause(user, now_s);
        return;
    }
    user->busy = false;
    if (!user->active || now_s >= traffic->def->end_s || !take_iteration(user)) {
        traffic->active_users -= user->active;
        user->active = false;
        simulation_check_end(traffic->simulation);
        return;
    }
    user->busy = true;
    user->began_s = now_s;
    user->step = 0;
    const double pause_s = pass_pauses(user);
    if (pause_s > 0)
        call_at(user, now_s + pause_s);
    else
        traffic_request(traffic, user, now_s);
    simulation_settle(traffic->simulation);
}

void user_answered(struct user *user, double end_s)
{
    struct traffic *traffic = user->traffic;
    if (traffic->def->journey.count > 0) {
        user->step++;
        end_s += pass_pauses(user);
        if (user->step < traffic->def->journey.count) {
            call_at(user, end_s);
            return;
        }
    }
    double next_s = end_s + distribution_draw(&traffic->def->think, traffic->think);
    if (next_s <= user->began_s)
        next_s = user->began_s + USER_LEAST_ITERATION_S;
    event_queue_schedule(&traffic->simulation->engine->queue, user->event, next_s);
}

static void grow(struct traffic *traffic, uint32_t count)
{
    struct engine *engine = traffic->simulation->engine;
    struct user *users = arena_array(&engine->arena, count, sizeof *users);
    for (uint32_t i = 0; i < count; i++) {
        users[i].traffic = traffic;
        users[i].event = event_queue_register(&engine->queue, begin, &users[i]);
    }
    traffic->users = users;
    traffic->user_count = count;
}

static void activate(struct user *user, double at_s)
{
    struct event_queue *queue = &user->traffic->simulation->engine->queue;
    user->active = true;
    user->traffic->active_users++;
    if (!user->busy)
        event_queue_schedule(queue, user->event, at_s);
}

static void deactivate(struct user *user)
{
    struct event_queue *queue = &user->traffic->simulation->engine->queue;
    user->active = false;
    user->traffic->active_users--;
    if (!user->busy)
        event_queue_cancel(queue, user->event);
}

void user_follow(struct traffic *traffic, double now_s)
{
    const double value = profile_value(&traffic->profile, now_s);
    const uint32_t wanted =
        (uint32_t)fmin(floor(value + 1e-6), (double)traffic->user_count);
    const double spread_s = traffic->def->start_spread_s;
    for (uint32_t i = 0; i < traffic->user_count; i++) {
        struct user *user = &traffic->users[i];
        if (i < wanted && !user->active) {
            const bool first = user->iterations == 0 && spread_s > 0;
            activate(user,
                     now_s + (first ? spread_s * random_uniform(traffic->spread) : 0));
        } else if (i >= wanted && user->active) {
            deactivate(user);
        }
    }
    event_queue_schedule(&traffic->simulation->engine->queue, traffic->event,
                         profile_next_step_s(&traffic->profile, now_s));
}

static void follow(void *object, double now_s)
{
    struct traffic *traffic = object;
    user_follow(traffic, now_s);
    simulation_check_end(traffic->simulation);
}

/* The largest number of users the profile, or an event's `set`, can ask for. */
static uint32_t most_users(const struct traffic *traffic)
{
    double most = 0;
    const struct profile *p = &traffic->profile;
    for (uint32_t i = 0; i < p->count; i++) {
        const double last_s =
            i + 1 < p->count ? p->pieces[i + 1].from_s : p->pieces[i].from_s;
        const double end =
            p->pieces[i].value + p->pieces[i].slope * (last_s - p->pieces[i].from_s);
        most = fmax(most, fmax(p->pieces[i].value, end));
    }
    return (uint32_t)ceil(most * simulation_most_scale(traffic) + 1e-6);
}

void user_init(struct traffic *traffic)
{
    struct event_queue *queue = &traffic->simulation->engine->queue;
    traffic->finite = counts_iterations(traffic);
    traffic->iterations_left = traffic->def->iterations;
    grow(traffic, most_users(traffic));
    traffic->event = event_queue_register(queue, follow, traffic);
    event_queue_schedule(queue, traffic->event, traffic->def->start_s);
}

bool user_is_over(const struct traffic *traffic, double now_s)
{
    const bool ended = now_s >= traffic->def->end_s || counts_iterations(traffic);
    return ended && traffic->active_users == 0 &&
           (now_s > traffic->def->start_s || traffic->def->vus == 0);
}
