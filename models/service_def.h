/* service_def.h - the `services` of a scenario: what runs where, and what each endpoint
 * does. Plain data, read-only while replications run.
 */
#ifndef OVERSTACK_MODELS_SERVICE_DEF_H
#define OVERSTACK_MODELS_SERVICE_DEF_H

#include "models/api_gateway_def.h"
#include "models/autoscale_def.h"
#include "models/balance_def.h"
#include "models/billed_def.h"
#include "models/bus_def.h"
#include "models/cloudfront_def.h"
#include "models/cluster_def.h"
#include "models/dynamodb_def.h"
#include "models/ecs_def.h"
#include "models/fargate_def.h"
#include "models/lambda_def.h"
#include "models/nat_gateway_def.h"
#include "models/ses_def.h"
#include "sim/core/field.h"

struct endpoint_def;
struct service_def;
struct yaml_node;

/* ---- steps ---- */

enum step_kind {
    STEP_CPU,
    STEP_SLEEP,
    STEP_READ,
    STEP_WRITE,
    STEP_MEMORY,
    STEP_ALLOCATE,
    STEP_LEAK,
    STEP_CALL,
    STEP_PUBLISH,
    STEP_PARALLEL,
    STEP_CHOOSE,
    STEP_REPEAT,
    STEP_SEND,
    STEP_FAIL,
    STEP_CACHE,
};

struct io_def { /* shorthand: size */
    double size_bytes;
    double ops; /* NAN: ceil(size / 256 KiB) */
};

/* miss: a lookup in a cache that failed goes on with the steps of a miss. */
enum call_on_error { CALL_ERROR_FAIL, CALL_ERROR_IGNORE, CALL_ERROR_MISS };

struct breaker_def { /* a circuit breaker; models/breaker.h */
    double window;   /* calls; NAN: no breaker */
    double failures; /* share of them that opens it */
    double open_s;
};

struct call_def {                /* shorthand: to */
    const char *to;              /* "mysql.insert" */
    struct distribution timeout; /* kind constant, mean INFINITY: none */
    int has_timeout;             /* set by world */
    double retries;
    struct distribution backoff; /* before each retry; doubled each time */
    double jitter;               /* share of the backoff drawn uniformly, 0..1 */
    int on_error;
    double budget; /* retries for each first attempt; INFINITY: no limit */
    struct breaker_def breaker;
    int cancels;
    int guarded;                       /* resolved: it has a budget or a breaker */
    int leaves;                        /* resolved: to what is outside, see `egress` */
    const struct endpoint_def *callee; /* resolved by world */
};

struct block_def { /* shorthand: steps */
    struct item item;
    struct items steps; /* of struct step_def */
};

struct branch_def { /* of `choose` */
    struct item item;
    double probability;
    struct items steps;
};

struct repeat_def {
    double times;
    struct items steps;
};

struct cache_def {
    const char *in; /* "redis.get" */
    double hit;     /* share of the lookups of keys that were read before */
    double keys;
    double skew;       /* Zipf's exponent */
    struct items miss; /* steps */
    uint32_t index;    /* resolved: over all caches of the design */
};

struct step_def {
    struct item item;
    int kind;                     /* enum step_kind: which of the members below counts */
    struct distribution duration; /* cpu, sleep: seconds */
    struct io_def io;             /* read, write */
    double size_bytes;            /* memory, allocate, leak, send */
    struct call_def call; /* also of a publish to its broker, and a cache's lookup */
    const char *publish;  /* "celery.make_image" */
    const struct endpoint_def *publish_to; /* resolved */
    struct items parallel;                 /* of struct block_def */
    struct items choose;                   /* of struct branch_def */
    struct repeat_def repeat;
    struct cache_def cache;
    double fail; /* share */
};

struct endpoint_def { /* shorthand: steps */
    struct item item; /* item.name: "write" */
    struct items steps;
    /* Resolved by world: */
    const struct service_def *service;
    const char *full_name; /* "spring.write" */
    uint32_t index;        /* over all endpoints of the design */
    int writes;            /* some way through it has a `write` step */
};

/* ---- the service ---- */

struct leak_def {
    double per_request_bytes;
    double up_to_bytes; /* per worker; INFINITY: no limit */
};

