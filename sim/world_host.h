/* world_host.h - hosts complete: type, volume, operating system, price; and machines.
 */
#ifndef OVERSTACK_WORLD_HOST_H
#define OVERSTACK_WORLD_HOST_H

#include "sim/world_state.h"

/* Completes every host of world->design and unrolls the machines. */
void world_host_resolve(struct world *world);

/* The host of that name, or NULL. */
const struct host_def *world_host_find(const struct world *world, const char *name);

/* The machines that `name` means: a host ("web") or one machine ("web[0]", also of a host
 * with a single one). False when there is none. */
bool world_host_machines(const struct world *world, const char *name, uint32_t *first,
                         uint32_t *count);

#endif
