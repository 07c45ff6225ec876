/* compose.c - several compose files as one; see compose.h.
 */
#include "sim/import/compose.h"

#include "sim/import/compose_file.h"
#include "sim/import/host_names.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

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

/* ---- all services ---- */

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

/* Whom it depends on must be there, unless a file that was not read may have it: then the
 * name is forgotten. */
static void dependencies_check(const struct compose *compose,
                               struct compose_service *service, struct arena *arena,
                               struct error_list *errors)
{
    const struct compose_names named = service->depends_on;
    service->depends_on.count = 0;
    for (uint32_t k = 0; k < named.count; k++) {
        const char *on = named.items[k];
        if (compose_find(compose, on))
            named.items[service->depends_on.count++] = on;
        else if (compose->incomplete)
            error_list_warn(errors, service->place, "depends_on",
                            "\"%s\" stands in none of the files that were read", on);
        else
            error_list_expected(errors, service->place, "depends_on",
                                "a service of these files", on,
                                nearest_service(compose, on, arena));
    }
}

static void awaited_mark(struct compose *compose)
{
    for (uint32_t i = 0; i < compose->count; i++)
        for (uint32_t k = 0; k < compose->count; k++)
            if (compose_names_have(&compose->services[i].awaited,
                                   compose->services[k].name))
                compose->services[k].once = true;
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

/* Docker takes them as empty, too, and says so of each. */
static void unset_tell(const struct variables *unset, struct arena *arena,
                       struct error_list *errors)
{
    const char *names = "";
    for (uint32_t i = 0; i < unset->count; i++)
        names = arena_format(arena, "%s%s%s", names, i ? ", " : "", unset->items[i].name);
    if (unset->count > 0)
        error_list_warn(errors, (struct place){0}, NULL,
                        "not set in the shell, .env or --env-file, so empty: %s", names);
}

const struct compose *compose_read(const struct compose_options *options,
                                   struct arena *arena, struct error_list *errors)
{
    struct variables variables = {0}, unset = {0};
    const char *folder = compose_file_folder(options->files[0], arena);
    struct compose *compose = arena_allocate(arena, sizeof(*compose));
    const size_t before = errors->errors;
    if (!environment_open(&variables, options, folder, arena, errors))
        return NULL;
    const struct compose_reader reader = {.variables = &variables,
                                          .unset = &unset,
                                          .folder = folder,
                                          .arena = arena,
                                          .errors = errors};
    for (uint32_t i = 0; i < options->file_count; i++)
        compose_file_lay(compose, options->files[i], &reader);
    unset_tell(&unset, arena, errors);
    profiles_apply(compose, options);
    for (uint32_t i = 0; errors->errors == before && i < compose->count; i++)
        dependencies_check(compose, &compose->services[i], arena, errors);
    if (errors->errors > before)
        return NULL;
    awaited_mark(compose);
    host_names_add(compose, arena);
    return compose;
}
