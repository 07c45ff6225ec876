/* autoscaler.c - see autoscaler.h. */
#include "models/autoscaler.h"

#include "models/scaling_metric.h"
#include "models/scaling_place.h"
#include "models/scaling_text.h"
#include "models/simulation.h"

#include <math.h>

/* ---- the group now ---- */

static uint32_t count_serving(const struct autoscaler *g)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < g->count; i++)
        count += g->nodes[i].phase == NODE_SERVING;
    return count;
}

static void measure(struct autoscaler *g, double now_s)
{
    area_set(&g->serving, count_serving(g), now_s);
    area_set(&g->there, scaling_place_count(g), now_s);
    g->peak = fmax(g->peak, g->serving.value);
}

static bool is_deployed(const struct autoscaler *g)
{
    for (uint32_t i = 0; i < g->count; i++)
        for (uint32_t k = 0; k < g->nodes[i].machine->instance_count; k++)
            if (g->nodes[i].machine->instances[k]->deploy)
                return true;
    return false;
}

/* ---- asking and giving back ---- */

/* As many machines as are desired; those that still drain keep their places. */
static void reconcile(struct autoscaler *g, double now_s)
{
    struct scaling_node *node;
    while (scaling_place_count(g) < g->desired && (node = scaling_place_free(g))) {
        const double boot_s = distribution_draw(&g->def->boot, g->boot);
        scaling_node_ask(node, boot_s + distribution_draw(&g->def->pull, g->pull), now_s);
        g->launches += 1;
        if (isnan(g->asked_s))
            g->asked_s = now_s;
    }
    while (scaling_place_count(g) > g->desired && !is_deployed(g))
        scaling_node_drain(scaling_place_leaving(g, now_s), g->def->drain_s, now_s);
    measure(g, now_s);
}

void autoscaler_left(struct autoscaler *g, double now_s)
{
    reconcile(g, now_s);
}

/* ---- a minute has passed ---- */

static void replace_failed(struct autoscaler *g, double now_s)
{
    struct event_queue *queue = &g->simulation->engine->queue;
    for (uint32_t i = 0; i < g->count; i++) {
        struct scaling_node *node = &g->nodes[i];
        const struct machine *machine = node->machine;
        const bool stuck =
            node->phase == NODE_BOOTING && !event_queue_is_pending(queue, node->event);
        if (node->phase == NODE_OFF ||
            !(machine->failures || machine->unreachable || stuck))
            continue;
        simulation_note(g->simulation, "replaced", machine->def->name,
                        machine->unreachable ? "it cannot be reached" : "it has failed");
        g->replaced += 1;
        scaling_node_off(node, now_s);
    }
}

static void become(struct autoscaler *g, double desired, const char *why, double now_s)
{
    const bool out = desired > g->desired;
    simulation_note(g->simulation, out ? "scale_out" : "scale_in", g->host->item.name,
                    simulation_text(g->simulation, "from %g to %g machine%s, %s",
                                    g->desired, desired, desired == 1 ? "" : "s", why));
    *(out ? &g->scale_outs : &g->scale_ins) += 1;
    g->desired = desired;
    reconcile(g, now_s);
}

/* More than max is wanted: told once, until it no longer is. */
static void note_short(struct autoscaler *g, double wanted, double now_s)
{
    const bool is = wanted > g->max;
    if (is && !g->told_short)
        simulation_note(
            g->simulation, "scale_limit", g->host->item.name,
            simulation_text(g->simulation, "%g, and %g is its max", wanted, g->max));
    g->told_short = is;
    g->marks += is;
    if (is && isnan(g->short_at_s))
        g->short_at_s = now_s;
}

static void minute(void *object, double now_s)
{
    struct autoscaler *g = object;
    event_queue_schedule(&g->simulation->engine->queue, g->minute_event,
                         now_s + SCALING_INTERVAL_S);
    replace_failed(g, now_s);
    const struct scaling_view view = scaling_metric_read(g, now_s);
    scaling_policy_observe(g->def, &g->alarm, &view);
    if (g->alarm.above == 0) {
        g->calm_s = now_s;
        g->calm_failed = simulation_failed(g->simulation);
    }
    double wanted = scaling_policy_wanted(g->def, &g->alarm, &view);
    if (wanted == view.there)
        wanted = g->desired; /* one that could not be placed is wanted still */
    note_short(g, wanted, now_s);
    wanted = fmin(g->max, fmax(g->min, wanted));
    if (wanted != g->desired && !(wanted < g->desired && is_deployed(g)))
        become(g, wanted, scaling_text_why(g, &view, wanted > g->desired), now_s);
    reconcile(g, now_s);
    simulation_settle(g->simulation);
}

