/* memory.h - what a machine does when it has less memory than is wanted.
 *
 * Pure arithmetic on one set of totals, for a machine and, with its own totals, for a
 * cgroup with a mem_limit. All in bytes.
 *
 *   need = K + A + F; up to R nothing happens; D = need - R beyond.
 *   X  = min(D, S)          anonymous pages on swap, cold ones first
 *   XH = max(0, X - C)      hot ones among them
 *   FM = min(D - X, F)      file pages squeezed out of memory
 *   m  = (XH + FM) / (A - C + F)      share of touches that miss
 *   b  = (XH + FM) / 4 KiB / 120 s    faults a second by mere ageing
 *
 * Cold: untouched for 120 s (Lagar-Cavilla et al., ASPLOS 2019; Weiner et al., ASPLOS
 * 2022, for the order of magnitude). While D > X the kernel has nothing left to swap to
 * and spends k = cores x min(0.99, q x / (1 - x)), x = FM / F, on reclaim; q = 0.1 is
 * fitted (at x = 0.9 a two-core machine spends 0.9 of its CPU on it; reports:
 * amazon-ecs-agent#1580, coreos/bugs#1424).
 */
#ifndef OVERSTACK_MODELS_MEMORY_H
#define OVERSTACK_MODELS_MEMORY_H

#define MEMORY_PAGE_BYTES 4096.0
/* Each may be given on the compiler's command line: scripts/sensitivity asks over which
 * range of them the stories come out as they do. */
#ifndef MEMORY_COLD_AFTER_S
#define MEMORY_COLD_AFTER_S 120.0
#endif
#ifndef MEMORY_RECLAIM_Q
#define MEMORY_RECLAIM_Q 0.1 /* fitted, see above */
#endif
#ifndef MEMORY_RECLAIM_MOST
#define MEMORY_RECLAIM_MOST 0.99 /* of all cores */
#endif
#ifndef MEMORY_LEAST_CORES
#define MEMORY_LEAST_CORES 0.02 /* share of the cores that always gets through */
#endif
#ifndef MEMORY_FAULT_CPU_S
#define MEMORY_FAULT_CPU_S 5e-6 /* kernel CPU for a fault */
#endif
#ifndef MEMORY_FILE_PAGES
#define MEMORY_FILE_PAGES 8.0 /* useful pages one read brings (readahead) */
#endif
#ifndef MEMORY_SWAP_PAGES
#define MEMORY_SWAP_PAGES 4.0
#endif
#ifndef MEMORY_WAIT_SHARE
#define MEMORY_WAIT_SHARE 0.97 /* of F squeezed: allocations wait */
#endif
#ifndef MEMORY_KILL_SHARE
#define MEMORY_KILL_SHARE 0.95 /* of F squeezed, for oom_patience: a process dies */
#endif
#ifndef MEMORY_COLD_JVM
#define MEMORY_COLD_JVM 0.10 /* cold share of a Java heap (guessed) */
#endif
#ifndef MEMORY_COLD_OTHER
#define MEMORY_COLD_OTHER 0.30 /* of other anonymous memory (guessed) */
#endif
#ifndef MEMORY_WATERMARK
#define MEMORY_WATERMARK 0.015 /* of RAM the kernel keeps free (low watermark) */
#endif

struct memory_totals {
    double ram, swap; /* R, S */
    double kernel;    /* K */
    double anonymous; /* A */
    double file;      /* F */
    double cold;      /* C, part of A */
};

struct memory_pressure {
    double need, deficit; /* need, D (0 when it fits) */
    double swapped;       /* X */
    double hot_swapped;   /* XH */
    double file_missing;  /* FM */
    double miss_share;    /* m */
    double ageing_per_s;  /* b */
    double pages_per_io;  /* useful pages for one operation, write-outs included */
    double reclaim_share; /* k / cores */
};

void memory_evaluate(const struct memory_totals *totals,
                     struct memory_pressure *pressure);

/* D above which allocations wait, and above which the patience of the kernel runs. */
double memory_wait_limit(const struct memory_totals *totals);
double memory_kill_limit(const struct memory_totals *totals);

#endif
