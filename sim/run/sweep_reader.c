/* sweep_reader.c - see sweep_reader.h. */
#include "sim/run/sweep_reader.h"

#include "sim/run/sweep_schema.h"
#include "sim/run/sweep_stored.h"

#include <stdio.h>

struct sweep_reader {
    sqlite3 *database;
    sqlite3_stmt *points;
    struct sweep_stored stored;
    uint32_t axis_count;
};

static bool prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v2(database, sql, -1, statement, NULL) == SQLITE_OK;
}

static bool head_read(struct sweep_reader *reader, struct sweep_head *head,
                      sqlite3_int64 *sweep, struct arena *arena)
{
    sqlite3_stmt *statement = NULL;
    const bool there =
        prepare(reader->database,
                "SELECT number, key, name, points FROM sweep ORDER BY used "
                "DESC LIMIT 1",
                &statement) &&
        sqlite3_step(statement) == SQLITE_ROW;
    if (there) {
        *sweep = sqlite3_column_int64(statement, 0);
        snprintf(head->key, sizeof(head->key), "%s",
                 sweep_stored_text(statement, 1, arena));
        head->name = sweep_stored_text(statement, 2, arena);
        head->points = (uint64_t)sqlite3_column_int64(statement, 3);
    }
    sqlite3_finalize(statement);
    return there;
}

/* The two texts of each line of a table (axis, head) of that sweep. */
static uint32_t pairs_read(struct sweep_reader *reader, const char *sql,
                           sqlite3_int64 sweep, const char *(**pairs)[2],
                           struct arena *arena)
{
    sqlite3_stmt *statement;
    uint32_t count = 0, capacity = 0;
    *pairs = NULL;
    if (!prepare(reader->database, sql, &statement))
        return 0;
    sqlite3_bind_int64(statement, 1, sweep);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        if (count == capacity) {
            capacity = capacity * 2 + 8;
            *pairs = arena_grow(arena, *pairs, count, capacity, sizeof(**pairs));
        }
        (*pairs)[count][0] = sweep_stored_text(statement, 0, arena);
        (*pairs)[count++][1] = sweep_stored_text(statement, 1, arena);
    }
    sqlite3_finalize(statement);
    return count;
}

static void parts_read(struct sweep_reader *reader, struct sweep_head *head,
                       sqlite3_int64 sweep, struct arena *arena)
{
    const char *(*pairs)[2];
    head->axis_count =
        pairs_read(reader, "SELECT path, name FROM axis WHERE sweep = ?1 ORDER BY number",
                   sweep, &pairs, arena);
    head->paths = arena_array(arena, head->axis_count, sizeof(*head->paths));
    head->names = arena_array(arena, head->axis_count, sizeof(*head->names));
    for (uint32_t i = 0; i < head->axis_count; i++) {
        head->paths[i] = pairs[i][0];
        head->names[i] = pairs[i][1];
    }
    head->threshold_count = pairs_read(
        reader, "SELECT metric, expression FROM head WHERE sweep = ?1 ORDER BY number",
        sweep, &pairs, arena);
    head->thresholds =
        arena_array(arena, head->threshold_count, sizeof(*head->thresholds));
    for (uint32_t i = 0; i < head->threshold_count; i++) {
        head->thresholds[i].metric = pairs[i][0];
        head->thresholds[i].expression = pairs[i][1];
    }
}

static bool points_open(struct sweep_reader *reader, sqlite3_int64 sweep,
                        struct arena *arena)
{
    const char *values = "";
    for (uint32_t i = 0; i < reader->axis_count; i++)
        values =
            arena_format(arena, "%s, json_extract(vary, '$[%u]')", values, (unsigned)i);
    const char *sql = arena_format(
        arena,
        "SELECT point, hash, \"by\", why%s FROM point WHERE sweep = ?1 ORDER BY point",
        values);
    if (!prepare(reader->database, sql, &reader->points))
        return false;
    sqlite3_bind_int64(reader->points, 1, sweep);
    return true;
}

const char *sweep_reader_open(struct sweep_reader **reader, const char *file,
                              struct sweep_head *head, struct arena *arena)
{
    struct sweep_reader *made = arena_allocate(arena, sizeof(*made));
    sqlite3_int64 sweep = 0;
    *reader = NULL;
    const char *fault = sweep_schema_open(&made->database, file, false, arena);
    if (fault)
        return fault;
    *reader = made;
    if (!head_read(made, head, &sweep, arena))
        return arena_format(arena, "%s holds no sweep", file);
    parts_read(made, head, sweep, arena);
    made->axis_count = head->axis_count;
    if (!points_open(made, sweep, arena) ||
        !sweep_stored_open(&made->stored, made->database, arena))
        return sweep_schema_fault(made->database, file, arena);
    return NULL;
}

bool sweep_reader_next(struct sweep_reader *reader, struct sweep_row *row,
                       struct arena *arena)
{
    sqlite3_stmt *points = reader->points;
    if (sqlite3_step(points) != SQLITE_ROW)
        return false;
    *row = sweep_row_of((uint64_t)sqlite3_column_int64(points, 0));
    snprintf(row->hash, sizeof(row->hash), "%s", sweep_stored_text(points, 1, arena));
    row->by = sweep_row_by_named(sweep_stored_text(points, 2, arena));
    row->why = sweep_stored_text(points, 3, arena);
    row->value_count = reader->axis_count;
    row->values = arena_array(arena, row->value_count, sizeof(*row->values));
    for (uint32_t i = 0; i < row->value_count; i++)
        row->values[i] = sweep_stored_text(points, 4 + (int)i, arena);
    if (row->hash[0])
        sweep_stored_find(&reader->stored, row->hash, row->by, row, arena);
    return true;
}

void sweep_reader_close(struct sweep_reader *reader)
{
    if (!reader)
        return;
    sqlite3_finalize(reader->points);
    sweep_stored_close(&reader->stored);
    sqlite3_close(reader->database);
}
