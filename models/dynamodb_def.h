/* dynamodb_def.h - the keys of `kind: dynamodb`, and how many units a step takes.
 */
#ifndef OVERSTACK_MODELS_DYNAMODB_DEF_H
#define OVERSTACK_MODELS_DYNAMODB_DEF_H

#include "sim/core/field.h"

struct io_def;

enum dynamodb_mode { DYNAMODB_ON_DEMAND, DYNAMODB_PROVISIONED };
enum dynamodb_way { DYNAMODB_READ, DYNAMODB_WRITE, DYNAMODB_WAYS };

struct dynamodb_def {
    int mode;
    double capacity[DYNAMODB_WAYS]; /* provisioned: rcu, wcu; units a second; NAN */
    int eventual;                   /* reads that may be stale cost half */
};

extern const struct table dynamodb_def_table; /* of a struct service_def */

/* Provisioned: unused capacity of 300 s is saved up (AWS re:Post, spiky workloads). */
#define DYNAMODB_BURST_S 300.0

/* Units a second that a table can take when the run begins. */
double dynamodb_def_capacity(const struct dynamodb_def *dynamodb, enum dynamodb_way way);
/* Units of a step that reads or writes so much. */
double dynamodb_def_units(const struct dynamodb_def *dynamodb, enum dynamodb_way way,
                          const struct io_def *io);

#endif
