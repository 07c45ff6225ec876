/* What wears out: credits, memory, workers, and what comes back after a death.
 */
#include "tests/theory/theory.h"

#include <math.h>
#include <string.h>

#define MIB 1048576.0

/* How many events of that kind the first run had. */
static uint32_t count_events(const struct theory *theory, const char *kind)
{
    const json_t *events = json_object_get(theory->reports[0], "events");
    uint32_t count = 0;
    size_t i;
    json_t *event;
    json_array_foreach (events, i, event) {
        const char *is = json_string_value(json_object_get(event, "kind"));
        count += strcmp(is, kind) == 0;
    }
    return count;
}

/* When the nth event of that kind happened, from 0. */
static double event_s(const struct theory *theory, const char *kind, uint32_t nth)
{
    const json_t *events = json_object_get(theory->reports[0], "events");
    size_t i;
    json_t *event;
    json_array_foreach (events, i, event) {
        const char *is = json_string_value(json_object_get(event, "kind"));
        if (strcmp(is, kind) == 0 && nth-- == 0)
            return json_number_value(json_object_get(event, "at_s"));
    }
    return NAN;
}

/* ---- credits ---- */

static void burst(struct theory *theory, const char *duration, const char *credits,
                  const char *rest)
{
    theory_run_once(theory,
                    "simulate: {duration: %s}\n"
                    "hosts:\n"
                    "  h:\n"
                    "    instance: {vcpus: 2, memory: 1GiB, burst: {baseline: 20%%,"
                    " credits_per_hour: 24, max_credits: 100, launch_credits: 30,"
                    " surplus_price: 0.05 USD/h}}\n"
                    "    credits: %s\n"
                    "%s",
                    duration, credits, rest);
}

#define BACKGROUND(cores) "services: {s: {on: h, background: {cpu: " cores "}}}\n"

