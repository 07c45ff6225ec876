/* sweep_row.h - what is known of one point of a sweep: a row of its table.
 *
 * A row is made by whoever simulated the point, travels as a run of bytes (between
 * threads, processes, machines) and is written by one. Packed rows of two machines of
 * the same kind agree; they are never kept in a file.
 */
#ifndef OVERSTACK_RUN_SWEEP_ROW_H
#define OVERSTACK_RUN_SWEEP_ROW_H

#include "models/metric.h"
#include "sim/core/error.h"
#include "sim/core/hash.h"

enum sweep_verdict {
    SWEEP_OK,        /* every threshold and the budget held */
    SWEEP_FAILED,    /* one did not */
    SWEEP_UNDECIDED, /* a limit lies inside its interval */
    SWEEP_ERROR,     /* could not be loaded, or not simulated to its end */
    SWEEP_VERDICT_COUNT,
};

/* How the bill stood to the budget. */
enum sweep_budget {
    SWEEP_BUDGET_NONE, /* there is none, or only a law spoke */
    SWEEP_BUDGET_OK,
    SWEEP_BUDGET_FAILED,
    SWEEP_BUDGET_UNDECIDED,
    SWEEP_BUDGET_COUNT,
};

enum sweep_by { SWEEP_BY_SIMULATION, SWEEP_BY_LAW, SWEEP_BY_NOTHING, SWEEP_BY_COUNT };

/* "ok", "failed", ...; "simulation", "law", ""; a budget's are a verdict's, "" for none */
const char *sweep_row_verdict_name(enum sweep_verdict verdict);
const char *sweep_row_by_name(enum sweep_by by);
const char *sweep_row_budget_name(enum sweep_budget budget);
/* The number of a name, or the count when there is none such. */
enum sweep_verdict sweep_row_verdict_named(const char *name);
enum sweep_by sweep_row_by_named(const char *name);
enum sweep_budget sweep_row_budget_named(const char *name);

struct sweep_threshold {
    const char *metric, *expression;
    double value; /* NAN: nothing to measure */
    int ok;
};

enum { SWEEP_FIGURES = FIGURE_OK }; /* the verdict stands for itself */

struct sweep_row {
    uint64_t point;      /* its number in the whole sweep */
    const char **values; /* of the axes, as shown */
    uint32_t value_count;
    enum sweep_verdict verdict;
    enum sweep_by by;
    double replications; /* 0: none */
    enum sweep_budget budget;
    double figures[SWEEP_FIGURES];
    const char *first;    /* what was saturated first; "" for nothing */
    char hash[HASH_TEXT]; /* of the point; "" when it cannot be loaded */
    const char *why;      /* the error, or what the law says; "" for nothing */
    struct sweep_threshold *thresholds;
    uint32_t threshold_count;
};

/* A row with nothing in it: figures NAN, texts "". */
struct sweep_row sweep_row_of(uint64_t point);
/* What a simulation found. Texts are the summary's. */
void sweep_row_fill(struct sweep_row *row, const struct summary *summary,
                    struct arena *arena);

/* How long the row is when packed; the bytes go to `bytes` unless that is NULL. */
size_t sweep_row_pack(const struct sweep_row *row, char *bytes);
/* Texts stay in `bytes`, the lists are the arena's. */
void sweep_row_unpack(struct sweep_row *row, const char *bytes, struct arena *arena);

#endif
