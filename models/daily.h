/* daily.h - a day's traffic: a cosine between a trough and a peak, less at weekends.
 *
 *   rate(t) = w (trough + (peak - trough) (1 + cos(2 pi (c - peak_at) / 24 h)) / 2)
 *
 * with c = t + start_clock, the time of the week (0: Monday 00:00), and w = `weekend` on
 * its last two days, 1 on the others. At midnight the weekend begins and ends at once.
 */
#ifndef OVERSTACK_MODELS_DAILY_H
#define OVERSTACK_MODELS_DAILY_H

#include "models/traffic_def.h"
#include "sim/core/arena.h"

enum { DAILY_LIMIT_DAYS = 3660 }; /* ten years, 25 MB of pieces */

/* The rate at a moment of the simulated time, `start` and `end` left aside, of the day
 * on which the moment `day_of_s` lies. */
double daily_rate(const struct traffic_def *traffic, double at_s, double day_of_s);

/* Straight pieces of 5 minutes from the traffic's start to its end, or to until_s. The
 * line lies below the cosine's arc by at most h^2 w^2 / 8 = 5.9e-5 of (peak - trough) / 2
 * (h: 300 s, w: 2 pi / day), which takes 3e8 arrivals to notice. */
void daily_curve(struct traffic_def *traffic, double until_s, struct arena *arena);

#endif
