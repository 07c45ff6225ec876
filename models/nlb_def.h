/* nlb_def.h - the keys of `kind: nlb`.
 */
#ifndef OVERSTACK_MODELS_NLB_DEF_H
#define OVERSTACK_MODELS_NLB_DEF_H

#include "sim/core/field.h"

extern const struct table nlb_def_table; /* fills a struct service_def */

#endif
