/* task_slot.h - a task of a service that scales, while it leaves.
 *
 *   serving -> leaving (no new calls; what it has may finish, for up to `drain`) -> parked
 *
 * One that does not serve yet goes at once. The slot is free for another task then.
 */
#ifndef OVERSTACK_MODELS_TASK_SLOT_H
#define OVERSTACK_MODELS_TASK_SLOT_H

#include "models/instance.h"

struct task_scaler;

struct task_slot {
    struct task_scaler *scaler;
    struct instance *instance;
    bool expired; /* its time to drain is over */
    event_id drain_event, look_event;
    double cpu_s, memory, calls; /* as counted at the last minute */
};

void task_slot_init(struct task_slot *slot, struct task_scaler *scaler,
                    struct instance *instance);
void task_slot_leave(struct task_slot *slot, double drain_s, double now_s);
/* Something in it has changed: it is looked at before this moment is over. */
void task_slot_look(struct task_slot *slot);

/* It holds a task that is to stay. */
static inline bool task_slot_stays(const struct instance *instance)
{
    return !instance->parked && !instance->leaving;
}

#endif
