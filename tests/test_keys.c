/* Every key that a scenario accepts changes some output: for each there is a scenario
 * and two values whose reports differ. The tables of fields say which keys there are, so
 * a new one without such a pair fails here. The keys of a process are tried as those of a
 * task of ECS and of Fargate too.
 *
 * What does not count as a difference: the hash and the list of assumptions, which tell
 * what was typed.
 */
#include "models/design_def.h"
#include "sim/input/fields.h"
#include "sim/output/document.h"
#include "sim/run/replicate.h"
#include "tests/support/scenario.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A key, and a scenario with '@' where its value stands. What a row does not say is as in
 * write_scenario below. */
struct pair {
    const char *key;     /* table.key */
    const char *a, *b;   /* the values; NULL: that whole part is left out */
    const char *top;     /* further top-level keys */
    const char *host;    /* keys of the host h */
    const char *service; /* further keys of the service s */
    const char *steps;   /* of s.go */
    const char *more;    /* further services */
    const char *traffic; /* keys of the traffic u */
};

#define JVM         "jvm: {heap: 64MiB, live: 20MiB, live_per_request: 2MiB, alloc: 2MiB, "
#define BURST(rest) "instance: {vcpus: 1, memory: 1GiB, burst: {baseline: 10%, " rest
#define SMALL       "instance: {vcpus: 1, memory: 256MiB}"
#define DISK        "instance: {vcpus: 1, memory: 1GiB}, "
#define RATE        "executor: constant-arrival-rate, rate: 20/s, "
#define USERS       "executor: constant-vus, vus: 9, target: s.go, "
#define RESTART     "events: [{at: 10s, restart: \"s[1]\"}]\n"
#define CONSUMER    "{publish: t.go}"
#define ECS         "  v: {kind: ecs, on: h, "
#define FARGATE     "  v: {kind: fargate, "
#define SIZE        "task: {cpu: 1, memory: 2GiB}, "
#define WORK        "endpoints: {q: [{cpu: 50ms}]}"
#define SCHEDULED                                                                        \
    DISK "autoscale: {max: 3, policy: schedule, schedule: [{at: 9s, min: 3}], "

