/* world.c - from a scenario file to a design that can be simulated.
 *
 * The way of a scenario: files and options become one tree (world_merge, world_layer),
 * presets are laid below its services, what goes with a removed service goes
 * (world_remove), the tables fill the definitions, references are checked and resolved
 * (world_host, world_egress, world_service, world_endpoint, world_traffic, world_mix, world_trace,
 * world_event,
 * world_threshold), contradictions and keys without effect are found (world_check,
 * world_warn). Each step runs even when one before it found mistakes, as far as it can
 * without repeating them, so that the user sees all of them at once.
 */
#include "sim/world.h"

#include "sim/core/version.h"
#include "sim/world_assume.h"
#include "sim/world_autoscale.h"
#include "sim/world_balance.h"
#include "sim/world_base.h"
#include "sim/world_check.h"
#include "sim/world_cluster.h"
#include "sim/world_data.h"
#include "sim/world_ecs.h"
#include "sim/world_edge.h"
#include "sim/world_egress.h"
#include "sim/world_endpoint.h"
#include "sim/world_event.h"
#include "sim/world_fargate.h"
#include "sim/world_host.h"
#include "sim/world_measured.h"
#include "sim/world_merge.h"
#include "sim/world_money.h"
#include "sim/world_publish.h"
#include "sim/world_reference.h"
#include "sim/world_remove.h"
#include "sim/world_scale.h"
#include "sim/world_service.h"
#include "sim/world_state.h"
#include "sim/world_text.h"
#include "sim/world_threshold.h"
#include "sim/world_traffic.h"
#include "sim/world_uncertain.h"
#include "sim/world_warn.h"
#include "sim/world_zones.h"

#include <math.h>
#include <string.h>

void world_options_set(struct world_options *options, const char *set,
                       struct arena *arena)
{
    const char **sets = arena_array(arena, options->set_count + 1, sizeof *sets);
    if (options->set_count > 0)
        memcpy(sets, options->sets, options->set_count * sizeof *sets);
    sets[options->set_count++] = set;
    options->sets = sets;
}

/* ---- hash ---- */

/* The scenario without the blocks that only say which points an experiment visits: a point
 * keeps its hash when others are added. */
static struct yaml_node *without_experiments(struct world *world)
{
    static const char *const blocks[] = {"sweep", "search", "uncertain", "measured"};
    struct yaml_node *rest = arena_allocate(world->arena, sizeof(*rest));
    *rest = *world->root;
    rest->pairs = arena_array(world->arena, rest->count, sizeof(*rest->pairs));
    memcpy(rest->pairs, world->root->pairs, rest->count * sizeof(*rest->pairs));
    for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++)
        yaml_tree_remove(rest, blocks[i]);
    return rest;
}

/* Equal for equal scenarios, however they came together; another for another catalog or
 * program. */
static void hash_find(struct world *world)
{
    struct hash hash;
    size_t length;
    const char *tree =
        yaml_tree_canonical(without_experiments(world), world->arena, &length);
    hash_init(&hash);
    hash_add(&hash, OVERSTACK_VERSION, sizeof(OVERSTACK_VERSION));
    hash_add(&hash, tree, length);
    world_data_hash(world, "", world->root, &hash);
    const double scale = world->options->traffic_scale;
    if (scale != 0 && scale != 1)
        hash_add(&hash, &scale, sizeof(scale));
    world_catalog_hash(&world->catalog, &hash);
    hash_finish_hex(&hash, world->design->hash);
}

/* ---- filling ---- */

/* `warmup: auto` leaves nothing out until the cut is found. */
static void warmup_read(struct simulate_def *simulate)
{
    simulate->warmup_auto = isnan(simulate->warmup_s);
    if (simulate->warmup_auto)
        simulate->warmup_s = 0;
}

