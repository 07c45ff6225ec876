/* What may be varied: the value a scenario has at a path, its unit, its bounds, and what
 * is said about a path that leads nowhere. */
#include "sim/run/capacity_axis.h"
#include "sim/world_value.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <string.h>

static const char text[] =
    "overstack: 1\n"
    "hosts: {h: {instance: {vcpus: 2, memory: 4GiB}}, u: {instance: t3.micro}}\n"
    "services:\n"
    "  s: {on: h, workers: 3, backlog: 64, memory: {base: 100MiB},"
    " pools: {db: 4}, endpoints: {go: [{cpu: 12ms}, {call: db.get}]}}\n"
    "  db: {on: h, preset: mysql, endpoints: {get: [{cpu: exp(1ms)}]}}\n"
    "traffic:\n"
    "  a: {executor: constant-arrival-rate, rate: 1200/m, mix: {\"s.go\": 100%}}\n"
    "  b: {executor: ramping-vus, stages: [{duration: 1m, target: 40}],"
    " target: s.go, think: 1s}\n"
    "variants: {big: {services.s.workers: 8}}\n";

struct fixture {
    struct scenario scenario;
    struct capacity_axis axis;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    scenario_begin(&fixture.scenario);
    scenario_accept(&fixture.scenario, text);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    scenario_end(&((struct fixture *)*state)->scenario);
    return 0;
}

static bool open_axis(struct fixture *fixture, const char *vary)
{
    struct scenario *scenario = &fixture->scenario;
    return capacity_axis_open(&fixture->axis, vary, &scenario->options, &scenario->arena,
                              &scenario->errors);
}

/* The axis of a path, as the file has it. */
static void expect_axis(struct fixture *fixture, const char *vary, double own,
                        const char *unit, bool whole)
{
    if (!open_axis(fixture, vary))
        fail_msg("%s: %s", vary, fixture->scenario.errors.items[0].message);
    assert_near(fixture->axis.own, own, 1e-12 * own);
    assert_string_equal(fixture->axis.unit, unit);
    assert_int_equal(fixture->axis.whole, whole);
}

static void a_number_is_found_with_its_unit(void **state)
{
    struct fixture *fixture = *state;
    expect_axis(fixture, "traffic.a.rate", 1200, "/m", false);
    assert_int_equal(fixture->axis.direction, BRACKET_LOAD);
    expect_axis(fixture, "traffic.b.stages.0.target", 40, "", true);
    assert_int_equal(fixture->axis.direction, BRACKET_LOAD);
    expect_axis(fixture, "traffic.b.think", 1, "s", false);
    assert_int_equal(fixture->axis.direction, BRACKET_EITHER);
    expect_axis(fixture, "services.s.workers", 3, "", true);
    expect_axis(fixture, "services.s.memory.base", 100, "MiB", false);
    expect_axis(fixture, "services.s.pools.db", 4, "", true);
    expect_axis(fixture, "services.s.endpoints.go.0.cpu", 12, "ms", false);
    expect_axis(fixture, "hosts.h.instance.vcpus", 2, "", true);
    expect_axis(fixture, "traffic", 1, "", false);
    assert_true(fixture->axis.scales);
}

static void defaults_and_presets_count_as_values(void **state)
{
    struct fixture *fixture = *state;
    expect_axis(fixture, "hosts.u.count", 1, "", true);                /* a default */
    expect_axis(fixture, "services.db.memory.base", 375, "MB", false); /* a preset's */
}

static void variants_and_sets_count_too(void **state)
{
    struct fixture *fixture = *state;
    fixture->scenario.options.variant = "big";
    expect_axis(fixture, "services.s.workers", 8, "", true);
    fixture->scenario.options.variant = NULL;
    scenario_set(&fixture->scenario, "services.s.workers=5");
    expect_axis(fixture, "services.s.workers", 5, "", true);
}

static void a_range_bounds_the_search(void **state)
{
    struct fixture *fixture = *state;
    assert_true(open_axis(fixture, "traffic.a.rate=600..9000"));
    assert_true(fixture->axis.least == 600 && fixture->axis.most == 9000);
    assert_true(open_axis(fixture, "traffic.a.rate=600/m..9000/m"));
    assert_true(open_axis(fixture, "services.s.threads=1..64")); /* unlimited else */
    assert_true(isnan(fixture->axis.own) && fixture->axis.start == 1);
    assert_true(open_axis(fixture, "traffic=0.5..4"));
    assert_true(fixture->axis.least == 0.5 && fixture->axis.most == 4);
}

