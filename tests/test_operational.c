/* Utilisations, bounds and bottlenecks of small designs, worked out by hand. */
#include "models/operational.h"
#include "tests/support/near.h"
#include "tests/support/small_design.h"

#define MIB 1048576.0
#define GIB 1073741824.0

struct fixture {
    struct small_design small;
    struct arena arena;
    struct service_def *web;
    struct endpoint_def *page;
    struct operational result;
};

/* One service on one machine of two cores. */
static int set_up(void **state)
{
    struct fixture *f = test_calloc(1, sizeof *f);
    arena_init(&f->arena);
    small_design_init(&f->small);
    small_design_host(&f->small, "h", 2, 4 * GIB);
    f->web = small_design_service(&f->small, "web");
    small_design_place(&f->small, f->web, 0);
    f->page = small_design_endpoint(&f->small, f->web, "web.page");
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

static void solve(struct fixture *f)
{
    operational_init(&f->result, &f->small.design, &f->arena);
}

static const struct operational_resource *resource(const struct fixture *f,
                                                   const char *id)
{
    for (uint32_t i = 0; i < f->result.resource_count; i++)
        if (strcmp(f->result.resources[i].id, id) == 0)
            return &f->result.resources[i];
    fail_msg("there is no resource %s", id);
    return NULL;
}

static bool has_resource(const struct fixture *f, const char *id)
{
    for (uint32_t i = 0; i < f->result.resource_count; i++)
        if (strcmp(f->result.resources[i].id, id) == 0)
            return true;
    return false;
}

/* ---- utilisation law ---- */

static void utilisation_is_rate_times_demand_over_capacity(void **state)
{
    struct fixture *f = *state;
    small_design_cpu(&f->small, f->page, 10e-3);
    small_design_traffic(&f->small, f->page, 80);
    solve(f);
    /* 80/s x 10 ms of 2 cores; saturated from 95% on, at 190/s */
    assert_near(resource(f, "host.h.cpu")->mean, 0.4, 1e-12);
    assert_near(resource(f, "host.h.cpu")->growth, 0.95 / 0.4, 1e-12);
    assert_string_equal(f->result.bottleneck->id, "host.h.cpu");
    assert_near(f->result.saturates_per_s, 190, 1e-9);
}

static void faster_cores_are_less_utilised(void **state)
{
    struct fixture *f = *state;
    f->small.hosts[0].instance.speed = 2;
    small_design_cpu(&f->small, f->page, 10e-3);
    small_design_traffic(&f->small, f->page, 80);
    solve(f);
    assert_near(resource(f, "host.h.cpu")->mean, 0.2, 1e-12);
}

static void background_work_leaves_less_to_grow(void **state)
{
    struct fixture *f = *state;
    f->web->background_cpu = 0.5;
    small_design_cpu(&f->small, f->page, 10e-3);
    small_design_traffic(&f->small, f->page, 80);
    solve(f);
    const struct operational_resource *cpu = resource(f, "host.h.cpu");
    assert_near(cpu->fixed, 0.25, 1e-12);
    assert_near(cpu->mean, 0.65, 1e-12);
    assert_near(cpu->growth, 0.70 / 0.4, 1e-12);
}

static void mean_and_peak_follow_the_traffic(void **state)
{
    struct fixture *f = *state;
    small_design_cpu(&f->small, f->page, 10e-3);
    struct traffic_def *traffic = small_design_traffic(&f->small, f->page, 20);
    struct spike_def spike = {.at_s = 0, .for_s = 360, .times = 6};
    traffic->spikes = (struct items){&spike, 1};
    solve(f);
    assert_near(resource(f, "host.h.cpu")->mean, 30 * 10e-3 / 2, 1e-12);
    assert_near(resource(f, "host.h.cpu")->peak, 120 * 10e-3 / 2, 1e-12);
    assert_near(f->result.saturates_per_s, 190, 1e-9);
}

static void the_bottleneck_is_the_machine_that_saturates_first(void **state)
{
    struct fixture *f = *state;
    small_design_host(&f->small, "db", 1, GIB);
    struct service_def *db = small_design_service(&f->small, "mysql");
    small_design_place(&f->small, db, 1);
    struct endpoint_def *query = small_design_endpoint(&f->small, db, "mysql.query");
    small_design_cpu(&f->small, f->page, 10e-3);
    small_design_cpu(&f->small, query, 3e-3);
    small_design_call(&f->small, f->page, query);
    small_design_call(&f->small, f->page, query);
    small_design_traffic(&f->small, f->page, 50);
    solve(f);
    assert_near(resource(f, "host.h.cpu")->mean, 0.25, 1e-12);
    assert_near(resource(f, "host.db.cpu")->mean, 0.30, 1e-12);
    assert_string_equal(f->result.bottleneck->id, "host.db.cpu");
    assert_near(f->result.services[1].mean_per_s, 100, 1e-9);
}

static void nothing_used_means_no_bottleneck(void **state)
{
    struct fixture *f = *state;
    small_design_step(&f->small, f->page, STEP_SLEEP)->duration = small_duration(1);
    small_design_traffic(&f->small, f->page, 50);
    solve(f);
    assert_null(f->result.bottleneck);
    assert_true(isinf(f->result.saturates_per_s));
}

/* ---- what holds a request ---- */

static void threads_follow_littles_law(void **state)
{
    struct fixture *f = *state;
    f->web->workers = 2;
    f->web->threads = 10;
    small_design_cpu(&f->small, f->page, 10e-3);
    small_design_step(&f->small, f->page, STEP_SLEEP)->duration = small_duration(90e-3);
    small_design_traffic(&f->small, f->page, 50);
    solve(f);
    /* 50/s x 100 ms = 5 of 20 */
    const struct operational_resource *threads = resource(f, "service.web.threads");
    assert_near(f->result.services[0].in_flight, 5, 1e-9);
    assert_near(threads->mean, 0.25, 1e-12);
    assert_true(threads->at_least);
    assert_false(has_resource(f, "service.web.loops"));
}

static void an_event_loop_is_one_core_for_each_worker(void **state)
{
    struct fixture *f = *state;
    f->web->async = 1;
    small_design_cpu(&f->small, f->page, 10e-3);
    small_design_traffic(&f->small, f->page, 80);
    solve(f);
    assert_near(resource(f, "service.web.loops")->mean, 0.8, 1e-12);
    assert_near(resource(f, "host.h.cpu")->mean, 0.4, 1e-12);
    assert_string_equal(f->result.bottleneck->id, "service.web.loops");
}

static void a_quota_saturates_before_the_machine(void **state)
{
    struct fixture *f = *state;
    f->web->cpus = 0.5;
    small_design_cpu(&f->small, f->page, 5e-3);
    small_design_traffic(&f->small, f->page, 80);
    solve(f);
    assert_near(resource(f, "service.web.cpus")->mean, 0.8, 1e-12);
    assert_string_equal(f->result.bottleneck->id, "service.web.cpus");
}

static void a_pool_is_held_from_call_to_answer(void **state)
{
    struct fixture *f = *state;
    struct service_def *db = small_design_service(&f->small, "mysql");
    small_design_place(&f->small, db, 0);
    struct endpoint_def *query = small_design_endpoint(&f->small, db, "mysql.query");
    small_design_cpu(&f->small, query, 4e-3);
    small_design_step(&f->small, query, STEP_SLEEP)->duration = small_duration(16e-3);
    small_design_call(&f->small, f->page, query);
    struct pool_def pool = {.item = {.name = "mysql"}, .size = 10, .service_index = 1};
    f->web->pools = (struct items){&pool, 1};
    small_design_traffic(&f->small, f->page, 100);
    solve(f);
    assert_near(resource(f, "service.web.pool.mysql")->mean, 100 * 20e-3 / 10, 1e-12);
}

static void limits_of_an_external_service_count_calls(void **state)
{
    struct fixture *f = *state;
    struct service_def *api = small_design_service(&f->small, "api");
    api->kind = KIND_EXTERNAL;
    api->latency = small_duration(2);
    api->rate_limit_per_s = 5;
    api->concurrency = 20;
    small_design_place(&f->small, api, UINT32_MAX);
    struct endpoint_def *draw = small_design_endpoint(&f->small, api, "api.draw");
    small_design_call(&f->small, f->page, draw);
    small_design_traffic(&f->small, f->page, 4);
    solve(f);
    assert_near(resource(f, "service.api.rate_limit")->mean, 0.8, 1e-12);
    assert_near(resource(f, "service.api.concurrency")->mean, 0.4, 1e-12);
    assert_near(f->result.traffic[0].response_s, 2, 1e-12);
}

static void a_volume_is_as_busy_as_its_tightest_limit(void **state)
{
    struct fixture *f = *state;
    f->small.hosts[0].volume = (struct volume_def){.type = VOLUME_GP3,
                                                   .size_bytes = 30 * GIB,
                                                   .iops = NAN,
                                                   .throughput_bytes_per_s = NAN};
    struct step_def *read = small_design_step(&f->small, f->page, STEP_READ);
    read->io = (struct io_def){.size_bytes = 4096, .ops = NAN};
    small_design_traffic(&f->small, f->page, 300);
    solve(f);
    assert_string_equal(resource(f, "host.h.volume")->unit, "IOPS");
    assert_near(resource(f, "host.h.volume")->mean, 0.1, 1e-12);
    read->io.size_bytes = 125 * MIB / 600; /* of 125 MiB a second half */
    solve(f);
    assert_string_equal(resource(f, "host.h.volume")->unit, "bytes/s");
    assert_near(resource(f, "host.h.volume")->mean, 0.5, 1e-12);
    assert_string_equal(f->result.bottleneck->id, "host.h.volume");
    assert_false(has_resource(f, "host.h.volume.burst"));
}

static void a_volume_that_bursts_lasts_until_its_bucket_is_dry(void **state)
{
    struct fixture *f = *state;
    f->small.hosts[0].volume =
        (struct volume_def){.type = VOLUME_GP2, /* 100 IOPS, 3000 in bursts */
                            .size_bytes = 30 * GIB,
                            .iops = NAN,
                            .throughput_bytes_per_s = NAN};
    small_design_step(&f->small, f->page, STEP_READ)->io =
        (struct io_def){.size_bytes = 4096, .ops = NAN};
    small_design_cpu(&f->small, f->page, 1e-3);
    small_design_traffic(&f->small, f->page, 300);
    solve(f);
    assert_near(resource(f, "host.h.volume")->mean, 0.1, 1e-12);
    assert_near(resource(f, "host.h.volume.burst")->mean, 3, 1e-12);
    assert_near(resource(f, "host.h.volume.burst")->lasts_mean_s, 5.4e6 / 200, 1e-6);
    assert_string_equal(f->result.bottleneck->id, "host.h.cpu");
}

static void collecting_garbage_is_work_too(void **state)
{
    struct fixture *f = *state;
    f->web->jvm.given = 1;
    f->web->jvm.heap_bytes = 256 * MIB;
    f->web->jvm.live_bytes = 192 * MIB;
    f->web->jvm.alloc_bytes = 5 * MIB;
    small_design_cpu(&f->small, f->page, 10e-3);
    small_design_traffic(&f->small, f->page, 100);
    solve(f);
    const double ms = 5 * (0.17 + 0.22 * 192 / (0.965 * 256 - 192));
    assert_near(f->result.services[0].collection_s, ms * 1e-3, 1e-9);
    assert_near(resource(f, "host.h.cpu")->mean, 100 * (10 + ms) * 1e-3 / 2, 1e-9);
}

static void handshakes_are_paid_where_tls_ends(void **state)
{
    struct fixture *f = *state;
    f->web->tls = (struct tls_def){CERTIFICATE_RSA_2048, 0.5};
    small_design_cpu(&f->small, f->page, 10e-3);
    small_design_traffic(&f->small, f->page, 80)->requests_per_connection = 4;
    solve(f);
    const double handshake_s = (0.61e-3 + 0.155e-3) / 2;
    assert_near(resource(f, "host.h.cpu")->mean, 80 * (10e-3 + handshake_s / 4) / 2,
                1e-12);
}

/* ---- credits ---- */

static void credits_last_as_long_as_the_balance_covers_the_excess(void **state)
{
    struct fixture *f = *state;
    f->small.hosts[0].instance.burst = (struct burst_def){.baseline = 0.2,
                                                          .credits_per_hour = 24,
                                                          .max_credits = 576,
                                                          .launch_credits = 60};
    small_design_cpu(&f->small, f->page, 10e-3);
    small_design_traffic(&f->small, f->page, 80);
    solve(f);
    /* 0.8 cores spend 48 credits an hour, 24 are earned, 60 are there: 2.5 h */
    const struct operational_resource *credits = resource(f, "host.h.credits");
    assert_near(credits->mean, 2, 1e-12);
    assert_near(credits->growth, 0.5, 1e-12);
    assert_near(credits->lasts_mean_s, 2.5 * 3600, 1e-6);
    /* they are not what saturates first */
    assert_string_equal(f->result.bottleneck->id, "host.h.cpu");
}

/* ---- closed traffic ---- */

static void few_users_are_bound_by_their_own_cycle(void **state)
{
    struct fixture *f = *state;
    f->web->async = 1; /* no exact answer */
    small_design_cpu(&f->small, f->page, 50e-3);
    small_design_users(&f->small, f->page, 10, 1);
    solve(f);
    assert_near(f->result.traffic[0].peak_per_s, 10 / 1.05, 1e-9);
    assert_string_equal(f->result.traffic[0].bound, "users");
}

static void many_users_are_bound_by_the_bottleneck(void **state)
{
    struct fixture *f = *state;
    f->web->async = 1;
    small_design_cpu(&f->small, f->page, 50e-3);
    small_design_users(&f->small, f->page, 100, 1);
    solve(f);
    assert_near(f->result.traffic[0].peak_per_s, 20, 1e-9);
    assert_string_equal(f->result.traffic[0].bound, "service.web.loops");
    const struct operational_resource *loops = resource(f, "service.web.loops");
    assert_near(loops->peak, 1, 1e-9);
    /* (D + Z) / D_max = 21 users keep it busy, 95% of them saturate it */
    assert_near(loops->growth, 0.95 * 0.21, 1e-9);
}

static void users_get_what_arrivals_leave(void **state)
{
    struct fixture *f = *state;
    f->web->async = 1;
    small_design_cpu(&f->small, f->page, 50e-3);
    small_design_traffic(&f->small, f->page, 15);
    small_design_users(&f->small, f->page, 100, 1);
    solve(f);
    assert_near(f->result.traffic[0].peak_per_s, 15, 1e-12);
    assert_near(f->result.traffic[1].peak_per_s, 5, 1e-9);
}

static void a_plain_closed_network_is_solved_exactly(void **state)
{
    struct fixture *f = *state;
    f->small.hosts[0].instance.vcpus = 1;
    small_design_cpu(&f->small, f->page, 50e-3);
    small_design_users(&f->small, f->page, 20, 1);
    solve(f);
    /* the machine repairman: N = 20, Z = 1 s, D = 50 ms */
    double p = 1, sum = 1;
    for (int n = 1; n <= 20; n++)
        sum += p *= (20 - n + 1) * 50e-3;
    const double rate_per_s = (1 - 1 / sum) / 50e-3;
    const struct operational_traffic *traffic = &f->result.traffic[0];
    assert_true(traffic->exact);
    assert_near(traffic->peak_per_s, rate_per_s, 1e-9);
    assert_near(traffic->exact_response_s, 20 / rate_per_s - 1, 1e-9);
    assert_near(resource(f, "host.h.cpu")->peak, rate_per_s * 50e-3, 1e-9);
}

static void an_exact_network_saturates_at_a_number_of_users(void **state)
{
    struct fixture *f = *state;
    f->small.hosts[0].instance.vcpus = 1;
    small_design_cpu(&f->small, f->page, 50e-3);
    struct traffic_def *traffic = small_design_users(&f->small, f->page, 10, 1);
    solve(f);
    const double users = resource(f, "host.h.cpu")->growth * 10;
    assert_near(users, round(users), 1e-9);
    traffic->vus = round(users);
    solve(f);
    assert_true(resource(f, "host.h.cpu")->peak >= 0.95);
    assert_near(resource(f, "host.h.cpu")->growth, 1, 1e-9);
    traffic->vus = round(users) - 1;
    solve(f);
    assert_true(resource(f, "host.h.cpu")->peak < 0.95);
    assert_near(f->result.saturates_per_s, 19, 1e-9);
}

static void a_queue_for_threads_is_not_a_product_form(void **state)
{
    struct fixture *f = *state;
    f->web->threads = 5;
    small_design_cpu(&f->small, f->page, 50e-3);
    small_design_users(&f->small, f->page, 20, 1);
    solve(f);
    assert_false(f->result.traffic[0].exact);
}

static void finite_users_ask_no_more_than_their_iterations(void **state)
{
    struct fixture *f = *state;
    small_design_cpu(&f->small, f->page, 10e-3);
    struct traffic_def *traffic = small_design_users(&f->small, f->page, 20, 1);
    traffic->executor = EXECUTOR_PER_VU_ITERATIONS;
    traffic->iterations = 9;
    solve(f);
    assert_near(f->result.traffic[0].mean_per_s, 180 / 3600.0, 1e-12);
    assert_near(f->result.traffic[0].peak_per_s, 20 / 1.01, 1e-9);
}

/* Two instances on machines of two cores, each asked every 5 s for 10 ms, and a database
 * on a third machine with them for 4 ms. */
static void health_checks_are_there_without_traffic(void **state)
{
    struct fixture *f = *state;
    small_design_host(&f->small, "g", 2, 4 * GIB);
    small_design_place(&f->small, f->web, 1);
    small_design_host(&f->small, "d", 1, 4 * GIB);
    struct service_def *db = small_design_service(&f->small, "db");
    small_design_place(&f->small, db, 2);
    struct endpoint_def *query = small_design_endpoint(&f->small, db, "db.query");
    small_design_cpu(&f->small, query, 4e-3);
    small_design_cpu(&f->small, f->page, 10e-3);
    small_design_call(&f->small, f->page, query);
    small_design_traffic(&f->small, f->page, 20);
    solve(f);
    const double growth = resource(f, "host.d.cpu")->growth;
    assert_near(resource(f, "host.h.cpu")->fixed, 0, 0);
    f->web->balance.health =
        (struct health_def){.given = 1, .interval_s = 5, .asks = f->page};
    solve(f);
    assert_near(resource(f, "host.h.cpu")->fixed, 0.2 * 10e-3 / 2, 1e-12);
    assert_near(resource(f, "host.d.cpu")->fixed, 0.4 * 4e-3, 1e-12);
    /* (limit - fixed) / used, where nothing was fixed. */
    assert_near(resource(f, "host.d.cpu")->growth, growth - 0.4 / 20, 1e-9);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(utilisation_is_rate_times_demand_over_capacity),
        TEST(faster_cores_are_less_utilised),
        TEST(background_work_leaves_less_to_grow),
        TEST(health_checks_are_there_without_traffic),
        TEST(mean_and_peak_follow_the_traffic),
        TEST(the_bottleneck_is_the_machine_that_saturates_first),
        TEST(nothing_used_means_no_bottleneck),
        TEST(threads_follow_littles_law),
        TEST(an_event_loop_is_one_core_for_each_worker),
        TEST(a_quota_saturates_before_the_machine),
        TEST(a_pool_is_held_from_call_to_answer),
        TEST(limits_of_an_external_service_count_calls),
        TEST(a_volume_is_as_busy_as_its_tightest_limit),
        TEST(a_volume_that_bursts_lasts_until_its_bucket_is_dry),
        TEST(collecting_garbage_is_work_too),
        TEST(handshakes_are_paid_where_tls_ends),
        TEST(credits_last_as_long_as_the_balance_covers_the_excess),
        TEST(few_users_are_bound_by_their_own_cycle),
        TEST(many_users_are_bound_by_the_bottleneck),
        TEST(users_get_what_arrivals_leave),
        TEST(a_plain_closed_network_is_solved_exactly),
        TEST(an_exact_network_saturates_at_a_number_of_users),
        TEST(a_queue_for_threads_is_not_a_product_form),
        TEST(finite_users_ask_no_more_than_their_iterations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
