/* verdict_failures.h - why requests fail, and where they wait for too long.
 */
#ifndef OVERSTACK_MODELS_VERDICT_FAILURES_H
#define OVERSTACK_MODELS_VERDICT_FAILURES_H

#include "models/summary.h"

/* The reason of most of them: "the backlog is full". */
const char *verdict_failures_reason(const struct request_summary *all);

/* The reason, and of a wait that is too long where it is and how busy that is: "the wait for
 * the thread of web is too long (84% busy, mean wait 62 ms)"; of all waits the resource that
 * goes first if traffic grows. */
const char *verdict_failures_say(const struct summary *merged,
                                 const struct request_summary *all, struct arena *arena);

/* The resource that goes first if traffic grows; NULL: none would. */
const struct resource_summary *verdict_failures_limit(const struct summary *merged);

#endif
