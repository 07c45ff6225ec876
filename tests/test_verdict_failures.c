/* Why requests fail though nothing is saturated, and where they wait. */
#include "sim/run/replicate.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <string.h>

static struct scenario scenario;
static struct arena arena;

static int begin(void **state)
{
    (void)state;
    scenario_begin(&scenario);
    arena_init(&arena);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_clear(&arena);
    scenario_end(&scenario);
    return 0;
}

static const struct summary *run(const char *services, const char *rate)
{
    const struct replicate_options options = {.jobs = 1};
    const struct summary *summary = replicate_run(
        scenario_accept(
            &scenario,
            arena_format(&arena,
                         "overstack: 1\nsimulate: {duration: 20m}\n"
                         "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"
                         "services:\n%s"
                         "traffic: {u: {executor: constant-arrival-rate, rate: %s, "
                         "target: web.go}}\n",
                         services, rate)),
        &options, &arena);
    assert_non_null(summary);
    return summary;
}

/* What is said, with the figures of the report, and those checked against the work done:
 * a thread that answers n requests of mean s in a time t is busy for n s / t. */
static void a_wait_in_a_queue_is_told_with_its_threads(void **state)
{
    (void)state;
    const struct summary *summary =
        run("  web: {on: h, threads: 1, queue_timeout: 100ms, endpoints: {go: [{sleep: "
            "exp(100ms)}]}}\n",
            "12/s");
    const struct instance_summary *web = &summary->services[0];
    const double busy = summary->requests[0].answered * 0.1 / summary->simulated_s;
    char share[UNIT_TEXT], failed[UNIT_TEXT], wait[UNIT_TEXT], factor[UNIT_TEXT];
    assert_near(web->in_flight_mean, busy, 0.03);
    units_write_share(failed, summary->requests[0].failed_rate);
    units_write_share(share, web->in_flight_mean);
    units_write_duration(wait, web->wait_mean);
    for (uint32_t i = 0; i < summary->resource_count; i++)
        if (strcmp(summary->resources[i].id, "service.web.threads") == 0)
            units_write_number(factor, summary->resources[i].headroom);
    assert_string_equal(
        summary->verdict.summary,
        arena_format(
            &arena,
            "Nothing is saturated, but %s of the requests fail: the wait for the "
            "thread of web is too long (%s busy, mean wait %s); the first limit "
            "is service.web.threads at %s times this traffic",
            failed, share, wait, factor));
}

static void the_queue_that_waits_is_named_not_another(void **state)
{
    (void)state;
    const struct summary *summary =
        run("  web: {on: h, threads: 100, queue_timeout: 1s, endpoints: {go: [{call: "
            "db.do}]}}\n"
            "  db: {on: h, threads: 2, queue_timeout: 20ms, endpoints: {do: [{sleep: "
            "exp(100ms)}]}}\n",
            "20/s");
    assert_non_null(strstr(summary->verdict.summary,
                           "the wait for the 2 threads of db is too long ("));
}

static void a_wait_for_a_connection_is_told_with_its_pool(void **state)
{
    (void)state;
    const struct summary *summary =
        run("  web: {on: h, pools: {db: {size: 1, timeout: 50ms}}, endpoints: {go: "
            "[{call: db.do}]}}\n"
            "  db: {on: h, endpoints: {do: [{sleep: exp(100ms)}]}}\n",
            "10/s");
    assert_non_null(strstr(summary->verdict.summary,
                           "the wait for connections of web to db is too long ("));
    assert_non_null(strstr(summary->verdict.summary, "% in use); the first limit is"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_wait_in_a_queue_is_told_with_its_threads, begin,
                                        end),
        cmocka_unit_test_setup_teardown(the_queue_that_waits_is_named_not_another, begin,
                                        end),
        cmocka_unit_test_setup_teardown(a_wait_for_a_connection_is_told_with_its_pool,
                                        begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
