/* instance_heap.h - an instance's Java heap while it runs: what is live, how much of the
 * heap is resident, and what collecting costs. The rules are in jvm.h.
 *
 * Live set L = live + in_flight x live_per_request. The cost of collection, seconds for
 * each byte allocated, times the bytes allocated for each useful CPU-second by the
 * requests in flight, slows all threads of the instance by one factor.
 */
#ifndef OVERSTACK_MODELS_INSTANCE_HEAP_H
#define OVERSTACK_MODELS_INSTANCE_HEAP_H

#include "models/instance.h"

void instance_heap_init(struct instance *instance);

/* Resident heap and JVM overhead when it starts, bytes; 0 without a heap. */
double instance_heap_rest(const struct instance *instance);
/* Those bytes have been added to the instance's memory. */
void instance_heap_started(struct instance *instance, double now_s);

/* A request took a thread. False: its objects do not fit and it fails; under
 * `on_oom: exit` the process ends as well. */
bool instance_heap_admit(struct instance *instance, struct task *task, double now_s);
void instance_heap_release(struct instance *instance, struct task *task, double now_s);

#endif
