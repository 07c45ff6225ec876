/* upstream_pick.h - which of the usable instances the next try goes to.
 *
 * round_robin and weighted: nginx's smooth weighted round robin. Each pick adds every
 * usable peer's effective weight to its current value, takes the greatest (the first of
 * equals) and subtracts the sum from it: weights 5, 1, 1 give a a b a c a a. A failure
 * lowers the effective weight by weight / max_fails, rounded down; each pick raises it by 1.
 *
 * least_connections: least conns / weight, compared by cross-multiplication; ties go
 * through the smooth round robin among the tied.
 *
 * random: by weight. two_choices: two distinct ones drawn by weight, then fewer conns /
 * weight; of equals the second (Mitzenmacher 2001).
 *
 * sticky: a client stays with its instance as long as that is usable; the first time, and
 * when it is not, smooth round robin chooses a new home.
 *
 * Usable is who was not tried yet by this call, is not withdrawn, has a weight, is not
 * left out for its failures, and is healthy - or nobody is: then health does not matter.
 */
#ifndef OVERSTACK_MODELS_UPSTREAM_PICK_H
#define OVERSTACK_MODELS_UPSTREAM_PICK_H

#include "models/upstream.h"

/* NULL: nobody is usable. */
struct peer *upstream_pick(struct upstream *upstream, const struct attempt *attempt,
                           const struct task *task, double now_s);

#endif