/* A credit is a core for a minute: 1.5 cores spend 90 an hour and earn 24. */
static void credits_run_out_when_spent(void **state)
{
    static const struct {
        const char *initial;
        double credits;
    } cases[] = {{"launch", 30}, {"full", 100}, {"66", 66}, {"empty", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char credits[60];
        const double at_s = cases[i].credits / (90 - 24) * 3600;
        snprintf(credits, sizeof credits, "{mode: standard, initial: %s}",
                 cases[i].initial);
        burst(*state, "4h", credits, BACKGROUND("1.5"));
        theory_within(*state, "hosts/h/credits/start", cases[i].credits, 1e-9);
        theory_within(*state, "hosts/h/credits/depleted_at_s", at_s, 1e-3);
        /* Then the baseline is all there is. */
        theory_within(*state, "hosts/h/cpu/mean",
                      (0.75 * at_s + 0.2 * (14400 - at_s)) / 14400, 1e-6);
        theory_within(*state, "hosts/h/cpu/steal", 0.55 * (14400 - at_s) / 14400, 1e-6);
        theory_within(*state, "hosts/h/credits/end", 0, 1e-4);
    }
}

static void credits_pile_up_to_their_limit(void **state)
{
    burst(*state, "2h", "{mode: standard, initial: 40}", BACKGROUND("0.1"));
    theory_within(*state, "hosts/h/credits/end", 40 + 2 * (24 - 6), 1e-6);
    burst(*state, "8h", "{mode: standard, initial: 40}", BACKGROUND("0.1"));
    theory_within(*state, "hosts/h/credits/end", 100, 1e-6);
    /* Launch credits stand outside the limit and are spent first. */
    burst(*state, "8h", "{mode: standard, initial: launch}", BACKGROUND("0.1"));
    theory_within(*state, "hosts/h/credits/end", 100, 1e-6);
    burst(*state, "2h", "{mode: standard, initial: launch}", BACKGROUND("0.1"));
    theory_within(*state, "hosts/h/credits/end", 30 - 12 + 48, 1e-6);
}

/* Balance first, then 100 of surplus free while open, the rest is billed. */
static void unlimited_credits_are_billed(void **state)
{
    burst(*state, "4h", "{mode: unlimited, initial: 50}", BACKGROUND("1.5"));
    theory_is(*state, "hosts/h/cpu/mean", 0.75);
    theory_within(*state, "hosts/h/credits/depleted_at_s", 50. / 66 * 3600, 1e-3);
    theory_within(*state, "hosts/h/credits/surplus", 4 * 66 - 50 - 100, 1e-4);
    theory_within(*state, "hosts/h/credits/end", -100, 1e-4);
    burst(*state, "2h", "{mode: unlimited, initial: 50}", BACKGROUND("1.5"));
    theory_within(*state, "hosts/h/credits/surplus", 0, 1e-4);
    theory_within(*state, "hosts/h/credits/end", 50 - 2 * 66, 1e-4);
}

/* By chance: the work that came by then is what was spent (Wald). */
static void busy_credits_run_out_on_average_when_spent(void **state)
{
    theory_run(
        *state,
        "simulate: {duration: 3h}\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, burst: {baseline: 10%%,"
        " credits_per_hour: 6, max_credits: 144, launch_credits: 30}},"
        " credits: {mode: standard, initial: launch}}}\n"
        "services: {s: {on: h, endpoints: {go: [cpu: exp(10ms)]}}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 50/s, target: s.go}}\n");
    theory_agrees(*state, "hosts/h/credits/depleted_at_s", 30. / (30 - 6) * 3600, 0.02);
}

static void a_throttled_machine_serves_at_its_baseline(void **state)
{
    theory_run(*state,
               "simulate: {duration: 1500s, warmup: 100s}\n"
               "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, burst: {baseline: 20%%,"
               " credits_per_hour: 12, max_credits: 144}},"
               " credits: {mode: standard, initial: empty}}}\n"
               "services: {s: {on: h, threads: 1, backlog: 3, endpoints: {go:"
               " [cpu: exp(10ms)]}}}\n"
               "traffic: {u: {executor: constant-arrival-rate, rate: 100/s,"
               " target: s.go}}\n");
    /* M/M/1/4 at five times its capacity; the balance stays below a second's worth. */
    double p = 1, sum = 0;
    for (int n = 0; n <= 4; n++) {
        sum += p;
        p *= 5;
    }
    theory_agrees(*state, "requests/all/failed_rate", pow(5, 4) / sum, 0.01);
    theory_agrees(*state, "hosts/h/cpu/mean", 0.2 * (1 - 1 / sum), 0.01);
}

/* ---- memory ---- */

static void a_leak_ends_when_memory_does(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 30m}\n"
                    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                    "services: {s: {on: h, memory: {base: 256MiB, leak: {per_request:"
                    " 64KiB}}, restart: no, endpoints: {go: [{cpu: 1ms}]}}}\n"
                    "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                    " arrivals: regular, target: s.go}}\n");
    /* 12,288 leaks fill it; the next one is too many. */
    assert_true(fabs(event_s(*state, "oom_kill", 0) - 1228.901) < 1e-6);
    theory_is(*state, "requests/all/answered", 12289);
    theory_within(*state, "hosts/h/memory/total", 1024 * MIB, 0);
}

static void a_leak_stops_at_its_limit(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 1000s}\n"
                    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                    "services: {s: {on: h, workers: 2, memory: {base: 100MiB, per_worker:"
                    " 10MiB, per_request: 1MiB, leak: {per_request: 1MiB, up_to: 30MiB}},"
                    " endpoints: {go: [{sleep: 10ms}]}}}\n"
                    "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                    " arrivals: regular, target: s.go}}\n");
    /* 100 + 2 x 10 + 2 x 30, and 0.1 requests of 1 MiB */
    theory_within(*state, "services/s/memory_peak", 180.1 * MIB, 0.01 * MIB);
}

