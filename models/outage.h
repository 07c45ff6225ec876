/* outage.h - what fails: a host, a machine, a zone, a service or an instance.
 *
 * A failed machine takes its instances with it; when the failure is over it boots (as
 * after a stop) and they pay `start`. A failed process dies and stays dead whatever its
 * restart policy says; then it pays `start`. Several failures of the same thing add up:
 * it comes back when the last one is over.
 *
 * The outage lasts until all that failed serves again. Then, or at the end of the run, a
 * note tells how long it was and how many requests failed in that time: one for all
 * failures of the same thing that overlap.
 */
#ifndef OVERSTACK_MODELS_OUTAGE_H
#define OVERSTACK_MODELS_OUTAGE_H

#include <stdbool.h>

struct fault;
struct simulation;

void outage_begin(struct fault *fault, double now_s);
/* Its `for` is over: machines boot, processes start. */
void outage_end(struct fault *fault, double now_s);
/* A machine booted or an instance began to serve. */
void outage_ready(struct simulation *simulation, double now_s);
/* Is that zone out? */
bool outage_holds(const struct simulation *simulation, const char *zone);
/* The run is over. */
void outage_close(struct fault *fault, double now_s);

#endif
