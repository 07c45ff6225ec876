/* transfer.c - see transfer.h.
 *
 * Who has left (timed out, killed) has closed his connection: what would be sent to him
 * is not. What was under way when he left goes on to its end.
 */
#include "models/transfer.h"

#include "models/gateway.h"
#include "models/simulation.h"
#include "models/wire.h"

/* ---- the cards' events ---- */

static void tell_empty(struct nic_direction *direction)
{
    struct machine *machine = direction->machine;
    if (direction->told || isnan(direction->empty_at_s)) /* a gateway's: never */
        return;
    direction->told = true;
    simulation_note(
        machine->simulation, "burst_empty", machine->def->name,
        simulation_text(machine->simulation,
                        "the burst of the network (%s) is used up, %.3g Mbps are left",
                        direction == &machine->nic.ways[NIC_OUT] ? "out" : "in",
                        direction->base_per_s * 8e-6));
}

/* The direction is up to date. */
static void schedule(struct nic_direction *direction)
{
    tell_empty(direction);
    event_queue_schedule(&direction->simulation->engine->queue, direction->event,
                         nic_next_s(direction));
}

/* One way has carried all of it: over when the others have, too. */
static void through(struct transfer *transfer, const struct nic_direction *direction)
{
    struct task *task = transfer->task;
    struct simulation *simulation = task->simulation;
    bool goes_on = false;
    for (int i = 0; i < TRANSFER_WAYS; i++) {
        if (transfer->ways[i] == direction)
            transfer->ways[i] = NULL;
        goes_on = goes_on || transfer->ways[i];
    }
    if (goes_on)
        return;
    pool_give(&simulation->transfers, transfer);
    task->transfer = NULL;
    simulation_ready(simulation, task);
}

static void changes(void *object, double now_s)
{
    struct nic_direction *direction = object;
    struct transfer *transfer;
    nic_advance(direction, now_s);
    while ((transfer = nic_pop(direction)))
        through(transfer, direction);
    schedule(direction);
    simulation_settle(direction->simulation);
}

static void listen(struct simulation *simulation, struct nic_direction *direction)
{
    direction->simulation = simulation;
    if (nic_is_limited(direction))
        direction->event =
            event_queue_register(&simulation->engine->queue, changes, direction);
}

static void listen_to_gateways(struct simulation *simulation)
{
    for (uint32_t i = 0; i < simulation->design->services.count; i++) {
        struct gateway *gateway = simulation->gateways[i];
        for (uint32_t k = 0; gateway && k < gateway->zone_count; k++)
            listen(simulation, &gateway->ways[k]);
    }
}

void transfer_init(struct simulation *simulation)
{
    pool_init(&simulation->transfers, &simulation->engine->arena,
              sizeof(struct transfer));
    for (uint32_t m = 0; m < simulation->design->machine_count; m++)
        for (int i = 0; i < NIC_WAYS; i++) {
            struct nic_direction *direction = &simulation->machines[m].nic.ways[i];
            direction->machine = &simulation->machines[m];
            listen(simulation, direction);
        }
    listen_to_gateways(simulation);
}

/* ---- a send step ---- */

/* NULL: no card, or one without a limit. */
static struct nic_direction *card_of(struct machine *machine, enum nic_way way)
{
    struct nic_direction *direction = machine ? &machine->nic.ways[way] : NULL;
    return direction && nic_is_limited(direction) ? direction : NULL;
}

static void join(struct transfer *transfer, enum transfer_way way,
                 struct nic_direction *direction, double bytes, double now_s)
{
    transfer->ways[way] = direction;
    if (!direction)
        return;
    nic_advance(direction, now_s);
    nic_push(direction, bytes, transfer);
    schedule(direction);
}

static bool carry(struct task *task, const struct wire_end *to, double bytes,
                  double now_s)
{
    struct simulation *simulation = task->simulation;
    struct nic_direction *out = card_of(task->instance->machine, NIC_OUT);
    struct nic_direction *in = card_of(to->machine, NIC_IN);
    if (!(out || in || to->by_gateway) || bytes <= 0)
        return false;
    struct nic_direction *gateway =
        to->by_gateway ? gateway_way(simulation, to->machine) : NULL;
    struct transfer *transfer = pool_take(&simulation->transfers);
    transfer->task = task;
    join(transfer, TRANSFER_OUT, out, bytes, now_s);
    join(transfer, TRANSFER_IN, in, bytes, now_s);
    join(transfer, TRANSFER_GATEWAY, gateway, bytes, now_s);
    task->transfer = transfer;
    task->state = TASK_SENDING;
    return true;
}

/* Two services of one machine talk to each other without its card. */
static bool stays(const struct task *request)
{
    const struct machine *from = request->instance->machine;
    return from && request->parent && request->parent->instance->machine == from;
}

bool transfer_begin(struct task *task, double bytes, double now_s)
{
    const struct task *request = wire_request(task);
    if (request->detached || request->kind == TASK_MESSAGE)
        return false; /* to nobody */
    if (stays(request))
        return false;
    const struct wire_end to = wire_count(request, bytes, now_s);
    if (to.machine)
        to.machine->in_bytes += bytes;
    return carry(task, &to, bytes, now_s);
}

void transfer_abandon(struct task *task, double now_s)
{
    struct transfer *transfer = task->transfer;
    for (int i = 0; i < TRANSFER_WAYS; i++) {
        struct nic_direction *direction = transfer->ways[i];
        if (!direction)
            continue;
        nic_advance(direction, now_s);
        nic_remove(direction, transfer);
        schedule(direction);
    }
    task->transfer = NULL;
    pool_give(&task->simulation->transfers, transfer);
}
