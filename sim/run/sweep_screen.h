/* sweep_screen.h - points whose verdict needs no simulation.
 *
 * Only where what is said is a certainty, whatever the random numbers:
 *   - the machines and what else is billed by the hour already cost more than the budget
 *     or a threshold on cost allow; usage can only add to it;
 *   - a task finds no machine with room for what it reserves, and none will come.
 * Where machines or tasks scale, or events stop them, neither is certain. A utilisation
 * above 1 is none: a run ends, and by then the queue may not have grown to a threshold.
 */
#ifndef OVERSTACK_RUN_SWEEP_SCREEN_H
#define OVERSTACK_RUN_SWEEP_SCREEN_H

#include "sim/run/sweep_row.h"

/* True: verdict, by and why are filled in; there are no figures. */
bool sweep_screen_tell(const struct design *design, struct sweep_row *row,
                       struct arena *arena);

#endif
