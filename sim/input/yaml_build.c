/* yaml_build.c - grows a tree from what a YAML parser meets, in its order.
 *
 * The open lists and mappings stand on a stack. An alias is a copy of what its anchor
 * names, so that changing one place later never changes another; the copies count
 * against the limit of nodes, which is what stops a "billion laughs" file: nine lines
 * that would unfold into 10^9 nodes. A plain `<<` is kept aside until its mapping is
 * complete: keys written in the mapping win over merged ones, earlier merged ones over
 * later (yaml.org/type/merge.html).
 *
 * Inside {} and [] a comma ends a plain text: {cpu: exp(6ms, k=4)} holds the two keys
 * `cpu` and `k=4)`. The parenthesis that is left open gives it away.
 */
#include "sim/input/yaml_build.h"
#include "sim/input/shown_text.h"
#include "sim/input/yaml_index.h"
#include "sim/input/yaml_path.h"

#include <string.h>

enum { PATH_SHOWN = 80 }; /* bytes of a path in a message; only hostile ones are longer */

void yaml_build_init(struct yaml_build *build, struct arena *arena,
                     struct error_list *errors)
{
    *build = (struct yaml_build){.arena = arena, .errors = errors};
}

/* The dotted path of what is being read, for messages. */
static const char *build_path(const struct yaml_build *build)
{
    const char *path = "";
    for (uint32_t i = 0; i < build->depth; i++) {
        const struct yaml_frame *frame = &build->frames[i];
        if (frame->node->kind == YAML_LIST)
            path = yaml_path_join_index(build->arena, path, frame->node->count);
        else if (frame->key)
            path = yaml_path_join(build->arena, path, frame->key);
    }
    size_t length = strlen(path);
    if (length <= PATH_SHOWN)
        return path;
    for (length = PATH_SHOWN; ((unsigned char)path[length] & 0xc0) == 0x80;)
        length--; /* not inside a UTF-8 letter */
    return arena_format(build->arena, "%.*s...", (int)length, path);
}

/* Adds an error; returns false for the caller to return. A hostile file's thousands of
 * errors are only counted, without paying for their texts. */
static bool build_refuse(const struct yaml_build *build, struct place place,
                         const char *format, ...) __attribute__((format(printf, 3, 4)));
static bool build_refuse(const struct yaml_build *build, struct place place,
                         const char *format, ...)
{
    const char *path = NULL, *message = "";
    if (build->errors->count < ERROR_LIST_LIMIT) {
        va_list arguments;
        va_start(arguments, format);
        message = arena_format_list(build->arena, format, arguments);
        va_end(arguments);
        path = build_path(build);
    }
    error_list_add(build->errors, place, path, "%s", message);
    return false;
}

static const char *shown(const struct yaml_build *build, const char *text)
{
    return shown_text(build->arena, text);
}

static struct yaml_frame *build_top(struct yaml_build *build)
{
    return build->depth ? &build->frames[build->depth - 1] : NULL;
}

/* Is the next node a mapping's key? */
static bool build_wants_key(struct yaml_build *build)
{
    const struct yaml_frame *top = build_top(build);
    return top && top->node->kind == YAML_MAPPING && !top->key;
}

static bool build_count(struct yaml_build *build, uint32_t nodes, struct place place)
{
    if (nodes > YAML_BUILD_NODES - build->nodes)
        return build_refuse(build, place,
                            "more than %d values, aliases counted as often "
                            "as they are used",
                            YAML_BUILD_NODES);
    build->nodes += nodes;
    return true;
}

/* ---- putting a complete node where it belongs ---- */

static void list_add(struct arena *arena, struct yaml_node *list, struct yaml_node *item)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 4;
        list->items = arena_grow(arena, list->items, list->count, list->capacity,
                                 sizeof(struct yaml_node *));
    }
    list->items[list->count++] = item;
}

static void mapping_add(struct arena *arena, struct yaml_node *mapping,
                        struct yaml_pair pair)
{
    if (mapping->count == mapping->capacity) {
        mapping->capacity = mapping->capacity ? 2 * mapping->capacity : 4;
        mapping->pairs = arena_grow(arena, mapping->pairs, mapping->count,
                                    mapping->capacity, sizeof(struct yaml_pair));
    }
    mapping->pairs[mapping->count++] = pair;
}

static bool is_mergeable(const struct yaml_node *node)
{
    if (node->kind != YAML_LIST)
        return node->kind == YAML_MAPPING;
    for (uint32_t i = 0; i < node->count; i++)
        if (node->items[i]->kind != YAML_MAPPING)
            return false;
    return true;
}

