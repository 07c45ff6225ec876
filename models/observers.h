/* observers.h - who waits for an instance to be ready, or to have nothing left to do: a
 * deployment, the group its machine belongs to, its service when it scales.
 */
#ifndef OVERSTACK_MODELS_OBSERVERS_H
#define OVERSTACK_MODELS_OBSERVERS_H

#include "models/instance.h"

void observers_tell(struct instance *instance);

/* Something has changed: they look at it before this moment is over. */
static inline void observers_wake(struct instance *instance)
{
    if (__builtin_expect(instance->observed, 0))
        observers_tell(instance);
}

/* One of them came or went. */
static inline void observers_changed(struct instance *instance)
{
    instance->observed = instance->deploy || instance->node || instance->leaving;
}

#endif
