/* memory_fit.h - does it fit? What every machine's memory is asked for, at rest and full.
 *
 * At rest: kernel and daemons, then for each instance base, workers, committed heap and
 * the JVM around it, Docker's shim, and the hot file pages of all of them: the state of
 * the simulation at time 0 with everything up. Full: heaps at their limit, leaks at their
 * caps (up_to, or what a recycle lets grow), every thread holding a request. While a
 * deployment starts the new beside the old (blue_green, surge): at rest, and the new ones.
 */
#ifndef OVERSTACK_MODELS_MEMORY_FIT_H
#define OVERSTACK_MODELS_MEMORY_FIT_H

#include "models/operational.h"

struct memory_fit_instance {
    const struct instance_def *instance;
    double base, workers, shim; /* anonymous, bytes */
    double heap, jvm;           /* committed heap; metaspace, code */
    double file;                /* text and cache */
    double rest;                /* sum of the above */
    double heap_growth;         /* from committed to its limit, stacks included */
    double leak;                /* cap of all workers; INFINITY: none */
    double requests;            /* of all threads at work */
    double full;                /* rest and the growth; INFINITY: a leak without cap */
    double heap_limit;          /* 0: no heap */
    bool heap_holds;            /* its live objects fit it with all threads at work */
    double limit;               /* mem_limit; INFINITY */
    double leak_per_s;          /* growth at the mean load */
};

enum memory_fit_state {
    MEMORY_FIT_FITS,     /* in RAM */
    MEMORY_FIT_SWAPS,    /* with what swap takes */
    MEMORY_FIT_SQUEEZES, /* by throwing out file pages that are needed: livelock */
    MEMORY_FIT_KILLS,    /* not at all: the kernel kills */
};

struct memory_fit_machine {
    const struct machine_def *machine;
    double ram, swap;
    double kernel;      /* and daemons */
    double system_file; /* their hot pages */
    double rest, full;
    double spare_rest; /* of instances that only a deployment starts, beside the others */
    double file_rest;  /* hot file pages in it */
    enum memory_fit_state rest_state, full_state;
    enum memory_fit_state deploy_state; /* at rest, with the spares */
    double leak_per_s;
    double leaks_reach_ram_s; /* not before, from rest at the mean load; INFINITY */
    struct memory_fit_instance *instances;
    uint32_t instance_count;
};

struct memory_fit {
    struct memory_fit_machine *machines; /* by machine */
    uint32_t machine_count;
    bool fits; /* at rest, every machine's RAM and every mem_limit */
};

void memory_fit_init(struct memory_fit *fit, const struct operational *operational,
                     struct arena *arena);

/* RAM that services can have: what the OS sees less the kernel's watermarks; with os
 * none the memory as it is. */
double memory_fit_ram_bytes(const struct host_def *host);

#endif
