/* compose_file.c - see compose_file.h.
 */
#include "sim/import/compose_file.h"

#include <string.h>

enum { DEPTH_LIMIT = 16 }; /* files that include, services that extend each other */

/* ---- files ---- */

const char *compose_file_folder(const char *file, struct arena *arena)
{
    const char *slash = strrchr(file, '/');
    if (!slash)
        return ".";
    return slash == file ? "/" : arena_text(arena, file, (size_t)(slash - file));
}

/* The `services` of a file. Version 1 had none: its services stood at the top. */
static const struct yaml_node *services_of(const struct yaml_node *root,
                                           struct error_list *errors)
{
    const struct yaml_node *services = yaml_tree_get(root, "services");
    if (root->kind != YAML_MAPPING || !services || services->kind != YAML_MAPPING) {
        error_list_add(errors, services ? services->place : root->place,
                       services ? "services" : NULL,
                       services ? "expected a mapping of services"
                                : "expected a compose file, with services: at its top");
        return NULL;
    }
    return services;
}

/* ---- extends ---- */

struct chain {
    const char *files[DEPTH_LIMIT], *services[DEPTH_LIMIT];
    uint32_t count;
};

static bool chain_enter(struct chain *chain, const char *file, const char *service,
                        struct place place, struct error_list *errors)
{
    for (uint32_t i = 0; i < chain->count; i++)
        if (strcmp(chain->files[i], file) == 0 &&
            strcmp(chain->services[i], service) == 0) {
            error_list_add(errors, place, "extends", "%s extends itself", service);
            return false;
        }
    if (chain->count == DEPTH_LIMIT) {
        error_list_add(errors, place, "extends",
                       "more than %d services extend each other", DEPTH_LIMIT);
        return false;
    }
    chain->files[chain->count] = file;
    chain->services[chain->count++] = service;
    return true;
}

/* One service as one file says it: what it extends lies below. */
static void service_lay(struct compose_service *service, const struct yaml_node *services,
                        const struct yaml_pair *pair, struct chain *chain,
                        const struct compose_reader *reader);

static void extends_lay(struct compose_service *service, const struct yaml_node *services,
                        const struct yaml_node *extends, struct chain *chain,
                        const struct compose_reader *reader)
{
    const bool map = extends->kind == YAML_MAPPING;
    const char *name =
        compose_service_text(map ? yaml_tree_get(extends, "service") : extends, reader);
    const char *file =
        map ? compose_service_text(yaml_tree_get(extends, "file"), reader) : NULL;
    if (file) {
        file = compose_service_path(reader, file);
        const struct yaml_node *root =
            yaml_tree_read(file, reader->arena, reader->errors);
        services = root ? services_of(root, reader->errors) : NULL;
    }
    for (uint32_t i = 0; name && services && i < services->count; i++)
        if (strcmp(services->pairs[i].key, name) == 0) {
            service_lay(service, services, &services->pairs[i], chain, reader);
            return;
        }
    if (services)
        error_list_add(reader->errors, extends->place, "extends",
                       "there is no service \"%s\" to extend", name ? name : "");
}

static void service_lay(struct compose_service *service, const struct yaml_node *services,
                        const struct yaml_pair *pair, struct chain *chain,
                        const struct compose_reader *reader)
{
    const struct yaml_node *node = pair->value;
    const struct yaml_node *extends = yaml_tree_get(node, "extends");
    const char *file = node->place.file ? node->place.file : "";
    if (node->kind != YAML_MAPPING) {
        if (!yaml_tree_is_null(node))
            error_list_add(reader->errors, node->place, pair->key,
                           "expected the keys of a service");
        return;
    }
    if (!chain_enter(chain, file, pair->key, node->place, reader->errors))
        return;
    if (extends && !yaml_tree_is_null(extends))
        extends_lay(service, services, extends, chain, reader);
    compose_service_lay(service, node, reader);
}

/* ---- a file ---- */

static struct compose_service *
service_of(struct compose *compose, const struct yaml_pair *pair, struct arena *arena)
{
    for (uint32_t i = 0; i < compose->count; i++)
        if (strcmp(compose->services[i].name, pair->key) == 0)
            return &compose->services[i];
    if (compose->count == compose->capacity) {
        compose->capacity = compose->capacity * 2 + 16;
        compose->services = arena_grow(arena, compose->services, compose->count,
                                       compose->capacity, sizeof(*compose->services));
    }
    struct compose_service *service = &compose->services[compose->count++];
    compose_service_init(service, pair->key, pair->key_place);
    return service;
}

