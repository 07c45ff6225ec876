/* world_trace.h - traffic that was recorded: its file read, its curve made.
 */
#ifndef OVERSTACK_WORLD_TRACE_H
#define OVERSTACK_WORLD_TRACE_H

#include "sim/core/hash.h"
#include "sim/world_state.h"

/* Of the executor `trace`. An access log also gives the shares of the mix, which must
 * have been made from `map`. */
void world_trace_resolve(struct world *world, struct traffic_def *traffic);

/* The bytes of the file that `traffic.NAME.file` names, as part of the scenario; nothing when it
 * cannot be read, which is complained of elsewhere. */
void world_trace_hash(struct world *world, const char *file, struct hash *hash);

#endif