static void swap_takes_what_does_not_fit(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 100s}\n"
                    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, swap: 2GiB,"
                    " volume: {type: gp3, size: 8GiB}}}\n"
                    "services: {s: {on: h, memory: {base: 1600MiB, cold: 50%%}}}\n");
    theory_within(*state, "hosts/h/memory/swap_peak", 576 * MIB, 1);
    theory_within(*state, "hosts/h/memory/need_peak", 1600 * MIB, 1);
    theory_within(*state, "hosts/h/memory/peak", 1024 * MIB, 1);
}

/* ---- deaths and returns ---- */

/* Bigger than its limit, it dies whenever it has started: 0.1 s doubled up to 60 s. */
static void restarts_back_off_as_docker_does(void **state)
{
    double at_s = 0, wait_s = 0.1;
    uint32_t restarts = 0;
    theory_run_once(*state, "simulate: {duration: 1000s}\n"
                            "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                            "services:\n"
                            "  s: {on: h, mem_limit: 100MiB, memory: {base: 200MiB}}\n");
    for (; (at_s += wait_s) <= 1000; restarts++) {
        assert_true(fabs(event_s(*state, "oom_kill", restarts + 1) - at_s) < 1e-6);
        wait_s = fmin(2 * wait_s, 60);
    }
    assert_true(restarts > 20);
    theory_is(*state, "services/s/restarts", restarts);
    theory_is(*state, "hosts/h/oom_kills", restarts + 1);
    assert_int_equal(count_events(*state, "oom_kill"), restarts + 1);
}

static void the_back_off_starts_over_after_a_while_up(void **state)
{
    /* 64 MiB leak away in 12.8 s: longer than the 10 s after which it starts over. */
    theory_run_once(
        *state, "simulate: {duration: 1000s}\n"
                "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                "services: {s: {on: h, mem_limit: 164MiB, memory: {base: 100MiB, leak:"
                " {per_request: 512KiB}}, endpoints: {go: [{sleep: 1ms}]}}}\n"
                "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                " arrivals: regular, target: s.go}}\n");
    for (uint32_t i = 0; i < 20; i++) {
        const double life_s =
            event_s(*state, "oom_kill", i + 1) - event_s(*state, "oom_kill", i);
        assert_true(life_s > 12.8 && life_s < 13.1);
    }
}

/* One worker: it is away for its start after every hundred requests. */
static void workers_are_recycled_by_count(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 1000s}\n"
                    "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"
                    "services: {s: {on: h, workers: 4, threads: 1, start: {time: 50ms},"
                    " recycle: {max_requests: 100}, endpoints: {go: [{sleep: 1ms}]}}}\n"
                    "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                    " arrivals: regular, target: s.go}}\n");
    /* The worker idle longest is next, so they take turns: 2,500 or so each. */
    theory_within(*state, "services/s/recycles", 100, 4);
    theory_is(*state, "requests/all/failed", 0);
    theory_run_once(*state,
                    "simulate: {duration: 995s}\n"
                    "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"
                    "services: {s: {on: h, threads: 1, start: {time: 50ms},"
                    " recycle: {max_requests: 100}, endpoints: {go: [{sleep: 1ms}]}}}\n"
                    "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                    " arrivals: regular, target: s.go}}\n");
    theory_is(*state, "services/s/recycles", 99);
    theory_is(*state, "requests/all/latency_s/max", 0.001);
}

/* Limits drawn from 100 to 300: a renewal process of mean 200. */
static void jitter_spreads_the_recycling(void **state)
{
    theory_run(*state, "simulate: {duration: 2000s}\n"
                       "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"
                       "services: {s: {on: h, recycle: {max_requests: 100, jitter: 200},"
                       " endpoints: {go: [{send: 1KiB}]}}}\n"
                       "traffic: {u: {executor: constant-arrival-rate, rate: 200/s,"
                       " arrivals: regular, target: s.go}}\n");
    /* N / m + (variance - mean^2) / (2 mean^2) + O(1), with m = 200 */
    const double variance = (201. * 201 - 1) / 12;
    theory_agrees(*state, "services/s/recycles",
                  400000. / 200 + (variance / 40000 - 1) / 2, 0.01);
}

