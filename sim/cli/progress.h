/* progress.h - a bar on standard error while a run is long.
 */
#ifndef OVERSTACK_CLI_PROGRESS_H
#define OVERSTACK_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct progress {
    bool wanted; /* standard error is a terminal and the user wants to see it */
    bool ascii;  /* it shows nothing else */
    bool drawn;  /* the line holds a bar */
    struct timespec began;
};

void progress_init(struct progress *progress, bool quiet);
/* `done` of `of` "replications" or other `things` have ended. Draws nothing in the first
 * second. Not from two threads at once. */
void progress_show(struct progress *progress, uint64_t done, uint64_t of,
                   const char *things);
/* Takes the bar away. */
void progress_clear(struct progress *progress);

#endif
