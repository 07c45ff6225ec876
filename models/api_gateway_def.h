/* api_gateway_def.h - the keys of `kind: api_gateway`, and what follows from them alone.
 */
#ifndef OVERSTACK_MODELS_API_GATEWAY_DEF_H
#define OVERSTACK_MODELS_API_GATEWAY_DEF_H

#include "sim/core/field.h"

enum api_gateway_type { API_GATEWAY_HTTP, API_GATEWAY_REST };

struct api_gateway_def {
    int type; /* enum api_gateway_type */
};

extern const struct table api_gateway_def_table; /* of a struct service_def */

struct service_def;

/* It waits so long for what is behind it. */
double api_gateway_def_timeout_s(const struct service_def *service);
/* Requests it lets pass at once when it had a rest. */
double api_gateway_def_burst(double rate_limit_per_s);

#endif
