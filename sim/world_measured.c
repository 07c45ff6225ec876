/* world_measured.c - see world_measured.h.
 */
#include "sim/world_measured.h"

#include "sim/world_selector.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

static bool has_latency_or_rate(const struct measured_def *measured)
{
    return !isnan(measured->mean_s) || !isnan(measured->min_s) ||
           !isnan(measured->p50_s) || !isnan(measured->p90_s) ||
           !isnan(measured->p95_s) || !isnan(measured->p99_s) ||
           !isnan(measured->max_s) || !isnan(measured->rate_per_s) ||
           !isnan(measured->failed_rate);
}

/* Of what is compared by its ratio zero says nothing. */
static bool has_zero(const struct measured_def *measured)
{
    return measured->mean_s == 0 || measured->min_s == 0 || measured->p50_s == 0 ||
           measured->p90_s == 0 || measured->p95_s == 0 || measured->p99_s == 0 ||
           measured->max_s == 0 || measured->rate_per_s == 0 || measured->cpu == 0;
}

/* `complete`: all that was given could be read. */
static const char *fault_of(const struct measured_def *measured, bool complete)
{
    if (measured->traffic && measured->endpoint)
        return "traffic and endpoint: one of them says whose requests";
    if (complete && measured->host && isnan(measured->cpu))
        return "cpu is what can be measured of a host";
    if (!measured->host && !isnan(measured->cpu))
        return "cpu: host is missing";
    if (complete && !has_latency_or_rate(measured) && isnan(measured->cpu))
        return "nothing was measured: expected mean, p95, rate or another figure";
    if (has_zero(measured))
        return "a latency, rate or utilisation of 0 says nothing";
    return NULL;
}

/* Nothing in the item was refused. */
static bool is_complete(const struct error_list *errors, const struct item *item)
{
    const size_t length = strlen(item->path);
    for (size_t i = 0; i < errors->count; i++) {
        const struct error *error = &errors->items[i];
        if (error->severity == SEVERITY_ERROR && error->path &&
            strncmp(error->path, item->path, length) == 0 &&
            (error->path[length] == '.' || error->path[length] == '\0'))
            return false;
    }
    return true;
}

void world_measured_check(struct world *world)
{
    const struct measured_def *measured = world->scenario.measured.items;
    for (uint32_t i = 0; i < world->scenario.measured.count; i++) {
        const char *fault =
            fault_of(&measured[i], is_complete(world->errors, &measured[i].item));
        if (fault)
            error_list_add(world->errors, measured[i].item.place, measured[i].item.path,
                           "%s", fault);
    }
}

/* ---- of what ---- */

static void expect_one_of(struct world *world, const struct measured_def *measured,
                          const char *key, const char *found, const char *what,
                          const struct world_names *names)
{
    const char *expected =
        names->count
            ? arena_format(world->arena, "%s (%s)", what, world_text_list(world, names))
            : arena_format(world->arena, "%s, and there is none", what);
    for (uint32_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], found) == 0)
            return;
    error_list_expected(
        world->errors,
        world_text_place(world, measured->item.path, key, measured->item.place),
        arena_format(world->arena, "%s.%s", measured->item.path, key), expected, found,
        world_text_nearest(world, found, names));
}

static void check_traffic(struct world *world, const struct measured_def *measured)
{
    struct world_names names = {.count = 0};
    for (uint32_t i = 0; i < world->design->traffic.count; i++)
        world_text_add(world, &names, design_traffic(world->design, i)->item.name);
    expect_one_of(world, measured, "traffic", measured->traffic, "a traffic", &names);
}

static void check_endpoint(struct world *world, const struct measured_def *measured)
{
    struct world_names names = {.count = 0};
    if (world_selector_asked(world, &names))
        expect_one_of(world, measured, "endpoint", measured->endpoint,
                      "what users ask for", &names);
}

/* A host stands for all its machines. */
static void check_host(struct world *world, const struct measured_def *measured)
{
    struct world_names names = {.count = 0};
    for (uint32_t i = 0; i < world->design->hosts.count; i++) {
        const struct host_def *host = design_host(world->design, i);
        world_text_add(world, &names, host->item.name);
        for (uint32_t k = 0; host->machine_count > 1 && k < host->machine_count; k++)
            world_text_add(world, &names,
                           world->design->machines[host->first_machine + k].name);
    }
    expect_one_of(world, measured, "host", measured->host, "a host or machine", &names);
}

static bool is_of(const struct measured_def *measured, const char *variant)
{
    if (!measured->variant || !variant)
        return measured->variant == variant;
    return strcmp(measured->variant, variant) == 0;
}

void world_measured_resolve(struct world *world)
{
    const struct measured_def *measured = world->scenario.measured.items;
    for (uint32_t i = 0; i < world->scenario.measured.count; i++) {
        if (!is_of(&measured[i], world->options->variant))
            continue;
        if (measured[i].traffic)
            check_traffic(world, &measured[i]);
        if (measured[i].endpoint)
            check_endpoint(world, &measured[i]);
        if (measured[i].host)
            check_host(world, &measured[i]);
    }
}