static const struct pair pairs[] = {
    /* ---- top level ---- */
    {.key = "scenario.name", .a = "one", .b = "two", .top = "name: @\n"},
    {.key = "scenario.region",
     .a = "us-east-1",
     .b = "ap-northeast-2",
     .top = "region: @\n",
     .host = "instance: t3.small"},
    {.key = "scenario.thresholds",
     .a = "avg < 1s",
     .b = "avg < 2s",
     .top = "thresholds: {http_req_duration: [\"@\"]}\n"},
    {.key = "scenario.free_tier",
     .a = "none",
     .b = "legacy",
     .top = "free_tier: @\n",
     .host = DISK "volume: {type: gp3, size: 8GiB}"},
    {.key = "scenario.tax",
     .a = "0",
     .b = "10%",
     .top = "tax: @\n",
     .host = "instance: {vcpus: 1, memory: 1GiB, price: 1 USD/h}"},
    {.key = "simulate.duration",
     .a = "100s",
     .b = "200s",
     .top = "simulate: {duration: @}\n"},
    {.key = "simulate.warmup",
     .a = "0",
     .b = "20s",
     .top = "simulate: {duration: 100s, warmup: @}\n"},
    {.key = "simulate.replications",
     .a = "1",
     .b = "2",
     .top = "simulate: {duration: 100s, replications: @}\n"},
    {.key = "simulate.seed",
     .a = "1",
     .b = "2",
     .top = "simulate: {duration: 100s, seed: @}\n"},
    {.key = "currency.code",
     .a = "USD",
     .b = "KRW",
     .top = "currency: {code: @, rate: 9}\n"},
    {.key = "currency.rate",
     .a = "1400",
     .b = "1500",
     .top = "currency: {code: KRW, rate: @}\n",
     .host = "instance: {vcpus: 1, memory: 1GiB, price: 1 USD/h}"},
    {.key = "network.same_zone",
     .a = "0",
     .b = "5ms",
     .top = "network: {same_zone: @}\n",
     .more = "  v: {on: g, endpoints: {go: [{sleep: 1ms}]}}\n",
     .steps = "{call: v.go}"},
    {.key = "network.cross_zone",
     .a = "0",
     .b = "5ms",
     .top = "network: {cross_zone: @}\n",
     .more = "  v: {on: f, endpoints: {go: [{sleep: 1ms}]}}\n",
     .steps = "{call: v.go}"},
    {.key = "budget.amount",
     .a = "5 USD/month",
     .b = "6 USD/month",
     .top = "budget: {amount: @}\n"},
    {.key = "budget.months",
     .a = "1",
     .b = "2",
     .top = "budget: {amount: 9 USD, months: @}\n"},
    {.key = "month.like_this",
     .a = "10h",
     .b = "20h",
     .top = "month: {like_this: @}\n",
     .more = "  v: {kind: external, latency: 1ms, price: 1 USD/call}\n",
     .steps = "{call: v.go}"},
    {.key = "month.otherwise",
     .a = "0",
     .b = "20%",
     .top = "month: {like_this: 10h, otherwise: @}\n",
     .more = "  v: {kind: external, latency: 1ms, price: 1 USD/call}\n",
     .steps = "{call: v.go}"},
    /* ---- hosts ---- */
    {.key = "host.count", .a = "1", .b = "2", .host = DISK "count: @"},
    {.key = "host.swap",
     .a = "0",
     .b = "1GiB",
     .host = DISK "swap: @",
     .service = "memory: {base: 2GiB, text: 10MiB},"},
    {.key = "host.os", .a = "none", .b = "ubuntu-22.04", .host = DISK "os: @"},
    {.key = "host.docker",
     .a = "false",
     .b = "true",
     .host = DISK "os: ubuntu-22.04, docker: @"},
    {.key = "host.public_ip", .a = "false", .b = "true", .host = DISK "public_ip: @"},
    {.key = "host.purchase",
     .a = "on_demand",
     .b = "reserved_1y",
     .host = "instance: t3.small, purchase: @"},
    {.key = "volume.snapshots",
     .a = "0",
     .b = "5GiB",
     .host = DISK "volume: {type: gp3, size: 8GiB, snapshots: @}"},
    {.key = "host.hours_per_month",
     .a = "10",
     .b = "20",
     .host = "instance: {vcpus: 1, memory: 1GiB, price: 1 USD/h}, hours_per_month: @"},
    /* ---- machines that scale ---- */
    {.key = "autoscale.min",
     .a = "1",
     .b = "2",
     .host = DISK "autoscale: {max: 3, target: 50%, min: @}"},
    {.key = "autoscale.max",
     .a = "2",
     .b = "3",
     .host = DISK "autoscale: {max: @, target: 50%}"},
    {.key = "autoscale.policy", /* the metric never passes the step, but a target */
     .a = "target, target: 1%",
     .b = "step, steps: [{above: 99%, add: 1}]",
     .top = "simulate: {duration: 300s}\n",
     .host = DISK "autoscale: {max: 3, policy: @}"},
    {.key = "autoscale.metric",
     .a = "cpu",
     .b = "memory",
     .top = "simulate: {duration: 300s}\n",
     .host = DISK "autoscale: {max: 3, target: 1%, metric: @}"},
    {.key = "autoscale.target",
     .a = "1%",
     .b = "99%",
     .top = "simulate: {duration: 300s}\n",
     .host = DISK "autoscale: {max: 3, target: @}"},
    {.key = "autoscale.service", /* t is asked for nothing */
     .a = "s",
     .b = "t",
     .top = "simulate: {duration: 300s}\n",
     .host = DISK "autoscale: {max: 3, metric: requests, target: 5/s, service: @}"},
    {.key = "autoscale.steps",
     .a = "[{above: 1%, add: 1}]",
     .b = "[{above: 1%, add: 2}]",
     .top = "simulate: {duration: 300s}\n",
     .host = DISK "autoscale: {max: 3, policy: step, steps: @}"},
    {.key = "autoscale.schedule",
     .a = "[{at: 10s, min: 2}]",
     .b = "[{at: 10s, min: 3}]",
     .host = DISK "autoscale: {max: 3, policy: schedule, schedule: @}"},
    {.key = "autoscale.boot", .a = "10s", .b = "20s", .host = SCHEDULED "boot: @}"},
    {.key = "autoscale.pull", .a = "0s", .b = "20s", .host = SCHEDULED "pull: @}"},
    {.key = "autoscale.warmup",
     .a = "0s",
     .b = "3000s",
     .top = "simulate: {duration: 1h}\n",
     .host = DISK "autoscale: {max: 4, warmup: @, policy: step, steps: [{above:"
                  " 10%, add: 1}]}",
     .traffic = "executor: constant-arrival-rate, rate: 30/s, target: s.go"},
    {.key = "autoscale.protect",
     .a = "false",
     .b = "true",
     .top = "simulate: {duration: 1h}\n",
     .host = DISK "count: 3, autoscale: {max: 3, target: 99%, protect: @}"},
    {.key = "autoscale.drain",
     .a = "0s",
     .b = "100s",
     .top = "simulate: {duration: 1h}\n",
     .host = DISK "count: 3, autoscale: {max: 3, target: 99%, drain: @}",
     .steps = "{sleep: 20s}"},
    {.key = "scaling_step.above",
     .a = "1%",
     .b = "99%",
     .top = "simulate: {duration: 300s}\n",
     .host = DISK "autoscale: {max: 3, policy: step, steps: [{above: @, add: 1}]}"},
    {.key = "scaling_step.below",
     .a = "1%",
     .b = "98%",
     .top = "simulate: {duration: 1h}\n",
     .host = DISK "count: 3, autoscale: {max: 3, policy: step, steps: [{below: @, add:"
                  " -1}]}"},
    {.key = "scaling_step.add",
     .a = "1",
     .b = "2",
     .top = "simulate: {duration: 300s}\n",
     .host = DISK "autoscale: {max: 3, policy: step, steps: [{above: 1%, add: @}]}"},
    {.key = "scaling_schedule.at",
     .a = "10s",
     .b = "20s",
     .host = DISK "autoscale: {max: 3, policy: schedule, schedule: [{at: @, min: 2}]}"},
    {.key = "scaling_schedule.min",
     .a = "2",
     .b = "3",
     .host = DISK "autoscale: {max: 3, policy: schedule, schedule: [{at: 9s, min: @}]}"},
    {.key = "scaling_schedule.max",
     .a = "1",
     .b = "2",
     .host = DISK "count: 3, autoscale: {max: 3, policy: schedule, schedule: [{at: 9s,"
                  " max: @}]}"},
    {.key = "scaling_schedule.every",
     .a = "60s",
     .b = "70s",
     .top = "simulate: {duration: 300s}\n",
     .host = DISK "autoscale: {max: 3, policy: schedule, schedule: [{at: 9s, min: 1, max:"
                  " 1, every: @}, {at: 100s, min: 3, max: 3}]}"},
    {.key = "host.oom_patience",
     .a = "10s",
     .b = "50s",
     .host = SMALL ", oom_patience: @",
     .service = "memory: {base: 300MiB, text: 30MiB},"},
    {.key = "zone.=name",
     .a = "a",
     .b = "c",
     .top = "network: {same_zone: 1ms, cross_zone: 9ms}\n",
     .host = DISK "zones: @",
     .more = "  v: {on: g, endpoints: {go: [{sleep: 1ms}]}}\n",
     .steps = "{call: v.go}"},
    {.key = "volume.type",
     .a = "gp2",
     .b = "gp3",
     .host = DISK "volume: {type: @, size: 40GiB}"},
    {.key = "volume.size",
     .a = "40GiB",
     .b = "80GiB",
     .host = DISK "volume: {type: gp3, size: @}"},
    {.key = "volume.iops",
     .a = "3000",
     .b = "4000",
     .host = DISK "volume: {type: gp3, size: 40GiB, iops: @}"},
    {.key = "volume.throughput",
     .a = "125MB/s",
     .b = "250MB/s",
     .host = DISK "volume: {type: gp3, size: 40GiB, throughput: @}",
     .steps = "{read: 1MiB}"},
    {.key = "credits.mode",
     .a = "standard",
     .b = "unlimited",
     .host = BURST("credits_per_hour: 6, max_credits: 9}}, credits: {mode: @}")},
    {.key = "credits.initial",
     .a = "0.1",
     .b = "full",
     .host = BURST("credits_per_hour: 6, max_credits: 9}}, credits: {initial: @}")},
    {.key = "instance.=name", .a = "t3.small", .b = "t3.medium", .host = "instance: @"},
    {.key = "instance.vcpus",
     .a = "1",
     .b = "2",
     .host = "instance: {vcpus: @, memory: 1GiB}"},
    {.key = "instance.memory",
     .a = "1GiB",
     .b = "2GiB",
     .host = "instance: {vcpus: 1, memory: @}"},
    {.key = "instance.os_memory",
     .a = "500MiB",
     .b = "900MiB",
     .host = "instance: {vcpus: 1, memory: 1GiB, os_memory: @}, os: ubuntu-22.04"},
    {.key = "instance.speed",
     .a = "1",
     .b = "2",
     .host = "instance: {vcpus: 1, memory: 1GiB, speed: @}"},
    {.key = "instance.network",
     .a = "1Mbps",
     .b = "5Mbps",
     .host = "instance: {vcpus: 1, memory: 1GiB, network: @, ebs_shares_network: true},"
             " volume: {type: gp3, size: 9GiB}",
     .steps = "{read: 1MiB}"},
    {.key = "instance.network_burst",
     .a = "1Mbps",
     .b = "5Mbps",
     .host = "instance: {vcpus: 1, memory: 1GiB, network: 1Mbps, network_burst: @,"
             " ebs_shares_network: true}, volume: {type: gp3, size: 9GiB}",
     .steps = "{read: 1MiB}"},
    {.key = "instance.network_burst_time",
     .a = "10s",
     .b = "20s",
     .host = "instance: {vcpus: 1, memory: 1GiB, network: 1Mbps, network_burst: 9Mbps,"
             " network_burst_time: @}",
     .steps = "{send: 50kB}"},
    {.key = "instance.ebs_throughput",
     .a = "1MB/s",
     .b = "5MB/s",
     .host = "instance: {vcpus: 1, memory: 1GiB, ebs_throughput: @},"
             " volume: {type: gp3, size: 9GiB}",
     .steps = "{read: 1MiB}"},
    {.key = "instance.ebs_burst_throughput",
     .a = "2MB/s",
     .b = "5MB/s",
     .host = "instance: {vcpus: 1, memory: 1GiB, ebs_throughput: 1MB/s,"
             " ebs_burst_throughput: @}, volume: {type: gp3, size: 9GiB}",
     .steps = "{read: 1MiB}"},
    {.key = "instance.ebs_iops",
     .a = "100",
     .b = "500",
     .host = "instance: {vcpus: 1, memory: 1GiB, ebs_iops: @},"
             " volume: {type: gp3, size: 9GiB}",
     .steps = "{read: 1MiB}"},
    {.key = "instance.ebs_burst_iops",
     .a = "100",
     .b = "500",
     .host = "instance: {vcpus: 1, memory: 1GiB, ebs_iops: 50, ebs_burst_iops: @},"
             " volume: {type: gp3, size: 9GiB}",
     .steps = "{read: 1MiB}"},
    {.key = "instance.ebs_shares_network",
     .a = "false",
     .b = "true",
     .host = "instance: {vcpus: 1, memory: 1GiB, network: 1Mbps, ebs_shares_network: @},"
             " volume: {type: gp3, size: 9GiB}",
     .steps = "{read: 1MiB}"},
    {.key = "instance.price",
     .a = "1 USD/h",
     .b = "2 USD/h",
     .host = "instance: {vcpus: 1, memory: 1GiB, price: @}"},
    {.key = "burst.baseline",
     .a = "10%",
     .b = "20%",
     .host =
         "instance: {vcpus: 1, memory: 1GiB, burst: {baseline: @, credits_per_hour: 6,"
         " max_credits: 9}}, credits: {initial: empty}"},
    {.key = "burst.credits_per_hour",
     .a = "6",
     .b = "9",
     .host = BURST("credits_per_hour: @, max_credits: 9}}, credits: {initial: full}")},
    {.key = "burst.max_credits",
     .a = "6",
     .b = "9",
     .host = BURST("credits_per_hour: 6, max_credits: @}}, credits: {initial: full}")},
    {.key = "burst.launch_credits",
     .a = "6",
     .b = "9",
     .host = BURST("credits_per_hour: 6, max_credits: 9, launch_credits: @}}")},
    {.key = "burst.surplus_price",
     .a = "1 USD/h",
     .b = "2 USD/h",
     .host = BURST("credits_per_hour: 6, max_credits: 0.1, surplus_price: @}},"
                   " credits: {mode: unlimited, initial: empty}")},
    {.key = "burst.mode",
     .a = "standard",
     .b = "unlimited",
     .host = BURST("credits_per_hour: 6, max_credits: 9, mode: @}}")},
    {.key = "burst.survive_stop",
     .a = "true",
     .b = "false",
     .top = "events: [{at: 50s, restart: h}]\n",
     .host = BURST("credits_per_hour: 6, max_credits: 9, survive_stop: @}},"
                   " credits: {initial: full}")},
    /* ---- services ---- */
    {.key = "service.preset",
     .a = "redis",
     .b = "nginx",
     .more = "  v: {preset: @, on: h}\n"},
    {.key = "place.=where",
     .a = "h",
     .b = "g",
     .more = "  v: {on: @, background: {cpu: 0.2}}\n"},
    {.key = "service.replicas", .a = "1", .b = "2", .service = "replicas: @,"},
    {.key = "service.overrides",
     .a = "1",
     .b = "2",
     .service = "overrides: {h: {threads: @}},"},
    {.key = "service.workers", .a = "1", .b = "2", .service = "threads: 1, workers: @,"},
    {.key = "service.threads", .a = "1", .b = "2", .service = "threads: @,"},
    {.key = "service.async", .a = "false", .b = "true", .service = "async: @,"},
    {.key = "service.queue_timeout",
     .a = "1ms",
     .b = "9ms",
     .service = "threads: 1, queue_timeout: @,"},
    {.key = "service.worker_timeout",
     .a = "1s",
     .b = "3s",
     .service = "worker_timeout: @,",
     .steps = "{sleep: exp(5s)}"},
    {.key = "service.cpus", .a = "0.5", .b = "0.7", .service = "cpus: @,"},
    {.key = "service.cpu_shares",
     .a = "100",
     .b = "1000",
     .service = "cpu_shares: @,",
     .more = "  v: {on: h, background: {cpu: 1}}\n"},
    {.key = "service.mem_limit",
     .a = "50MiB",
     .b = "90MiB",
     .service = "mem_limit: @, memory: {base: 80MiB},"},
    {.key = "service.start_at", .a = "10s", .b = "20s", .service = "start_at: @,"},
    {.key = "service.forward",
     .a = "s",
     .b = "t",
     .more = "  v: {on: h, forward: @}\n",
     .traffic = RATE "target: v.go"},
    {.key = "backlog.size", .a = "1", .b = "9", .service = "threads: 1, backlog: @,"},
    {.key = "backlog.full",
     .a = "refuse",
     .b = "retry_syn",
     .service = "threads: 1, backlog: {size: 1, full: @},"},
    {.key = "service.connections",
     .a = "1",
     .b = "9",
     .service = "threads: 1, connections: @,"},
    {.key = "background.cpu", .a = "0.1", .b = "0.2", .service = "background: {cpu: @},"},
    {.key = "memory.base", .a = "1MiB", .b = "2MiB", .service = "memory: {base: @},"},
    {.key = "memory.cache", .a = "1MiB", .b = "2MiB", .service = "memory: {cache: @},"},
    {.key = "memory.text", .a = "1MiB", .b = "2MiB", .service = "memory: {text: @},"},
    {.key = "memory.cold",
     .a = "0",
     .b = "50%",
     .host = SMALL ", swap: 1GiB",
     .service = "memory: {base: 400MiB, cold: @},"},
    {.key = "memory.touch",
     .a = "2000",
     .b = "20000",
     .host = SMALL ", swap: 1GiB",
     .service = "memory: {base: 400MiB, cold: 0, touch: @},"},
    {.key = "memory.per_worker",
     .a = "1MiB",
     .b = "2MiB",
     .service = "memory: {per_worker: @},"},
    {.key = "memory.per_request",
     .a = "1MiB",
     .b = "2MiB",
     .service = "memory: {per_request: @},"},
    {.key = "leak.per_request",
     .a = "1KiB",
     .b = "2KiB",
     .service = "memory: {leak: {per_request: @}},"},
    {.key = "leak.up_to",
     .a = "1MiB",
     .b = "2MiB",
     .service = "memory: {leak: {per_request: 9KiB, up_to: @}},"},
    {.key = "jvm.heap",
     .a = "64MiB",
     .b = "90MiB",
     .service = "jvm: {live: 20MiB, alloc: 2MiB, heap: @},"},
    {.key = "jvm.start_heap",
     .a = "1MiB",
     .b = "60MiB",
     .service = "jvm: {heap: 64MiB,"
                " start_heap: @},"},
    {.key = "jvm.live",
     .a = "10MiB",
     .b = "20MiB",
     .service = "jvm: {heap: 64MiB, alloc: 1MiB, live: @},"},
    {.key = "jvm.live_per_request",
     .a = "1MiB",
     .b = "2MiB",
     .service = "jvm: {heap: 64MiB, alloc: 1MiB, live_per_request: @},"},
    {.key = "jvm.alloc",
     .a = "1MiB",
     .b = "2MiB",
     .service = "jvm: {heap: 64MiB, alloc: @},"},
    {.key = "jvm.on_oom",
     .a = "fail",
     .b = "exit",
     .service = "jvm: {heap: 64MiB, live_per_request: 20MiB, on_oom: @},"},
    {.key = "jvm.heap_rule",
     .a = "quarter",
     .b = "elasticsearch",
     .service = "jvm: {live: 1MiB, heap_rule: @},"},
    {.key = "recycle.max_requests",
     .a = "10",
     .b = "20",
     .service = "recycle: {max_requests: @},"},
    {.key = "recycle.jitter",
     .a = "0",
     .b = "30",
     .service = "recycle: {max_requests: 10, jitter: @},"},
    {.key = "start.cpu",
     .a = "1s",
     .b = "2s",
     .service = "start_at: 5s, start: {cpu: @},"},
    {.key = "start.time",
     .a = "1s",
     .b = "2s",
     .service = "start_at: 5s, start: {time: @},"},
    {.key = "start.touch_first",
     .a = "5%",
     .b = "100%",
     .service =
         "start_at: 5s, start: {cpu: 20s, touch_first: @}, memory: {base: 90MiB},"},
    {.key = "restart.policy",
     .a = "always",
     .b = "no",
     .service = "mem_limit: 50MiB, memory: {base: 80MiB}, restart: {policy: @},"},
    {.key = "restart.delay",
     .a = "1s",
     .b = "3s",
     .service = "mem_limit: 50MiB, memory: {base: 80MiB}, restart: {delay: @},"},
    {.key = "restart.max_delay",
     .a = "1s",
     .b = "3s",
     .service = "mem_limit: 50MiB, memory: {base: 80MiB}, restart: {max_delay: @},"},
    {.key = "restart.reset_after",
     .a = "1s",
     .b = "9s",
     .service = "mem_limit: 50MiB, memory: {base: 20MiB, leak: {per_request: 300KiB}},"
                " restart: {reset_after: @},"},
    {.key = "balance.policy",
     .a = "round_robin",
     .b = "weighted",
     .service = "balance: {policy: @, weights: {\"h[0]\": 3}},",
     .host = DISK "count: 2"},
    {.key = "balance.max_fails",
     .a = "0",
     .b = "1",
     .top = RESTART,
     .host = DISK "count: 2",
     .service = "start: {time: 50s}, balance: {max_fails: @},"},
    {.key = "balance.fail_timeout",
     .a = "2s",
     .b = "9s",
     .top = RESTART,
     .host = DISK "count: 2",
     .service = "start: {time: 50s}, balance: {fail_timeout: @},"},
    {.key = "balance.next_upstream",
     .a = "0",
     .b = "1",
     .top = RESTART,
     .host = DISK "count: 2",
     .service = "start: {time: 50s}, balance: {next_upstream: @},"},
    {.key = "balance.connect_timeout",
     .a = "2s",
     .b = "9s",
     .top = "events: [{at: 10s, restart: \"h[1]\"}]\n",
     .host = DISK "count: 2",
     .service = "balance: {connect_timeout: @},"},
    {.key = "balance.slow_start",
     .a = "0",
     .b = "30s",
     .top = RESTART,
     .host = DISK "count: 2",
     .service = "start: {time: 5s}, balance: {slow_start: @},"},
    {.key = "balance.clients",
     .a = "1",
     .b = "50",
     .host = DISK "count: 2",
     .service = "balance: {policy: sticky, clients: @},"},
    {.key = "health.endpoint",
     .a = "go",
     .b = "slow",
     .more = "  t: {on: h, balance: {health: {endpoint: @}}, endpoints:"
             " {go: [{cpu: 1ms}], slow: [{cpu: 9ms}]}}\n"},
    {.key = "health.interval",
     .a = "6s",
     .b = "9s",
     .service = "balance: {health: {endpoint: go, interval: @}},"},
    {.key = "health.timeout",
     .a = "1ms",
     .b = "1s",
     .service = "balance: {health: {endpoint: go, interval: 2s, timeout: @}},"},
    {.key = "health.healthy",
     .a = "1",
     .b = "5",
     .top = RESTART,
     .host = DISK "count: 2",
     .service = "start: {time: 20s}, balance: {health: {endpoint: go, interval: 2s,"
                " timeout: 1s, healthy: @}},"},
    {.key = "health.unhealthy",
     .a = "1",
     .b = "5",
     .top = RESTART,
     .host = DISK "count: 2",
     .service = "start: {time: 20s}, balance: {health: {endpoint: go, interval: 2s,"
                " timeout: 1s, unhealthy: @}},"},
    {.key = "weight.=weight",
     .a = "1",
     .b = "5",
     .host = DISK "count: 2",
     .service = "balance: {policy: weighted, weights: {\"h[0]\": @}},"},
    {.key = "pool.size",
     .a = "1",
     .b = "2",
     .service = "pools: {t: @},",
     .steps = "{call: t.go}"},
    {.key = "pool.timeout",
     .a = "1ms",
     .b = "9ms",
     .service = "pools: {t: {size: 1, timeout: @}},",
     .steps = "{call: t.go}"},
    {.key = "queue.prefetch",
     .a = "1",
     .b = "9",
     .steps = CONSUMER,
     .more = "  t: {on: h, threads: 1, queue: {prefetch: @, max: 1}, endpoints: {go: "
             "[{cpu: exp(60ms)}]}}\n"},
    {.key = "queue.ack",
     .a = "early",
     .b = "late",
     .steps = CONSUMER,
     .top = "events: [{at: 50s, restart: t}]\n",
     .more = "  t: {on: h, threads: 4, queue: {ack: @}, endpoints: {go: [{sleep: "
             "200ms}]}}\n"},
    {.key = "queue.max",
     .a = "1",
     .b = "9",
     .steps = CONSUMER,
     .more = "  t: {on: h, threads: 1, queue: {max: @}, endpoints: {go: [{cpu: "
             "exp(60ms)}]}}\n"},
    {.key = "queue.broker",
     .a = "b",
     .b = "c",
     .steps = CONSUMER,
     .more = "  b: {on: h}\n  c: {on: h}\n"
             "  t: {on: h, threads: 1, queue: {broker: @}, endpoints: {go: [{sleep: "
             "80ms}]}}\n"},
    {.key = "queue.message",
     .a = "1KiB",
     .b = "2KiB",
     .steps = CONSUMER,
     .more = "  b: {on: h}\n"
             "  t: {on: h, threads: 1, queue: {broker: b, message: @}, endpoints: {go: "
             "[{sleep: 80ms}]}}\n"},
    {.key = "memory.watermark",
     .a = "10%",
     .b = "20%",
     .steps = CONSUMER,
     .more = "  b: {on: h, memory: {watermark: @}}\n"
             "  t: {on: h, threads: 1, queue: {broker: b, message: 1MiB}, endpoints: "
             "{go: [{sleep: 80ms}]}}\n"},
    {.key = "cache.in",
     .a = "t.go",
     .b = "t.slow",
     .steps = "{cache: {in: @, hit: 50%}}"},
    {.key = "cache.hit",
     .a = "10%",
     .b = "50%",
     .steps = "{cache: {in: t.go, hit: @, miss: [{sleep: 9ms}]}}"},
    {.key = "cache.keys",
     .a = "10",
     .b = "1000",
     .top = "events: [{at: 50s, restart: t}]\n",
     .steps = "{cache: {in: t.go, hit: 50%, keys: @, miss: [{sleep: 9ms}]}}"},
    {.key = "cache.skew",
     .a = "0",
     .b = "1.5",
     .top = "events: [{at: 50s, restart: t}]\n",
     .steps = "{cache: {in: t.go, hit: 50%, skew: @, miss: [{sleep: 9ms}]}}"},
    {.key = "cache.miss",
     .a = "1ms",
     .b = "9ms",
     .steps = "{cache: {in: t.go, hit: 50%, miss: [{sleep: @}]}}"},
    {.key = "tls.certificate",
     .a = "ecdsa_p256",
     .b = "rsa_2048",
     .service = "tls: {certificate: @},"},
    {.key = "tls.resumed", .a = "0", .b = "50%", .service = "tls: {resumed: @},"},
    /* ---- managed kinds ---- */
    {.key = "service.kind",
     .a = "external",
     .b = "s3",
     .more = "  v: {kind: @, latency: 1ms}\n",
     .steps = "{call: v.go}"},
    {.key = "external.latency",
     .a = "1ms",
     .b = "2ms",
     .more = "  v: {kind: external, latency: @}\n",
     .steps = "{call: v.go}"},
    {.key = "external.concurrency",
     .a = "1",
     .b = "2",
     .steps = "{call: v.go}",
     .more = "  v: {kind: external, latency: 40ms, concurrency: @}\n"},
    {.key = "external.rate_limit",
     .a = "9/s",
     .b = "11/s",
     .steps = "{call: v.go}",
     .more = "  v: {kind: external, latency: 40ms, rate_limit: @}\n"},
    {.key = "external.on_limit",
     .a = "fail",
     .b = "wait",
     .steps = "{call: v.go}",
     .more = "  v: {kind: external, latency: 40ms, rate_limit: 9/s, on_limit: @}\n"},
    {.key = "external.price",
     .a = "1 USD/call",
     .b = "2 USD/call",
     .steps = "{call: v.go}",
     .more = "  v: {kind: external, latency: 40ms, price: @}\n"},
    {.key = "flat.price",
     .a = "1 USD/month",
     .b = "2 USD/month",
     .more = "  v: {kind: flat, price: @}\n"},
    {.key = "alb.forward",
     .a = "s",
     .b = "t",
     .more = "  v: {kind: alb, forward: @}\n",
     .traffic = RATE "target: v.go"},
    {.key = "alb.latency",
     .a = "1ms",
     .b = "2ms",
     .more = "  v: {kind: alb, forward: s, latency: @}\n",
     .traffic = RATE "target: v.go"},
    {.key = "alb.price",
     .a = "1 USD/h",
     .b = "2 USD/h",
     .more = "  v: {kind: alb, forward: s, price: @}\n",
     .traffic = RATE "target: v.go"},
    {.key = "s3.latency",
     .a = "1ms",
     .b = "2ms",
     .more = "  v: {kind: s3, latency: @}\n",
     .steps = "{call: v.go}"},
    {.key = "s3.storage",
     .a = "1GB",
     .b = "2GB",
     .more = "  v: {kind: s3, storage: @}\n"},
    {.key = "s3.price",
     .a = "1 USD/month",
     .b = "2 USD/month",
     .more = "  v: {kind: s3, storage: 5GB, price: @}\n"},
    {.key = "rds.nodes",
     .a = "1",
     .b = "2",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: aurora-mysql, class: db.t3.small, "
             "nodes: @, endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "rds.zones",
     .a = "a",
     .b = "c",
     .top = "network: {same_zone: 1ms, cross_zone: 9ms}\n",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: aurora-mysql, class: db.t3.small, "
             "zones: @, endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "rds.balance",
     .a = "round_robin",
     .b = "random",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: aurora-mysql, class: db.t3.small, "
             "nodes: 3, balance: @, endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "elasticache.engine",
     .a = "redis",
     .b = "memcached",
     .steps = "{call: v.q}",
     .more = "  v: {kind: elasticache, engine: @, class: cache.t3.micro, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "elasticache.class",
     .a = "cache.t3.micro",
     .b = "cache.t4g.micro",
     .steps = "{call: v.q}",
     .more = "  v: {kind: elasticache, class: @, endpoints: {q: [{cpu: "
             "1ms}]}}\n"},
    {.key = "elasticache.nodes",
     .a = "1",
     .b = "2",
     .steps = "{call: v.q}",
     .more = "  v: {kind: elasticache, class: cache.t3.micro, nodes: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "elasticache.storage",
     .a = "1MiB",
     .b = "2MiB",
     .steps = "{call: v.q}",
     .more = "  v: {kind: elasticache, class: cache.t3.micro, storage: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "elasticache.credits",
     .a = "{initial: empty}",
     .b = "{initial: full}",
     .steps = "{call: v.q}",
     .more = "  v: {kind: elasticache, class: cache.t3.micro, credits: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "elasticache.latency",
     .a = "1ms",
     .b = "2ms",
     .steps = "{call: v.q}",
     .more = "  v: {kind: elasticache, class: cache.t3.micro, latency: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "elasticache.price",
     .a = "1 USD/h",
     .b = "2 USD/h",
     .steps = "{call: v.q}",
     .more = "  v: {kind: elasticache, class: cache.t3.micro, price: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "elasticache.endpoints",
     .a = "[{cpu: 1ms}]",
     .b = "[{cpu: 2ms}]",
     .steps = "{call: v.q}",
     .more = "  v: {kind: elasticache, class: cache.t3.micro, endpoints: "
             "{q: @}}\n"},
    {.key = "elasticache.zones",
     .a = "a",
     .b = "c",
     .top = "network: {same_zone: 1ms, cross_zone: 9ms}\n",
     .steps = "{call: v.q}",
     .more = "  v: {kind: elasticache, class: cache.t3.micro, zones: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "elasticache.balance",
     .a = "round_robin",
     .b = "random",
     .steps = "{call: v.q}",
     .more = "  v: {kind: elasticache, class: cache.t3.micro, nodes: 2, "
             "balance: @, endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "opensearch.engine",
     .a = "opensearch",
     .b = "elasticsearch",
     .steps = "{call: v.q}",
     .more = "  v: {kind: opensearch, engine: @, class: t3.small.search, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "opensearch.class",
     .a = "t3.small.search",
     .b = "t3.medium.search",
     .steps = "{call: v.q}",
     .more = "  v: {kind: opensearch, class: @, endpoints: {q: [{cpu: "
             "1ms}]}}\n"},
    {.key = "opensearch.nodes",
     .a = "1",
     .b = "2",
     .steps = "{call: v.q}",
     .more = "  v: {kind: opensearch, class: t3.small.search, nodes: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "opensearch.storage",
     .a = "{type: gp2, size: 20GiB}",
     .b = "{type: gp2, size: 30GiB}",
     .steps = "{call: v.q}",
     .more = "  v: {kind: opensearch, class: t3.small.search, storage: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "opensearch.credits",
     .a = "{initial: empty}",
     .b = "{initial: full}",
     .steps = "{call: v.q}",
     .more = "  v: {kind: opensearch, class: t3.small.search, credits: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "opensearch.latency",
     .a = "1ms",
     .b = "2ms",
     .steps = "{call: v.q}",
     .more = "  v: {kind: opensearch, class: t3.small.search, latency: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "opensearch.price",
     .a = "1 USD/h",
     .b = "2 USD/h",
     .steps = "{call: v.q}",
     .more = "  v: {kind: opensearch, class: t3.small.search, price: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "opensearch.endpoints",
     .a = "[{cpu: 1ms}]",
     .b = "[{cpu: 2ms}]",
     .steps = "{call: v.q}",
     .more = "  v: {kind: opensearch, class: t3.small.search, endpoints: "
             "{q: @}}\n"},
    {.key = "opensearch.zones",
     .a = "a",
     .b = "c",
     .top = "network: {same_zone: 1ms, cross_zone: 9ms}\n",
     .steps = "{call: v.q}",
     .more = "  v: {kind: opensearch, class: t3.small.search, zones: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "opensearch.balance",
     .a = "round_robin",
     .b = "random",
     .steps = "{call: v.q}",
     .more = "  v: {kind: opensearch, class: t3.small.search, nodes: 2, "
             "balance: @, endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "lambda.memory",
     .a = "128MiB",
     .b = "256MiB",
     .steps = "{call: v.go}",
     .more = "  v: {kind: lambda, memory: @, endpoints: {go: [{cpu: 1ms}]}}\n"},
    {.key = "lambda.arch",
     .a = "x86",
     .b = "arm",
     .steps = "{call: v.go}",
     .more = "  v: {kind: lambda, memory: 128MiB, arch: @, endpoints: {go: [{cpu: "
             "exp(5ms)}]}}\n"},
    {.key = "lambda.timeout",
     .a = "20ms",
     .b = "1s",
     .steps = "{call: v.go}",
     .more = "  v: {kind: lambda, memory: 128MiB, timeout: @, endpoints: {go: [{cpu: "
             "exp(5ms)}]}}\n"},
    {.key = "lambda.concurrency",
     .a = "1",
     .b = "3",
     .steps = "{call: v.go}",
     .more = "  v: {kind: lambda, memory: 128MiB, concurrency: @, endpoints: {go: [{cpu: "
             "exp(5ms)}]}}\n"},
    {.key = "lambda.reserved",
     .a = "1",
     .b = "3",
     .steps = "{call: v.go}",
     .more = "  v: {kind: lambda, memory: 128MiB, reserved: @, endpoints: {go: [{cpu: "
             "exp(5ms)}]}}\n"},
    {.key = "lambda.provisioned",
     .a = "0",
     .b = "1",
     .steps = "{call: v.go}",
     .more = "  v: {kind: lambda, memory: 128MiB, provisioned: @, endpoints: {go: [{cpu: "
             "exp(5ms)}]}}\n"},
    {.key = "lambda.cold_start",
     .a = "1ms",
     .b = "2ms",
     .steps = "{call: v.go}",
     .more = "  v: {kind: lambda, memory: 128MiB, cold_start: @, endpoints: {go: [{cpu: "
             "exp(5ms)}]}}\n"},
    {.key = "lambda.idle",
     .a = "10ms",
     .b = "1s",
     .steps = "{call: v.go}",
     .more = "  v: {kind: lambda, memory: 128MiB, idle: @, endpoints: {go: [{cpu: "
             "exp(5ms)}]}}\n"},
    {.key = "lambda.latency",
     .a = "1ms",
     .b = "2ms",
     .steps = "{call: v.go}",
     .more = "  v: {kind: lambda, memory: 128MiB, latency: @, endpoints: {go: [{cpu: "
             "exp(5ms)}]}}\n"},
    {.key = "lambda.price",
     .a = "1 USD/call",
     .b = "2 USD/call",
     .steps = "{call: v.go}",
     .more = "  v: {kind: lambda, memory: 128MiB, price: @, endpoints: {go: [{cpu: "
             "exp(5ms)}]}}\n"},
    {.key = "dynamodb.mode",
     .a = "on_demand",
     .b = "provisioned, wcu: 500, rcu: 100",
     .steps = "{call: v.go}",
     .more = "  v: {kind: dynamodb, mode: @, endpoints: {go: [{write: 9KiB}, {read: "
             "9KiB}]}}\n"},
    {.key = "dynamodb.wcu",
     .a = "100",
     .b = "200",
     .steps = "{call: v.go}",
     .more = "  v: {kind: dynamodb, mode: provisioned, rcu: 9, wcu: @, endpoints: {go: "
             "[{write: 9KiB}, {read: 9KiB}]}}\n"},
    {.key = "dynamodb.rcu",
     .a = "100",
     .b = "200",
     .steps = "{call: v.go}",
     .more = "  v: {kind: dynamodb, mode: provisioned, wcu: 9, rcu: @, endpoints: {go: "
             "[{write: 9KiB}, {read: 9KiB}]}}\n"},
    {.key = "dynamodb.storage",
     .a = "1GB",
     .b = "2GB",
     .steps = "{call: v.go}",
     .more = "  v: {kind: dynamodb, storage: @, endpoints: {go: [{write: 9KiB}, {read: "
             "9KiB}]}}\n"},
    {.key = "dynamodb.eventual",
     .a = "false",
     .b = "true",
     .steps = "{call: v.go}",
     .more = "  v: {kind: dynamodb, eventual: @, endpoints: {go: [{write: 9KiB}, {read: "
             "9KiB}]}}\n"},
    {.key = "dynamodb.latency",
     .a = "1ms",
     .b = "2ms",
     .steps = "{call: v.go}",
     .more = "  v: {kind: dynamodb, latency: @, endpoints: {go: [{write: 9KiB}, {read: "
             "9KiB}]}}\n"},
    {.key = "dynamodb.price",
     .a = "1 USD/month",
     .b = "2 USD/month",
     .steps = "{call: v.go}",
     .more = "  v: {kind: dynamodb, price: @, endpoints: {go: [{write: 9KiB}, {read: "
             "9KiB}]}}\n"},
    {.key = "api_gateway.type",
     .a = "http",
     .b = "rest",
     .steps = "{call: v.go}",
     .more = "  v: {kind: api_gateway, forward: t, type: @}\n"},
    {.key = "api_gateway.rate_limit",
     .a = "5/s",
     .b = "9/s",
     .steps = "{call: v.go}",
     .more = "  v: {kind: api_gateway, forward: t, rate_limit: @}\n"},
    {.key = "api_gateway.latency",
     .a = "1ms",
     .b = "2ms",
     .steps = "{call: v.go}",
     .more = "  v: {kind: api_gateway, forward: t, latency: @}\n"},
    {.key = "api_gateway.price",
     .a = "1 USD/call",
     .b = "2 USD/call",
     .steps = "{call: v.go}",
     .more = "  v: {kind: api_gateway, forward: t, price: @}\n"},
    {.key = "api_gateway.forward",
     .a = "s",
     .b = "t",
     .traffic = RATE "target: v.go",
     .more = "  v: {kind: api_gateway, forward: @}\n"},
    {.key = "rds.engine",
     .a = "mysql",
     .b = "postgres",
     .more = "  v: {kind: rds, engine: @, class: db.t3.micro}\n"},
    {.key = "rds.class",
     .a = "db.t3.micro",
     .b = "db.t3.small",
     .more = "  v: {kind: rds, engine: mysql, class: @}\n"},
    {.key = "rds.multi_az",
     .a = "false",
     .b = "true",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: mysql, class: db.t3.micro, multi_az: @, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "rds.storage",
     .a = "20GiB",
     .b = "30GiB",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: mysql, class: db.t3.micro, storage: @, endpoints: "
             "{q: [{cpu: 1ms}]}}\n"},
    {.key = "managed_storage.type",
     .a = "gp2",
     .b = "gp3",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: mysql, class: db.t3.micro, storage: {type: @}, "
             "endpoints: {q: [{read: {size: 9MiB, ops: 900}}]}}\n"},
    {.key = "managed_storage.size",
     .a = "20GiB",
     .b = "30GiB",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: mysql, class: db.t3.micro, storage: {size: @}, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "rds.credits",
     .a = "{initial: empty}",
     .b = "{initial: full}",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: mysql, class: db.t3.micro, credits: @, endpoints: "
             "{q: [{cpu: 1ms}]}}\n"},
    {.key = "managed_credits.initial",
     .a = "9",
     .b = "10",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: mysql, class: db.t3.micro, credits: {initial: @}, "
             "endpoints: {q: [{cpu: 1ms}]}}\n"},
    {.key = "rds.latency",
     .a = "1ms",
     .b = "2ms",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: mysql, class: db.t3.micro, latency: @, endpoints: "
             "{q: [{cpu: 1ms}]}}\n"},
    {.key = "rds.price",
     .a = "1 USD/h",
     .b = "2 USD/h",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: mysql, class: db.t3.micro, price: @, endpoints: "
             "{q: [{cpu: 1ms}]}}\n"},
    {.key = "rds.max_connections",
     .a = "1",
     .b = "2",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: mysql, class: db.t3.micro, max_connections: @,"
             " endpoints: {q: [{cpu: 100ms}]}}\n"},
    {.key = "rds.endpoints",
     .a = "[{cpu: 1ms}]",
     .b = "[{cpu: 2ms}]",
     .steps = "{call: v.q}",
     .more = "  v: {kind: rds, engine: mysql, class: db.t3.micro, endpoints: {q: @}}\n"},
    {.key = "ecs.preset",
     .a = "redis",
     .b = "nginx",
     .more = ECS "task: {cpu: 0.1, memory: 64MiB}, preset: @}\n"},
    {.key = "ecs.forward",
     .a = "s",
     .b = "t",
     .more = ECS "task: {cpu: 0.1, memory: 64MiB}, forward: @}\n",
     .traffic = RATE "target: v.go"},
    {.key = "ecs.placement",
     .a = "spread",
     .b = "binpack",
     .host = DISK "count: 2",
     .steps = "{call: v.q}",
     .more =
         ECS "task: {cpu: 0.1, memory: 64MiB}, replicas: 2, placement: @, " WORK "}\n"},
    {.key = "ecs.latency",
     .a = "1ms",
     .b = "2ms",
     .steps = "{call: v.q}",
     .more = ECS "task: {cpu: 0.1, memory: 64MiB}, latency: @, " WORK "}\n"},
    {.key = "ecs.price",
     .a = "1 USD/month",
     .b = "2 USD/month",
     .more = ECS "task: {cpu: 0.1, memory: 64MiB}, price: @}\n"},
    {.key = "task.cpu",
     .a = "0.5",
     .b = "2",
     .more = ECS "task: {cpu: @, memory: 64MiB}}\n"},
    {.key = "task.memory",
     .a = "512MiB",
     .b = "2GiB",
     .more = ECS "task: {cpu: 0.1, memory: @}}\n"},
    {.key = "fargate.preset",
     .a = "redis",
     .b = "nginx",
     .more = FARGATE SIZE "preset: @}\n"},
    {.key = "fargate.forward",
     .a = "s",
     .b = "t",
     .more = FARGATE SIZE "forward: @}\n",
     .traffic = RATE "target: v.go"},
    {.key = "fargate.task", /* less than a vCPU is a quota */
     .a = "0.25",
     .b = "0.5",
     .steps = "{call: v.q}",
     .more = FARGATE "task: {cpu: @, memory: 2GiB}, " WORK "}\n"},
    {.key = "fargate.arch", .a = "x86", .b = "arm", .more = FARGATE SIZE "arch: @}\n"},
    {.key = "fargate.spot", .a = "true", .b = "false", .more = FARGATE SIZE "spot: @}\n"},
    {.key = "fargate.pull",
     .a = "10s",
     .b = "20s",
     .top = "events: [{at: 10s, restart: v}]\n",
     .steps = "{call: v.q}",
     .more = FARGATE SIZE "pull: @, " WORK "}\n"},
    {.key = "fargate.latency",
     .a = "1ms",
     .b = "2ms",
     .steps = "{call: v.q}",
     .more = FARGATE SIZE "latency: @, " WORK "}\n"},
    {.key = "fargate.price",
     .a = "1 USD/h",
     .b = "2 USD/h",
     .more = FARGATE SIZE "price: @}\n"},
    {.key = "fargate.zones",
     .a = "a",
     .b = "c",
     .top = "network: {same_zone: 1ms, cross_zone: 9ms}\n",
     .steps = "{call: v.q}",
     .more = FARGATE SIZE "zones: @, " WORK "}\n"},
    /* ---- steps ---- */
    {.key = "step.cpu", .a = "1ms", .b = "2ms", .steps = "{cpu: @}"},
    {.key = "step.sleep", .a = "1ms", .b = "2ms", .steps = "{sleep: @}"},
    {.key = "step.memory", .a = "1MiB", .b = "2MiB", .steps = "{memory: @}"},
    {.key = "step.allocate",
     .a = "1MiB",
     .b = "2MiB",
     .service = JVM "},",
     .steps = "{allocate: @}"},
    {.key = "step.leak", .a = "1KiB", .b = "2KiB", .steps = "{leak: @}"},
    {.key = "step.publish", .a = "t.go", .b = "t.slow", .steps = "{publish: @}"},
    {.key = "step.cache",
     .a = "10%",
     .b = "50%",
     .steps = "{cache: {in: t.go, hit: @, miss: [{sleep: 9ms}]}}"},
    {.key = "step.send", .a = "1KiB", .b = "2KiB", .steps = "{send: @}"},
    {.key = "step.fail", .a = "1%", .b = "9%", .steps = "{fail: @}"},
    {.key = "io.size",
     .a = "1MiB",
     .b = "4MiB",
     .steps = "{write: @}",
     .host = DISK "volume: {type: gp3, size: 9GiB}"},
    {.key = "io.ops",
     .a = "1",
     .b = "9",
     .steps = "{read: {size: 1KiB, ops: @}}",
     .host = DISK "volume: {type: gp3, size: 9GiB}"},
    {.key = "call.to", .a = "t.go", .b = "t.slow", .steps = "{call: @}"},
    {.key = "call.timeout",
     .a = "1ms",
     .b = "9ms",
     .steps = "{call: {to: t.slow, timeout: @}}"},
    {.key = "call.retries",
     .a = "0",
     .b = "3",
     .steps = "{call: {to: t.slow, timeout: 9ms, retries: @}}"},
    {.key = "call.backoff",
     .a = "0",
     .b = "3ms",
     .steps = "{call: {to: t.slow, timeout: 9ms, retries: 2, backoff: @}}"},
    {.key = "call.jitter",
     .a = "0",
     .b = "50%",
     .steps = "{call: {to: t.slow, timeout: 9ms, retries: 2, backoff: 3ms, jitter: @}}"},
    {.key = "call.on_error",
     .a = "fail",
     .b = "ignore",
     .steps = "{call: {to: t.slow, timeout: 9ms, on_error: @}}"},
    {.key = "call.budget",
     .a = "10%",
     .b = "unlimited",
     .steps = "{call: {to: t.slow, timeout: 9ms, retries: 3, budget: @}}"},
    {.key = "call.cancels",
     .a = "false",
     .b = "true",
     .steps = "{call: {to: t.slow, timeout: 9ms, cancels: @}}"},
    {.key = "breaker.window",
     .a = "10",
     .b = "20",
     .steps = "{call: {to: t.slow, timeout: 9ms, breaker: {window: @}}}"},
    {.key = "breaker.failures",
     .a = "10%",
     .b = "90%",
     .steps = "{call: {to: t.go, timeout: 40ms, breaker: {window: 10, failures: @}}}"},
    {.key = "breaker.open",
     .a = "1s",
     .b = "9s",
     .steps = "{call: {to: t.slow, timeout: 9ms, breaker: {window: 10, open: @}}}"},
    {.key = "branch.p",
     .a = "10%",
     .b = "90%",
     .steps = "{choose: [{p: @, steps: [{sleep: 1s}]}]}"},
    {.key = "repeat.times",
     .a = "1",
     .b = "2",
     .steps = "{repeat: {times: @, steps: [{cpu: 1ms}]}}"},
    /* ---- traffic ---- */
    {.key = "traffic.executor",
     .a = "per-vu-iterations",
     .b = "shared-iterations",
     .traffic = "executor: @, vus: 9, iterations: 9, target: s.go"},
    {.key = "traffic.rate",
     .a = "9/s",
     .b = "10/s",
     .traffic = "executor: constant-arrival-rate, rate: @, target: s.go"},
    {.key = "traffic.start_rate",
     .a = "9/s",
     .b = "10/s",
     .traffic = "executor:"
                " ramping-arrival-rate, start_rate: @, stages: [{duration: 9s, target: "
                "9/s}], target: s.go"},
    {.key = "stage.duration",
     .a = "9s",
     .b = "20s",
     .traffic =
         "executor:"
         " ramping-arrival-rate, stages: [{duration: @, target: 9/s}], target: s.go"},
    {.key = "stage.target",
     .a = "9/s",
     .b = "10/s",
     .traffic =
         "executor:"
         " ramping-arrival-rate, stages: [{duration: 9s, target: @}], target: s.go"},
    {.key = "traffic.start_vus",
     .a = "1",
     .b = "5",
     .traffic =
         "executor:"
         " ramping-vus, start_vus: @, stages: [{duration: 9s, target: 9}], target: s.go"},
    {.key = "traffic.vus",
     .a = "2",
     .b = "3",
     .traffic = "executor: constant-vus, vus: @, target: s.go"},
    {.key = "traffic.iterations",
     .a = "2",
     .b = "3",
     .traffic = "executor: per-vu-iterations, vus: 2, iterations: @, target: s.go"},
    {.key = "arrivals.=kind",
     .a = "poisson",
     .b = "regular",
     .traffic = RATE "target: s.go, arrivals: @"},
    {.key = "arrivals.bursty",
     .a = "2",
     .b = "9",
     .traffic = RATE "target: s.go, arrivals: {bursty: @}"},
    {.key = "journey.call",
     .a = "t.go",
     .b = "s.go",
     .traffic = "executor: constant-vus, vus: 9, journey: [@, {think: 1s}, s.go]"},
    {.key = "journey.think",
     .a = "1s",
     .b = "2s",
     .traffic = "executor: constant-vus, vus: 9, journey: [t.go, {think: @}, s.go]"},
    {.key = "traffic.bot",
     .a = "false",
     .b = "true",
     .traffic = RATE "target: s.go, bot: @"},
    {.key = "traffic.blocked",
     .a = "0",
     .b = "50%",
     .traffic = RATE "target: s.go, blocked: @"},
    {.key = "traffic.peak",
     .a = "9/s",
     .b = "10/s",
     .traffic = "executor: daily, trough: 1/s, peak: @, target: s.go"},
    {.key = "traffic.trough",
     .a = "1/s",
     .b = "9/s",
     .traffic = "executor: daily, peak: 10/s, trough: @, target: s.go"},
    {.key = "traffic.peak_at",
     .a = "12h",
     .b = "1h",
     .traffic = "executor: daily, peak: 10/s, trough: 1/s, peak_at: @, target: s.go"},
    {.key = "traffic.start_clock",
     .a = "0",
     .b = "13h",
     .traffic = "executor: daily, peak: 10/s, trough: 1/s, start_clock: @, target: s.go"},
    {.key = "traffic.weekend",
     .a = "100%",
     .b = "40%",
     .traffic = "executor: daily, peak: 99/s, trough: 9/s, start_clock: 5d, weekend: @,"
                " target: s.go"},
    {.key = "traffic.target", .a = "s.go", .b = "t.go", .traffic = RATE "target: @"},
    {.key = "mix.=share",
     .a = "50%, t.go: 50%",
     .b = "60%, t.go: 40%",
     .traffic = RATE "mix: {s.go: @}"},
    {.key = "traffic.rtt",
     .a = "1ms",
     .b = "2ms",
     .traffic = RATE "target: s.go, rtt: @"},
    {.key = "traffic.connect",
     .a = "1ms",
     .b = "2ms",
     .traffic = RATE "target: s.go, connect: @"},
    {.key = "traffic.start_spread",
     .a = "0",
     .b = "9s",
     .traffic = USERS "start_spread: @"},
    {.key = "traffic.think", .a = "1s", .b = "9s", .traffic = USERS "think: @"},
    {.key = "traffic.timeout",
     .a = "1ms",
     .b = "9ms",
     .traffic = RATE "target: s.go, timeout: @"},
    {.key = "traffic.retries",
     .a = "0",
     .b = "1",
     .traffic = RATE "target: s.go, timeout: 9ms, retries: @"},
    {.key = "traffic.retry_delay",
     .a = "0",
     .b = "1s",
     .traffic = RATE "target: s.go, timeout: 9ms, retries: 1, retry_delay: @"},
    {.key = "traffic.requests_per_connection",
     .a = "2",
     .b = "3",
     .traffic = RATE "target: s.go, connect: 9ms, requests_per_connection: @"},
    {.key = "spike.at",
     .a = "2s",
     .b = "9s",
     .traffic = RATE "target: s.go, spikes: [{at: @, for: 3s, times: 3}]"},
    {.key = "spike.for",
     .a = "2s",
     .b = "9s",
     .traffic = RATE "target: s.go, spikes: [{at: 9s, for: @, times: 3}]"},
    {.key = "spike.times",
     .a = "2",
     .b = "3",
     .traffic = RATE "target: s.go, spikes: [{at: 9s, for: 9s, times: @}]"},
    {.key = "traffic.start",
     .a = "2s",
     .b = "9s",
     .traffic = RATE "target: s.go, start: @"},
    {.key = "traffic.end",
     .a = "50s",
     .b = "90s",
     .traffic = RATE "target: s.go, end: @"},
    /* ---- events ---- */
    {.key = "event.slow",
     .a = "{from: h, to: g, delay: 1ms}",
     .b = "{from: g, to: h, delay: 2ms}",
     .top = "events: [{at: 10s, slow: @}]\n",
     .more = "  v: {on: g, endpoints: {go: [{sleep: 1ms}]}}\n",
     .steps = "{call: v.go}"},
    {.key = "slow.from",
     .a = "h",
     .b = "f",
     .top = "events: [{at: 10s, slow: {from: @, to: g, delay: 1ms}}]\n",
     .more = "  v: {on: g, endpoints: {go: [{sleep: 1ms}]}}\n",
     .steps = "{call: v.go}"},
    {.key = "slow.to",
     .a = "g",
     .b = "f",
     .top = "events: [{at: 10s, slow: {from: h, to: @, delay: 1ms}}]\n",
     .more = "  v: {on: g, endpoints: {go: [{sleep: 1ms}]}}\n",
     .steps = "{call: v.go}"},
    {.key = "slow.delay",
     .a = "1ms",
     .b = "2ms",
     .top = "events: [{at: 10s, slow: {from: h, to: g, delay: @}}]\n",
     .more = "  v: {on: g, endpoints: {go: [{sleep: 1ms}]}}\n",
     .steps = "{call: v.go}"},
    {.key = "slow.loss",
     .a = "1%",
     .b = "20%",
     .top = "events: [{at: 10s, slow: {from: h, to: g, loss: @}}]\n",
     .more = "  v: {on: g, endpoints: {go: [{sleep: 1ms}]}}\n",
     .steps = "{call: v.go}"},
    {.key = "event.at", .a = "10s", .b = "20s", .top = "events: [{at: @, restart: s}]\n"},
    {.key = "event.when",
     .a = "{at: 10s, restart: h}",
     .b = "{when: unreachable, for: 10s, restart: h}",
     .top = "events: [@]\n"},
    {.key = "event.for",
     .a = "10s",
     .b = "20s",
     .top = "events: [{at: 10s, set: {traffic.u.rate: 3/s}, for: @}]\n"},
    {.key = "event.restart",
     .a = "s",
     .b = "t",
     .top = "events: [{at: 10s, restart: @}]\n"},
    {.key = "event.set",
     .a = "3/s",
     .b = "9/s",
     .top = "events: [{at: 10s, set: {traffic.u.rate: @}}]\n"},
    {.key = "event.fail",
     .a = "s",
     .b = "h",
     .top = "events: [{at: 10s, for: 20s, fail: @}]\n"},
    {.key = "event.outage",
     .a = "a",
     .b = "c",
     .top = "events: [{at: 10s, for: 20s, outage: @}]\n"},
    {.key = "event.deploy",
     .a = "s",
     .b = "t",
     .top = "events: [{at: 10s, deploy: @}]\n"},
    {.key = "event.strategy",
     .a = "rolling",
     .b = "blue_green",
     .top = "events: [{at: 10s, deploy: s, strategy: @}]\n",
     .service = "start: {time: 5s},"},
    {.key = "event.batch",
     .a = "1",
     .b = "2",
     .top = "events: [{at: 10s, deploy: s, batch: @}]\n",
     .service = "replicas: 3, start: {time: 5s},"},
    {.key = "event.drain",
     .a = "1s",
     .b = "2s",
     .top = "events: [{at: 10s, deploy: s, drain: @}]\n",
     .steps = "{sleep: 9s}"},
    {.key = "event.interrupt",
     .a = "h[0]",
     .b = "h[1]",
     .top = "events: [{at: 10s, interrupt: \"@\"}]\n",
     .host = DISK "count: 2"},
    {.key = "event.surge",
     .a = "0",
     .b = "1",
     .top = "events: [{at: 10s, deploy: s, surge: @}]\n",
     .service = "start: {time: 5s},"},
};
/* Keys that cannot change a figure, and why. */
static const struct {
    const char *key, *why;
} without[] = {
    {"scenario.catalog", "its own test: test_world"},
    {"scenario.extends", "names a file; its own test: test_world"},
    {"scenario.variants", "names variants; their own test: test_world"},
    {"traffic.file", "names a file; its own test: test_trace"},
    {"map.=to", "needs a log; its own test: test_trace"},
    {"instance.arch", "shown only; given in a scenario it warns"},
    {"instance.source", "where the figures are from"},
    {"instance.as_of", "when they were looked up"},
    {"instance.note", "a remark"},
    {"host.egress", "internet is its only value so far"},
    {"external.kind", "chooses the table: service.kind"},
    {"flat.kind", "chooses the table: service.kind"},
    {"alb.kind", "chooses the table: service.kind"},
    {"s3.kind", "chooses the table: service.kind"},
    {"rds.kind", "chooses the table: service.kind"},
    {"ecs.kind", "chooses the table: service.kind"},
    {"fargate.kind", "chooses the table: service.kind"},
    {"elasticache.kind", "chooses the table: service.kind"},
    {"opensearch.kind", "chooses the table: service.kind"},
    {"lambda.kind", "chooses the table: service.kind"},
    {"dynamodb.kind", "chooses the table: service.kind"},
    {"api_gateway.kind", "chooses the table: service.kind"},
};

