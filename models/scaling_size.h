/* scaling_size.h - how many there should be, kept while the run goes on: of the machines
 * of a group (autoscaler.h) or of the tasks of a service (task_scaler.h).
 *
 * Once a minute scaling_policy.h is asked; `min` and `max`, which a schedule may change,
 * bound the answer. What changes is told as an event with its reason; the owner then asks
 * for the missing ones, or gives some back.
 */
#ifndef OVERSTACK_MODELS_SCALING_SIZE_H
#define OVERSTACK_MODELS_SCALING_SIZE_H

#include "models/scaling_policy.h"
#include "sim/core/event_queue.h"

struct scaling_timer;
struct simulation;

struct scaling_size {
    const struct autoscale_def *def;
    struct simulation *simulation;
    const char *name;    /* of the host or the service */
    const char *one;     /* "machine", "task" */
    const char *limited; /* the event: more than max is wanted */
    void *owner;
    void (*changed)(void *owner, double now_s); /* `desired` is another one */
    double min, max, desired;
    struct scaling_alarm alarm;
    struct scaling_timer *timers; /* by def->schedule */

    /* the last time the high alarm had no datapoint, and the failures until then */
    double calm_s, calm_failed;
    bool told_short;

    /* over the window */
    double short_at_s; /* first time more than max was wanted; NAN */
    double marks;      /* minutes in which it was */
    double scale_outs, scale_ins;
};

/* What comes before `min` is set. */
void scaling_size_init(struct scaling_size *size);
/* A minute has passed. `held`: nothing may go at the moment. */
void scaling_size_minute(struct scaling_size *size, const struct scaling_view *view,
                         bool held, double now_s);
void scaling_size_open_window(struct scaling_size *size);

#endif
