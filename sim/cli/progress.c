/* progress.c - see progress.h.
 */
#include "sim/cli/progress.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR = 30 };
static const double patience_s = 1; /* a run that ends sooner needs no bar */

void progress_init(struct progress *progress, bool quiet)
{
    *progress = (struct progress){.wanted = !quiet && isatty(STDERR_FILENO)};
    clock_gettime(CLOCK_MONOTONIC, &progress->began);
}

static double elapsed_s(const struct progress *progress)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - progress->began.tv_sec) +
           (double)(now.tv_nsec - progress->began.tv_nsec) * 1e-9;
}

void progress_show(struct progress *progress, uint32_t done, uint32_t of)
{
    const double so_far_s = elapsed_s(progress);
    if (!progress->wanted || so_far_s < patience_s || done == 0)
        return;
    fputs("\r[", stderr);
    for (uint32_t i = 0; i < BAR; i++)
        fputs((uint64_t)i * of < (uint64_t)done * BAR ? "█" : "░", stderr);
    fprintf(stderr, "] %u of %u replications, about %.0f s left\033[K", done, of,
            so_far_s / done * (of - done));
    progress->drawn = true;
}

void progress_clear(struct progress *progress)
{
    if (progress->drawn)
        fputs("\r\033[K", stderr);
    progress->drawn = false;
}
