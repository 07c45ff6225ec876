/* scaling_size.c - see scaling_size.h. */
#include "models/scaling_size.h"

#include "models/scaling_text.h"
#include "models/simulation.h"

#include <math.h>

struct scaling_timer { /* one entry of the schedule */
    struct scaling_size *size;
    const struct scaling_schedule_def *def;
    event_id event;
};

static void become(struct scaling_size *size, double desired, const char *why,
                   double now_s)
{
    const bool out = desired > size->desired;
    simulation_note(size->simulation, out ? "scale_out" : "scale_in", size->name,
                    simulation_text(size->simulation, "from %g to %g %s%s, %s",
                                    size->desired, desired, size->one,
                                    desired == 1 ? "" : "s", why));
    *(out ? &size->scale_outs : &size->scale_ins) += 1;
    size->desired = desired;
    size->changed(size->owner, now_s);
}

/* More than max is wanted: told once, until it no longer is. */
static void note_short(struct scaling_size *size, double wanted, double now_s)
{
    const bool is = wanted > size->max;
    if (is && !size->told_short)
        simulation_note(size->simulation, size->limited, size->name,
                        simulation_text(size->simulation, "%g, and %g is its max", wanted,
                                        size->max));
    size->told_short = is;
    size->marks += is;
    if (is && isnan(size->short_at_s))
        size->short_at_s = now_s;
}

void scaling_size_minute(struct scaling_size *size, const struct scaling_view *view,
                         bool held, double now_s)
{
    scaling_policy_observe(size->def, &size->alarm, view);
    if (size->alarm.above == 0) {
        size->calm_s = now_s;
        size->calm_failed = simulation_failed(size->simulation);
    }
    double wanted = scaling_policy_wanted(size->def, &size->alarm, view);
    if (wanted == view->there)
        wanted = size->desired; /* one that could not be placed is wanted still */
    else if (wanted > view->there)
        wanted = fmax(wanted, size->desired);
    note_short(size, wanted, now_s);
    wanted = fmin(size->max, fmax(size->min, wanted));
    if (wanted != size->desired && !(wanted < size->desired && held))
        become(size, wanted, scaling_text_why(size, view, wanted > size->desired), now_s);
}

void scaling_size_open_window(struct scaling_size *size)
{
    size->scale_outs = size->scale_ins = size->marks = 0;
    size->short_at_s = NAN;
}

/* ---- the schedule ---- */

static void scheduled(void *object, double now_s)
{
    struct scaling_timer *timer = object;
    struct scaling_size *size = timer->size;
    if (!isnan(timer->def->every_s))
        event_queue_schedule(&size->simulation->engine->queue, timer->event,
                             now_s + timer->def->every_s);
    if (!isnan(timer->def->min))
        size->min = timer->def->min;
    if (!isnan(timer->def->max))
        size->max = timer->def->max;
    double wanted = fmin(size->max, fmax(size->min, size->desired));
    if (size->def->protect)
        wanted = fmax(wanted, size->desired);
    if (wanted != size->desired)
        become(size, wanted,
               simulation_text(size->simulation, "as scheduled: min %g, max %g",
                               size->min, size->max),
               now_s);
    simulation_settle(size->simulation);
}

void scaling_size_init(struct scaling_size *size)
{
    struct engine *engine = size->simulation->engine;
    const struct scaling_schedule_def *defs = size->def->schedule.items;
    size->min = size->def->min;
    size->max = size->def->max;
    size->desired = size->def->start;
    size->short_at_s = NAN;
    size->timers =
        arena_array(&engine->arena, size->def->schedule.count, sizeof *size->timers);
    for (uint32_t i = 0; i < size->def->schedule.count; i++) {
        struct scaling_timer *timer = &size->timers[i];
        *timer = (struct scaling_timer){.size = size, .def = &defs[i]};
        timer->event = event_queue_register(&engine->queue, scheduled, timer);
        event_queue_schedule(&engine->queue, timer->event, defs[i].at_s);
    }
}
