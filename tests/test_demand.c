/* Visits and demands of small call graphs, counted by hand. */
#include "models/demand.h"
#include "tests/support/near.h"
#include "tests/support/small_design.h"

struct fixture {
    struct small_design small;
    struct arena arena;
    struct service_def *web, *db;
    struct endpoint_def *page, *query, *other;
    struct demand_table table;
};

/* web.page on a machine, db.query (and db.other) on another. */
static int set_up(void **state)
{
    struct fixture *f = test_calloc(1, sizeof *f);
    arena_init(&f->arena);
    small_design_init(&f->small);
    small_design_host(&f->small, "front", 2, 1e9);
    small_design_host(&f->small, "back", 2, 1e9);
    f->web = small_design_service(&f->small, "web");
    f->db = small_design_service(&f->small, "db");
    small_design_place(&f->small, f->web, 0);
    small_design_place(&f->small, f->db, 1);
    f->page = small_design_endpoint(&f->small, f->web, "web.page");
    f->query = small_design_endpoint(&f->small, f->db, "db.query");
    f->other = small_design_endpoint(&f->small, f->db, "db.other");
    small_design_cpu(&f->small, f->query, 4e-3);
    small_design_cpu(&f->small, f->other, 1e-3);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_clear(&f->arena);
    test_free(f);
    return 0;
}

/* Visits of an endpoint for one request of web.page. */
static double visits_of(struct fixture *f, const struct endpoint_def *endpoint)
{
    double visits[SMALL_ENDPOINTS] = {0};
    visits[f->page->index] = 1;
    demand_table_init(&f->table, &f->small.design, NULL, &f->arena);
    demand_table_visits(&f->table, visits, visits);
    return visits[endpoint->index];
}

static const struct demand *demand_of(const struct fixture *f,
                                      const struct endpoint_def *endpoint)
{
    return &f->table.items[endpoint->index];
}

static void a_called_endpoint_is_visited_as_often_as_it_is_called(void **state)
{
    struct fixture *f = *state;
    small_design_cpu(&f->small, f->page, 2e-3);
    small_design_call(&f->small, f->page, f->query);
    small_design_call(&f->small, f->page, f->query);
    assert_near(visits_of(f, f->query), 2, 1e-12);
    assert_near(visits_of(f, f->other), 0, 0);
    assert_near(demand_of(f, f->page)->cpu_s, 2e-3, 1e-15);
    assert_near(demand_of(f, f->page)->time_s, 2e-3 + 2 * 4e-3, 1e-15);
}

static void a_branch_counts_with_its_probability(void **state)
{
    struct fixture *f = *state;
    struct step_def inner[2] = {{.kind = STEP_CALL}, {.kind = STEP_CALL}};
    inner[0].call.callee = f->query;
    inner[1].call.callee = f->other;
    inner[0].call.timeout = inner[1].call.timeout = small_duration(INFINITY);
    struct branch_def branches[2] = {{.probability = 0.3, .steps = {&inner[0], 1}},
                                     {.probability = 0.5, .steps = {&inner[1], 1}}};
    small_design_step(&f->small, f->page, STEP_CHOOSE)->choose =
        (struct items){branches, 2};
    assert_near(visits_of(f, f->query), 0.3, 1e-12);
    assert_near(visits_of(f, f->other), 0.5, 1e-12);
    assert_near(demand_of(f, f->page)->time_s, 0.3 * 4e-3 + 0.5 * 1e-3, 1e-15);
}

static void parallel_blocks_add_work_but_only_the_longest_adds_time(void **state)
{
    struct fixture *f = *state;
    struct step_def inner[2] = {{.kind = STEP_CPU, .duration = small_duration(5e-3)},
                                {.kind = STEP_CPU, .duration = small_duration(3e-3)}};
    struct block_def blocks[2] = {{.steps = {&inner[0], 1}}, {.steps = {&inner[1], 1}}};
    small_design_step(&f->small, f->page, STEP_PARALLEL)->parallel =
        (struct items){blocks, 2};
    visits_of(f, f->page);
    assert_near(demand_of(f, f->page)->cpu_s, 8e-3, 1e-15);
    assert_near(demand_of(f, f->page)->time_s, 5e-3, 1e-15);
}

