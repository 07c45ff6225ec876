/* scaling_reservation.h - how many machines the tasks of ECS need: the metric of a capacity
 * provider.
 *
 *   CapacityProviderReservation = M / N
 *   N   machines of the group, those that boot too
 *   M   those with a task on them, and as many empty ones as the tasks without room need
 *       when they are packed one after the other into the first that has room
 *
 * A task that is too large for an empty machine is left out. Source:
 * amazon-ecs-developer-guide, cluster-auto-scaling (2023-06-15).
 */
#ifndef OVERSTACK_MODELS_SCALING_RESERVATION_H
#define OVERSTACK_MODELS_SCALING_RESERVATION_H

#include "models/autoscaler.h"

/* 98 of 100 machines have tasks: 0.98. None there, but needed: 2. */
double scaling_reservation_share(double needed, double running);

/* Tasks without room now run on so many machines of that kind: `missing` of each size. */
struct placement_size;
uint32_t scaling_reservation_machines(struct placement_size machine,
                                      const struct placement_size *tasks,
                                      const uint32_t *missing, uint32_t kinds,
                                      struct placement_size *left, uint32_t most);

/* A task is on it, or leaves it. */
bool scaling_reservation_holds(const struct machine *machine);
struct scaling_view scaling_reservation_read(const struct autoscaler *group,
                                             double now_s);

#endif
