/* recommend_space.c - see recommend_space.h.
 */
#include "sim/run/recommend_space.h"

#include "sim/run/vary_read.h"
#include "sim/world_catalog.h"

#include <string.h>

/* Families that a new machine is taken from today: burstable, general, compute and memory
 * optimised; the newest of each that the catalog has, and the one before where prices
 * differ by region. */
static const char *const families[] = {"t3.",  "t3a.", "t4g.", "m6i.", "m7i.",
                                       "m7g.", "c6i.", "c7g.", "r6i.", "r6g."};

static bool is_current(const char *name)
{
    for (size_t i = 0; i < sizeof(families) / sizeof(families[0]); i++)
        if (strncmp(name, families[i], strlen(families[i])) == 0)
            return true;
    return false;
}

/* Of another architecture the images would have to be built anew. */
static bool may_replace(const struct instance_type *type, const struct host_def *host,
                        const struct design *design)
{
    return type->vcpus <= RECOMMEND_SPACE_VCPUS &&
           strcmp(type->arch, host->instance.arch) == 0 &&
           price_list_find(&design->prices, "EC2", type->item.name, design->region);
}

static void add_types(struct vary_values *values, const struct host_def *host,
                      const struct design *design, const struct world_base *base,
                      struct arena *arena, struct error_list *errors)
{
    struct world_catalog catalog = base->catalog;
    uint32_t count;
    catalog.arena = arena;
    catalog.errors = errors;
    const char **names = world_catalog_names(&catalog, WORLD_CATALOG_INSTANCES, &count);
    for (uint32_t i = 0; i < count; i++) {
        struct instance_type type = {.item.name = names[i]};
        const bool known =
            is_current(names[i]) && world_catalog_instance(&catalog, names[i], &type);
        type.item.name = names[i];
        if (known && may_replace(&type, host, design))
            vary_value_add(values, names[i], names[i], arena);
    }
}

static bool add_axis(struct vary *vary, const char *path, struct vary_values values,
                     struct arena *arena, struct error_list *errors)
{
    const struct vary_axis axis = {.path = path, .values = values};
    return vary_add(vary, &axis, arena, errors);
}

static bool add_host(struct vary *vary, const struct host_def *host,
                     const struct design *design, const struct world_base *base,
                     struct arena *arena, struct error_list *errors)
{
    struct vary_values types = {0};
    add_types(&types, host, design, base, arena, errors);
    return add_axis(vary, arena_format(arena, "hosts.%s.instance", host->item.name),
                    types, arena, errors);
}

/* Of one host. With several the combinations are too many; the count of a group that
 * scales is the group's. */
static bool add_count(struct vary *vary, const struct design *design, struct arena *arena,
                      struct error_list *errors)
{
    struct vary_values counts = {0};
    const char *path = vary->axes[0].path;
    const char *name = path + strlen("hosts.");
    for (uint32_t i = 0; i < design->hosts.count; i++) {
        const struct host_def *host = design_host(design, i);
        const size_t length = strlen(host->item.name);
        if (host->autoscale.given && strncmp(name, host->item.name, length) == 0 &&
            strcmp(name + length, ".instance") == 0)
            return true;
    }
    for (int i = 1; i <= RECOMMEND_SPACE_COUNT; i++) {
        const char *text = arena_format(arena, "%d", i);
        vary_value_add(&counts, text, text, arena);
    }
    const size_t length = strlen(path) - strlen("instance");
    return add_axis(vary, arena_format(arena, "%.*scount", (int)length, path), counts,
                    arena, errors);
}

static bool add_hosts(struct vary *vary, const struct design *design,
                      const struct world_base *base, struct arena *arena,
                      struct error_list *errors)
{
    const struct yaml_node *hosts = yaml_tree_get(base->root, "hosts");
    for (uint32_t i = 0; i < design->hosts.count; i++) {
        const struct host_def *host = design_host(design, i);
        if (host->is_catalog && hosts && yaml_tree_get(hosts, host->item.name) &&
            !add_host(vary, host, design, base, arena, errors))
            return false;
    }
    if (vary->axis_count == 0)
        error_list_add(errors, (struct place){.file = design->file}, "search",
                       "is missing, and no host has a machine of the catalog: name paths "
                       "and their values");
    return vary->axis_count != 1 ? vary->axis_count > 0
                                 : add_count(vary, design, arena, errors);
}

/* All candidates are simulated alike, on the same random numbers. */
static bool are_designs(const struct vary *vary, struct error_list *errors)
{
    bool fine = true;
    for (uint32_t i = 0; i < vary->axis_count; i++) {
        const struct vary_axis *axis = &vary->axes[i];
        if (strcmp(axis->path, "simulate") != 0 &&
            strncmp(axis->path, "simulate.", strlen("simulate.")) != 0)
            continue;
        error_list_add(errors, axis->place, axis->path,
                       "it says how to simulate, not what: all candidates share it");
        fine = false;
    }
    return fine;
}

static bool add_search(struct vary *vary, const struct yaml_node *search,
                       const struct yaml_node *root, struct arena *arena,
                       struct error_list *errors)
{
    if (search->kind == YAML_MAPPING && search->count > 0)
        return vary_read_mapping(vary, search, "search", root, arena, errors) &&
               are_designs(vary, errors);
    error_list_add(errors, search->place, "search",
                   "expected a mapping of paths to values, as in "
                   "{hosts.web.instance: [t3.small, t3.medium]}");
    return false;
}

const struct vary *recommend_space_open(const struct world_base *base,
                                        const struct design *design, struct arena *arena,
                                        struct error_list *errors)
{
    struct vary *vary = arena_allocate(arena, sizeof(*vary));
    const struct yaml_node *search = yaml_tree_get(base->root, "search");
    const bool read = search ? add_search(vary, search, base->root, arena, errors)
                             : add_hosts(vary, design, base, arena, errors);
    if (!read || !vary_measure(vary, arena, errors))
        return NULL;
    if (vary->count <= RECOMMEND_SPACE_MOST)
        return vary;
    error_list_add(errors, search ? search->place : (struct place){.file = design->file},
                   "search", "%.0f combinations are too many (at most %d): %s",
                   (double)vary->count, RECOMMEND_SPACE_MOST,
                   search ? "name fewer values" : "name those to choose from");
    return NULL;
}
