/* world_layer.c - the layers above the file: a variant, --set, the command line's
 * numbers.
 */
#include "sim/world_layer.h"

#include "sim/core/units.h"
#include "sim/input/yaml_path.h"
#include "sim/world_merge.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

enum { VARIANT_LIMIT = 16 }; /* variants that extend each other */

/* ---- removals ---- */

static void removal_note(struct world *world, const char *service, const char *by)
{
    if (world->removal_count == world->removal_capacity) {
        world->removal_capacity = world->removal_capacity * 2 + 4;
        world->removals = arena_grow(world->arena, world->removals, world->removal_count,
                                     world->removal_capacity, sizeof(*world->removals));
    }
    world->removals[world->removal_count++] = (struct world_removal){service, by};
}

void world_layer_note_removals(struct world *world, const struct yaml_node *before,
                               const struct yaml_node *after, const char *by)
{
    for (uint32_t i = 0; before && before->kind == YAML_MAPPING && i < before->count; i++)
        if (!yaml_tree_get(after, before->pairs[i].key))
            removal_note(world, before->pairs[i].key, by);
}

/* "services" itself, or "services.NAME" without more: only there a service can go. */
static bool may_remove_services(const char *path)
{
    return strncmp(path, "services", 8) == 0 &&
           (path[8] == '\0' || (path[8] == '.' && !strchr(path + 9, '.')));
}

/* ---- one value ---- */

/* Taking away what is not there: fine for a key that a preset may have, which then needs
 * a null of its own; a slip where things have the user's names. */
static void value_remove(struct world *world, const char *path, struct yaml_node *null)
{
    struct arena *arena = world->arena;
    const char *dot = strchr(path, '.');
    const bool named = dot && !strchr(dot + 1, '.');
    const struct yaml_node *group =
        named ? yaml_tree_get(world->root, arena_text(arena, path, (size_t)(dot - path)))
              : NULL;
    if (yaml_tree_find(world->root, path)) {
        yaml_tree_set(world->root, path, null, arena, world->errors);
        return;
    }
    if (group && group->kind == YAML_MAPPING) {
        const char **names = arena_array(arena, group->count, sizeof(char *));
        for (uint32_t i = 0; i < group->count; i++)
            names[i] = group->pairs[i].key;
        const char *nearest = world_text_nearest_of(world, dot + 1, names, group->count);
        error_list_add(world->errors, null->place, path,
                       nearest ? "there is nothing to take away; did you mean %s?"
                               : "there is nothing to take away",
                       nearest);
        return;
    }
    struct yaml_node *mark = yaml_tree_scalar(arena, "-", null->place);
    if (yaml_tree_set(world->root, path, mark, arena, world->errors))
        mark->text = "null";
}

static void value_lay(struct world *world, const char *path,
                      const struct yaml_node *value)
{
    world_merge_own_list(world, path);
    const struct yaml_node *existing = yaml_tree_find(world->root, path);
    if (yaml_tree_is_null(value))
        value_remove(world, path, yaml_tree_copy(world->arena, value));
    else
        yaml_tree_set(world->root, path, world_merge_lay(world->arena, existing, value),
                      world->arena, world->errors);
}

/* Is it the key, or a path into what stands there? */
static bool is_below(const char *path, const char *key)
{
    const size_t length = strlen(key);
    return strncmp(path, key, length) == 0 &&
           (path[length] == '\0' || path[length] == '.');
}

static void value_apply(struct world *world, const char *path,
                        const struct yaml_node *value, const char *by)
{
    const struct yaml_node *before = NULL;
    static const char *const fixed[] = {"overstack", "extends", "variants", "sweep",
                                        "search"};
    for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
        if (is_below(path, fixed[i])) {
            error_list_add(world->errors, value->place, path,
                           "only the file itself can say this");
            return;
        }
    if (may_remove_services(path) && yaml_tree_get(world->root, "services"))
        before = yaml_tree_copy(world->arena, yaml_tree_get(world->root, "services"));
    value_lay(world, path, value);
    if (before)
        world_layer_note_removals(world, before, yaml_tree_get(world->root, "services"),
                                  by);
}

/* ---- variants ---- */

static const char **variant_names(struct arena *arena, const struct yaml_node *variants)
{
    const char **names = arena_array(arena, variants->count, sizeof(char *));
    for (uint32_t i = 0; i < variants->count; i++)
        names[i] = variants->pairs[i].key;
    return names;
}

static const char *names_join(struct arena *arena, const char **names, uint32_t count)
{
    const char *joined = "";
    for (uint32_t i = 0; i < count; i++)
        joined = arena_format(arena, "%s%s%s", joined, i ? ", " : "", names[i]);
    return joined;
}

