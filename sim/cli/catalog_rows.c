/* catalog_rows.c - see catalog_rows.h.
 */
#define _GNU_SOURCE /* strcasestr, FNM_CASEFOLD */
#include "sim/cli/catalog_rows.h"

#include "sim/output/human.h"

#include <fnmatch.h>
#include <math.h>
#include <string.h>

#define COLUMN_COUNT(columns) (uint32_t)(sizeof(columns) / sizeof((columns)[0]))

bool catalog_rows_match(const char *pattern, const char *name)
{
    if (!pattern)
        return true;
    if (strpbrk(pattern, "*?["))
        return fnmatch(pattern, name, FNM_CASEFOLD) == 0;
    return strcasestr(name, pattern) != NULL;
}

static const char *node_text(const struct yaml_node *mapping, const char *key)
{
    const struct yaml_node *node =
        mapping && mapping->kind == YAML_MAPPING ? yaml_tree_get(mapping, key) : NULL;
    return node && node->kind == YAML_SCALAR ? node->text : NULL;
}

/* The names of a section that the pattern picks. */
static const char **picked_names(const struct catalog_query *query,
                                 enum world_catalog_section section, uint32_t *count)
{
    uint32_t all;
    const char **names = world_catalog_names(query->catalog, section, &all);
    *count = 0;
    for (uint32_t i = 0; i < all; i++) {
        if (catalog_rows_match(query->pattern, names[i]))
            names[(*count)++] = names[i];
    }
    return names;
}

/* ---- instances ---- */

static const struct listing_column instance_columns[] = {
    {"name", "instance", TABLE_LEFT, false},
    {"arch", NULL, TABLE_LEFT, false},
    {"vcpus", "vCPU", TABLE_RIGHT, true},
    {"memory_bytes", "memory", TABLE_RIGHT, true},
    {"os_memory_bytes", NULL, TABLE_RIGHT, true},
    {"speed", "speed", TABLE_RIGHT, true},
    {"baseline", "baseline", TABLE_RIGHT, true},
    {"credits_per_hour", "credits/h", TABLE_RIGHT, true},
    {"max_credits", NULL, TABLE_RIGHT, true},
    {"launch_credits", NULL, TABLE_RIGHT, true},
    {"credit_mode", NULL, TABLE_LEFT, false},
    {"network_bits_per_s", NULL, TABLE_RIGHT, true},
    {"network_burst_bits_per_s", NULL, TABLE_RIGHT, true},
    {"ebs_bytes_per_s", NULL, TABLE_RIGHT, true},
    {"ebs_burst_bytes_per_s", NULL, TABLE_RIGHT, true},
    {"ebs_iops", NULL, TABLE_RIGHT, true},
    {"ebs_burst_iops", NULL, TABLE_RIGHT, true},
    {"source", NULL, TABLE_LEFT, false},
    {"as_of", NULL, TABLE_LEFT, false},
    {"region", NULL, TABLE_LEFT, false},
    {"usd_per_h", "USD/h", TABLE_RIGHT, true},
    {"price_as_of", "price of", TABLE_LEFT, false},
    {"price_source", NULL, TABLE_LEFT, false},
};

static void add_credits(struct listing *listing, const struct burst_def *burst)
{
    const bool burstable = !isnan(burst->baseline);
    listing_number(listing, burst->baseline,
                   burstable ? human_share(listing->arena, burst->baseline) : NULL);
    listing_number(listing, burst->credits_per_hour, NULL);
    listing_number(listing, burst->max_credits, NULL);
    listing_number(listing, burstable ? burst->launch_credits : NAN, NULL);
    const char *mode = burst->mode == CREDIT_MODE_STANDARD ? "standard" : "unlimited";
    listing_text(listing, burstable ? mode : NULL);
}

/* An own type may carry its price, which then holds in every region. */
static void add_price(struct listing *listing, const struct instance_type *type,
                      const struct price_def *listed, const char *region)
{
    double usd_per_h = listed ? listed->value : NAN;
    const bool own = type->price.given && strcmp(type->price.currency, "USD") == 0;
    if (own)
        usd_per_h = type->price.amount;
    listing_text(listing, region);
    listing_number(listing, usd_per_h, NULL);
    listing_text(listing, own ? type->as_of : listed ? listed->as_of : NULL);
    listing_text(listing, own ? type->source : listed ? listed->source : NULL);
}

static void add_instance(struct listing *listing, const struct instance_type *type)
{
    struct arena *arena = listing->arena;
    listing_row(listing, NULL);
    listing_text(listing, type->item.name);
    listing_text(listing, type->arch);
    listing_number(listing, type->vcpus, NULL);
    listing_number(listing, type->memory_bytes, human_size(arena, type->memory_bytes));
    listing_number(listing, type->os_memory_bytes, NULL);
    listing_number(listing, type->speed, NULL);
    add_credits(listing, &type->burst);
    listing_number(listing, type->network_bps, NULL);
    listing_number(listing, type->network_burst_bps, NULL);
    listing_number(listing, type->ebs_bytes_per_s, NULL);
    listing_number(listing, type->ebs_burst_bytes_per_s, NULL);
    listing_number(listing, type->ebs_iops, NULL);
    listing_number(listing, type->ebs_burst_iops, NULL);
    listing_text(listing, type->source);
    listing_text(listing, type->as_of);
}

