/* autoscaler.c - see autoscaler.h. */
#include "models/autoscaler.h"

#include "models/placement.h"
#include "models/scaling_metric.h"
#include "models/scaling_place.h"
#include "models/scaling_reservation.h"
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
    while (scaling_place_count(g) < g->size.desired && (node = scaling_place_free(g))) {
        const double boot_s = distribution_draw(&g->def->boot, g->boot);
        scaling_node_ask(node, boot_s + distribution_draw(&g->def->pull, g->pull), now_s);
        g->launches += 1;
        if (isnan(g->asked_s))
            g->asked_s = now_s;
    }
    while (scaling_place_count(g) > g->size.desired && !is_deployed(g) &&
           (node = scaling_place_leaving(g, now_s)))
        scaling_node_drain(node, g->def->drain_s, now_s);
    measure(g, now_s);
}

static void changed(void *owner, double now_s)
{
    reconcile(owner, now_s);
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

static void minute(void *object, double now_s)
{
    struct autoscaler *g = object;
    event_queue_schedule(&g->simulation->engine->queue, g->minute_event,
                         now_s + SCALING_INTERVAL_S);
    replace_failed(g, now_s);
    const struct scaling_view view = g->def->metric == SCALING_RESERVATION
                                         ? scaling_reservation_read(g, now_s)
                                         : scaling_metric_read(g, now_s);
    scaling_size_minute(&g->size, &view, is_deployed(g), now_s);
    reconcile(g, now_s);
    simulation_settle(g->simulation);
}

/* One that serves is enough for one that was held to. */
static void relieve(struct autoscaler *g)
{
    for (uint32_t i = 0; i < g->count; i++)
        if (g->nodes[i].held) {
            scaling_node_relieve(&g->nodes[i]);
            return;
        }
}

void autoscaler_serves(struct autoscaler *g, struct scaling_node *node, double now_s)
{
    measure(g, now_s);
    relieve(g);
    if (g->simulation->ecs)
        ecs_machine_up(g->simulation->ecs, node->machine, now_s);
    simulation_note(g->simulation, "in_service", node->machine->def->name,
                    scaling_text_since(g, now_s - node->machine->asked_s));
    if (count_serving(g) < g->size.desired || isnan(g->asked_s))
        return;
    simulation_note(g->simulation, "scaled", g->host->item.name,
                    scaling_text_scaled(g, now_s));
    g->asked_s = NAN;
}

/* ---- set-up ---- */

static void init_group(struct autoscaler *g, struct simulation *s,
                       const struct host_def *host)
{
    struct engine *engine = s->engine;
    const char *name = host->item.name;
    *g = (struct autoscaler){
        .host = host,
        .def = &host->autoscale,
        .simulation = s,
        .size = {.def = &host->autoscale,
                 .simulation = s,
                 .name = name,
                 .one = "machine",
                 .limited = "scale_limit",
                 .owner = g,
                 .changed = changed},
        .count = host->machine_count,
        .asked_s = NAN,
    };
    g->nodes = arena_array(&engine->arena, g->count, sizeof *g->nodes);
    for (uint32_t i = 0; i < g->count; i++)
        scaling_node_init(&g->nodes[i], g, &s->machines[host->first_machine + i],
                          !s->machines[host->first_machine + i].def->standby);
    if (host->autoscale.metric == SCALING_RESERVATION) {
        const uint32_t services = s->design->services.count;
        g->tasks = arena_array(&engine->arena, services, sizeof *g->tasks);
        g->missing = arena_array(&engine->arena, services, sizeof *g->missing);
        g->left = arena_array(&engine->arena, g->count, sizeof *g->left);
    }
    g->boot =
        engine_stream(engine, arena_format(&engine->arena, "%s.autoscale.boot", name));
    g->pull =
        engine_stream(engine, arena_format(&engine->arena, "%s.autoscale.pull", name));
    g->minute_event = event_queue_register(&engine->queue, minute, g);
    event_queue_schedule(&engine->queue, g->minute_event, SCALING_INTERVAL_S);
    scaling_size_init(&g->size);
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
        g->replaced = g->launches = 0;
        scaling_size_open_window(&g->size);
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
        .scale_outs = g->size.scale_outs,
        .scale_ins = g->size.scale_ins,
        .replaced = g->replaced,
        .limited_at = g->size.short_at_s,
    };
}
