/* compose.c - several compose files as one; see compose.h.
 */
#include "sim/import/compose.h"

#include "sim/import/compose_service.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

enum { EXTENDS_LIMIT = 16 }; /* services that extend each other in one chain */

void compose_names_add(struct compose_names *names, struct arena *arena, const char *name)
{
    if (compose_names_have(names, name))
        return;
    if (names->count == names->capacity) {
        names->capacity = names->capacity * 2 + 4;
        names->items = arena_grow(arena, names->items, names->count, names->capacity,
                                  sizeof(*names->items));
    }
    names->items[names->count++] = name;
}

bool compose_names_have(const struct compose_names *names, const char *name)
{
    for (uint32_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

const struct compose_service *compose_find(const struct compose *compose,
                                           const char *name)
{
    for (uint32_t i = 0; i < compose->count; i++)
        if (strcmp(compose->services[i].name, name) == 0)
            return &compose->services[i];
    return NULL;
}

/* ---- files ---- */

static const char *folder_of(const char *file, struct arena *arena)
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
    const char *files[EXTENDS_LIMIT], *services[EXTENDS_LIMIT];
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
    if (chain->count == EXTENDS_LIMIT) {
        error_list_add(errors, place, "extends",
                       "more than %d services extend each other", EXTENDS_LIMIT);
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

/* ---- all services ---- */

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

static void file_lay(struct compose *compose, const char *file,
                     const struct compose_reader *reader)
{
    const struct yaml_node *root = yaml_tree_read(file, reader->arena, reader->errors);
    const struct yaml_node *services = root ? services_of(root, reader->errors) : NULL;
    for (uint32_t i = 0; services && i < services->count; i++) {
        struct chain chain = {.count = 0};
        service_lay(service_of(compose, &services->pairs[i], reader->arena), services,
                    &services->pairs[i], &chain, reader);
    }
}

/* A service with profiles stands still unless one of them is asked for ("*": all). */
static void profiles_apply(struct compose *compose, const struct compose_options *options)
{
    for (uint32_t i = 0; i < compose->count; i++) {
        struct compose_service *service = &compose->services[i];
        bool wanted = service->profiles.count == 0;
        for (uint32_t k = 0; k < options->profile_count; k++)
            wanted = wanted || strcmp(options->profiles[k], "*") == 0 ||
                     compose_names_have(&service->profiles, options->profiles[k]);
        service->switched_off = !wanted || service->replicas < 1;
    }
}

static const char *nearest_service(const struct compose *compose, const char *name,
                                   struct arena *arena)
{
    const char **names = arena_array(arena, compose->count, sizeof(*names));
    for (uint32_t i = 0; i < compose->count; i++)
        names[i] = compose->services[i].name;
    return error_nearest(name, names, compose->count);
}

static void dependencies_check(const struct compose *compose, struct arena *arena,
                               struct error_list *errors)
{
    for (uint32_t i = 0; i < compose->count; i++) {
        const struct compose_service *service = &compose->services[i];
        for (uint32_t k = 0; k < service->depends_on.count; k++) {
            const char *on = service->depends_on.items[k];
            if (!compose_find(compose, on))
                error_list_expected(errors, service->place, "depends_on",
                                    "a service of these files", on,
                                    nearest_service(compose, on, arena));
        }
    }
}

static bool environment_open(struct variables *variables,
                             const struct compose_options *options, const char *folder,
                             struct arena *arena, struct error_list *errors)
{
    variables->shell = true;
    if (!options->env_file) {
        variables_read(variables, arena_format(arena, "%s/.env", folder), arena);
        return true;
    }
    if (variables_read(variables, options->env_file, arena))
        return true;
    error_list_add(errors, (struct place){.file = options->env_file}, NULL,
                   "cannot be read: %s", strerror(errno));
    return false;
}

const struct compose *compose_read(const struct compose_options *options,
                                   struct arena *arena, struct error_list *errors)
{
    struct variables variables = {0};
    const char *folder = folder_of(options->files[0], arena);
    struct compose *compose = arena_allocate(arena, sizeof(*compose));
    const size_t before = errors->errors;
    if (!environment_open(&variables, options, folder, arena, errors))
        return NULL;
    const struct compose_reader reader = {&variables, folder, arena, errors};
    for (uint32_t i = 0; i < options->file_count; i++)
        file_lay(compose, options->files[i], &reader);
    profiles_apply(compose, options);
    if (errors->errors == before)
        dependencies_check(compose, arena, errors);
    return errors->errors == before ? compose : NULL;
}
