/* sweep_schema.c - see sweep_schema.h.
 *
 * The file says by its application_id that it is ours and by its user_version which
 * tables it has: anything else is refused, as are tables with other columns. A point has
 * its values twice: `vary` as they are shown ("60/s"), `base` as numbers in base units
 * (60), so that SQL compares and sorts them; what is no number is a text in both.
 */
#include "sim/run/sweep_schema.h"

#include <string.h>

enum {
    APPLICATION = 0x6f767374, /* "ovst" */
    VERSION = 3,
    PATIENCE_MS = 60000, /* for other processes that write */
};

const char *sweep_schema_name(const char *name, struct arena *arena)
{
    char *text = arena_allocate(arena, 2 * strlen(name) + 3), *to = text;
    *to++ = '"';
    for (; *name; name++) {
        if (*name == '"')
            *to++ = '"';
        *to++ = *name;
    }
    *to = '"';
    return text;
}

const char *sweep_schema_figures(struct arena *arena)
{
    const char *names = "";
    for (int i = 0; i < SWEEP_FIGURES; i++)
        names = arena_format(arena, "%s%s%s", names, i ? ", " : "",
                             metric_get((enum metric_figure)i)->name);
    return names;
}

const char *sweep_schema_fault(sqlite3 *database, const char *file, struct arena *arena)
{
    return arena_format(arena, "%s: %s", file,
                        database ? sqlite3_errmsg(database) : "SQLite has no memory");
}

bool sweep_schema_run(sqlite3 *database, const char *sql)
{
    return sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK;
}

/* SQLite's own patience does not cover a change of the journal's mode. */
static bool run_patiently(sqlite3 *database, const char *sql)
{
    enum { STEP_MS = 5 };
    for (int waited_ms = 0; !sweep_schema_run(database, sql); waited_ms += STEP_MS) {
        if (sqlite3_errcode(database) != SQLITE_BUSY || waited_ms >= PATIENCE_MS)
            return false;
        sqlite3_sleep(STEP_MS);
    }
    return true;
}

/* The number that a question has as its answer; -1: it cannot be asked. */
static sqlite3_int64 number_of(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement;
    sqlite3_int64 number = -1;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        return -1;
    if (sqlite3_step(statement) == SQLITE_ROW)
        number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    return number;
}

/* ---- tables ---- */

/* The figures as columns of a table. */
static const char *figure_columns(struct arena *arena)
{
    const char *columns = "";
    for (int i = 0; i < SWEEP_FIGURES; i++)
        columns = arena_format(arena, "%s %s REAL,", columns,
                               metric_get((enum metric_figure)i)->name);
    return columns;
}

static bool tables_make(sqlite3 *database, struct arena *arena)
{
    static const char format[] =
        "CREATE TABLE sweep(number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
        " name TEXT, points INTEGER, used INTEGER);"
        "CREATE TABLE axis(sweep INTEGER, number INTEGER, path TEXT, name TEXT,"
        " PRIMARY KEY(sweep, number)) WITHOUT ROWID;"
        "CREATE TABLE head(sweep INTEGER, number INTEGER, metric TEXT, expression TEXT,"
        " PRIMARY KEY(sweep, number)) WITHOUT ROWID;"
        "CREATE TABLE point(sweep INTEGER, point INTEGER, hash TEXT, \"by\" TEXT,"
        " vary TEXT, base TEXT, why TEXT, PRIMARY KEY(sweep, point)) WITHOUT ROWID;"
        "CREATE TABLE result(hash TEXT, \"by\" TEXT, verdict TEXT, replications REAL,%s"
        " first TEXT, budget TEXT, why TEXT, PRIMARY KEY(hash, \"by\")) WITHOUT ROWID;"
        "CREATE TABLE threshold(hash TEXT, \"by\" TEXT, number INTEGER, metric TEXT,"
        " expression TEXT, value REAL, ok INTEGER, PRIMARY KEY(hash, \"by\", number))"
        " WITHOUT ROWID;"
        "PRAGMA application_id = %d; PRAGMA user_version = %d;";
    return sweep_schema_run(database, arena_format(arena, format, figure_columns(arena),
                                                   APPLICATION, VERSION));
}

static bool is_ours(sqlite3 *database)
{
    return number_of(database, "PRAGMA application_id") == APPLICATION &&
           number_of(database, "PRAGMA user_version") == VERSION;
}

/* Whoever comes first makes the tables; others wait and find them. */
static const char *tables_ensure(sqlite3 *database, const char *file, bool make,
                                 struct arena *arena)
{
    if (number_of(database, "SELECT count(*) FROM sqlite_master") < 0)
        return sweep_schema_fault(database, file, arena); /* no database at all */
    if (is_ours(database))
        return NULL;
    if (make && run_patiently(database, "PRAGMA journal_mode = WAL") &&
        run_patiently(database, "BEGIN IMMEDIATE")) {
        const bool empty = number_of(database, "SELECT count(*) FROM sqlite_master") == 0;
        if (is_ours(database) || (empty && tables_make(database, arena)))
            return sweep_schema_run(database, "COMMIT")
                       ? NULL
                       : sweep_schema_fault(database, file, arena);
        if (empty)
            return sweep_schema_fault(database, file, arena);
    }
    return arena_format(
        arena, "%s is no database of results of this version of overstack", file);
}