void catalog_rows_instances(struct listing *listing, const struct catalog_query *query)
{
    struct arena *arena = query->catalog->arena;
    listing_init(listing, arena, instance_columns, COLUMN_COUNT(instance_columns));
    const struct price_list prices = world_catalog_prices(query->catalog, true);
    uint32_t count;
    const char **names = picked_names(query, WORLD_CATALOG_INSTANCES, &count);
    for (uint32_t i = 0; i < count; i++) {
        struct instance_type *type = arena_allocate(arena, sizeof *type);
        if (!world_catalog_instance(query->catalog, names[i], type))
            continue;
        add_instance(listing, type);
        add_price(listing, type, price_list_find(&prices, "EC2", names[i], query->region),
                  query->region);
    }
}

/* ---- services ---- */

static const struct listing_column figure_columns[] = {
    {"preset", NULL, TABLE_LEFT, false},     {"figure", "figure", TABLE_LEFT, false},
    {"value", "value", TABLE_LEFT, false},   {"kind", "kind", TABLE_LEFT, false},
    {"source", "source", TABLE_WRAP, false},
};

struct figures {
    struct listing *listing;
    const char *preset;
};

static void add_figures(const struct figures *figures, const struct yaml_node *node,
                        const char *path);

static void add_figure(const struct figures *figures, const struct yaml_node *node,
                       const char *path)
{
    struct listing *listing = figures->listing;
    listing_row(listing, figures->preset);
    listing_text(listing, figures->preset);
    listing_text(listing, path);
    listing_text(listing, node->text);
    listing_text(listing, node->origin_kind);
    listing_text(listing, node->origin_source);
}

static void add_member(const struct figures *figures, const struct yaml_node *member,
                       const char *path, const char *key)
{
    struct arena *arena = figures->listing->arena;
    add_figures(figures, member, path ? arena_format(arena, "%s.%s", path, key) : key);
}

/* Every scalar of the tree is a figure. */
static void add_figures(const struct figures *figures, const struct yaml_node *node,
                        const char *path)
{
    struct arena *arena = figures->listing->arena;
    if (node->kind == YAML_SCALAR)
        add_figure(figures, node, path);
    for (uint32_t i = 0; node->kind == YAML_MAPPING && i < node->count; i++)
        add_member(figures, node->pairs[i].value, path, node->pairs[i].key);
    for (uint32_t i = 0; node->kind == YAML_LIST && i < node->count; i++)
        add_member(figures, node->items[i], path, arena_format(arena, "%u", i));
}

void catalog_rows_services(struct listing *listing, const struct catalog_query *query)
{
    listing_init(listing, query->catalog->arena, figure_columns,
                 COLUMN_COUNT(figure_columns));
    uint32_t count;
    const char **names = picked_names(query, WORLD_CATALOG_SERVICES, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct yaml_node *preset = world_catalog_preset(query->catalog, names[i]);
        const struct figures figures = {listing, names[i]};
        if (preset)
            add_figures(&figures, preset, NULL);
    }
}

static const struct listing_column preset_columns[] = {
    {"preset", "preset", TABLE_LEFT, false},
    {"base", "base", TABLE_RIGHT, false},
    {"text", "text", TABLE_RIGHT, false},
    {"per_worker", "a worker", TABLE_RIGHT, false},
    {"workers", "workers", TABLE_RIGHT, false},
    {"threads", "threads", TABLE_RIGHT, false},
    {"start", "start CPU", TABLE_RIGHT, false},
    {"guessed", "guessed", TABLE_RIGHT, false},
};

static void add_preset(struct listing *listing, const char *name,
                       const struct yaml_node *preset, const char *guessed)
{
    const struct yaml_node *memory = yaml_tree_get(preset, "memory");
    listing_row(listing, NULL);
    listing_text(listing, name);
    listing_text(listing, node_text(memory, "base"));
    listing_text(listing, node_text(memory, "text"));
    listing_text(listing, node_text(memory, "per_worker"));
    listing_text(listing, node_text(preset, "workers"));
    listing_text(listing, node_text(preset, "threads"));
    listing_text(listing, node_text(yaml_tree_get(preset, "start"), "cpu"));
    listing_text(listing, guessed);
}

/* "7 of 12": how many of the preset's figures nobody has measured or published. */
static const char *guessed_share(struct arena *arena, const char *name,
                                 const struct yaml_node *preset)
{
    struct listing all;
    const struct figures figures = {&all, name};
    uint32_t guessed = 0;
    listing_init(&all, arena, figure_columns, COLUMN_COUNT(figure_columns));
    add_figures(&figures, preset, NULL);
    for (uint32_t i = 0; i < all.row_count; i++) {
        const char *kind = all.rows[i].cells[3].text;
        guessed += kind && strcmp(kind, "guessed") == 0;
    }
    return arena_format(arena, "%u of %u", guessed, all.row_count);
}