void autoscaler_serves(struct autoscaler *g, struct scaling_node *node, double now_s)
{
    measure(g, now_s);
    simulation_note(g->simulation, "in_service", node->machine->def->name,
                    scaling_text_since(g, now_s - node->machine->asked_s));
    if (count_serving(g) < g->desired || isnan(g->asked_s))
        return;
    simulation_note(g->simulation, "scaled", g->host->item.name,
                    scaling_text_scaled(g, now_s));
    g->asked_s = NAN;
}

/* ---- the schedule ---- */

static void scheduled(void *object, double now_s)
{
    struct scaling_timer *timer = object;
    struct autoscaler *g = timer->group;
    if (!isnan(timer->def->every_s))
        event_queue_schedule(&g->simulation->engine->queue, timer->event,
                             now_s + timer->def->every_s);
    if (!isnan(timer->def->min))
        g->min = timer->def->min;
    if (!isnan(timer->def->max))
        g->max = timer->def->max;
    double wanted = fmin(g->max, fmax(g->min, g->desired));
    if (g->def->protect)
        wanted = fmax(wanted, g->desired);
    if (wanted != g->desired)
        become(g, wanted,
               simulation_text(g->simulation, "as scheduled: min %g, max %g", g->min,
                               g->max),
               now_s);
    simulation_settle(g->simulation);
}

/* ---- set-up ---- */

static void init_schedule(struct autoscaler *g, struct engine *engine)
{
    const struct scaling_schedule_def *defs = g->def->schedule.items;
    g->timers = arena_array(&engine->arena, g->def->schedule.count, sizeof *g->timers);
    for (uint32_t i = 0; i < g->def->schedule.count; i++) {
        struct scaling_timer *timer = &g->timers[i];
        *timer = (struct scaling_timer){.group = g, .def = &defs[i]};
        timer->event = event_queue_register(&engine->queue, scheduled, timer);
        event_queue_schedule(&engine->queue, timer->event, defs[i].at_s);
    }
}

static void init_group(struct autoscaler *g, struct simulation *s,
                       const struct host_def *host)
{
    struct engine *engine = s->engine;
    const char *name = host->item.name;
    *g = (struct autoscaler){
        .host = host,
        .def = &host->autoscale,
        .simulation = s,
        .count = host->machine_count,
        .min = host->autoscale.min,
        .max = host->autoscale.max,
        .desired = host->autoscale.start,
        .asked_s = NAN,
        .short_at_s = NAN,
    };
    g->nodes = arena_array(&engine->arena, g->count, sizeof *g->nodes);
    for (uint32_t i = 0; i < g->count; i++)
        scaling_node_init(&g->nodes[i], g, &s->machines[host->first_machine + i],
                          !s->machines[host->first_machine + i].def->standby);
    g->boot =
        engine_stream(engine, arena_format(&engine->arena, "%s.autoscale.boot", name));
    g->pull =
        engine_stream(engine, arena_format(&engine->arena, "%s.autoscale.pull", name));
    g->minute_event = event_queue_register(&engine->queue, minute, g);
    event_queue_schedule(&engine->queue, g->minute_event, SCALING_INTERVAL_S);
    init_schedule(g, engine);
    measure(g, 0);
}

void autoscaler_init(struct simulation *s)
{
    const struct design *design = s->design;
    uint32_t count = 0;
    for (uint32_t i = 0; i < design->hosts.count; i++)
        count += design_host(design, i)->autoscale.given == 1;
    s->groups = arena_array(&s->engine->arena, count, sizeof *s->groups);
    for (uint32_t i = 0; i < design->hosts.count; i++)
        if (design_host(design, i)->autoscale.given)
            init_group(&s->groups[s->group_count++], s, design_host(design, i));
}

/* ---- figures ---- */

void autoscaler_open_window(struct simulation *s, double now_s)
{
    for (uint32_t k = 0; k < s->group_count; k++) {
        struct autoscaler *g = &s->groups[k];
        measure(g, now_s);
        g->serving.area = g->there.area = 0;
        g->peak = g->serving.value;
        g->scale_outs = g->scale_ins = g->replaced = g->launches = g->marks = 0;
        g->short_at_s = NAN;
        for (uint32_t i = 0; i < g->count; i++)
            scaling_metric_carry(g, &g->nodes[i], now_s);
    }
}

void autoscaler_collect(struct autoscaler *g, struct group_summary *summary, double now_s,
                        double window_s)
{
    double billed_s = 0;
    measure(g, now_s);
    for (uint32_t i = 0; i < g->count; i++)
        billed_s += uptime_billed_s(&g->nodes[i].machine->uptime, now_s);
    *summary = (struct group_summary){
        .name = g->host->item.name,
        .min = g->def->min,
        .max = g->def->max,
        .mean = g->serving.area / window_s,
        .peak = g->peak,
        .end = g->serving.value,
        .hours = billed_s / 3600,
        .launches = g->launches,
        .scale_outs = g->scale_outs,
        .scale_ins = g->scale_ins,
        .replaced = g->replaced,
        .limited_at = g->short_at_s,
    };
}
