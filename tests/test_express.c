/* A plain request goes one way or the other (models/express.h), and no figure tells which:
 * a user who would wait for a million hours makes the same requests, but they are not
 * plain. Every scenario here is run with and without that user, and the reports are
 * compared to the last bit.
 */
#include "models/simulation.h"
#include "sim/output/document.h"
#include "sim/run/replicate.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENT "timeout: 1000000h, "

/* '@' stands where the user's patience goes. */
static const char *const scenarios[] = {
    /* first come, first served; processor sharing; several cores */
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services: {s: {on: h, threads: 1, endpoints: {go: [cpu: exp(10ms)]}}}\n"
    "traffic: {u: {@executor: constant-arrival-rate, rate: 90/s, target: s.go}}\n",
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services: {s: {on: h, endpoints: {go: [cpu: exp(10ms)]}}}\n"
    "traffic: {u: {@executor: constant-arrival-rate, rate: 80/s, target: s.go}}\n",
    "hosts: {h: {instance: {vcpus: 2, memory: 1GiB, speed: 0.7}}}\n"
    "services: {s: {on: h, threads: 5, endpoints: {go: [cpu: lognormal(10ms cv=2)]}}}\n"
    "traffic: {u: {@executor: constant-arrival-rate, rate: 120/s, target: s.go}}\n",
    /* equal times: binary fractions of a second */
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services: {s: {on: h, threads: 2, backlog: 3, endpoints: {go: [cpu: 15.625ms]}}}\n"
    "traffic:\n"
    "  u: {@executor: constant-arrival-rate, rate: 128/s, arrivals: regular,"
    " target: s.go}\n"
    "  v: {executor: constant-arrival-rate, rate: 64/s, arrivals: regular, target: s.go,"
    " timeout: 20ms}\n",
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services: {s: {on: h, threads: 1, backlog: 1, endpoints: {go: [cpu: 15.625ms]}}}\n"
    "traffic: {u: {@executor: constant-arrival-rate, rate: 128/s, arrivals: regular,"
    " target: s.go}}\n",
    /* a full backlog */
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services: {s: {on: h, threads: 1, backlog: 4, endpoints: {go: [cpu: exp(10ms)]}}}\n"
    "traffic: {u: {@executor: constant-arrival-rate, rate: 110/s, target: s.go}}\n",
    /* a changing rate, users of other kinds at the same instance, other endpoints */
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services:\n"
    "  s: {on: h, threads: 3, endpoints: {go: [cpu: exp(10ms)], slow: [sleep: exp(9ms),"
    " cpu: 1ms, write: 64KiB]}}\n"
    "traffic:\n"
    "  u: {@executor: ramping-arrival-rate, start_rate: 5/s,"
    " stages: [{duration: 50s, target: 90/s}, {duration: 9s, target: 0}], target: s.go}\n"
    "  v: {executor: constant-vus, vus: 3, think: exp(1s), timeout: 30ms, target: s.go}\n"
    "  w: {executor: constant-arrival-rate, rate: 9/s, target: s.slow}\n",
    /* it dies with requests in it, and changes while it runs */
    "hosts: {h: {instance: {vcpus: 2, memory: 1GiB}}}\n"
    "services: {s: {on: h, threads: 2, endpoints: {go: [cpu: exp(20ms)]}}}\n"
    "traffic: {u: {@executor: constant-arrival-rate, rate: 90/s, target: s.go}}\n"
    "events:\n"
    "  - {at: 20s, restart: s}\n"
    "  - {at: 40s, set: {services.s.threads: 1}, for: 9s}\n"
    "  - {at: 60s, set: {services.s.cpus: 0.8}, for: 9s}\n"
    "  - {at: 80s, set: {services.s.background.cpu: 0.5}, for: 9s}\n"
    "  - {at: 95s, set: {traffic.u.rate: 20/s}}\n",
    "hosts: {h: {instance: {vcpus: 2, memory: 1GiB}}}\n"
    "services: {s: {on: h, threads: 4, start: {cpu: 1s}, endpoints: {go: [cpu: "
    "exp(20ms)],"
    " big: [cpu: exp(5ms), send: 9kB]}}}\n"
    "traffic:\n"
    "  u: {@executor: constant-arrival-rate, rate: 60/s, target: s.go}\n"
    "  b: {@executor: constant-arrival-rate, rate: 30/s, bot: true, blocked: 50%,"
    " arrivals: {bursty: 4}, target: s.go}\n"
    "  v: {@executor: constant-arrival-rate, rate: 9/s, target: s.big}\n"
    "events:\n"
    "  - {at: 20s, fail: s, for: 5s}\n"
    "  - {at: 40s, deploy: s, strategy: rolling, surge: 1, drain: 3s}\n"
    "  - {at: 60s, fail: h, for: 10s}\n",
    /* a machine shared with others, or with credits, or too small */
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
    "services:\n"
    "  s: {on: h, endpoints: {go: [cpu: exp(10ms)]}}\n"
    "  t: {on: h, background: {cpu: 0.1}, endpoints: {go: [cpu: 5ms]}}\n"
    "traffic:\n"
    "  u: {@executor: constant-arrival-rate, rate: 40/s, target: s.go}\n"
    "  v: {@executor: constant-arrival-rate, rate: 20/s, target: t.go}\n",
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, burst: {baseline: 20%,"
    " credits_per_hour: 6, max_credits: 99, launch_credits: 0.3}}}}\n"
    "services: {s: {on: h, endpoints: {go: [cpu: exp(10ms)]}}}\n"
    "traffic: {u: {@executor: constant-arrival-rate, rate: 70/s, target: s.go}}\n",
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}, swap: 1GiB}}\n"
    "services: {s: {on: h, memory: {base: 1.2GiB}, endpoints: {go: [cpu: exp(10ms)]}}}\n"
    "traffic: {u: {@executor: constant-arrival-rate, rate: 50/s, target: s.go}}\n",
};