/* The value of a plain <<. */
static bool build_keep_merge(struct yaml_build *build, struct yaml_node *node)
{
    struct yaml_frame *top = build_top(build);
    if (top->merge)
        return build_refuse(build, top->key_place,
                            "duplicate key \"<<\"; write <<: [*one, *two]");
    if (!is_mergeable(node))
        return build_refuse(build, node->place,
                            "expected a mapping or a list of mappings after \"<<\"");
    top->merge = node;
    top->key = NULL;
    return true;
}

static bool build_place_node(struct yaml_build *build, struct yaml_node *node)
{
    struct yaml_frame *top = build_top(build);
    if (!top) {
        build->root = node;
        return true;
    }
    if (top->node->kind == YAML_LIST) {
        list_add(build->arena, top->node, node);
        return true;
    }
    if (top->key_merges)
        return build_keep_merge(build, node);
    const struct yaml_pair pair = {top->key, top->key_place, node};
    mapping_add(build->arena, top->node, pair);
    top->key = NULL;
    return true;
}

/* ---- anchors and aliases ---- */

static bool build_anchor(struct yaml_build *build, const char *name, struct place place,
                         uint32_t *anchor)
{
    *anchor = 0;
    if (!name)
        return true;
    if (build->anchor_count == YAML_BUILD_ANCHORS)
        return build_refuse(build, place, "more than %d anchors (&)", YAML_BUILD_ANCHORS);
    if (build->anchor_count == build->anchor_capacity) {
        build->anchor_capacity = build->anchor_capacity ? 2 * build->anchor_capacity : 8;
        build->anchors = arena_grow(build->arena, build->anchors, build->anchor_count,
                                    build->anchor_capacity, sizeof(*build->anchors));
    }
    build->anchors[build->anchor_count++] =
        (struct yaml_anchor){.name = arena_text(build->arena, name, strlen(name))};
    *anchor = build->anchor_count;
    return true;
}

static void build_anchor_close(struct yaml_build *build, uint32_t anchor,
                               struct yaml_node *node, uint32_t nodes)
{
    if (anchor) {
        build->anchors[anchor - 1].node = node;
        build->anchors[anchor - 1].nodes = nodes;
    }
}

/* A name may be anchored again; the latest counts. */
static const struct yaml_anchor *build_find_anchor(const struct yaml_build *build,
                                                   const char *name)
{
    for (uint32_t i = build->anchor_count; i-- > 0;)
        if (strcmp(build->anchors[i].name, name) == 0)
            return &build->anchors[i];
    return NULL;
}

bool yaml_build_alias(struct yaml_build *build, const char *name, struct place place)
{
    const struct yaml_anchor *anchor = build_find_anchor(build, name);
    if (build_wants_key(build))
        return build_refuse(build, place, "an alias (*) cannot be a key");
    if (!anchor)
        return build_refuse(build, place, "nothing is anchored as &%s above", name);
    if (!anchor->node)
        return build_refuse(build, place, "*%s stands inside its own anchor", name);
    if (!build_count(build, anchor->nodes, place))
        return false;
    return build_place_node(build, yaml_tree_copy(build->arena, anchor->node));
}

/* ---- scalars ---- */

/* Parentheses opened and not closed, or closed and not opened. */
static int open_parentheses(const char *text)
{
    int open = 0;
    for (; *text; text++)
        open += (*text == '(') - (*text == ')');
    return open;
}

/* A plain text inside {} or [] that a comma cut in two: complains about its first part
 * and lets the others pass. Returns true when the text is such a part. */
static bool build_is_cut(struct yaml_build *build, const char *text, struct place place)
{
    struct yaml_frame *top = build_top(build);
    const int open = open_parentheses(text);
    if (open == 0)
        return false;
    if (open > 0 || !top->cut)
        build_refuse(build, place,
                     "%s has no matching parenthesis: inside {} and [] a text that "
                     "contains any of [ ] { } , needs quotes",
                     shown(build, text));
    top->cut = open > 0;
    return true;
}

static bool build_key(struct yaml_build *build, struct yaml_text text,
                      const struct yaml_node *node)
{
    struct yaml_frame *top = build_top(build);
    if (text.length > YAML_BUILD_KEY)
        return build_refuse(build, node->place,
                            "a key has at most %d bytes, this one %zu", YAML_BUILD_KEY,
                            text.length);
    top->key = node->text;
    top->key_place = node->place;
    top->key_merges = !text.quoted && strcmp(node->text, "<<") == 0;
    return true;
}

