/* uptime.h - for how long a machine is billed: by the second while it is on.
 *
 * Each start is billed for a minimum (EC2: 60 s, RDS: 10 min), also when it is stopped
 * before, or started again meanwhile. A machine that is on when the run begins was
 * started long ago.
 */
#ifndef OVERSTACK_MODELS_UPTIME_H
#define OVERSTACK_MODELS_UPTIME_H

#include <stdbool.h>

struct uptime {
    bool on;
    double started_s; /* of this start; -INFINITY: long ago */
    double minimum_s; /* billed for each start */
    double window_s;  /* what is billed counts from here on */
    double ended_s;   /* billed for starts that were stopped again */
};

/* Off, or on since long ago. */
void uptime_init(struct uptime *uptime, bool on, double minimum_s);
/* From here on the window counts. */
void uptime_open_window(struct uptime *uptime, double now_s);
/* Nothing when it is on, or off, already. */
void uptime_start(struct uptime *uptime, double now_s);
void uptime_stop(struct uptime *uptime, double now_s);
/* Seconds billed in the window until now; a last start that is younger than the minimum
 * with all of it. */
double uptime_billed_s(const struct uptime *uptime, double now_s);

#endif
