/* Managed services on machines of their own: Aurora, ElastiCache, OpenSearch, and what
 * several nodes do. RDS with one node: test_rds.c. */
#include "models/cost.h"
#include "models/operational.h"
#include "models/rds_def.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-9
#define GIB      1073741824.0

/* One call every 10 s, regular: ten in the run of 100 s, of which the last ends with it. */
#define TRAFFIC                                                                          \
    "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"       \
    " target: %s}}\n"

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

/* ---- a writer and readers ---- */

#define AURORA(more)                                                                     \
    "region: ap-northeast-2\n"                                                           \
    "simulate: {duration: 100s}\n"                                                       \
    "services:\n"                                                                        \
    "  db: {kind: rds, engine: aurora-mysql, class: db.r6g.large, " more                 \
    "endpoints: {read: [{cpu: 1ms}, {read: 40KiB}], write: [{cpu: 1ms},"                 \
    " {choose: [{p: 100%%, steps: [{write: 10KiB}]}]}]}}\n"

static double served(struct trial *trial, const char *name)
{
    return trial_instance(trial, name)->served;
}

static void what_writes_goes_to_the_first_node_the_rest_to_the_others(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, AURORA("nodes: 3,") TRAFFIC, "db.write");
    assert_near(served(trial, "db[0]"), 9, 0);
    assert_near(served(trial, "db[1]") + served(trial, "db[2]"), 0, 0);
    trial_run(trial, AURORA("nodes: 3,") TRAFFIC, "db.read");
    assert_near(served(trial, "db[0]"), 0, 0);
    assert_true(served(trial, "db[1]") >= 4 && served(trial, "db[2]") >= 4);
}

static void check_knows_who_serves_what(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, AURORA("nodes: 3,") TRAFFIC, "db.read");
    assert_near(trial_resource(trial, "host.db[0].cpu")->utilization, 0, 0);
    assert_true(trial_resource(trial, "host.db[1].cpu")->utilization > 0);
    struct operational operational;
    operational_init(&operational, trial->scenario.design, &trial->engine.arena);
    for (uint32_t i = 0; i < operational.resource_count; i++) {
        const struct operational_resource *r = &operational.resources[i];
        if (strcmp(r->id, "host.db[0].cpu") == 0)
            assert_near(r->mean, 0, ROUNDING);
        if (strcmp(r->id, "host.db[1].cpu") == 0) /* half of 0.1/s x 1 ms on two cores */
            assert_near(r->mean, 0.05e-3 / 2 / 1.35, 1e-6);
    }
}

static void without_a_reader_the_writer_serves_all(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              AURORA("nodes: 2, balance: {connect_timeout: 1s},") TRAFFIC
              "events: [{at: 15s, fail: \"db[1]\"}]\n",
              "db.read");
    /* At 10 s the reader; at 20 s it is asked in vain and the call tried on. */
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(served(trial, "db[1]"), 1, 0);
    assert_true(served(trial, "db[0]") >= 7);
}

static void a_reader_takes_the_writers_place(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, AURORA("nodes: 2,") TRAFFIC "events: [{at: 15s, fail: \"db[0]\"}]\n",
              "db.write");
    assert_near(trial_at_s(trial, "machine_start", "db[0]", 0), 45, ROUNDING);
    trial_run(trial, AURORA("") TRAFFIC "events: [{at: 15s, fail: db}]\n", "db.write");
    assert_near(trial_count(trial, "machine_start", NULL), 0, 0);
}

static void a_standby_takes_over(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 300s}\n"
              "services: {db: {kind: rds, engine: mysql, class: db.m5.large,"
              " multi_az: true, endpoints: {q: [{cpu: 1ms}]}}}\n"
              "events: [{at: 15s, fail: db, for: 200s}]\n" TRAFFIC,
              "db.q");
    assert_near(trial_at_s(trial, "machine_start", "db", 0), 75, ROUNDING);
    assert_near(trial_count(trial, "machine_start", NULL), 1, 0);
    assert_near(trial_at_s(trial, "recovered", "db", 0), 75, 1);
}

/* ---- Aurora ---- */

/* Aurora user guide, AuroraMySQL.Managing.Performance: its table. */
static void connections_of_aurora_follow_its_table(void **state)
{
    (void)state;
    static const double table[][2] = {{2, 45},    {4, 90},    {8, 135},
                                      {16, 1000}, {32, 2000}, {64, 3000}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        assert_near(rds_def_max_connections(CLUSTER_AURORA_MYSQL, 1, table[i][0] * GIB),
                    table[i][1], 0);
}

static void the_bill_of_aurora_has_nodes_storage_and_io(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, AURORA("nodes: 2, storage: 50GiB,") TRAFFIC, "db.read");
    assert_near(line(trial, "db: aurora-mysql on 2 x db.r6g.large")->month_usd,
                2 * 730 * 0.313, 1e-9);
    const struct cost_line *storage = line(trial, "db: storage, 50 GiB");
    assert_near(storage->month_usd, 50 * 0.12, 1e-9);
    assert_non_null(strstr(storage->source, "aurora-postgresql's price stands in"));
    /* 9 reads of 40 KiB are 3 pages of 16 KiB each; 26,280 windows of 100 s a month. */
    const struct cost_line *io = line(trial, "db: storage I/O");
    assert_near(io->quantity, 9 * 3 * 26280.0, 1e-6);
    assert_near(io->month_usd, 9 * 3 * 26280 * 0.24e-6, 1e-9);
    trial_run(trial, AURORA("") TRAFFIC, "db.write"); /* 10 KiB: 3 x 4 KiB of log */
    assert_near(line(trial, "db: storage I/O")->quantity, 9 * 3 * 26280.0, 1e-6);
    assert_null(line(trial, "db: 1 x 20 GiB gp3"));
}

