/* billed_def.h - the keys of what is billed and serves nobody in a simulation:
 * `kind: cloudwatch`, `route53`, `ecr`, `secrets`.
 */
#ifndef OVERSTACK_MODELS_BILLED_DEF_H
#define OVERSTACK_MODELS_BILLED_DEF_H

#include "sim/core/field.h"

struct billed_def {
    double alarms, metrics;
    double log_bytes; /* ingested in a month */
    double zones;     /* hosted zones */
    double queries;   /* in a month */
    double count;     /* of secrets */
};

extern const struct table billed_def_cloudwatch, billed_def_route53, billed_def_ecr,
    billed_def_secrets;

#endif
