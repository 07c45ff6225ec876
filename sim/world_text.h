/* world_text.h - names in messages, and questions to the merged tree.
 */
#ifndef OVERSTACK_WORLD_TEXT_H
#define OVERSTACK_WORLD_TEXT_H

#include "sim/world_state.h"

#include <stdbool.h>

struct world_names { /* grows in the world's arena */
    const char **items;
    uint32_t count, capacity;
};

void world_text_add(struct world *world, struct world_names *names, const char *name);
/* "a, b, c", at most eight of them, then "...". */
const char *world_text_list(struct world *world, const struct world_names *names);

/* "a -> b -> c", shortened in the same way. */
const char *world_text_way(struct world *world, const struct world_names *names);

/* The nearest of the names, in quotes, or NULL. */
const char *world_text_nearest(struct world *world, const char *text,
                               const struct world_names *names);
/* The same of a plain array. */
const char *world_text_nearest_of(struct world *world, const char *text,
                                  const char *const *names, size_t count);

/* The node at key `key` of the thing at `path` in the merged tree; NULL when the user
 * (or a preset) gave none, or null. */
const struct yaml_node *world_text_given(const struct world *world, const char *path,
                                         const char *key);
/* Is it the user's own, not a preset's? */
bool world_text_is_own(const struct world *world, const char *path, const char *key);

/* Where the key stands; `otherwise` when it does not. */
struct place world_text_place(const struct world *world, const char *path,
                              const char *key, struct place otherwise);

#endif
