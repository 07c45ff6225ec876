/* upstream.c - see upstream.h. */
#include "models/upstream.h"

#include "models/flow.h"
#include "models/health.h"
#include "models/simulation.h"
#include "models/sticky.h"
#include "models/upstream_pick.h"

#include <math.h>

static size_t words(uint32_t peers)
{
    return (peers + 63) / 64;
}

size_t upstream_attempt_size(uint32_t peers)
{
    return sizeof(struct attempt) + words(peers) * sizeof(uint64_t);
}

static struct random *stream(struct engine *engine, const struct upstream *u,
                             uint16_t worker)
{
    const char *caller = u->caller ? u->caller->def->name : "users";
    return engine_stream(engine, arena_format(&engine->arena, "%s.balance.%s.%u",
                                              u->balancer->service->item.name, caller,
                                              (unsigned)worker));
}

static void forget(struct peer *peer)
{
    struct instance *instance = peer->instance;
    if (peer->out)
        instance->left_out--;
    *peer = (struct peer){
        .instance = instance,
        .weight = instance->def->weight,
        .effective = instance->def->weight,
        .conns = peer->conns,
        .accessed_s = -INFINITY,
        .checked_s = -INFINITY,
        .back_s = -INFINITY,
    };
}

void upstream_forget(struct upstream *upstream)
{
    for (uint32_t i = 0; i < upstream->count; i++)
        forget(&upstream->peers[i]);
}

struct upstream *upstream_create(struct balancer *balancer, const struct instance *caller,
                                 uint16_t worker)
{
    struct engine *engine = balancer->instances->simulation->engine;
    struct arena *arena = &engine->arena;
    struct upstream *u = arena_allocate(arena, sizeof *u);
    u->balancer = balancer;
    u->def = &balancer->service->balance;
    u->count = balancer->count;
    u->has_writer = balancer->service->has_writer;
    u->caller = caller;
    u->peers = arena_array(arena, u->count, sizeof *u->peers);
    u->usable = arena_array(arena, u->count, sizeof(struct peer *));
    u->random = stream(engine, u, worker);
    for (uint32_t i = 0; i < u->count; i++) {
        u->peers[i].instance = &balancer->instances[i];
        forget(&u->peers[i]);
    }
    if (u->def->policy == BALANCE_STICKY)
        u->homes = arena_array(arena, sticky_clients(u), sizeof *u->homes);
    return u;
}

/* ---- what a try has taught ---- */

static void leave_out(const struct upstream *u, struct peer *peer)
{
    struct instance *instance = peer->instance;
    char text[UNIT_TEXT];
    units_write_duration(text, u->def->fail_timeout_s);
    peer->out = true;
    if (instance->left_out++ == 0) /* the first caller that finds out */
        simulation_note(instance->simulation, "left_out", instance->def->name,
                        simulation_text(instance->simulation,
                                        "%u failed %s, probed after %s",
                                        (unsigned)peer->fails,
                                        peer->fails == 1 ? "try" : "tries", text));
}

static void take_back(struct peer *peer, double now_s)
{
    struct instance *instance = peer->instance;
    peer->out = false;
    peer->back_s = now_s;
    if (--instance->left_out == 0)
        simulation_note(instance->simulation, "taken_back", instance->def->name, "");
}

static void failed(const struct upstream *u, struct peer *peer, double now_s)
{
    const double most = u->def->max_fails;
    peer->instance->failed_tries++;
    peer->fails++;
    peer->accessed_s = peer->checked_s = now_s;
    if (most <= 0)
        return;
    peer->effective = fmax(0, peer->effective - floor(peer->weight / most));
    if (peer->fails >= most && !peer->out)
        leave_out(u, peer);
}

static void settle(struct attempt *attempt, bool broken, double now_s)
{
    struct peer *peer = attempt->peer;
    attempt->peer = NULL;
    if (!peer)
        return; /* between two tries */
    peer->conns--;
    if (broken) {
        failed(attempt->upstream, peer, now_s);
    } else if (peer->accessed_s < peer->checked_s) {
        peer->fails = 0;
        if (peer->out)
            take_back(peer, now_s);
    }
}

static void release(struct task *task)
{
    struct attempt *attempt = task->attempt;
    struct balancer *balancer =
        attempt->check ? health_balancer(attempt->check) : attempt->upstream->balancer;
    task->attempt = NULL;
    pool_give(&balancer->attempts, attempt);
}

/* ---- tries ---- */

static void try_one(struct task *task, double now_s)
{
    struct attempt *attempt = task->attempt;
    struct upstream *u = attempt->upstream;
    struct peer *peer = upstream_pick(u, attempt, task, now_s);
    if (!peer) {
        const enum failure failure = attempt->failure;
        release(task);
        flow_finish(task, failure);
        return;
    }
    const uint32_t number = (uint32_t)(peer - u->peers);
    attempt->peer = peer;
    attempt->broken = false;
    attempt->tried[number / 64] |= (uint64_t)1 << number % 64;
    peer->conns++;
    simulation_deliver(task->simulation, task, u->caller ? u->caller->machine : NULL,
                       peer->instance, now_s);
}

void upstream_send(struct upstream *upstream, struct task *task, double now_s)
{
    struct attempt *attempt = pool_take(&upstream->balancer->attempts);
    attempt->upstream = upstream;
    attempt->check = NULL;
    attempt->left = upstream->def->next_upstream;
    attempt->failure = FAILURE_UNAVAILABLE;
    for (size_t i = 0; i < words(upstream->count); i++)
        attempt->tried[i] = 0;
    task->attempt = attempt;
    try_one(task, now_s);
}

/* May the call be tried on another instance? */
static bool goes_on(struct attempt *attempt, enum failure failure)
{
    if (attempt->left < 1)
        return false;
    attempt->left -= 1;
    attempt->failure = (uint8_t)failure;
    return true;
}

/* The same task again, as new. Not at once: we may be in the middle of a process's death. */
static void wait_for_next(struct task *task, double now_s)
{
    task->failure = FAILURE_COUNT;
    task->worker = WORKER_NONE;
    task->retries = 0;
    task->new_connection = true;
    simulation_sleep(task, now_s, 0);
    task->state = TASK_KNOCKING; /* nothing of it is at a server */
}

bool upstream_replied(struct task *task, enum failure failure, double now_s)
{
    struct attempt *attempt = task->attempt;
    const bool broken = attempt->broken;
    if (attempt->check) {
        health_answered(attempt->check, failure, now_s);
        release(task);
        return false;
    }
    settle(attempt, broken, now_s);
    if (broken && goes_on(attempt, failure)) {
        wait_for_next(task, now_s);
        return true;
    }
    release(task);
    return false;
}

void upstream_again(struct task *task, double now_s)
{
    try_one(task, now_s);
}

/* An application load balancer answers its caller (504), asks no other target, and counts
 * nothing against this one: its own checks do that. */
struct attempt *upstream_timed_out(struct task *task, double now_s)
{
    struct attempt *attempt = task->attempt;
    const bool answers = task->parent->instance->service->kind == KIND_ALB;
    settle(attempt, !answers, now_s);
    if (answers || !goes_on(attempt, FAILURE_TIMEOUT)) {
        release(task);
        return NULL;
    }
    task->attempt = NULL;
    return attempt;
}

void upstream_resend(struct attempt *attempt, struct task *fresh, double now_s)
{
    fresh->attempt = attempt;
    try_one(fresh, now_s);
}

void upstream_left(struct task *task, double now_s)
{
    settle(task->attempt, false, now_s);
    release(task);
}
