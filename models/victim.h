/* victim.h - whom the kernel kills when memory runs out: the process with the largest
 * resident and swapped size at that moment (mm/oom_kill.c: rss + swap entries). An
 * instance that forks is several processes: its master and each worker.
 */
#ifndef OVERSTACK_MODELS_VICTIM_H
#define OVERSTACK_MODELS_VICTIM_H

#include "models/instance.h"

struct victim {
    struct instance *instance; /* NULL: nobody holds anything */
    uint16_t worker;           /* WORKER_NONE: the instance, or its master */
    double bytes;
};

/* Ties: the first instance, its master before its workers. */
struct victim victim_largest(struct instance *const *instances, uint32_t count);

/* Kills it, notes why; the instance restarts by its policy, a worker after 2 s. */
void victim_kill(const struct victim *victim, double now_s, const char *why);

/* Does the instance fork workers that are processes of their own? */
bool victim_is_forked(const struct instance *instance);

#endif
