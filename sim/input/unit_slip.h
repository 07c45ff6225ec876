/* unit_slip.h - 10 sec, 4gb, 80/sec: what the unit was meant to be.
 */
#ifndef OVERSTACK_INPUT_UNIT_SLIP_H
#define OVERSTACK_INPUT_UNIT_SLIP_H

#include "sim/core/arena.h"
#include "sim/core/field.h"

/* `text` with a unit that exists in place of one that does not, or NULL. */
const char *unit_slip_repair(enum field_kind kind, const char *text, struct arena *arena);

#endif
