/* trial.c - see trial.h. */
#include "tests/support/trial.h"

#include "models/cost.h"
#include "models/summary_merge.h"
#include "models/threshold.h"
#include "models/verdict.h"
#include "tests/support/invariants.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

int trial_begin(void **state)
{
    struct trial *trial = calloc(1, sizeof *trial);
    scenario_begin(&trial->scenario);
    engine_init(&trial->engine);
    *state = trial;
    return 0;
}

int trial_end(void **state)
{
    struct trial *trial = *state;
    engine_clear(&trial->engine);
    scenario_end(&trial->scenario);
    free(trial);
    return 0;
}

/* With the bill and the verdict, as `run` finds them. */
static const struct summary *conclude(const struct summary *part, struct arena *arena)
{
    struct summary *merged = summary_merge(&part, 1, arena);
    cost_find(merged, arena);
    threshold_judge(merged, &part, 1, arena);
    verdict_find(merged, &part, 1, arena);
    return merged;
}

void trial_run(struct trial *trial, const char *format, ...)
{
    struct arena *arena = &trial->scenario.arena;
    va_list arguments;
    va_start(arguments, format);
    const char *text = arena_format_list(arena, format, arguments);
    va_end(arguments);
    const struct design *design = scenario_accept(
        &trial->scenario, arena_format(arena, "overstack: 1\nname: trial\n%s", text));
    engine_reset(&trial->engine, (uint64_t)design->simulate.seed, 0);
    trial->summary = simulation_run(design, &trial->engine, arena);
    assert_int_equal(invariants_lost(trial->summary), 0);
    assert_int_equal(invariants_lost(conclude(trial->summary, arena)), 0);
}

/* ---- figures by name ---- */

const struct request_summary *trial_requests(const struct trial *trial, const char *name)
{
    const struct request_summary *requests = summary_request(trial->summary, name);
    if (!requests)
        fail_msg("there are no requests %s", name);
    return requests;
}

const struct host_summary *trial_host(const struct trial *trial, const char *name)
{
    for (uint32_t i = 0; i < trial->summary->design->machine_count; i++)
        if (strcmp(trial->summary->hosts[i].name, name) == 0)
            return &trial->summary->hosts[i];
    fail_msg("there is no machine %s", name);
    return NULL;
}

const struct instance_summary *trial_instance(const struct trial *trial, const char *name)
{
    for (uint32_t i = 0; i < trial->summary->design->instance_count; i++)
        if (strcmp(trial->summary->instances[i].name, name) == 0)
            return &trial->summary->instances[i];
    fail_msg("there is no instance %s", name);
    return NULL;
}

const struct instance_summary *trial_service(const struct trial *trial, const char *name)
{
    for (uint32_t i = 0; i < trial->summary->design->services.count; i++)
        if (strcmp(trial->summary->services[i].name, name) == 0)
            return &trial->summary->services[i];
    fail_msg("there is no service %s", name);
    return NULL;
}

const struct resource_summary *trial_resource(const struct trial *trial, const char *id)
{
    for (uint32_t i = 0; i < trial->summary->resource_count; i++)
        if (strcmp(trial->summary->resources[i].id, id) == 0)
            return &trial->summary->resources[i];
    fail_msg("there is no resource %s", id);
    return NULL;
}

const struct series *trial_series(const struct trial *trial, const char *name)
{
    const struct series *series = summary_series(trial->summary, "%s", name);
    if (!series)
        fail_msg("there is no series %s", name);
    return series;
}

/* ---- what happened ---- */

/* The n-th of that kind, or NULL; *count: how many there are. */
static const struct occurrence *find(const struct trial *trial, const char *kind,
                                     const char *who, uint32_t n, uint32_t *count)
{
    const struct occurrence *found = NULL;
    *count = 0;
    for (uint32_t i = 0; i < trial->summary->event_count; i++) {
        const struct occurrence *event = &trial->summary->events[i];
        if (strcmp(event->kind, kind) != 0 || (who && strcmp(event->who, who) != 0))
            continue;
        if ((*count)++ == n)
            found = event;
    }
    return found;
}

uint32_t trial_count(const struct trial *trial, const char *kind, const char *who)
{
    uint32_t count;
    find(trial, kind, who, 0, &count);
    return count;
}

double trial_at_s(const struct trial *trial, const char *kind, const char *who,
                  uint32_t n)
{
    uint32_t count;
    const struct occurrence *event = find(trial, kind, who, n, &count);
    return event ? event->at_s : NAN;
}

const char *trial_why(const struct trial *trial, const char *kind, const char *who,
                      uint32_t n)
{
    uint32_t count;
    const struct occurrence *event = find(trial, kind, who, n, &count);
    if (!event)
        fail_msg("%s did not happen so often", kind);
    return event ? event->why : "";
}