static void a_repeated_block_runs_until_it_fails(void **state)
{
    struct fixture *f = *state;
    struct step_def inner[2] = {{.kind = STEP_CPU, .duration = small_duration(1e-3)},
                                {.kind = STEP_FAIL, .fail = 0.5}};
    struct step_def *repeat = small_design_step(&f->small, f->page, STEP_REPEAT);
    repeat->repeat = (struct repeat_def){.times = 3, .steps = {inner, 2}};
    visits_of(f, f->page);
    /* runs: 1 + 1/2 + 1/4 */
    assert_near(demand_of(f, f->page)->cpu_s, 1.75e-3, 1e-15);
    assert_near(demand_of(f, f->page)->answered, 0.125, 1e-12);
}

static void what_stands_behind_a_failure_is_reached_by_the_others_only(void **state)
{
    struct fixture *f = *state;
    small_design_step(&f->small, f->query, STEP_FAIL)->fail = 0.2;
    small_design_call(&f->small, f->page, f->query);
    small_design_call(&f->small, f->page, f->other);
    assert_near(visits_of(f, f->query), 1, 1e-12);
    assert_near(visits_of(f, f->other), 0.8, 1e-12);
    assert_near(demand_of(f, f->page)->answered, 0.8, 1e-12);
}

static void a_call_whose_errors_are_ignored_goes_on(void **state)
{
    struct fixture *f = *state;
    small_design_step(&f->small, f->query, STEP_FAIL)->fail = 0.2;
    small_design_call(&f->small, f->page, f->query)->call.on_error = CALL_ERROR_IGNORE;
    small_design_call(&f->small, f->page, f->other);
    assert_near(visits_of(f, f->other), 1, 1e-12);
    assert_near(demand_of(f, f->page)->answered, 1, 0);
}

static void publishing_causes_visits_but_takes_no_time(void **state)
{
    struct fixture *f = *state;
    small_design_step(&f->small, f->page, STEP_PUBLISH)->publish_to = f->query;
    assert_near(visits_of(f, f->query), 1, 1e-12);
    assert_near(demand_of(f, f->page)->time_s, 0, 0);
}

static void publishing_to_a_broker_visits_its_endpoint(void **state)
{
    struct fixture *f = *state;
    struct step_def *step = small_design_step(&f->small, f->page, STEP_PUBLISH);
    step->publish_to = f->query;
    step->call.callee = f->other;
    assert_near(visits_of(f, f->query), 1, 1e-12);
    assert_near(visits_of(f, f->other), 1, 1e-12);
    assert_near(demand_of(f, f->page)->time_s, 1e-3, 1e-15);
}

static void a_cache_is_asked_always_and_what_it_misses_as_often(void **state)
{
    struct fixture *f = *state;
    struct step_def miss = {.kind = STEP_CALL};
    miss.call.callee = f->query;
    struct step_def *step = small_design_step(&f->small, f->page, STEP_CACHE);
    step->call.callee = f->other;
    step->call.on_error = CALL_ERROR_MISS;
    step->cache = (struct cache_def){.hit = 0.9, .miss = {&miss, 1}};
    assert_near(visits_of(f, f->other), 1, 1e-12);
    assert_near(visits_of(f, f->query), 0.1, 1e-12);
    assert_near(demand_of(f, f->page)->time_s, 1e-3 + 0.1 * 4e-3, 1e-15);
}

static void a_message_that_publishes_itself_again_does_not_loop(void **state)
{
    struct fixture *f = *state;
    small_design_call(&f->small, f->page, f->query);
    small_design_step(&f->small, f->query, STEP_PUBLISH)->publish_to = f->query;
    assert_near(visits_of(f, f->query), 1, 1e-12);
}

