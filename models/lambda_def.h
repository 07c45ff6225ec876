/* lambda_def.h - the keys of `kind: lambda`, and what follows from them alone.
 */
#ifndef OVERSTACK_MODELS_LAMBDA_DEF_H
#define OVERSTACK_MODELS_LAMBDA_DEF_H

#include "sim/core/field.h"

struct design;
struct service_def;

enum lambda_arch { LAMBDA_X86, LAMBDA_ARM };

struct lambda_def {
    double memory_bytes;
    int arch; /* enum lambda_arch */
    double timeout_s;
    double concurrency; /* of the account */
    double reserved;    /* of that, for this function alone; NAN: it shares the rest */
    double provisioned; /* environments that are always there */
    struct distribution cold_start; /* resolved: by arch unless given */
    double idle_s;                  /* an environment without calls is kept so long */
};

extern const struct table lambda_def_table; /* of a struct service_def */

/* New environments of one function: 1000 at once, then 100 a second. AWS, Lambda
 * developer guide, scaling behavior: 1000 every 10 s, refilled continuously. */
#define LAMBDA_SCALING_MOST  1000.0
#define LAMBDA_SCALING_PER_S 100.0

/* Cores of an environment: memory / 1769 MiB (Lambda developer guide). */
double lambda_def_cores(const struct lambda_def *lambda);
/* What a second of work on a whole core takes one of its threads. */
double lambda_def_s_per_cpu_s(const struct lambda_def *lambda);

/* Do both draw on the same concurrency: one function that reserved some, or all the
 * others? */
bool lambda_def_share(const struct service_def *a, const struct service_def *b);
/* Invocations at once that the service and those it shares with may have, environments
 * provisioned for them included, and those without. */
double lambda_def_pool(const struct design *design, const struct service_def *service);
double lambda_def_pool_on_demand(const struct design *design,
                                 const struct service_def *service);

#endif
