/* sweep_stored.h - reads results back from a database; see sweep_database.h.
 */
#ifndef OVERSTACK_RUN_SWEEP_STORED_H
#define OVERSTACK_RUN_SWEEP_STORED_H

#include "sim/run/sweep_row.h"

#include <sqlite3.h>
#include <stdbool.h>

struct sweep_stored {
    sqlite3_stmt *result, *thresholds;
};

/* False when the tables are others. */
bool sweep_stored_open(struct sweep_stored *stored, sqlite3 *database,
                       struct arena *arena);
/* Fills all of the row but its point, values and hash; false: there is nothing. */
bool sweep_stored_find(struct sweep_stored *stored, const char *hash, enum sweep_by by,
                       struct sweep_row *row, struct arena *arena);
void sweep_stored_close(struct sweep_stored *stored);

/* A column's text, "" for null, in the arena. */
const char *sweep_stored_text(sqlite3_stmt *statement, int column, struct arena *arena);

#endif
