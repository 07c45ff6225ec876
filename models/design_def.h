/* design_def.h - the top level of a scenario file, as written: what scenario_table
 * fills, before references are resolved and a struct design is built from it.
 */
#ifndef OVERSTACK_MODELS_DESIGN_DEF_H
#define OVERSTACK_MODELS_DESIGN_DEF_H

#include "models/design.h"
#include "models/measured_def.h"
#include "models/sweep_def.h"

struct yaml_node;

struct scenario_def {
    int overstack; /* schema version */
    const char *name;
    const char *region;
    struct currency_def currency;
    struct simulate_def simulate;
    const char *catalog;   /* a file of the user's own */
    struct items hosts;    /* of struct host_def */
    struct items services; /* of struct service_def */
    struct items traffic;  /* of struct traffic_def */
    struct network_def network;
    struct items events; /* of struct event_def */
    const struct yaml_node *thresholds;
    struct budget_def budget;
    struct month_def month;
    int free_tier;
    double tax;
    const char *extends;
    const struct yaml_node *variants;
    struct sweep_def sweep;
    const struct yaml_node *uncertain; /* of `sensitivity` */
    const struct yaml_node *search;
    struct items measured; /* of struct measured_def, for `calibrate` */
};

extern const struct table scenario_table;

#endif
