/* world_value.c - see world_value.h.
 *
 * The tree of all layers is walked beside the tables: the tree says what is written, the
 * tables say how it is read and what holds where nothing is written.
 */
#include "sim/world_value.h"

#include "sim/input/field_select.h"
#include "sim/input/yaml_path.h"
#include "sim/world_base.h"
#include "sim/world_merge.h"
#include "sim/world_text.h"

struct value_walk {
    struct world *world;
    struct fields quiet; /* the load itself complains of what is wrong on the way */
    struct yaml_part parts[YAML_PATH_PARTS];
    uint32_t count, at;           /* parts; the next one */
    const struct table *table;    /* of `node` */
    const struct yaml_node *node; /* NULL: not written */
    struct world_names names;     /* what could have stood at the last part */
};

static const char *value_part(const struct value_walk *walk, uint32_t i)
{
    return arena_text(walk->world->arena, walk->parts[i].text, walk->parts[i].length);
}

static const struct yaml_node *value_child(const struct yaml_node *node,
                                           struct yaml_part part)
{
    struct yaml_node **slot =
        node && node->kind != YAML_SCALAR ? yaml_path_slot(node, part) : NULL;
    return slot ? *slot : NULL;
}

/* The keys that may stand where the walk is, and those that do. */
static void value_names(struct value_walk *walk, const struct table *table)
{
    walk->names.count = 0;
    for (uint32_t i = 0; table && i < table->count; i++)
        if (table->fields[i].key[0] != '=')
            world_text_add(walk->world, &walk->names, table->fields[i].key);
    for (uint32_t i = 0; !table && walk->node && walk->node->kind == YAML_MAPPING &&
                         i < walk->node->count;
         i++)
        world_text_add(walk->world, &walk->names, walk->node->pairs[i].key);
}

/* The field of the next part, which is then taken; of a table that is written in short, a
 * list of steps, the field of that, and nothing is taken. */
static const struct field *value_field(struct value_walk *walk)
{
    const struct table *table =
        field_select_table(&walk->quiet, walk->table, walk->node, "");
    if (!table)
        return NULL;
    value_names(walk, table);
    const struct field *field = fields_find(table, value_part(walk, walk->at));
    if (field) {
        walk->node = value_child(walk->node, walk->parts[walk->at++]);
        return field;
    }
    field = table->shorthand ? fields_find(table, table->shorthand) : NULL;
    return field && field->kind == FIELD_LIST ? field : NULL;
}

/* Into an item of a map or list: false when there is none of that name. */
static bool value_item(struct value_walk *walk, const struct field *field)
{
    if (field->kind != FIELD_MAP && field->kind != FIELD_LIST)
        return true;
    value_names(walk, NULL);
    if (walk->at == walk->count)
        return false;
    walk->node = value_child(walk->node, walk->parts[walk->at++]);
    return walk->node != NULL;
}

/* The field at the end of the path; NULL when the tables know no single value there. */
static const struct field *value_walk(struct value_walk *walk)
{
    while (walk->at < walk->count) {
        const struct field *field = value_field(walk);
        if (!field || !value_item(walk, field))
            return NULL;
        walk->table = field->table;
        if (!walk->table)
            return walk->at == walk->count ? field : NULL;
    }
    return walk->table->shorthand ? fields_find(walk->table, walk->table->shorthand)
                                  : NULL;
}

static bool value_open(struct world *world)
{
    const struct world_options *options = world->options;
    if (options->base)
        world_base_begin(options->base, world);
    else if (world_catalog_open(&world->catalog, options->catalog_folder, world->arena,
                                world->errors))
        world->root = world_merge_file(world, options->file);
    if (!world->root || !world_merge_layers(world))
        return false;
    world_merge_presets(world);
    return true;
}

static bool value_refuse(struct value_walk *walk, const char *path, struct place place)
{
    const char *part = value_part(walk, walk->at > 0 ? walk->at - 1 : 0);
    const char *next = walk->at < walk->count ? value_part(walk, walk->at) : part;
    const char *nearest = world_text_nearest(walk->world, next, &walk->names);
    if (!nearest)
        nearest = world_text_nearest(walk->world, part, &walk->names);
    error_list_add(walk->world->errors, place, path,
                   nearest ? "there is no such value in the scenario; did you mean %s?"
                           : "there is no such value in the scenario",
                   nearest);
    return false;
}

bool world_value_find(const struct world_options *options, const char *path,
                      struct place place, struct arena *arena, struct error_list *errors,
                      struct world_value *value)
{
    struct error_list unheard;
    struct world world = {.options = options, .arena = arena, .errors = errors};
    struct value_walk walk = {.world = &world, .table = &scenario_table};
    world.folder = world_merge_folder(arena, options->file);
    if (!value_open(&world))
        return false;
    if (!yaml_path_split(path, walk.parts, &walk.count)) {
        error_list_expected(errors, place, NULL,
                            "a dotted path such as traffic.users.rate", path, NULL);
        return false;
    }
    error_list_init(&unheard, arena);
    fields_init(&walk.quiet, arena, &unheard, NULL, world.folder);
    walk.node = world.root;
    const struct yaml_node *node = yaml_tree_find(world.root, path);
    const bool given = node && !yaml_tree_is_null(node);
    *value = (struct world_value){.given = given, .field = value_walk(&walk)};
    if (!given && !value->field)
        return value_refuse(&walk, path, place);
    if (given && node->kind != YAML_SCALAR) {
        error_list_add(errors, place, path,
                       "expected the path of a number; there are several values here");
        return false;
    }
    value->text = given ? node->text : value->field->standard;
    return true;
}
