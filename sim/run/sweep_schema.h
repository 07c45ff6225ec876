/* sweep_schema.h - the tables of a database of results; see sweep_database.h.
 */
#ifndef OVERSTACK_RUN_SWEEP_SCHEMA_H
#define OVERSTACK_RUN_SWEEP_SCHEMA_H

#include "sim/run/sweep.h"

#include <sqlite3.h>

/* Opens the file and makes the tables when it is new and may be made. NULL, or why not;
 * then nothing is open. */
const char *sweep_schema_open(sqlite3 **database, const char *file, bool make,
                              struct arena *arena);
/* Enters the sweep, its axes and thresholds, or finds it again; *sweep is its number.
 * Makes its view. NULL, or why not. */
const char *sweep_schema_enter(sqlite3 *database, const struct sweep_head *head,
                               sqlite3_int64 *sweep, struct arena *arena);

/* "failed_rate, latency_p95_s, ..." of all figures of a row. */
const char *sweep_schema_figures(struct arena *arena);
/* `name` as an SQL identifier. */
const char *sweep_schema_name(const char *name, struct arena *arena);

/* Why the last call failed, with the file's name. */
const char *sweep_schema_fault(sqlite3 *database, const char *file, struct arena *arena);
/* Runs SQL without parameters. */
bool sweep_schema_run(sqlite3 *database, const char *sql);

#endif
