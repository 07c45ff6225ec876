/* ecs.h - the scheduler of ECS services: it keeps as many tasks running as are wanted.
 *
 * A slot (an instance of the service) holds a task or is parked, see instance.parked. When
 * tasks are missing the scheduler looks for a machine with room (placement.h), takes a
 * free slot there and starts it; the task takes calls once it is up and has passed a health
 * check, where there are any. One that finds no room waits until a machine comes back or
 * another task leaves.
 *
 * A machine that stays down for ECS_NOTICE_S is taken out of the cluster: its tasks are
 * given up and started elsewhere. One that boots sooner starts its own again. While a
 * service is being deployed only the deployment starts and stops tasks of it.
 */
#ifndef OVERSTACK_MODELS_ECS_H
#define OVERSTACK_MODELS_ECS_H

#include "models/instance.h"

/* Before a machine that died is deregistered ECS counts its tasks as running
 * (aws/containers-roadmap#2040). Two status checks, a minute each, tell that it did:
 * guessed. */
#define ECS_NOTICE_S 120.0

struct ecs_machine;
struct placement_seat;

struct ecs_service { /* the tasks of one service */
    const struct service_def *service;
    struct instance *slots;
    struct placement_seat *seats; /* by service->task.machines */
    uint32_t wanted;
    uint32_t missing;   /* find no room now */
    double short_at_s;  /* first time that any did; NAN: never */
    struct area placed; /* tasks that have a slot */
    double placed_least;
};

struct ecs { /* simulation->ecs; NULL: there are no tasks */
    struct simulation *simulation;
    struct ecs_service *services; /* by design.services; those of other kinds are empty */
    struct ecs_machine *machines; /* by design.machines */
};

/* At set-up, when the instances that run from the beginning do. */
void ecs_init(struct simulation *simulation);
void ecs_open_window(struct ecs *ecs, double now_s);

/* A machine died, or has booted. */
void ecs_machine_down(struct ecs *ecs, const struct machine *machine, double now_s);
void ecs_machine_up(struct ecs *ecs, const struct machine *machine, double now_s);
/* It was given back, and its tasks with it: they start elsewhere. */
void ecs_machine_gone(struct ecs *ecs, const struct machine *machine, double now_s);

/* For a deployment: the slot of one more task of the service, NULL when none fits. */
struct instance *ecs_choose(struct ecs *ecs, const struct service_def *service);
/* A deployment is done, or a task or a machine came or went: tasks that are missing start
 * where they find room now. */
void ecs_room(struct ecs *ecs, double now_s);
/* So many tasks are wanted from now on; who scales in stops those that are too many. */
void ecs_want(struct ecs *ecs, const struct service_def *service, uint32_t wanted,
              double now_s);

/* A task that was started while the run goes on is up: it takes calls. */
void ecs_joined(struct instance *instance, double now_s);

/* Of the memory and of the CPU units of the service's machines that are up, the larger
 * share that tasks have reserved. */
double ecs_reserved(const struct ecs *ecs, const struct service_def *service);

#endif
