/* sketch.h - a small design and summaries of it, made by hand, for the tests of what is
 * computed from a summary: merging, bill, thresholds, verdict.
 *
 * One host "web" of two machines ("web[0]", "web[1]"; type t3.micro, unlimited credits).
 * Services: spring (a process with an instance on each machine, endpoints read and
 * write), front (alb), media (s3), dalle (external), vercel (flat). Traffic: students
 * read and write, teachers read. Everything not measured is 0, every "nothing to say"
 * NAN. Tests change what they need.
 */
#ifndef OVERSTACK_TESTS_SUPPORT_SKETCH_H
#define OVERSTACK_TESTS_SUPPORT_SKETCH_H

#include "models/summary.h"

enum {
    SKETCH_SPRING,
    SKETCH_FRONT,
    SKETCH_MEDIA,
    SKETCH_DALLE,
    SKETCH_VERCEL,
    SKETCH_SERVICES,
};
enum {
    SKETCH_STUDENTS_READ,
    SKETCH_STUDENTS_WRITE,
    SKETCH_TEACHERS_READ,
    SKETCH_FLOWS,
};
enum { SKETCH_MACHINES = 2, SKETCH_STEPS = 10, SKETCH_STEP_S = 60 };

struct sketch {
    struct arena arena;
    struct design design;
    struct host_def host;
    struct machine_def machines[SKETCH_MACHINES];
    struct service_def services[SKETCH_SERVICES];
    struct instance_def instances[SKETCH_MACHINES];
    struct endpoint_def read, write;
    struct traffic_def traffic[2];
    struct flow_def flows[SKETCH_FLOWS];
};

void sketch_init(struct sketch *sketch);
void sketch_clear(struct sketch *sketch);

/* Counters for each flow, nothing counted yet. */
struct flow_counts *sketch_counts(struct arena *arena);

/* A summary with nothing in it, of 10 minutes in steps of one; one entry of requests,
 * "all"; resources, events and series none, with room for 16, 16 and 32. */
struct summary *sketch_summary(const struct sketch *sketch, struct arena *arena);

/* Adds to a sketch_summary. */
struct resource_summary *sketch_resource(struct summary *summary, const char *id,
                                         int kind, double saturated_at);
void sketch_event(struct summary *summary, double at_s, const char *kind, const char *who,
                  const char *why);
/* A series of SKETCH_STEPS values; what is not given is NAN. */
void sketch_series(struct summary *summary, struct arena *arena, const char *name,
                   const double *values, uint32_t count);

#endif
