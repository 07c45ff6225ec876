/* Retry storms that outlive what set them off: made up, and simulated. */
#include "models/verdict_metastable.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <string.h>

enum { STEPS = 240, FROM = 60, TO = 75 };

/* Four minutes in steps of a second, made up: 100 requests a second, a spike from 60 s to
 * 75 s, what follows by the test. */
struct storm {
    struct arena arena;
    struct design design;
    struct service_def service;
    struct traffic_def traffic;
    struct spike_def spike;
    struct instance_summary services;
    struct series series[4];
    struct occurrence events[2];
    struct summary summary;
    double offered[STEPS], attempts[STEPS], answered[STEPS], queue[STEPS];
};

static void set_all(struct storm *storm, int from, int to, double offered,
                    double attempts, double answered)
{
    for (int i = from; i < to; i++) {
        storm->offered[i] = offered;
        storm->attempts[i] = offered * attempts;
        storm->answered[i] = offered * answered;
    }
}

static void begin(struct storm *storm)
{
    static const char *const names[] = {"requests.offered", "requests.attempts",
                                        "requests.answered", "service.s.queue"};
    memset(storm, 0, sizeof *storm);
    double *const values[] = {storm->offered, storm->attempts, storm->answered,
                              storm->queue};
    arena_init(&storm->arena);
    storm->service.item.name = storm->services.name = "s";
    storm->spike = (struct spike_def){.at_s = FROM, .for_s = TO - FROM, .times = 2};
    storm->traffic.item.name = "users";
    storm->traffic.spikes = (struct items){&storm->spike, 1};
    storm->design.services = (struct items){&storm->service, 1};
    storm->design.traffic = (struct items){&storm->traffic, 1};
    for (int i = 0; i < 4; i++)
        storm->series[i] =
            (struct series){.name = names[i], .values = values[i], .count = STEPS};
    storm->summary = (struct summary){.design = &storm->design,
                                      .step_s = 1,
                                      .step_count = STEPS,
                                      .series = storm->series,
                                      .series_count = 4,
                                      .services = &storm->services,
                                      .events = storm->events};
    set_all(storm, 0, FROM, 100, 1, 1);
    set_all(storm, FROM, TO, 200, 2, 0.3);
    set_all(storm, TO, STEPS, 100, 3, 0.05);
}

static bool find(struct storm *storm, struct verdict_metastable *found)
{
    return verdict_metastable_find(&storm->summary, found, &storm->arena);
}

static void a_storm_that_stays_is_named(void **state)
{
    (void)state;
    struct storm storm;
    struct verdict_metastable found;
    begin(&storm);
    assert_true(find(&storm, &found));
    assert_string_equal(found.trigger, "the spike of users");
    assert_near(found.from_s, FROM, 0);
    assert_near(found.to_s, TO, 0);
    assert_near(found.since_s, TO, 0);
    assert_near(found.attempts[0], 1, 1e-12);
    assert_near(found.attempts[1], 2, 1e-12);
    assert_near(found.attempts[2], 3, 1e-12);
    assert_near(found.goodput[1], 0.05, 1e-12);
    const struct summary *const parts[] = {&storm.summary};
    assert_string_equal(
        verdict_metastable_say(parts, 1, &storm.arena),
        "a retry storm outlives the spike of users (1 min to 1 min 15 s): 5% of the "
        "requests are answered until the end; attempts per request: 1 before, 2 during, "
        "3 after");
    struct verdict_chain chain;
    verdict_chain_init(&chain, &storm.summary, &storm.arena);
    verdict_metastable_tell(&chain);
    assert_int_equal(chain.count, 1);
    assert_near(chain.links[0].at_s, TO, 0);
    assert_string_equal(chain.links[0].what,
                        "Retries keep the overload up after the spike of users has ended "
                        "(at 1 min 15 s): for the 2 min 45 s to the end 5% of the "
                        "requests are answered, 100% were before; attempts per request: "
                        "1 before, 2 during, 3 after");
    arena_clear(&storm.arena);
}

/* Whatever takes one of the marks away. */
static void refuses(void (*change)(struct storm *storm))
{
    struct storm storm;
    struct verdict_metastable found;
    begin(&storm);
    change(&storm);
    assert_false(find(&storm, &found));
    arena_clear(&storm.arena);
}

static void recovers(struct storm *storm)
{
    set_all(storm, 200, STEPS, 100, 1, 1);
}

static void recovers_at_the_very_end(struct storm *storm)
{
    set_all(storm, STEPS - 1, STEPS, 100, 1, 1);
}

static void has_no_retries(struct storm *storm)
{
    set_all(storm, FROM, TO, 200, 1, 0.3);
    set_all(storm, TO, STEPS, 100, 1, 0.05);
}

static void has_more_load(struct storm *storm)
{
    set_all(storm, TO, STEPS, 120, 3, 0.05);
}

static void was_never_well(struct storm *storm)
{
    set_all(storm, 0, FROM, 100, 1, 0.7);
}

static void goes_on_being_hit(struct storm *storm)
{
    storm->spike.for_s = STEPS - FROM;
    set_all(storm, FROM, STEPS, 200, 3, 0.05);
}

