/* world_traffic.c - traffic complete: executors, stages, mixes; and flows.
 *
 * Which keys shape the traffic depends on the executor, as in k6: a key of another one
 * is an error that names those that belong, since its author expects it to count.
 */
#include "sim/world_traffic.h"

#include "models/daily.h"
#include "sim/world_mix.h"
#include "sim/world_text.h"
#include "sim/world_trace.h"

#include <math.h>
#include <string.h>

enum { KEY_COUNT = 14 };

/* The keys that shape traffic; R required, O optional, by executor. */
static const char *const shape_keys[KEY_COUNT] = {
    "rate",   "start_rate", "vus",     "start_vus",   "stages", "iterations", "peak",
    "trough", "peak_at",    "weekend", "start_clock", "file",   "map",        "journey"};
static const struct executor_rule {
    const char *name;
    const char *takes;  /* one letter for each shape key: R, O or - */
    const char *belong; /* those that belong, for messages */
} rules[] = {
    [EXECUTOR_CONSTANT_ARRIVAL_RATE] = {"constant-arrival-rate", "R-------------",
                                        "rate"},
    [EXECUTOR_RAMPING_ARRIVAL_RATE] = {"ramping-arrival-rate", "-O--R---------",
                                       "stages and start_rate"},
    [EXECUTOR_CONSTANT_VUS] = {"constant-vus", "--R----------O", "vus"},
    [EXECUTOR_RAMPING_VUS] = {"ramping-vus", "---OR--------O", "stages and start_vus"},
    [EXECUTOR_PER_VU_ITERATIONS] = {"per-vu-iterations", "--R--R-------O",
                                    "vus and iterations"},
    [EXECUTOR_SHARED_ITERATIONS] = {"shared-iterations", "--R--R-------O",
                                    "vus and iterations"},
    [EXECUTOR_DAILY] = {"daily", "------RROOO---",
                        "peak, trough, peak_at, weekend and start_clock"},
    [EXECUTOR_TRACE] = {"trace", "-----------RO-", "file and map"},
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

/* ---- arrivals ---- */

static void arrivals_resolve(struct world *world, struct arrivals_def *arrivals)
{
    const char *expected;
    if (isnan(arrivals->bursty))
        return;
    arrivals->kind = ARRIVALS_BURSTY;
    if (!distribution_parse(
            &arrivals->gaps,
            arena_format(world->arena, "hyperexp(1s, scv=%.17g)", arrivals->bursty),
            world->folder, world->arena, &expected))
        arrivals->kind = ARRIVALS_POISSON; /* out of range, and reported */
}

/* ---- days ---- */

static void daily_resolve(struct world *world, struct traffic_def *traffic)
{
    const double duration_s = world->design->simulate.duration_s;
    const struct item *item = &traffic->item;
    if (isnan(traffic->peak_per_s) || isnan(traffic->trough_per_s) || isnan(duration_s))
        return; /* missing, and reported */
    if (traffic->trough_per_s > traffic->peak_per_s)
        error_list_add(world->errors,
                       world_text_place(world, item->path, "trough", item->place),
                       arena_format(world->arena, "%s.trough", item->path),
                       "the trough (%g/s) is above the peak (%g/s)",
                       traffic->trough_per_s, traffic->peak_per_s);
    else if (fmin(traffic->end_s, duration_s) - traffic->start_s >
             DAILY_LIMIT_DAYS * 86400.0)
        error_list_add(world->errors,
                       world_text_place(world, item->path, "executor", item->place),
                       arena_format(world->arena, "%s.executor", item->path),
                       "daily traffic is made for at most %d days", DAILY_LIMIT_DAYS);
    else
        daily_curve(traffic, duration_s, world->arena);
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
        world_mix_resolve(world, &traffic[i]);
        check_times(world, &traffic[i]);
        arrivals_resolve(world, &traffic[i].arrivals);
        if (traffic[i].executor < 0)
            continue; /* reported by the table */
        check_keys(world, &traffic[i]);
        stages_resolve(world, &traffic[i]);
        if (traffic[i].executor == EXECUTOR_DAILY)
            daily_resolve(world, &traffic[i]);
        else if (traffic[i].executor == EXECUTOR_TRACE)
            world_trace_resolve(world, &traffic[i]);
    }
    flows_unroll(world);
}
