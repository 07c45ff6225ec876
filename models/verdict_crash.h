/* verdict_crash.h - who dies again and again, after how long, of what; and who die in
 * turn because they do not fit together.
 *
 * Counted from the list of events: a life goes from a start to the death that the next
 * start follows, or the run's end. A worker that is killed is no death of its instance.
 */
#ifndef OVERSTACK_MODELS_VERDICT_CRASH_H
#define OVERSTACK_MODELS_VERDICT_CRASH_H

#include "models/verdict_chain.h"

/* "it restarts 12 times, each time dying after 3.2 s of lack of memory". */
const char *verdict_crash_loop(const struct summary *summary, const char *who,
                               struct arena *arena);

/* "On web the kernel kills a[0] and b[0] in turn, 12 times in all: ...". */
void verdict_crash_tell(struct verdict_chain *chain);

#endif
