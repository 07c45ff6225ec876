/* What the verdict says about messages and caches. */
#include "sim/run/replicate.h"
#include "tests/support/trial.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct verdict_summary *run(struct trial *trial, const char *text)
{
    const struct replicate_options options = {.jobs = 1};
    const struct design *design = scenario_accept(
        &trial->scenario,
        arena_format(&trial->scenario.arena, "overstack: 1\nname: trial\n%s", text));
    trial->summary = replicate_run(design, &options, &trial->scenario.arena);
    return &trial->summary->verdict;
}

/* The place of the link that contains that text; the test fails when there is none. */
static uint32_t told(const struct verdict_summary *verdict, const char *part)
{
    for (uint32_t i = 0; i < verdict->chain_count; i++)
        if (strstr(verdict->chain[i].what, part))
            return i;
    for (uint32_t i = 0; i < verdict->chain_count; i++)
        print_error("%s\n", verdict->chain[i].what);
    fail_msg("nothing says: %s", part);
    return 0;
}

static bool is_told(const struct verdict_summary *verdict, const char *part)
{
    for (uint32_t i = 0; i < verdict->chain_count; i++)
        if (strstr(verdict->chain[i].what, part))
            return true;
    return false;
}

#define CACHED                                                                           \
    "simulate: {duration: 10m}\n"                                                        \
    "hosts: {web: {instance: {vcpus: 4, memory: 8GiB}}, db: {instance: {vcpus: 1, "      \
    "memory: 1GiB}}}\n"                                                                  \
    "services:\n"                                                                        \
    "  app: {on: web, endpoints: {read: [{cache: {in: redis.get, hit: 95%, keys: "       \
    "20000, skew: 0.9, miss: [{call: mysql.query}]}}]}}\n"                               \
    "  redis: {on: web, async: true, endpoints: {get: [{cpu: 12us}]}}\n"                 \
    "  mysql: {on: db, endpoints: {query: [{cpu: 8ms}]}}\n"                              \
    "traffic: {u: {executor: constant-arrival-rate, rate: 400/s, target: app.read}}\n"

static void a_cold_cache_is_named_before_what_it_brings_about(void **state)
{
    const struct verdict_summary *verdict =
        run(*state, CACHED "events: [{at: 200s, restart: redis}]\n");
    const uint32_t restart = told(verdict, "redis[0] is restarted");
    const uint32_t cold =
        told(verdict, "The cache in redis is cold: its hit ratio falls");
    const uint32_t cpu = told(verdict, "CPU on db reaches 100%");
    assert_true(restart < cold && cold < cpu);
    told(verdict, "a second, which mysql has to answer");
    assert_string_equal(verdict->first_resource, "host.db.cpu");
}

static void a_warm_cache_is_no_news(void **state)
{
    const struct verdict_summary *verdict = run(*state, CACHED);
    assert_false(is_told(verdict, "cache"));
    assert_null(verdict->first_resource);
}

#define CONSUMED                                                                         \
    "simulate: {duration: 600s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 4, memory: 8GiB}}}\n"                                 \
    "traffic: {u: {executor: constant-arrival-rate, rate: 60/s, target: app.go}}\n"      \
    "services:\n"                                                                        \
    "  app: {on: h, endpoints: {go: [{publish: celery.job}]}}\n"

static void a_consumer_that_falls_behind_is_told_by_how_much(void **state)
{
    const struct verdict_summary *verdict =
        run(*state, CONSUMED "  celery: {on: h, workers: 2, threads: 1, endpoints: {job: "
                             "[{sleep: exp(50ms)}]}}\n");
    told(verdict, "celery falls behind by ");
    told(verdict, " messages a second: 1"); /* 12,000 of 36,000 */
}

static void a_consumer_that_keeps_up_is_not(void **state)
{
    /* 90% busy: long queues that come and go */
    const struct verdict_summary *verdict =
        run(*state, CONSUMED "  celery: {on: h, workers: 3, threads: 1, endpoints: {job: "
                             "[{sleep: exp(45ms)}]}}\n");
    assert_false(is_told(verdict, "falls behind"));
}

static void a_poison_message_is_named(void **state)
{
    const struct verdict_summary *verdict = run(
        *state, CONSUMED "  celery: {on: h, workers: 2, threads: 1, worker_timeout: "
                         "5s, queue: {ack: late}, endpoints: {job: [{sleep: 1h}]}}\n");
    told(verdict, "A message of celery kills its worker again and again: delivered 5 "
                  "times");
    assert_non_null(
        strstr(verdict->summary, "a message of celery kills its worker again"));
}

static void an_alarm_that_blocks_publishers_is_told(void **state)
{
    const struct verdict_summary *verdict =
        run(*state, CONSUMED "  celery: {on: h, workers: 2, threads: 1, queue: {broker: "
                             "rabbitmq, message: 64KiB}, endpoints: {job: [{sleep: "
                             "exp(50ms)}]}}\n"
                             "  rabbitmq: {on: h, mem_limit: 256MiB, memory: {base: "
                             "20MiB, watermark: 60%}}\n");
    told(verdict, "rabbitmq blocks its publishers: it uses ");
    told(verdict, "rabbitmq lets its publishers go on: ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_cold_cache_is_named_before_what_it_brings_about),
        TRIAL_TEST(a_warm_cache_is_no_news),
        TRIAL_TEST(a_consumer_that_falls_behind_is_told_by_how_much),
        TRIAL_TEST(a_consumer_that_keeps_up_is_not),
        TRIAL_TEST(a_poison_message_is_named),
        TRIAL_TEST(an_alarm_that_blocks_publishers_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
