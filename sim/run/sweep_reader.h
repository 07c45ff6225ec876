/* sweep_reader.h - the rows of a sweep from its database, in the order of their points.
 */
#ifndef OVERSTACK_RUN_SWEEP_READER_H
#define OVERSTACK_RUN_SWEEP_READER_H

#include "sim/run/sweep.h"

struct sweep_reader;

/* Opens the sweep that the file was last used for, and fills its head. NULL, or why not. */
const char *sweep_reader_open(struct sweep_reader **reader, const char *file,
                              struct sweep_head *head, struct arena *arena);
/* False at the end. Texts are the arena's. */
bool sweep_reader_next(struct sweep_reader *reader, struct sweep_row *row,
                       struct arena *arena);
void sweep_reader_close(struct sweep_reader *reader);

#endif
