/* sweep_window.h - rows that end in any order leave in theirs.
 *
 * A ring of packed rows. Who brings one too far ahead of the first that is missing waits:
 * so memory stays the same however long one point takes.
 */
#ifndef OVERSTACK_RUN_SWEEP_WINDOW_H
#define OVERSTACK_RUN_SWEEP_WINDOW_H

#include "sim/run/sweep_row.h"

#include <pthread.h>
#include <stdatomic.h>

/* Called for one row at a time, in order. */
typedef void sweep_window_out(void *object, const struct sweep_row *row);

enum { SWEEP_WINDOW = 4096 };

struct sweep_window {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    char *rows[SWEEP_WINDOW]; /* packed, owned; NULL: not there yet */
    uint64_t first;           /* the place that leaves next */
    sweep_window_out *out;
    void *object;
    struct arena arena; /* of the row that is leaving */
};

void sweep_window_init(struct sweep_window *window, sweep_window_out *out, void *object);
/* Takes a copy of the row that belongs at this place; from any thread. Waits while it is
 * too far ahead. */
void sweep_window_put(struct sweep_window *window, uint64_t place,
                      const struct sweep_row *row);
/* Lets the rest out, over what is missing, and forgets everything. */
void sweep_window_clear(struct sweep_window *window);

#endif
