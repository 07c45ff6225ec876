/* bus.c - see bus.h. */
#include "models/bus.h"

#include "models/simulation.h"

#include <math.h>

bool bus_takes(struct instance *bus, double now_s)
{
    bus->handed++;
    if (limit_take(&bus->limit, now_s) <= 0)
        return true;
    limit_refund(&bus->limit);
    bus->limited_calls++;
    if (isnan(bus->limited_at_s))
        bus->limited_at_s = now_s;
    return false;
}

/* Lambda acknowledges what it has done; others as their queue says. */
static double received(const struct mailbox *mailbox)
{
    const bool early =
        mailbox->service->queue.ack == ACK_EARLY && mailbox->service->kind != KIND_LAMBDA;
    double held = 0;
    for (uint32_t i = 0; i < mailbox->count; i++)
        held +=
            early ? mailbox->consumers[i].reserved.count : mailbox->consumers[i].messages;
    return held;
}

bool bus_gives(struct mailbox *mailbox, double now_s)
{
    struct bus *feeder = mailbox->feeder;
    if (!feeder || received(mailbox) < feeder->in_flight.capacity)
        return true;
    allowance_throttle(&feeder->in_flight, now_s);
    return false;
}

void bus_count(struct mailbox *mailbox, double now_s)
{
    if (mailbox->feeder)
        area_set(&mailbox->feeder->in_flight.used, received(mailbox), now_s);
}

/* ---- before time 0 ---- */

static void feed(struct simulation *simulation, const struct service_def *queue,
                 const struct service_def *consumer)
{
    struct mailbox *mailbox = &simulation->mailboxes[consumer->index];
    struct bus *bus = mailbox->feeder;
    if (!bus) {
        bus = arena_allocate(&simulation->engine->arena, sizeof *bus);
        *bus = (struct bus){.in_flight = {.name = "in_flight", .is_held = true}};
        allowance_open_window(&bus->in_flight);
        mailbox->feeder = bus;
    }
    bus->in_flight.capacity += queue->bus.in_flight;
    simulation->instances[queue->first_instance].allowances = &bus->in_flight;
    simulation->instances[queue->first_instance].bus = bus;
}

void bus_init(struct simulation *simulation)
{
    const struct design *design = simulation->design;
    for (uint32_t i = 0; i < design->services.count; i++) {
        const struct service_def *queue = design_service(design, i);
        const struct bus_target_def *to = queue->bus.to.items;
        if (queue->kind == KIND_SQS && queue->bus.to.count)
            feed(simulation, queue, to->service);
    }
}
