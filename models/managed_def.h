/* managed_def.h - the keys of managed services, and what they share with processes.
 *
 * All of them fill a struct service_def.
 */
#ifndef OVERSTACK_MODELS_MANAGED_DEF_H
#define OVERSTACK_MODELS_MANAGED_DEF_H

#include "models/service_def.h"

extern const struct table managed_def_external; /* an API elsewhere */
extern const struct table managed_def_flat;     /* a fixed monthly fee */
extern const struct table managed_def_alb;      /* a load balancer */
extern const struct table managed_def_s3;       /* object storage */

extern const struct habit managed_def_alone[];      /* of one address in all zones */
extern const struct choice managed_def_on_limits[]; /* fail, wait */
extern const struct table managed_def_tls;
extern const struct table managed_def_endpoint;

/* Keys that every kind takes. */
/* clang-format off */
#define MANAGED_DEF_KIND                                                                   \
    {.key = "kind", .kind = FIELD_TEXT, .offset = offsetof(struct service_def, kind_text), \
     .help = "Which managed service this is."}
#define MANAGED_DEF_ENDPOINTS                                                              \
    {.key = "endpoints", .kind = FIELD_MAP,                                                \
     .offset = offsetof(struct service_def, endpoints), .table = &managed_def_endpoint,    \
     .help = "Steps of endpoints that take more than the latency."}
/* Keys that some kinds take and others could not make anything of. */
#define MANAGED_DEF_NO_TYPE {"type", "http or rest is a choice of an api_gateway"}
#define MANAGED_DEF_NO_ZONES {"zones", "it answers in every zone alike"}
#define MANAGED_DEF_NO_BALANCE                                                             \
    {"balance", "it is one address: its callers have nothing to pick among"}
/* Of balancers. */
#define MANAGED_DEF_FORWARD                                                                \
    {.key = "forward", .kind = FIELD_REFERENCE,                                            \
     .offset = offsetof(struct service_def, forward), .refers = REFERENCE_SERVICE,         \
     .help = "Endpoints not listed here are called there."}
/* clang-format on */

#endif
