/* fault.h - the scenario's events: restarts, settings, and an operator who steps in when
 * a machine has been unreachable for long enough.
 */
#ifndef OVERSTACK_MODELS_FAULT_H
#define OVERSTACK_MODELS_FAULT_H

#include "models/event_def.h"
#include "sim/core/event_queue.h"

#include <stdbool.h>

struct machine;
struct simulation;

struct fault {
    const struct event_def *def;
    struct simulation *simulation;
    event_id event; /* at its time; for `when`, once that has lasted */
    event_id undo;  /* a `set` or `slow` with `for` is over */
    bool waiting;   /* at: not happened yet */
    double *before; /* values to set back, by its sets */
};

void fault_init(struct simulation *simulation);
/* Is one still to come at a given time? Then a finite run goes on. */
bool fault_is_due(const struct simulation *simulation);
void fault_unreachable(struct simulation *simulation, struct machine *machine,
                       double now_s);
void fault_reachable(struct simulation *simulation, struct machine *machine);

#endif
