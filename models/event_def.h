/* event_def.h - the `events` of a scenario: set, restart, slow, fail, outage, interrupt, deploy, and
 * `when: unreachable`.
 */
#ifndef OVERSTACK_MODELS_EVENT_DEF_H
#define OVERSTACK_MODELS_EVENT_DEF_H

#include "sim/core/field.h"

struct yaml_node;

/* What an event's `set` may change; the `tag` of a FIELD_SETTABLE field. */
enum setting {
    SETTING_NONE,
    SETTING_THREADS,
    SETTING_BACKLOG,
    SETTING_CPUS,
    SETTING_CPU_SHARES,
    SETTING_BACKGROUND,
    SETTING_POOL_SIZE,
    SETTING_CONCURRENCY,
    SETTING_RATE_LIMIT,
    SETTING_RATE,
    SETTING_VUS,
    SETTING_BLOCKED,
};

enum event_kind {
    EVENT_RESTART,
    EVENT_SET,
    EVENT_SLOW,
    EVENT_FAIL,
    EVENT_OUTAGE,
    EVENT_DEPLOY,
    EVENT_INTERRUPT,
};
enum deploy_strategy { STRATEGY_ROLLING, STRATEGY_ALL_AT_ONCE, STRATEGY_BLUE_GREEN };
enum event_when { WHEN_TIME, WHEN_UNREACHABLE };

struct set_def {
    const char *path; /* services.spring.threads */
    struct place place;
    double value;
    int setting;        /* enum setting */
    uint32_t index;     /* of the service or traffic */
    uint32_t sub_index; /* of the pool in its service */
};

enum target_kind {
    TARGET_HOST,
    TARGET_MACHINE,
    TARGET_SERVICE,
    TARGET_INSTANCE,
    TARGET_ZONE,
};

struct slow_def {          /* a way between machines */
    const char *from, *to; /* hosts or machines; NULL: the event is another one */
    struct distribution delay;
    double loss;                     /* share of the messages */
    uint32_t from_first, from_count; /* resolved, in design.machines */
    uint32_t to_first, to_count;
};

struct event_def {
    struct item item;
    double at_s;                 /* NAN with `when` */
    int when;                    /* enum event_when */
    double for_s;                /* NAN: for good */
    const char *restart;         /* a place */
    const struct yaml_node *set; /* the mapping as written */
    struct slow_def slow;
    const char *fail;      /* a place */
    const char *outage;    /* a zone */
    const char *interrupt; /* a host or machine */
    const char *deploy;    /* a service */
    int strategy;          /* enum deploy_strategy, of deploy as the next three */
    double batch;          /* rolling: instances replaced at a time */
    double drain_s;        /* for the requests they have */
    double surge;          /* rolling: spares that help meanwhile */
    int kind;              /* resolved */
    int target_kind;       /* resolved, of restart, fail, outage, deploy */
    uint32_t target_index; /* host, machine, service or instance in the design */
    struct items sets;     /* resolved, of struct set_def */
};

extern const struct table event_table;

#endif