/* ---- running one ---- */

static void put(FILE *out, const char *text, const char *value)
{
    for (; text && *text; text++)
        if (*text == '@')
            fputs(value, out);
        else
            fputc(*text, out);
}

static bool has(const char *text, const char *part)
{
    return text && strstr(text, part);
}

/* What the service s of a scenario is. */
static const struct role {
    const char *table; /* whose keys it has */
    const char *keys;
} roles[] = {
    {"service", "on: h, "},
    {"ecs", "kind: ecs, on: h, task: {cpu: 0.1, memory: 128MiB}, "},
    {"fargate", "kind: fargate, task: {cpu: 1, memory: 2GiB}, "},
};
enum { ROLES = sizeof roles / sizeof *roles };

static void write_scenario(FILE *out, const struct pair *p, const struct role *role,
                           const char *value)
{
    fputs("overstack: 1\n", out);
    if (!has(p->top, "simulate:"))
        fputs("simulate: {duration: 100s}\n", out);
    if (!has(p->top, "month:"))
        fputs("month: {like_this: 60h}\n", out);
    put(out, p->top, value);
    fputs("hosts:\n  h: {", out);
    put(out, p->host ? p->host : "instance: {vcpus: 1, memory: 1GiB}", value);
    fputs("}\n  g: {instance: {vcpus: 1, memory: 1GiB}}\n"
          "  f: {instance: {vcpus: 1, memory: 1GiB}, zones: [c]}\nservices:\n  s: {",
          out);
    fputs(role->keys, out);
    put(out, p->service, value);
    fputs(" endpoints: {go: [", out);
    put(out, p->steps ? p->steps : "{cpu: exp(30ms)}", value);
    fputs("]}}\n", out);
    if (!has(p->more, "  t:"))
        fputs("  t: {on: h, endpoints: {go: [{sleep: exp(50ms)}], slow: [{sleep: 90ms},"
              " {cpu: 1ms}]}}\n",
              out);
    put(out, p->more, value);
    fputs("traffic:\n  u: {", out);
    put(out, p->traffic ? p->traffic : RATE "target: s.go", value);
    fputs("}\n", out);
}

