/* credits.h - CPU credits of a burstable machine.
 *
 * One credit is one vCPU at 100% for a minute. The balance earns continuously up to its
 * cap and spends what is used. Launch credits (T2 standard) sit outside the cap and are
 * spent first, while earned credits accrue. `standard`: at zero the machine runs at its
 * baseline for as long as more is wanted. `unlimited`: then it borrows surplus, free up
 * to max_credits (repaid before the balance grows); what lies above is billed.
 * (AWS EC2 user guide, burstable performance instances.)
 *
 * Between two calls the use is constant, so balances are straight lines: they are
 * brought up to date lazily, and the moment of depletion is computed, not sampled.
 */
#ifndef OVERSTACK_MODELS_CREDITS_H
#define OVERSTACK_MODELS_CREDITS_H

#include "models/host_def.h"

#include <stdbool.h>

struct credits {
    bool present, unlimited;
    double earn_per_s, limit;
    double vcpus, baseline_cores; /* baseline_cores: of the whole machine */
    double launch, earned;        /* balances */
    double surplus;               /* borrowed and still open */
    double billed;                /* surplus above the free part, credits */
    double spent, start;          /* since time 0; balance at time 0 */
    double use_cores, since_s;
    double minimum;       /* lowest balance seen */
    double granted;       /* launch credits less the balance lost, at restarts */
    double zero_at_s;     /* when the balance last went below zero */
    double depleted_at_s; /* first time at zero, see credits_check; NAN: never */
    bool throttled;
    bool away; /* the machine is off: nothing is earned */
};

void credits_init(struct credits *credits, const struct instance_type *type,
                  const struct credits_def *definition);

/* Up to now_s with the present use; then the use is `cores` (user + system). */
void credits_use(struct credits *credits, double now_s, double cores);

/* launch + earned - surplus, at the last credits_use. */
double credits_balance(const struct credits *credits);

/* A lower bound of the time at which a balance could be gone: no matter how the use
 * changes it is not before. At less than a second of full use it is the time at the
 * present use. INFINITY: never. */
double credits_next_check_s(const struct credits *credits, double now_s);

/* Less than a second of full use is left: from now on credits_next_check_s has to be
 * asked whenever the use changes. */
bool credits_is_close(const struct credits *credits);

/* At the time given by credits_next_check_s: true when the throttle begins now. Credits
 * are used up when the balance is zero and, where more can be borrowed, a whole credit
 * is owed: a machine that begins without any owes a trifle from its first second on.
 * They are dated when the balance came to zero. */
bool credits_check(struct credits *credits, double now_s);

/* While throttled: true when enough has come back (a second of full use) to run on. */
bool credits_recovered(struct credits *credits, double now_s);

/* The machine is stopped and started: T2 loses its balance and gets launch credits;
 * open surplus is billed. */
void credits_restart(struct credits *credits, double now_s,
                     const struct instance_type *type);

/* The machine is given back: its balance is lost, open surplus is billed. */
void credits_leave(struct credits *credits, double now_s);
/* A new one is there: launch credits (T2 standard), else none. */
void credits_arrive(struct credits *credits, double now_s,
                    const struct instance_type *type);

#endif
