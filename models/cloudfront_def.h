/* cloudfront_def.h - the keys of `kind: cloudfront`, a content delivery network.
 */
#ifndef OVERSTACK_MODELS_CLOUDFRONT_DEF_H
#define OVERSTACK_MODELS_CLOUDFRONT_DEF_H

#include "sim/core/field.h"

struct cloudfront_def {
    double hit; /* share of the requests that the edge answers by itself */
};

extern const struct table cloudfront_def_table; /* of struct service_def */

#endif
