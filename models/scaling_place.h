/* scaling_place.h - where a group's next machine goes, and which one goes first; the rules
 * are told in autoscaler.h.
 */
#ifndef OVERSTACK_MODELS_SCALING_PLACE_H
#define OVERSTACK_MODELS_SCALING_PLACE_H

#include "models/autoscaler.h"

/* Machines asked for, starting or serving. */
uint32_t scaling_place_count(const struct autoscaler *group);
/* NULL: all places are taken, or in zones that are out. */
struct scaling_node *scaling_place_free(const struct autoscaler *group);
/* NULL: there is none. */
struct scaling_node *scaling_place_leaving(const struct autoscaler *group, double now_s);

#endif
