/* vary_where.c - see vary_where.h.
 *
 * One prepared statement, SELECT (expression) FROM (SELECT ?1 AS "path", ?1 AS name, ...),
 * is stepped once for each point. Misspelt names in double quotes would be texts to an
 * ordinary SQLite; here they are errors. Nothing but expressions is allowed.
 */
#include "sim/run/vary_where.h"

#include <sqlite3.h>
#include <string.h>

struct where {
    struct vary *vary;
    struct arena *arena;
    sqlite3 *database;
    sqlite3_stmt *statement;
    uint64_t *kept;
    uint64_t count, capacity;
};

/* unit(text): the number in base units, null for what is none. */
static void unit_call(sqlite3_context *context, int count, sqlite3_value **values)
{
    double number;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    if (count == 1 && text && vary_value_read(text, &number) != VARY_TEXT)
        sqlite3_result_double(context, number);
}

/* Functions, and columns of our own select; no table, no file. */
static int authorize(void *object, int action, const char *one, const char *two,
                     const char *three, const char *four)
{
    (void)object, (void)one, (void)two, (void)three, (void)four;
    const bool harmless =
        action == SQLITE_SELECT || action == SQLITE_READ || action == SQLITE_FUNCTION;
    return harmless ? SQLITE_OK : SQLITE_DENY;
}

/* `"a ""quoted"" name"` */
static const char *identifier(const char *name, struct arena *arena)
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

static const char *select_text(const struct vary *vary, const char *expression,
                               struct arena *arena)
{
    const char *columns = "";
    for (uint32_t i = 0; i < vary->axis_count; i++) {
        const struct vary_axis *axis = &vary->axes[i];
        columns = arena_format(arena, "%s%s?%u AS %s", columns, i ? ", " : "", i + 1,
                               identifier(axis->path, arena));
        if (strcmp(axis->name, axis->path) != 0)
            columns = arena_format(arena, "%s, ?%u AS %s", columns, i + 1,
                                   identifier(axis->name, arena));
    }
    return arena_format(arena, "SELECT (%s\n) FROM (SELECT %s)", expression, columns);
}

/* NULL, or what SQLite says. */
static const char *where_prepare(struct where *where, const char *expression)
{
    const char *rest = "";
    if (sqlite3_open_v2(":memory:", &where->database,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return "SQLite cannot be opened";
    sqlite3_db_config(where->database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_create_function(where->database, "unit", 1,
                            SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, unit_call, NULL,
                            NULL);
    sqlite3_set_authorizer(where->database, authorize, NULL);
    const char *text = select_text(where->vary, expression, where->arena);
    if (sqlite3_prepare_v2(where->database, text, -1, &where->statement, &rest) !=
        SQLITE_OK)
        return sqlite3_errmsg(where->database);
    return *rest ? "only one expression is allowed" : NULL;
}

static void where_bind(struct where *where, uint64_t index)
{
    for (uint32_t i = 0; i < where->vary->axis_count; i++) {
        const struct vary_value *value = vary_value_at(where->vary, index, i);
        if (value->kind == VARY_TEXT)
            sqlite3_bind_text(where->statement, (int)i + 1, value->text, -1,
                              SQLITE_STATIC);
        else
            sqlite3_bind_double(where->statement, (int)i + 1, value->number);
    }
}

static void where_note(struct where *where, uint64_t index)
{
    if (where->count == where->capacity) {
        where->capacity = where->capacity * 2 + 64;
        where->kept = arena_grow(where->arena, where->kept, where->count, where->capacity,
                                 sizeof(*where->kept));
    }
    where->kept[where->count++] = where->vary->kept ? where->vary->kept[index] : index;
}

/* NULL, or what SQLite says. */
static const char *where_walk(struct where *where)
{
    for (uint64_t i = 0; i < where->vary->count; i++) {
        where_bind(where, i);
        if (sqlite3_step(where->statement) != SQLITE_ROW)
            return sqlite3_errmsg(where->database);
        if (sqlite3_column_double(where->statement, 0) != 0)
            where_note(where, i);
        sqlite3_reset(where->statement);
    }
    return where->count == 0 ? "no point is left" : NULL;
}

/* "no such column: thread": with the names there are. */
static const char *with_names(const struct where *where, const char *fault)
{
    const char *names = "";
    if (strncmp(fault, "no such column", 14) != 0)
        return fault;
    for (uint32_t i = 0; i < where->vary->axis_count; i++)
        names = arena_format(where->arena, "%s%s%s", names, i ? ", " : "",
                             where->vary->axes[i].name);
    return arena_format(where->arena, "%s; there are %s", fault, names);
}

bool vary_where_keep(struct vary *vary, const char *expression, struct place place,
                     struct arena *arena, struct error_list *errors)
{
    struct where where = {.vary = vary, .arena = arena};
    const char *fault = vary->whole > VARY_FILTERED_MOST
                            ? "more than 20,000,000 combinations are too many to look at"
                            : where_prepare(&where, expression);
    if (!fault)
        fault = where_walk(&where);
    if (fault)
        error_list_add(errors, place, "where", "%s", with_names(&where, fault));
    sqlite3_finalize(where.statement);
    sqlite3_close(where.database);
    vary->kept = where.kept;
    vary->count = where.count;
    return !fault;
}
