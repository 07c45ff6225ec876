/* summary.h - what one replication found, and what all of them found together.
 *
 * Plain data in the replication's (later: the run's) arena. Everything is indexed as
 * in the design. Every number is a double so that merging replications is one walk
 * over tables of offsets (models/summary.c): the mean over replications, except
 * where a comment says min, max, or "time": the mean over those in which it happened.
 * NAN means "nothing to say" and is null in JSON. Unless a comment says otherwise the
 * figures cover the window [warmup, duration].
 */
#ifndef OVERSTACK_MODELS_SUMMARY_H
#define OVERSTACK_MODELS_SUMMARY_H

#include "models/design.h"
#include "models/failure.h"
#include "models/flow_counts.h"
#include "models/usage.h"
#include "sim/core/histogram.h"
#include "sim/core/series.h"
#include "sim/core/statistic.h"

struct latency_summary { /* seconds, over answered requests; NAN when none */
    double mean, min /* min */, p50, p90, p95, p99, p999, max /* max */;
    double mean_min, mean_max; /* what one replication has: its own, the mean of them */
    double ci_mean[2], ci_p50[2], ci_p95[2], ci_p99[2]; /* NAN: no interval */
    double longer; /* one replication is too short for ci_mean: so many times the window
                      would do; NAN: it is not, or no length would */
};

struct request_summary {
    const char *name; /* "all", "spring.write", "traffic.students" */
    double count, answered, failed, in_flight_end, attempts;
    double blocked;       /* dropped by an edge before they arrived; not in count */
    double rate, goodput; /* 1/s */
    double failed_rate;   /* NAN when none ended */
    double errors[FAILURE_COUNT];
    double error_at[FAILURE_COUNT]; /* time, of the first with that reason */
    struct latency_summary latency;
    double failed_rate_ci[2]; /* 95% interval; NAN: none */
};

struct host_summary {     /* one machine */
    const char *name;     /* "web" or "web[0]" */
    const char *instance; /* "t2.medium" or "inline" */
    double cpu_mean, cpu_peak, cpu_user, cpu_system, cpu_iowait, cpu_steal; /* shares */
    double cpu_peak_5min; /* highest mean over 5 minutes; NAN when shorter */
    double memory_total, memory_mean, memory_peak, memory_need_peak,
        memory_need_highest /* of any moment */, swap_total, swap_peak; /* bytes */
    double has_credits;                                                 /* 0 or 1 */
    double credits_start, credits_end, credits_min, credits_depleted_at /* time */,
        credits_surplus;
    double volume_utilization, volume_peak;   /* NAN without a volume */
    double network_utilization, network_peak; /* NAN without a limit */
    double network_out_bytes, network_in_bytes;
    double network_internet_bytes, network_same_zone_bytes, network_cross_zone_bytes,
        network_region_bytes; /* of those that went out */
    double oom_kills, unreachable_s;
    double unreachable_cpu /* time: share of all cores at that moment */;
    double unreachable_at /* time, first */;
    double hours; /* billed in the window, of a group that scales; NAN: all of it */
};

struct group_summary { /* machines of a host that scales */
    const char *name;  /* "web" */
    double min, max;
    double mean, peak, end; /* machines that serve */
    double hours;           /* machine-hours billed in the window */
    double launches, scale_outs, scale_ins, replaced;
    double limited_at; /* time, first more than max were wanted */
};

struct message_summary {  /* of what is published to a service */
    double kept_at_first; /* waiting or in hand when the window opened */
    double published, consumed, failed /* of those consumed */, lost, redelivered;
    double refused;                  /* `queue.max` had no room for them */
    double waiting_end, in_hand_end; /* reserved ones wait */
    double wait_mean;                /* seconds from being published to a thread */
    double lag_peak, lag_end;        /* age of the oldest that waits */
};

