/* world_traffic.c - traffic complete: executors, stages, mixes; and flows.
 *
 * Which keys shape the traffic depends on the executor, as in k6: a key of another one
 * is an error that names those that belong, since its author expects it to count.
 */
#include "sim/world_traffic.h"

#include "sim/world_endpoint.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

enum { KEY_COUNT = 6 };

/* The keys that shape traffic; R required, O optional, by executor. */
static const char *const shape_keys[KEY_COUNT] = {
    "rate", "start_rate", "vus", "start_vus", "stages", "iterations"};
static const struct executor_rule {
    const char *name;
    const char *takes;  /* one letter for each shape key: R, O or - */
    const char *belong; /* those that belong, for messages */
    bool open;
} rules[] = {
    [EXECUTOR_CONSTANT_ARRIVAL_RATE] = {"constant-arrival-rate", "R-----", "rate", true},
    [EXECUTOR_RAMPING_ARRIVAL_RATE] = {"ramping-arrival-rate", "-O--R-",
                                       "stages and start_rate", true},
    [EXECUTOR_CONSTANT_VUS] = {"constant-vus", "--R---", "vus", false},
    [EXECUTOR_RAMPING_VUS] = {"ramping-vus", "---OR-", "stages and start_vus", false},
    [EXECUTOR_PER_VU_ITERATIONS] = {"per-vu-iterations", "--R--R", "vus and iterations",
                                    false},
    [EXECUTOR_SHARED_ITERATIONS] = {"shared-iterations", "--R--R", "vus and iterations",
                                    false},
};

static void check_keys(struct world *world, const struct traffic_def *traffic)
{
    const struct executor_rule *rule = &rules[traffic->executor];
    const struct item *item = &traffic->item;
    for (int i = 0; i < KEY_COUNT; i++) {
        const bool given = world_text_given(world, item->path, shape_keys[i]) != NULL;
        if (given && rule->takes[i] == '-')
            error_list_add(
                world->errors,
                world_text_place(world, item->path, shape_keys[i], item->place),
                arena_format(world->arena, "%s.%s", item->path, shape_keys[i]),
                "does not belong to %s, which is shaped by %s", rule->name, rule->belong);
        if (!given && rule->takes[i] == 'R')
            error_list_add(world->errors, item->place, item->path,
                           "missing required key \"%s\" of %s", shape_keys[i],
                           rule->name);
    }
}

/* ---- stages ---- */

static void stage_resolve(struct world *world, struct stage_def *stage, bool open)
{
    static const char *const rate = "a rate such as 80/s, 1200/m or 3/h";
    static const char *const users = "a number of users such as 50";
    if (!stage->target)
        return; /* missing, and reported */
    const char *fault = open ? units_read_rate(stage->target, &stage->target_value)
                             : units_read_count(stage->target, &stage->target_value);
    const bool many = !fault && !open && stage->target_value > 1e7;
    if (!fault && !many)
        return;
    const struct yaml_node *node = world_text_given(world, stage->item.path, "target");
    error_list_expected(world->errors, node ? node->place : stage->item.place,
                        arena_format(world->arena, "%s.target", stage->item.path),
                        many   ? "at most 10000000 users"
                        : open ? rate
                               : users,
                        stage->target, NULL);
}

static void stages_resolve(struct world *world, const struct traffic_def *traffic)
{
    struct stage_def *stages = traffic->stages.items;
    const bool ramps = traffic->executor == EXECUTOR_RAMPING_ARRIVAL_RATE ||
                       traffic->executor == EXECUTOR_RAMPING_VUS;
    const bool open = traffic->executor == EXECUTOR_RAMPING_ARRIVAL_RATE;
    if (!ramps)
        return;
    for (uint32_t i = 0; i < traffic->stages.count; i++)
        stage_resolve(world, &stages[i], open);
    if (traffic->stages.count == 0 &&
        world_text_given(world, traffic->item.path, "stages"))
        error_list_add(world->errors, traffic->item.place,
                       arena_format(world->arena, "%s.stages", traffic->item.path),
                       "expected at least one stage");
}