static void a_call_to_another_machine_pays_the_network(void **state)
{
    struct fixture *f = *state;
    f->small.design.network.same_zone = small_duration(1e-3);
    f->small.design.network.cross_zone = small_duration(5e-3);
    small_design_call(&f->small, f->page, f->query);
    visits_of(f, f->query);
    assert_near(demand_of(f, f->page)->time_s, 4e-3 + 1e-3, 1e-15);
    f->small.machines[1].zone = "c";
    visits_of(f, f->query);
    assert_near(demand_of(f, f->page)->time_s, 4e-3 + 5e-3, 1e-15);
}

static void a_slow_machine_or_a_small_quota_stretches_the_time(void **state)
{
    struct fixture *f = *state;
    f->small.hosts[1].instance.speed = 0.5;
    small_design_call(&f->small, f->page, f->query);
    visits_of(f, f->query);
    assert_near(demand_of(f, f->query)->time_s, 8e-3, 1e-15);
    assert_near(demand_of(f, f->query)->cpu_s, 4e-3, 1e-15);
    f->db->cpus = 0.25;
    visits_of(f, f->query);
    assert_near(demand_of(f, f->query)->time_s, 8e-3, 1e-15); /* bursts */
    f->db->cpus = 0.05;
    visits_of(f, f->query);
    assert_near(demand_of(f, f->query)->time_s, (8e-3 - 5e-3) / 0.05, 1e-15);
}

static void volume_steps_count_operations_and_take_their_time(void **state)
{
    struct fixture *f = *state;
    f->small.hosts[0].volume.type = VOLUME_GP3;
    f->small.hosts[0].volume.size_bytes = 8.6e9;
    struct step_def *read = small_design_step(&f->small, f->page, STEP_READ);
    read->io = (struct io_def){.size_bytes = 16384, .ops = 3};
    visits_of(f, f->page);
    assert_near(demand_of(f, f->page)->operations, 3, 0);
    assert_near(demand_of(f, f->page)->io_bytes, 16384, 0);
    assert_near(demand_of(f, f->page)->time_s, 3 / 3000.0 + 3 * 0.8e-3, 1e-15);
}

static void weights_share_the_calls_where_the_policy_says_so(void **state)
{
    struct fixture *f = *state;
    struct service_def *many = small_design_service(&f->small, "many");
    struct instance_def *heavy = small_design_place(&f->small, many, 0);
    struct instance_def *light = small_design_place(&f->small, many, 1);
    heavy->weight = 3;
    assert_near(demand_share(&f->small.design, heavy), 0.5, 1e-12);
    many->balance.policy = BALANCE_WEIGHTED;
    assert_near(demand_share(&f->small.design, heavy), 0.75, 1e-12);
    assert_near(demand_share(&f->small.design, light), 0.25, 1e-12);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_called_endpoint_is_visited_as_often_as_it_is_called),
        TEST(a_branch_counts_with_its_probability),
        TEST(parallel_blocks_add_work_but_only_the_longest_adds_time),
        TEST(a_repeated_block_runs_until_it_fails),
        TEST(what_stands_behind_a_failure_is_reached_by_the_others_only),
        TEST(a_call_whose_errors_are_ignored_goes_on),
        TEST(publishing_causes_visits_but_takes_no_time),
        TEST(publishing_to_a_broker_visits_its_endpoint),
        TEST(a_cache_is_asked_always_and_what_it_misses_as_often),
        TEST(a_message_that_publishes_itself_again_does_not_loop),
        TEST(a_call_to_another_machine_pays_the_network),
        TEST(a_slow_machine_or_a_small_quota_stretches_the_time),
        TEST(volume_steps_count_operations_and_take_their_time),
        TEST(weights_share_the_calls_where_the_policy_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
