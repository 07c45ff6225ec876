/* A database of RDS: its machine, its volume, its limits, its bill. */
#include "models/cost.h"
#include "models/rds_def.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-9
#define GIB      1073741824.0

/* One call every 10 s from outside to a database. */
#define DATABASE                                                                         \
    "simulate: {duration: 100s}\n"                                                       \
    "services:\n"                                                                        \
    "  db: {kind: rds, engine: %s, class: %s, %s endpoints: {q: [%s]}}\n"                \
    "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"       \
    " target: db.q}}\n"

static const struct cost_line *line(struct trial *trial, const char *item)
{
    static struct summary priced;
    priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    for (uint32_t i = 0; i < priced.cost.line_count; i++)
        if (strcmp(priced.cost.lines[i].item, item) == 0)
            return &priced.cost.lines[i];
    return NULL;
}

static void a_database_spends_its_own_cores(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, DATABASE, "mysql", "db.m5.large", "", "{cpu: 1s}");
    /* A vCPU of m5 is what speed 1 means; the last of ten comes when the run ends. */
    assert_near(trial_requests(trial, "all")->latency.mean, 1, ROUNDING);
    assert_string_equal(trial_host(trial, "db")->instance, "db.m5.large");
    assert_near(trial_host(trial, "db")->cpu_mean, 9 / 2.0 / 100, ROUNDING);
    assert_string_equal(trial_instance(trial, "db[0]")->host, "db");
    trial_run(trial, DATABASE, "mysql", "db.m6g.large", "", "{cpu: 1s}");
    assert_true(trial_requests(trial, "all")->latency.mean < 1);
}

static void its_latency_comes_before_its_steps(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, DATABASE, "mysql", "db.m5.large", "latency: 2s,", "{cpu: 1s}");
    assert_near(trial_requests(trial, "all")->latency.mean, 3, ROUNDING);
}

static void a_burstable_class_runs_unlimited(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, DATABASE, "postgres", "db.t3.micro", "credits: {initial: full},",
              "{parallel: [[{cpu: 100s}], [{cpu: 100s}]]}");
    const struct host_summary *db = trial_host(trial, "db");
    assert_near(db->credits_start, 288, ROUNDING);
    assert_near(db->cpu_peak, 1, ROUNDING);
    trial_run(trial, DATABASE, "postgres", "db.t3.micro", "credits: {initial: empty},",
              "{parallel: [[{cpu: 100s}], [{cpu: 100s}]]}");
    assert_near(trial_host(trial, "db")->cpu_peak, 1, ROUNDING); /* bought, not slowed */
    assert_true(trial_host(trial, "db")->credits_end < 0);
}

static void the_buffer_pool_fills_the_memory(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, DATABASE, "mysql", "db.m5.large", "", "{cpu: 1s}");
    /* 8 GiB less 150 MiB and 3 x 96 MiB are 7754 MiB; RDS and the system keep the rest. */
    const double own = 7754 * 1048576.0;
    assert_near(trial_host(trial, "db")->memory_total, 8 * GIB, ROUNDING);
    assert_near(trial_service(trial, "db")->memory_mean, own * 3 / 4, 1);
    assert_near(trial_host(trial, "db")->memory_need_peak, 8 * GIB - own / 4, 1);
    trial_run(trial, DATABASE, "postgres", "db.m5.large", "", "{cpu: 1s}");
    assert_near(trial_service(trial, "db")->memory_mean, own / 4, 1);
}

static void its_storage_has_the_limits_of_rds(void **state)
{
    (void)state;
    const struct cluster_def small = {.storage = {VOLUME_GP3, 20 * GIB}};
    const struct cluster_def large = {.storage = {VOLUME_GP3, 400 * GIB}};
    assert_true(isnan(rds_def_volume(&small).iops)); /* gp3's own 3000, 125 MiB/s */
    assert_near(rds_def_volume(&large).iops, 12000, 0);
    assert_near(rds_def_volume(&large).throughput_bytes_per_s, 500 * 1048576.0, 0);
}

/* As observed: gist guizmaii/1cacffef793c2ba9645083c3e18b3d8c; RDS user guide for MySQL. */
static void max_connections_follow_the_engine(void **state)
{
    (void)state;
    assert_near(rds_def_max_connections(CLUSTER_POSTGRES, 1802 * 1048576.0, 2 * GIB), 198,
                0);
    assert_near(rds_def_max_connections(CLUSTER_POSTGRES, 1e12, 1e12), 5000, 0);
    assert_near(rds_def_max_connections(CLUSTER_MYSQL, 15850 * 1048576.0, 16 * GIB), 1320,
                0);
    assert_near(rds_def_max_connections(CLUSTER_MARIADB, 1e12, 1e12), 12000, 0);
}

static void a_call_beyond_its_connections_fails(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, DATABASE, "mysql", "db.m5.large", "max_connections: 1,",
              "{sleep: 15s}");
    /* Every second one comes while the one before is there. */
    assert_near(trial_requests(trial, "all")->errors[FAILURE_CONNECTION], 5, 0);
    trial_run(trial, DATABASE, "mysql", "db.m5.large", "", "{sleep: 15s}");
    assert_near(trial_requests(trial, "all")->errors[FAILURE_CONNECTION], 0, 0);
    assert_string_equal(
        scenario_assumption(&trial->scenario, "services.db.max_connections"), "646");
}

