/* replicate.h - all replications of a design, on threads, merged into one answer.
 */
#ifndef OVERSTACK_RUN_REPLICATE_H
#define OVERSTACK_RUN_REPLICATE_H

#include "models/summary.h"

#include <stdatomic.h>

/* Called whenever a replication has ended, from any thread but never from two at once. */
typedef void replicate_progress(void *object, uint64_t done, uint64_t of);

struct replicate_options {
    uint32_t jobs;                /* threads; 0: all cores */
    replicate_progress *progress; /* NULL: silent */
    void *object;                 /* the progress callback's */
    struct engine
        *engine; /* of the calling thread, to be used again; NULL: made for it */
    struct error_list *errors; /* gets the reason when one cannot be simulated to its end;
                                  NULL: the program then ends with exit code 1 */
    const atomic_int *stop;    /* no replication is begun once this is not 0; NULL: never.
                               A signal handler may set it. */
};

/* Runs as many replications as design->simulate asks for and finds cost, thresholds and
 * verdict on the merged summary, which lives in `arena` and refers to the design (to a
 * copy with its cut, when the warm-up was to be found). The same bytes whatever the
 * number of jobs. When stopped: merged from those that ended
 * (summary->replications says how many), NULL when none did, or when an error was added. */
struct summary *replicate_run(const struct design *design,
                              const struct replicate_options *options,
                              struct arena *arena);

#endif
