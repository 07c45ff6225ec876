/* yaml_canonical.c - one text for equal trees, whatever their formatting.
 *
 * {"key":value,...}  ["item",...]  "scalar"  null
 *
 * A scalar is its text in quotes, with `"` and `\\` escaped, so that no text can look
 * like structure and two different trees never have the same form. Comments, quoting,
 * indentation, anchors and places are gone; 1 and 1.0 stay different, since only a
 * field knows what its text means.
 */
#include "sim/input/yaml_canonical.h"

#include <string.h>

struct writing {
    struct arena *arena;
    char *text;
    size_t length, capacity;
};

static void put_bytes(struct writing *writing, const char *bytes, size_t count)
{
    if (writing->capacity - writing->length < count) {
        writing->capacity = 2 * writing->capacity + count;
        writing->text = arena_grow(writing->arena, writing->text, writing->length,
                                   writing->capacity, 1);
    }
    memcpy(writing->text + writing->length, bytes, count);
    writing->length += count;
}

static void put_quoted(struct writing *writing, const char *text)
{
    put_bytes(writing, "\"", 1);
    while (*text) {
        const size_t plain = strcspn(text, "\"\\");
        put_bytes(writing, text, plain);
        text += plain;
        if (*text) {
            put_bytes(writing, "\\", 1);
            put_bytes(writing, text++, 1);
        }
    }
    put_bytes(writing, "\"", 1);
}

static void put_node(struct writing *writing, const struct yaml_node *node)
{
    if (yaml_tree_is_null(node)) {
        put_bytes(writing, "null", 4);
    } else if (node->kind == YAML_SCALAR) {
        put_quoted(writing, node->text);
    } else if (node->kind == YAML_LIST) {
        put_bytes(writing, "[", 1);
        for (uint32_t i = 0; i < node->count; i++) {
            put_bytes(writing, ",", i > 0);
            put_node(writing, node->items[i]);
        }
        put_bytes(writing, "]", 1);
    } else {
        put_bytes(writing, "{", 1);
        for (uint32_t i = 0; i < node->count; i++) {
            put_bytes(writing, ",", i > 0);
            put_quoted(writing, node->pairs[i].key);
            put_bytes(writing, ":", 1);
            put_node(writing, node->pairs[i].value);
        }
        put_bytes(writing, "}", 1);
    }
}

const char *yaml_canonical_text(const struct yaml_node *node, struct arena *arena,
                                size_t *length)
{
    struct writing writing = {.arena = arena, .capacity = 1024};
    writing.text = arena_allocate(arena, writing.capacity);
    put_node(&writing, node);
    *length = writing.length;
    put_bytes(&writing, "", 1);
    return writing.text;
}
