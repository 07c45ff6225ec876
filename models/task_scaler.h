/* task_scaler.h - a service whose tasks are started and stopped with its load.
 *
 * Each minute the metric is its mean over the tasks that have served for a whole minute
 * since their warm-up: CPU used and memory held as a share of what a task reserves (so CPU
 * passes 100% where a machine has some to spare), or calls a second. scaling_size.h says
 * how many there should be. ECS places new ones (ecs.h) and lets them wait where no
 * machine has room; a new task of Fargate goes to the zone with the fewest.
 *
 *   stopped   first one that does not serve yet; else, by placement,
 *             spread    in the zone with the most tasks of the service, there on the
 *                       machine with the most
 *             binpack   on the machine with the fewest, so that it becomes empty
 *             and of equals the newest, then the highest number
 *
 * The zones are those of the service scheduler (amazon-ecs-developer-guide,
 * service_concepts); that the newest of equals goes is ours. While the service is being
 * deployed nothing is stopped.
 */
#ifndef OVERSTACK_MODELS_TASK_SCALER_H
#define OVERSTACK_MODELS_TASK_SCALER_H

#include "models/scaling_size.h"
#include "models/summary.h"
#include "models/task_slot.h"

struct task_scaler { /* simulation->scalers */
    struct scaling_size size;
    const struct service_def *service;
    struct task_slot *slots; /* by instance of the service */
    uint32_t count;
    event_id minute_event;

    /* over the window */
    struct area there; /* tasks that are to stay, up or starting */
    double peak;
};

/* Those of the design; when its instances and ECS are set up. */
void task_scaler_init(struct simulation *simulation);
/* Before the instances' own figures start afresh. */
void task_scaler_open_window(struct simulation *simulation, double now_s);
void task_scaler_collect(struct task_scaler *scaler, struct instance_summary *sum,
                         double now_s, double window_s);
/* That of the service, NULL when it does not scale. */
struct task_scaler *task_scaler_of(const struct simulation *simulation,
                                   const struct service_def *service);

/* A task has gone. */
void task_scaler_left(struct task_scaler *scaler, double now_s);

#endif