/* The report as text without what tells only what was typed. */
static char *report(const struct pair *p, const struct role *role, const char *value)
{
    struct scenario scenario;
    struct arena arena;
    char *yaml = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&yaml, &size);
    write_scenario(out, p, role, value);
    fclose(out);
    scenario_begin(&scenario);
    arena_init(&arena);
    const struct design *design = scenario_load(&scenario, yaml);
    char *text = NULL;
    if (design) {
        const struct replicate_options options = {.jobs = 1};
        json_t *document = document_create(replicate_run(design, &options, &arena), 0);
        json_object_del(document, "assumptions");
        json_object_del(json_object_get(document, "scenario"), "hash");
        json_object_del(json_object_get(document, "scenario"), "file");
        text = json_dumps(document, JSON_SORT_KEYS);
        json_decref(document);
    } else {
        print_error("%s:\n%s", p->key, yaml);
        scenario_print(&scenario);
    }
    arena_clear(&arena);
    scenario_end(&scenario);
    free(yaml);
    return text;
}

static bool differ(const struct pair *p, const struct role *role)
{
    char *a = report(p, role, p->a), *b = report(p, role, p->b);
    const bool fine = a && b && strcmp(a, b) != 0;
    if (!fine)
        print_error("%s, as %s: %s and %s\n", p->key, role->table, p->a,
                    a && b ? "make no difference" : "are refused");
    free(a);
    free(b);
    return fine;
}

