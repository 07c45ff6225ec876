/* variables.h - ${NAME} in compose files, and the .env files that say what it is.
 *
 * As Docker Compose has it: a variable of the shell wins over one of the files, `$NAME`,
 * `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`, `${NAME?message}`,
 * `${NAME:+instead}`, `${NAME+instead}`, and `$$` for a dollar sign.
 */
#ifndef OVERSTACK_IMPORT_VARIABLES_H
#define OVERSTACK_IMPORT_VARIABLES_H

#include "sim/core/arena.h"
#include "sim/core/error.h"

#include <stdbool.h>
#include <stdint.h>

struct variable {
    const char *name, *value;
};

struct variables {
    struct variable *items;
    uint32_t count, capacity;
    bool shell; /* the process's own environment is asked first */
};

/* Sets or replaces. */
void variables_put(struct variables *variables, struct arena *arena, const char *name,
                   const char *value);
/* NULL when it is not set. */
const char *variables_get(const struct variables *variables, const char *name);

/* Adds the lines NAME=VALUE of a file; false when it cannot be read. */
bool variables_read(struct variables *variables, const char *file, struct arena *arena);

/* `text` with its variables replaced. An unset one is empty and is put into `unset`;
 * `${NAME:?message}` and an unclosed brace are errors at `place`, then `text` itself is
 * returned. */
const char *variables_replace(const struct variables *variables, const char *text,
                              struct place place, struct variables *unset,
                              struct arena *arena, struct error_list *errors);

#endif
