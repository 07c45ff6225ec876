/* sweep_stored.c - see sweep_stored.h. */
#include "sim/run/sweep_stored.h"

#include "sim/run/sweep_schema.h"

#include <math.h>
#include <string.h>

static bool prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, statement,
                              NULL) == SQLITE_OK;
}

bool sweep_stored_open(struct sweep_stored *stored, sqlite3 *database,
                       struct arena *arena)
{
    return prepare(
               database,
               arena_format(
                   arena,
                   "SELECT verdict, \"by\", replications, first, why, budget, %s FROM "
                   "result WHERE hash = ?1 AND \"by\" = ?2",
                   sweep_schema_figures(arena)),
               &stored->result) &&
           prepare(database,
                   "SELECT metric, expression, value, ok FROM threshold WHERE hash = ?1 "
                   "AND \"by\" = ?2 ORDER BY number",
                   &stored->thresholds);
}

void sweep_stored_close(struct sweep_stored *stored)
{
    sqlite3_finalize(stored->result);
    sqlite3_finalize(stored->thresholds);
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static double column_number(sqlite3_stmt *statement, int at)
{
    return sqlite3_column_type(statement, at) == SQLITE_NULL
               ? NAN
               : sqlite3_column_double(statement, at);
}

const char *sweep_stored_text(sqlite3_stmt *statement, int at, struct arena *arena)
{
    const char *text = (const char *)sqlite3_column_text(statement, at);
    return text ? arena_text(arena, text, strlen(text)) : "";
}

static void read_thresholds(sqlite3_stmt *get, struct sweep_row *row, const char *hash,
                            const char *by, struct arena *arena)
{
    uint32_t capacity = 0;
    row->threshold_count = 0;
    bind_text(get, 1, hash);
    bind_text(get, 2, by);
    while (sqlite3_step(get) == SQLITE_ROW) {
        if (row->threshold_count == capacity) {
            capacity = capacity * 2 + 4;
            row->thresholds = arena_grow(arena, row->thresholds, row->threshold_count,
                                         capacity, sizeof(*row->thresholds));
        }
        row->thresholds[row->threshold_count++] = (struct sweep_threshold){
            sweep_stored_text(get, 0, arena), sweep_stored_text(get, 1, arena),
            column_number(get, 2), sqlite3_column_int(get, 3)};
    }
    sqlite3_reset(get);
}

static bool read_result(sqlite3_stmt *get, struct sweep_row *row, const char *hash,
                        const char *by, struct arena *arena)
{
    bind_text(get, 1, hash);
    bind_text(get, 2, by);
    const bool there = sqlite3_step(get) == SQLITE_ROW;
    if (there) {
        row->verdict = sweep_row_verdict_named(sweep_stored_text(get, 0, arena));
        row->by = sweep_row_by_named(sweep_stored_text(get, 1, arena));
        row->replications = column_number(get, 2);
        row->first = sweep_stored_text(get, 3, arena);
        row->why = sweep_stored_text(get, 4, arena);
        row->budget = sweep_row_budget_named(sweep_stored_text(get, 5, arena));
        for (int i = 0; i < SWEEP_FIGURES; i++)
            row->figures[i] = column_number(get, 6 + i);
    }
    sqlite3_reset(get);
    return there && row->verdict < SWEEP_VERDICT_COUNT && row->by < SWEEP_BY_COUNT &&
           row->budget < SWEEP_BUDGET_COUNT;
}

bool sweep_stored_find(struct sweep_stored *stored, const char *hash, enum sweep_by by,
                       struct sweep_row *row, struct arena *arena)
{
    const char *name = sweep_row_by_name(by);
    if (!read_result(stored->result, row, hash, name, arena))
        return false;
    read_thresholds(stored->thresholds, row, hash, name, arena);
    return true;
}