static char *with_users(const char *scenario, const char *users)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fputs("overstack: 1\nsimulate: {duration: 100s, warmup: 10s}\n", out);
    for (const char *c = scenario; *c; c++)
        if (*c == '@')
            fputs(users, out);
        else
            fputc(*c, out);
    fclose(out);
    return text;
}

/* The report without what tells only what was typed. */
static char *report(const char *yaml)
{
    struct scenario scenario;
    struct arena arena;
    const struct replicate_options options = {.jobs = 1};
    scenario_begin(&scenario);
    arena_init(&arena);
    const struct design *design = scenario_accept(&scenario, yaml);
    json_t *document = document_create(replicate_run(design, &options, &arena), 0);
    json_object_del(document, "assumptions");
    json_object_del(json_object_get(document, "scenario"), "hash");
    json_object_del(json_object_get(document, "scenario"), "file");
    char *text = json_dumps(document, JSON_SORT_KEYS);
    json_decref(document);
    arena_clear(&arena);
    scenario_end(&scenario);
    return text;
}

static void plain_requests_give_the_figures_of_all_others(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        char *plain = with_users(scenarios[i], ""),
             *other = with_users(scenarios[i], PATIENT);
        char *a = report(plain), *b = report(other);
        if (strcmp(a, b) != 0)
            print_error("these give two reports:\n%s", plain);
        assert_string_equal(a, b);
        free(a);
        free(b);
        free(plain);
        free(other);
    }
}

/* Without this the test above would compare the general way with itself. */
static void they_do_go_another_way(void **state)
{
    (void)state;
    struct scenario scenario;
    struct engine engine;
    scenario_begin(&scenario);
    engine_init(&engine);
    int express = 0;
    for (int patient = 0; patient < 2; patient++) {
        char *yaml = with_users(scenarios[0], patient ? PATIENT : "");
        const struct design *design = scenario_accept(&scenario, yaml);
        engine_reset(&engine, 1, 0);
        struct arena result;
        arena_init(&result);
        const struct simulation *simulation = simulation_create(design, &engine, &result);
        express += simulation->traffic[0].express != NULL ? 1 : 10;
        arena_clear(&result);
        free(yaml);
    }
    assert_int_equal(express, 11);
    engine_clear(&engine);
    scenario_end(&scenario);
}

/* A quota and background work that come while it runs count from then on. */
static void what_is_set_while_running_holds(void **state)
{
    struct trial *trial = *state;
    static const char *const scenario =
        "simulate: {duration: 1000s}\n"
        "hosts: {h: {instance: {vcpus: 2, memory: 1GiB}}}\n"
        "services: {s: {on: h, threads: 2, endpoints: {go: [cpu: exp(20ms)]}}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 90/s, target: s.go}}\n"
        "events: [{at: 0s, set: {services.s.%s}}]\n";
    trial_run(trial, scenario, "cpus: 0.5"); /* with the first burst of 50 ms */
    assert_near(trial_host(trial, "h")->cpu_user * 2 * 1000, 0.5 * 1000, 0.1);
    trial_run(trial, scenario, "background.cpu: 4"); /* nothing is left idle */
    assert_near(trial_host(trial, "h")->cpu_user, 1, 1e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_requests_give_the_figures_of_all_others),
        cmocka_unit_test(they_do_go_another_way),
        TRIAL_TEST(what_is_set_while_running_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
