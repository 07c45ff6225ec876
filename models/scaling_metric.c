/* scaling_metric.c - see scaling_metric.h. */
#include "models/scaling_metric.h"

#include "models/scaling_place.h"
#include "models/simulation.h"

#include <math.h>

struct reading { /* of one machine over the minute */
    double cpu_s, need, calls;
};

static double calls_of(const struct autoscaler *g, const struct machine *machine)
{
    double calls = 0;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        if (machine->instances[i]->def->service_index == g->def->service_index)
            calls += (double)machine->instances[i]->calls;
    return calls;
}

static struct reading read_node(const struct autoscaler *g, struct scaling_node *node,
                                double now_s)
{
    struct machine *machine = node->machine;
    machine_advance(machine, now_s);
    const struct reading now = {machine->user.area + machine->system.area,
                                machine->need.area, calls_of(g, machine)};
    const struct reading minute = {now.cpu_s - node->cpu_s, now.need - node->need,
                                   now.calls - node->calls};
    node->cpu_s = now.cpu_s;
    node->need = now.need;
    node->calls = now.calls;
    return minute;
}

static double metric_of(const struct autoscaler *g, const struct machine *machine,
                        const struct reading *minute)
{
    switch (g->def->metric) {
    case SCALING_MEMORY:
        return minute->need / SCALING_INTERVAL_S / machine->totals.ram;
    case SCALING_REQUESTS:
        return minute->calls / SCALING_INTERVAL_S;
    default:
        return minute->cpu_s / SCALING_INTERVAL_S / machine->cores;
    }
}

/* It serves, and all of this minute lies behind its warm-up. */
static bool counts(const struct autoscaler *g, const struct scaling_node *node,
                   double now_s)
{
    return node->phase == NODE_SERVING &&
           node->serving_s + g->def->warmup_s <= now_s - SCALING_INTERVAL_S + 1e-6;
}

struct scaling_view scaling_metric_read(struct autoscaler *g, double now_s)
{
    double sum = 0, counted = 0;
    for (uint32_t i = 0; i < g->count; i++) {
        const struct reading minute = read_node(g, &g->nodes[i], now_s);
        if (!counts(g, &g->nodes[i], now_s))
            continue;
        sum += metric_of(g, g->nodes[i].machine, &minute);
        counted += 1;
    }
    const double there = scaling_place_count(g);
    return (struct scaling_view){
        .metric = counted > 0 ? sum / counted : NAN,
        .counted = counted,
        .there = there,
        .warming = counted < there,
    };
}

void scaling_metric_carry(const struct autoscaler *g, struct scaling_node *node,
                          double now_s)
{
    const struct reading so_far = read_node(g, node, now_s);
    node->cpu_s = -so_far.cpu_s;
    node->need = -so_far.need;
    node->calls = -so_far.calls;
}
