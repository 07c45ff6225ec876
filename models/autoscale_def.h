/* autoscale_def.h - the keys of `autoscale`: of a host, a group of machines that grows and
 * shrinks with the load (EC2 Auto Scaling); of a service of ECS or Fargate, its tasks
 * (Application Auto Scaling).
 */
#ifndef OVERSTACK_MODELS_AUTOSCALE_DEF_H
#define OVERSTACK_MODELS_AUTOSCALE_DEF_H

#include "sim/core/field.h"

enum scaling_kind { SCALING_TARGET, SCALING_STEP, SCALING_SCHEDULE };
enum scaling_metric {
    SCALING_CPU,         /* user + system, share of all cores */
    SCALING_MEMORY,      /* needed, share of RAM */
    SCALING_REQUESTS,    /* calls a second of one service on the machine */
    SCALING_RESERVATION, /* machines that the tasks of ECS need, of those there */
};

struct scaling_step_def {
    struct item item;
    const char *above_text, *below_text; /* as typed; one of the two is NULL */
    double add;                          /* machines; of `below` 0 or less */
    double above, below;                 /* resolved; NAN: the other one is given */
};

struct scaling_schedule_def {
    struct item item;
    double at_s;     /* since the run began */
    double min, max; /* from then on; NAN: as before */
    double every_s;  /* again and again; NAN: once */
};

struct autoscale_def {
    double min, max;
    int policy; /* enum scaling_kind */
    int metric; /* enum scaling_metric */
    const char *target_text, *service;
    struct items steps;    /* of struct scaling_step_def */
    struct items schedule; /* of struct scaling_schedule_def */
    struct distribution boot, pull;
    double warmup_s;
    int protect;
    double drain_s;

    /* Resolved by world: */
    int given;              /* there is one */
    double start;           /* when the run begins */
    double target;          /* a share, or calls a second */
    double low;             /* share of the target below which the low alarm counts */
    double least;           /* the lowest min that ever holds */
    uint32_t service_index; /* of metric requests */
};

extern const struct table autoscale_def_table; /* of a host */
extern const struct table autoscale_def_tasks; /* of a service */

#endif
