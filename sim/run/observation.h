/* observation.h - one measured figure, and what a run has in its place.
 */
#ifndef OVERSTACK_RUN_OBSERVATION_H
#define OVERSTACK_RUN_OBSERVATION_H

#include "models/measured_def.h"
#include "models/summary.h"

enum observed {
    OBSERVED_MEAN,
    OBSERVED_MIN,
    OBSERVED_P50,
    OBSERVED_P90,
    OBSERVED_P95,
    OBSERVED_P99,
    OBSERVED_MAX,
    OBSERVED_RATE,
    OBSERVED_FAILED_RATE,
    OBSERVED_CPU,
    OBSERVED_COUNT,
};

struct yaml_node;

struct observation {
    const char *variant; /* NULL: the file itself */
    const char *of;      /* "all", "traffic.users", "spring.write", a machine */
    enum observed figure;
    double measured; /* in the figure's unit */
    double error;    /* share of it, beside what a run scatters */
    struct place place;
};

struct observations {
    struct observation *items;
    uint32_t count, capacity;
    double rate_per_s; /* that the load tester counted, of all requests; 0: not told */
    struct arena *arena;
};

/* "p95", "failed_rate", as keys of `measured` are. */
const char *observation_name(enum observed figure);
const char *observation_unit(enum observed figure); /* "s", "1/s", "share" */

/* Every figure that the measurement has. */
void observation_add(struct observations *observations,
                     const struct measured_def *measured);

/* Every figure of the block `measured` of a scenario that could be loaded. */
void observation_read(struct observations *observations, const struct yaml_node *root);

/* Of a run; of several the mean, of the extremes too, since one run was measured. NAN:
 * nothing measured there. */
double observation_value(const struct observation *observation,
                         const struct summary *summary);

/* Is there such a thing in the run? Else an error with the nearest name. */
bool observation_check(const struct observation *observation,
                       const struct summary *summary, struct arena *arena,
                       struct error_list *errors);

/* How far a simulated value is from the measured one: the logarithm of their ratio; of
 * the share of failures, which may be 0, the difference. */
double observation_distance(const struct observation *observation, double simulated);

#endif
