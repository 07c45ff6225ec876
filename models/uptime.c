/* uptime.c - see uptime.h.
 */
#include "models/uptime.h"

#include <math.h>

void uptime_init(struct uptime *uptime, bool on, double minimum_s)
{
    *uptime = (struct uptime){.on = on, .started_s = -INFINITY, .minimum_s = minimum_s};
}

/* What of this start falls into the window, if it ends now. */
static double uptime_of_start_s(const struct uptime *uptime, double now_s)
{
    const double until_s = fmax(now_s, uptime->started_s + uptime->minimum_s);
    return fmax(0, until_s - fmax(uptime->started_s, uptime->window_s));
}

void uptime_open_window(struct uptime *uptime, double now_s)
{
    uptime->window_s = now_s;
    uptime->ended_s = 0;
}

void uptime_start(struct uptime *uptime, double now_s)
{
    if (uptime->on)
        return;
    uptime->on = true;
    uptime->started_s = now_s;
}

void uptime_stop(struct uptime *uptime, double now_s)
{
    if (!uptime->on)
        return;
    uptime->on = false;
    uptime->ended_s += uptime_of_start_s(uptime, now_s);
}

double uptime_billed_s(const struct uptime *uptime, double now_s)
{
    return uptime->ended_s + (uptime->on ? uptime_of_start_s(uptime, now_s) : 0);
}
