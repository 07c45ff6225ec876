/* yaml_index.h - finds a key of a large mapping at once.
 *
 * A mapping's own keys stand in file order and are looked through one by one, which is
 * right for the few keys of a hand-written object. Where all keys of one mapping meet
 * all keys of another (duplicates, `<<`, merging) a hostile file could make that a
 * minute of work, so those build this hash table first.
 */
#ifndef OVERSTACK_INPUT_YAML_INDEX_H
#define OVERSTACK_INPUT_YAML_INDEX_H

#include "sim/input/yaml_tree.h"

struct yaml_index {
    const struct yaml_node *mapping;
    uint32_t *cells; /* 1 + the pair's number; 0 is free */
    uint32_t mask;
};

/* Room for `extra` keys beyond the mapping's; the keys themselves are not yet in. */
void yaml_index_init(struct yaml_index *index, const struct yaml_node *mapping,
                     uint32_t extra, struct arena *arena);

/* Enters the pair of that number. When its key is in already, leaves the index as it is
 * and returns the pair that was first, else NULL. */
struct yaml_pair *yaml_index_enter(struct yaml_index *index, uint32_t number);

/* The pair of that key, or NULL. */
struct yaml_pair *yaml_index_find(const struct yaml_index *index, const char *key);

#endif
