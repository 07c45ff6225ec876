/* The answer against theory: M/M/1, M/M/c and a closed network say exactly which load has
 * which latency, so the load at a limit is known. It must lie between the values that are
 * certain at 95%, and those must lie close together. */
#include "sim/run/capacity.h"
#include "sim/run/capacity_knee.h"
#include "sim/run/replicate.h"
#include "sim/world_base.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <string.h>

#define MU 100.0 /* served a second by one thread */
#define HEAD                                                                             \
    "overstack: 1\n"                                                                     \
    "simulate: {duration: 20m, warmup: 1m, replications: 6, seed: 11}\n"                 \
    "hosts: {h: {instance: {vcpus: 16, memory: 4GiB}}}\n"                                \
    "services: {s: {on: h, threads: %d, endpoints: {go: [{cpu: exp(10ms)}]}}}\n"         \
    "thresholds: {http_req_duration: [\"%s\"]}\n"

struct fixture {
    struct scenario scenario;
    const struct capacity *capacity;
    struct capacity_knee knee;
    double tolerance;
    uint32_t jobs;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    fixture.tolerance = NAN;
    fixture.jobs = 0;
    scenario_begin(&fixture.scenario);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    scenario_end(&((struct fixture *)*state)->scenario);
    return 0;
}

static const struct capacity *find(struct fixture *fixture, const char *vary,
                                   const char *text)
{
    struct scenario *scenario = &fixture->scenario;
    struct arena *arena = &scenario->arena;
    struct capacity_axis axis;
    scenario_accept(scenario, text);
    struct world_options world = scenario->options;
    world.base = world_base_open(world.file, NULL, arena, &scenario->errors);
    assert_non_null(world.base);
    assert_true(capacity_axis_open(&axis, vary, &world, arena, &scenario->errors));
    const struct capacity_options options = {
        .world = world, .tolerance = fixture->tolerance, .jobs = fixture->jobs};
    fixture->capacity = capacity_find(&options, &axis, scenario->design, arena);
    fixture->knee = capacity_knee_find(fixture->capacity, &world, arena);
    assert_true(fixture->capacity->complete);
    return fixture->capacity;
}

static const char *queue(struct fixture *fixture, int threads, const char *limit,
                         const char *traffic)
{
    return arena_format(&fixture->scenario.arena,
                        HEAD "traffic: {u: {target: s.go, %s}}\n", threads, limit,
                        traffic);
}

/* Between what is certain, which is no wider than `power` of it; and the answer is between
 * them too, narrower than the tolerance. */
static void expect_load(const struct capacity *capacity, double exact, double power)
{
    assert_int_equal(capacity->direction, BRACKET_LOAD);
    assert_true(capacity->fails - capacity->passes <=
                fmax(capacity->tolerance * capacity->passes, capacity->axis.whole));
    if (!(capacity->sure_passes <= exact && exact <= capacity->sure_fails))
        fail_msg("%g is not from %g to %g", exact, capacity->sure_passes,
                 capacity->sure_fails);
    if (capacity->sure_fails - capacity->sure_passes > power * exact)
        fail_msg("from %g to %g is too wide", capacity->sure_passes,
                 capacity->sure_fails);
}

/* ---- one server: W = 1 / (mu - lambda), exponential ---- */

static void the_mean_of_mm1_is_held_up_to_mu_less_1_over_w(void **state)
{
    const struct capacity *capacity = find(
        *state, "traffic.u.rate",
        queue(*state, 1, "avg < 40ms", "executor: constant-arrival-rate, rate: 30/s"));
    expect_load(capacity, MU - 1 / 0.040, 0.1);
    assert_near(capacity->passes, MU - 1 / 0.040, 0.02 * MU);
    assert_true(capacity->own->ok && capacity->own->x == 30);
}

static void the_95th_percentile_of_mm1_is_held_up_to_mu_less_ln_20_over_w(void **state)
{
    const struct capacity *capacity =
        find(*state, "traffic",
             queue(*state, 1, "p(95) < 100ms",
                   "executor: constant-arrival-rate, rate: 140/s"));
    const double exact = MU - log(20) / 0.100;
    expect_load(capacity, exact / 140, 0.15); /* a step of the curve is 10% */
    assert_false(capacity->own->ok);
    /* Furthest below the chord from a to b of 1 / (1 - load): where the slope is the
     * chord's, at 1 - load = sqrt((1 - a)(1 - b)); off by a step of the curve. */
    const double low = capacity->points[0]->x * 140 / MU;
    const double high = capacity->fails * 140 / MU;
    assert_int_equal(((struct fixture *)*state)->knee.method, CAPACITY_KNEE_CHORD);
    assert_near(((struct fixture *)*state)->knee.x * 140 / MU,
                1 - sqrt((1 - low) * (1 - high)), 0.1 * high);
}

