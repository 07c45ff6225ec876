/* call_guard.c - see call_guard.h. */
#include "models/call_guard.h"

#include "models/breaker.h"
#include "models/instance.h"
#include "models/retry_budget.h"
#include "models/simulation.h"

#include <math.h>

struct call_guard {
    struct call_guard *next;
    const struct service_def *callee;
    const char *who; /* "spring[0] to mysql" */
    struct retry_budget budget;
    bool was_spent; /* and told */
    bool breaks;    /* has a breaker */
    struct breaker breaker;
};

static struct call_guard *make(struct instance *instance,
                               const struct service_def *callee)
{
    struct simulation *simulation = instance->simulation;
    struct call_guard *guard = arena_allocate(&simulation->engine->arena, sizeof *guard);
    *guard = (struct call_guard){
        .next = instance->guards,
        .callee = callee,
        .who = simulation_text(simulation, "%s to %s", instance->def->name,
                               callee->item.name),
    };
    instance->guards = guard;
    return guard;
}

static struct call_guard *guard_of(const struct task *task)
{
    const struct service_def *callee = task->op->call->callee->service;
    struct call_guard *guard = task->instance->guards;
    while (guard && guard->callee->index != callee->index)
        guard = guard->next;
    return guard ? guard : make(task->instance, callee);
}

static bool has_breaker(const struct task *task)
{
    return !isnan(task->op->call->breaker.window);
}

bool call_guard_admits(struct task *task, double now_s)
{
    struct call_guard *guard = guard_of(task);
    const struct call_def *call = task->op->call;
    if (!isinf(call->budget) && task->retries == 0)
        retry_budget_earn(&guard->budget, call->budget, now_s);
    if (!has_breaker(task))
        return true;
    if (!guard->breaks) {
        guard->breaks = true;
        breaker_init(&guard->breaker, &call->breaker, &task->simulation->engine->arena);
    }
    if (!breaker_permits(&guard->breaker, now_s))
        return false;
    task->breaker_turn = guard->breaker.turn;
    return true;
}

static void tell(struct simulation *simulation, const struct call_guard *guard)
{
    const struct breaker *breaker = &guard->breaker;
    if (breaker->state == BREAKER_OPEN)
        simulation_note(simulation, "breaker_open", guard->who,
                        simulation_text(simulation, "%u of the last %u calls failed",
                                        (unsigned)breaker->failures,
                                        (unsigned)breaker->results));
    else
        simulation_note(simulation, "breaker_close", guard->who,
                        "the calls on trial were answered");
}

void call_guard_record(const struct task *task, bool failed, double now_s)
{
    if (!has_breaker(task))
        return;
    struct call_guard *guard = guard_of(task);
    if (breaker_record(&guard->breaker, task->breaker_turn, failed, now_s))
        tell(task->simulation, guard);
}

void call_guard_forget(const struct task *task)
{
    if (has_breaker(task))
        breaker_forget(&guard_of(task)->breaker, task->breaker_turn);
}

bool call_guard_may_retry(const struct task *task, double now_s)
{
    const struct call_def *call = task->op->call;
    if (isinf(call->budget))
        return true;
    struct call_guard *guard = guard_of(task);
    if (retry_budget_spend(&guard->budget, now_s))
        return true;
    if (!guard->was_spent)
        simulation_note(task->simulation, "budget_spent", guard->who,
                        simulation_text(task->simulation,
                                        "retries are held to %g%% of the calls",
                                        100 * call->budget));
    guard->was_spent = true;
    return false;
}

void call_guard_reset(struct instance *instance)
{
    for (struct call_guard *guard = instance->guards; guard; guard = guard->next) {
        retry_budget_clear(&guard->budget);
        guard->was_spent = false;
        if (guard->breaks)
            breaker_reset(&guard->breaker);
    }
}
