/* Quotas, weights, credits that are gone, and a machine nobody can reach. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

/* Sums of a few hundred decimal fractions. */
#define ROUNDING 1e-9

/* ---- quotas ---- */

static void a_quota_stalls_what_outlasts_its_bucket(void **state)
{
    struct trial *trial = *state;
    /* 0.05 s in hand, 0.5 a second come back: 0.1 s at full speed do 0.1 s of the work,
     * the other 0.1 s of it take 0.2. */
    trial_run(trial,
              "simulate: {duration: 20s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services: {app: {on: h, cpus: 0.5, endpoints:"
              " {long: [{cpu: 200ms}], short: [{cpu: 80ms}]}}}\n"
              "traffic:\n"
              "  a: {executor: per-vu-iterations, vus: 1, iterations: 4, think: 1s,"
              " target: app.long}\n"
              "  b: {executor: per-vu-iterations, vus: 1, iterations: 4, think: 1s,"
              " start: 10s, target: app.short}\n");
    assert_near(trial_requests(trial, "traffic.a")->latency.min, 0.3, 1e-6);
    assert_near(trial_requests(trial, "traffic.a")->latency.max, 0.3, 1e-6);
    assert_near(trial_requests(trial, "traffic.b")->latency.max, 0.08, ROUNDING);
}

static void an_empty_bucket_is_still_empty_for_the_next(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 20s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {app: {on: h, threads: 1, cpus: 0.5, endpoints:"
                     " {long: [{cpu: 200ms}]}}}\n"
                     "traffic: {t: {executor: per-vu-iterations, vus: 2, iterations: 1,"
                     " target: app.long}}\n");
    assert_near(trial_requests(trial, "all")->latency.min, 0.3, 1e-6);
    assert_near(trial_requests(trial, "all")->latency.max, 0.3 + 0.4, 1e-6);
}

static void a_little_in_hand_again_is_spent_at_full_speed(void **state)
{
    struct trial *trial = *state;
    /* 20 ms after the first has ended 0.01 s are back: they do 0.02 s of the second
     * one's work in as much time, the other 0.18 take 0.36. */
    trial_run(trial,
              "simulate: {duration: 20s}\n"
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services: {app: {on: h, cpus: 0.5, endpoints: {long: [{cpu: 200ms}]}}}\n"
              "traffic: {t: {executor: per-vu-iterations, vus: 1, iterations: 2,"
              " think: 20ms, target: app.long}}\n");
    assert_near(trial_requests(trial, "all")->latency.min, 0.3, 1e-6);
    assert_near(trial_requests(trial, "all")->latency.max, 0.38, 1e-6);
}

static void busy_containers_share_by_weight(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 1h}\n"
                     "hosts: {h: {instance: {vcpus: 2, memory: 1GiB}}}\n"
                     "services:\n"
                     "  a: {on: h, background: {cpu: 2}}\n"
                     "  b: {on: h, background: {cpu: 2}, cpu_shares: 2048}\n"
                     "  c: {on: h, background: {cpu: 0.2}}\n");
    assert_near(trial_service(trial, "a")->cpu_mean, 0.6, ROUNDING);
    assert_near(trial_service(trial, "b")->cpu_mean, 1.2, ROUNDING);
    assert_near(trial_service(trial, "c")->cpu_mean, 0.2, ROUNDING);
    assert_near(trial_host(trial, "h")->cpu_mean, 1, ROUNDING);
}

/* ---- credits, and nobody can log in ---- */

/* One credit at the start lasts 1 / (1/60 - 1.2/3600) s at full use; then 2% of the core
 * are left. */
#define THROTTLED                                                                        \
    "simulate: {duration: 400s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, burst: {baseline: %g%%,"             \
    " credits_per_hour: %g, max_credits: 24, launch_credits: 1}}}}\n"                    \
    "services: {app: {on: h, background: {cpu: 1}}}\n"

static double depleted_s(double baseline)
{
    return 1 / (1 / 60.0 - baseline / 60);
}

static void without_credits_the_baseline_is_left_and_the_rest_is_steal(void **state)
{
    struct trial *trial = *state;
    const double at_s = depleted_s(0.02);
    trial_run(trial, THROTTLED, 2.0, 1.2);
    const struct host_summary *h = trial_host(trial, "h");
    assert_near(h->credits_depleted_at, at_s, 1e-5);
    assert_near(h->cpu_user, (at_s + 0.02 * (400 - at_s)) / 400, 1e-7);
    assert_near(h->cpu_steal, 0.98 * (400 - at_s) / 400, 1e-7);
    assert_near(h->credits_end, 0, ROUNDING);
}

