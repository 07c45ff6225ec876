/* measured_def.h - the block `measured`: figures of a real system, for `calibrate`. Nothing
 * else reads it, and it is no part of a scenario's hash.
 */
#ifndef OVERSTACK_MODELS_MEASURED_DEF_H
#define OVERSTACK_MODELS_MEASURED_DEF_H

#include "sim/core/field.h"

struct measured_def { /* figures of one measurement; NAN: not measured */
    struct item item;
    const char *variant;                   /* of the file; NULL: the file itself */
    const char *traffic, *endpoint, *host; /* what was measured; NULL: all requests */
    double mean_s, min_s, p50_s, p90_s, p95_s, p99_s, max_s;
    double rate_per_s, failed_rate, cpu;
    double error; /* of each figure, as a share of it: standard deviation */
};

extern const struct table measured_table;

#endif
