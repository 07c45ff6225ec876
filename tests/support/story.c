/* story.c - see story.h.
 *
 * Runs are independent, so they are dealt to threads; each replicates on one of them
 * only. What a test looks at afterwards does not depend on who ran what.
 */
#include "tests/support/story.h"

#include "models/verdict_death.h"
#include "sim/run/replicate.h"
#include "sim/world.h"
#include "tests/support/invariants.h"

#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* The first story that is refused says why. */
static void simulate(struct story *story, atomic_flag *said)
{
    struct error_list errors;
    const char *home = getenv("OVERSTACK_HOME") ? getenv("OVERSTACK_HOME") : ".";
    arena_init(&story->arena);
    error_list_init(&errors, &story->arena);
    struct world_options options = world_options_of(
        arena_format(&story->arena, "%s/configs/stories/%s.yaml", home, story->name));
    options.catalog_folder = arena_format(&story->arena, "%s/configs/catalog", home);
    options.variant = story->variant;
    options.sets = story->sets;
    while (options.set_count < STORY_SETS && story->sets[options.set_count])
        options.set_count++;
    if (story->seed > 0)
        options.seed = story->seed;
    const struct design *design = world_load(&options, &story->arena, &errors);
    const struct replicate_options one = {.jobs = 1};
    story->summary = design ? replicate_run(design, &one, &story->arena) : NULL;
    if (design || atomic_flag_test_and_set(said))
        return;
    for (size_t i = 0; i < errors.count; i++)
        print_error("%s\n", error_text(&errors, &errors.items[i]));
}

/* ---- on all cores ---- */

struct deal {
    struct story *stories;
    uint32_t count;
    atomic_uint next;
    atomic_flag said;
};

static void *work(void *object)
{
    struct deal *deal = object;
    uint32_t i;
    while ((i = atomic_fetch_add(&deal->next, 1)) < deal->count)
        simulate(&deal->stories[i], &deal->said);
    return NULL;
}

void story_run_all(struct story *stories, uint32_t count)
{
    enum { MOST = 64 };
    pthread_t threads[MOST];
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const int workers = cores < 1 ? 1 : cores > MOST ? MOST : (int)cores;
    struct deal deal = {.stories = stories, .count = count, .said = ATOMIC_FLAG_INIT};
    for (int i = 1; i < workers; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &deal), 0);
    work(&deal);
    for (int i = 1; i < workers; i++)
        pthread_join(threads[i], NULL);
    for (uint32_t i = 0; i < count; i++) {
        assert_non_null(stories[i].summary);
        assert_int_equal(invariants_lost(stories[i].summary), 0);
    }
}

void story_run(struct story *story, const char *name, const char *variant)
{
    *story = (struct story){.name = name, .variant = variant};
    story_run_all(story, 1);
}

void story_run_seeds(struct story *stories, uint32_t count, const char *name,
                     const char *variant)
{
    for (uint32_t i = 0; i < count; i++)
        stories[i] = (struct story){.name = name, .variant = variant, .seed = i + 1};
    story_run_all(stories, count);
}

void story_clear(struct story *story)
{
    arena_clear(&story->arena);
}

/* ---- what came out ---- */

static bool is(const struct occurrence *event, const char *kind, const char *who)
{
    return strcmp(event->kind, kind) == 0 && (!who || strcmp(event->who, who) == 0);
}

uint32_t story_count(const struct story *story, const char *kind, const char *who)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < story->summary->event_count; i++)
        count += is(&story->summary->events[i], kind, who);
    return count;
}

double story_at(const struct story *story, const char *kind, const char *who)
{
    for (uint32_t i = 0; i < story->summary->event_count; i++)
        if (is(&story->summary->events[i], kind, who))
            return story->summary->events[i].at_s;
    return NAN;
}

const struct host_summary *story_host(const struct story *story, const char *name)
{
    const struct summary *summary = story->summary;
    for (uint32_t i = 0; i < summary->design->machine_count; i++)
        if (strcmp(summary->hosts[i].name, name) == 0)
            return &summary->hosts[i];
    fail_msg("no machine %s", name);
    return NULL;
}

const struct instance_summary *story_service(const struct story *story, const char *name)
{
    const struct summary *summary = story->summary;
    for (uint32_t i = 0; i < summary->design->services.count; i++)
        if (strcmp(summary->services[i].name, name) == 0)
            return &summary->services[i];
    fail_msg("no service %s", name);
    return NULL;
}

const struct resource_summary *story_resource(const struct story *story, const char *id)
{
    const struct summary *summary = story->summary;
    for (uint32_t i = 0; i < summary->resource_count; i++)
        if (strcmp(summary->resources[i].id, id) == 0)
            return &summary->resources[i];
    fail_msg("no resource %s", id);
    return NULL;
}

double story_death_s(const struct story *story)
{
    return verdict_death_at(story->summary,
                            (uint32_t)(story_host(story, "web") - story->summary->hosts));
}

bool story_holds(const struct story *story)
{
    for (uint32_t i = 0; i < story->summary->design->threshold_count; i++)
        if (!story->summary->thresholds[i].ok)
            return false;
    return true;
}

uint32_t story_link(const struct story *story, const char *part)
{
    const struct verdict_summary *verdict = &story->summary->verdict;
    for (uint32_t i = 0; i < verdict->chain_count; i++)
        if (strstr(verdict->chain[i].what, part))
            return i;
    fail_msg("the chain does not say: %s", part);
    return 0;
}
