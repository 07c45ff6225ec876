/* Studies of a queue whose mean latency is known: M/M/1, W = 1 / (mu - lambda). */
#include "sim/output/sensitivity_document.h"
#include "sim/output/sensitivity_words.h"
#include "sim/run/sensitivity.h"
#include "sim/world_base.h"
#include "tests/support/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char queue_text[] =
    "overstack: 1\n"
    "simulate: {duration: 1500s, warmup: 20s, seed: 5}\n"
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services:\n"
    "  api: {on: h, threads: 1, endpoints: {go: [{cpu: exp(10ms)}]}}\n"
    "traffic:\n"
    "  users: {executor: constant-arrival-rate, rate: 50/s, target: api.go}\n";

struct fixture {
    struct arena arena;
    struct error_list errors;
    char file[64];
    struct world_options world;
    const struct design *design;
    const struct ranges *ranges;
    atomic_int stop;
    uint64_t stop_at;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    arena_init(&fixture->arena);
    error_list_init(&fixture->errors, &fixture->arena);
    strcpy(fixture->file, "/tmp/overstack-sensitivity-XXXXXX");
    close(mkstemp(fixture->file));
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->file);
    arena_clear(&fixture->arena);
    free(fixture);
    return 0;
}

/* The queue and what comes behind it; NULL ranges when they are wrong. */
static void open_queue(struct fixture *fixture, const char *more)
{
    FILE *out = fopen(fixture->file, "w");
    fprintf(out, "%s%s", queue_text, more);
    fclose(out);
    fixture->world = world_options_of(fixture->file);
    fixture->world.base =
        world_base_open(fixture->file, NULL, &fixture->arena, &fixture->errors);
    assert_non_null(fixture->world.base);
    fixture->design = world_load(&fixture->world, &fixture->arena, &fixture->errors);
    assert_non_null(fixture->design);
    fixture->ranges =
        range_open(&fixture->world, fixture->design, &fixture->arena, &fixture->errors);
}

static void stop_there(void *object, uint64_t done, uint64_t of)
{
    struct fixture *fixture = object;
    (void)of;
    if (done == fixture->stop_at)
        atomic_store(&fixture->stop, 1);
}

static const struct sensitivity *study(struct fixture *fixture, uint32_t trajectories,
                                       uint32_t samples, uint32_t jobs)
{
    const struct sensitivity_options options = {.world = &fixture->world,
                                                .trajectories = trajectories,
                                                .samples = samples,
                                                .jobs = jobs,
                                                .progress = stop_there,
                                                .object = fixture,
                                                .stop = &fixture->stop};
    assert_non_null(fixture->ranges);
    return sensitivity_run(&options, fixture->design, fixture->ranges, &fixture->arena);
}

/* What the mean latency of so many customers scatters (standard deviation): its waiting
 * times are correlated; Daley (1968), in Whitt (1989), Management Science 35. */
static double scatter_s(double rho, double service_s, double customers)
{
    const double sum =
        rho * (2 + 5 * rho - 4 * rho * rho + rho * rho * rho) / pow(1 - rho, 4);
    return service_s * sqrt((sum + 1) / customers);
}

static void the_effect_of_the_service_demand_is_that_of_the_theory(void **state)
{
    struct fixture *fixture = *state;
    open_queue(fixture, "thresholds: {http_req_duration: [\"avg < 25ms\"]}\n"
                        "uncertain:\n"
                        "  services.api.endpoints.go.0.cpu: [8ms, 12ms]\n"
                        "  traffic.users.rtt: [0, 3ms]\n");
    const struct sensitivity *found = study(fixture, 0, 0, 0);
    const double customers = 50 * 1480;
    const struct sensitivity_effect *demand = &found->effects[0],
                                    *rtt = &found->effects[1];
    assert_near(found->base[0], 1 / (1 / 0.010 - 50),
                4 * scatter_s(0.5, 0.010, customers));
    assert_near(demand->low, 1 / (1 / 0.008 - 50), 4 * scatter_s(0.4, 0.008, customers));
    assert_near(demand->high, 1 / (1 / 0.012 - 50), 4 * scatter_s(0.6, 0.012, customers));
    assert_near(demand->swing, demand->high - demand->low, 1e-12);
    assert_near(rtt->swing, 0.003, 1e-6); /* the same luck: nothing else moves */
    assert_true(found->base_ok && found->ok_low[0] && !found->ok_high[0]);
    uint32_t order[2];
    sensitivity_order(found, 0, order);
    assert_int_equal(order[0], 0);
}

