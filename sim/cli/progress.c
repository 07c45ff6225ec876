/* progress.c - see progress.h.
 */
#include "sim/cli/progress.h"

#include "sim/cli/terminal.h"

#include <stdio.h>
#include <unistd.h>

enum { BAR = 30 };
static const double patience_s = 1; /* a run that ends sooner needs no bar */

void progress_init(struct progress *progress, bool quiet)
{
    *progress = (struct progress){.wanted = !quiet && isatty(STDERR_FILENO),
                                  .ascii = terminal_is_ascii(STDERR_FILENO)};
    clock_gettime(CLOCK_MONOTONIC, &progress->began);
}

static double elapsed_s(const struct progress *progress)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - progress->began.tv_sec) +
           (double)(now.tv_nsec - progress->began.tv_nsec) * 1e-9;
}

void progress_show(struct progress *progress, uint64_t done, uint64_t of,
                   const char *things)
{
    const double so_far_s = elapsed_s(progress);
    if (!progress->wanted || so_far_s < patience_s || done == 0)
        return;
    const char *full = progress->ascii ? "#" : "█", *free = progress->ascii ? "." : "░";
    fputs("\r[", stderr);
    for (int i = 0; i < BAR; i++)
        fputs(i * (double)of < (double)done * BAR ? full : free, stderr);
    fprintf(stderr, "] %.0f of %.0f %s, %.3g/s, about %.0f s left\033[K", (double)done,
            (double)of, things, (double)done / so_far_s,
            so_far_s / (double)done * (double)(of - done));
    progress->drawn = true;
}

void progress_clear(struct progress *progress)
{
    if (progress->drawn)
        fputs("\r\033[K", stderr);
    progress->drawn = false;
}