static void gp2_of_400_gib_lies_on_four_volumes(void **state)
{
    (void)state;
    const struct cluster_def cluster = {.storage = {VOLUME_GP2, 400 * GIB}};
    const struct volume_def definition = rds_def_volume(&cluster);
    const struct instance_type type = {
        .ebs_iops = NAN, .ebs_bytes_per_s = NAN, .network_bps = NAN};
    struct volume volume;
    volume_init(&volume, &definition, &type);
    /* RDS user guide, CHAP_Storage: 1,200 IOPS, burst 12,000. */
    assert_near(volume.limits[VOLUME_LIMIT_OPS].base_per_s, 1200, ROUNDING);
    assert_near(volume.limits[VOLUME_LIMIT_OPS].burst_per_s, 12000, ROUNDING);
    assert_near(volume.limits[VOLUME_LIMIT_BYTES].base_per_s, 4 * 128 * 1048576.0, 0);
}

/* ---- ElastiCache ---- */

#define CACHE(more)                                                                      \
    "simulate: {duration: 100s}\n"                                                       \
    "services: {c: {kind: elasticache, class: cache.t3.micro, " more "}}\n"

static void redis_is_one_event_loop_and_memcached_is_not(void **state)
{
    struct trial *trial = *state;
    static const char both[] =
        "simulate: {duration: 100s}\n"
        "services: {c: {kind: elasticache, engine: %s,"
        " class: cache.m6g.large, price: 1 USD/h,"
        " endpoints: {q: [{cpu: 1320ms}]}},\n"
        "  s: {kind: external, latency: 0, endpoints: {go:"
        " [{parallel: [[{call: c.q}], [{call: c.q}]]}]}}}\n" TRAFFIC;
    trial_run(trial, both, "redis", "s.go"); /* a core of m6g has speed 1.32 */
    assert_near(trial_requests(trial, "all")->latency.mean, 2, 1e-3);
    trial_run(trial, both, "memcached", "s.go");
    assert_near(trial_requests(trial, "all")->latency.mean, 1, 1e-3);
}

static void it_answers_what_redis_answers(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CACHE("engine: valkey") TRAFFIC, "c.get");
    assert_near(trial_requests(trial, "all")->answered, 9, 1);
    assert_true(trial_requests(trial, "all")->latency.mean > 0);
}

static void data_is_kept_in_equal_parts(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CACHE("nodes: 2, storage: 200MiB") TRAFFIC, "c.get");
    const double empty = trial_host(trial, "c[1]")->memory_mean - 100 * 1048576.0;
    assert_true(empty > 0 && empty < 16 * 1048576.0); /* Redis itself */
}

static void each_engine_of_the_cache_has_its_price(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, CACHE("nodes: 2") TRAFFIC, "c.get");
    assert_near(line(trial, "c: redis on 2 x cache.t3.micro")->month_usd, 2 * 730 * 0.017,
                1e-9);
    trial_run(trial, CACHE("engine: valkey") TRAFFIC, "c.get");
    assert_near(line(trial, "c: valkey on cache.t3.micro")->month_usd, 730 * 0.0136,
                1e-9);
    trial_run(trial, CACHE("engine: memcached, endpoints: {get: [{cpu: 1ms}]}") TRAFFIC,
              "c.get");
    assert_near(line(trial, "c: memcached on cache.t3.micro")->month_usd, 730 * 0.017,
                1e-9);
}

/* ---- OpenSearch ---- */

static void a_search_node_gives_half_its_memory_to_the_heap(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "services: {s: {kind: opensearch, class: t3.medium.search, nodes: 2,"
              " storage: {type: gp2, size: 30GiB}}}\n" TRAFFIC,
              "s.search");
    assert_near(trial_instance(trial, "s[0]")->heap_max, 2 * GIB, 1);
    assert_near(line(trial, "s: opensearch on 2 x t3.medium.search")->month_usd,
                2 * 730 * 0.073, 1e-9);
    assert_near(line(trial, "s: 2 x 30 GiB gp2")->month_usd, 60 * 0.135, 1e-9);
    assert_true(trial_requests(trial, "all")->answered > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(what_writes_goes_to_the_first_node_the_rest_to_the_others),
        TRIAL_TEST(check_knows_who_serves_what),
        TRIAL_TEST(without_a_reader_the_writer_serves_all),
        TRIAL_TEST(a_reader_takes_the_writers_place),
        TRIAL_TEST(a_standby_takes_over),
        TRIAL_TEST(connections_of_aurora_follow_its_table),
        TRIAL_TEST(the_bill_of_aurora_has_nodes_storage_and_io),
        TRIAL_TEST(gp2_of_400_gib_lies_on_four_volumes),
        TRIAL_TEST(redis_is_one_event_loop_and_memcached_is_not),
        TRIAL_TEST(it_answers_what_redis_answers),
        TRIAL_TEST(data_is_kept_in_equal_parts),
        TRIAL_TEST(each_engine_of_the_cache_has_its_price),
        TRIAL_TEST(a_search_node_gives_half_its_memory_to_the_heap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