void catalog_rows_presets(struct listing *listing, const struct catalog_query *query)
{
    struct arena *arena = query->catalog->arena;
    listing_init(listing, arena, preset_columns, COLUMN_COUNT(preset_columns));
    uint32_t count;
    const char **names = picked_names(query, WORLD_CATALOG_SERVICES, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct yaml_node *preset = world_catalog_preset(query->catalog, names[i]);
        if (preset)
            add_preset(listing, names[i], preset, guessed_share(arena, names[i], preset));
    }
}

/* ---- prices ---- */

static const struct listing_column price_columns[] = {
    {"service", NULL, TABLE_LEFT, false}, {"item", "item", TABLE_CUT, false},
    {"region", NULL, TABLE_LEFT, false},  {"value", "price", TABLE_RIGHT, true},
    {"unit", "unit", TABLE_LEFT, false},  {"as_of", "as of", TABLE_LEFT, false},
    {"source", NULL, TABLE_LEFT, false},  {"note", NULL, TABLE_LEFT, false},
};

static bool price_picked(const struct catalog_query *query,
                         const struct price_list *prices, const struct price_def *price)
{
    /* What a scenario in this region would be billed by: a region's own price, or a
     * user's, hides the others. */
    if (price_list_find(prices, price->service, price->name, query->region) != price)
        return false;
    const char *both =
        arena_format(query->catalog->arena, "%s %s", price->service, price->name);
    return catalog_rows_match(query->pattern, price->name) ||
           catalog_rows_match(query->pattern, price->service) ||
           catalog_rows_match(query->pattern, both);
}

void catalog_rows_prices(struct listing *listing, const struct catalog_query *query)
{
    listing_init(listing, query->catalog->arena, price_columns,
                 COLUMN_COUNT(price_columns));
    const struct price_list prices = world_catalog_prices(query->catalog, true);
    for (uint32_t i = 0; i < prices.count; i++) {
        const struct price_def *price = &prices.items[i];
        if (!price_picked(query, &prices, price))
            continue;
        listing_row(listing, price->service);
        listing_text(listing, price->service);
        listing_text(listing, price->name);
        listing_text(listing, price->region);
        listing_number(listing, price->value, NULL);
        listing_text(listing, price->unit);
        listing_text(listing, price->as_of);
        listing_text(listing, price->source);
        listing_text(listing, price->note);
    }
}

/* ---- systems and currencies ---- */

static const struct listing_column system_columns[] = {
    {"name", "system", TABLE_LEFT, false},
    {"kernel_bytes", "kernel", TABLE_RIGHT, true},
    {"text_bytes", "text", TABLE_RIGHT, true},
    {"kind", "kind", TABLE_LEFT, false},
    {"source", "source", TABLE_WRAP, false},
};

void catalog_rows_systems(struct listing *listing, const struct catalog_query *query)
{
    struct arena *arena = query->catalog->arena;
    listing_init(listing, arena, system_columns, COLUMN_COUNT(system_columns));
    uint32_t count;
    const char **names = picked_names(query, WORLD_CATALOG_SYSTEMS, &count);
    for (uint32_t i = 0; i < count; i++) {
        struct system_def *system = arena_allocate(arena, sizeof *system);
        if (!world_catalog_system(query->catalog, names[i], system))
            continue;
        listing_row(listing, NULL);
        listing_text(listing, names[i]);
        listing_number(listing, system->kernel_bytes,
                       human_size(arena, system->kernel_bytes));
        listing_number(listing, system->text_bytes,
                       human_size(arena, system->text_bytes));
        listing_text(listing, system->kind);
        listing_text(listing, system->source);
    }
}

static const struct listing_column currency_columns[] = {
    {"code", "currency", TABLE_LEFT, false},
    {"rate", "for 1 USD", TABLE_RIGHT, false},
    {"as_of", "as of", TABLE_LEFT, false},
    {"source", "source", TABLE_WRAP, false},
};

void catalog_rows_currencies(struct listing *listing, const struct catalog_query *query)
{
    listing_init(listing, query->catalog->arena, currency_columns,
                 COLUMN_COUNT(currency_columns));
    uint32_t count;
    const char **names = picked_names(query, WORLD_CATALOG_CURRENCIES, &count);
    for (uint32_t i = 0; i < count; i++) {
        const struct yaml_node *currency =
            world_catalog_entry(query->catalog, WORLD_CATALOG_CURRENCIES, names[i]);
        listing_row(listing, NULL);
        listing_text(listing, names[i]);
        listing_text(listing, node_text(currency, "rate"));
        listing_text(listing, node_text(currency, "as_of"));
        listing_text(listing, node_text(currency, "source"));
    }
}
