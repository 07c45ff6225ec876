/* rate_curve.h - a rate over time that is known when the scenario is read: straight
 * pieces of the simulated time, shared by all replications.
 */
#ifndef OVERSTACK_MODELS_RATE_CURVE_H
#define OVERSTACK_MODELS_RATE_CURVE_H

#include <stdint.h>

struct rate_piece {
    double from_s;       /* the piece lasts until the next one begins */
    double value, slope; /* at from_s; per second */
};

struct rate_curve {
    const struct rate_piece *pieces; /* NULL: none. The first at 0, the last for ever */
    uint32_t count;
    /* Of an access log: how many arrivals of each entry of the mix fall into a bin.
     * Bin b is [bins_from_s + b bin_s, ... + bin_s); counts[b * entries + entry]. */
    const uint32_t *counts;
    uint32_t bins, entries;
    double bins_from_s, bin_s;
};

#endif
