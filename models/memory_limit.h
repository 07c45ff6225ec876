/* memory_limit.h - an instance's mem_limit: the rules of memory.h inside one cgroup.
 *
 * The cgroup has its own file and cold pages; its swap is mem_limit again when the
 * machine has swap (Docker's default for --memory without --memory-swap). What it swaps
 * or squeezes leaves the machine's own totals: `outside` tells how much.
 */
#ifndef OVERSTACK_MODELS_MEMORY_LIMIT_H
#define OVERSTACK_MODELS_MEMORY_LIMIT_H

#include "models/memory.h"
#include "sim/core/engine.h"

#include <stdbool.h>

struct instance;

struct memory_limit {
    struct memory_totals totals; /* ram: the limit */
    struct memory_pressure pressure;
    double swap_most; /* totals.swap: of it, what the machine has left */
    double patience_s;
    struct instance *instance;
    struct engine *engine;
    event_id event;   /* kills inside the cgroup */
    double over_at_s; /* first time; NAN */
    bool blocked;     /* of machine_memory_wake: one of its tasks has to wait */
};

void memory_limit_init(struct memory_limit *limit, struct instance *instance,
                       struct engine *engine, double limit_bytes, double swap_bytes,
                       double patience_s);

/* The instance's memory changed by that much. *anonymous, *cold and *file become the
 * change of what the machine sees of it; *swapped of what it has on the swap device. */
void memory_limit_add(struct memory_limit *limit, double *anonymous, double *cold,
                      double *file, double *swapped);

/* Its kernel's patience begins or ends; to be called when one of its tasks begins to wait
 * for memory or no longer does. */
void memory_limit_watch(struct memory_limit *limit);

bool memory_limit_full(const struct memory_limit *limit, double bytes);

#endif
