/* scaling_text.c - see scaling_text.h. */
#include "models/scaling_text.h"

#include "models/simulation.h"
#include "models/verdict_text.h"

static const char *const metric_names[] = {
    [SCALING_CPU] = "CPU",
    [SCALING_MEMORY] = "memory",
    [SCALING_RESERVATION] = "reservation",
    [SCALING_REQUESTS] = "requests for a ",
};

static void write_value(const struct autoscale_def *def, char text[UNIT_TEXT],
                        double value)
{
    if (def->metric == SCALING_REQUESTS)
        units_write_rate(text, value);
    else
        units_write_share(text, value);
}

static const char *limit_text(const struct scaling_size *g)
{
    char target[UNIT_TEXT];
    if (g->def->policy != SCALING_TARGET)
        return "";
    write_value(g->def, target, g->def->target);
    return simulation_text(g->simulation, ", its target is %s", target);
}

const char *scaling_text_why(const struct scaling_size *g,
                             const struct scaling_view *view, bool out)
{
    char value[UNIT_TEXT];
    const bool most = !out && g->def->metric != SCALING_RESERVATION;
    write_value(g->def, value, most ? g->alarm.highest : view->metric);
    return simulation_text(
        g->simulation, "%s%s at %s%s for %u min%s", metric_names[g->def->metric],
        g->def->metric == SCALING_REQUESTS ? g->one : "", most ? "most " : "", value,
        (unsigned)(out ? g->alarm.above : g->alarm.below), limit_text(g));
}

const char *scaling_text_since(const struct autoscaler *g, double since_s)
{
    char time[UNIT_TEXT];
    verdict_text_time(time, since_s);
    return simulation_text(g->simulation, "%s after it was asked for", time);
}

const char *scaling_text_scaled(const struct autoscaler *g, double now_s)
{
    const double failed = simulation_failed(g->simulation) - g->size.calm_failed;
    char took[UNIT_TEXT], calm[UNIT_TEXT];
    verdict_text_time(took, now_s - g->asked_s);
    verdict_text_time(calm, g->size.calm_s);
    return simulation_text(
        g->simulation, "%g machines, %s after the first was asked for; %s since %s",
        g->size.desired, took, simulation_failed_text(g->simulation, failed), calm);
}