struct memory_def {
    double base_bytes;
    double cache_bytes; /* hot data in the page cache */
    double text_bytes;  /* hot program text; NAN: 0 */
    double cold;        /* share of anonymous memory untouched for 120 s; NAN: by os */
    double touch;       /* pages touched for each useful CPU-second */
    double per_worker_bytes;
    double per_request_bytes;
    struct leak_def leak;
    double watermark; /* share of RAM: a broker's alarm; NAN: none */
};

enum jvm_on_oom { JVM_OOM_FAIL, JVM_OOM_EXIT };

struct jvm_def {
    double heap_bytes;       /* NAN: the JVM's (or preset's) own rule, see jvm.c */
    double start_heap_bytes; /* committed at start; NAN: 1/64 of RAM */
    double live_bytes;
    double live_per_request_bytes;
    double alloc_bytes; /* garbage for each request */
    int on_oom;
    int heap_rule; /* enum jvm_heap_rule */
    int given;     /* resolved: the service has a heap */
};

/* quarter: of RAM or mem_limit (126 MB at 512 MB, half under 250 MB); elasticsearch:
 * half of RAM (0.4 below 1 GiB), all committed and touched at start. */
enum jvm_heap_rule { JVM_HEAP_QUARTER, JVM_HEAP_ELASTICSEARCH };

struct recycle_def {
    double max_requests; /* 0: never */
    double jitter;
};

struct start_def {
    double cpu_s;       /* useful CPU-seconds of a speed-1.0 core */
    double time_s;      /* waiting */
    double touch_first; /* share of the start work by which all memory is touched:
                           1 spreads it over the whole start; Elasticsearch 0.05 */
};

enum restart_policy { RESTART_ALWAYS, RESTART_ON_FAILURE, RESTART_NO };

struct restart_def {
    int policy;
    double delay_s, max_delay_s, reset_after_s;
};

struct pool_def {     /* shorthand: size */
    struct item item; /* item.name: the callee service */
    double size;
    struct distribution timeout; /* mean INFINITY: waits for ever */
    uint32_t service_index;      /* resolved */
};

enum queue_ack { ACK_EARLY, ACK_LATE };

struct queue_def {
    const char *broker; /* a service; NULL: messages wait outside all machines */
    double prefetch;    /* messages reserved for each worker thread beyond its own */
    int ack;
    double message_bytes;
    double max;                        /* INFINITY */
    const struct service_def *kept_by; /* resolved: the broker */
};

enum certificate { CERTIFICATE_ECDSA_P256, CERTIFICATE_RSA_2048 };

struct tls_def {
    int certificate; /* -1: no TLS here */
    double resumed;  /* share of handshakes that resume a session */
};

enum service_kind {
    KIND_PROCESS,
    KIND_EXTERNAL,
    KIND_FLAT,
    KIND_ALB,
    KIND_S3,
    KIND_LAMBDA,
    KIND_DYNAMODB,
    KIND_API_GATEWAY,
    KIND_CLOUDFRONT,
    KIND_SQS,
    KIND_SNS,
    KIND_EVENTBRIDGE,
    KIND_SES,
    KIND_CLOUDWATCH,
    KIND_ROUTE53,
    KIND_ECR,
    KIND_SECRETS,
    KIND_NLB,
    KIND_NAT_GATEWAY,
    KIND_COUNT,
};
enum on_limit { LIMIT_FAIL, LIMIT_WAIT };
enum backlog_full { BACKLOG_REFUSE, BACKLOG_RETRY_SYN };

struct backlog_def { /* shorthand: size */
    double size;     /* INFINITY */
    int full;        /* enum backlog_full */
};

struct on_def { /* shorthand: where */
    struct item item;
    const char *where; /* host or machine */
};

struct override_def {                  /* replaced values for the instances on one host */
    struct item item;                  /* item.name: the host */
    const struct service_def *service; /* resolved: the same service, overridden */
};