/* The arbiter looks once a second: killed between 5 and 6 s. */
static void stuck_workers_are_killed(void **state)
{
    theory_run(*state, "simulate: {duration: 20000s}\n"
                       "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"
                       "services: {s: {on: h, threads: 1, worker_timeout: 5s,"
                       " endpoints: {go: [{sleep: 1h}]}}}\n"
                       "traffic: {u: {executor: constant-vus, vus: 1, think: 4s,"
                       " target: s.go}}\n");
    theory_agrees(*state, "requests/all/errors/killed", 20000 / 9.5, 0.02);
    theory_agrees(*state, "services/s/in_flight_mean", 5.5 / 9.5, 0.02);
}

/* ---- events ---- */

static void a_restarted_service_is_away_for_its_start(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 1000s}\n"
                    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                    "services: {s: {on: h, start: {cpu: 3s, time: 10s}, endpoints:"
                    " {go: [{send: 1KiB}]}}}\n"
                    "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                    " arrivals: regular, target: s.go}}\n"
                    "events: [{at: 100.05s, restart: s}]\n");
    theory_is(*state, "requests/all/errors/connection", 130);
    theory_is(*state, "services/s/restarts", 1);
    assert_true(fabs(event_s(*state, "ready", 0) - 113.05) < 1e-6);
    theory_within(*state, "hosts/h/cpu/mean", 3. / 1000, 1e-9);
}

static void a_late_start_pays_its_start(void **state)
{
    theory_run_once(
        *state, "simulate: {duration: 1000s}\n"
                "hosts: {h: {instance: {vcpus: 2, memory: 1GiB, speed: 2}}}\n"
                "services: {s: {on: h, start_at: 100.05s, start: {cpu: 6s}, endpoints:"
                " {go: [{send: 1KiB}]}}}\n"
                "traffic: {u: {executor: constant-arrival-rate, rate: 10/s,"
                " arrivals: regular, target: s.go}}\n");
    theory_is(*state, "requests/all/errors/connection", 1030);
    theory_is(*state, "services/s/restarts", 0);
}

/* Thirty seconds of boot, then the start. What waits for its own time keeps waiting. Users
 * of the 30 s send SYNs after 1, 3, 7, 15 and 31 s: those of 109.1 to 115.0 s are served by
 * the last, after 140.05 s; all others meet the machine while the service starts. */
static void a_restarted_machine_boots_first(void **state)
{
    theory_run_once(*state,
                    "simulate: {duration: 1000s}\n"
                    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                    "services:\n"
                    "  s: {on: h, start: {time: 10s}, endpoints: {go: [{send: 1KiB}]}}\n"
                    "  late: {on: h, start_at: 500.05s, start: {time: 10s}, endpoints:"
                    " {go: [{send: 1KiB}]}}\n"
                    "traffic:\n"
                    "  u: {executor: constant-arrival-rate, rate: 10/s,"
                    " arrivals: regular, target: s.go}\n"
                    "  v: {executor: constant-arrival-rate, rate: 10/s,"
                    " arrivals: regular, target: late.go}\n"
                    "events: [{at: 100.05s, restart: h}, {at: 110s, restart: s}]\n");
    theory_is(*state, "requests/s.go/errors/connection", 340);
    theory_within(*state, "requests/s.go/latency_s/max", 31, 0.031);
    theory_is(*state, "requests/late.go/errors/connection", 5100);
}

/* 2% of a core is too little to log in: unreachable a minute after the credits end, and
 * five minutes later somebody stops and starts it. */
