/* machine_power.c - see machine_power.h. */
#include "models/machine_power.h"

#include "models/instance_life.h"
#include "models/simulation.h"

static void leave(struct machine *machine)
{
    machine->down = machine->off = true;
    machine_memory_off(machine);
    credits_leave(&machine->credits, engine_now(machine->engine));
    machine_cpu_touch_all(machine);
    machine_cpu_watch_credits(machine);
}

void machine_power_absent(struct machine *machine)
{
    uptime_stop(&machine->uptime, 0);
    leave(machine);
}

void machine_power_ask(struct machine *machine, double now_s)
{
    machine->off = false;
    machine->booting = true;
    machine->asked_s = now_s;
    uptime_start(&machine->uptime, now_s);
}

void machine_power_on(struct machine *machine, double now_s)
{
    machine->down = machine->booting = false;
    machine_memory_on(machine);
    volume_refill(&machine->volume, now_s);
    nic_refill(&machine->nic, now_s);
    credits_arrive(&machine->credits, now_s, &machine->def->host->instance);
    machine_cpu_touch_all(machine);
    machine_cpu_watch_credits(machine);
}

void machine_power_off(struct machine *machine, double now_s)
{
    struct event_queue *queue = &machine->engine->queue;
    const bool booted = !machine->booting;
    uptime_stop(&machine->uptime, now_s);
    machine->booting = false;
    machine->failures = 0;
    event_queue_cancel(queue, machine->boot_event);
    for (uint32_t i = 0; i < machine->instance_count; i++)
        instance_life_stop(machine->instances[i], now_s);
    if (booted)
        leave(machine);
    else
        machine->off = true;
}