/* ---- several servers: Erlang C ---- */

static double erlang_c_mean_s(double lambda, int servers)
{
    const double load = lambda / MU;
    double term = 1, sum = 0;
    for (int k = 0; k < servers; k++) {
        sum += term;
        term *= load / (k + 1);
    }
    const double last = term * servers / (servers - load);
    return last / (sum + last) / (servers * MU - lambda) + 1 / MU;
}

static void the_mean_of_mmc_is_held_up_to_what_erlang_says(void **state)
{
    double low = 1, high = 4 * MU;
    while (high - low > 1e-9 * high) {
        const double middle = (low + high) / 2;
        *(erlang_c_mean_s(middle, 4) < 0.015 ? &low : &high) = middle;
    }
    expect_load(find(*state, "traffic.u.rate",
                     queue(*state, 4, "avg < 15ms",
                           "executor: constant-arrival-rate, rate: 90/s")),
                low, 0.1);
}

static void the_smallest_number_of_servers_is_found(void **state)
{
    int servers = 4;
    while (erlang_c_mean_s(3 * MU, servers) > 0.013)
        servers++;
    const struct capacity *capacity = find(
        *state, "services.s.threads",
        queue(*state, 12, "avg < 13ms", "executor: constant-arrival-rate, rate: 300/s"));
    assert_int_equal(capacity->direction, BRACKET_MACHINE);
    assert_true(capacity->passes == servers && capacity->fails == servers - 1);
    assert_true(capacity->own->ok && capacity->own->x == 12);
}

/* ---- closed: mean value analysis ---- */

static double closed_mean_s(int users, double think_s)
{
    double queue = 0, response_s = 0;
    for (int n = 1; n <= users; n++) {
        response_s = (1 + queue) / MU;
        queue = n / (think_s + response_s) * response_s;
    }
    return response_s;
}

static void users_are_held_up_to_what_mean_value_analysis_says(void **state)
{
    int users = 1;
    while (closed_mean_s(users + 1, 0.4) < 0.030)
        users++;
    const struct capacity *capacity =
        find(*state, "traffic.u.vus",
             queue(*state, 1, "avg < 30ms",
                   "executor: constant-vus, vus: 10, think: exp(400ms)"));
    expect_load(capacity, users + 0.5, 0.15); /* between two whole numbers */
    assert_near(capacity->passes, users, 1);
    assert_true(capacity->fails == capacity->passes + 1);
    const struct capacity_knee *knee = &((struct fixture *)*state)->knee;
    assert_int_equal(knee->method, CAPACITY_KNEE_ASYMPTOTES);
    assert_near(knee->x, (1 / MU + 0.4) * MU, 1e-6); /* N* = (R + Z) / D */
    const struct capacity_point *corner = capacity_at(capacity, round(knee->x));
    assert_non_null(corner); /* though the search had no reason to look there */
    assert_true(corner->on_curve);
}

/* ---- no theory ---- */

static void one_thread_and_seven_find_the_same(void **state)
{
    struct fixture *fixture = *state;
    const char *text =
        queue(fixture, 1, "avg < 40ms", "executor: constant-arrival-rate, rate: 30/s");
    fixture->scenario.options.duration_s = 200;
    fixture->jobs = 1;
    const struct capacity *one = find(fixture, "traffic.u.rate", text);
    fixture->jobs = 7;
    const struct capacity *seven = find(fixture, "traffic.u.rate", text);
    assert_int_equal(one->count, seven->count);
    for (uint32_t i = 0; i < one->count; i++) {
        assert_true(one->points[i]->x == seven->points[i]->x);
        assert_true(one->points[i]->mean_s == seven->points[i]->mean_s);
        assert_true(one->points[i]->replications == seven->points[i]->replications);
    }
    assert_true(one->passes == seven->passes && one->sure_fails == seven->sure_fails);
}

static void a_finer_tolerance_is_kept(void **state)
{
    struct fixture *fixture = *state;
    fixture->tolerance = 0.001;
    fixture->scenario.options.duration_s = 200;
    const struct capacity *capacity = find(
        fixture, "traffic.u.rate",
        queue(fixture, 1, "avg < 40ms", "executor: constant-arrival-rate, rate: 30/s"));
    assert_true(capacity->fails - capacity->passes <= 0.001 * capacity->passes);
}

