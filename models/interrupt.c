/* interrupt.c - see interrupt.h. */
#include "models/interrupt.h"

#include "models/simulation.h"

#define INTERRUPT_NOTICE_S 120.0

static void machines_of(const struct fault *fault, uint32_t *first, uint32_t *count)
{
    const struct event_def *def = fault->def;
    *first = def->target_index;
    *count = 1;
    if (def->target_kind != TARGET_HOST)
        return;
    const struct host_def *host = design_host(fault->simulation->design, *first);
    *first = host->first_machine;
    *count = host->machine_count;
}

static struct autoscaler *group_of(const struct fault *fault, uint32_t machine)
{
    struct simulation *s = fault->simulation;
    for (uint32_t i = 0; i < s->group_count; i++)
        if (s->groups[i].host == s->machines[machine].def->host)
            return &s->groups[i];
    return NULL;
}

void interrupt_init(struct fault *fault)
{
    struct simulation *s = fault->simulation;
    uint32_t first, count;
    machines_of(fault, &first, &count);
    fault->interrupted = arena_array(&s->engine->arena, count, sizeof(bool));
    if (group_of(fault, first))
        return; /* its machines have their nodes */
    fault->nodes = arena_array(&s->engine->arena, count, sizeof *fault->nodes);
    for (uint32_t i = 0; i < count; i++)
        scaling_node_init(&fault->nodes[i], NULL, &s->machines[first + i], true);
}

/* Does another instance of the service serve that is not about to go? */
static bool is_served_elsewhere(const struct fault *fault, const struct instance *own,
                                uint32_t first, uint32_t count)
{
    const struct simulation *s = fault->simulation;
    const struct service_def *service = own->service;
    for (uint32_t i = 0; i < service_def_all(service); i++) {
        const struct instance *one = &s->instances[service->first_instance + i];
        const uint32_t m = one->def->machine;
        const bool goes =
            m >= first && m < first + count && fault->interrupted[m - first];
        if (!goes && !one->withdrawn && instance_is_up(one) && !one->machine->leaving)
            return true;
    }
    return false;
}

static bool is_needed(const struct fault *fault, const struct machine *machine,
                      uint32_t first, uint32_t count)
{
    for (uint32_t i = 0; i < machine->instance_count; i++) {
        const struct instance *one = machine->instances[i];
        if (instance_is_up(one) && !one->withdrawn &&
            !is_served_elsewhere(fault, one, first, count))
            return true;
    }
    return false;
}

void interrupt_begin(struct fault *fault, double now_s)
{
    struct simulation *s = fault->simulation;
    uint32_t first, count;
    machines_of(fault, &first, &count);
    /* Noted beforehand: what the group asks for meanwhile is not taken back too. */
    for (uint32_t i = 0; i < count; i++)
        fault->interrupted[i] = !s->machines[first + i].off;
    for (uint32_t m = first; m < first + count; m++) {
        struct machine *machine = &s->machines[m];
        struct autoscaler *group = group_of(fault, m);
        struct scaling_node *node = group ? &group->nodes[m - group->host->first_machine]
                                          : &fault->nodes[m - first];
        if (!fault->interrupted[m - first])
            continue;
        simulation_note(s, "interrupt", machine->def->name, "in two minutes");
        if (is_needed(fault, machine, first, count))
            scaling_node_hold(node, INTERRUPT_NOTICE_S, now_s);
        else
            scaling_node_drain(node, INTERRUPT_NOTICE_S, now_s);
        if (group)
            autoscaler_left(group, now_s);
    }
}
