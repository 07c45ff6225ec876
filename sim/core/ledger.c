/* ledger.c - every figure an answer rests on that the user did not give.
 *
 * An entry is found by its path through a hash table with open addressing (FNV-1a,
 * linear probing, at most half full), since a scenario of a thousand services has tens
 * of thousands of defaults. The table holds 1 + the entry's index; 0 is free.
 */
#include "sim/core/ledger.h"

#include <stdlib.h>
#include <string.h>

enum { LEDGER_FIRST_CAPACITY = 32 };

void ledger_init(struct ledger *ledger, struct arena *arena)
{
    *ledger = (struct ledger){.arena = arena};
}

static uint64_t path_hash(const char *path)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (; *path; path++)
        hash = (hash ^ (unsigned char)*path) * 0x100000001b3u;
    return hash;
}

/* The table's cell of that path, or the free one where it would go. */
static uint32_t *ledger_cell(const struct ledger *ledger, const char *path)
{
    const size_t mask = 2 * ledger->capacity - 1;
    for (size_t i = path_hash(path) & mask;; i = (i + 1) & mask) {
        uint32_t *cell = &ledger->cells[i];
        if (*cell == 0 || strcmp(ledger->items[*cell - 1].path, path) == 0)
            return cell;
    }
}

static void ledger_index(struct ledger *ledger)
{
    memset(ledger->cells, 0, 2 * ledger->capacity * sizeof(*ledger->cells));
    for (size_t i = 0; i < ledger->count; i++)
        *ledger_cell(ledger, ledger->items[i].path) = (uint32_t)i + 1;
}

static void ledger_grow(struct ledger *ledger)
{
    ledger->capacity = ledger->capacity ? ledger->capacity * 2 : LEDGER_FIRST_CAPACITY;
    ledger->items = arena_grow(ledger->arena, ledger->items, ledger->count,
                               ledger->capacity, sizeof(*ledger->items));
    ledger->cells =
        arena_array(ledger->arena, 2 * ledger->capacity, sizeof(*ledger->cells));
    ledger_index(ledger);
}

static const char *ledger_text(struct ledger *ledger, const char *text)
{
    return text ? arena_text(ledger->arena, text, strlen(text)) : "";
}

void ledger_add(struct ledger *ledger, const char *path, const char *value,
                const char *kind, const char *source)
{
    if (ledger->count == ledger->capacity)
        ledger_grow(ledger);
    uint32_t *cell = ledger_cell(ledger, path);
    if (*cell == 0) {
        ledger->items[ledger->count].path = ledger_text(ledger, path);
        *cell = (uint32_t)++ledger->count;
    }
    struct assumption *assumption = &ledger->items[*cell - 1];
    assumption->value = ledger_text(ledger, value);
    assumption->kind = ledger_text(ledger, kind);
    assumption->source = ledger_text(ledger, source);
}

static int assumption_compare(const void *a, const void *b)
{
    const struct assumption *first = a, *second = b;
    return strcmp(first->path, second->path); /* paths are unique: no ties */
}

void ledger_sort(struct ledger *ledger)
{
    if (ledger->count == 0)
        return;
    qsort(ledger->items, ledger->count, sizeof(*ledger->items), assumption_compare);
    ledger_index(ledger);
}
