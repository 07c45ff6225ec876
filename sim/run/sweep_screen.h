/* sweep_screen.h - points whose verdict needs no simulation.
 *
 * Only where what is said is a certainty, whatever the random numbers. A point cannot pass
 * when
 *   - the machines and what else is billed by the hour already cost more than the budget
 *     or a threshold on cost allow; usage can only add to it;
 *   - a task finds no machine with room for what it reserves, and none will come;
 *   - a latency must be below what every request takes at least (latency_floor.h).
 * It cannot fail when nothing but the bill is limited, no usage can change the bill, and
 * it holds.
 * Where machines or tasks scale, or events stop or slow them, none is certain. A
 * utilisation above 1 is none: a run ends, and by then the queue may not have grown to a
 * threshold. With several replications the simulation may call a point undecided that
 * cannot pass, as figures above the limit scatter: the law is the stronger word.
 */
#ifndef OVERSTACK_RUN_SWEEP_SCREEN_H
#define OVERSTACK_RUN_SWEEP_SCREEN_H

#include "sim/run/sweep_row.h"

/* True: verdict, by and why are filled in; there are no figures. */
bool sweep_screen_tell(const struct design *design, struct sweep_row *row,
                       struct arena *arena);

#endif
