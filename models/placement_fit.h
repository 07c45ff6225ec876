/* placement_fit.h - what the tasks of ECS reserve on each machine when the run begins, and
 * which of them find no room: known without simulating.
 */
#ifndef OVERSTACK_MODELS_PLACEMENT_FIT_H
#define OVERSTACK_MODELS_PLACEMENT_FIT_H

#include "models/placement.h"

struct placement_fit_machine { /* one that a service of ECS may use */
    const struct machine_def *machine;
    struct placement_size registered, reserved;
    uint32_t *tasks; /* by services of struct placement_fit */
};

struct placement_fit_service {
    const struct service_def *service;
    uint32_t wanted, placed;
    const char *why; /* the others find no room; NULL: all are placed */
};

struct placement_fit {
    struct placement_fit_machine *machines;
    uint32_t machine_count;
    struct placement_fit_service *services;
    uint32_t service_count;
    bool fits;
};

void placement_fit_init(struct placement_fit *fit, const struct design *design,
                        struct arena *arena);

#endif