/* ---- include ---- */

/* Docker also fetches files from elsewhere. */
static bool is_remote(const char *path)
{
    return strstr(path, "://") || strncmp(path, "git@", 4) == 0;
}

/* Where the paths of an included file begin, and its variables: those of its .env, or of
 * the env_file given, under those of the file that includes it. */
static struct compose_reader reader_of(const struct yaml_node *include, const char *first,
                                       struct variables *variables,
                                       const struct compose_reader *reader)
{
    struct compose_reader inner = *reader;
    const char *folder =
        compose_service_text(yaml_tree_get(include, "project_directory"), reader);
    const struct yaml_node *env_file = yaml_tree_get(include, "env_file");
    inner.folder = folder ? compose_service_path(reader, folder)
                          : compose_file_folder(first, reader->arena);
    inner.depth++;
    inner.variables = variables;
    variables->shell = true;
    if (env_file)
        compose_service_variables(variables, env_file, reader);
    else
        variables_read(variables, arena_format(reader->arena, "%s/.env", inner.folder),
                       reader->arena);
    for (uint32_t i = 0; i < reader->variables->count; i++)
        variables_put(variables, reader->arena, reader->variables->items[i].name,
                      reader->variables->items[i].value);
    return inner;
}

/* A path, or {path: one or several that override each other}. */
static void include_lay(struct compose *compose, const struct yaml_node *include,
                        const struct compose_reader *reader)
{
    struct compose_names paths = {0};
    struct variables variables = {0};
    struct compose_reader inner;
    compose_service_names(
        &paths, include->kind == YAML_MAPPING ? yaml_tree_get(include, "path") : include,
        "", reader);
    if (paths.count == 0)
        error_list_add(reader->errors, include->place, "include",
                       "expected a path, or a mapping with path");
    for (uint32_t i = 0; i < paths.count; i++) {
        if (is_remote(paths.items[i])) {
            error_list_warn(reader->errors, include->place, "include",
                            "%s is not on this machine: not read", paths.items[i]);
            compose->incomplete = true;
            continue;
        }
        const char *file = compose_service_path(reader, paths.items[i]);
        if (!variables.shell)
            inner = reader_of(include, file, &variables, reader);
        compose_file_lay(compose, file, &inner);
    }
}

static void includes_lay(struct compose *compose, const struct yaml_node *includes,
                         const struct compose_reader *reader)
{
    if (!includes || yaml_tree_is_null(includes))
        return;
    if (reader->depth == DEPTH_LIMIT || includes->kind != YAML_LIST) {
        error_list_add(reader->errors, includes->place, "include",
                       includes->kind != YAML_LIST
                           ? "expected a list of files"
                           : "more than %d files include each other",
                       DEPTH_LIMIT);
        return;
    }
    for (uint32_t i = 0; i < includes->count && reader->errors->errors == 0; i++)
        include_lay(compose, includes->items[i], reader);
}

/* What a file includes lies below what it says itself. */
void compose_file_lay(struct compose *compose, const char *file,
                      const struct compose_reader *reader)
{
    const struct yaml_node *root = yaml_tree_read(file, reader->arena, reader->errors);
    const struct yaml_node *includes = root ? yaml_tree_get(root, "include") : NULL;
    if (root && yaml_tree_get(root, "overstack")) {
        error_list_add(reader->errors, root->place, NULL,
                       "this is a scenario of overstack already, not a compose file");
        return;
    }
    const char *name = root && reader->depth == 0
                           ? compose_service_text(yaml_tree_get(root, "name"), reader)
                           : NULL;
    compose->name = name ? name : compose->name;
    includes_lay(compose, includes, reader);
    if (!root || (includes && !yaml_tree_get(root, "services")))
        return;
    const struct yaml_node *services = services_of(root, reader->errors);
    for (uint32_t i = 0; services && i < services->count; i++) {
        struct chain chain = {.count = 0};
        service_lay(service_of(compose, &services->pairs[i], reader->arena), services,
                    &services->pairs[i], &chain, reader);
    }
}
