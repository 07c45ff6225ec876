/* transfer.c - see transfer.h.
 *
 * Who has left (timed out, killed) has closed his connection: what would be sent to him
 * is not. What was under way when he left goes on to its end.
 */
#include "models/transfer.h"

#include "models/simulation.h"
#include "models/wire.h"

/* ---- the cards' events ---- */

static void tell_empty(struct nic_direction *direction)
{
    struct machine *machine = direction->machine;
    if (direction->told || isnan(direction->empty_at_s))
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
    event_queue_schedule(&direction->machine->engine->queue, direction->event,
                         nic_next_s(direction));
}

/* One direction has carried all of it: over when the other one has, too. */
static void through(struct transfer *transfer, const struct nic_direction *direction)
{
    struct task *task = transfer->task;
    struct simulation *simulation = task->simulation;
    for (int i = 0; i < NIC_WAYS; i++)
        if (transfer->ways[i] == direction)
            transfer->ways[i] = NULL;
    if (transfer->ways[NIC_OUT] || transfer->ways[NIC_IN])
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
    simulation_settle(direction->machine->simulation);
}

void transfer_init(struct simulation *simulation)
{
    pool_init(&simulation->transfers, &simulation->engine->arena,
              sizeof(struct transfer));
    for (uint32_t m = 0; m < simulation->design->machine_count; m++)
        for (int i = 0; i < NIC_WAYS; i++) {
            struct nic_direction *direction = &simulation->machines[m].nic.ways[i];
            direction->machine = &simulation->machines[m];
            if (nic_is_limited(direction))
                direction->event =
                    event_queue_register(&simulation->engine->queue, changes, direction);
        }
}

/* ---- a send step ---- */

static void join(struct transfer *transfer, enum nic_way way, struct machine *machine,
                 double bytes, double now_s)
{
    struct nic_direction *direction = machine ? &machine->nic.ways[way] : NULL;
    transfer->ways[way] = NULL;
    if (!direction || !nic_is_limited(direction))
        return;
    transfer->ways[way] = direction;
    nic_advance(direction, now_s);
    nic_push(direction, bytes, transfer);
    schedule(direction);
}

static bool carry(struct task *task, struct machine *from, struct machine *to,
                  double bytes, double now_s)
{
    struct simulation *simulation = task->simulation;
    const bool limited = (from && nic_is_limited(&from->nic.ways[NIC_OUT])) ||
                         (to && nic_is_limited(&to->nic.ways[NIC_IN]));
    if (!limited || bytes <= 0)
        return false;
    struct transfer *transfer = pool_take(&simulation->transfers);
    transfer->task = task;
    join(transfer, NIC_OUT, from, bytes, now_s);
    join(transfer, NIC_IN, to, bytes, now_s);
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
    struct machine *to = wire_count(request, bytes, now_s);
    if (to)
        to->in_bytes += bytes;
    return carry(task, task->instance->machine, to, bytes, now_s);
}

void transfer_abandon(struct task *task, double now_s)
{
    struct transfer *transfer = task->transfer;
    for (int i = 0; i < NIC_WAYS; i++) {
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