static const struct table *table_of(const struct role *role)
{
    for (const struct selection *s = service_table.selections; s->value; s++)
        if (strcmp(s->value, role->table) == 0)
            return s->table;
    return &service_table;
}

/* A key of s that a task has as well. */
static bool is_shared(const struct pair *p, const struct role *role)
{
    static const char start[] = "service.";
    return strncmp(p->key, start, strlen(start)) == 0 && has(p->service, "@") &&
           fields_find(table_of(role), p->key + strlen(start));
}

static void both_values_of_each_pair_give_different_reports(void **state)
{
    (void)state;
    int failed = 0;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        failed += !differ(&pairs[i], &roles[0]);
        for (size_t r = 1; r < ROLES; r++)
            if (is_shared(&pairs[i], &roles[r]))
                failed += !differ(&pairs[i], &roles[r]);
    }
    assert_int_equal(failed, 0);
}

/* ---- all keys ---- */

/* "ecs.workers" is tried with the pair of "service.workers". */
static bool is_tried_as(const struct pair *p, const char *key)
{
    for (size_t r = 1; r < ROLES; r++) {
        const size_t length = strlen(roles[r].table);
        if (strncmp(key, roles[r].table, length) == 0 && key[length] == '.' &&
            is_shared(p, &roles[r]) && strcmp(strchr(p->key, '.'), key + length) == 0)
            return true;
    }
    return false;
}