const char *sweep_schema_open(sqlite3 **database, const char *file, bool make,
                              struct arena *arena)
{
    const int flags = SQLITE_OPEN_READWRITE | (make ? SQLITE_OPEN_CREATE : 0);
    *database = NULL;
    const char *fault = NULL;
    if (sqlite3_open_v2(file, database, flags | SQLITE_OPEN_FULLMUTEX, NULL) !=
        SQLITE_OK) {
        fault = sweep_schema_fault(*database, file, arena);
    } else {
        sqlite3_busy_timeout(*database, PATIENCE_MS);
        sqlite3_db_config(*database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
        fault = tables_ensure(*database, file, make, arena);
    }
    /* A process that dies loses nothing that was committed; only a machine that does may. */
    if (!fault && !sweep_schema_run(*database, "PRAGMA synchronous = NORMAL"))
        fault = sweep_schema_fault(*database, file, arena);
    if (fault) {
        sqlite3_close(*database);
        *database = NULL;
    }
    return fault;
}

/* ---- a sweep ---- */

static bool number_find(sqlite3 *database, const struct sweep_head *head,
                        sqlite3_int64 *number)
{
    static const char enter[] =
        "INSERT INTO sweep(key, name, points, used)"
        " VALUES(?1, ?2, ?3, (SELECT 1 + coalesce(max(used), 0) FROM sweep))"
        " ON CONFLICT(key) DO UPDATE SET used = excluded.used RETURNING number";
    sqlite3_stmt *statement;
    if (sqlite3_prepare_v2(database, enter, -1, &statement, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_text(statement, 1, head->key, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, head->name, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 3, (sqlite3_int64)head->points);
    const bool found = sqlite3_step(statement) == SQLITE_ROW;
    *number = found ? sqlite3_column_int64(statement, 0) : 0;
    return sqlite3_finalize(statement) == SQLITE_OK && found;
}

static bool pair_enter(sqlite3 *database, const char *table, sqlite3_int64 sweep,
                       uint32_t number, const char *first, const char *second,
                       struct arena *arena)
{
    sqlite3_stmt *statement;
    const char *sql =
        arena_format(arena, "INSERT OR IGNORE INTO %s VALUES(?1, ?2, ?3, ?4)", table);
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
        return false;
    sqlite3_bind_int64(statement, 1, sweep);
    sqlite3_bind_int64(statement, 2, number);
    sqlite3_bind_text(statement, 3, first, -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 4, second, -1, SQLITE_STATIC);
    sqlite3_step(statement);
    return sqlite3_finalize(statement) == SQLITE_OK;
}

/* Is it a column of every view? SQLite takes "Rate" for "rate". */
static bool is_taken(const char *name)
{
    static const char *const columns[] = {
        "point", "verdict", "by", "replications", "first", "budget", "hash", "why", NULL};
    for (int i = 0; columns[i]; i++)
        if (sqlite3_stricmp(name, columns[i]) == 0)
            return true;
    for (int i = 0; i < SWEEP_FIGURES; i++)
        if (sqlite3_stricmp(name, metric_get((enum metric_figure)i)->name) == 0)
            return true;
    return false;
}

/* One line for each point: its values under the axes' names (a name that is taken: under
 * the path), then its result. */
static bool view_make(sqlite3 *database, const struct sweep_head *head,
                      sqlite3_int64 sweep, struct arena *arena)
{
    const char *columns = "";
    for (uint32_t i = 0; i < head->axis_count; i++) {
        const char *name = is_taken(head->names[i]) ? head->paths[i] : head->names[i];
        columns = arena_format(arena, "%s, json_extract(p.base, '$[%u]') AS %s", columns,
                               (unsigned)i, sweep_schema_name(name, arena));
    }
    const char *sql = arena_format(
        arena,
        "CREATE VIEW IF NOT EXISTS sweep_%lld AS SELECT p.point%s, coalesce(r.verdict,"
        " 'error') AS verdict, p.\"by\", r.replications, %s, r.first, r.budget, p.hash,"
        " coalesce(nullif(p.why, ''), r.why) AS why FROM point p LEFT JOIN result r"
        " ON r.hash = p.hash AND r.\"by\" = p.\"by\" WHERE p.sweep = %lld",
        (long long)sweep, columns, sweep_schema_figures(arena), (long long)sweep);
    return sweep_schema_run(database, sql);
}

static bool parts_enter(sqlite3 *database, const struct sweep_head *head,
                        sqlite3_int64 sweep, struct arena *arena)
{
    bool fine = true;
    for (uint32_t i = 0; fine && i < head->axis_count; i++)
        fine =
            pair_enter(database, "axis", sweep, i, head->paths[i], head->names[i], arena);
    for (uint32_t i = 0; fine && i < head->threshold_count; i++)
        fine = pair_enter(database, "head", sweep, i, head->thresholds[i].metric,
                          head->thresholds[i].expression, arena);
    return fine;
}

const char *sweep_schema_enter(sqlite3 *database, const struct sweep_head *head,
                               sqlite3_int64 *sweep, struct arena *arena)
{
    const char *file = sqlite3_db_filename(database, "main");
    if (sweep_schema_run(database, "BEGIN IMMEDIATE") &&
        number_find(database, head, sweep) &&
        parts_enter(database, head, *sweep, arena) &&
        view_make(database, head, *sweep, arena) && sweep_schema_run(database, "COMMIT"))
        return NULL;
    return sweep_schema_fault(database, file, arena);
}