static void bounds_in_another_unit_are_converted(void **state)
{
    struct fixture *fixture = *state;
    assert_true(open_axis(fixture, "traffic.a.rate=1/s..90000/h"));
    assert_near(fixture->axis.least, 60, 1e-12);
    assert_near(fixture->axis.most, 1500, 1e-9);
    assert_true(open_axis(fixture, "services.s.memory.base=10MiB..1GiB"));
    assert_true(fixture->axis.least == 10 && fixture->axis.most == 1024);
    scenario_set(&fixture->scenario, "hosts.h.swap=0");
    assert_true(open_axis(fixture, "hosts.h.swap=0..4GiB")); /* 0 is 0 in any unit */
    assert_string_equal(fixture->axis.unit, "GiB");
    assert_true(fixture->axis.least == 0 && fixture->axis.most == 4);
}

static void the_search_begins_between_the_bounds(void **state)
{
    struct fixture *fixture = *state;
    assert_true(open_axis(fixture, "traffic.a.rate=2000..9000"));
    assert_true(fixture->axis.own == 1200 && fixture->axis.start == 2000);
    assert_true(open_axis(fixture, "traffic.a.rate=100..900"));
    assert_true(fixture->axis.start == 900);
}

static void expect_refusal(struct fixture *fixture, const char *vary, const char *part)
{
    assert_false(open_axis(fixture, vary));
    if (!scenario_says(&fixture->scenario, part)) {
        scenario_print(&fixture->scenario);
        fail_msg("%s: '%s' was not said", vary, part);
    }
}

static void what_cannot_be_varied_is_refused_with_the_reason(void **state)
{
    struct fixture *fixture = *state;
    expect_refusal(fixture, "traffic.a.rtae", "did you mean \"rate\"?");
    expect_refusal(fixture, "services.z.workers", "there is no such value");
    expect_refusal(fixture, "trafic.a.rate", "did you mean \"traffic\"?");
    expect_refusal(fixture, "services.s", "there are several values here");
    expect_refusal(fixture, "traffic.a.executor", "expected the path of a number");
    expect_refusal(fixture, "services.db.endpoints.get.0.cpu", "exp(1ms)");
    expect_refusal(fixture, "services.s.threads",
                   "give a range, as in "
                   "services.s.threads=1..100");
    expect_refusal(fixture, "traffic.a.rate=5..x", "expected a range such as 10..500");
    expect_refusal(fixture, "traffic.a.rate=9..5", "the first bound must be below");
    expect_refusal(fixture, "traffic.a.rate=1kB..5/s", "the file counts in \"/m\"");
    expect_refusal(fixture, "services.s.workers=1..4GiB",
                   "the file's number has no unit: the bounds must have none");
    expect_refusal(fixture, "simulate.seed", "how it is simulated has no capacity");
    expect_refusal(fixture, "simulate.duration=1m..2m",
                   "how it is simulated has no capacity");
    expect_refusal(fixture, "services.s.workers=1.5..4", "only whole numbers");
    expect_refusal(fixture, "a..b", "expected a dotted path");
}

static void a_zero_cannot_be_multiplied(void **state)
{
    struct fixture *fixture = *state;
    scenario_set(&fixture->scenario, "traffic.a.rate=0/s");
    expect_refusal(fixture, "traffic.a.rate", "no multiple of it is more");
    assert_true(open_axis(fixture, "traffic.a.rate=1..50"));
    assert_true(fixture->axis.start == 1);
}

static void a_value_is_set_in_the_unit_of_the_file(void **state)
{
    struct fixture *fixture = *state;
    struct scenario *scenario = &fixture->scenario;
    struct world_options options = scenario->options;
    assert_true(open_axis(fixture, "traffic.a.rate"));
    capacity_axis_apply(&fixture->axis, 1320.5, &scenario->arena, &options);
    assert_int_equal(options.set_count, 1);
    assert_string_equal(options.sets[0], "traffic.a.rate=1320.5/m");
    options = scenario->options;
    capacity_axis_apply(&fixture->axis, 1200, &scenario->arena, &options);
    assert_int_equal(options.set_count, 0); /* the file itself, to the letter */
    assert_true(open_axis(fixture, "traffic"));
    capacity_axis_apply(&fixture->axis, 3, &scenario->arena, &options);
    assert_true(options.traffic_scale == 3 && options.set_count == 0);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_number_is_found_with_its_unit),
        TEST(defaults_and_presets_count_as_values),
        TEST(variants_and_sets_count_too),
        TEST(a_range_bounds_the_search),
        TEST(bounds_in_another_unit_are_converted),
        TEST(the_search_begins_between_the_bounds),
        TEST(what_cannot_be_varied_is_refused_with_the_reason),
        TEST(a_zero_cannot_be_multiplied),
        TEST(a_value_is_set_in_the_unit_of_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
