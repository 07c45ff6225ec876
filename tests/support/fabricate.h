/* fabricate.h - a summary made up by hand, for the tests of what people see: a small
 * machine that runs out of memory, as the simulation would have told it.
 */
#ifndef OVERSTACK_TESTS_SUPPORT_FABRICATE_H
#define OVERSTACK_TESTS_SUPPORT_FABRICATE_H

#include "models/summary.h"

/* One t2.medium ("web"), the services spring, elasticsearch, mysql and the external
 * images, one traffic, an hour in 240 steps. Everything lives in `arena`; tests change
 * what they need. */
struct summary *fabricate_summary(struct arena *arena);

#endif