struct cache_summary { /* of a service that `cache` steps look into */
    double lookups, hits, failed /* lookups that failed: misses too */;
    double hit_ratio; /* NAN without lookups */
};

struct managed_summary {     /* of a lambda, dynamodb, api_gateway; 0 what it has not */
    double throttled;        /* calls */
    double throttled_writes; /* of them, by a dynamodb's write capacity */
    double timed_out;        /* invocations killed by the function's own time-out */
    double invocations, cold_starts /* of them */;
    double environments_peak; /* that were there at once, busy, idle or provisioned */
    double read_units, write_units;
};

struct instance_summary { /* one instance, and (as a sum) one service */
    const char *name;     /* "spring[0]" or "spring" */
    const char *host;     /* machine's name; NULL for a service or outside */
    double instances;     /* 1, or how many */
    double in_flight_mean, in_flight_peak, queue_mean, queue_peak;
    double threads;             /* workers x threads; INFINITY */
    double wait_mean, wait_p95; /* seconds a call waited for a thread; NAN when none */
    double served, refused, restarts, recycles, kills;
    double failed_tries; /* calls that found it gone, by the balancers' rules */
    double heap_used_mean, heap_used_peak, heap_max; /* bytes; NAN without heap */
    double memory_mean, memory_peak;                 /* bytes of the instance */
    double cpu_mean; /* cores used: user + system charged to it */
    struct message_summary
        messages;               /* of a service; all 0 when none is published to it */
    struct cache_summary cache; /* of a service; all 0 when it is no cache */
    struct managed_summary managed;
    double blocked_mean; /* of a broker: publishers held by its alarm */
    /* Of a service of ECS; else 0: tasks wanted, and those that had a machine. */
    double tasks_mean, tasks_peak, tasks_end; /* of a service that scales: to stay */
    double scale_outs, scale_ins;
    double tasks_limited_at;  /* time, first more than max were wanted; NAN: never */
    double tasks_missing_end; /* found no room at the end */
    double tasks_wanted, tasks_placed_mean, tasks_placed_least;
};

enum resource_kind {
    RESOURCE_CPU,
    RESOURCE_CREDITS,
    RESOURCE_MEMORY,
    RESOURCE_SWAP,
    RESOURCE_VOLUME,
    RESOURCE_THREADS,
    RESOURCE_BACKLOG,
    RESOURCE_POOL,
    RESOURCE_HEAP,
    RESOURCE_LIMIT,
    RESOURCE_QUOTA,       /* service.X.cpus */
    RESOURCE_LOOPS,       /* service.X.loops */
    RESOURCE_MEM_LIMIT,   /* service.X.memory */
    RESOURCE_BURST,       /* host.X.volume.burst */
    RESOURCE_QUEUE,       /* service.X.queue */
    RESOURCE_CONNECTIONS, /* service.X.connections */
    RESOURCE_WATERMARK,   /* service.X.watermark */
    RESOURCE_NETWORK,     /* host.X.network */
    RESOURCE_PLACEMENT,   /* service.X.placement */
    RESOURCE_MACHINES,    /* host.X.machines */
    RESOURCE_ALLOWANCE,   /* service.X.concurrency, .scaling, .read_units, ... */
    RESOURCE_BANDWIDTH,   /* service.X.bandwidth, of a NAT gateway */
    RESOURCE_KIND_COUNT,
};

struct resource_summary {
    const char *id; /* host.web.cpu, service.spring.pool.mysql */
    int kind;
    double utilization, peak;       /* share of capacity */
    double saturated_at /* time */; /* NAN: never */
    double saturated_share;         /* of the steps */
    double saturated_replications;  /* share in which it happened */
    double headroom; /* growth factor of traffic to saturation; NAN: does not grow */
    double saturated_ci[2]; /* of a merged one: 95% interval of saturated_at; NAN: none */
};

