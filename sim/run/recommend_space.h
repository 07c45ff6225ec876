/* recommend_space.h - among what `overstack recommend` chooses.
 *
 * The block `search` of the file, or, without one, for every host with a machine of the
 * catalog: the types of its architecture and of current families that the region has at a
 * price; and, with one such host, one to four of them.
 */
#ifndef OVERSTACK_RUN_RECOMMEND_SPACE_H
#define OVERSTACK_RUN_RECOMMEND_SPACE_H

#include "sim/run/vary.h"
#include "sim/world_base.h"

enum {
    RECOMMEND_SPACE_MOST = 100000, /* points: each is loaded, some 0.2 ms */
    RECOMMEND_SPACE_COUNT = 4,     /* of machines, without `search` */
    RECOMMEND_SPACE_VCPUS = 8,     /* of a machine, without `search` */
};

/* `design`: the file with all options, as it is. NULL when an error was added. */
const struct vary *recommend_space_open(const struct world_base *base,
                                        const struct design *design, struct arena *arena,
                                        struct error_list *errors);

#endif
