/* yaml_path.h - dotted paths: services.spring.endpoints.write.0.cpu
 *
 * A part that holds a dot is quoted, with either quote: traffic.users.mix."spring.read".
 * There are no escapes inside quotes.
 */
#ifndef OVERSTACK_INPUT_YAML_PATH_H
#define OVERSTACK_INPUT_YAML_PATH_H

#include "sim/input/yaml_tree.h"

#include <stdbool.h>
#include <stdint.h>

enum { YAML_PATH_PARTS = 64 }; /* as deep as a file may be nested */

struct yaml_part { /* a slice of the path's own text, without quotes */
    const char *text;
    size_t length;
};

/* Cuts `path` into at most YAML_PATH_PARTS parts; false when it is malformed: an empty
 * part, a quote that is not closed or does not stand around a whole part, too many. */
bool yaml_path_split(const char *path, struct yaml_part parts[YAML_PATH_PARTS],
                     uint32_t *count);

bool yaml_path_part_is(struct yaml_part part, const char *text);
/* Digits only, as a list's index is written. */
bool yaml_path_part_index(struct yaml_part part, uint32_t *index);

/* Where the node of that part hangs in a list or mapping, or NULL. */
struct yaml_node **yaml_path_slot(const struct yaml_node *node, struct yaml_part part);

/* The `=` between path and value in "PATH=VALUE": the first that is not inside quotes, or
 * NULL. */
const char *yaml_path_sign(const char *text);

/* `path` with one more part, quoted where it must be; "" is the top. */
const char *yaml_path_join(struct arena *arena, const char *path, const char *part);
const char *yaml_path_join_index(struct arena *arena, const char *path, uint32_t index);

#endif
