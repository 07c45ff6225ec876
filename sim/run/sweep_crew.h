/* sweep_crew.h - a sweep under mpirun: many processes, perhaps on many machines, as one.
 *
 * The first process leads: it hands out points and writes what comes back, the others
 * simulate. There are two of this file's sources: sim/run/sweep_crew.c, alone, and
 * sim/run/mpi/sweep_crew.c, of `make MPI=1`.
 */
#ifndef OVERSTACK_RUN_SWEEP_CREW_H
#define OVERSTACK_RUN_SWEEP_CREW_H

#include "sim/run/sweep_run.h"

struct sweep_crew {
    int rank, size; /* 0 of 1: alone */
    bool ran;
};

/* NULL, or why a crew cannot be had though mpirun asks for one. */
const char *sweep_crew_begin(struct sweep_crew *crew);
/* sweep_run by all of the crew. Rows come out at the leader; 0 at the others. */
uint64_t sweep_crew_run(struct sweep_crew *crew, const struct sweep *sweep,
                        const struct sweep_run_options *options);
/* All of the crew end here, also when there was nothing to run. */
void sweep_crew_end(struct sweep_crew *crew);

#endif
