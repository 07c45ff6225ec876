/* sweep_crew.c - a crew of one; see sweep_crew.h. */
#include "sim/run/sweep_crew.h"

#include <stdlib.h>

/* Open MPI says so in the environment; without MPI each process would do all the work. */
const char *sweep_crew_begin(struct sweep_crew *crew)
{
    const char *size = getenv("OMPI_COMM_WORLD_SIZE");
    *crew = (struct sweep_crew){.rank = 0, .size = 1};
    return size && atoi(size) > 1 ? "this program was built without MPI (make MPI=1), so "
                                    "mpirun would only run "
                                    "the same sweep several times"
                                  : NULL;
}

uint64_t sweep_crew_run(struct sweep_crew *crew, const struct sweep *sweep,
                        const struct sweep_run_options *options)
{
    crew->ran = true;
    return sweep_run(sweep, options);
}

void sweep_crew_end(struct sweep_crew *crew)
{
    (void)crew;
}