/* W < 1/30 s while the rate is below 70/s: of [40/s, 80/s] a quarter is above it. The
 * sampled latency's scatter moves that line by scatter / (dW/dlambda) = scatter / W^2. */
static void the_probability_of_breaking_is_the_share_of_the_range(void **state)
{
    struct fixture *fixture = *state;
    const uint32_t samples = 100;
    open_queue(fixture, "thresholds: {http_req_duration: [\"avg < 33.3333ms\"]}\n"
                        "uncertain: {traffic.users.rate: [40/s, 80/s]}\n");
    const struct sensitivity *found = study(fixture, 0, samples, 0);
    const double shift_per_s = scatter_s(0.7, 0.010, 70 * 1480) * 30 * 30;
    const struct sensitivity_chance *chance = &found->chances[0];
    assert_int_equal(chance->of, samples);
    assert_near((double)chance->broken / samples, 0.25,
                1. / samples + 4 * shift_per_s / 40);
    assert_true(chance->low < 0.25 && chance->high > 0.25);
    assert_int_equal(found->any.broken, chance->broken);
}

static void elementary_effects_tell_what_interacts(void **state)
{
    struct fixture *fixture = *state;
    open_queue(fixture, "uncertain:\n"
                        "  services.api.endpoints.go.0.cpu: [8ms, 12ms]\n"
                        "  traffic.users.rate: [40/s, 70/s]\n"
                        "  traffic.users.rtt: [0, 3ms]\n");
    fixture->world.duration_s = 200;
    const struct sensitivity *found = study(fixture, 6, 0, 0);
    const struct morris_effect *demand = &found->effects[0].morris,
                               *rtt = &found->effects[2].morris;
    assert_int_equal(found->threshold_count, 0);
    assert_int_equal(demand->count, 6);
    assert_true(demand->sigma > 0.3 * demand->mu_star);
    assert_true(rtt->sigma < 0.1 * rtt->mu_star);
}

static void the_number_of_threads_leaves_no_trace(void **state)
{
    struct fixture *fixture = *state;
    open_queue(fixture, "thresholds: {http_req_duration: [\"p(95) < 80ms\"]}\n"
                        "uncertain:\n"
                        "  services.api.endpoints.go.0.cpu: [8ms, 12ms]\n"
                        "  traffic.users.rate: [40/s, 70/s]\n");
    fixture->world.duration_s = 30;
    const struct sensitivity *alone = study(fixture, 3, 20, 1);
    const struct sensitivity *together = study(fixture, 3, 20, 2);
    const size_t cells = (size_t)alone->output_count * 2;
    assert_memory_equal(alone->effects, together->effects,
                        cells * sizeof(*alone->effects));
    assert_memory_equal(alone->chances, together->chances, sizeof(*alone->chances));
    assert_int_equal(alone->done, 1 + 2 * 2 + 3 * 3 + 20);
}

static void what_is_finished_when_stopped_counts(void **state)
{
    struct fixture *fixture = *state;
    open_queue(fixture, "uncertain:\n"
                        "  services.api.endpoints.go.0.cpu: [8ms, 12ms]\n"
                        "  traffic.users.rate: [40/s, 70/s]\n");
    fixture->world.duration_s = 30;
    fixture->stop_at = 3;
    const struct sensitivity *found = study(fixture, 2, 10, 1);
    assert_int_equal(found->done, 3);
    assert_false(found->worthless);
    assert_true(isfinite(found->effects[0].swing));
    assert_true(isnan(found->effects[1].swing));
    assert_int_equal(found->ok_low[1], -1);
    assert_int_equal(found->any.of, 0);
    assert_int_equal(found->effects[0].morris.count, 0);
    json_t *report = sensitivity_document_create(found, &fixture->arena);
    assert_string_equal(sensitivity_words_verdict(report, &fixture->arena),
                        "It holds as it is, and none of the 1 that was tried of 2 "
                        "assumptions alone changes that.");
    json_array_remove(json_object_get(report, "ranges"), 0);
    assert_string_equal(sensitivity_words_verdict(report, &fixture->arena),
                        "It holds as it is; no assumption was tried.");
    json_decref(report);
}

static void points_that_are_no_scenario_are_told(void **state)
{
    struct fixture *fixture = *state;
    open_queue(fixture, "uncertain:\n"
                        "  simulate.warmup: [0s, 28s]\n"
                        "  simulate.duration: [25s, 30s]\n");
    fixture->world.duration_s = NAN;
    const struct sensitivity *found = study(fixture, 0, 50, 0);
    assert_true(found->refused > 0);
    assert_int_equal(found->any.of, 50 - found->refused);
    assert_non_null(strstr(found->refused_why, "warmup"));
}