/* Quotes or a block can write what no editor would: "\0" in a double-quoted text. */
static bool build_check_text(struct yaml_build *build, struct yaml_text text,
                             struct place place)
{
    if (text.length > YAML_BUILD_SCALAR)
        return build_refuse(build, place, "a single text of more than %d KiB",
                            YAML_BUILD_SCALAR >> 10);
    if (memchr(text.text, '\0', text.length))
        return build_refuse(build, place, "a NUL byte (\\0) in a text");
    return true;
}

bool yaml_build_scalar(struct yaml_build *build, struct yaml_text text,
                       const char *anchor, struct place place)
{
    uint32_t number;
    if (!build_check_text(build, text, place) || !build_count(build, 1, place) ||
        !build_anchor(build, anchor, place, &number))
        return false;
    struct yaml_node *node = arena_allocate(build->arena, sizeof(*node));
    *node = (struct yaml_node){
        .kind = YAML_SCALAR,
        .place = place,
        .text = arena_text(build->arena, text.text, text.length),
        .quoted = text.quoted,
    };
    build_anchor_close(build, number, node, 1);
    const struct yaml_frame *top = build_top(build);
    if (top && top->flow && !text.quoted)
        build_is_cut(build, node->text, place);
    if (build_wants_key(build))
        return build_key(build, text, node);
    return build_place_node(build, node);
}

/* ---- lists and mappings ---- */

bool yaml_build_begin(struct yaml_build *build, enum yaml_kind kind, bool flow,
                      const char *anchor, struct place place)
{
    uint32_t number;
    const struct yaml_frame *top = build_top(build);
    if (build_wants_key(build))
        return build_refuse(build, place, "a key must be a text, not a %s",
                            kind == YAML_LIST ? "list" : "mapping");
    if (build->depth == YAML_BUILD_DEPTH)
        return build_refuse(build, place, "nested deeper than %d levels",
                            YAML_BUILD_DEPTH);
    if (!build_count(build, 1, place) || !build_anchor(build, anchor, place, &number))
        return false;
    struct yaml_node *node = arena_allocate(build->arena, sizeof(*node));
    *node = (struct yaml_node){.kind = kind, .place = place};
    build->frames[build->depth++] = (struct yaml_frame){
        .node = node,
        .flow = flow || (top && top->flow),
        .anchor = number,
        .nodes_before = build->nodes - 1,
    };
    return true;
}

/* Adds the keys of `from` that the mapping does not have. */
static void merge_one(struct yaml_build *build, struct yaml_index *index,
                      struct yaml_node *mapping, const struct yaml_node *from)
{
    for (uint32_t i = 0; i < from->count; i++)
        if (!yaml_index_find(index, from->pairs[i].key)) {
            mapping_add(build->arena, mapping, from->pairs[i]);
            yaml_index_enter(index, mapping->count - 1);
        }
}

static void build_merge(struct yaml_build *build, struct yaml_index *index,
                        struct yaml_frame *frame)
{
    const struct yaml_node *merge = frame->merge;
    if (merge && merge->kind == YAML_MAPPING)
        merge_one(build, index, frame->node, merge);
    for (uint32_t i = 0; merge && merge->kind == YAML_LIST && i < merge->count; i++)
        merge_one(build, index, frame->node, merge->items[i]);
}

static uint32_t merged_count(const struct yaml_node *merge)
{
    if (!merge)
        return 0;
    uint32_t count = merge->count;
    for (uint32_t i = 0; merge->kind == YAML_LIST && i < merge->count; i++)
        count += merge->items[i]->count;
    return count;
}

/* Refuses duplicate keys, all of them, and fills in what `<<` brings. */
static void build_close_mapping(struct yaml_build *build, struct yaml_frame *frame)
{
    struct yaml_index index;
    const struct yaml_node *mapping = frame->node;
    yaml_index_init(&index, mapping, merged_count(frame->merge), build->arena);
    for (uint32_t i = 0; i < mapping->count; i++) {
        const struct yaml_pair *pair = &mapping->pairs[i];
        const struct yaml_pair *first = yaml_index_enter(&index, i);
        if (first)
            build_refuse(build, pair->key_place,
                         "duplicate key %s; it stands already at line %d",
                         shown(build, pair->key), first->key_place.line);
    }
    build_merge(build, &index, frame);
}

bool yaml_build_end(struct yaml_build *build)
{
    struct yaml_frame *frame = build_top(build);
    if (frame->node->kind == YAML_MAPPING)
        build_close_mapping(build, frame);
    build->depth--;
    const uint32_t nodes = build->nodes - frame->nodes_before;
    build_anchor_close(build, frame->anchor, frame->node, nodes);
    return build_place_node(build, frame->node);
}
