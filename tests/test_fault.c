/* The scenario's events: settings and back, restarts, an operator. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

/* Sums of a few hundred decimal fractions. */
#define ROUNDING 1e-9

/* ---- set ---- */

/* One request a second of whatever `app` does, and one event. */
#define ONE_SERVICE                                                                      \
    "simulate: {duration: 60s}\n"                                                        \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services:\n"                                                                        \
    "  app: {on: h, %s endpoints: {go: [%s]}}\n"                                         \
    "  other: {on: h, background: {cpu: %s}, endpoints: {do: [{sleep: 10ms}]}}\n"        \
    "traffic: {t: {executor: constant-arrival-rate, rate: 1/s, arrivals: regular,"       \
    " end: 59.5s, target: app.go}}\n"                                                    \
    "events: [{at: 10.5s, set: {%s}, for: 20s}]\n"

/* Mean in flight over [from_s, to_s], whole seconds. */
static double in_flight(const struct trial *trial, int from_s, int to_s)
{
    const struct series *series = trial_series(trial, "service.app.in_flight");
    double sum = 0;
    for (int i = from_s; i < to_s; i++)
        sum += series->values[i];
    return sum / (to_s - from_s);
}

static void a_setting_holds_for_its_time_and_goes_back(void **state)
{
    struct trial *trial = *state;
    /* Four seconds of sleep: with one thread one is served at a time, with three, three. */
    trial_run(trial, ONE_SERVICE, "threads: 1,", "{sleep: 4s}", "0",
              "services.app.threads: 3");
    assert_near(trial_at_s(trial, "set", "services.app.threads", 0), 10.5, ROUNDING);
    assert_string_equal(trial_why(trial, "set", "services.app.threads", 0),
                        "from 1 to 3");
    assert_near(trial_at_s(trial, "set", "services.app.threads", 1), 30.5, ROUNDING);
    assert_string_equal(trial_why(trial, "set", "services.app.threads", 1), "back to 1");
    assert_near(in_flight(trial, 2, 10), 1, ROUNDING);
    assert_near(in_flight(trial, 11, 30), 3, ROUNDING);
    assert_near(in_flight(trial, 35, 59), 1, ROUNDING); /* those begun before are done */
}

static void a_backlog_can_be_set(void **state)
{
    struct trial *trial = *state;
    /* Busy from 1 s on; nine wait at 10 s: those of 11 to 30 s are refused. */
    trial_run(trial, ONE_SERVICE, "threads: 1,", "{sleep: 1h}", "0",
              "services.app.backlog: 9");
    const char *backlog = "services.app.backlog";
    assert_string_equal(trial_why(trial, "set", backlog, 0), "from unlimited to 9");
    assert_string_equal(trial_why(trial, "set", backlog, 1), "back to unlimited");
    assert_near(trial_requests(trial, "all")->errors[FAILURE_REFUSED], 20, 0);
    assert_near(trial_requests(trial, "all")->error_at[FAILURE_REFUSED], 11, ROUNDING);
}

static void a_quota_can_be_set(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_SERVICE, "threads: 1,", "{cpu: 600ms}", "0",
              "services.app.cpus: 0.5");
    assert_near(in_flight(trial, 2, 10), 0.6, ROUNDING);
    /* 0.05 s are in hand at 11 s: that one takes 1.1 s, the others 1.2. So the 16th of the
     * 19 that came until 29 s began at 28.9, the next one does at 30.1. */
    assert_near(in_flight(trial, 12, 30), 1, ROUNDING);
    assert_near(trial_series(trial, "service.app.queue")->values[29], 3, 1e-6);
    assert_near(in_flight(trial, 50, 59), 0.6, ROUNDING);
}

static void shares_and_background_can_be_set(void **state)
{
    struct trial *trial = *state;
    /* Against a busy neighbour half the core is left: 0.3 s of work take 0.6. */
    trial_run(trial, ONE_SERVICE, "", "{cpu: 300ms}", "1",
              "services.app.cpu_shares: 2048");
    assert_near(in_flight(trial, 2, 10), 0.6, 1e-6);
    assert_near(in_flight(trial, 12, 30), 0.45, 1e-6); /* two thirds of the core */
    assert_near(in_flight(trial, 32, 59), 0.6, 1e-6);
    trial_run(trial, ONE_SERVICE, "", "{cpu: 300ms}", "1",
              "services.other.background.cpu: 0");
    assert_near(in_flight(trial, 2, 10), 0.6, 1e-6);
    assert_near(in_flight(trial, 12, 30), 0.3, 1e-6);
    assert_near(in_flight(trial, 32, 59), 0.6, 1e-6);
}