/* Undecided values get replications more, at most four times as many. */
static void what_is_undecided_is_simulated_more_often(void **state)
{
    struct fixture *fixture = *state;
    uint32_t more = 0;
    fixture->scenario.options.duration_s = 300;
    const struct capacity *capacity = find(
        fixture, "traffic.u.rate",
        queue(fixture, 1, "avg < 40ms", "executor: constant-arrival-rate, rate: 30/s"));
    for (uint32_t i = 0; i < capacity->count; i++) {
        assert_true(capacity->points[i]->replications >= 6);
        assert_true(capacity->points[i]->replications <= 24);
        more += capacity->points[i]->replications > 6;
    }
    assert_true(more > 0);
    assert_true(capacity->sure_passes <= capacity->passes);
    assert_true(capacity->sure_fails >= capacity->fails);
}

/* Where it is decided, the theory's 75/s lies between; both sides of the answer have the
 * same replications, and nothing has more than max_replications. */
static void with_precision_values_get_what_decides_them(void **state)
{
    struct fixture *fixture = *state;
    double most = 0, precise = 0;
    fixture->scenario.options.duration_s = 300;
    scenario_set(&fixture->scenario, "simulate.replications=1");
    scenario_set(&fixture->scenario, "simulate.precision=5%");
    scenario_set(&fixture->scenario, "simulate.max_replications=60");
    const struct capacity *capacity = find(
        fixture, "traffic.u.rate",
        queue(fixture, 1, "avg < 40ms", "executor: constant-arrival-rate, rate: 30/s"));
    for (uint32_t i = 0; i < capacity->count; i++) {
        const struct capacity_point *point = capacity->points[i];
        assert_true(point->replications >= 10 && point->replications <= 60);
        most = fmax(most, point->replications);
        precise += fmod(point->replications, 10) == 0;
    }
    assert_true(most > 10 && precise >= 10);
    assert_true(capacity->sure_passes < 75 && capacity->sure_fails > 75);
    assert_true(capacity->sure_fails < 1.05 * capacity->sure_passes);
    assert_true(capacity_at(capacity, capacity->passes)->replications ==
                capacity_at(capacity, capacity->fails)->replications);
}

/* The k-th replication of a value is the same one, however many there are of it. */
static void replications_beside_the_answer_are_those_of_a_plain_run(void **state)
{
    struct fixture *fixture = *state;
    char text[2][64];
    fixture->scenario.options.duration_s = 300;
    scenario_set(&fixture->scenario, "simulate.replications=1");
    scenario_set(&fixture->scenario, "simulate.precision=5%");
    scenario_set(&fixture->scenario, "simulate.max_replications=30");
    const char *file =
        queue(fixture, 1, "avg < 40ms", "executor: constant-arrival-rate, rate: 30/s");
    const struct capacity *capacity = find(fixture, "traffic.u.rate", file);
    const struct capacity_point *fails = capacity_at(capacity, capacity->fails);
    snprintf(text[0], sizeof text[0], "simulate.replications=%.0f", fails->replications);
    snprintf(text[1], sizeof text[1], "traffic.u.rate=%.17g/s", fails->x);
    scenario_set(&fixture->scenario, "simulate.precision=null");
    scenario_set(&fixture->scenario, text[0]);
    scenario_set(&fixture->scenario, text[1]);
    scenario_accept(&fixture->scenario, file);
    const struct replicate_options options = {.jobs = 1};
    const struct summary *plain =
        replicate_run(fixture->scenario.design, &options, &fixture->scenario.arena);
    assert_true(plain->replications == fails->replications);
    assert_true(plain->requests[0].latency.mean == fails->mean_s);
}

/* Too little traffic breaks the second limit, too much the first. */
static void values_out_of_order_are_told(void **state)
{
    struct fixture *fixture = *state;
    uint32_t exceptions = 0;
    scenario_set(&fixture->scenario, "thresholds.goodput=rate > 20/s");
    fixture->scenario.options.duration_s = 300;
    const struct capacity *capacity = find(
        fixture, "traffic.u.rate",
        queue(fixture, 1, "avg < 40ms", "executor: constant-arrival-rate, rate: 30/s"));
    for (uint32_t i = 0; i < capacity->count; i++)
        if (capacity_is_exception(capacity, capacity->points[i])) {
            assert_true(capacity->points[i]->x < 20.5);
            exceptions++;
        }
    assert_true(exceptions >= 2);
    assert_true(capacity->passes > 50);
}

/* M/M/1, 40 ms at 75/s: today's 30/s are too few, 60/s to 75/s are neither. */
static void a_load_that_is_too_little_is_searched_upwards(void **state)
{
    struct fixture *fixture = *state;
    scenario_set(&fixture->scenario, "thresholds.goodput=rate > 60/s");
    fixture->scenario.options.duration_s = 300;
    const struct capacity *capacity = find(
        fixture, "traffic.u.rate",
        queue(fixture, 1, "avg < 40ms", "executor: constant-arrival-rate, rate: 30/s"));
    assert_true(capacity->own->too_little && !capacity->own->ok);
    assert_true(capacity->passes > 65 && capacity->passes < 85);
    assert_true(capacity->fails - capacity->passes <= 0.01 * capacity->passes);
    for (uint32_t i = 0; i < capacity->count; i++)
        assert_true(capacity->points[i]->x <= 2 * capacity->fails);
}

