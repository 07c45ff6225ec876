/* vary_read.c - see vary_read.h.
 */
#include "sim/run/vary_read.h"

#include "models/sweep_def.h"
#include "sim/input/fields.h"
#include "sim/input/yaml_path.h"
#include "sim/run/vary_path.h"
#include "sim/run/vary_range.h"
#include "sim/run/vary_where.h"
#include "sim/run/vary_yaml.h"

#include <string.h>

static bool axis_add(struct vary *vary, const struct vary_axis *axis,
                     const char *expected, const char *found,
                     const struct yaml_node *root, struct arena *arena,
                     struct error_list *errors)
{
    if (!vary_path_check(axis->path, axis->place, root, arena, errors))
        return false;
    if (expected) {
        error_list_expected(errors, axis->place, axis->path, expected, found, NULL);
        return false;
    }
    return vary_add(vary, axis, arena, errors);
}

/* ---- command line ---- */

bool vary_read_text(struct vary *vary, const char *option, const char *text,
                    const struct yaml_node *root, struct arena *arena,
                    struct error_list *errors)
{
    const char *sign = yaml_path_sign(text);
    struct vary_axis axis = {.place = {.file = option}};
    if (!sign || sign == text) {
        error_list_expected(errors, axis.place, NULL,
                            "PATH=VALUES such as services.web.threads=8,16", text, NULL);
        return false;
    }
    axis.path = arena_text(arena, text, (size_t)(sign - text));
    const char *expected = vary_value_list(&axis.values, sign + 1, arena);
    return axis_add(vary, &axis, expected, sign + 1, root, arena, errors);
}

static bool zip_read_text(struct vary *vary, const char *text, struct arena *arena,
                          struct error_list *errors)
{
    const char *names[VARY_AXES_MOST], *name;
    uint32_t count = 0;
    while ((name = vary_value_next(&text, arena)) && count < VARY_AXES_MOST)
        names[count++] = name;
    return vary_zip(vary, names, count, (struct place){.file = "--zip"}, arena, errors);
}

/* ---- file ---- */

static void places_note(struct vary_values *values, uint32_t first, struct place place)
{
    for (uint32_t i = first; i < values->count; i++)
        values->items[i].place = place;
}

/* NULL, or what was expected instead of *found. */
static const char *values_read(struct vary_values *values, const struct yaml_node *node,
                               const char **found, struct arena *arena)
{
    const char *expected = NULL;
    if (node->kind == YAML_SCALAR) { /* as on the command line */
        *found = node->text;
        expected = vary_value_list(values, node->text, arena);
        places_note(values, 0, node->place);
        return expected;
    }
    *found = node->kind == YAML_MAPPING ? "a mapping" : "";
    if (node->kind == YAML_MAPPING)
        return "a list of values or a range";
    for (uint32_t i = 0; i < node->count && !expected; i++) {
        const struct yaml_node *item = node->items[i];
        const bool range = item->kind == YAML_SCALAR && vary_range_is(item->text);
        const uint32_t first = values->count;
        *found = range ? item->text : "";
        if (range)
            expected = vary_range_read(values, item->text, arena);
        else
            vary_value_add(values, vary_yaml_shown(item, arena),
                           vary_yaml_flow(item, arena), arena);
        places_note(values, first, item->place);
    }
    return expected;
}

bool vary_read_mapping(struct vary *vary, const struct yaml_node *mapping,
                       const char *path, const struct yaml_node *root,
                       struct arena *arena, struct error_list *errors)
{
    bool whole = mapping->kind == YAML_MAPPING;
    if (!whole)
        error_list_expected(errors, mapping->place, path, "a mapping of paths to values",
                            mapping->kind == YAML_LIST ? "a list" : mapping->text, NULL);
    for (uint32_t i = 0; whole && i < mapping->count; i++) {
        const struct yaml_pair *pair = &mapping->pairs[i];
        struct vary_axis axis = {.path = pair->key, .place = pair->key_place};
        const char *found;
        const char *expected = values_read(&axis.values, pair->value, &found, arena);
        whole = axis_add(vary, &axis, expected, found, root, arena, errors) && whole;
    }
    return whole;
}

