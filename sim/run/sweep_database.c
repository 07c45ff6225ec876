/* sweep_database.c - see sweep_database.h.
 *
 * One connection writes, another one reads, so that looking up does not wait for a
 * transaction. Rows wait packed, in a list.
 */
#include "sim/run/sweep_database.h"

#include "sim/run/sweep_schema.h"
#include "sim/run/sweep_stored.h"
#include "sim/run/vary_value.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { QUEUE_MOST = 4096 };

struct waiting {
    struct waiting *next;
    char row[]; /* packed */
};

struct sweep_database {
    sqlite3 *writes, *reads;
    sqlite3_int64 sweep;                                  /* number of ours */
    sqlite3_stmt *put_point, *put_result, *put_threshold; /* the writer's */
    struct sweep_stored stored;                           /* guarded by `reading` */
    pthread_mutex_t reading;

    pthread_t writer;
    pthread_mutex_t lock; /* of what follows */
    pthread_cond_t moved;
    struct waiting *first, **last;
    uint32_t count;
    bool closing;
    char fault[256]; /* "" while all is well */
};

/* ---- statements ---- */

static bool prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, statement,
                              NULL) == SQLITE_OK;
}

static const char *marks(uint32_t from, uint32_t count, struct arena *arena)
{
    const char *text = "";
    for (uint32_t i = 0; i < count; i++)
        text = arena_format(arena, "%s%s?%u", text, i ? ", " : "", from + i);
    return text;
}