/* ---- what is asked for ---- */

static void mix_from_target(struct world *world, struct traffic_def *traffic)
{
    struct mix_def *mix = arena_array(world->arena, 1, sizeof(*mix));
    mix->item = (struct item){traffic->target,
                              arena_format(world->arena, "%s.target", traffic->item.path),
                              traffic->item.place};
    mix->share = 1;
    traffic->mix = (struct items){mix, 1};
}

static void mix_check_sum(struct world *world, const struct traffic_def *traffic)
{
    const struct mix_def *mix = traffic->mix.items;
    double sum = 0;
    for (uint32_t i = 0; i < traffic->mix.count; i++)
        sum += mix[i].share;
    if (isnan(sum) || fabs(sum - 1) <= 1e-4)
        return; /* a share that could not be read was reported */
    error_list_add(
        world->errors,
        world_text_place(world, traffic->item.path, "mix", traffic->item.place),
        arena_format(world->arena, "%s.mix", traffic->item.path),
        "the shares must sum to 100%%, got %.6g%%", 100 * sum);
}

static void mix_resolve(struct world *world, struct traffic_def *traffic)
{
    const struct item *item = &traffic->item;
    const bool has_mix = world_text_given(world, item->path, "mix") != NULL;
    if (traffic->target && has_mix) {
        error_list_add(world->errors, item->place, item->path,
                       "expected target or mix, got both");
        return;
    }
    if (!traffic->target && !has_mix) {
        if (world_text_given(world, item->path, "journey"))
            return; /* which is refused on its own */
        error_list_add(world->errors, item->place, item->path,
                       "missing required key \"target\" (or \"mix\")");
        return;
    }
    if (traffic->target)
        mix_from_target(world, traffic);
    else
        mix_check_sum(world, traffic);
    struct mix_def *mix = traffic->mix.items;
    for (uint32_t i = 0; i < traffic->mix.count; i++)
        mix[i].endpoint = world_endpoint_find(world, mix[i].item.name);
}

/* ---- times ---- */

static void check_times(struct world *world, const struct traffic_def *traffic)
{
    const struct item *item = &traffic->item;
    char start[UNIT_TEXT], end[UNIT_TEXT];
    if (traffic->end_s > traffic->start_s)
        return;
    units_write_duration(start, traffic->start_s);
    units_write_duration(end, traffic->end_s);
    error_list_add(world->errors, world_text_place(world, item->path, "end", item->place),
                   arena_format(world->arena, "%s.end", item->path),
                   "the end (%s) is not after the start (%s)", end, start);
}

/* ---- flows ---- */

static void flows_unroll(struct world *world)
{
    struct design *design = world->design;
    struct traffic_def *traffic = design->traffic.items;
    uint32_t count = 0;
    for (uint32_t i = 0; i < design->traffic.count; i++)
        count += traffic[i].mix.count;
    design->flows = arena_array(world->arena, count, sizeof(*design->flows));
    for (uint32_t i = 0; i < design->traffic.count; i++) {
        const struct mix_def *mix = traffic[i].mix.items;
        traffic[i].index = i;
        traffic[i].first_flow = design->flow_count;
        for (uint32_t k = 0; k < traffic[i].mix.count; k++)
            design->flows[design->flow_count++] =
                (struct flow_def){i, mix[k].endpoint, mix[k].share};
    }
}

void world_traffic_resolve(struct world *world)
{
    struct traffic_def *traffic = world->design->traffic.items;
    for (uint32_t i = 0; i < world->design->traffic.count; i++) {
        mix_resolve(world, &traffic[i]);
        check_times(world, &traffic[i]);
        if (traffic[i].executor < 0)
            continue; /* reported by the table */
        check_keys(world, &traffic[i]);
        stages_resolve(world, &traffic[i]);
    }
    flows_unroll(world);
}
