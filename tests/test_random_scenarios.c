/* Several hundred small scenarios put together by dice from all steps and keys: none is
 * refused, none breaks an invariant, and when the traffic has ended nothing is left.
 *
 * The seeds are fixed. OVERSTACK_TEST_SEED=N runs that one alone and prints its YAML;
 * OVERSTACK_TEST_LONG runs ten times as many.
 */
#include "models/cost_fixed.h"
#include "models/latency_floor.h"
#include "sim/output/document.h"
#include "sim/run/replicate.h"
#include "sim/run/sweep_screen.h"
#include "tests/support/invariants.h"
#include "tests/support/scenario.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The sanitizers take their time: a sixth of them has as many features. */
#ifdef __SANITIZE_ADDRESS__
enum { SCENARIOS = 200 };
#else
enum { SCENARIOS = 1200 };
#endif

/* ---- dice ---- */

struct dice {
    /* Of what came later: others fall as before. */
    struct random random, scaling, edge, repeat;
    const char *budget; /* USD, by turns */
    FILE *out;          /* the YAML */
    int hosts, services, published;
    bool has_broker;  /* b: what is published waits there */
    bool has_bus;     /* bus: what is published goes through it */
    bool has_edge;    /* edge: users ask it for what s0 serves */
    bool has_mail;    /* mail: called now and then */
    bool has_front;   /* lb: a balancer before s0 */
    bool keeps;       /* something stays after the traffic: a leak, a heap, a death */
    bool rests;       /* long after the traffic it is looked at again */
    bool has_disk[4]; /* by host */
    bool scales[4];   /* likewise; caches and brokers cannot be there */
    bool is_outside[5], has_heap[5];
    bool is_ecs[5], is_fargate[5];     /* a task, not a process on a host */
    bool is_cache[5];                  /* one before it looks into it */
    bool is_cluster[5], has_volume[5]; /* on machines of its own */
    bool computes[5], has_units[5];    /* outside: a lambda, a dynamodb */
    int place[5];
};

static int throw_die(struct dice *dice, int sides)
{
    return (int)random_below(&dice->random, (uint32_t)sides);
}

static bool chance(struct dice *dice, double share)
{
    return random_uniform(&dice->random) < share;
}

static const char *one_of(struct dice *dice, const char *const *texts, int count)
{
    return texts[throw_die(dice, count)];
}