static bool prepare_all(struct sweep_database *database, const struct sweep_head *head,
                        struct arena *arena)
{
    const char *figures = sweep_schema_figures(arena);
    return prepare(
               database->writes,
               arena_format(arena,
                            "INSERT OR REPLACE INTO point(sweep, point, hash, \"by\", "
                            "why, vary, base) VALUES(?1, ?2, ?3, ?4, ?5, "
                            "json_array(%s), json_array(%s))",
                            marks(6, head->axis_count, arena),
                            marks(6 + head->axis_count, head->axis_count, arena)),
               &database->put_point) &&
           prepare(database->writes,
                   arena_format(arena,
                                "INSERT OR IGNORE INTO result(hash, \"by\", verdict, "
                                "replications, first, why, budget, %s) VALUES(%s)",
                                figures, marks(1, 7 + SWEEP_FIGURES, arena)),
                   &database->put_result) &&
           prepare(database->writes,
                   "INSERT OR IGNORE INTO threshold(hash, \"by\", number, metric, "
                   "expression, value, ok) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                   &database->put_threshold) &&
           sweep_stored_open(&database->stored, database->reads, arena);
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

/* What cannot be said (NAN) is null. */
static void bind_number(sqlite3_stmt *statement, int at, double value)
{
    if (isnan(value))
        sqlite3_bind_null(statement, at);
    else
        sqlite3_bind_double(statement, at, value);
}

static bool finish(sqlite3_stmt *statement)
{
    const bool done = sqlite3_step(statement) == SQLITE_DONE;
    sqlite3_reset(statement);
    return done;
}

/* ---- writing ---- */

static bool write_result(struct sweep_database *database, const struct sweep_row *row)
{
    sqlite3_stmt *put = database->put_result;
    const char *by = sweep_row_by_name(row->by);
    bind_text(put, 1, row->hash);
    bind_text(put, 2, by);
    bind_text(put, 3, sweep_row_verdict_name(row->verdict));
    bind_number(put, 4, row->replications);
    bind_text(put, 5, row->first);
    bind_text(put, 6, row->why);
    bind_text(put, 7, sweep_row_budget_name(row->budget));
    for (int i = 0; i < SWEEP_FIGURES; i++)
        bind_number(put, 8 + i, row->figures[i]);
    bool fine = finish(put);
    put = database->put_threshold;
    for (uint32_t i = 0; fine && i < row->threshold_count; i++) {
        bind_text(put, 1, row->hash);
        bind_text(put, 2, by);
        sqlite3_bind_int64(put, 3, i);
        bind_text(put, 4, row->thresholds[i].metric);
        bind_text(put, 5, row->thresholds[i].expression);
        bind_number(put, 6, row->thresholds[i].value);
        sqlite3_bind_int(put, 7, row->thresholds[i].ok);
        fine = finish(put);
    }
    return fine;
}

/* In base units if it is a number; whole ones without a point, as people expect. */
static void bind_base(sqlite3_stmt *statement, int at, const char *text)
{
    const double whole_most = 9007199254740992; /* 2^53 */
    double number;
    if (vary_value_read(text, &number) == VARY_TEXT)
        bind_text(statement, at, text);
    else if (number == floor(number) && fabs(number) < whole_most)
        sqlite3_bind_int64(statement, at, (sqlite3_int64)number);
    else
        bind_number(statement, at, number);
}

static bool write_row(struct sweep_database *database, const struct sweep_row *row)
{
    sqlite3_stmt *put = database->put_point;
    sqlite3_bind_int64(put, 1, database->sweep);
    sqlite3_bind_int64(put, 2, (sqlite3_int64)row->point);
    bind_text(put, 3, row->hash);
    bind_text(put, 4, sweep_row_by_name(row->by));
    bind_text(put, 5, row->hash[0] ? "" : row->why); /* else the result's */
    for (uint32_t i = 0; i < row->value_count; i++) {
        bind_text(put, 6 + (int)i, row->values[i]);
        bind_base(put, 6 + (int)(row->value_count + i), row->values[i]);
    }
    return finish(put) && (!row->hash[0] || write_result(database, row));
}

/* All rows of a list in one transaction. */
static bool write_list(struct sweep_database *database, const struct waiting *list)
{
    struct arena arena;
    arena_init(&arena);
    bool fine = sweep_schema_run(database->writes, "BEGIN IMMEDIATE");
    for (; fine && list; list = list->next) {
        struct sweep_row row;
        arena_reset(&arena);
        sweep_row_unpack(&row, list->row, &arena);
        fine = write_row(database, &row);
    }
    arena_clear(&arena);
    return fine && sweep_schema_run(database->writes, "COMMIT");
}

static void list_free(struct waiting *list)
{
    while (list) {
        struct waiting *next = list->next;
        free(list);
        list = next;
    }
}

/* Takes all that waits; waits for something. NULL: it is over. */
static struct waiting *take(struct sweep_database *database)
{
    pthread_mutex_lock(&database->lock);
    while (!database->first && !database->closing)
        pthread_cond_wait(&database->moved, &database->lock);
    struct waiting *list = database->first;
    database->first = NULL;
    database->last = &database->first;
    database->count = 0;
    pthread_cond_broadcast(&database->moved);
    pthread_mutex_unlock(&database->lock);
    return list;
}

/* After a fault nothing more is written, but rows are still taken. */
static void *write_all(void *object)
{
    struct sweep_database *database = object;
    struct waiting *list;
    while ((list = take(database))) {
        if (!database->fault[0] && !write_list(database, list)) {
            sqlite3_snprintf(sizeof(database->fault), database->fault, "%s",
                             sqlite3_errmsg(database->writes));
            sweep_schema_run(database->writes, "ROLLBACK");
        }
        list_free(list);
    }
    return NULL;
}

void sweep_database_put(struct sweep_database *database, const struct sweep_row *row)
{
    const size_t size = sizeof(struct waiting) + sweep_row_pack(row, NULL);
    struct waiting *waiting = malloc(size);
    if (!waiting)
        arena_exhausted(size);
    waiting->next = NULL;
    sweep_row_pack(row, waiting->row);
    pthread_mutex_lock(&database->lock);
    while (database->count >= QUEUE_MOST)
        pthread_cond_wait(&database->moved, &database->lock);
    *database->last = waiting;
    database->last = &waiting->next;
    database->count++;
    pthread_cond_broadcast(&database->moved);
    pthread_mutex_unlock(&database->lock);
}

/* ---- reading ---- */

bool sweep_database_find(struct sweep_database *database, const char *hash,
                         struct sweep_row *row, struct arena *arena)
{
    pthread_mutex_lock(&database->reading);
    const bool there =
        sweep_stored_find(&database->stored, hash, SWEEP_BY_SIMULATION, row, arena);
    pthread_mutex_unlock(&database->reading);
    return there;
}

/* ---- life ---- */

static void forget(struct sweep_database *database)
{
    sqlite3_finalize(database->put_point);
    sqlite3_finalize(database->put_result);
    sqlite3_finalize(database->put_threshold);
    sweep_stored_close(&database->stored);
    sqlite3_close(database->reads);
    sqlite3_close(database->writes);
    pthread_mutex_destroy(&database->reading);
    pthread_mutex_destroy(&database->lock);
    pthread_cond_destroy(&database->moved);
    free(database);
}

static const char *begin(struct sweep_database *database, const char *file,
                         const struct sweep_head *head, struct arena *arena)
{
    const char *fault = sweep_schema_open(&database->writes, file, true, arena);
    if (!fault)
        fault = sweep_schema_enter(database->writes, head, &database->sweep, arena);
    if (!fault)
        fault = sweep_schema_open(&database->reads, file, false, arena);
    if (!fault && !prepare_all(database, head, arena))
        fault = arena_format(
            arena, "%s is no database of results of this version of overstack", file);
    if (!fault && pthread_create(&database->writer, NULL, write_all, database) != 0)
        fault = "no thread can be started";
    return fault;
}

const char *sweep_database_open(struct sweep_database **database, const char *file,
                                const struct sweep_head *head, struct arena *arena)
{
    struct sweep_database *made = calloc(1, sizeof(*made));
    if (!made)
        arena_exhausted(sizeof(*made));
    made->last = &made->first;
    pthread_mutex_init(&made->reading, NULL);
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->moved, NULL);
    const char *fault = begin(made, file, head, arena);
    if (fault)
        forget(made);
    *database = fault ? NULL : made;
    return fault;
}

const char *sweep_database_close(struct sweep_database *database, struct arena *arena)
{
    pthread_mutex_lock(&database->lock);
    database->closing = true;
    pthread_cond_broadcast(&database->moved);
    pthread_mutex_unlock(&database->lock);
    pthread_join(database->writer, NULL);
    const char *fault =
        database->fault[0]
            ? arena_format(arena, "%s: %s", sqlite3_db_filename(database->writes, "main"),
                           database->fault)
            : NULL;
    forget(database);
    return fault;
}