/* ---- ranges ---- */

static void a_plain_duration_is_the_mean_of_the_scenarios_distribution(void **state)
{
    struct fixture *fixture = *state;
    struct world_options made;
    open_queue(fixture, "uncertain: {services.api.endpoints.go.0.cpu: [8ms, 12ms],\n"
                        "            services.api.threads: [1, 4]}\n");
    const double u[] = {0.5, 0.4};
    range_set(fixture->ranges, u, &fixture->world, &fixture->arena, &made);
    assert_int_equal(made.set_count, 2);
    assert_string_equal(made.sets[0], "services.api.endpoints.go.0.cpu=exp(0.01s)");
    assert_string_equal(made.sets[1], "services.api.threads=2"); /* whole */
    assert_near(fixture->ranges->items[0].base, 0.010, 0);
    assert_near(fixture->ranges->items[1].base, 1, 0);
}

static void without_a_block_what_was_assumed_is_varied(void **state)
{
    struct fixture *fixture = *state;
    open_queue(fixture, "");
    assert_non_null(fixture->ranges);
    const uint32_t without = fixture->ranges->count;
    const char *sets[] = {"services.cache={on: h, preset: redis}"};
    fixture->world.sets = sets;
    fixture->world.set_count = 1;
    fixture->design = world_load(&fixture->world, &fixture->arena, &fixture->errors);
    fixture->ranges =
        range_open(&fixture->world, fixture->design, &fixture->arena, &fixture->errors);
    assert_non_null(fixture->ranges);
    assert_true(fixture->ranges->from_ledger);
    assert_true(fixture->ranges->count > without);
    assert_string_equal(fixture->ranges->items[0].kind, "guessed"); /* before defaults */
    for (uint32_t i = 0; i < fixture->ranges->count; i++) {
        const struct range *range = &fixture->ranges->items[i];
        assert_true(strcmp(range->kind, "measured") && strcmp(range->kind, "published"));
        assert_true(range->low < range->base && range->base <= range->high);
        if (!range->whole && range->shape.unit != QUANTITY_SHARE &&
            range->shape.unit != QUANTITY_NUMBER) {
            assert_near(range->low, 0.7 * range->base, 1e-9 * range->base);
            assert_near(range->high, 1.3 * range->base, 1e-9 * range->base);
        }
    }
}

static void mistakes_in_ranges_are_told_at_their_place(void **state)
{
    static const struct {
        const char *range, *said;
    } cases[] = {
        {"services.ap.threads: [1, 2]", ":8:13: services.ap.threads: there is no \"ap\""},
        {"services.api.endpoints.go.0.cpus: [1ms, 2ms]", "did you mean cpu?"},
        {"traffic.users.rate: [50ms, 85ms]",
         ":8:34: traffic.users.rate: expected a rate such as 80/s, 1200/m or 3/h, got "
         "\"50ms\""},
        {"services.api.threads: [1, 2.5]", ":8:39: services.api.threads: expected a"},
        {"traffic.users.rtt: [5ms, 1ms]", "expected the lower value first"},
        {"traffic.users.rtt: [1ms, 4]", "expected two values of the same kind"},
        {"traffic.users.rtt: [fast, 4ms]", "expected a number with its unit"},
        {"uncertain.x: [1, 2]", "cannot be varied"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture *fixture = *state;
        char block[128];
        snprintf(block, sizeof block, "uncertain: {%s}\n", cases[i].range);
        fixture->errors.errors = fixture->errors.count = 0;
        open_queue(fixture, block);
        assert_null(fixture->ranges);
        const char *said = error_text(&fixture->errors, &fixture->errors.items[0]);
        if (!strstr(said, cases[i].said))
            fail_msg("%s: %s", cases[i].range, said);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(the_effect_of_the_service_demand_is_that_of_the_theory),
        TEST(the_probability_of_breaking_is_the_share_of_the_range),
        TEST(elementary_effects_tell_what_interacts),
        TEST(the_number_of_threads_leaves_no_trace),
        TEST(what_is_finished_when_stopped_counts),
        TEST(points_that_are_no_scenario_are_told),
        TEST(a_plain_duration_is_the_mean_of_the_scenarios_distribution),
        TEST(without_a_block_what_was_assumed_is_varied),
        TEST(mistakes_in_ranges_are_told_at_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
