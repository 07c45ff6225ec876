/* machine_volume.c - a machine's volume slows down when what it may burst is used up.
 */
#include "models/machine.h"

#include "models/simulation.h"

#include <math.h>

static const char *why_text(const struct machine *machine)
{
    const struct volume *volume = &machine->volume;
    const int kind = volume->empty_limit;
    const double rate_per_s = volume->limits[kind].base_per_s;
    char rate[UNIT_TEXT];
    if (kind == VOLUME_LIMIT_BYTES || kind == VOLUME_LIMIT_INSTANCE_BYTES) {
        units_write_size(rate, rate_per_s);
        return simulation_text(machine->simulation,
                               "the burst of the instance is used up, %s/s are left",
                               rate);
    }
    units_write_number(rate, rate_per_s);
    return simulation_text(machine->simulation, "%s used up, %s IOPS are left",
                           kind == VOLUME_LIMIT_OPS ? "gp2 burst credits are"
                                                    : "the burst of the instance is",
                           rate);
}

void machine_volume_watch(struct machine *machine)
{
    if (machine->volume_told || isnan(machine->volume.empty_at_s))
        return;
    machine->volume_told = true;
    simulation_note(machine->simulation, "burst_empty", machine->def->name,
                    why_text(machine));
}