static bool is_known(const char *key)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(pairs[i].key, key) == 0 || is_tried_as(&pairs[i], key))
            return true;
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (strcmp(without[i].key, key) == 0)
            return true;
    return false;
}

/* Only one of its values is supported so far: nothing to compare. */
static bool is_single(const struct field *field)
{
    int supported = 0;
    if (field->kind != FIELD_CHOICE)
        return false;
    for (const struct choice *choice = field->choices; choice->name; choice++)
        supported += !choice->later;
    return supported <= 1;
}

struct walk {
    const struct table *seen[128];
    uint32_t count;
    int missing;
};

static void walk_table(struct walk *walk, const struct table *table);

static void walk_field(struct walk *walk, const struct table *table,
                       const struct field *field)
{
    char key[100];
    if (field->flags & FIELD_LATER)
        return;
    if (field->table) {
        walk_table(walk, field->table);
        return;
    }
    snprintf(key, sizeof key, "%s.%s", table->name, field->key);
    if (is_single(field) || is_known(key))
        return;
    print_error("%s: no pair of values is known to make a difference\n", key);
    walk->missing++;
}

static void walk_table(struct walk *walk, const struct table *table)
{
    for (uint32_t i = 0; i < walk->count; i++)
        if (walk->seen[i] == table)
            return;
    assert_true(walk->count < 64);
    walk->seen[walk->count++] = table;
    for (uint32_t i = 0; i < table->count; i++)
        walk_field(walk, table, &table->fields[i]);
    for (const struct selection *one = table->selections; one && one->value; one++)
        if (one->table)
            walk_table(walk, one->table);
}

static void every_key_has_such_a_pair(void **state)
{
    (void)state;
    struct walk walk = {.count = 0};
    walk_table(&walk, &scenario_table);
    assert_true(walk.count > 20);
    assert_int_equal(walk.missing, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_has_such_a_pair),
        cmocka_unit_test(both_values_of_each_pair_give_different_reports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