static void a_pool_can_grow_and_shrink(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 60s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services:\n"
                     "  app: {on: h, pools: {db: 1}, endpoints: {go: [{call: db.do}]}}\n"
                     "  db: {on: h, endpoints: {do: [{sleep: 10s}]}}\n"
                     "traffic: {t: {executor: constant-vus, vus: 20, target: app.go}}\n"
                     "events: [{at: 17s, set: {services.app.pools.db: 4}, for: 25s}]\n");
    /* One call from 10 to 20 s and so on, three from 17 to 27 and so on. */
    const struct series *busy = trial_series(trial, "service.db.in_flight");
    assert_near(busy->values[16], 1, ROUNDING);
    assert_near(busy->values[17], 4, ROUNDING); /* at once */
    assert_near(busy->values[45], 4, ROUNDING); /* nobody is thrown out at 42 s */
    assert_near(busy->values[48], 1, ROUNDING);
}

static void a_rate_can_be_set(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, ONE_SERVICE, "", "{sleep: 10ms}", "0", "traffic.t.rate: 10/s");
    /* 1, 2, ... 10 s; half of the next gap is over at 10.5, so the rest takes 0.05 s:
     * 10.55, 10.65, ... 30.45; then the other way round 31, 32, ... 59 s. */
    const struct series *answered = trial_series(trial, "requests.answered");
    for (int i = 11; i < 30; i++)
        assert_near(answered->values[i], 10, 0);
    assert_near(trial_requests(trial, "all")->count, 10 + 200 + 29, 0);
}

static void users_can_be_set(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 60s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {app: {on: h, endpoints: {go: [{sleep: 1s}]}}}\n"
                     "traffic: {t: {executor: constant-vus, vus: 2, target: app.go}}\n"
                     "events: [{at: 10.5s, set: {traffic.t.vus: 7}, for: 20s}]\n");
    assert_near(in_flight(trial, 0, 10), 2, ROUNDING);
    assert_near(in_flight(trial, 11, 30), 7, ROUNDING);
    assert_near(in_flight(trial, 32, 60), 2, ROUNDING);
}

static void a_rate_limit_can_be_set(void **state)
{
    struct trial *trial = *state;
    trial_run(
        trial,
        "simulate: {duration: 60s}\n"
        "services: {api: {kind: external, latency: 10ms, rate_limit: 100/s,"
        " endpoints: {go: []}}}\n"
        "traffic: {t: {executor: constant-arrival-rate, rate: 4/s, arrivals: regular,"
        " target: api.go}}\n"
        "events: [{at: 20.1s, set: {services.api.rate_limit: 1/s}, for: 20s}]\n");
    /* 80 come in 20 s; one is in hand, 19 come back until the last of them. */
    assert_near(trial_requests(trial, "all")->errors[FAILURE_THROTTLED], 80 - 20, 0);
}

/* ---- restart ---- */

/* Two machines with a web each, a db on the first. */
#define TWO_MACHINES                                                                     \
    "simulate: {duration: 100s}\n"                                                       \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, count: 2}}\n"                       \
    "services:\n"                                                                        \
    "  web: {on: h, start: {time: 5s}, endpoints: {go: [{sleep: 1s}]}}\n"                \
    "  db: {on: 'h[0]', start: {time: 7s}}\n"                                            \
    "traffic: {t: {executor: constant-arrival-rate, rate: 2/s, arrivals: regular,"       \
    " target: web.go}}\n"                                                                \
    "events: [{at: 20.25s, restart: '%s'}]\n"

static void expect_ready(const struct trial *trial, const char *who, double at_s)
{
    if (isnan(at_s)) {
        assert_int_equal(trial_count(trial, "ready", who), 0);
        return;
    }
    assert_int_equal(trial_count(trial, "ready", who), 1);
    assert_near(trial_at_s(trial, "ready", who, 0), at_s, ROUNDING);
}

static void a_restart_hits_what_it_names(void **state)
{
    struct trial *trial = *state;
    const struct {
        const char *target;
        double web0_s, web1_s, db_s;
    } cases[] = {
        {"h", 20.25 + 30 + 5, 20.25 + 30 + 5, 20.25 + 30 + 7}, /* machines boot 30 s */
        {"h[1]", NAN, 20.25 + 30 + 5, NAN},
        {"web", 20.25 + 5, 20.25 + 5, NAN},
        {"web[1]", NAN, 20.25 + 5, NAN},
        {"db", NAN, NAN, 20.25 + 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        trial_run(trial, TWO_MACHINES, cases[i].target);
        expect_ready(trial, "web[0]", cases[i].web0_s);
        expect_ready(trial, "web[1]", cases[i].web1_s);
        expect_ready(trial, "db[0]", cases[i].db_s);
    }
}

/* Of both killed at once neither has another to go to; both are left out for 10 s. */
static void who_was_served_goes_elsewhere_if_there_is_one(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TWO_MACHINES, "web[1]");
    /* At 20.25 s those of 19.5 and 20 s are under way, one on each. */
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    assert_near(trial_instance(trial, "web[1]")->failed_tries, 1, 0);
    assert_near(trial_instance(trial, "web[1]")->restarts, 1, 0);
    trial_run(trial, TWO_MACHINES, "web");
    assert_near(trial_requests(trial, "all")->errors[FAILURE_KILLED], 2, 0);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_UNAVAILABLE], 20, 0);
}

