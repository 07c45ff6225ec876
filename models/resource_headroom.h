/* resource_headroom.h - by what factor the traffic can grow until a resource is full.
 */
#ifndef OVERSTACK_MODELS_RESOURCE_HEADROOM_H
#define OVERSTACK_MODELS_RESOURCE_HEADROOM_H

#include "models/operational.h"
#include "models/resource.h"

/* Below 1: less traffic than this fills it. NAN: it does not grow with traffic, or what
 * filled it was not traffic. */
double resource_headroom(const struct resource *resource,
                         const struct simulation *simulation,
                         const struct operational *operational);

#endif