static void an_operator_restarts_what_cannot_be_reached(void **state)
{
    theory_run_once(
        *state, "simulate: {duration: 1500s}\n"
                "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, burst: {baseline: 2%%,"
                " credits_per_hour: 1.2, max_credits: 10, launch_credits: 8}},"
                " credits: {mode: standard, initial: 4.9}}}\n"
                "services: {s: {on: h, background: {cpu: 1}}}\n"
                "events: [{when: unreachable, for: 5m, restart: h}]\n");
    const double empty_s = 4.9 / (60 - 1.2) * 3600, boot_s = empty_s + 60 + 300 + 30;
    assert_true(fabs(event_s(*state, "credits_depleted", 0) - empty_s) < 1e-3);
    assert_true(fabs(event_s(*state, "unreachable", 0) - empty_s - 60) < 1e-3);
    assert_true(fabs(event_s(*state, "machine_stop", 0) - empty_s - 360) < 1e-3);
    assert_true(fabs(event_s(*state, "machine_start", 0) - boot_s) < 1e-3);
    theory_within(*state, "hosts/h/unreachable_s", 300, 60 + 300 + 1e-3);
}

static void threads_change_while_running(void **state)
{
    theory_run_once(
        *state, "simulate: {duration: 1200s}\n"
                "hosts: {h: {instance: {vcpus: 8, memory: 1GiB}}}\n"
                "services: {s: {on: h, threads: 2, endpoints: {go: [{sleep: 100ms}]}}}\n"
                "traffic: {u: {executor: constant-vus, vus: 20, target: s.go}}\n"
                "events: [{at: 100s, set: {services.s.threads: 5}, for: 100s}]\n");
    /* 20/s while there are two threads, 50/s with five. */
    theory_within(*state, "requests/all/count", 1100 * 20 + 100 * 50 + 20, 5);
}

static void quotas_and_shares_change_while_running(void **state)
{
    theory_run_once(*state, "simulate: {duration: 400s}\n"
                            "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
                            "services:\n"
                            "  a: {on: h, background: {cpu: 1}}\n"
                            "  b: {on: h, background: {cpu: 1}}\n"
                            "events:\n"
                            "  - {at: 100s, set: {services.a.cpu_shares: 3072}}\n"
                            "  - {at: 200s, set: {services.a.cpus: 0.25}}\n"
                            "  - {at: 300s, set: {services.b.background.cpu: 0.5}}\n");
    theory_within(*state, "services/a/cpu_mean", (50 + 75 + 25 + 25) / 400., 1e-3);
    theory_within(*state, "services/b/cpu_mean", (50 + 25 + 75 + 50) / 400., 1e-3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credits_run_out_when_spent),
        cmocka_unit_test(credits_pile_up_to_their_limit),
        cmocka_unit_test(unlimited_credits_are_billed),
        cmocka_unit_test(busy_credits_run_out_on_average_when_spent),
        cmocka_unit_test(a_throttled_machine_serves_at_its_baseline),
        cmocka_unit_test(a_leak_ends_when_memory_does),
        cmocka_unit_test(a_leak_stops_at_its_limit),
        cmocka_unit_test(swap_takes_what_does_not_fit),
        cmocka_unit_test(restarts_back_off_as_docker_does),
        cmocka_unit_test(the_back_off_starts_over_after_a_while_up),
        cmocka_unit_test(workers_are_recycled_by_count),
        cmocka_unit_test(jitter_spreads_the_recycling),
        cmocka_unit_test(stuck_workers_are_killed),
        cmocka_unit_test(a_restarted_service_is_away_for_its_start),
        cmocka_unit_test(a_late_start_pays_its_start),
        cmocka_unit_test(a_restarted_machine_boots_first),
        cmocka_unit_test(an_operator_restarts_what_cannot_be_reached),
        cmocka_unit_test(threads_change_while_running),
        cmocka_unit_test(quotas_and_shares_change_while_running),
    };
    return cmocka_run_group_tests(tests, theory_begin, theory_end);
}
