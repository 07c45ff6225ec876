/* yaml_source.h - the bytes of a YAML file, checked before any parser sees them.
 *
 * A file is refused by its size before it is read, standard input while it is read. Text
 * is UTF-8 without NUL bytes and without control characters other than tab and newline;
 * the first byte that is not is named with its place.
 */
#ifndef OVERSTACK_INPUT_YAML_SOURCE_H
#define OVERSTACK_INPUT_YAML_SOURCE_H

#include "sim/core/arena.h"
#include "sim/core/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { YAML_SOURCE_LIMIT = 8 << 20 }; /* bytes; a thousand services fill about 1 MiB */

/* What places call it: standard input has no name of its own. */
const char *yaml_source_name(const char *file);

/* The whole file ("-" is standard input), ended by a NUL that is not part of *length.
 * NULL when an error was added. */
const char *yaml_source_read(const char *file, struct arena *arena,
                             struct error_list *errors, size_t *length);

/* Is it text, and not too long? Adds an error when not. */
bool yaml_source_check(const char *name, const char *text, size_t length,
                       struct error_list *errors);

#endif
