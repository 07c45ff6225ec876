/* world_selector.h - what stands in a threshold's braces: http_req_duration{spring.write}.
 */
#ifndef OVERSTACK_WORLD_SELECTOR_H
#define OVERSTACK_WORLD_SELECTOR_H

#include "sim/world_state.h"
#include "sim/world_text.h"

struct world_selector {
    const struct yaml_pair *pair; /* the metric as written, for messages */
    const char *name;             /* inside the braces */
    int metric;                   /* enum threshold_metric */
};

/* Does it name something that the metric can be of? Adds an error when not. */
bool world_selector_check(struct world *world, const struct world_selector *selector);

/* Adds the endpoints that users ask for, each once. False: one of them is not known, which
 * is reported elsewhere. */
bool world_selector_asked(struct world *world, struct world_names *names);

#endif