struct service_def {
    struct item item;
    const char *kind_text; /* "external"; NULL for a process */
    int kind;              /* enum service_kind, resolved from the table chosen */
    const char *preset;
    struct items on; /* of struct on_def */
    double replicas; /* NAN: one for each place */
    double workers;
    double threads; /* per worker, INFINITY */
    int async;
    struct backlog_def backlog;
    struct distribution queue_timeout; /* mean INFINITY: none */
    double worker_timeout_s;           /* INFINITY: none */
    double connections;                /* of an instance; INFINITY */
    double cpus;                       /* quota in cores; INFINITY */
    double cpu_shares;
    double mem_limit_bytes; /* INFINITY */
    struct memory_def memory;
    struct jvm_def jvm;
    struct recycle_def recycle;
    struct start_def start;
    double start_at_s; /* NAN: up when the run begins */
    struct restart_def restart;
    double background_cpu; /* cores */
    struct balance_def balance;
    struct items pools; /* of struct pool_def */
    struct queue_def queue;
    struct tls_def tls;
    const char *forward;                    /* a service */
    struct items each;                      /* steps */
    struct items endpoints;                 /* of struct endpoint_def */
    const struct yaml_node *overrides_tree; /* by host, as written */
    struct items overrides;                 /* of struct override_def; resolved */

    /* managed kinds */
    struct price price; /* replaces the catalog's */
    struct distribution latency;
    double concurrency;      /* INFINITY */
    double rate_limit_per_s; /* INFINITY */
    int on_limit;
    double storage_bytes;       /* s3, elasticache, dynamodb, ecr */
    int storage_class;          /* s3: always standard so far */
    struct cluster_def cluster; /* rds, elasticache, opensearch */
    struct items zones;         /* of struct zone_def: balancers, nat_gateway */
    double idle_timeout_s;      /* balancers */
    double rules;               /* of an alb */
    struct task_def task;       /* ecs, fargate */
    struct ecs_def ecs;
    struct fargate_def fargate;
    struct lambda_def lambda;
    struct dynamodb_def dynamodb;
    struct api_gateway_def api_gateway;
    struct cloudfront_def cloudfront;
    struct bus_def bus; /* sqs, sns, eventbridge */
    struct nat_gateway_def nat_gateway;
    struct billed_def billed;       /* cloudwatch, route53, secrets */
    struct autoscale_def autoscale; /* ecs, fargate */

    /* Resolved by world: */
    uint32_t index; /* in design.services */
    const struct host_def
        *own_host; /* made for a cluster or fargate; NULL: none. It runs as a process */
    const struct service_def *forward_to;
    uint32_t first_instance, instance_count; /* in design.instances */
    uint32_t spare_count; /* behind them there, see instance_def.spare */
    int is_consumer;      /* something publishes to it */
    int is_broker;        /* messages wait in its memory */
    int is_cache;         /* a `cache` step looks into it */
    int ends_tls;         /* an nlb with `tls` */
    int has_writer;       /* its first instance serves what writes, the others the rest */
};

/* Only billed: it has no instance, and nobody calls it. */
static inline bool service_def_serves_nobody(const struct service_def *service)
{
    return service->kind == KIND_FLAT || service->kind == KIND_NAT_GATEWAY ||
           (service->kind >= KIND_CLOUDWATCH && service->kind <= KIND_SECRETS);
}

/* Messages handed to it go on to its targets. */
static inline bool service_def_is_bus(const struct service_def *service)
{
    return service->kind >= KIND_SQS && service->kind <= KIND_EVENTBRIDGE;
}

/* All its instances, those that only a deployment starts too. */
static inline uint32_t service_def_all(const struct service_def *service)
{
    return service->instance_count + service->spare_count;
}

/* Spreads what comes in over the instances of the service behind it. */
static inline bool service_def_is_balancer(const struct service_def *service)
{
    return service->kind == KIND_ALB || service->kind == KIND_NLB;
}

/* A machine reaches it by its way out (`egress`). The others stand in the machines' own
 * network, or have a gateway endpoint there, which is free (S3). */
static inline bool service_def_is_public(const struct service_def *service)
{
    switch (service->kind) {
    case KIND_PROCESS:
    case KIND_FLAT:
    case KIND_ALB:
    case KIND_NLB:
    case KIND_S3:
    case KIND_DYNAMODB:
    case KIND_NAT_GATEWAY:
        return false;
    default:
        return true;
    }
}

extern const struct table service_table;
extern const struct table step_table;

#endif
