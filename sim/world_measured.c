/* world_measured.c - see world_measured.h.
 */
#include "sim/world_measured.h"

#include <math.h>

static bool has_latency_or_rate(const struct measured_def *measured)
{
    return !isnan(measured->mean_s) || !isnan(measured->min_s) ||
           !isnan(measured->p50_s) || !isnan(measured->p90_s) ||
           !isnan(measured->p95_s) || !isnan(measured->p99_s) ||
           !isnan(measured->max_s) || !isnan(measured->rate_per_s) ||
           !isnan(measured->failed_rate);
}

/* Of what is compared by its ratio zero says nothing. */
static bool has_zero(const struct measured_def *measured)
{
    return measured->mean_s == 0 || measured->min_s == 0 || measured->p50_s == 0 ||
           measured->p90_s == 0 || measured->p95_s == 0 || measured->p99_s == 0 ||
           measured->max_s == 0 || measured->rate_per_s == 0 || measured->cpu == 0;
}

/* `complete`: all that was given could be read. */
static const char *fault_of(const struct measured_def *measured, bool complete)
{
    if (measured->traffic && measured->endpoint)
        return "traffic and endpoint: one of them says whose requests";
    if (measured->host && isnan(measured->cpu))
        return "cpu is what can be measured of a host";
    if (!measured->host && !isnan(measured->cpu))
        return "cpu: host is missing";
    if (complete && !has_latency_or_rate(measured) && isnan(measured->cpu))
        return "nothing was measured: expected mean, p95, rate or another figure";
    if (has_zero(measured))
        return "a latency, rate or utilisation of 0 says nothing";
    return NULL;
}

void world_measured_check(struct world *world)
{
    const struct measured_def *measured = world->scenario.measured.items;
    const bool complete = world->errors->errors == 0;
    for (uint32_t i = 0; i < world->scenario.measured.count; i++) {
        const char *fault = fault_of(&measured[i], complete);
        if (fault)
            error_list_add(world->errors, measured[i].item.place, measured[i].item.path,
                           "%s", fault);
    }
}
