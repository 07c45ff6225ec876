/* world_ecs.h - the tasks of `kind: ecs`: what they are limited to, and where they go when
 * the run begins.
 */
#ifndef OVERSTACK_WORLD_ECS_H
#define OVERSTACK_WORLD_ECS_H

#include "sim/world_state.h"

/* What follows from the task's size; services have their index. */
void world_ecs_complete(struct world *world, struct service_def *service);

/* Room for the instances of a service. */
struct world_seats {
    uint32_t *machines; /* by instance, in design.machines */
    uint32_t count;
    uint32_t used; /* the first so many run from the beginning */
};

/* Places the tasks of the service, in service->task.machines, beside those of the services
 * placed before (`seats`, by service, of the first `service->index` of them). `most`
 * tasks run at a time at most. */
struct world_seats world_ecs_place(struct world *world, const struct service_def *service,
                                   const struct world_seats *seats, uint32_t most);

/* Machines for tasks whose operating system nobody chose. */
void world_ecs_warn(struct world *world);

#endif
