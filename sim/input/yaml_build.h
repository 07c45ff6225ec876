/* yaml_build.h - grows a tree from what a YAML parser meets, in its order.
 *
 * The parser's library is yaml_tree.c's affair; here are the rules that it does not
 * know: limits, aliases, `<<`, duplicate keys, and texts that a comma cut in two.
 * Every function returns false when reading must stop; an error was added then.
 */
#ifndef OVERSTACK_INPUT_YAML_BUILD_H
#define OVERSTACK_INPUT_YAML_BUILD_H

#include "sim/input/yaml_tree.h"

enum {
    YAML_BUILD_DEPTH = 64,
    YAML_BUILD_NODES = 200000,
    YAML_BUILD_ANCHORS = 500,
    YAML_BUILD_SCALAR = 64 << 10, /* bytes */
    YAML_BUILD_KEY = 255,         /* bytes: keys become parts of every path below them */
};

struct yaml_frame { /* a list or mapping that is still open */
    struct yaml_node *node;
    struct yaml_node *merge; /* the value of `<<`, until the mapping is complete */
    const char *key;         /* mapping: read, its value not yet */
    struct place key_place;
    bool key_merges; /* the key is a plain << */
    bool flow;       /* inside {} or [] */
    bool cut;        /* a comma cut the text before this one */
    uint32_t anchor; /* 1 + its number; 0 is none */
    uint32_t nodes_before;
};

struct yaml_anchor {
    const char *name;
    struct yaml_node *node; /* NULL while it is still open */
    uint32_t nodes;         /* that an alias to it adds */
};

struct yaml_build {
    struct arena *arena;
    struct error_list *errors;
    struct yaml_node *root; /* NULL until the first node is complete */
    struct yaml_frame frames[YAML_BUILD_DEPTH];
    uint32_t depth;
    struct yaml_anchor *anchors;
    uint32_t anchor_count, anchor_capacity;
    uint32_t nodes;
};

struct yaml_text { /* a scalar as the parser met it */
    const char *text;
    size_t length;
    bool quoted; /* in quotes, or a block (| and >) */
};

void yaml_build_init(struct yaml_build *build, struct arena *arena,
                     struct error_list *errors);

/* anchor: the name after &, or NULL. */
bool yaml_build_scalar(struct yaml_build *build, struct yaml_text text,
                       const char *anchor, struct place place);
bool yaml_build_begin(struct yaml_build *build, enum yaml_kind kind, bool flow,
                      const char *anchor, struct place place);
bool yaml_build_end(struct yaml_build *build);
bool yaml_build_alias(struct yaml_build *build, const char *name, struct place place);

#endif
