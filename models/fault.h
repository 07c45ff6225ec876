/* fault.h - the scenario's events: restarts, settings, an operator who steps in when a
 * machine has been unreachable for long enough; failures are outage.h's, deployments
 * deploy.h's.
 */
#ifndef OVERSTACK_MODELS_FAULT_H
#define OVERSTACK_MODELS_FAULT_H

#include "models/event_def.h"
#include "sim/core/event_queue.h"

#include <stdbool.h>
#include <stdint.h>

struct deploy;
struct machine;
struct scaling_node;
struct simulation;

struct fault {
    const struct event_def *def;
    struct simulation *simulation;
    event_id event;      /* at its time; for `when`, once that has lasted */
    event_id undo;       /* the `for` of a set, slow path, failure or outage is over */
    bool waiting;        /* at: not happened yet */
    double *before;      /* values to set back, by its sets */
    bool open;           /* outage: not everything that failed serves again */
    struct fault *first; /* outage: of those of the same thing that overlap; it tells */
    uint32_t lasting;    /* of those, how many `for`s are not over */
    double since_s, failed_before; /* when it began; requests that had failed by then */
    struct deploy *deploy;         /* NULL: no deployment */
    struct scaling_node *nodes;    /* of an interruption, by machine; NULL */
    bool *interrupted;             /* by machine: it was on at the notice */
};

void fault_init(struct simulation *simulation);
/* Is one still to come at a given time, or not over? Then a finite run goes on. */
bool fault_is_due(const struct simulation *simulation);
/* The run is over: what is not tells so. */
void fault_close(struct simulation *simulation);
void fault_unreachable(struct simulation *simulation, struct machine *machine,
                       double now_s);
void fault_reachable(struct simulation *simulation, struct machine *machine);

#endif
