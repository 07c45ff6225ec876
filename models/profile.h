/* profile.h - a rate (or a number of users) over time: straight pieces, from stages and
 * spikes, or from a curve that the scenario has ready. Arrivals under a changing rate come where its integral reaches the next drawn
 * amount (inversion of the integrated rate; Lewis and Shedler 1979), which is exact.
 */
#ifndef OVERSTACK_MODELS_PROFILE_H
#define OVERSTACK_MODELS_PROFILE_H

#include "models/traffic_def.h"
#include "sim/core/arena.h"

struct profile {
    const struct rate_piece *pieces; /* the last one lasts for ever */
    uint32_t count;
    uint32_t at;  /* piece of the last question; time never goes back */
    double scale; /* changed by an event's `set` */
};

/* From the traffic's executor: rate, vus, stages or curve, times spikes, zero before `start`
 * and from `end` on. */
void profile_init(struct profile *profile, const struct traffic_def *def,
                  struct arena *arena);

double profile_value(struct profile *profile, double now_s);

/* The time at which the integral from now_s on reaches `amount`; INFINITY: never. */
double profile_reach_s(struct profile *profile, double now_s, double amount);
/* After which nothing comes any more; INFINITY: never. */
double profile_end_s(const struct profile *profile);
/* The integral over [from_s, to_s] (within the pieces after the last question). */
double profile_integral(const struct profile *profile, double from_s, double to_s);
/* The next time after now_s at which floor(value) changes; INFINITY: never. */
double profile_next_step_s(struct profile *profile, double now_s);

#endif
