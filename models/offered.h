/* offered.h - how much a traffic asks for over time: its mean and its peak.
 *
 * A traffic's level, the arrival rate of an open executor or the users of a closed one,
 * is linear between the edges of its stages and spikes, so mean and peak are exact.
 */
#ifndef OVERSTACK_MODELS_OFFERED_H
#define OVERSTACK_MODELS_OFFERED_H

#include "models/traffic_def.h"
#include "sim/core/arena.h"

struct offered {
    bool closed;       /* users who wait for answers; else arrivals that do not */
    double mean, peak; /* requests a second, or users */
    double iterations; /* of all users together; INFINITY: no limit */
};

/* Level at a moment, spikes included; 0 before `start` and from `end` on. */
double offered_level(const struct traffic_def *traffic, double at_s);

/* Over [from_s, to_s]; scratch memory comes from the arena. */
struct offered offered_between(const struct traffic_def *traffic, double from_s,
                               double to_s, struct arena *arena);

#endif
