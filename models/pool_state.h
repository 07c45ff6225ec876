/* pool_state.h - the connections one instance holds to a callee: a counting semaphore
 * with a first-come-first-served queue and a wait limit (HikariCP and its kin).
 */
#ifndef OVERSTACK_MODELS_POOL_STATE_H
#define OVERSTACK_MODELS_POOL_STATE_H

#include "models/service_def.h"
#include "models/task.h"
#include "sim/core/statistic.h"

struct pool_state {
    const struct pool_def *def;
    double size;    /* may be set while running */
    double wanted;  /* size, unless the callee has too few connections */
    uint32_t *held; /* by instance of a callee with `connections`, else NULL */
    uint32_t used;
    struct task_queue queue;
    struct timeout_list timeouts;
    struct area used_area;
    bool handing; /* connections are being handed on: no nesting */
};

#endif