static void what_is_said_of_it_names_its_own_keys(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 10s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  s: {on: h, pools: {db: 3}, endpoints: {go: [{call: db.q}]}}\n"
                     "  db: {kind: rds, engine: mysql, class: db.t3.micro,"
                     " max_connections: 2, endpoints: {q: [{cpu: 10ms}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 1/s,"
                     " target: s.go}}\n");
    const struct scenario *scenario = &trial->scenario;
    assert_true(scenario_says(scenario, ":7:54: warning: services.db.max_connections: "
                                        "pools want 3 connections (s 1 x 3), 2 exist"));
    /* What the class brings along stands under `class`. */
    assert_string_equal(scenario_assumption(scenario, "services.db.class.credits"),
                        "unlimited");
    assert_string_equal(scenario_assumption(scenario, "services.db.class.buffer_pool"),
                        "656 MiB");
    assert_string_equal(scenario_assumption(scenario, "services.db.credits.initial"),
                        "launch");
    assert_null(scenario_assumption(scenario, "services.db.credits.mode"));
    assert_null(scenario_assumption(scenario, "services.db.memory.base"));
}

static void the_bill_has_machine_standby_and_storage(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, DATABASE, "mysql", "db.t3.medium", "multi_az: true,", "{cpu: 1s}");
    assert_near(line(trial, "db: mysql on db.t3.medium")->month_usd, 730 * 0.068, 1e-9);
    assert_near(line(trial, "db: standby (multi-AZ)")->month_usd, 730 * 0.068, 1e-9);
    assert_near(line(trial, "db: 2 x 20 GiB gp3, standby included")->month_usd,
                40 * 0.115, 1e-9);
    trial_run(trial, DATABASE, "mysql", "db.t3.medium", "", "{cpu: 1s}");
    assert_null(line(trial, "db: standby (multi-AZ)"));
    assert_near(line(trial, "db: 1 x 20 GiB gp3")->month_usd, 20 * 0.115, 1e-9);
    /* The catalog has a price for both together: the standby is the rest of it. */
    trial_run(trial, DATABASE, "mysql", "db.t4g.small", "multi_az: true,", "{cpu: 1s}");
    assert_near(line(trial, "db: mysql on db.t4g.small")->month_usd +
                    line(trial, "db: standby (multi-AZ)")->month_usd,
                730 * 0.065, 1e-9);
    trial_run(trial, DATABASE, "mysql", "db.t3.medium", "price: 0.5 USD/h,", "{cpu: 1s}");
    assert_near(line(trial, "db: mysql on db.t3.medium")->month_usd, 365, 1e-9);
}

static void surplus_credits_are_billed_at_the_price_of_rds(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, DATABASE, "mysql", "db.t3.micro", "credits: {initial: empty},",
              "{cpu: 40s}, {cpu: 40s}");
    const struct cost_line *surplus = line(trial, "db: surplus CPU credits");
    assert_non_null(surplus);
    assert_near(surplus->price_usd, 0.075, ROUNDING);
}

/* From 10 s on both cores are busy: 2 credits a minute, of which 12 an hour are earned. */
static void credits_are_used_up_at_one_moment(void **state)
{
    struct trial *trial = *state;
    const char *busy = "{parallel: [[{cpu: 100s}], [{cpu: 100s}]]}";
    trial_run(trial, DATABASE, "mysql", "db.t3.micro", "", busy);
    const double earned = 10 * 12 / 3600.0, drain_per_s = 2 / 60.0 - 12 / 3600.0;
    assert_near(trial_host(trial, "db")->credits_depleted_at, 10 + earned / drain_per_s,
                ROUNDING);
    assert_near(trial_at_s(trial, "credits_depleted", "db", 0),
                trial_host(trial, "db")->credits_depleted_at, 0);
    assert_string_equal(trial_why(trial, "credits_depleted", "db", 0),
                        "it began with none, surplus credits pay from now on");
    trial_run(trial, DATABASE, "mysql", "db.t3.micro", "credits: {initial: 0.5},", busy);
    assert_near(trial_at_s(trial, "credits_depleted", "db", 0),
                10 + (0.5 + earned) / drain_per_s, ROUNDING);
    assert_string_equal(trial_why(trial, "credits_depleted", "db", 0),
                        "surplus credits pay from now on");
}

static void a_service_calls_it_over_the_network(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "network: {same_zone: 5ms}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  s: {on: h, endpoints: {go: [{call: db.q}]}}\n"
                     "  db: {kind: rds, engine: mysql, class: db.m5.large,"
                     " endpoints: {q: [{cpu: 10ms}, {send: 1kB}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 6/m,"
                     " arrivals: regular, target: s.go}}\n"
                     "events: [{at: 51s, slow: {from: h, to: db, loss: 100%%}}]\n");
    /* 5 ms there, 10 ms, and 8 kbit at 10 Gbps. */
    assert_near(trial_requests(trial, "all")->latency.max, 0.0150008, 2e-5);
    assert_near(trial_requests(trial, "all")->answered, 5, 0);
    assert_near(trial_host(trial, "db")->network_same_zone_bytes, 5000, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_database_spends_its_own_cores),
        TRIAL_TEST(its_latency_comes_before_its_steps),
        TRIAL_TEST(a_burstable_class_runs_unlimited),
        TRIAL_TEST(the_buffer_pool_fills_the_memory),
        TRIAL_TEST(its_storage_has_the_limits_of_rds),
        TRIAL_TEST(max_connections_follow_the_engine),
        TRIAL_TEST(a_call_beyond_its_connections_fails),
        TRIAL_TEST(what_is_said_of_it_names_its_own_keys),
        TRIAL_TEST(the_bill_has_machine_standby_and_storage),
        TRIAL_TEST(surplus_credits_are_billed_at_the_price_of_rds),
        TRIAL_TEST(credits_are_used_up_at_one_moment),
        TRIAL_TEST(a_service_calls_it_over_the_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