struct cost_line {
    const char *item; /* "web: 2 x t2.medium" */
    double quantity;  /* a month */
    const char *unit; /* "h", "GB-month", "calls", "month" */
    double price_usd;
    double month_usd;   /* NAN: cannot be extrapolated (finite traffic, no `month`) */
    double run_usd;     /* what the simulated window itself cost */
    const char *basis;  /* "fixed" | "metered" */
    const char *source; /* with its date */
    const struct host_def *surplus_of; /* surplus CPU credits of; NULL: something else */
    const char *group;              /* whose: a host, a service, "tax"; NULL: nobody's */
    double share;                   /* of the month's bill; NAN: not known */
    const struct price_def *listed; /* the catalog's row of the price; NULL: none */
    int provider;                   /* on the cloud provider's own bill */
    double taken;                   /* of the quantity, by lines behind it (free tiers) */
    int no_allowance;               /* no free tier is taken off it */
    int stand_in;                   /* the price is another's; `source` says whose */
};

struct cost_summary {
    double month_usd;
    double fixed_usd, metered_usd; /* of it, by basis */
    const char *currency;          /* "KRW"; NULL: USD only */
    double rate, month_local;
    double per_1000_usd; /* for a thousand answered requests; NAN when none */
    struct cost_line *lines;
    uint32_t line_count;
    const char **unpriced;
    uint32_t unpriced_count;
    int budget_given, budget_ok;
    double budget_limit;                 /* a month, in budget_currency */
    double budget_amount, budget_months; /* for so many together */
    const char *budget_currency;
    double month_ci[2];   /* 95% interval of month_usd; NAN: none */
    int budget_undecided; /* the limit is inside it */
    double more;          /* replications that would decide it; NAN: no number of them */
};

struct threshold_summary {
    const struct threshold_def *definition;
    double value; /* NAN: nothing measured, which fails */
    int ok;
    double ci[2];  /* 95% interval; NAN: none */
    int undecided; /* the limit is inside it */
    double more;   /* replications that would decide it; NAN: no number of them */
};

struct occurrence { /* an event of the first replication */
    double at_s;
    const char *kind; /* of an instance: start, ready, restart, exit, oom_kill,
                         worker_killed, recycle, crash_loop; of a machine: unreachable,
                         reachable, machine_stop, machine_start, credits_depleted,
                         livelock, burst_empty, tasks_lost; of a service: poison,
                         messages_lost, memory_alarm, memory_alarm_end, unplaced, placed,
                         no_room; of an instance of a cache:
                         cache_lost; of a group or service that scales: scale_out,
                         scale_in, scale_limit, task_limit, scaled; of a task:
                         task_end, task_lost; of its machines:
                         booted, in_service, replaced, machine_end; of any: interrupt; of a path: set; of a way:
                         slow, slow_end, cut, cut_end; of a caller and a callee:
                         breaker_open, breaker_close, budget_spent, pool_short.
                         models/verdict_events.c has the sentences. */
    const char *who;  /* "elasticsearch[0]", "web" */
    const char *why;  /* a clause with numbers, may be "" */
};

struct cause { /* a link of the chain of cause and effect */
    double at_s;
    const char *what; /* a sentence without full stop */
    double span_s;    /* a mean over so long that ends at at_s; 0: the exact moment */
};

struct verdict_summary {
    double saturated;           /* share of the replications in which anything was */
    const char *first_resource; /* NULL: nothing */
    double first_at_s, first_share;
    double first_ci[2];  /* 95% interval of first_at_s; NAN: none */
    const char *summary; /* one sentence, no hedging */
    int troubled;        /* killed, out of reach, failing: see models/verdict_trouble.h */
    int idle;            /* no request arrived */
    struct cause *chain;
    uint32_t chain_count;
};

enum { OCCURRENCE_LIMIT = 2000 }; /* kept for each replication; more are counted */

