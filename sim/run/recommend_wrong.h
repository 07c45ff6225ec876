/* recommend_wrong.h - values of the space that are slips.
 *
 * Some combinations may be no valid scenario, such as a machine of one architecture with an
 * image of another; they are left out and counted. A value that cannot be loaded with any
 * other is a slip in `search`: the cheapest may be missed by it.
 */
#ifndef OVERSTACK_RUN_RECOMMEND_WRONG_H
#define OVERSTACK_RUN_RECOMMEND_WRONG_H

#include "sim/run/recommend.h"

/* False when an error was added for such a value, at its place in the file. The
 * candidates must have been looked at. */
bool recommend_wrong_none(const struct recommend_options *options,
                          const struct recommend *found, struct arena *arena,
                          struct error_list *errors);

#endif
