/* world_state.h - what the files world_*.c hand to each other while a scenario becomes a
 * design. Each takes it one step further; world.c calls them in order.
 */
#ifndef OVERSTACK_WORLD_STATE_H
#define OVERSTACK_WORLD_STATE_H

#include "models/design_def.h"
#include "sim/input/fields.h"
#include "sim/world.h"
#include "sim/world_catalog.h"

struct world_removal { /* a service that a layer took away */
    const char *service;
    const char *by; /* "variant no-search", "--set" */
};

struct world {
    const struct world_options *options;
    struct arena *arena;
    struct error_list *errors;
    const char *folder; /* of the scenario file, "." for standard input */
    struct world_catalog catalog;

    struct yaml_node *root; /* all layers of the user's, later with the presets below */
    struct world_removal *removals;
    uint32_t removal_count, removal_capacity;

    uint32_t *endpoint_capacities; /* of services' endpoints, by service index */
    uint32_t endpoint_count;       /* made, beside those listed */
    uint32_t step_count;           /* of these */
    uint32_t cache_capacity;       /* of the design's caches */

    struct fields fields;
    struct scenario_def scenario; /* filled by the tables */
    struct design *design;
};

#endif
