/* machine.c - a machine's life: set up, observed, stopped and started again. */
#include "models/machine.h"

#include "models/instance_life.h"
#include "models/lost.h"
#include "models/outage.h"
#include "models/simulation.h"

#include <math.h>

/* From "start" to a running operating system; EC2 boots take 26 to 30 s whatever the
 * type (daemonology.net 2021-08-12; brevdev/ec2-coldboot-research). */
#define MACHINE_BOOT_S 30.0

/* What each start is billed for at least: EC2, and RDS (its user guide, on-demand
 * instances). */
#define BILLED_S     60.0
#define BILLED_S_RDS 600.0

static void boot(struct machine *machine, double now_s);

static void booted(void *object, double now_s)
{
    boot(object, now_s);
}

/* `machine` is zeroed; its list of instances is already filled. */
void machine_init(struct machine *machine, struct simulation *simulation,
                  const struct machine_def *def)
{
    machine->def = def;
    machine->simulation = simulation;
    machine->engine = simulation->engine;
    volume_init(&machine->volume, &def->host->volume, &def->host->instance);
    nic_init(&machine->nic, &def->host->instance, &machine->engine->arena);
    machine_cpu_init(machine);
    machine_memory_init(machine);
    machine_reach_init(machine);
    uptime_init(&machine->uptime, true, def->host->managed ? BILLED_S_RDS : BILLED_S);
    machine->boot_event = event_queue_register(&machine->engine->queue, booted, machine);
}

void machine_advance(struct machine *machine, double now_s)
{
    for (uint32_t i = 0; i < machine->instance_count; i++)
        cpu_group_advance(&machine->instances[i]->cpu, now_s);
    struct area *areas[] = {&machine->user,   &machine->system, &machine->iowait,
                            &machine->steal,  &machine->need,   &machine->resident,
                            &machine->swapped};
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++)
        area_advance(areas[i], now_s);
    credits_use(&machine->credits, now_s, machine->credits.use_cores);
}

void machine_open_window(struct machine *machine, double now_s)
{
    machine_advance(machine, now_s);
    struct area *areas[] = {&machine->user,   &machine->system, &machine->iowait,
                            &machine->steal,  &machine->need,   &machine->resident,
                            &machine->swapped};
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++)
        areas[i]->area = 0;
    machine->volume_busy_start_s = volume_busy_s(&machine->volume, now_s);
    nic_open_window(&machine->nic, now_s);
    uptime_open_window(&machine->uptime, now_s);
    machine->sent = (struct bytes_sent){0};
    machine->in_bytes = machine->cross_zone_in_bytes = 0;
    machine->oom_kills = 0;
    machine->unreachable_s = 0;
    if (machine->unreachable)
        machine->unreachable_since_s = now_s;
    machine->credits.start = credits_balance(&machine->credits);
    machine->credits.minimum = machine->credits.start;
    machine->credits.spent = machine->credits.billed = machine->credits.granted = 0;
    volume_open_window(&machine->volume, now_s);
}

double machine_rest_bytes(const struct machine *machine)
{
    const struct system_def *system = &machine->def->host->system;
    double bytes = system->kernel_bytes + system->text_bytes;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        if (!machine->instances[i]->def->spare)
            bytes += fmin(instance_life_rest_bytes(machine->instances[i]),
                          machine->instances[i]->service->mem_limit_bytes);
    return bytes;
}

/* That of Fargate is part of a task's `pull`. */
static double boot_s(const struct machine *machine)
{
    return design_is_fargate(machine->def->host) ? 0 : MACHINE_BOOT_S;
}

void machine_restart(struct machine *machine, double now_s)
{
    if (machine->failures || machine->off || machine->booting)
        return; /* there is nothing to start */
    simulation_note(machine->simulation, "machine_stop", machine->def->name, "");
    machine->down = true;
    uptime_stop(&machine->uptime, now_s);
    uptime_start(&machine->uptime, now_s);
    for (uint32_t i = 0; i < machine->instance_count; i++)
        instance_life_stop(machine->instances[i], now_s);
    credits_restart(&machine->credits, now_s, &machine->def->host->instance);
    machine_cpu_touch_all(machine);
    machine_cpu_watch_credits(machine);
    event_queue_schedule(&machine->engine->queue, machine->boot_event,
                         now_s + boot_s(machine));
}

/* Another takes its place and name, whatever becomes of this one. */
static bool has_standby(const struct machine *machine)
{
    return machine->def->number == 0 && machine->def->host->failover_s > 0;
}

void machine_fail(struct machine *machine, double now_s)
{
    if (machine->off || machine->failures++ > 0)
        return;
    machine->down = true;
    if (!has_standby(machine)) /* that one is paid for */
        uptime_stop(&machine->uptime, now_s);
    event_queue_cancel(&machine->engine->queue, machine->boot_event);
    for (uint32_t i = 0; i < machine->instance_count; i++) {
        lost_begin(machine);
        instance_life_stop(machine->instances[i], now_s);
        lost_end(machine->instances[i]);
    }
    machine_cpu_touch_all(machine);
    if (machine->simulation->ecs)
        ecs_machine_down(machine->simulation->ecs, machine, now_s);
    if (has_standby(machine))
        event_queue_schedule(&machine->engine->queue, machine->boot_event,
                             now_s + machine->def->host->failover_s);
}

void machine_recover(struct machine *machine, double now_s)
{
    if (machine->failures == 0)
        return; /* another stands in its place */
    if (--machine->failures > 0 || has_standby(machine))
        return;
    uptime_start(&machine->uptime, now_s);
    if (!machine->booting)
        event_queue_schedule(&machine->engine->queue, machine->boot_event,
                             now_s + boot_s(machine));
}

void machine_renew(struct machine *machine, double now_s)
{
    event_queue_cancel(&machine->engine->queue, machine->boot_event);
    machine->failures = 0;
    machine->down = false;
    uptime_start(&machine->uptime, now_s);
    for (uint32_t i = 0; i < machine->instance_count; i++)
        lost_reset(machine->instances[i]);
    machine_cpu_touch_all(machine);
}

static void boot(struct machine *machine, double now_s)
{
    if (!design_is_fargate(machine->def->host)) /* its task says that it starts */
        simulation_note(machine->simulation, "machine_start", machine->def->name, "");
    machine->down = false;
    for (uint32_t i = 0; i < machine->instance_count; i++)
        lost_reset(machine->instances[i]);
    for (uint32_t i = 0; i < machine->instance_count; i++)
        if (!(now_s <
              machine->instances[i]->service->start_at_s)) /* its time is to come */
            instance_life_start(machine->instances[i], now_s);
    if (machine->simulation->ecs)
        ecs_machine_up(machine->simulation->ecs, machine, now_s);
    outage_ready(machine->simulation, now_s);
    simulation_settle(machine->simulation);
}
