/* sweep_database.h - results in a SQLite file, kept for all sweeps that come.
 *
 * A result is found by the hash of its point, which covers scenario, catalog, options and
 * program: so a point that was finished once is never simulated again, whichever sweep it
 * belongs to. The file is in WAL mode. One thread writes: all rows that wait go into one
 * transaction, and the next begins when it is done, so that a killed process loses only
 * what was in flight. Several processes may use one file.
 *
 * Tables: sweep, axis, head (thresholds), point (sweep, point, hash, vary as JSON), result
 * (by hash), threshold (by hash); a view sweep_N joins them for people.
 */
#ifndef OVERSTACK_RUN_SWEEP_DATABASE_H
#define OVERSTACK_RUN_SWEEP_DATABASE_H

#include "sim/run/sweep.h"

struct sweep_database;

/* Opens the file for this sweep, makes it when there is none. NULL, or why not. */
const char *sweep_database_open(struct sweep_database **database, const char *file,
                                const struct sweep_head *head, struct arena *arena);
/* Fills what was simulated before; false: nothing. From any thread. */
bool sweep_database_find(struct sweep_database *database, const char *hash,
                         struct sweep_row *row, struct arena *arena);
/* Will be written soon; from any thread. Waits while too many wait already. */
void sweep_database_put(struct sweep_database *database, const struct sweep_row *row);
/* Writes the rest. NULL, or why not all was written. */
const char *sweep_database_close(struct sweep_database *database, struct arena *arena);

#endif
