/* All traffic, a number of times as much: what is scaled, and what is not. */
#include "models/offered.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <string.h>

static const char text[] =
    "overstack: 1\n"
    "simulate: {duration: 1d}\n"
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services: {s: {on: h, endpoints: {go: [{cpu: 1ms}]}}}\n"
    "traffic:\n"
    "  open: {executor: constant-arrival-rate, rate: 4/s, target: s.go,"
    " spikes: [{at: 10s, for: 5s, times: 3}]}\n"
    "  ramp: {executor: ramping-arrival-rate, start_rate: 2/s, target: s.go,"
    " stages: [{duration: 10s, target: 6/s}]}\n"
    "  day: {executor: daily, peak: 9/s, trough: 1/s, target: s.go}\n"
    "  log: {executor: trace, file: t.csv, target: s.go}\n"
    "  users: {executor: constant-vus, vus: 5, target: s.go}\n"
    "  crowd: {executor: ramping-vus, start_vus: 0, target: s.go,"
    " stages: [{duration: 10s, target: 30}]}\n"
    "  batch: {executor: shared-iterations, vus: 2, iterations: 10, target: s.go}\n"
    "  each: {executor: per-vu-iterations, vus: 2, iterations: 10, target: s.go}\n"
    "events:\n"
    "  - {at: 1h, set: {traffic.open.rate: 8/s, traffic.users.vus: 3,"
    " services.s.threads: 7}}\n"
    "thresholds: {http_req_failed: [rate < 1%]}\n";

static void load(struct scenario *scenario, double scale)
{
    scenario_begin(scenario);
    scenario_write(scenario, "t.csv", "time,count\n0,30\n10,0\n20,50\n30,20\n");
    scenario->options.traffic_scale = scale;
    scenario_accept(scenario, text);
}

static const struct traffic_def *traffic_of(const struct scenario *scenario,
                                            const char *name)
{
    const struct design *design = scenario->design;
    for (uint32_t i = 0; i < design->traffic.count; i++)
        if (strcmp(design_traffic(design, i)->item.name, name) == 0)
            return design_traffic(design, i);
    fail_msg("no traffic %s", name);
    return NULL;
}

static void expect_times(const struct scenario *plain, const struct scenario *scaled,
                         const char *name, double times)
{
    const struct traffic_def *before = traffic_of(plain, name);
    const struct traffic_def *after = traffic_of(scaled, name);
    for (double at_s = 1; at_s < 86400; at_s += at_s < 60 ? 3 : 977)
        assert_near(offered_level(after, at_s), times * offered_level(before, at_s),
                    1e-9 * (1 + times * offered_level(before, at_s)));
}

static void every_executor_offers_as_many_times_as_much(void **state)
{
    (void)state;
    static const char *const names[] = {"open", "ramp", "day", "log"};
    struct scenario plain, scaled;
    load(&plain, 0);
    load(&scaled, 2.5);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        expect_times(&plain, &scaled, names[i], 2.5);
    expect_times(&plain, &scaled, "crowd", 2.5);          /* 75 users */
    assert_true(traffic_of(&scaled, "users")->vus == 13); /* 12.5 are 13 */
    assert_true(traffic_of(&scaled, "batch")->vus == 5);
    assert_true(traffic_of(&scaled, "batch")->iterations == 25);
    assert_true(traffic_of(&scaled, "each")->vus == 5);
    assert_true(traffic_of(&scaled, "each")->iterations == 10);
    scenario_end(&plain);
    scenario_end(&scaled);
}

static void events_set_scaled_traffic_and_nothing_else(void **state)
{
    (void)state;
    struct scenario scaled;
    load(&scaled, 2);
    const struct event_def *event = scaled.design->events.items;
    const struct set_def *sets = event->sets.items;
    assert_int_equal(event->sets.count, 3);
    assert_near(sets[0].value, 16, 1e-12);
    assert_near(sets[1].value, 6, 1e-12);
    assert_near(sets[2].value, 7, 1e-12);
    scenario_end(&scaled);
}

static void one_user_is_always_left(void **state)
{
    (void)state;
    struct scenario scaled;
    load(&scaled, 0.01);
    assert_true(traffic_of(&scaled, "users")->vus == 1);
    assert_true(traffic_of(&scaled, "crowd")->start_vus == 0);
    scenario_end(&scaled);
}

static void another_scale_is_another_scenario_and_one_is_the_same(void **state)
{
    (void)state;
    struct scenario plain, once, twice;
    load(&plain, 0);
    load(&once, 1);
    load(&twice, 2);
    assert_string_equal(plain.design->hash, once.design->hash);
    assert_string_not_equal(plain.design->hash, twice.design->hash);
    expect_times(&plain, &once, "log", 1);
    scenario_end(&plain);
    scenario_end(&once);
    scenario_end(&twice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_executor_offers_as_many_times_as_much),
        cmocka_unit_test(events_set_scaled_traffic_and_nothing_else),
        cmocka_unit_test(one_user_is_always_left),
        cmocka_unit_test(another_scale_is_another_scenario_and_one_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