/* What the scenario is called: its name, or the file's without folder and ending. */
static const char *name_of(const struct world *world)
{
    const char *file = world->options->file, *slash = strrchr(file, '/');
    if (world->scenario.name)
        return world->scenario.name;
    const char *name = slash ? slash + 1 : file, *dot = strrchr(name, '.');
    if (strcmp(name, "-") == 0)
        return "standard input";
    return arena_text(world->arena, name,
                      dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static void scenario_fill(struct world *world)
{
    const struct scenario_def *scenario = &world->scenario;
    struct design *design = world->design;
    fields_fill(&world->fields, &scenario_table, world->root, "", &world->scenario);
    world_uncertain_check(world);
    world_measured_check(world);
    design->name = name_of(world);
    design->file = world->options->file;
    design->variant = world->options->variant;
    design->sets = world->options->sets;
    design->set_count = (uint32_t)world->options->set_count;
    design->region = scenario->region;
    design->simulate = scenario->simulate;
    warmup_read(&design->simulate);
    design->network = scenario->network;
    design->month = scenario->month;
    design->budget = scenario->budget;
    design->tax = scenario->tax;
    design->free_tier = scenario->free_tier;
    design->hosts = scenario->hosts;
    design->services = scenario->services;
    design->traffic = scenario->traffic;
    design->events = scenario->events;
}

static void design_resolve(struct world *world)
{
    world_money_prepare(world);
    world_cluster_hosts(world);
    world_fargate_hosts(world);
    world_host_resolve(world);
    world_service_prepare(world);
    world_egress_resolve(world);
    world_zones_check(world);
    world_balance_prepare(world);
    world_service_place(world);
    world_reference_check(world);
    world_balance_ensure(world);
    world_edge_deliver(world);
    world_endpoint_link(world);
    world_balance_resolve(world);
    world_endpoint_check_cycles(world);
    world_service_finish(world);
    world_traffic_resolve(world);
    world_event_resolve(world);
    world_scale_traffic(world);
    world_threshold_resolve(world);
    if (world->options->measured)
        world_measured_resolve(world);
    world_money_check(world);
    world_check_design(world);
    world_autoscale_check(world);
    if (world->errors->errors == 0)
        world_publish_check(world);
}

/* ---- loading ---- */

static void world_init(struct world *world, const struct world_options *options,
                       struct arena *arena, struct error_list *errors)
{
    *world = (struct world){.options = options, .arena = arena, .errors = errors};
    world->folder = world_merge_folder(arena, options->file);
    world->design = arena_allocate(arena, sizeof(*world->design));
    world->design->arena = arena;
    ledger_init(&world->design->ledger, arena);
    fields_init(&world->fields, arena, errors, &world->design->ledger, world->folder);
}

/* The catalog and the file's tree, from the base or read now. */
static bool world_begin(struct world *world)
{
    const struct world_options *options = world->options;
    if (options->base)
        world_base_begin(options->base, world);
    else if (world_catalog_open(&world->catalog, options->catalog_folder, world->arena,
                                world->errors))
        world->root = world_merge_file(world, options->file);
    return world->root != NULL;
}

static void world_build(struct world *world)
{
    if (!world_begin(world) || !world_merge_layers(world))
        return;
    world_merge_presets(world);
    world_remove_services(world);
    hash_find(world);
    scenario_fill(world);
    if (world->errors->errors >= ERROR_LIST_LIMIT || !world_check_limits(world))
        return; /* past the limit the tables stop reading */
    design_resolve(world);
    if (world->errors->errors == 0) {
        world_assume_defaults(world);
        world_warn_design(world);
        world_ecs_warn(world);
    }
    ledger_sort(&world->design->ledger);
}

const struct design *world_load(const struct world_options *options, struct arena *arena,
                                struct error_list *errors)
{
    const size_t before = errors->errors;
    struct world world;
    world_init(&world, options, arena, errors);
    world_build(&world);
    error_list_sort(errors);
    return errors->errors == before ? world.design : NULL;
}

const struct yaml_node *world_tree(const struct world_options *options,
                                   struct arena *arena, struct error_list *errors)
{
    struct world world;
    world_init(&world, options, arena, errors);
    if (!world_begin(&world) || !world_merge_layers(&world))
        return NULL;
    world_merge_presets(&world);
    return world.root;
}
