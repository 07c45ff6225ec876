/* world_catalog.c - the built-in catalog and the user's own, as trees.
 *
 * A preset's `sources` name, by dotted path inside the preset, where a figure comes from
 * and how it is known. They become the origin of the nodes, which the ledger of
 * assumptions repeats for every figure the user did not replace.
 */
#include "sim/world_catalog.h"

#include "sim/input/fields.h"
#include "sim/input/yaml_source.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef OVERSTACK_SHARE
#define OVERSTACK_SHARE "/usr/local/share/overstack"
#endif

static const char *const section_names[WORLD_CATALOG_SECTION_COUNT] = {
    [WORLD_CATALOG_INSTANCES] = "instances", [WORLD_CATALOG_SERVICES] = "services",
    [WORLD_CATALOG_SYSTEMS] = "systems",     [WORLD_CATALOG_CURRENCIES] = "currencies",
    [WORLD_CATALOG_DATABASES] = "databases", [WORLD_CATALOG_PRICES] = "prices",
    [WORLD_CATALOG_TERMS] = "terms",
};

/* ---- finding and reading ---- */

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Where the running program stands, or NULL. */
static const char *program_folder(struct arena *arena)
{
    char path[4096];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);
    if (length <= 0)
        return NULL;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = '\0';
    return arena_format(arena, "%s", path);
}

static const char *folder_find(struct arena *arena)
{
    const char *homes[] = {getenv("OVERSTACK_HOME"), program_folder(arena),
                           OVERSTACK_SHARE};
    for (size_t i = 0; i < sizeof(homes) / sizeof(homes[0]); i++) {
        if (!homes[i])
            continue;
        const char *folder = arena_format(arena, "%s/configs/catalog", homes[i]);
        if (is_folder(folder))
            return folder;
    }
    return NULL;
}

static int is_yaml(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && strcmp(dot, ".yaml") == 0;
}

static bool file_read(struct world_catalog *catalog, const char *name)
{
    struct world_catalog_file *file = &catalog->files[catalog->file_count];
    file->name = arena_format(catalog->arena, "%s", name);
    file->path = arena_format(catalog->arena, "%s/%s", catalog->folder, name);
    file->text =
        yaml_source_read(file->path, catalog->arena, catalog->errors, &file->length);
    catalog->file_count += file->text != NULL;
    return file->text != NULL;
}

/* In the order of their names, in every locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

bool world_catalog_open(struct world_catalog *catalog, const char *folder,
                        struct arena *arena, struct error_list *errors)
{
    *catalog = (struct world_catalog){.arena = arena, .errors = errors};
    catalog->folder = folder ? folder : folder_find(arena);
    if (!catalog->folder)
        return true;
    struct dirent **entries;
    const int count = scandir(catalog->folder, &entries, is_yaml, by_name);
    if (count < 0) {
        error_list_add(errors, (struct place){.file = catalog->folder}, NULL,
                       "cannot read the catalog's folder");
        return false;
    }
    catalog->files = arena_array(arena, (size_t)count, sizeof(*catalog->files));
    bool fine = true;
    for (int i = 0; i < count; i++) {
        fine = file_read(catalog, entries[i]->d_name) && fine;
        free(entries[i]);
    }
    free(entries);
    return fine;
}

/* A section of the user's file: its name is known, and it is a list or a mapping as the
 * built-in one is. */
static void own_section_check(const struct world_catalog *catalog,
                              const struct yaml_pair *pair)
{
    const char *nearest =
        error_nearest(pair->key, section_names, WORLD_CATALOG_OWN_COUNT);
    const bool list = strcmp(pair->key, "prices") == 0;
    if (!nearest || strcmp(nearest, pair->key) != 0)
        error_list_expected(
            catalog->errors, pair->key_place, NULL,
            "instances, services, systems, currencies, databases or prices", pair->key,
            nearest ? arena_format(catalog->arena, "\"%s\"", nearest) : NULL);
    else if (pair->value->kind != (list ? YAML_LIST : YAML_MAPPING))
        error_list_add(catalog->errors, pair->value->place, pair->key, "expected a %s",
                       list ? "list of prices" : "mapping by name");
}

bool world_catalog_add_own(struct world_catalog *catalog, const char *file)
{
    size_t length;
    const char *text = yaml_source_read(file, catalog->arena, catalog->errors, &length);
    const struct yaml_node *own =
        text ? yaml_tree_parse(file, text, length, catalog->arena, catalog->errors)
             : NULL;
    if (!own)
        return false;
    const size_t before = catalog->errors->errors;
    if (own->kind != YAML_MAPPING)
        error_list_add(
            catalog->errors, own->place, NULL,
            "expected a mapping with instances, services, systems, currencies, "
            "databases or prices");
    for (uint32_t i = 0; own->kind == YAML_MAPPING && i < own->count; i++)
        own_section_check(catalog, &own->pairs[i]);
    catalog->own_file = file;
    catalog->own_text = text;
    catalog->own_length = length;
    catalog->own = own;
    memset(catalog->prices, 0, sizeof(catalog->prices)); /* without the user's own rows */
    return catalog->errors->errors == before;
}

