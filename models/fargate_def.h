/* fargate_def.h - the keys of `kind: fargate`: tasks without machines of the user's.
 *
 * Each task is a machine of its own of the task's size, which the loader makes; it runs
 * there like a process on a host.
 */
#ifndef OVERSTACK_MODELS_FARGATE_DEF_H
#define OVERSTACK_MODELS_FARGATE_DEF_H

#include "models/task_def.h"

#include <stdbool.h>

enum fargate_arch { FARGATE_X86, FARGATE_ARM };

struct fargate_def {
    int arch; /* enum fargate_arch */
    int spot;
    double pull_s;      /* NAN: FARGATE_PULL_S */
    struct items zones; /* of struct zone_def */
    const char *egress; /* internet | none | a nat_gateway */

    /* Resolved by world: */
    int given; /* the service is of this kind */
};

/* From the decision to start a task to the start of its program: a network interface, a
 * machine, the image. Guessed: practice, 20 to 60 s for images of some hundred MB. */
#define FARGATE_PULL_S 30.0

/* A start is billed for so long at least (catalog: Fargate, min_billed_seconds). */
#define FARGATE_BILLED_S 60.0

extern const struct table fargate_def_table; /* of a struct service_def */

/* The sizes there are: for each number of vCPUs the memory from `least` to `most` in
 * steps; 0.25 vCPU has half a GiB as well. */
struct fargate_size {
    double cpu;
    double least_gib, most_gib, step_gib;
};

extern const struct fargate_size fargate_def_sizes[];
extern const uint32_t fargate_def_size_count;

/* The row of so many vCPUs, or NULL. */
const struct fargate_size *fargate_def_size(double cpu);
bool fargate_def_has(const struct fargate_size *size, double memory_bytes);

#endif
