/* The recommendation is what simulating the whole space with all replications finds. */
#include "sim/run/recommend.h"
#include "sim/run/recommend_space.h"
#include "sim/run/replicate.h"
#include "sim/world_base.h"
#include "tests/support/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Machines of 1, 2 and 4 cores at prices that are not in proportion, so that two small
 * ones cost less than one large; answers that leave the cloud, so that a part of the bill
 * is known only after the simulation. 48 combinations. */
static const char text[] =
    "overstack: 1\n"
    "simulate: {duration: 20s, warmup: 2s, seed: %d}\n"
    "catalog: %s\n"
    "hosts: {web: {instance: own.one, volume: {type: gp3, size: 8GiB}}}\n"
    "services:\n"
    "  api: {on: web, threads: 4, memory: {base: 300MiB},\n"
    "        endpoints: {go: [{cpu: exp(20ms)}, {send: 20KiB}]}}\n"
    "traffic: {u: {executor: constant-arrival-rate, rate: %d/s, target: api.go}}\n"
    "thresholds: {http_req_duration: [\"p(95) < %dms\"], http_req_failed: [\"rate < "
    "1%%\"]}\n"
    "budget: %d USD/month\n"
    "search:\n"
    "  hosts.web.instance: [own.four, own.one, own.tiny, own.two]\n"
    "  hosts.web.count: 1..3\n"
    "  services.api.threads: [1, 8]\n"
    "  hosts.web.volume.size: [8GiB, 20GiB]\n";
static const char catalog_text[] =
    "instances:\n"
    "  own.tiny: {vcpus: 1, memory: 256MiB, speed: 1.0, price: 0.005 USD/h}\n"
    "  own.one: {vcpus: 1, memory: 1GiB, speed: 1.0, price: 0.01 USD/h}\n"
    "  own.two: {vcpus: 2, memory: 2GiB, speed: 1.0, price: 0.025 USD/h}\n"
    "  own.four: {vcpus: 4, memory: 4GiB, speed: 1.2, price: 0.045 USD/h}\n";

enum { REPLICATIONS = 5, SPACE = 48 };

struct problem {
    struct arena arena;
    struct error_list errors;
    char file[64], catalog[64];
    struct world_options world;
    const struct design *design;
    const struct vary *space;
};

static void write_text(char *name, const char *content)
{
    strcpy(name, "/tmp/overstack-recommend-XXXXXX");
    FILE *out = fdopen(mkstemp(name), "w");
    fputs(content, out);
    fclose(out);
}

static void problem_open(struct problem *problem, int seed, int rate, int p95_ms,
                         int budget)
{
    char content[4096];
    *problem = (struct problem){0};
    arena_init(&problem->arena);
    error_list_init(&problem->errors, &problem->arena);
    write_text(problem->catalog, catalog_text);
    snprintf(content, sizeof content, text, seed, problem->catalog, rate, p95_ms, budget);
    write_text(problem->file, content);
    problem->world = world_options_of(problem->file);
    problem->world.base =
        world_base_open(problem->file, NULL, &problem->arena, &problem->errors);
    assert_non_null(problem->world.base);
    problem->design = world_load(&problem->world, &problem->arena, &problem->errors);
    for (size_t i = 0; i < problem->errors.errors; i++)
        print_error("%s\n", error_text(&problem->errors, &problem->errors.items[i]));
    assert_non_null(problem->design);
    problem->space = recommend_space_open(problem->world.base, problem->design,
                                          &problem->arena, &problem->errors);
    assert_non_null(problem->space);
    assert_int_equal(problem->space->count, SPACE);
}

static void problem_close(struct problem *problem)
{
    unlink(problem->file);
    unlink(problem->catalog);
    arena_clear(&problem->arena);
}

static const struct recommend *ask(struct problem *problem, uint32_t jobs)
{
    const struct recommend_options options = {.space = problem->space,
                                              .world = problem->world,
                                              .replications = REPLICATIONS,
                                              .jobs = jobs};
    return recommend_run(&options, &problem->arena, &problem->errors);
}

/* ---- brute force: every point, all replications ---- */

struct truth {
    bool holds;
    double cost, p95_s;
};

static struct truth truth_of(const struct problem *problem, uint64_t index)
{
    struct arena arena;
    struct error_list errors;
    struct world_options world = problem->world;
    arena_init(&arena);
    error_list_init(&errors, &arena);
    world.sets = vary_sets(problem->space, index, &arena);
    world.set_count = problem->space->axis_count;
    world.replications = REPLICATIONS;
    const struct design *design = world_load(&world, &arena, &errors);
    assert_non_null(design);
    const struct replicate_options replicate = {.jobs = 2};
    const struct summary *summary = replicate_run(design, &replicate, &arena);
    const struct truth truth = {summary->ok && !summary->undecided,
                                summary->cost.month_usd,
                                metric_value(summary, FIGURE_LATENCY_P95)};
    arena_clear(&arena);
    return truth;
}

