/* ecs_def.h - the keys of `kind: ecs`: tasks of Amazon ECS on machines of the user's.
 *
 * A task is a program in a container: all keys of a process apply. What it is placed by is
 * `task`; the memory there is also its hard limit, the CPU its weight (1024 units a vCPU).
 */
#ifndef OVERSTACK_MODELS_ECS_DEF_H
#define OVERSTACK_MODELS_ECS_DEF_H

#include "models/task_def.h"

#define ECS_UNITS_PER_VCPU 1024.0

enum ecs_placement { ECS_SPREAD, ECS_BINPACK };

struct ecs_def {
    int placement;      /* enum ecs_placement */
    struct items zones; /* of struct zone_def; none: wherever its machines are */

    /* Resolved by world: */
    int given; /* the service is of this kind */
};

extern const struct table ecs_def_table; /* of a struct service_def */

#endif
