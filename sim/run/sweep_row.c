/* sweep_row.c - see sweep_row.h.
 *
 * Packed: the struct as it is, then its texts with their ends, threshold by threshold
 * with the value and verdict before them.
 */
#include "sim/run/sweep_row.h"

#include <math.h>
#include <string.h>

static const char *const verdicts[] = {"ok", "failed", "undecided", "error"};
static const char *const bys[] = {"simulation", "law", ""};
static const char *const budgets[] = {"", "ok", "failed", "undecided"};

const char *sweep_row_verdict_name(enum sweep_verdict verdict)
{
    return verdicts[verdict];
}

const char *sweep_row_by_name(enum sweep_by by)
{
    return bys[by];
}

const char *sweep_row_budget_name(enum sweep_budget budget)
{
    return budgets[budget];
}

static int named(const char *const *names, int count, const char *name)
{
    int i = 0;
    while (i < count && strcmp(names[i], name) != 0)
        i++;
    return i;
}

enum sweep_verdict sweep_row_verdict_named(const char *name)
{
    return (enum sweep_verdict)named(verdicts, SWEEP_VERDICT_COUNT, name);
}

enum sweep_by sweep_row_by_named(const char *name)
{
    return (enum sweep_by)named(bys, SWEEP_BY_COUNT, name);
}

enum sweep_budget sweep_row_budget_named(const char *name)
{
    return (enum sweep_budget)named(budgets, SWEEP_BUDGET_COUNT, name);
}

struct sweep_row sweep_row_of(uint64_t point)
{
    struct sweep_row row = {.point = point,
                            .verdict = SWEEP_ERROR,
                            .by = SWEEP_BY_NOTHING,
                            .first = "",
                            .why = ""};
    for (int i = 0; i < SWEEP_FIGURES; i++)
        row.figures[i] = NAN;
    return row;
}

static enum sweep_budget budget_of(const struct cost_summary *cost)
{
    return !cost->budget_given      ? SWEEP_BUDGET_NONE
           : cost->budget_undecided ? SWEEP_BUDGET_UNDECIDED
           : cost->budget_ok        ? SWEEP_BUDGET_OK
                                    : SWEEP_BUDGET_FAILED;
}

void sweep_row_fill(struct sweep_row *row, const struct summary *summary,
                    struct arena *arena)
{
    const struct design *design = summary->design;
    row->verdict = summary->undecided ? SWEEP_UNDECIDED
                   : summary->ok      ? SWEEP_OK
                                      : SWEEP_FAILED;
    row->by = SWEEP_BY_SIMULATION;
    row->replications = summary->replications;
    row->budget = budget_of(&summary->cost);
    for (int i = 0; i < SWEEP_FIGURES; i++)
        row->figures[i] = metric_value(summary, (enum metric_figure)i);
    if (summary->verdict.first_resource)
        row->first = summary->verdict.first_resource;
    row->threshold_count = design->threshold_count;
    row->thresholds = arena_array(arena, row->threshold_count, sizeof(*row->thresholds));
    for (uint32_t i = 0; i < row->threshold_count; i++) {
        const struct threshold_summary *found = &summary->thresholds[i];
        row->thresholds[i] = (struct sweep_threshold){found->definition->metric,
                                                      found->definition->expression,
                                                      found->value, found->ok};
    }
}

/* ---- packed ---- */

struct pack {
    char *bytes; /* NULL: only counted */
    size_t length;
};

static void pack_bytes(struct pack *pack, const void *from, size_t size)
{
    if (pack->bytes)
        memcpy(pack->bytes + pack->length, from, size);
    pack->length += size;
}

static void pack_text(struct pack *pack, const char *text)
{
    pack_bytes(pack, text, strlen(text) + 1);
}

size_t sweep_row_pack(const struct sweep_row *row, char *bytes)
{
    struct pack pack = {.bytes = bytes};
    pack_bytes(&pack, row, sizeof(*row));
    pack_text(&pack, row->first);
    pack_text(&pack, row->why);
    for (uint32_t i = 0; i < row->value_count; i++)
        pack_text(&pack, row->values[i]);
    for (uint32_t i = 0; i < row->threshold_count; i++) {
        const struct sweep_threshold *one = &row->thresholds[i];
        pack_bytes(&pack, &one->value, sizeof(one->value));
        pack_bytes(&pack, &one->ok, sizeof(one->ok));
        pack_text(&pack, one->metric);
        pack_text(&pack, one->expression);
    }
    return pack.length;
}

static const char *unpack_text(const char **bytes)
{
    const char *text = *bytes;
    *bytes += strlen(text) + 1;
    return text;
}

void sweep_row_unpack(struct sweep_row *row, const char *bytes, struct arena *arena)
{
    memcpy(row, bytes, sizeof(*row));
    bytes += sizeof(*row);
    row->first = unpack_text(&bytes);
    row->why = unpack_text(&bytes);
    row->values = arena_array(arena, row->value_count, sizeof(*row->values));
    for (uint32_t i = 0; i < row->value_count; i++)
        row->values[i] = unpack_text(&bytes);
    row->thresholds = arena_array(arena, row->threshold_count, sizeof(*row->thresholds));
    for (uint32_t i = 0; i < row->threshold_count; i++) {
        struct sweep_threshold *one = &row->thresholds[i];
        memcpy(&one->value, bytes, sizeof(one->value));
        memcpy(&one->ok, bytes + sizeof(one->value), sizeof(one->ok));
        bytes += sizeof(one->value) + sizeof(one->ok);
        one->metric = unpack_text(&bytes);
        one->expression = unpack_text(&bytes);
    }
}
