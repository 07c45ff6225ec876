/* yaml_set.c - puts a value at a dotted path: --set, variants, sweeps.
 *
 * The path is walked from the top. Where it leads on through a mapping's missing key, an
 * empty value or a scalar (the short form of a mapping) a mapping is made; a list is
 * never made longer or replaced, since a wrong number is more likely than a wish for a
 * new item.
 */
#include "sim/input/yaml_set.h"
#include "sim/input/yaml_path.h"

#include <string.h>

struct setting {
    struct arena *arena;
    struct error_list *errors;
    const char *path;
    struct yaml_node *value;
    struct yaml_part parts[YAML_PATH_PARTS];
    uint32_t count;
};

/* The path up to and with part number `last`, as it was typed. */
static const char *setting_path(const struct setting *setting, uint32_t last)
{
    const struct yaml_part part = setting->parts[last];
    return arena_text(setting->arena, setting->path,
                      (size_t)(part.text + part.length - setting->path));
}

static bool setting_refuse(struct setting *setting, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static bool setting_refuse(struct setting *setting, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_format_list(setting->arena, format, arguments);
    va_end(arguments);
    error_list_add(setting->errors, setting->value->place, setting->path, "%s", message);
    return false;
}

/* A part that leads nowhere in `node`: makes way for it, or says why it cannot. */
static struct yaml_node **setting_open(struct setting *setting, struct yaml_node *node,
                                       uint32_t number)
{
    const char *at = setting_path(setting, number);
    uint32_t index;
    if (node->kind == YAML_LIST) {
        if (yaml_path_part_index(setting->parts[number], &index))
            setting_refuse(setting, "%s is past the end of a list of %u", at,
                           (unsigned)node->count);
        else
            setting_refuse(setting, "%s: an item of a list goes by its number, 0 to %d",
                           at, (int)node->count - 1);
        return NULL;
    }
    if (yaml_tree_is_null(setting->value)) {
        setting_refuse(setting, "there is no %s", at);
        return NULL;
    }
    const struct yaml_part part = setting->parts[number];
    struct yaml_node *made = yaml_tree_mapping(setting->arena, setting->value->place);
    const char *key = arena_text(setting->arena, part.text, part.length);
    yaml_tree_put(setting->arena, node, key, made);
    return yaml_path_slot(node, part);
}

/* A scalar on the way becomes a mapping; an index shows that a list was meant. */
static bool setting_unfold(struct setting *setting, struct yaml_node **slot,
                           uint32_t number)
{
    uint32_t index;
    const bool is_null = yaml_tree_is_null(*slot);
    if ((*slot)->kind != YAML_SCALAR)
        return true;
    if (!is_null && yaml_path_part_index(setting->parts[number], &index))
        return setting_refuse(setting, "%s: there is no list here",
                              setting_path(setting, number));
    if (!is_null && yaml_tree_is_null(setting->value))
        return setting_refuse(setting, "there is nothing to remove here");
    *slot = yaml_tree_mapping(setting->arena, setting->value->place);
    return true;
}

static void item_remove(struct yaml_node *list, struct yaml_node **slot)
{
    const size_t number = (size_t)(slot - list->items);
    list->count--;
    memmove(slot, slot + 1, (list->count - number) * sizeof(*slot));
}

/* Removing a key that is not there is fine: its default applies as it did. */
static bool setting_remove(struct setting *setting, struct yaml_node *node)
{
    const struct yaml_part part = setting->parts[setting->count - 1];
    if (node->kind == YAML_MAPPING) {
        yaml_tree_remove(node, arena_text(setting->arena, part.text, part.length));
        return true;
    }
    struct yaml_node **slot = yaml_path_slot(node, part);
    if (slot)
        item_remove(node, slot);
    else
        setting_open(setting, node, setting->count - 1);
    return slot != NULL;
}

bool yaml_set_value(struct yaml_node *root, const char *path, struct yaml_node *value,
                    struct arena *arena, struct error_list *errors)
{
    struct setting setting = {
        .arena = arena, .errors = errors, .path = path, .value = value};
    if (!yaml_path_split(path, setting.parts, &setting.count))
        return setting_refuse(&setting,
                              "expected a dotted path such as "
                              "services.web.threads, a part with a dot in quotes");
    struct yaml_node *top = root, **slot = &top;
    for (uint32_t i = 0; i < setting.count; i++) {
        if (!setting_unfold(&setting, slot, i))
            return false;
        struct yaml_node *node = *slot;
        if (i == setting.count - 1 && yaml_tree_is_null(value))
            return setting_remove(&setting, node);
        slot = yaml_path_slot(node, setting.parts[i]);
        if (!slot)
            slot = setting_open(&setting, node, i);
        if (!slot)
            return false;
    }
    *slot = value;
    return true;
}