static void a_finite_run_waits_for_what_is_due(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "simulate: {duration: 100s}\n"
                     "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                     "services: {app: {on: h, start: {time: 5s}, endpoints: {go: [{sleep:"
                     " 1s}]}}}\n"
                     "traffic: {t: {executor: per-vu-iterations, vus: 1, iterations: 1,"
                     " target: app.go}}\n"
                     "events: [{at: 20s, restart: app}]\n");
    assert_near(trial->summary->simulated_s, 25, ROUNDING);
}

/* ---- an operator ---- */

/* Unreachable at 60 + 1 / (0.98 / 60) s: see test_machine_cpu.c. */
#define LOCKED_OUT                                                                       \
    "simulate: {duration: 1h}\n"                                                         \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, burst: {baseline: 2%%,"              \
    " credits_per_hour: 1.2, max_credits: 24, launch_credits: 1}}, count: 2}}\n"         \
    "services: {app: {on: %s, background: {cpu: 1}}}\n"

static void the_operator_goes_to_the_machine_he_was_told(void **state)
{
    struct trial *trial = *state;
    const double at_s = 60 + 60 / 0.98;
    trial_run(trial,
              LOCKED_OUT "events: [{when: unreachable, for: 15m, restart: 'h[1]'}]\n",
              "h");
    assert_int_equal(trial_count(trial, "machine_stop", "h[0]"), 0);
    assert_near(trial_at_s(trial, "machine_stop", "h[1]", 0), at_s + 900, 1e-5);
    /* Back after 30 s with one credit and what came in meanwhile; so it goes round. */
    const double again_s = at_s + 900 + 30 + (1 + 30 * 1.2 / 3600) * 60 / 0.98 + 60 + 900;
    assert_near(trial_at_s(trial, "machine_stop", "h[1]", 1), again_s, 1e-4);
    trial_run(trial,
              LOCKED_OUT "events: [{when: unreachable, for: 15m, restart: 'h[1]'}]\n",
              "'h[0]'"); /* the other one is fine */
    assert_int_equal(trial_count(trial, "unreachable", "h[0]"), 1);
    assert_int_equal(trial_count(trial, "machine_stop", NULL), 0);
}

static void the_operator_of_a_host_watches_all_its_machines(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, LOCKED_OUT "events: [{when: unreachable, for: 15m, restart: h}]\n",
              "h");
    assert_true(trial_count(trial, "machine_stop", "h[0]") >= 1);
    assert_near(trial_at_s(trial, "machine_stop", "h[1]", 0), 60 + 60 / 0.98 + 900, 1e-5);
}

static void the_operator_turns_back_when_the_machine_answers_again(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              LOCKED_OUT "events:\n"
                         "  - {when: unreachable, for: 15m, restart: h}\n"
                         "  - {at: 10m, set: {services.app.background.cpu: 0}}\n",
              "h");
    assert_int_equal(trial_count(trial, "reachable", NULL), 2);
    assert_int_equal(trial_count(trial, "machine_stop", NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_setting_holds_for_its_time_and_goes_back),
        TRIAL_TEST(a_backlog_can_be_set),
        TRIAL_TEST(a_quota_can_be_set),
        TRIAL_TEST(shares_and_background_can_be_set),
        TRIAL_TEST(a_pool_can_grow_and_shrink),
        TRIAL_TEST(a_rate_can_be_set),
        TRIAL_TEST(users_can_be_set),
        TRIAL_TEST(a_rate_limit_can_be_set),
        TRIAL_TEST(a_restart_hits_what_it_names),
        TRIAL_TEST(who_was_served_goes_elsewhere_if_there_is_one),
        TRIAL_TEST(a_finite_run_waits_for_what_is_due),
        TRIAL_TEST(the_operator_goes_to_the_machine_he_was_told),
        TRIAL_TEST(the_operator_of_a_host_watches_all_its_machines),
        TRIAL_TEST(the_operator_turns_back_when_the_machine_answers_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
