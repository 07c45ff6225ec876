/* vary_yaml.c - see vary_yaml.h.
 */
#include "sim/run/vary_yaml.h"

#include <string.h>

/* In double quotes with the escapes that YAML shares with JSON. */
static const char *quoted(const char *text, struct arena *arena)
{
    char *whole = arena_allocate(arena, 4 * strlen(text) + 3), *to = whole;
    *to++ = '"';
    for (; *text; text++) {
        const unsigned char one = (unsigned char)*text;
        if (one < ' ') {
            static const char digit[] = "0123456789abcdef";
            *to++ = '\\';
            *to++ = 'x';
            *to++ = digit[one / 16];
            *to++ = digit[one % 16];
            continue;
        }
        if (one == '"' || one == '\\')
            *to++ = '\\';
        *to++ = *text;
    }
    *to = '"';
    return whole;
}

static const char *scalar(const struct yaml_node *node, struct arena *arena)
{
    return yaml_tree_is_null(node) ? "null" : quoted(node->text, arena);
}

const char *vary_yaml_flow(const struct yaml_node *node, struct arena *arena)
{
    if (node->kind == YAML_SCALAR)
        return scalar(node, arena);
    const bool list = node->kind == YAML_LIST;
    const char *text = list ? "[" : "{";
    for (uint32_t i = 0; i < node->count; i++) {
        const char *comma = i ? ", " : "";
        if (list)
            text = arena_format(arena, "%s%s%s", text, comma,
                                vary_yaml_flow(node->items[i], arena));
        else
            text = arena_format(arena, "%s%s%s: %s", text, comma,
                                quoted(node->pairs[i].key, arena),
                                vary_yaml_flow(node->pairs[i].value, arena));
    }
    return arena_format(arena, "%s%s", text, list ? "]" : "}");
}

const char *vary_yaml_shown(const struct yaml_node *node, struct arena *arena)
{
    return node->kind == YAML_SCALAR ? node->text : vary_yaml_flow(node, arena);
}