/* ---- sections ---- */

/* Is that file part of the section: its name, or its name, a hyphen and more. */
static bool file_belongs(const char *file, const char *section)
{
    const size_t length = strlen(section);
    return strncmp(file, section, length) == 0 &&
           (file[length] == '.' || file[length] == '-');
}

static const struct yaml_node *lists_join(struct arena *arena,
                                          const struct yaml_node *first,
                                          const struct yaml_node *second)
{
    if (!first)
        return second;
    struct yaml_node *joined = yaml_tree_mapping(arena, first->place);
    joined->kind = YAML_LIST;
    joined->count = first->count + second->count;
    joined->items = arena_array(arena, joined->count, sizeof(struct yaml_node *));
    memcpy(joined->items, first->items, first->count * sizeof(struct yaml_node *));
    memcpy(joined->items + first->count, second->items,
           second->count * sizeof(struct yaml_node *));
    return joined;
}

static const struct yaml_node *section_parse(struct world_catalog *catalog,
                                             enum world_catalog_section section)
{
    const bool list = section == WORLD_CATALOG_PRICES || section == WORLD_CATALOG_TERMS;
    const struct yaml_node *all = NULL;
    for (uint32_t i = 0; i < catalog->file_count; i++) {
        const struct world_catalog_file *file = &catalog->files[i];
        if (!file_belongs(file->name, section_names[section]))
            continue;
        const struct yaml_node *node = yaml_tree_parse(
            file->path, file->text, file->length, catalog->arena, catalog->errors);
        if (!node)
            continue;
        if (node->kind != (list ? YAML_LIST : YAML_MAPPING))
            error_list_add(catalog->errors, node->place, NULL, "expected a %s",
                           list ? "list of prices" : "mapping by name");
        else
            all = list ? lists_join(catalog->arena, all, node) : node;
    }
    return all ? all : yaml_tree_mapping(catalog->arena, (struct place){0});
}

const struct yaml_node *world_catalog_section(struct world_catalog *catalog,
                                              enum world_catalog_section section)
{
    if (!catalog->sections[section])
        catalog->sections[section] = section_parse(catalog, section);
    return catalog->sections[section];
}

const struct yaml_node *world_catalog_entry(struct world_catalog *catalog,
                                            enum world_catalog_section section,
                                            const char *name)
{
    const struct yaml_node *own =
        yaml_tree_get(yaml_tree_get(catalog->own, section_names[section]), name);
    const struct yaml_node *built_in =
        yaml_tree_get(world_catalog_section(catalog, section), name);
    if (!own || !built_in)
        return own ? own : built_in;
    return yaml_tree_merge(catalog->arena, built_in, own);
}

const char **world_catalog_names(struct world_catalog *catalog,
                                 enum world_catalog_section section, uint32_t *count)
{
    const struct yaml_node *built_in = world_catalog_section(catalog, section);
    const struct yaml_node *own = yaml_tree_get(catalog->own, section_names[section]);
    const uint32_t own_count = own && own->kind == YAML_MAPPING ? own->count : 0;
    const char **names =
        arena_array(catalog->arena, built_in->count + own_count, sizeof(char *));
    *count = 0;
    for (uint32_t i = 0; built_in->kind == YAML_MAPPING && i < built_in->count; i++)
        names[(*count)++] = built_in->pairs[i].key;
    for (uint32_t i = 0; i < own_count; i++)
        if (!yaml_tree_get(built_in, own->pairs[i].key))
            names[(*count)++] = own->pairs[i].key;
    return names;
}

/* ---- presets ---- */

static void origin_set(struct yaml_node *node, const char *kind, const char *source)
{
    node->origin_kind = kind;
    node->origin_source = source;
    for (uint32_t i = 0; i < node->count; i++)
        origin_set(node->kind == YAML_LIST ? node->items[i] : node->pairs[i].value, kind,
                   source);
}

static const char *text_of(const struct yaml_node *mapping, const char *key,
                           const char *otherwise)
{
    const struct yaml_node *node = yaml_tree_get(mapping, key);
    return node && node->kind == YAML_SCALAR ? node->text : otherwise;
}

static void sources_apply(struct world_catalog *catalog, const char *name,
                          struct yaml_node *preset, const struct yaml_node *sources)
{
    for (uint32_t i = 0; sources && i < sources->count; i++) {
        const struct yaml_pair *pair = &sources->pairs[i];
        struct yaml_node *node = yaml_tree_find(preset, pair->key);
        if (node)
            origin_set(node, text_of(pair->value, "kind", "guessed"),
                       text_of(pair->value, "source", ""));
        else
            error_list_add(catalog->errors, pair->key_place, name,
                           "sources names %s, which the preset does not have", pair->key);
    }
}

