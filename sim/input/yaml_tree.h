/* yaml_tree.h - YAML as a tree whose every node knows its place.
 *
 * The only file that includes <yaml.h> is yaml_tree.c. Scalars are text exactly as
 * typed (YAML 1.1's `on`, `no`, `1:30` stay what they are). Anchors, aliases and `<<`
 * are understood within limits; duplicate keys, keys that are not scalars, more than
 * one document, NUL bytes and bad UTF-8 are errors with a place. Limits, so that
 * hostile input is refused within bounded time and memory: 8 MiB of file, depth 64,
 * 200,000 nodes after aliases are expanded, 64 KiB for one scalar, 255 bytes for a key.
 */
#ifndef OVERSTACK_INPUT_YAML_TREE_H
#define OVERSTACK_INPUT_YAML_TREE_H

#include "sim/core/arena.h"
#include "sim/core/error.h"

#include <stdbool.h>
#include <stdint.h>

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAPPING };

struct yaml_node;

struct yaml_pair {
    const char *key;
    struct place key_place;
    struct yaml_node *value;
};

struct yaml_node {
    enum yaml_kind kind;
    struct place place;
    /* Where the value comes from: NULL for the user's own file, else the assumption's
     * kind and source ("published", "AWS price list ...") of a catalog preset. */
    const char *origin_kind, *origin_source;
    const char *text;         /* scalar */
    bool quoted;              /* scalar: quoted, so `null` and `~` are texts */
    struct yaml_node **items; /* list */
    struct yaml_pair *pairs;  /* mapping, file order */
    uint32_t count;
    uint32_t capacity; /* room in items or pairs; yaml_tree's own business */
};

/* Reads a file ("-" is standard input). NULL when an error was added. */
struct yaml_node *yaml_tree_read(const char *file, struct arena *arena,
                                 struct error_list *errors);
/* The same from memory; `name` stands in places. */
struct yaml_node *yaml_tree_parse(const char *name, const char *text, size_t length,
                                  struct arena *arena, struct error_list *errors);

/* The value of `key` in a mapping, or NULL. */
struct yaml_node *yaml_tree_get(const struct yaml_node *mapping, const char *key);
/* Plain `null`, `~` or nothing at all. */
bool yaml_tree_is_null(const struct yaml_node *node);

struct yaml_node *yaml_tree_scalar(struct arena *arena, const char *text,
                                   struct place place);
struct yaml_node *yaml_tree_mapping(struct arena *arena, struct place place);
struct yaml_node *yaml_tree_copy(struct arena *arena, const struct yaml_node *node);
/* Adds or replaces. */
void yaml_tree_put(struct arena *arena, struct yaml_node *mapping, const char *key,
                   struct yaml_node *value);
bool yaml_tree_remove(struct yaml_node *mapping, const char *key);

/* Lays `over` on `under`: mappings merge key by key, a scalar or list replaces what is
 * there, a null removes the key. Returns the result (a fresh tree; neither argument is
 * changed). */
struct yaml_node *yaml_tree_merge(struct arena *arena, const struct yaml_node *under,
                                  const struct yaml_node *over);

/* Sets the value at a dotted path, e.g. services.spring.endpoints.write.0.cpu or
 * traffic.users.mix."spring.read"; makes missing mappings on the way; a null value
 * removes. A scalar on the way (a shorthand, `instance: t3.small`) gives way to a
 * mapping, as in a merge. A list index out of range, a key into a list, an index into a
 * scalar, or removing from what is not there is an error at the value's place. */
bool yaml_tree_set(struct yaml_node *root, const char *path, struct yaml_node *value,
                   struct arena *arena, struct error_list *errors);
/* The node at a dotted path, or NULL. */
struct yaml_node *yaml_tree_find(const struct yaml_node *root, const char *path);

/* One text for equal trees, whatever their formatting: for hashing. The order of keys
 * counts, since it decides who comes first at ties. */
const char *yaml_tree_canonical(const struct yaml_node *node, struct arena *arena,
                                size_t *length);

#endif
