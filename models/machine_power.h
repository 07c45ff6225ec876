/* machine_power.h - a machine that is not there all the time: one of a group that scales.
 *
 * Off, it has no memory in use, earns no credits, is not billed and nothing happens to
 * it. Asked for, it is billed from that moment (uptime.h); once
 * booted it is a new machine: T2 has its launch credits, T3 none, the buckets of volume
 * and network card are full.
 */
#ifndef OVERSTACK_MODELS_MACHINE_POWER_H
#define OVERSTACK_MODELS_MACHINE_POWER_H

#include "models/machine.h"

/* At set-up: not there when the run begins. Nothing on it has started. */
void machine_power_absent(struct machine *machine);
/* It is asked for: billed, but down. */
void machine_power_ask(struct machine *machine, double now_s);
/* It has booted; what runs on it may be started. */
void machine_power_on(struct machine *machine, double now_s);
/* It is given back with all that is on it; what events hold it down is forgotten. */
void machine_power_off(struct machine *machine, double now_s);

#endif