static const struct recommend_candidate *candidate_of(const struct recommend *found,
                                                      uint64_t index)
{
    for (uint32_t i = 0; i < found->count; i++)
        if (found->candidates[i].index == index)
            return &found->candidates[i];
    fail();
    return NULL;
}

/* What is said of each candidate is true. */
static void expect_true(const struct recommend_candidate *candidate, struct truth truth)
{
    switch (candidate->state) {
    case RECOMMEND_PASSED:
        assert_true(truth.holds);
        assert_near(recommend_cost(candidate), truth.cost, 1e-9);
        break;
    case RECOMMEND_DEAR:
    case RECOMMEND_CLEAR:
    case RECOMMEND_FAILED:
        assert_false(truth.holds);
        break;
    case RECOMMEND_OPEN:
        break;
    default:
        fail();
    }
    assert_true(candidate->fixed_usd <= truth.cost + 1e-9);
}

/* Returns the states seen, as bits; one more when nothing holds. */
static unsigned expect_brute_force(int seed, int rate, int p95_ms, int budget)
{
    struct problem problem;
    struct truth truths[SPACE];
    double cheapest = INFINITY;
    unsigned states = 0;
    problem_open(&problem, seed, rate, p95_ms, budget);
    const struct recommend *found = ask(&problem, 0);
    for (uint64_t i = 0; i < SPACE; i++) {
        const struct recommend_candidate *candidate = candidate_of(found, i);
        truths[i] = truth_of(&problem, i);
        expect_true(candidate, truths[i]);
        states |= 1U << candidate->state;
        if (truths[i].holds)
            cheapest = fmin(cheapest, truths[i].cost);
    }
    states |= found->winner ? 0 : 1U << RECOMMEND_STATE_COUNT;
    assert_int_equal(found->winner != NULL, isfinite(cheapest));
    assert_int_equal(found->nearest == NULL, found->winner != NULL);
    if (found->winner)
        assert_near(round(truths[found->winner->index].cost * 100), round(cheapest * 100),
                    0);
    for (uint32_t i = 0; i < found->front_count; i++) { /* nothing dominates the front */
        const struct truth own = truths[found->front[i]->index];
        for (uint32_t k = 0; k < found->count; k++) {
            const struct truth other = truths[found->candidates[k].index];
            assert_false(found->candidates[k].state == RECOMMEND_PASSED &&
                         other.cost < own.cost && other.p95_s <= own.p95_s);
        }
    }
    problem_close(&problem);
    return states;
}

static void it_agrees_with_brute_force(void **state)
{
    (void)state;
    static const struct {
        int rate, p95_ms, budget;
    } problems[] = {
        {5, 300, 500},   {40, 200, 500}, {70, 150, 500},
        {110, 100, 500}, {110, 100, 20}, {400, 100, 500},
    };
    const int seeds = getenv("OVERSTACK_TEST_LONG") ? 20 : 1;
    unsigned states = 0;
    for (int seed = 1; seed <= seeds; seed++)
        for (size_t i = 0; i < sizeof problems / sizeof *problems; i++)
            states |= expect_brute_force(seed, problems[i].rate, problems[i].p95_ms,
                                         problems[i].budget);
    assert_true(states & 1U << RECOMMEND_PASSED);
    assert_true(states & 1U << RECOMMEND_CLEAR);
    assert_true(states & 1U << RECOMMEND_DEAR);
    assert_true(states & 1U << RECOMMEND_STATE_COUNT); /* one has no winner */
}

static void any_number_of_jobs_finds_the_same(void **state)
{
    (void)state;
    struct problem problem;
    problem_open(&problem, 3, 70, 150, 500);
    const struct recommend *one = ask(&problem, 1), *seven = ask(&problem, 7);
    assert_int_equal(one->winner->index, seven->winner->index);
    for (uint32_t i = 0; i < one->count; i++) {
        assert_int_equal(one->candidates[i].index, seven->candidates[i].index);
        assert_int_equal(one->candidates[i].state, seven->candidates[i].state);
        assert_near(recommend_cost(&one->candidates[i]),
                    recommend_cost(&seven->candidates[i]), 0);
    }
    problem_close(&problem);
}

/* At 110/s of 20 ms one core is used 220%. */
static void a_law_is_told(void **state)
{
    (void)state;
    struct problem problem;
    problem_open(&problem, 3, 110, 150, 500);
    const struct recommend *found = ask(&problem, 0);
    /* own.one, one of them, 8 threads, 8 GiB: 1 x 12 + 0 x 4 + 1 x 2 + 0 */
    const struct recommend_candidate *candidate = candidate_of(found, 14);
    assert_string_equal(candidate->law, "host.web.cpu would be used 220%");
    assert_int_equal(candidate->state, RECOMMEND_CLEAR);
    assert_true(candidate->excess > 10);
    problem_close(&problem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_agrees_with_brute_force),
        cmocka_unit_test(any_number_of_jobs_finds_the_same),
        cmocka_unit_test(a_law_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
