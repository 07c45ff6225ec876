/* machine_reach.c - can anybody still log in?
 *
 * A machine is unreachable when one more runnable thread (a health check, sshd) would
 * have got less than 5% of a core for 60 s. Known only while the machine is strained:
 * otherwise a newcomer's fair share is far above that.
 */
#include "models/machine.h"
#include "models/simulation.h"
#include "sim/core/units.h"

#include <math.h>

#define REACH_LEAST_CORES 0.05
/* Exactly a twentieth of a core is enough, rounding or not. */
#define REACH_EPSILON 1e-9
#define REACH_AFTER_S 60.0

/* What the cores do at this moment: over a long timeline nobody would see it. */
static const char *tell_cpu(const struct machine *machine)
{
    char busy[UNIT_TEXT], user[UNIT_TEXT], system[UNIT_TEXT], iowait[UNIT_TEXT];
    const double cores = machine->cores;
    units_write_share(busy, (machine->user.value + machine->system.value) / cores);
    units_write_share(user, machine->user.value / cores);
    units_write_share(system, machine->system.value / cores);
    units_write_share(iowait, machine->iowait.value / cores);
    return simulation_text(
        machine->simulation,
        "a new login got less than 5%% of a core for 60 s; CPU %s busy "
        "(user %s, system %s), iowait %s",
        busy, user, system, iowait);
}

static void become_unreachable(void *object, double now_s)
{
    struct machine *machine = object;
    machine->unreachable = true;
    machine->unreachable_since_s = now_s;
    if (isnan(machine->unreachable_at_s)) {
        machine->unreachable_at_s = now_s;
        machine->unreachable_cpu =
            (machine->user.value + machine->system.value) / machine->cores;
    }
    simulation_note(machine->simulation, "unreachable", machine->def->name,
                    tell_cpu(machine));
    fault_unreachable(machine->simulation, machine, now_s);
    simulation_settle(machine->simulation);
}

static void become_reachable(struct machine *machine, double now_s)
{
    char text[UNIT_TEXT];
    units_write_duration(text, now_s - machine->unreachable_since_s);
    machine->unreachable = false;
    machine->unreachable_s += now_s - machine->unreachable_since_s;
    if (!machine->down) /* nobody would call a machine that is stopped reachable */
        simulation_note(machine->simulation, "reachable", machine->def->name,
                        simulation_text(machine->simulation, "after %s", text));
    fault_reachable(machine->simulation, machine);
}

void machine_reach_watch(struct machine *machine, double now_s, double share)
{
    struct event_queue *queue = &machine->engine->queue;
    if (share < REACH_LEAST_CORES - REACH_EPSILON) {
        if (!isnan(machine->hopeless_since_s))
            return;
        machine->hopeless_since_s = now_s;
        event_queue_schedule(queue, machine->reach_event, now_s + REACH_AFTER_S);
        return;
    }
    if (isnan(machine->hopeless_since_s))
        return;
    machine->hopeless_since_s = NAN;
    event_queue_cancel(queue, machine->reach_event);
    if (machine->unreachable)
        become_reachable(machine, now_s);
}

void machine_reach_init(struct machine *machine)
{
    machine->hopeless_since_s = machine->unreachable_at_s = NAN;
    machine->unreachable_cpu = NAN;
    machine->reach_event =
        event_queue_register(&machine->engine->queue, become_unreachable, machine);
}