static const struct yaml_node *variant_find(struct world *world,
                                            const struct yaml_node *variants,
                                            const char *name, struct place place,
                                            const char *path)
{
    const struct yaml_node *variant = yaml_tree_get(variants, name);
    const uint32_t count =
        variants && variants->kind == YAML_MAPPING ? variants->count : 0;
    if (!variant && count == 0) {
        error_list_add(world->errors, place, path,
                       "there is no variant \"%s\": the file has none", name);
    } else if (!variant) {
        const char **names = variant_names(world->arena, variants);
        const char *expected = arena_format(world->arena, "a variant (%s)",
                                            names_join(world->arena, names, count));
        error_list_expected(world->errors, place, path, expected, name,
                            world_text_nearest_of(world, name, names, count));
    }
    return variant;
}

struct variant_chain {
    const char *names[VARIANT_LIMIT];
    uint32_t count;
};

static bool chain_holds(const struct variant_chain *chain, const char *name)
{
    for (uint32_t i = 0; i < chain->count; i++)
        if (strcmp(chain->names[i], name) == 0)
            return true;
    return false;
}

static void variant_apply(struct world *world, const struct yaml_node *variants,
                          const char *name, struct place place, const char *path,
                          struct variant_chain *chain)
{
    if (chain_holds(chain, name) || chain->count == VARIANT_LIMIT) {
        error_list_add(world->errors, place, path, "the variant %s extends itself", name);
        return;
    }
    chain->names[chain->count++] = name;
    const struct yaml_node *variant = variant_find(world, variants, name, place, path);
    const char *own_path = arena_format(world->arena, "variants.%s", name);
    if (!variant || yaml_tree_is_null(variant))
        return;
    if (variant->kind != YAML_MAPPING) {
        error_list_add(world->errors, variant->place, own_path,
                       "expected a mapping of paths or keys to values");
        return;
    }
    const struct yaml_node *extends = yaml_tree_get(variant, "extends");
    if (extends && extends->kind == YAML_SCALAR)
        variant_apply(world, variants, extends->text, extends->place,
                      arena_format(world->arena, "%s.extends", own_path), chain);
    const char *by = arena_format(world->arena, "variant %s", name);
    for (uint32_t i = 0; i < variant->count; i++)
        if (strcmp(variant->pairs[i].key, "extends") != 0)
            value_apply(world, variant->pairs[i].key, variant->pairs[i].value, by);
}

void world_layer_variant(struct world *world, const struct yaml_node *variants,
                         const char *name)
{
    struct variant_chain chain = {.count = 0};
    variant_apply(world, variants, name, (struct place){.file = "--variant"}, NULL,
                  &chain);
}

/* ---- --set ---- */

/* What was typed on the command line has no line and column worth showing. */
static void places_set(struct yaml_node *node, struct place place)
{
    node->place = place;
    for (uint32_t i = 0; i < node->count; i++) {
        if (node->kind == YAML_MAPPING)
            node->pairs[i].key_place = place;
        places_set(node->kind == YAML_LIST ? node->items[i] : node->pairs[i].value,
                   place);
    }
}

void world_layer_set(struct world *world, const char *text, struct place place)
{
    const char *sign = yaml_path_sign(text);
    if (!sign || sign == text) {
        error_list_expected(world->errors, place, NULL,
                            "PATH=VALUE such as services.web.threads=8", text, NULL);
        return;
    }
    const char *path = arena_text(world->arena, text, (size_t)(sign - text));
    const char *value_text = sign + 1;
    struct yaml_node *value;
    if (value_text[strspn(value_text, " \t")] == '\0')
        value = yaml_tree_scalar(world->arena, "null", place);
    else
        value = yaml_tree_parse(place.file, value_text, strlen(value_text), world->arena,
                                world->errors);
    if (!value)
        return;
    places_set(value, place);
    value_apply(world, path, value, "--set");
}

/* ---- numbers ---- */

static void number_set(struct world *world, const char *option, const char *path,
                       double number, const char *unit)
{
    if (isnan(number))
        return;
    const struct place place = {.file = option};
    char text[UNIT_TEXT];
    units_write_exact(text, number);
    struct yaml_node *value = yaml_tree_scalar(
        world->arena, arena_format(world->arena, "%s%s", text, unit), place);
    yaml_tree_set(world->root, path, value, world->arena, world->errors);
}

void world_layer_numbers(struct world *world)
{
    const struct world_options *options = world->options;
    number_set(world, "--seed", "simulate.seed", options->seed, "");
    number_set(world, "--replications", "simulate.replications", options->replications,
               "");
    number_set(world, "--duration", "simulate.duration", options->duration_s, "s");
}
