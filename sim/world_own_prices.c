/* world_own_prices.c - see world_own_prices.h.
 *
 * A row replaces those of the catalog with its service and item, or prices a machine or a
 * database class of the user's own. All rows of an item are in one unit. A row without a
 * region is global: it counts only where the region has no row of the item.
 */
#include "sim/world_own_prices.h"

#include "sim/world_text.h"

#include <string.h>

struct own_row {
    struct world *world;
    const struct price_list *all; /* the catalog's rows, then the user's own */
    uint32_t built_in;            /* how many are the catalog's */
    const struct price_def *price;
    const struct yaml_node *node;
};

/* ---- which unit ---- */

static const struct own_kind { /* services whose items are types, by their names */
    const char *service;
    enum world_catalog_section section;
    const char *unit;
} kinds[] = {
    {"EC2", WORLD_CATALOG_INSTANCES, "USD/h"},
    {"EC2-spot", WORLD_CATALOG_INSTANCES, "USD/h"},
    {"EC2-reserved-1y", WORLD_CATALOG_INSTANCES, "USD/h"},
    {"EC2-savings-1y", WORLD_CATALOG_INSTANCES, "USD/h"},
    {"EC2-surplus", WORLD_CATALOG_INSTANCES, "USD/vCPU-h"},
    {"RDS", WORLD_CATALOG_DATABASES, "USD/h"},
    {"ElastiCache", WORLD_CATALOG_DATABASES, "USD/h"},
    {"OpenSearch", WORLD_CATALOG_DATABASES, "USD/h"},
};

/* The item is such a type, or an engine and such a class: "mysql db.t3.micro". */
static bool names_a_type(const struct own_row *row, const struct own_kind *kind)
{
    uint32_t count;
    const char **names = world_catalog_names(&row->world->catalog, kind->section, &count);
    const char *item = row->price->name;
    for (uint32_t i = 0; i < count; i++)
        if (kind->section == WORLD_CATALOG_DATABASES ? strstr(item, names[i]) != NULL
                                                     : strcmp(item, names[i]) == 0)
            return true;
    return false;
}

/* The unit that prices of the item are in, or NULL: there is no such item. */
static const char *unit_of(const struct own_row *row)
{
    for (uint32_t i = 0; i < row->built_in; i++) {
        const struct price_def *listed = &row->all->items[i];
        if (strcmp(listed->name, row->price->name) == 0 &&
            strcmp(listed->service, row->price->service) == 0)
            return listed->unit;
    }
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(row->price->service, kinds[i].service) == 0 &&
            names_a_type(row, &kinds[i]))
            return kinds[i].unit;
    return NULL;
}

/* ---- what is wrong ---- */

static struct place place_of(const struct own_row *row, const char *key)
{
    const struct yaml_node *node = yaml_tree_get(row->node, key);
    return node ? node->place : row->node->place;
}

/* No such service, or no such item of it. */
static void warn_unknown(const struct own_row *row)
{
    struct world *world = row->world;
    const char *service = row->price->service;
    const char **services = arena_array(world->arena, row->built_in, sizeof *services);
    const char **items = arena_array(world->arena, row->built_in, sizeof *items);
    uint32_t count = 0;
    for (uint32_t i = 0; i < row->built_in; i++) {
        services[i] = row->all->items[i].service;
        if (strcmp(services[i], service) == 0)
            items[count++] = row->all->items[i].name;
    }
    const char *nearest =
        count > 0 ? world_text_nearest_of(world, row->price->name, items, count)
                  : world_text_nearest_of(world, service, services, row->built_in);
    const char *key = count > 0 ? "item" : "service";
    error_list_warn(
        world->errors, place_of(row, key), arena_format(world->arena, "prices.%s", key),
        "prices nothing: the catalog has no %s %s%s%s%s", count > 0 ? service : "service",
        count > 0 ? row->price->name : service, nearest ? "; did you mean " : "",
        nearest ? nearest : "", nearest ? "?" : "");
}

/* Behind a row of the catalog that is the region's own. */
static void warn_covered(const struct own_row *row)
{
    const char *region = row->world->design->region;
    const struct price_def *found =
        price_list_find(row->all, row->price->service, row->price->name, region);
    if (strcmp(row->price->region, "global") == 0 && found != row->price &&
        found < row->all->items + row->built_in)
        error_list_warn(row->world->errors, row->node->place, "prices",
                        "prices nothing in %s: %s %s has a price of that region, which "
                        "comes before a global one; give `region: %s`",
                        region, row->price->service, row->price->name, region);
}

static void row_check(const struct own_row *row)
{
    struct world *world = row->world;
    const struct price_def *price = row->price;
    if (!price->service || !price->name || !price->unit || !price->region)
        return; /* which was an error */
    const char *unit = unit_of(row);
    if (!unit)
        warn_unknown(row);
    else if (strcmp(unit, price->unit) != 0)
        error_list_expected(world->errors, place_of(row, "unit"), "prices.unit",
                            arena_format(world->arena, "%s, the unit of %s %s", unit,
                                         price->service, price->name),
                            price->unit, NULL);
    else
        warn_covered(row);
}

void world_own_prices_check(struct world *world)
{
    const struct yaml_node *own = yaml_tree_get(world->catalog.own, "prices");
    if (!own || own->kind != YAML_LIST)
        return;
    const struct price_list all = world_catalog_prices(&world->catalog, true);
    if (all.count <= own->count) /* no catalog to compare with */
        return;
    const uint32_t built_in = all.count - own->count;
    for (uint32_t i = 0; i < own->count; i++) {
        const struct own_row row = {world, &all, built_in, &all.items[built_in + i],
                                    own->items[i]};
        row_check(&row);
    }
}