struct summary {
    const struct design *design;
    double simulated_s; /* how far the clock went */
    double replications;
    double events_fired;              /* for bench */
    struct request_summary *requests; /* all, then one for each target, each traffic */
    uint32_t request_count;
    struct host_summary *hosts;         /* by machine */
    struct instance_summary *instances; /* by instance */
    struct instance_summary *services;  /* by service */
    struct group_summary *groups;       /* hosts that scale, in the design's order */
    uint32_t group_count;
    struct resource_summary *resources;
    uint32_t resource_count;
    struct occurrence *events;
    uint32_t event_count;
    double events_dropped;
    double step_s;
    uint32_t step_count;
    struct series *series; /* of the first replication; see below */
    uint32_t series_count;
    /* Of one replication, while its engine lives: by design.flows. NULL once merged. */
    const struct flow_counts *flows;
    struct usage usage;
    struct cost_summary cost;
    struct threshold_summary *thresholds; /* by design.thresholds */
    /* Merged: the values of each replication; models/metric.h reads them. */
    double *metric_samples, *threshold_samples;
    uint32_t sample_count;
    struct verdict_summary verdict;
    const char **warnings; /* "closed users hide overload", ... one sentence each */
    uint32_t warning_count;
    int ok;        /* every threshold and the budget held, every task was placed */
    int undecided; /* nothing failed for certain, but a limit lies inside its interval */
    double more;   /* replications that would decide it; NAN: no number of them */
    int partial;   /* interrupted: fewer replications than were asked for */
    double widest; /* with `precision`: the widest interval, as it is measured there */
    double warmup_cut_s; /* with `warmup: auto`: where MSER-5 cuts; NAN without */
    int warmup_late;     /* that is in the second half: the run is too short */
};

/* Names of the series, one value for each step (NAN: nothing in that step); NAME is the
 * machine's or the service's:
 *   host.NAME.cpu                                       user + system, share of all cores
 *   host.NAME.cpu.user  host.NAME.cpu.system
 *   host.NAME.cpu.iowait  host.NAME.cpu.steal           shares of all cores
 *   host.NAME.credits                                   credits at the step's end
 *   host.NAME.memory                                    resident bytes at the step's end
 *   host.NAME.need                                      bytes, the highest in the step
 *   host.NAME.swap  host.NAME.ram                       bytes at the step's end
 *   host.NAME.file_missing                              bytes of text and hot data
 *                                                       squeezed out, most in the step
 *   host.NAME.memory.SERVICE                            bytes, each instance on it: at
 *             the moment of the highest need where that was above RAM, else at the end
 *   host.NAME.memory.system                             kernel, daemons, their text
 *   host.NAME.volume                                    share
 *   host.NAME.network                                   share, the busier direction's
 *   service.NAME.in_flight  service.NAME.queue          means
 *   service.NAME.heap                                   bytes
 *   requests.offered                                    1/s, begun
 *   requests.attempts                                   1/s, users' tries and retries of
 *                                                       calls behind them
 *   service.NAME.lag            seconds: age of the oldest message that waits for it, at
 *                               the step's end (of services that consume messages)
 *   service.NAME.hit_ratio      of the lookups of the step; service.NAME.misses  1/s (of
 *                               services that are caches)
 *   host.NAME.machines                                  of a group that scales: how
 *                                                       many serve, mean of the step
 *   requests.answered  requests.failed                  1/s
 *   requests.latency_p50  requests.latency_p95  requests.latency_p99     seconds
 */

/* The series of that name (printf-style), NULL when there is none. */
const struct series *summary_series(const struct summary *summary, const char *format,
                                    ...) __attribute__((format(printf, 2, 3)));

/* The entry of that name ("all", "spring.write"), NULL when there is none. */
const struct request_summary *summary_request(const struct summary *summary,
                                              const char *name);

/* The step in which a time falls, clamped to the last one. */
uint32_t summary_step(const struct summary *summary, double at_s);
/* How long the whole run would be, s, with so many times the window. */
double summary_needs_s(const struct summary *summary, double longer);

#endif
