/* memory.c - see memory.h. */
#include "models/memory.h"

#include <math.h>

static double reclaim_share(const struct memory_totals *t,
                            const struct memory_pressure *p)
{
    if (p->deficit <= p->swapped || t->file <= 0)
        return 0;
    const double x = p->file_missing / t->file;
    if (x >= 1)
        return MEMORY_RECLAIM_MOST;
    return fmin(MEMORY_RECLAIM_MOST, MEMORY_RECLAIM_Q * x / (1 - x));
}

/* A file page costs one read for eight; a swapped one a read for four and the write of
 * the page that made room, which halves what a volume brings. */
static double pages_per_io(const struct memory_pressure *p)
{
    const double missing = p->hot_swapped + p->file_missing;
    if (missing <= 0)
        return MEMORY_FILE_PAGES;
    const double pages =
        (MEMORY_SWAP_PAGES * p->hot_swapped + MEMORY_FILE_PAGES * p->file_missing) /
        missing;
    return p->hot_swapped > 0 ? pages / 2 : pages;
}

void memory_evaluate(const struct memory_totals *t, struct memory_pressure *p)
{
    p->need = fmax(0, t->kernel + t->anonymous + t->file); /* rounding */
    p->deficit = fmax(0, p->need - t->ram);
    p->swapped = fmin(p->deficit, t->swap);
    p->hot_swapped = fmax(0, p->swapped - t->cold);
    p->file_missing = fmin(p->deficit - p->swapped, t->file);
    const double hot = t->anonymous - t->cold + t->file;
    const double missing = p->hot_swapped + p->file_missing;
    p->miss_share = hot > 0 ? fmin(1, missing / hot) : 0;
    p->ageing_per_s = missing / MEMORY_PAGE_BYTES / MEMORY_COLD_AFTER_S;
    p->pages_per_io = pages_per_io(p);
    p->reclaim_share = reclaim_share(t, p);
}

double memory_wait_limit(const struct memory_totals *t)
{
    return t->swap + MEMORY_WAIT_SHARE * t->file;
}

double memory_kill_limit(const struct memory_totals *t)
{
    return t->swap + MEMORY_KILL_SHARE * t->file;
}
