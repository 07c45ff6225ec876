/* ledger.h - every figure an answer rests on that the user did not give.
 */
#ifndef OVERSTACK_CORE_LEDGER_H
#define OVERSTACK_CORE_LEDGER_H

#include "sim/core/arena.h"

#include <stddef.h>
#include <stdint.h>

struct assumption {
    const char *path;   /* services.redis.memory.base */
    const char *value;  /* as a person reads it, "12 MiB" */
    const char *kind;   /* measured | published | default | guessed | fitted */
    const char *source; /* "" when it is the program's own default */
};

struct ledger {
    struct arena *arena; /* owns the texts */
    struct assumption *items;
    size_t count, capacity;
    uint32_t *cells; /* where the entry of a path is; see ledger.c */
};

void ledger_init(struct ledger *ledger, struct arena *arena);
/* Copies the texts; an entry of the same path is replaced. */
void ledger_add(struct ledger *ledger, const char *path, const char *value,
                const char *kind, const char *source);
/* Sorts by path. */
void ledger_sort(struct ledger *ledger);

#endif