static bool zip_read_list(struct vary *vary, const struct yaml_node *list,
                          struct arena *arena, struct error_list *errors)
{
    const char *names[VARY_AXES_MOST];
    uint32_t count = 0;
    for (uint32_t i = 0; i < list->count && count < VARY_AXES_MOST; i++) {
        if (list->items[i]->kind != YAML_SCALAR) {
            error_list_add(errors, list->items[i]->place, "sweep.zip",
                           "expected a path, or lists of paths only");
            return false;
        }
        names[count++] = list->items[i]->text;
    }
    return vary_zip(vary, names, count, list->place, arena, errors);
}

static bool zips_read(struct vary *vary, const struct yaml_node *node,
                      struct arena *arena, struct error_list *errors)
{
    if (node->kind != YAML_LIST) {
        error_list_expected(errors, node->place, "sweep.zip", "a list of paths",
                            node->kind == YAML_SCALAR ? node->text : "a mapping", NULL);
        return false;
    }
    if (node->count == 0 || node->items[0]->kind != YAML_LIST)
        return zip_read_list(vary, node, arena, errors);
    for (uint32_t i = 0; i < node->count; i++) {
        if (node->items[i]->kind != YAML_LIST) {
            error_list_add(errors, node->items[i]->place, "sweep.zip",
                           "expected a list of paths, as the one before it");
            return false;
        }
        if (!zip_read_list(vary, node->items[i], arena, errors))
            return false;
    }
    return true;
}

/* ---- both ---- */

struct where_text {
    const char *text; /* NULL: none */
    struct place place;
};

static bool read_options(struct vary *vary, const struct vary_request *request,
                         const struct yaml_node *root, struct arena *arena,
                         struct error_list *errors)
{
    bool whole = true;
    for (uint32_t i = 0; i < request->vary_count; i++)
        whole = vary_read_text(vary, "--vary", request->vary[i], root, arena, errors) &&
                whole;
    return whole;
}

/* The file's block; nothing when it has none. */
static bool read_block(struct vary *vary, struct where_text *where,
                       const struct yaml_node *root, struct arena *arena,
                       struct error_list *errors)
{
    const struct yaml_node *block = yaml_tree_get(root, "sweep");
    struct sweep_def sweep = {0};
    struct fields fields;
    fields_init(&fields, arena, errors, NULL, ".");
    if (!block || !fields_fill(&fields, &sweep_table, block, "sweep", &sweep))
        return !block;
    if (sweep.vary &&
        !vary_read_mapping(vary, sweep.vary, "sweep.vary", root, arena, errors))
        return false;
    if (sweep.where)
        *where = (struct where_text){sweep.where, yaml_tree_get(block, "where")->place};
    return !sweep.zip || zips_read(vary, sweep.zip, arena, errors);
}

const struct vary *vary_read_space(const struct vary_request *request,
                                   const struct yaml_node *root, struct arena *arena,
                                   struct error_list *errors)
{
    struct vary *vary = arena_allocate(arena, sizeof(*vary));
    struct where_text where = {NULL, {0}};
    bool whole = request->vary_count > 0
                     ? read_options(vary, request, root, arena, errors)
                     : read_block(vary, &where, root, arena, errors);
    for (uint32_t i = 0; whole && i < request->zip_count; i++)
        whole = zip_read_text(vary, request->zip[i], arena, errors);
    if (whole && vary->axis_count == 0) {
        error_list_add(
            errors, (struct place){0}, NULL,
            "nothing is varied: give --vary PATH=VALUES, or a block `sweep` in "
            "the file");
        whole = false;
    }
    whole = whole && vary_measure(vary, arena, errors);
    if (whole && where.text)
        whole = vary_where_keep(vary, where.text, where.place, arena, errors);
    if (whole && request->where)
        whole = vary_where_keep(vary, request->where, (struct place){.file = "--where"},
                                arena, errors);
    return whole ? vary : NULL;
}
