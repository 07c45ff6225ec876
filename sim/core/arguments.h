/* arguments.h - what stands between the brackets of NAME(6ms, k=4).
 *
 *   argument  = value | KEY "=" value
 *   separator = "," or white space or both
 *
 * A word ends at a separator, a bracket or an equals sign, unless it stands in quotes; a
 * quote that is not closed is a letter.
 */
#ifndef OVERSTACK_CORE_ARGUMENTS_H
#define OVERSTACK_CORE_ARGUMENTS_H

#include "sim/core/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { ARGUMENTS_LIMIT = 4 };

struct argument {
    const char *name; /* "" when not named */
    const char *value;
    bool taken;
};

struct arguments {
    struct argument items[ARGUMENTS_LIMIT];
    uint32_t count;
};

/* `text` from behind the opening bracket to the end, which must be the closing one.
 * False when that is not what it is. Texts are copied. */
bool arguments_read(struct arguments *arguments, const char *text, struct arena *arena);

/* The value of that name, or the unnamed one in that place (from 0; -1: only by name),
 * each only once; NULL when there is none. */
const char *arguments_take(struct arguments *arguments, const char *name, int position);

bool arguments_have(const struct arguments *arguments, const char *name);

/* Has every argument been taken? */
bool arguments_are_taken(const struct arguments *arguments);

#endif
