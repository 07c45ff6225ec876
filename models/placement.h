/* placement.h - on which machine the next task of ECS goes.
 *
 * A machine registers the memory that its operating system sees and 1024 CPU units for
 * each vCPU. A task reserves its `task`; it fits where neither is more than what other
 * tasks have left, whatever they really use. Among the machines that it fits:
 *
 *   spread    the zone with the fewest tasks of the service, there the machine with the
 *             fewest
 *   binpack   the machine with least memory left
 *
 * and of equals the first. Source: amazon-ecs-developer-guide, task-placement-strategies
 * (2023-06-15): spread over attribute:ecs.availability-zone is a service's default.
 *
 * Functions of their arguments alone: the loader asks them for the state at time 0, the
 * scheduler (ecs.h) while a run goes on.
 */
#ifndef OVERSTACK_MODELS_PLACEMENT_H
#define OVERSTACK_MODELS_PLACEMENT_H

#include "models/design.h"

struct placement_size {
    double units; /* CPU, whole */
    double bytes;
};

/* A machine as a service's scheduler sees it. */
struct placement_seat {
    const struct machine_def *machine;
    struct placement_size left; /* not reserved */
    uint32_t tasks;             /* of the service there */
    bool down;
    bool absent; /* a place of a group that scales: nothing can be placed there now */
    bool full;   /* runs as many tasks of the service as it ever can */
};

enum { PLACEMENT_NONE = UINT32_MAX };

struct placement_size placement_task(const struct service_def *service);
struct placement_size placement_registered(const struct host_def *host);

/* How many such tasks an empty machine takes. */
uint32_t placement_room(const struct host_def *host, struct placement_size task);

/* The seat of the next task, PLACEMENT_NONE when it fits none. */
uint32_t placement_choose(const struct placement_seat *seats, uint32_t count,
                          struct placement_size task, enum ecs_placement strategy);

/* Why it fits none: "a task needs 2 GiB and 512 CPU units; t3.nano registers 407 MiB and
 * 2048". */
const char *placement_why(const struct placement_seat *seats, uint32_t count,
                          struct placement_size task, struct arena *arena);

#endif