const struct yaml_node *world_catalog_preset(struct world_catalog *catalog,
                                             const char *name)
{
    const struct yaml_node *entry =
        world_catalog_entry(catalog, WORLD_CATALOG_SERVICES, name);
    if (!entry || entry->kind != YAML_MAPPING)
        return NULL;
    struct yaml_node *preset = yaml_tree_copy(catalog->arena, entry);
    const struct yaml_node *sources = yaml_tree_get(entry, "sources");
    yaml_tree_remove(preset, "sources");
    origin_set(preset, "default", arena_format(catalog->arena, "preset %s", name));
    if (sources && sources->kind == YAML_MAPPING)
        sources_apply(catalog, name, preset, sources);
    return preset;
}

/* ---- filled entries ---- */

static bool entry_fill(struct world_catalog *catalog, const struct table *table,
                       enum world_catalog_section section, const char *name, void *object)
{
    const struct yaml_node *entry = world_catalog_entry(catalog, section, name);
    if (!entry)
        return false;
    struct fields fields;
    fields_init(&fields, catalog->arena, catalog->errors, NULL, ".");
    const char *path =
        arena_format(catalog->arena, "%s.%s", section_names[section], name);
    *(struct item *)object = (struct item){name, path, entry->place};
    return fields_fill(&fields, table, entry, path, object);
}

bool world_catalog_instance(struct world_catalog *catalog, const char *name,
                            struct instance_type *type)
{
    return entry_fill(catalog, &instance_type_table, WORLD_CATALOG_INSTANCES, name, type);
}

bool world_catalog_database(struct world_catalog *catalog, const char *name,
                            struct instance_type *type)
{
    return entry_fill(catalog, &instance_type_table, WORLD_CATALOG_DATABASES, name, type);
}

bool world_catalog_system(struct world_catalog *catalog, const char *name,
                          struct system_def *system)
{
    return entry_fill(catalog, &system_table, WORLD_CATALOG_SYSTEMS, name, system);
}

/* The built-in rows and the user's own, which stand last and so win. */
static const struct yaml_node *price_rows(struct world_catalog *catalog, bool terms,
                                          uint32_t *own_count)
{
    struct arena *arena = catalog->arena;
    const struct yaml_node *rows = world_catalog_section(catalog, WORLD_CATALOG_PRICES);
    const struct yaml_node *own = yaml_tree_get(catalog->own, "prices");
    if (rows->kind != YAML_LIST)
        rows = NULL;
    if (terms) {
        const struct yaml_node *more =
            world_catalog_section(catalog, WORLD_CATALOG_TERMS);
        rows = more->kind == YAML_LIST ? lists_join(arena, rows, more) : rows;
    }
    *own_count = own && own->kind == YAML_LIST ? own->count : 0;
    return *own_count > 0 ? lists_join(arena, rows, own) : rows;
}

static struct price_list prices_fill(struct world_catalog *catalog, bool terms)
{
    uint32_t own_count;
    const struct yaml_node *rows = price_rows(catalog, terms, &own_count);
    const uint32_t count = rows ? rows->count : 0;
    struct price_def *prices = arena_array(catalog->arena, count, sizeof(*prices));
    struct fields fields;
    fields_init(&fields, catalog->arena, catalog->errors, NULL, ".");
    for (uint32_t i = 0; i < count; i++) {
        prices[i].item = (struct item){"", "prices", rows->items[i]->place};
        fields_fill(&fields, &price_table, rows->items[i], "prices", &prices[i]);
        if (i + own_count >= count && !prices[i].source)
            prices[i].source = catalog->own_file;
    }
    return (struct price_list){.items = prices, .count = count};
}

struct price_list world_catalog_prices(struct world_catalog *catalog, bool terms)
{
    struct price_list *prices = &catalog->prices[terms];
    if (!prices->items) {
        *prices = prices_fill(catalog, terms);
        price_list_index(prices, catalog->arena);
    }
    return *prices;
}

const char *world_catalog_digest(struct world_catalog *catalog)
{
    struct hash hash;
    char text[HASH_TEXT];
    if (catalog->digest)
        return catalog->digest;
    hash_init(&hash);
    for (uint32_t i = 0; i < catalog->file_count; i++)
        hash_add(&hash, catalog->files[i].text, catalog->files[i].length);
    hash_finish_hex(&hash, text);
    catalog->digest = arena_format(catalog->arena, "%s", text);
    return catalog->digest;
}

void world_catalog_hash(struct world_catalog *catalog, struct hash *hash)
{
    const char *digest = world_catalog_digest(catalog);
    hash_add(hash, digest, strlen(digest));
    if (catalog->own_file)
        hash_add(hash, catalog->own_text, catalog->own_length);
}
