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

extern const struct table managed_def_tls;
extern const struct table managed_def_endpoint;

#endif