/* At 75/s the mean is 40 ms. */
static void a_value_outside_the_bounds_is_judged_and_leads_nowhere(void **state)
{
    struct fixture *fixture = *state;
    const char *text =
        queue(fixture, 1, "avg < 40ms", "executor: constant-arrival-rate, rate: 30/s");
    fixture->scenario.options.duration_s = 300;
    const struct capacity *capacity = find(fixture, "traffic.u.rate=60..200", text);
    assert_true(capacity->own && capacity->own->ok && capacity->own->x == 30);
    assert_true(capacity->passes > 65 && capacity->passes < 85);
    assert_true(capacity->fails - capacity->passes <= 0.01 * capacity->passes);
    capacity = find(fixture, "traffic.u.rate=90..200", text);
    assert_true(capacity->own->ok);
    assert_true(isnan(capacity->passes) && capacity->fails == 90);
    for (uint32_t i = 0; i < capacity->count; i++)
        assert_true(capacity->points[i]->x == 30 || capacity->points[i]->x >= 90);
}

/* A trough above the peak is refused. */
static void what_cannot_be_loaded_ends_the_search(void **state)
{
    struct fixture *fixture = *state;
    fixture->scenario.options.duration_s = 200;
    const struct capacity *capacity =
        find(fixture, "traffic.u.trough",
             queue(fixture, 1, "avg < 1s", "executor: daily, peak: 50/s, trough: 30/s"));
    assert_true(capacity->passes == 45 && isnan(capacity->fails)); /* 1.5 times 30 */
    assert_true(capacity->limited_at == 60);
    assert_non_null(strstr(capacity->limited_by, "is above the peak"));
}

static void the_curve_is_drawn_up_to_the_answer_and_a_bit_beyond(void **state)
{
    struct fixture *fixture = *state;
    uint32_t below = 0, beyond = 0;
    fixture->scenario.options.duration_s = 200;
    const struct capacity *capacity = find(
        fixture, "traffic.u.rate",
        queue(fixture, 1, "avg < 40ms", "executor: constant-arrival-rate, rate: 30/s"));
    double before = 0;
    for (uint32_t i = 0; i < capacity->count; i++) {
        const struct capacity_point *point = capacity->points[i];
        assert_true(i == 0 || point->x > capacity->points[i - 1]->x);
        if (!point->on_curve)
            continue;
        below += point->x <= capacity->passes;
        beyond += point->x > capacity->passes;
        assert_true(point->mean_s > before); /* common random numbers: in order */
        before = point->mean_s;
        assert_near(capacity_use_of(point, "host.h.cpu"), point->x / MU / 16, 0.01);
    }
    assert_true(below >= 9 && beyond == 2);
    assert_non_null(capacity->bottleneck);
}

static void a_curve_without_a_bend_has_no_knee(void **state)
{
    (void)state;
    static const double x[] = {1, 2, 3, 4}, line[] = {1, 2.1, 3, 4},
                        bent[] = {1, 1, 1.2, 4};
    assert_true(capacity_knee_chord(x, line, 4) == UINT32_MAX);
    assert_int_equal(capacity_knee_chord(x, bent, 4), 2);
    assert_true(capacity_knee_chord(x, bent, 2) == UINT32_MAX);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_mean_of_mm1_is_held_up_to_mu_less_1_over_w),
        TEST(the_95th_percentile_of_mm1_is_held_up_to_mu_less_ln_20_over_w),
        TEST(the_mean_of_mmc_is_held_up_to_what_erlang_says),
        TEST(the_smallest_number_of_servers_is_found),
        TEST(users_are_held_up_to_what_mean_value_analysis_says),
        TEST(one_thread_and_seven_find_the_same),
        TEST(a_finer_tolerance_is_kept),
        TEST(what_is_undecided_is_simulated_more_often),
        TEST(with_precision_values_get_what_decides_them),
        TEST(replications_beside_the_answer_are_those_of_a_plain_run),
        TEST(values_out_of_order_are_told),
        TEST(a_load_that_is_too_little_is_searched_upwards),
        TEST(a_value_outside_the_bounds_is_judged_and_leads_nowhere),
        TEST(what_cannot_be_loaded_ends_the_search),
        TEST(the_curve_is_drawn_up_to_the_answer_and_a_bit_beyond),
        TEST(a_curve_without_a_bend_has_no_knee),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