static void a_machine_is_unreachable_after_a_minute_below_a_twentieth(void **state)
{
    struct trial *trial = *state;
    const double at_s = depleted_s(0.02);
    /* that less is wanted in between does not start the minute again */
    trial_run(trial,
              THROTTLED "events: [{at: 100s, set: {services.app.background.cpu: 0.9}}]\n",
              2.0, 1.2);
    assert_int_equal(trial_count(trial, "unreachable", "h"), 1);
    assert_near(trial_at_s(trial, "unreachable", "h", 0), at_s + 60, 1e-5);
    assert_near(trial_host(trial, "h")->unreachable_at, at_s + 60, 1e-5);
    assert_near(trial_host(trial, "h")->unreachable_s, 400 - at_s - 60, 1e-5);
}

static void half_of_a_tenth_is_enough_to_log_in(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, THROTTLED, 10.0, 6.0);
    assert_near(trial_host(trial, "h")->credits_depleted_at, depleted_s(0.1), 1e-5);
    assert_int_equal(trial_count(trial, "unreachable", NULL), 0);
    trial_run(trial, THROTTLED, 9.9, 5.94);
    assert_int_equal(trial_count(trial, "unreachable", NULL), 1);
}

static void paging_alone_locks_everybody_out(void **state)
{
    struct trial *trial = *state;
    /* 3.5 of 5 GiB are on swap: m = 0.7, so four cores want 7645 + 52336 pages a second
     * and get 2000, a thirtieth: a newcomer's core does not get 5% done. */
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 4, memory: 1.5GiB}, swap: 4GiB,"
              " volume: {type: gp3, size: 30GiB}}}\n"
              "services: {app: {on: h, memory: {base: 5GiB, cold: 0, touch: 20000},"
              " background: {cpu: 4}}}\n");
    assert_near(trial_at_s(trial, "unreachable", "h", 0), 60, ROUNDING);
}

static void a_machine_comes_back_when_the_load_is_gone(void **state)
{
    struct trial *trial = *state;
    /* Idle from 200 s on it earns a second of full use, 1/60, at 1.2/3600 in 50 s; seen
     * a millisecond late at most. */
    trial_run(trial,
              THROTTLED "events: [{at: 200s, set: {services.app.background.cpu: 0}}]\n",
              2.0, 1.2);
    assert_near(trial_at_s(trial, "reachable", "h", 0), 250, 1.1e-3);
    assert_near(trial_host(trial, "h")->unreachable_s, 250 - depleted_s(0.02) - 60,
                1.1e-3);
}

static void a_minute_not_quite_over_was_nothing(void **state)
{
    struct trial *trial = *state;
    /* Starved since 61.2 s, well again at 115: 54 s. */
    trial_run(trial,
              THROTTLED "events: [{at: 65s, set: {services.app.background.cpu: 0}}]\n",
              2.0, 1.2);
    assert_int_equal(trial_count(trial, "unreachable", NULL), 0);
    assert_near(trial_host(trial, "h")->unreachable_s, 0, 0);
}

static void an_operator_stops_and_starts_what_stays_unreachable(void **state)
{
    struct trial *trial = *state;
    const double at_s = depleted_s(0.02) + 60 + 120;
    trial_run(trial, THROTTLED "events: [{when: unreachable, for: 2m, restart: h}]\n",
              2.0, 1.2);
    assert_near(trial_at_s(trial, "machine_stop", "h", 0), at_s, 1e-5);
    assert_near(trial_at_s(trial, "machine_start", "h", 0), at_s + 30, 1e-5);
    assert_near(trial_at_s(trial, "start", "app[0]", 0), at_s + 30, 1e-5);
    /* As a T2 it has its launch credit again, and earns while it boots. */
    const struct series *credits = trial_series(trial, "host.h.credits");
    const uint32_t step = (uint32_t)(at_s + 27) / 2;
    assert_near(credits->values[step], 1 + (2 * (step + 1) - at_s) * 1.2 / 3600, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_quota_stalls_what_outlasts_its_bucket),
        TRIAL_TEST(an_empty_bucket_is_still_empty_for_the_next),
        TRIAL_TEST(a_little_in_hand_again_is_spent_at_full_speed),
        TRIAL_TEST(busy_containers_share_by_weight),
        TRIAL_TEST(without_credits_the_baseline_is_left_and_the_rest_is_steal),
        TRIAL_TEST(a_machine_is_unreachable_after_a_minute_below_a_twentieth),
        TRIAL_TEST(half_of_a_tenth_is_enough_to_log_in),
        TRIAL_TEST(paging_alone_locks_everybody_out),
        TRIAL_TEST(a_machine_comes_back_when_the_load_is_gone),
        TRIAL_TEST(a_minute_not_quite_over_was_nothing),
        TRIAL_TEST(an_operator_stops_and_starts_what_stays_unreachable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
