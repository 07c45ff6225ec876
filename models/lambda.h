/* lambda.h - the environments of a function of AWS Lambda while it runs.
 *
 *   call --> room in the pool? --> an idle environment, or a new one --> steps --> idle
 *             no: throttled                        no token: throttled
 *
 * An environment has one invocation at a time, so as many are busy as invocations run:
 * an M/G/c/c system with c the concurrency that the function reserved or shares. The one
 * used last is used next, so that those that are not needed die. A new one takes
 * `cold_start`, and a token: 1000 at once, then 100 a second for each function.
 * Provisioned ones are used first and never cold.
 *
 * Paid for is the time from the beginning of the cold start to the end of the steps, up
 * to the next millisecond, times the memory.
 *
 * What is published to a function waits until there is room, and is not thrown away.
 */
#ifndef OVERSTACK_MODELS_LAMBDA_H
#define OVERSTACK_MODELS_LAMBDA_H

#include "models/allowance.h"
#include "models/limit.h"
#include "models/summary.h"
#include "models/task.h"

/* What a task runs in. */
enum lambda_environment { LAMBDA_WARM, LAMBDA_COLD, LAMBDA_PROVISIONED, LAMBDA_DEAD };

struct lambda;

struct lambda_pool { /* concurrency that one function has, or some share */
    double limit;    /* invocations at once that are not provisioned for */
    uint32_t busy;
    struct lambda *members;
};

struct lambda {
    struct instance *instance;
    const struct lambda_def *def;
    struct lambda_pool *pool;
    struct lambda *next; /* of its pool */
    struct limit starts; /* of new environments */
    struct distribution timeout;
    struct timeout_list timeouts;
    struct random *random;
    double *idle_since; /* a ring: when each became idle, the longest first */
    uint32_t idle_first, idle_count, idle_capacity;
    uint32_t busy, busy_provisioned;
    struct allowance concurrency, scaling;
    bool waits; /* messages do, for room in the pool */
    event_id event;

    /* counted in the window */
    double invocations, cold_starts, throttled, timed_out, environments_peak;
    double billed_s, billed_provisioned_s;
};

/* For every function of the design; instances come first. */
void lambda_init(struct simulation *simulation);

/* A call gets its environment; false: it is throttled. */
bool lambda_admit(struct lambda *lambda, struct task *task, double now_s);
/* Its latency is over at that time: what a new environment takes from then on. */
double lambda_prepare_s(const struct lambda *lambda, struct task *task, double at_s);
/* Its steps begin: its time-out runs. */
void lambda_run(struct lambda *lambda, struct task *task, double now_s);
/* It ended, well or badly. */
void lambda_leave(struct lambda *lambda, struct task *task, double now_s);
/* Messages wait: takes as many as it has room for. */
void lambda_consume(struct lambda *lambda, double now_s);

void lambda_open_window(struct lambda *lambda, double now_s);
void lambda_collect(const struct lambda *lambda, struct managed_summary *summary);

#endif
