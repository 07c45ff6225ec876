/* yaml_path.c - dotted paths: services.spring.endpoints.write.0.cpu
 */
#include "sim/input/yaml_path.h"

#include <string.h>

/* Takes the part at *rest and moves behind it and its dot. */
static bool path_take(const char **rest, struct yaml_part *part)
{
    const char *start = *rest;
    const bool quoted = *start == '"' || *start == '\'';
    const char *end;
    if (quoted) {
        end = strchr(start + 1, *start);
        if (!end)
            return false;
        *part = (struct yaml_part){start + 1, (size_t)(end - start - 1)};
        end++;
    } else {
        end = start + strcspn(start, ".");
        *part = (struct yaml_part){start, (size_t)(end - start)};
    }
    if ((*end != '\0' && *end != '.') || part->length == 0)
        return false;
    *rest = end;
    return true;
}

bool yaml_path_split(const char *path, struct yaml_part parts[YAML_PATH_PARTS],
                     uint32_t *count)
{
    *count = 0;
    for (;;) {
        if (*count == YAML_PATH_PARTS || !path_take(&path, &parts[*count]))
            return false;
        ++*count;
        if (*path == '\0')
            return true;
        path++; /* the dot: another part must follow */
    }
}

bool yaml_path_part_is(struct yaml_part part, const char *text)
{
    return strncmp(part.text, text, part.length) == 0 && text[part.length] == '\0';
}

bool yaml_path_part_index(struct yaml_part part, uint32_t *index)
{
    if (part.length == 0 || part.length > 9) /* 10 digits may pass 32 bits */
        return false;
    *index = 0;
    for (size_t i = 0; i < part.length; i++) {
        if (part.text[i] < '0' || part.text[i] > '9')
            return false;
        *index = *index * 10 + (uint32_t)(part.text[i] - '0');
    }
    return true;
}

struct yaml_node **yaml_path_slot(const struct yaml_node *node, struct yaml_part part)
{
    uint32_t index;
    if (node->kind == YAML_LIST && yaml_path_part_index(part, &index))
        return index < node->count ? &node->items[index] : NULL;
    for (uint32_t i = 0; node->kind == YAML_MAPPING && i < node->count; i++)
        if (yaml_path_part_is(part, node->pairs[i].key))
            return &node->pairs[i].value;
    return NULL;
}

/* By hand: every key of every load passes here, and printf would take longest of all. */
static const char *join(struct arena *arena, const char *path, const char *part)
{
    const size_t length = strlen(path), more = strlen(part);
    char *text = arena_allocate(arena, length + more + 2);
    memcpy(text, path, length);
    text[length] = '.';
    memcpy(text + length + (length > 0), part, more + 1);
    return text;
}

const char *yaml_path_sign(const char *text)
{
    char quote = '\0';
    for (; *text; text++) {
        if (quote)
            quote = *text == quote ? '\0' : quote;
        else if (*text == '"' || *text == '\'')
            quote = *text;
        else if (*text == '=')
            return text;
    }
    return NULL;
}

const char *yaml_path_join(struct arena *arena, const char *path, const char *part)
{
    const char *dot = *path ? "." : "";
    const bool plain = *part && !strchr(part, '.') && *part != '"' && *part != '\'';
    if (plain)
        return join(arena, path, part);
    const char quote = strchr(part, '"') ? '\'' : '"';
    return arena_format(arena, "%s%s%c%s%c", path, dot, quote, part, quote);
}

const char *yaml_path_join_index(struct arena *arena, const char *path, uint32_t index)
{
    return arena_format(arena, "%s%s%u", path, *path ? "." : "", (unsigned)index);
}
