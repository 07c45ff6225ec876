/* Which lookups in a cache hit. */
#include "models/cache.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>

/* 100 lookups a second in a cache r, whose misses ask d. */
static void run(struct trial *trial, const char *cache, const char *redis,
                const char *more)
{
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 4, memory: 4GiB}}}\n"
              "traffic: {u: {executor: constant-arrival-rate, arrivals: regular, rate: "
              "100/s, target: s.go}}\n"
              "services:\n"
              "  s: {on: h, endpoints: {go: [{cache: {in: r.get, %s, miss: [{call: "
              "d.q}]}}]}}\n"
              "  r: {on: h%s, endpoints: {get: [{cpu: 10us}]}}\n"
              "  d: {on: h, endpoints: {q: [{cpu: 1ms}]}}\n"
              "%s",
              cache, redis, more);
}

static void every_lookup_is_a_call_and_every_miss_takes_its_steps(void **state)
{
    struct trial *trial = *state;
    run(trial, "hit: 80%", "", "");
    const struct cache_summary *cache = &trial_service(trial, "r")->cache;
    assert_near(cache->lookups, trial_requests(trial, "all")->count, 0);
    assert_near(trial_service(trial, "r")->served, cache->lookups, 0);
    assert_near(trial_service(trial, "d")->served, cache->lookups - cache->hits, 0);
    /* 10,000 draws: five standard deviations */
    assert_near(cache->hit_ratio, 0.8, 5 * sqrt(0.8 * 0.2 / cache->lookups));
}

static void a_warm_cache_that_never_misses_never_does(void **state)
{
    struct trial *trial = *state;
    run(trial, "hit: 100%", "", "");
    assert_near(trial_service(trial, "r")->cache.hit_ratio, 1, 0);
    assert_near(trial_service(trial, "d")->served, 0, 0);
}

/* With hits of 100% each key misses once: as many misses as different keys were read. */
static void after_a_restart_each_key_is_missed_once(void **state)
{
    struct trial *trial = *state;
    run(trial, "hit: 100%, keys: 50, skew: 0.5", "",
        "events: [{at: 20.005s, restart: r}]\n");
    const struct cache_summary *cache = &trial_service(trial, "r")->cache;
    assert_near(cache->lookups - cache->hits, 50, 1); /* two for one key at once */
    assert_int_equal(trial_count(trial, "cache_lost", "r[0]"), 1);
    const struct series *ratio = trial_series(trial, "service.r.hit_ratio");
    assert_near(ratio->values[(uint32_t)(20 / trial->summary->step_s) - 1], 1, 0);
    assert_true(ratio->values[(uint32_t)(20 / trial->summary->step_s)] < 0.9);
    assert_near(ratio->values[ratio->count - 1], 1, 0);
}

static void a_cache_that_starts_later_starts_cold(void **state)
{
    struct trial *trial = *state;
    run(trial, "hit: 100%, keys: 50, skew: 0", ", start_at: 0", "");
    const struct cache_summary *cache = &trial_service(trial, "r")->cache;
    assert_near(cache->lookups - cache->hits, 50, 2);
}

static void a_cache_that_is_down_misses_at_once(void **state)
{
    struct trial *trial = *state;
    run(trial, "hit: 100%", ", start: {time: 10s}",
        "events: [{at: 50.005s, restart: r}]\n");
    const struct cache_summary *cache = &trial_service(trial, "r")->cache;
    assert_near(cache->failed, 1000, 1);
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(trial_service(trial, "d")->served, cache->lookups - cache->hits, 0);
}

/* Of two instances one holds every other key. */
static void one_of_two_instances_loses_half_the_keys(void **state)
{
    struct trial *trial = *state;
    run(trial, "hit: 100%, keys: 100, skew: 0", ", replicas: 2",
        "events: [{at: 20.005s, restart: \"r[0]\"}]\n");
    const struct cache_summary *cache = &trial_service(trial, "r")->cache;
    assert_near(cache->lookups - cache->hits, 50, 2);
}

static void a_restarted_cache_sends_its_load_to_the_database(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 10m}\n"
              "hosts: {web: {instance: {vcpus: 4, memory: 8GiB}}, db: {instance: "
              "{vcpus: 1, memory: 1GiB}}}\n"
              "services:\n"
              "  app: {on: web, threads: 50, endpoints: {read: [{cache: {in: redis.get, "
              "hit: 95%%, keys: 20000, skew: 0.9, miss: [{call: mysql.query}]}}]}}\n"
              "  redis: {on: web, async: true, endpoints: {get: [{cpu: 12us}]}}\n"
              "  mysql: {on: db, endpoints: {query: [{cpu: 8ms}]}}\n"
              "traffic: {u: {executor: constant-arrival-rate, rate: 400/s, target: "
              "app.read}}\n"
              "events: [{at: 200s, restart: redis}]\n");
    const struct resource_summary *cpu = trial_resource(trial, "host.db.cpu");
    assert_true(cpu->saturated_at >= 200 && cpu->saturated_at < 210);
    const struct series *busy = trial_series(trial, "host.db.cpu");
    assert_true(busy->values[(uint32_t)(195 / trial->summary->step_s)] < 0.3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(every_lookup_is_a_call_and_every_miss_takes_its_steps),
        TRIAL_TEST(a_warm_cache_that_never_misses_never_does),
        TRIAL_TEST(after_a_restart_each_key_is_missed_once),
        TRIAL_TEST(a_cache_that_starts_later_starts_cold),
        TRIAL_TEST(a_cache_that_is_down_misses_at_once),
        TRIAL_TEST(one_of_two_instances_loses_half_the_keys),
        TRIAL_TEST(a_restarted_cache_sends_its_load_to_the_database),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
