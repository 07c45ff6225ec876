/* nat_gateway_def.h - the keys of `kind: nat_gateway`.
 */
#ifndef OVERSTACK_MODELS_NAT_GATEWAY_DEF_H
#define OVERSTACK_MODELS_NAT_GATEWAY_DEF_H

#include "sim/core/field.h"

struct nat_gateway_def {
    double connections;   /* of each gateway to one service outside */
    double bandwidth_bps; /* of each gateway */
};

extern const struct table nat_gateway_def_table; /* fills a struct service_def */

#endif
