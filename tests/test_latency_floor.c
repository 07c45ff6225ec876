/* The least latency is the sum, by hand, of what every answered request goes through. */
#include "models/latency_floor.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <stdio.h>

/* A core of speed 2, so CPU takes half. */
static const char frame[] =
    "overstack: 1\n"
    "hosts: {h: {instance: {vcpus: 2, memory: 4GiB, speed: 2, price: 0.01 USD/h}}}\n"
    "services:\n"
    "  s: {on: h, threads: 8, endpoints: {go: %s, other: [sleep: 1ms]}}\n"
    "  t: {on: h, threads: 8, endpoints: {get: [cpu: 8ms]}}\n"
    "  out: {kind: external, latency: \"uniform(30ms, 50ms)\", endpoints: {ask: []}}\n"
    "traffic:\n"
    "  u: {executor: constant-arrival-rate, rate: 10/s, rtt: 20ms, target: s.go}\n"
    "  v: {executor: constant-arrival-rate, rate: 10/s, target: s.other}\n";

static void expect_floor(const char *steps, const char *selector, double floor_s)
{
    struct scenario scenario;
    struct arena arena;
    char text[2000];
    snprintf(text, sizeof text, frame, steps);
    scenario_begin(&scenario);
    arena_init(&arena);
    const struct design *design = scenario_load(&scenario, text);
    if (!design)
        scenario_print(&scenario);
    assert_non_null(design);
    assert_near(latency_floor_s(design, selector, &arena), floor_s, 1e-12);
    arena_clear(&arena);
    scenario_end(&scenario);
}

static void what_all_go_through_adds_up(void **state)
{
    (void)state;
    expect_floor("[cpu: 10ms, sleep: 7ms]", "u", 0.020 + 0.005 + 0.007);
    expect_floor("[cpu: 10ms, sleep: 7ms]", "s.go", 0.032);
    expect_floor("[cpu: 10ms]", "v", 0.001);
    expect_floor("[cpu: 10ms]", NULL, 0.001); /* the shortest of all */
    expect_floor("[call: t.get, call: t.get]", "u", 0.020 + 2 * 0.004);
    expect_floor("[repeat: {times: 3, steps: [sleep: 2ms]}]", "u", 0.020 + 0.006);
    expect_floor("[parallel: [[sleep: 2ms], [sleep: 5ms, cpu: 2ms]]]", "u", 0.026);
    expect_floor("[call: out.ask]", "u", 0.020 + 0.030);
}

static void a_draw_may_be_as_short_as_it_likes(void **state)
{
    (void)state;
    expect_floor("[sleep: exp(10ms)]", "u", 0.020);
    expect_floor("[sleep: \"lognormal(10ms, cv=0.1)\"]", "u", 0.020);
    expect_floor("[sleep: \"uniform(4ms, 8ms)\"]", "u", 0.024);
    expect_floor("[sleep: \"pareto(6ms, alpha=3)\"]", "u", 0.020 + 0.004);
}

static void what_may_be_left_out_counts_nothing(void **state)
{
    (void)state;
    expect_floor("[call: {to: t.get, on_error: ignore}]", "u", 0.020);
    expect_floor("[choose: [{p: 0.5, steps: [sleep: 3ms]}, {p: 0.5, "
                 "steps: [sleep: 9ms]}]]",
                 "u", 0.023);
    expect_floor("[choose: [{p: 0.5, steps: [sleep: 3ms]}]]", "u", 0.020);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_all_go_through_adds_up),
        cmocka_unit_test(a_draw_may_be_as_short_as_it_likes),
        cmocka_unit_test(what_may_be_left_out_counts_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