#define ONE_OF(dice, ...)                                                                \
    one_of((dice), (const char *const[]){__VA_ARGS__},                                   \
           sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

static void write(struct dice *dice, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void write(struct dice *dice, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(dice->out, format, arguments);
    va_end(arguments);
}

static const char *duration(struct dice *dice)
{
    return ONE_OF(dice, "0", "5ms", "\"exp(10ms)\"", "\"erlang(8ms, k=3)\"",
                  "\"uniform(1ms, 30ms)\"", "\"lognormal(10ms, cv=1)\"",
                  "\"hyperexp(6ms, scv=4)\"", "\"pareto(5ms, alpha=2.5)\"",
                  "\"weibull(9ms, k=0.7)\"", "\"gamma(6ms, cv=0.5)\"", "400ms");
}

/* ---- machines ---- */

static void write_scaling(struct dice *dice, int number, int count)
{
    static const char *const ways[] = {
        "policy: schedule, schedule: [{at: 2s, min: 3}, {at: 7s, min: 1, max: 1}, {at: "
        "11s, max: 3}]",
        "policy: schedule, schedule: [{at: 5s, min: 3, every: 60s}, {at: 9s, min: 1, max:"
        " 1, every: 60s}]",
        "target: 5%",
        "policy: step, metric: memory, steps: [{above: 2%, add: 2}, {below: 1%, add: "
        "-1}]",
    };
    static const char *const times[] = {"0", "400ms", "\"exp(2s)\""};
    struct random *random = &dice->scaling;
    dice->scales[number] = !dice->has_broker && random_uniform(random) < 0.15;
    if (!dice->scales[number])
        return;
    dice->keeps = true; /* what is off needs less memory */
    write(dice,
          "    autoscale: {min: 1, max: %d, boot: %s, pull: %s, warmup: 0, drain: %s, "
          "%s}\n",
          count + 2, times[random_below(random, 3)], times[random_below(random, 3)],
          times[random_below(random, 2)], ways[random_below(random, 4)]);
}

static void write_host(struct dice *dice, int number)
{
    static const char *const memory[] = {"256MiB", "512MiB", "4GiB", "64GiB"};
    const bool burst = chance(dice, 0.3), system = chance(dice, 0.2);
    write(dice,
          "  h%d:\n    instance: {vcpus: %d, memory: %s, speed: %s, price: 0.01 USD/h",
          number, 1 + throw_die(dice, 4), system ? "4GiB" : one_of(dice, memory, 4),
          ONE_OF(dice, "1", "0.7", "1.4"));
    if (burst)
        write(dice,
              ", burst: {baseline: 20%%, credits_per_hour: %d, max_credits: 20,"
              " launch_credits: %d, surplus_price: 0.05 USD/h}",
              6 * (1 + throw_die(dice, 4)), throw_die(dice, 2));
    if (chance(dice, 0.4))
        write(dice, ", network: %s",
              ONE_OF(dice, "50Mbps", "1Gbps",
                     "20Mbps, network_burst: 2Gbps, network_burst_time: 1s"));
    const int count = 1 + throw_die(dice, 2);
    write(dice, "}\n    count: %d\n", count);
    write_scaling(dice, number, count);
    dice->has_disk[number] = chance(dice, 0.6);
    if (dice->has_disk[number])
        write(dice, "    volume: {type: %s, size: 40GiB%s}\n", ONE_OF(dice, "gp2", "gp3"),
              ONE_OF(dice, "", ", snapshots: 9GiB"));
    if (dice->has_disk[number] && chance(dice, 0.5))
        write(dice, "    swap: 256MiB\n");
    if (burst)
        write(dice, "    credits: {mode: %s, initial: %s}\n",
              ONE_OF(dice, "standard", "unlimited"),
              ONE_OF(dice, "launch", "empty", "full", "0.2"));
    if (chance(dice, 0.3))
        write(dice, "    oom_patience: %s\n", ONE_OF(dice, "0", "2s", "20s"));
    if (chance(dice, 0.3))
        write(dice, "    egress: %s\n", ONE_OF(dice, "nat", "nat", "none"));
    if (chance(dice, 0.2))
        write(dice, "    zones: [a, c]\n");
    if (chance(dice, 0.2))
        write(dice, "    purchase: %s\n", ONE_OF(dice, "reserved_1y", "savings_1y"));
    if (system)
        write(dice, "    os: ubuntu-22.04\n    docker: true\n");
}

/* ---- steps ---- */

static void write_steps(struct dice *dice, int service, int depth);

static void write_call(struct dice *dice, int service)
{
    const int to = service + 1 + throw_die(dice, dice->services - service - 1);
    if (dice->has_mail && random_uniform(&dice->edge) < 0.3)
        write(dice, "{call: {to: mail.send, on_error: ignore}}, ");
    write(dice, "{call: {to: s%d.e%d", to, throw_die(dice, 2));
    if (chance(dice, 0.4))
        write(dice, ", timeout: %s", ONE_OF(dice, "20ms", "\"exp(50ms)\"", "1s"));
    if (chance(dice, 0.4))
        write(dice, ", retries: %d, backoff: %s, jitter: 50%%", 1 + throw_die(dice, 3),
              ONE_OF(dice, "0", "10ms", "\"exp(30ms)\""));
    if (chance(dice, 0.2))
        write(dice, ", budget: %s", ONE_OF(dice, "0", "10%", "50%"));
    if (chance(dice, 0.3))
        write(dice, ", cancels: true");
    if (chance(dice, 0.2)) /* calls to a service share one */
        write(dice, ", breaker: {window: 10, failures: 30%%, open: 2s}");
    write(dice, ", on_error: %s}}", ONE_OF(dice, "fail", "ignore"));
}

static void write_block(struct dice *dice, int service, int depth, int kind)
{
    if (kind == 0) {
        write(dice, "{parallel: [[");
        write_steps(dice, service, depth + 1);
        write(dice, "], [");
        write_steps(dice, service, depth + 1);
        write(dice, "]]}");
    } else if (kind == 1) {
        write(dice, "{choose: [{p: 30%%, steps: [");
        write_steps(dice, service, depth + 1);
        write(dice, "]}, {p: 40%%, steps: [");
        write_steps(dice, service, depth + 1);
        write(dice, "]}]}");
    } else {
        write(dice, "{repeat: {times: %d, steps: [", throw_die(dice, 4));
        write_steps(dice, service, depth + 1);
        write(dice, "]}}");
    }
}

static void write_cache(struct dice *dice, int service, int depth)
{
    const int to = service + 1 + throw_die(dice, dice->services - service - 1);
    if (dice->is_ecs[to]) { /* not yet supported */
        write(dice, "{call: s%d.e0}", to);
        return;
    }
    if (dice->scales[dice->place[to]]) {
        write(dice, "{sleep: 2ms}");
        return;
    }
    dice->is_cache[to] = true;
    write(dice, "{cache: {in: s%d.e%d, hit: %s, keys: %s, skew: %s, miss: [", to,
          throw_die(dice, 2), ONE_OF(dice, "0", "60%", "100%"),
          ONE_OF(dice, "1", "30", "5000"), ONE_OF(dice, "0", "1", "2.5"));
    write_steps(dice, service, depth + 1);
    write(dice, "]}}");
}

static void write_publish(struct dice *dice, int service)
{
    const int to = dice->published > service ? dice->published : service + 1;
    if (dice->has_bus && to == dice->published && random_uniform(&dice->edge) < 0.7)
        write(dice, "{%s: bus.x}",
              random_uniform(&dice->edge) < 0.5 ? "publish" : "call");
    else
        write(dice, "{publish: s%d.e0}", to);
}

static void write_step(struct dice *dice, int service, int depth)
{
    const bool last = service + 1 >= dice->services, outside = dice->is_outside[service],
               cluster = dice->is_cluster[service];
    switch (throw_die(dice, 15)) {
    case 14:
        if (last || depth >= 2)
            write(dice, "{sleep: 2ms}");
        else
            write_cache(dice, service, depth);
        break;
    case 0:
    case 1:
    case 2:
        write(dice, "{%s: %s}", outside && !dice->computes[service] ? "sleep" : "cpu",
              duration(dice));
        break;
    case 3:
        write(dice, "{sleep: %s}", duration(dice));
        break;
    case 4:
        if (dice->has_volume[service] || dice->has_units[service] ||
            (dice->has_disk[dice->place[service]] && !outside && !cluster &&
             !dice->is_fargate[service]))
            write(dice, "{%s: {size: %s, ops: %d}}", ONE_OF(dice, "read", "write"),
                  ONE_OF(dice, "4KiB", "2MiB"), 1 + throw_die(dice, 3));
        else
            write(dice, "{send: 10KiB}");
        break;
    case 5:
        write(dice, outside ? "{sleep: 1ms}" : "{memory: %s}",
              ONE_OF(dice, "100KiB", "6MiB", "60MiB"));
        break;
    case 6:
        write(dice, "{fail: %s}", ONE_OF(dice, "0%", "5%", "60%"));
        break;
    case 7:
        write(dice, dice->has_heap[service] ? "{allocate: 2MiB}" : "{send: 1MiB}");
        break;
    case 8:
    case 9:
    case 10:
        if (last)
            write(dice, "{sleep: 2ms}");
        else
            write_call(dice, service);
        break;
    case 11:
        if (last || dice->published < 0)
            write(dice, "{send: 1KiB}");
        else
            write_publish(dice, service);
        break;
    default:
        if (depth >= 2)
            write(dice, "{sleep: 1ms}");
        else
            write_block(dice, service, depth, throw_die(dice, 3));
    }
}

static void write_steps(struct dice *dice, int service, int depth)
{
    const int count = 1 + throw_die(dice, 3);
    for (int i = 0; i < count; i++) {
        if (i > 0)
            write(dice, ", ");
        write_step(dice, service, depth);
    }
}

/* ---- services ---- */

static void write_outside(struct dice *dice, int number)
{
    write(dice, "  s%d:\n    kind: external\n    latency: %s\n", number, duration(dice));
    if (chance(dice, 0.5))
        write(dice, "    concurrency: %d\n", 1 + throw_die(dice, 5));
    if (chance(dice, 0.5))
        write(dice, "    rate_limit: %s\n", ONE_OF(dice, "0.6/s", "5/s", "40/s"));
    write(dice, "    on_limit: %s\n", ONE_OF(dice, "wait", "fail"));
}

static void write_cluster(struct dice *dice, int number)
{
    write(dice, "  s%d:\n    nodes: %d\n    zones: %s\n", number, 1 + throw_die(dice, 3),
          ONE_OF(dice, "a", "[a, c]"));
    if (dice->has_volume[number])
        write(dice, "    kind: rds\n    engine: %s\n    class: db.t3.small\n",
              ONE_OF(dice, "mysql", "aurora-mysql", "postgres"));
    else
        write(dice, "    kind: elasticache\n    engine: %s\n    class: cache.t3.small\n",
              ONE_OF(dice, "redis", "memcached"));
    if (chance(dice, 0.4))
        write(dice, "    latency: %s\n", duration(dice));
    if (chance(dice, 0.4))
        write(dice, "    balance: {policy: %s, connect_timeout: 1s}\n",
              ONE_OF(dice, "random", "least_connections", "two_choices", "sticky"));
}

/* Cores for four branches that compute at once: a block in a block. */
static void write_lambda(struct dice *dice, int number)
{
    write(dice, "  s%d:\n    kind: lambda\n    memory: %s\n", number,
          ONE_OF(dice, "7100MiB", "10GiB"));
    write(dice, "    arch: %s\n    timeout: %s\n    concurrency: 12\n",
          ONE_OF(dice, "x86", "arm"), ONE_OF(dice, "100ms", "2s", "1m"));
    if (chance(dice, 0.3))
        write(dice, "    reserved: 2\n");
    if (chance(dice, 0.3))
        write(dice, "    provisioned: 2\n");
    write(dice, "    cold_start: %s\n    idle: %s\n    latency: %s\n", duration(dice),
          ONE_OF(dice, "0", "200ms", "5m"), duration(dice));
}

static void write_dynamodb(struct dice *dice, int number)
{
    write(dice, "  s%d:\n    kind: dynamodb\n    latency: %s\n", number, duration(dice));
    if (chance(dice, 0.5))
        write(dice, "    mode: provisioned\n    rcu: %d\n    wcu: %d\n",
              1 + throw_die(dice, 5), 1 + throw_die(dice, 50));
    if (chance(dice, 0.5))
        write(dice, "    eventual: true\n    storage: 3GB\n");
}

static void write_memory(struct dice *dice, int number)
{
    write(dice, "    memory: {base: %s, text: %s, cache: %s, per_worker: %s",
          ONE_OF(dice, "0", "20MiB", "120MiB"), ONE_OF(dice, "0", "10MiB", "60MiB"),
          ONE_OF(dice, "0", "5MiB"), ONE_OF(dice, "0", "8MiB"));
    if (chance(dice, 0.5))
        write(dice, ", per_request: %s", ONE_OF(dice, "64KiB", "4MiB"));
    if (chance(dice, 0.3)) {
        write(dice, ", leak: {per_request: %s, up_to: %s}", ONE_OF(dice, "16KiB", "3MiB"),
              ONE_OF(dice, "50MiB", "unlimited"));
        dice->keeps = true;
    }
    write(dice, "}\n");
    if (dice->has_heap[number]) {
        write(dice,
              "    jvm: {heap: %s, live: %s, live_per_request: %s, alloc: 1MiB,"
              " on_oom: %s}\n",
              ONE_OF(dice, "32MiB", "200MiB"), ONE_OF(dice, "5MiB", "25MiB"),
              ONE_OF(dice, "0", "1MiB", "5MiB"), ONE_OF(dice, "fail", "exit"));
        dice->keeps = true;
    }
    if (!dice->is_ecs[number] && !dice->is_fargate[number] && chance(dice, 0.2)) {
        write(dice, "    mem_limit: %s\n",
              dice->has_heap[number] ? "400MiB"
                                     : ONE_OF(dice, "100MiB", "200MiB", "2GiB"));
        dice->keeps = true;
    }
}

static void write_queueing(struct dice *dice)
{
    if (chance(dice, 0.5))
        write(dice, "    workers: %d\n", 1 + throw_die(dice, 4));
    if (chance(dice, 0.6))
        write(dice, "    threads: %d\n", 1 + throw_die(dice, 5));
    if (chance(dice, 0.2))
        write(dice, "    async: true\n");
    if (chance(dice, 0.4))
        write(dice, "    backlog: {size: %d, full: %s}\n", throw_die(dice, 20),
              dice->rests ? "refuse" : ONE_OF(dice, "refuse", "retry_syn"));
    if (!dice->rests && chance(dice, 0.2)) /* a pool that gets none waits for ever */
        write(dice, "    connections: %d\n", 1 + throw_die(dice, 12));
    if (chance(dice, 0.4))
        write(dice, "    queue_timeout: %s\n", ONE_OF(dice, "0", "50ms", "\"exp(1s)\""));
    if (chance(dice, 0.3))
        write(dice, "    worker_timeout: %s\n", ONE_OF(dice, "100ms", "2s"));
    if (chance(dice, 0.3))
        write(dice, "    recycle: {max_requests: %d, jitter: %d}\n",
              1 + throw_die(dice, 30), throw_die(dice, 10));
}

static void write_balance(struct dice *dice)
{
    write(dice, "    balance: {policy: %s",
          ONE_OF(dice, "round_robin", "weighted", "least_connections", "random",
                 "two_choices", "sticky"));
    if (chance(dice, 0.4))
        write(dice, ", max_fails: %d, fail_timeout: %s", throw_die(dice, 3),
              ONE_OF(dice, "0", "300ms", "10s"));
    if (chance(dice, 0.4))
        write(dice, ", next_upstream: %s", ONE_OF(dice, "0", "2", "unlimited"));
    if (chance(dice, 0.3))
        write(dice, ", connect_timeout: %s", ONE_OF(dice, "0", "500ms", "unlimited"));
    if (!dice->rests && chance(dice, 0.3)) /* one would be under way at any time */
        write(dice, ", health: {endpoint: e%d, interval: %s, timeout: %s, healthy: 2}",
              throw_die(dice, 2), ONE_OF(dice, "1s", "3s"),
              ONE_OF(dice, "20ms", "900ms"));
    write(dice, "}\n");
}

static void write_life(struct dice *dice, bool is_task, bool scales)
{
    if (chance(dice, 0.3))
        write(dice, "    cpus: %s\n", ONE_OF(dice, "0.2", "0.9", "2"));
    if (!is_task && chance(dice, 0.3))
        write(dice, "    cpu_shares: %d\n", 128 << throw_die(dice, 7));
    if (chance(dice, 0.4))
        write(dice, "    start: {cpu: %s, time: %s, touch_first: %s}\n",
              ONE_OF(dice, "0", "1s", "20ms"), ONE_OF(dice, "0", "700ms"),
              ONE_OF(dice, "100%", "5%"));
    if (!is_task && chance(dice, 0.2)) {
        const char *start_at = ONE_OF(dice, "0", "3s", "11s");
        if (!scales)
            write(dice, "    start_at: %s\n", start_at);
        dice->keeps = true;
    }
    if (chance(dice, 0.3)) { /* where messages may wait for ever nobody dies for good */
        const char *policy = ONE_OF(dice, "always", "on-failure", "no");
        write(dice,
              "    restart: {policy: %s, delay: 50ms, max_delay: 2s,"
              " reset_after: 1s}\n",
              dice->rests ? "always" : policy);
    }
    if (chance(dice, 0.3))
        write(dice, "    background: {cpu: %s}\n", ONE_OF(dice, "0.02", "0.2", "0.6"));
    if (chance(dice, 0.2))
        write(dice, "    tls: {certificate: %s, resumed: 30%%}\n",
              ONE_OF(dice, "ecdsa_p256", "rsa_2048"));
    if (chance(dice, 0.3))
        write_balance(dice);
}

/* On what it runs. */
static void write_place(struct dice *dice, int number)
{
    write(dice, "  s%d:\n", number);
    if (dice->is_fargate[number]) {
        write(dice, "    kind: fargate\n    task: {cpu: %s, memory: 2GiB}\n",
              ONE_OF(dice, "0.25", "0.5", "1"));
        write(dice, "    pull: %s\n    spot: %s\n    zones: %s\n",
              ONE_OF(dice, "0", "800ms", "5s"), ONE_OF(dice, "true", "false"),
              ONE_OF(dice, "a", "[a, c]"));
        if (random_uniform(&dice->scaling) < 0.5)
            write(dice, "    egress: nat\n");
        return;
    }
    write(dice, "    on: h%d\n", dice->place[number]);
    if (!dice->is_ecs[number])
        return;
    write(dice, "    kind: ecs\n    placement: %s\n    task: {cpu: %s, memory: %s}\n",
          ONE_OF(dice, "spread", "binpack"), ONE_OF(dice, "0.1", "0.5", "2"),
          dice->has_heap[number] ? "400MiB" : ONE_OF(dice, "64MiB", "200MiB", "2GiB"));
    dice->keeps = true;
}

/* A task's own way to scale; with its stream, so that other scenarios stay as they are. */
static bool write_task_scaling(struct dice *dice)
{
    static const char *const ways[] = {
        "policy: schedule, schedule: [{at: 2s, min: 3}, {at: 6s, min: 1, max: 1}, {at: "
        "11s, max: 3}]",
        "policy: schedule, schedule: [{at: 5s, min: 3, every: 60s}, {at: 9s, min: 1, max:"
        " 1, every: 60s}]",
        "target: 5%",
        "policy: step, metric: memory, steps: [{above: 2%, add: 2}, {below: 1%, add: "
        "-1}]",
    };
    struct random *random = &dice->scaling;
    if (random_uniform(random) < 0.7)
        return false;
    dice->keeps = true; /* what a machine of Fargate holds when one comes */
    write(dice, "    autoscale: {max: 4, warmup: 0, drain: %s, %s}\n",
          random_below(random, 2) ? "0" : "2s", ways[random_below(random, 4)]);
    return true;
}

static void write_process(struct dice *dice, int number)
{
    write_place(dice, number);
    const bool is_task = dice->is_ecs[number] || dice->is_fargate[number];
    const bool scales = (!is_task && dice->scales[dice->place[number]]) ||
                        (is_task && !dice->is_cache[number] && write_task_scaling(dice));
    const int replicas = chance(dice, 0.4) ? 1 + throw_die(dice, 3) : 0;
    if (replicas > 0 && !scales)
        write(dice, "    replicas: %d\n", replicas);
    write_queueing(dice);
    if (chance(dice, 0.6))
        write_memory(dice, number);
    write_life(dice, is_task, scales);
    if (number + 1 < dice->services && chance(dice, 0.5))
        write(dice, "    pools: {s%d: {size: %d, timeout: %s}}\n",
              number + 1 + throw_die(dice, dice->services - number - 1),
              1 + throw_die(dice, 4),
              ONE_OF(dice, "0", "30ms", "\"exp(200ms)\"", "unlimited"));
    if (dice->has_broker || chance(dice, 0.3))
        write(dice, "    queue: {prefetch: %d, ack: %s, max: %s%s}\n", throw_die(dice, 4),
              dice->rests ? "early"
                          : ONE_OF(dice, "early", "late"), /* poison goes round */
              ONE_OF(dice, "unlimited", "3"),
              !dice->has_broker ? ""
                                : ONE_OF(dice, ", broker: b, message: 20KiB",
                                         ", broker: b, message: 3MiB"));
}

static void write_service(struct dice *dice, int number)
{
    if (dice->is_cluster[number])
        write_cluster(dice, number);
    else if (dice->computes[number])
        write_lambda(dice, number);
    else if (dice->has_units[number])
        write_dynamodb(dice, number);
    else if (dice->is_outside[number])
        write_outside(dice, number);
    else
        write_process(dice, number);
    write(dice, "    endpoints:\n");
    for (int e = 0; e < 2; e++) {
        write(dice, "      e%d: [", e);
        write_steps(dice, number, 0);
        write(dice, "]\n");
    }
}

/* ---- traffic and events ---- */

enum { DAILY = 6, KINDS }; /* of executors */

static bool is_closed(int kind)
{
    return kind >= 2 && kind < DAILY;
}

static void write_executor(struct dice *dice, int kind)
{
    if (kind == 0)
        write(dice, "    executor: constant-arrival-rate\n    rate: %d/s\n",
              1 + throw_die(dice, 60));
    else if (kind == 1)
        write(dice,
              "    executor: ramping-arrival-rate\n    start_rate: %d/s\n"
              "    stages: [{duration: 4s, target: %d/s}, {duration: 6s, target: "
              "%d/s}]\n",
              throw_die(dice, 5), throw_die(dice, 80), throw_die(dice, 30));
    else if (kind == 2)
        write(dice, "    executor: constant-vus\n    vus: %d\n", 1 + throw_die(dice, 20));
    else if (kind == 3)
        write(dice,
              "    executor: ramping-vus\n    start_vus: %d\n    stages: "
              "[{duration: 4s, target: %d}, {duration: 6s, target: %d}]\n",
              throw_die(dice, 5), throw_die(dice, 30), throw_die(dice, 10));
    else if (kind == 4)
        write(dice, "    executor: per-vu-iterations\n    vus: %d\n    iterations: %d\n",
              1 + throw_die(dice, 20), 1 + throw_die(dice, 10));
    else if (kind == DAILY)
        write(dice,
              "    executor: daily\n    peak: %d/s\n    trough: 1/s\n"
              "    start_clock: %s\n    weekend: 50%%\n",
              1 + throw_die(dice, 60), ONE_OF(dice, "0", "13h", "119.9975h"));
    else
        write(dice, "    executor: shared-iterations\n    vus: %d\n    iterations: %d\n",
              1 + throw_die(dice, 20), 1 + throw_die(dice, 100));
    if (is_closed(kind))
        write(dice, "    think: %s\n", ONE_OF(dice, "100ms", "\"exp(500ms)\"", "30ms"));
    if (is_closed(kind) && chance(dice, 0.3))
        write(dice, "    start_spread: 2s\n");
    if ((kind < 2 || kind == DAILY) && chance(dice, 0.5))
        write(dice, "    arrivals: %s\n",
              ONE_OF(dice, "regular", "{bursty: 3}", "{bursty: 1}"));
}

static void write_traffic(struct dice *dice, int number, int kind)
{
    write(dice, "  t%d:\n", number);
    write_executor(dice, kind);
    if (is_closed(kind) && chance(dice, 0.3))
        write(dice, "    journey: [{think: %s}, s0.e0, {think: 20ms}, s0.e1, s0.e0]\n",
              ONE_OF(dice, "0", "\"exp(50ms)\""));
    else if (dice->has_front && chance(dice, 0.7))
        write(dice, "    mix: {lb.e0: 70%%, lb.e1: 20%%, s0.e0: 10%%}\n");
    else if (dice->services > 1 && chance(dice, 0.4))
        write(dice, "    mix: {s0.e0: 60%%, s1.e1: 40%%}\n");
    else
        write(dice, "    target: %s.e%d\n",
              dice->has_edge && random_uniform(&dice->edge) < 0.5 ? "edge" : "s0",
              throw_die(dice, 2));
    if (chance(dice, 0.3))
        write(dice, "    rtt: %s\n", duration(dice));
    if (chance(dice, 0.3))
        write(dice, "    connect: %s\n    requests_per_connection: %d\n", duration(dice),
              1 + throw_die(dice, 4));
    if (chance(dice, 0.5))
        write(dice, "    timeout: %s\n",
              ONE_OF(dice, "0", "30ms", "\"exp(300ms)\"", "3s"));
    if (chance(dice, 0.4))
        write(dice, "    retries: %d\n    retry_delay: %s\n", 1 + throw_die(dice, 3),
              ONE_OF(dice, "0", "100ms", "\"exp(1s)\""));
    if (chance(dice, 0.2))
        write(dice, "    bot: true\n");
    if (chance(dice, 0.2))
        write(dice, "    blocked: %s\n", ONE_OF(dice, "0", "30%", "100%"));
    if ((kind < 4 || kind == DAILY) && chance(dice, 0.3))
        write(dice, "    spikes: [{at: 3s, for: 2s, times: %s}]\n",
              ONE_OF(dice, "0", "0.5", "5"));
    if (chance(dice, 0.2))
        write(dice, "    start: 2s\n");
    write(dice, "    end: 15s\n");
}

/* One that anything can have. Messages of a consumer that is gone for good would wait for
 * ever. */
static void write_failure(struct dice *dice, int service, const char *length)
{
    if (dice->rests && !*length)
        length = ", for: 2s";
    if (random_uniform(&dice->scaling) < 0.2 && !dice->rests) {
        write(dice, "interrupt: 'h%d[0]'}\n", random_below(&dice->scaling, dice->hosts));
        return;
    }
    switch (throw_die(dice, dice->has_front ? 5 : 4)) {
    case 0:
        write(dice, "fail: h%d%s}\n", throw_die(dice, dice->hosts), length);
        return;
    case 4:
        write(dice, "fail: %s%s}\n", dice->has_front ? "lb" : "s0", length);
        return;
    case 1:
        write(dice, "fail: s%d%s}\n", service, length);
        return;
    case 2: /* no task of ECS may have been placed */
        write(dice, dice->is_ecs[service] ? "fail: s%d%s}\n" : "fail: 's%d[0]'%s}\n",
              service, length);
        return;
    default:
        write(dice, "outage: a%s}\n", length);
    }
}

static void write_deployment(struct dice *dice, int service)
{
    const char *drain = ONE_OF(dice, "", ", drain: 0", ", drain: 200ms", ", drain: 5s");
    if (chance(dice, 0.5))
        write(dice, "deploy: s%d, strategy: %s%s}\n", service,
              ONE_OF(dice, "blue_green", "all_at_once"), drain);
    else
        write(dice, "deploy: s%d, batch: %d, surge: %d%s}\n", service,
              1 + throw_die(dice, 3), throw_die(dice, 2), drain);
}

static void write_event(struct dice *dice, int kind)
{
    write(dice, "  - {at: %s, ", ONE_OF(dice, "0", "1s", "4.5s", "9s", "15s"));
    const int service = throw_die(dice, dice->services);
    const bool outside = dice->is_outside[service];
    const char *length = ONE_OF(dice, "", ", for: 0.5s", ", for: 4.5s");
    dice->keeps = true;
    if (chance(dice, 0.3)) {
        write_failure(dice, service, length);
        return;
    }
    if (dice->is_cluster[service]) {
        write(dice, "restart: s%d}\n", service);
        return;
    }
    if (!outside && chance(dice, 0.3)) {
        write_deployment(dice, service);
        return;
    }
    const bool fixed = dice->computes[service] || dice->has_units[service];
    switch (fixed ? 3 : throw_die(dice, 7)) {
    case 6:
        if (dice->hosts > 1) {
            const int from = throw_die(dice, dice->hosts);
            write(dice, "slow: {from: h%d, to: h%d, delay: %s, loss: %s}%s}\n", from,
                  (from + 1) % dice->hosts, duration(dice),
                  ONE_OF(dice, "0", "5%", "60%"), length);
            return;
        } /* fall through */
    case 0:
        write(dice, "restart: h%d}\n", throw_die(dice, dice->hosts));
        return;
    case 1:
        write(dice, "set: {services.s%d.%s: %d}%s}\n", service,
              outside ? "concurrency" : "threads", 1 + throw_die(dice, 4), length);
        return;
    case 2:
        write(dice, "set: {services.s%d.%s: %s}%s}\n", service,
              outside ? "rate_limit" : "cpus", outside ? "3/s" : "0.3", length);
        return;
    case 3:
        if (kind == 0 || kind == 2) {
            write(dice, "set: {traffic.t0.%s: %d%s}%s}\n", kind == 0 ? "rate" : "vus",
                  10 * throw_die(dice, 5), kind == 0 ? "/s" : "", length);
            return;
        } /* fall through */
    default:
        if (dice->has_broker && chance(dice, 0.3))
            write(dice, "restart: b}\n");
        else if (outside)
            write(dice, "restart: h0}\n");
        else
            write(dice, "restart: s%d}\n", service);
    }
}

static void write_broker(struct dice *dice)
{
    const char *watermark = ONE_OF(dice, "", ", watermark: 5%", ", watermark: 60%");
    if (dice->rests &&
        *watermark) /* an alarm that never ends holds publishers for ever */
        watermark = ", watermark: 60%";
    write(dice, "  b:\n    on: h%d\n    replicas: %d\n    memory: {base: 10MiB%s}\n",
          throw_die(dice, dice->hosts), 1 + throw_die(dice, 2), watermark);
    if (chance(dice, 0.3))
        write(dice, "    mem_limit: 100MiB\n");
    if (chance(dice, 0.3))
        write(dice, "    start: {cpu: 300ms}\n");
    if (chance(dice, 0.6))
        write(dice, "    endpoints: {publish: [{cpu: %s}]}\n", duration(dice));
    dice->keeps = true;
}

static const char *edge_one_of(struct dice *dice, const char *const *texts, int count)
{
    return texts[random_below(&dice->edge, (uint32_t)count)];
}

/* Managed services that stand beside the numbered ones. */
static void write_edge(struct dice *dice)
{
    static const char *const kinds[] = {"sqs", "sns", "eventbridge"};
    static const char *const latencies[] = {"0", "20ms", "exp(300ms)"};
    static const char *const shares[] = {"0", "40%", "100%"};
    static const char *const limits[] = {"fail", "wait"};
    static const char *const rates[] = {"unlimited", "2/s"};
    if (dice->has_bus)
        write(dice,
              "  bus: {kind: %s, to: s%d.e0, share: %s, latency: %s, rate_limit: %s}\n",
              edge_one_of(dice, kinds, 3), dice->published, edge_one_of(dice, shares, 3),
              edge_one_of(dice, latencies, 3), edge_one_of(dice, rates, 2));
    if (dice->has_edge)
        write(dice, "  edge: {kind: cloudfront, forward: s0, hit: %s, latency: %s}\n",
              edge_one_of(dice, shares, 3), edge_one_of(dice, latencies, 3));
    if (dice->has_mail)
        write(dice, "  mail: {kind: ses, rate_limit: 3/s, on_limit: %s, latency: %s}\n",
              edge_one_of(dice, limits, 2), edge_one_of(dice, latencies, 3));
    if (random_uniform(&dice->edge) < 0.3)
        write(dice,
              "  watch: {kind: cloudwatch, alarms: 3, metrics: 11000, logs: 9GB}\n");
}

static void write_front(struct dice *dice)
{
    if (random_uniform(&dice->scaling) < 0.3)
        write(dice, "  tls: {kind: nlb, forward: s0, tls: ecdsa_p256}\n");
    write(dice, "  lb:\n    kind: %s\n    forward: s0\n    idle_timeout: %s\n",
          ONE_OF(dice, "alb", "nlb"), ONE_OF(dice, "20ms", "1s", "60s"));
    if (chance(dice, 0.5))
        write(dice, "    zones: %s\n", ONE_OF(dice, "[a, b]", "[c, b, a]"));
    if (chance(dice, 0.3))
        write(dice, "    latency: %s\n", duration(dice));
}

/* The whole file. */
static void write_scenario(struct dice *dice)
{
    dice->rests = chance(dice, 0.5);
    dice->hosts = 1 + throw_die(dice, 3);
    dice->services = 1 + throw_die(dice, 4);
    dice->published = chance(dice, 0.5) ? dice->services - 1 : -1;
    dice->has_broker = dice->published >= 0 && chance(dice, 0.6);
    dice->has_bus = dice->published > 0 && !dice->has_broker;
    dice->has_edge = random_uniform(&dice->edge) < 0.4;
    dice->has_mail = random_uniform(&dice->edge) < 0.3;
    dice->has_front = chance(dice, 0.3);
    write(dice,
          "overstack: 1\nname: random\n"
          "simulate: {duration: %s, warmup: %s, replications: %s}\n"
          "thresholds: {http_req_duration: [p(95) < 300ms, avg > 5ms], http_req_failed: "
          "[rate < 1%%]}\nbudget: %s USD\n"
          "month: {like_this: 60h}\nhosts:\n",
          dice->rests ? "8h" : "20s", ONE_OF(dice, "0", "3s", "1.7s"),
          !dice->rests && random_uniform(&dice->repeat) < 0.2 ? "3" : "1", dice->budget);
    for (int i = 0; i < dice->hosts; i++)
        write_host(dice, i);
    if (chance(dice, 0.3))
        write(dice, "network: {same_zone: %s, cross_zone: %s}\n", duration(dice),
              duration(dice));
    for (int i = 0; i < dice->services; i++) {
        dice->place[i] = throw_die(dice, dice->hosts);
        dice->is_outside[i] = i > 0 && i != dice->published && chance(dice, 0.2);
        dice->computes[i] = dice->is_outside[i] && chance(dice, 0.3);
        dice->has_units[i] =
            dice->is_outside[i] && !dice->computes[i] && chance(dice, 0.4);
        if (i > 0 && i == dice->published && !dice->has_broker && chance(dice, 0.3))
            dice->is_outside[i] = dice->computes[i] = true; /* a lambda is published to */
        dice->is_cluster[i] =
            i > 0 && i != dice->published && !dice->is_outside[i] && chance(dice, 0.2);
        dice->has_volume[i] = dice->is_cluster[i] && chance(dice, 0.6);
        dice->has_heap[i] =
            !dice->is_outside[i] && !dice->is_cluster[i] && chance(dice, 0.2);
        if (dice->is_outside[i] || dice->is_cluster[i])
            continue;
        /* Messages for tasks that find no room would wait for ever. */
        dice->is_ecs[i] = !(dice->rests && dice->published >= 0) && chance(dice, 0.2);
        dice->is_fargate[i] = !dice->is_ecs[i] && chance(dice, 0.1);
    }
    write(dice, "services:\n");
    for (int i = 0; i < dice->services; i++)
        write_service(dice, i);
    if (dice->has_broker)
        write_broker(dice);
    write_edge(dice);
    if (dice->has_front)
        write_front(dice);
    write(dice, "  nat: {kind: nat_gateway, zones: %s, connections: %s, bandwidth: %s}\n",
          ONE_OF(dice, "a", "[b, a]"), random_uniform(&dice->edge) < 0.3 ? "2" : "55000",
          random_uniform(&dice->edge) < 0.3 ? "1Mbps" : "100Gbps");
    const int kind = throw_die(dice, KINDS), traffics = 1 + throw_die(dice, 2);
    write(dice, "traffic:\n");
    for (int i = 0; i < traffics; i++)
        write_traffic(dice, i, i == 0 ? kind : throw_die(dice, KINDS));
    write(dice, "  idle: {executor: constant-arrival-rate, rate: 0/s, target: s0.e0}\n");
    if (chance(dice, 0.5)) {
        write(dice, "events:\n");
        for (int i = throw_die(dice, 3); i >= 0; i--)
            write_event(dice, kind);
    }
    if (chance(dice, 0.3))
        write(dice, "free_tier: %s\n", ONE_OF(dice, "legacy", "new"));
    if (chance(dice, 0.3))
        write(dice, "tax: 10%%\n");
}

/* ---- one scenario ---- */

static char *scenario_text(uint64_t seed, bool *rests, bool *keeps)
{
    char *text = NULL;
    size_t size = 0;
    struct dice dice = {.out = open_memstream(&text, &size)};
    static const char *const budgets[] = {"200", "40", "1000"};
    dice.budget = budgets[seed % 3];
    random_init(&dice.random, seed, 0, "scenario");
    random_init(&dice.scaling, seed, 0, "scaling");
    random_init(&dice.edge, seed, 0, "edge");
    random_init(&dice.repeat, seed, 0, "repeat");
    write_scenario(&dice);
    fclose(dice.out);
    *rests = dice.rests;
    *keeps = dice.keeps;
    return text;
}

static double last_of(const struct summary *summary, const char *name)
{
    const struct series *series = summary_series(summary, "%s", name);
    return series->values[series->count - 1];
}

/* Victims that alternate for ever keep everybody else from the memory: no rest. */
static bool is_dying(const struct summary *summary)
{
    for (uint32_t i = 0; i < summary->event_count; i++)
        if (strcmp(summary->events[i].kind, "oom_kill") == 0 &&
            summary->events[i].at_s > summary->simulated_s - 3000)
            return true;
    return summary->events_dropped > 0;
}

/* Hours after the last user has left nobody is in any service. */
static int check_rest(const struct summary *summary, struct arena *arena, bool keeps)
{
    int broken = 0;
    for (uint32_t s = 0; s < summary->design->services.count; s++) {
        const char *name = summary->services[s].name;
        const double in_flight =
            last_of(summary, arena_format(arena, "service.%s.in_flight", name));
        const double queue =
            last_of(summary, arena_format(arena, "service.%s.queue", name));
        if (in_flight == 0 && queue == 0)
            continue;
        print_message("%s: %g in flight, %g waiting at the end\n", name, in_flight,
                      queue);
        broken++;
    }
    for (uint32_t m = 0; m < summary->design->machine_count && !keeps && !broken; m++) {
        const struct series *need =
            summary_series(summary, "host.%s.need", summary->hosts[m].name);
        const double last = need->values[need->count - 1];
        if (summary->hosts[m].oom_kills > 0)
            continue; /* then there was less of it */
        double least = INFINITY;
        for (uint32_t i = 0; i < need->count; i++)
            least = fmin(least, need->values[i]);
        if (fabs(last - least) <= 1)
            continue;
        print_error("%s: %g bytes at the end, %g before\n", summary->hosts[m].name, last,
                    least);
        broken++;
    }
    return broken;
}

/* No answered request is faster than the sum of what it must go through. */
static int check_floor(const struct summary *summary, struct arena *arena)
{
    const struct design *design = summary->design;
    const double floor_s = latency_floor_s(design, NULL, arena);
    const double least_s = summary->requests[0].latency.min;
    if (design->events.count > 0 || isnan(least_s) || floor_s <= least_s * (1 + 1e-6))
        return 0;
    print_error("no request is faster than %g s, one took %g s\n", floor_s, least_s);
    return 1;
}

/* Where no usage can change the bill, none did. */
static int check_fixed(const struct summary *summary, const struct summary *fixed,
                       struct arena *arena)
{
    const struct design *design = summary->design;
    bool stays = design->events.count == 0;
    for (uint32_t i = 0; i < design->hosts.count; i++)
        stays = stays && !design_host(design, i)->autoscale.given;
    for (uint32_t i = 0; i < design->services.count; i++)
        stays = stays && !design_service(design, i)->autoscale.given;
    if (!stays || !cost_fixed_is_all(fixed, arena) ||
        fabs(fixed->cost.month_usd - summary->cost.month_usd) < 1e-9)
        return 0;
    print_error("all of %g USD a month is fixed, the bill is %g\n", fixed->cost.month_usd,
                summary->cost.month_usd);
    return 1;
}

/* What is said without simulating (`sweep --screen`) is never against what is simulated.
 * A verdict of "too dear" comes from the fixed part of the bill: it is a part of it. */
static int check_laws(const struct summary *summary, struct arena *arena)
{
    struct sweep_row row = sweep_row_of(0);
    struct summary fixed = {.design = summary->design};
    int broken = 0;
    const bool told = sweep_screen_tell(summary->design, &row, arena);
    cost_fixed_find(&fixed, arena);
    if (told && fixed.cost.month_usd > summary->cost.month_usd * (1 + 1e-9)) {
        print_error("%g USD a month are fixed, the bill is %g\n", fixed.cost.month_usd,
                    summary->cost.month_usd);
        broken++;
    }
    const bool holds = summary->ok && !summary->undecided;
    if (told && (row.verdict == SWEEP_OK) != holds &&
        (row.verdict == SWEEP_OK || !summary->undecided)) {
        print_error("by law: %s (%s), simulated it is not\n",
                    sweep_row_verdict_name(row.verdict), row.why);
        broken++;
    }
    broken += check_floor(summary, arena) + check_fixed(summary, &fixed, arena);
    return broken;
}

static bool run_one(uint64_t seed, bool show)
{
    struct scenario scenario;
    struct arena arena;
    bool rests, keeps;
    char *text = scenario_text(seed, &rests, &keeps);
    if (show)
        fputs(text, stderr);
    scenario_begin(&scenario);
    arena_init(&arena);
    int broken = 1;
    const struct design *design = scenario_load(&scenario, text);
    if (design) {
        const struct replicate_options options = {.jobs = 1};
        const struct summary *summary = replicate_run(design, &options, &arena);
        json_t *report = document_create(summary, 0);
        broken = invariants_broken(summary, report) + check_laws(summary, &arena);
        if (rests && !is_dying(summary))
            broken += check_rest(summary, &arena, keeps);
        json_decref(report);
    } else {
        scenario_print(&scenario);
    }
    if (broken)
        print_error("OVERSTACK_TEST_SEED=%llu\n", (unsigned long long)seed);
    arena_clear(&arena);
    scenario_end(&scenario);
    free(text);
    return broken == 0;
}

static void random_scenarios_keep_the_invariants(void **state)
{
    (void)state;
    const char *one = getenv("OVERSTACK_TEST_SEED");
    const uint64_t count = getenv("OVERSTACK_TEST_LONG") ? 10 * SCENARIOS : SCENARIOS;
    int failed = 0;
    if (one) {
        assert_true(run_one(strtoull(one, NULL, 10), true));
        return;
    }
    for (uint64_t seed = 1; seed <= count; seed++)
        failed += !run_one(seed, false);
    assert_int_equal(failed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_scenarios_keep_the_invariants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
