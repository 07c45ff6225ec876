/* watch.h - long work on a terminal: a bar while it goes on, and Ctrl-C.
 *
 * Until something is finished an interrupt ends the process; from then on it is the flag
 * that the work looks at, and what is finished is reported.
 */
#ifndef OVERSTACK_CLI_WATCH_H
#define OVERSTACK_CLI_WATCH_H

#include "sim/cli/interrupt.h"
#include "sim/cli/options.h"
#include "sim/cli/progress.h"

struct watch {
    struct progress progress;
    const char *things; /* that are counted: "replications" */
};

/* Before the work, whose `stop` is interrupt_flag(). */
void watch_begin(struct watch *watch, const struct options *options, const char *things);
/* `done` of `of` things are finished: the `progress` of all work, with the watch as its
 * object. Not from two threads at once. */
void watch_show(void *object, uint64_t done, uint64_t of);
/* After it. */
void watch_end(struct watch *watch);

#endif