static void had_a_long_trigger(struct storm *storm)
{
    storm->spike.for_s = 60; /* to 120 s: 120 s are less than three times that */
}

static void is_draining(struct storm *storm)
{
    for (int i = TO; i < STEPS; i++)
        storm->queue[i] = 1000 - 2 * (i - TO);
}

static void fell_without_cause(struct storm *storm)
{
    storm->design.traffic.count = 0;
    set_all(storm, FROM, TO, 100, 2, 0.3);
}

static void has_too_few_requests(struct storm *storm)
{
    for (int i = 0; i < STEPS; i++) {
        storm->offered[i] /= 1000;
        storm->attempts[i] /= 1000;
        storm->answered[i] /= 1000;
    }
}

static void what_is_no_storm_is_not_named(void **state)
{
    (void)state;
    refuses(recovers);
    refuses(recovers_at_the_very_end);
    refuses(has_no_retries);
    refuses(has_more_load);
    refuses(was_never_well);
    refuses(goes_on_being_hit);
    refuses(had_a_long_trigger);
    refuses(is_draining);
    refuses(fell_without_cause);
    refuses(has_too_few_requests);
}

static void a_surge_of_recorded_traffic_is_a_trigger(void **state)
{
    (void)state;
    struct storm storm;
    struct verdict_metastable found;
    begin(&storm);
    storm.design.traffic.count = 0;
    assert_true(find(&storm, &found));
    assert_string_equal(found.trigger, "a surge of the traffic");
    /* Blocks hold one step: 25,500 requests in 240 s. */
    assert_near(found.from_s, FROM, 0);
    assert_near(found.to_s, TO, 0);
    arena_clear(&storm.arena);
}

static void a_death_is_a_trigger_once_it_is_up_again(void **state)
{
    (void)state;
    struct storm storm;
    struct verdict_metastable found;
    begin(&storm);
    storm.design.traffic.count = 0;
    set_all(&storm, FROM, TO, 100, 2, 0.3);
    storm.events[0] = (struct occurrence){FROM, "oom_kill", "s[0]", ""};
    storm.summary.event_count = 1;
    assert_false(find(&storm, &found));
    storm.events[1] = (struct occurrence){TO, "ready", "s[0]", ""};
    storm.summary.event_count = 2;
    assert_true(find(&storm, &found));
    assert_string_equal(found.trigger, "the death of s[0]");
    arena_clear(&storm.arena);
}

static void so_many_replications_of_all_are_told(void **state)
{
    (void)state;
    struct storm storm, other;
    begin(&storm);
    begin(&other);
    recovers(&other);
    const struct summary *const parts[] = {&other.summary, &storm.summary,
                                           &other.summary};
    const char *text = verdict_metastable_say(parts, 3, &storm.arena);
    assert_non_null(strstr(text, "(1 min to 1 min 15 s), in 1 of 3 replications: 5%"));
    assert_null(verdict_metastable_say(parts, 1, &storm.arena));
    arena_clear(&storm.arena);
    arena_clear(&other.arena);
}

/* ---- simulated ---- */

/* 60 a second for a server of 100 a second, twice that for ten seconds; patience of a
 * second, three attempts. */
#define SPIKED                                                                           \
    "simulate: {duration: 240s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services: {s: {on: h, threads: 1, endpoints: {go: [{cpu: 10ms}]}}}\n"               \
    "traffic: {u: {executor: constant-arrival-rate, rate: %s, target: s.go,"             \
    " timeout: 1s, retries: 2, spikes: [{at: 60s, for: 10s, times: 4}]}}\n"

static void a_simulated_storm_is_named(void **state)
{
    struct verdict_metastable found;
    trial_run(*state, SPIKED, "60/s");
    struct trial *trial = *state;
    assert_true(verdict_metastable_find(trial->summary, &found, &trial->scenario.arena));
    assert_string_equal(found.trigger, "the spike of u");
    assert_near(found.attempts[0], 1, 0.01);
    /* Of the spike's 180 more a second those of its last 2 s are tried again after it:
     * 180 x (2 + 1) attempts, among 60/s in 170 s. */
    assert_near(found.attempts[2], 3 + 180 * 3 / (60 * 170.), 0.02);
    assert_true(found.goodput[1] < 0.05);
}

static void a_simulated_recovery_is_not(void **state)
{
    struct verdict_metastable found;
    trial_run(*state, SPIKED, "30/s");
    struct trial *trial = *state;
    assert_true(trial_requests(trial, "all")->failed > 0);
    assert_true(trial_requests(trial, "all")->attempts >
                1.02 * trial_requests(trial, "all")->count);
    assert_false(verdict_metastable_find(trial->summary, &found, &trial->scenario.arena));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_storm_that_stays_is_named),
        cmocka_unit_test(what_is_no_storm_is_not_named),
        cmocka_unit_test(a_surge_of_recorded_traffic_is_a_trigger),
        cmocka_unit_test(a_death_is_a_trigger_once_it_is_up_again),
        cmocka_unit_test(so_many_replications_of_all_are_told),
        TRIAL_TEST(a_simulated_storm_is_named),
        TRIAL_TEST(a_simulated_recovery_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
