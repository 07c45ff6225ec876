/* Recorded traffic, simulated: every row and every second gets its arrivals. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD                                                                             \
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"                                 \
    "services: {s: {on: h, endpoints: {a: [{send: 1KiB}], b: [{send: 1KiB}]}}}\n"
#define IDLE "  idle: {executor: constant-arrival-rate, rate: 0/s, target: s.a}\n"
#define LINE(time, request)                                                              \
    "10.0.0.1 - - [02/Mar/2026:14:" time " +0000] \"" request                            \
    " HTTP/1.1\" 200 1 \"-\" \"-\"\n"

static double answered(const struct trial *trial, uint32_t step)
{
    return trial_series(trial, "requests.answered")->values[step];
}

static void rows_get_their_arrivals_in_their_time(void **state)
{
    struct trial *trial = *state;
    scenario_write(&trial->scenario, "t.csv", "time,count\n0,30\n10,0\n20,50\n30,20\n");
    trial_run(trial, "simulate: {duration: 60s}\n" HEAD "traffic:\n" IDLE
                     "  u: {executor: trace, file: t.csv, arrivals: regular, start: 5s,"
                     " target: s.a}\n");
    double sum = 0, expected = 0;
    for (uint32_t i = 0; i < 60; i++) {
        sum += answered(trial, i);
        expected += i < 5 ? 0 : i < 15 ? 3 : i < 25 ? 0 : i < 35 ? 5 : i < 45 ? 2 : 0;
        assert_near(sum, expected, 1); /* the one at the edge */
    }
    assert_near(trial_requests(trial, "all")->count, 100, 1);
}

/* Gaps like 60 / 7 s have no exact sums, and rounding carries the last past the end. */
static void every_recorded_arrival_comes_though_sums_are_rounded(void **state)
{
    struct trial *trial = *state;
    for (uint32_t rows = 3; rows <= 21; rows += 2) {
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        fprintf(out, "time,count\n");
        double sum = 0;
        for (uint32_t i = 0; i < rows; i++) {
            fprintf(out, "%u,%u\n", 60 * i, 7 + i);
            sum += 7 + i;
        }
        fclose(out);
        scenario_write(&trial->scenario, "t.csv", text);
        free(text);
        trial_run(trial,
                  "simulate: {duration: 1h}\n" HEAD "traffic: {u: {executor: trace, "
                  "file: t.csv, arrivals: regular, start: 5s, target: s.a}}\n");
        assert_near(trial_requests(trial, "all")->count, sum, 0);
        assert_near(trial_requests(trial, "all")->answered, sum, 0);
        assert_near(trial->summary->simulated_s, 5 + 60.0 * rows, 1e-6);
    }
}

static void the_last_row_lasts_as_long_as_the_one_before(void **state)
{
    struct trial *trial = *state;
    scenario_write(&trial->scenario, "t.csv",
                   "time,count\n2026-03-02T14:00:00Z,10\n2026-03-02T14:00:20Z,10\n");
    trial_run(trial, "simulate: {duration: 1h}\nmonth: {like_this: 1h}\n" HEAD
                     "traffic: {u: {executor: trace, file: t.csv, arrivals: regular,"
                     " target: s.a}}\n");
    assert_near(trial_requests(trial, "all")->count, 20, 0);
    /* The run ends with its traffic: the 20th comes at the end of the second row. */
    assert_near(trial->summary->simulated_s, 40, 1e-6);
    assert_near(trial->summary->usage.finite, 1, 0);
}

static void spikes_and_end_hold_for_traces(void **state)
{
    struct trial *trial = *state;
    scenario_write(&trial->scenario, "t.csv", "time,count\n0,60\n60,60\n");
    trial_run(trial, "simulate: {duration: 200s}\n" HEAD "traffic:\n" IDLE
                     "  u: {executor: trace, file: t.csv, arrivals: regular, end: 90s,"
                     " spikes: [{at: 50s, for: 20s, times: 3}], target: s.a}\n");
    assert_near(trial_requests(trial, "all")->count, 90 + 40, 1);
    assert_near(answered(trial, 55), 3, 1);
}

/* Each second of the log has one kind of request, so the mix is known for each arrival:
 * it follows the log, not its overall shares. */
static void a_log_is_played_again_second_by_second(void **state)
{
    struct trial *trial = *state;
    scenario_write(&trial->scenario, "access.log",
                   LINE("00:12", "GET /b/2") LINE("00:10", "GET /a")
                       LINE("00:10", "GET /a?x=1") LINE("00:10", "GET /a")
                           LINE("00:12", "GET /b/1") LINE("00:14", "GET /a"));
    trial_run(trial, "simulate: {duration: 20s}\n" HEAD "traffic:\n" IDLE
                     "  u: {executor: trace, file: access.log, arrivals: regular,"
                     " start: 2s, map: {\"GET /a\": s.a, \"GET /b/*\": s.b}}\n");
    assert_near(trial_requests(trial, "all")->count, 6, 0);
    assert_near(trial_requests(trial, "s.a")->count, 4, 0);
    assert_near(trial_requests(trial, "s.b")->count, 2, 0);
    double sum = 0;
    const double after[] = {0, 0, 2, 3, 4, 5, 5, 6}; /* an arrival may fall on an edge */
    for (uint32_t i = 0; i < 8; i++) {
        sum += answered(trial, i);
        assert_near(sum, after[i], 1);
    }
}

/* Of a second's four requests three ask for b: a share of 1600 draws, whose standard
 * deviation is sqrt(1600 x 1/4 x 3/4), of which 4 hold but once in 16,000. */
static void a_second_with_several_kinds_is_drawn_by_their_shares(void **state)
{
    struct trial *trial = *state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    for (int i = 0; i < 400; i++)
        for (int k = 0; k < 4; k++)
            fprintf(out,
                    "h - - [02/Mar/2026:14:%02d:%02d +0000] \"GET /%s HTTP/1.1\" 200 1\n",
                    i / 60, i % 60, k == 2 ? "a" : "b");
    fclose(out);
    scenario_write(&trial->scenario, "access.log", text);
    free(text);
    trial_run(trial, "simulate: {duration: 500s}\n" HEAD
                     "traffic: {u: {executor: trace, file: access.log,"
                     " arrivals: regular, map: {\"GET /a\": s.a, \"GET /b\": s.b}}}\n");
    assert_near(trial_requests(trial, "all")->count, 1600, 1);
    assert_near(trial_requests(trial, "s.a")->count, 400, 4 * sqrt(1600 * 0.25 * 0.75));
}

static void poisson_spreads_the_same_mean(void **state)
{
    struct trial *trial = *state;
    scenario_write(&trial->scenario, "t.csv", "time,count\n0,10000\n10,10000\n");
    trial_run(trial, "simulate: {duration: 20s}\n" HEAD
                     "traffic: {u: {executor: trace, file: t.csv, target: s.a}}\n");
    /* Poisson: a standard deviation of sqrt(20000), of which 4 hold but once in 16,000. */
    assert_near(trial_requests(trial, "all")->count, 20000, 4 * sqrt(20000));
    assert_true(trial_requests(trial, "all")->count != 20000);
}

/* ---- the scenario around it ---- */

#define SCENARIO(keys) "overstack: 1\n" HEAD "traffic: {u: {executor: trace, " keys "}}\n"

static void the_hash_covers_the_file(void **state)
{
    struct trial *trial = *state;
    struct scenario *scenario = &trial->scenario;
    const char *text = SCENARIO("file: t.csv, target: s.a");
    scenario_write(scenario, "t.csv", "time,count\n0,10\n10,10\n");
    const char *first = scenario_accept(scenario, text)->hash;
    scenario_write(scenario, "t.csv", "time,count\n0,10\n10,11\n");
    const char *second = scenario_accept(scenario, text)->hash;
    assert_string_not_equal(first, second);
    scenario_write(scenario, "t.csv", "time,count\n0,10\n10,10\n");
    assert_string_equal(first, scenario_accept(scenario, text)->hash);
}

static void mistakes_in_the_file_are_told_with_its_line(void **state)
{
    struct trial *trial = *state;
    scenario_write(&trial->scenario, "t.csv", "time,count\n0,10\nten,10\n");
    assert_null(scenario_load(&trial->scenario, SCENARIO("file: t.csv, target: s.a")));
    assert_int_equal(trial->scenario.errors.items[0].place.line, 3);
    assert_non_null(strstr(trial->scenario.errors.items[0].place.file, "t.csv"));
}

static void what_a_log_loses_is_a_warning_and_in_the_ledger(void **state)
{
    struct trial *trial = *state;
    scenario_write(&trial->scenario, "access.log",
                   LINE("00:10", "GET /a") "nonsense\n" LINE("00:11", "GET /x?y"));
    const struct design *design = scenario_accept(
        &trial->scenario,
        SCENARIO("file: access.log, map: {\"GET /a\": s.a, \"GET /c\": s.b}"));
    assert_true(scenario_says(&trial->scenario, "1 of 3 lines have no date and request"));
    assert_true(scenario_says(&trial->scenario, "the first is line 2"));
    assert_true(scenario_says(&trial->scenario, "1 of 2 requests are not in `map`"));
    assert_true(scenario_says(&trial->scenario, "\"GET /x\""));
    assert_true(scenario_says(&trial->scenario, "no line of the log is left for it"));
    bool told = false;
    for (size_t i = 0; i < design->ledger.count; i++)
        told |= strcmp(design->ledger.items[i].path, "traffic.u.file") == 0;
    assert_true(told);
}

static void a_map_that_takes_nothing_is_refused(void **state)
{
    struct trial *trial = *state;
    scenario_write(&trial->scenario, "access.log", LINE("00:10", "GET /a"));
    assert_null(scenario_load(&trial->scenario,
                              SCENARIO("file: access.log, map: {\"GET /c\": s.b}")));
    assert_true(scenario_says(&trial->scenario, "none of the log's 1 requests is in it"));
}

static void a_removed_service_takes_its_part_of_map_and_journey(void **state)
{
    struct trial *trial = *state;
    struct scenario *scenario = &trial->scenario;
    scenario_write(scenario, "access.log", LINE("00:10", "GET /a"));
    scenario->options.variant = "less";
    const struct design *design = scenario_accept(
        scenario,
        "overstack: 1\n"
        "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
        "services:\n  s: {on: h, endpoints: {a: [{send: 1KiB}]}}\n"
        "  t: {on: h, endpoints: {a: [{send: 1KiB}]}}\n"
        "traffic:\n"
        "  u: {executor: trace, file: access.log, map: {\"GET /a\": s.a, \"*\": t.a}}\n"
        "  v: {executor: constant-vus, vus: 1, journey: [t.a, {think: 1s}, s.a,"
        " {call: t.a}]}\n"
        "  w: {executor: constant-vus, vus: 1, journey: [t.a, {think: 1s}]}\n"
        "variants: {less: {services.t: null}}\n");
    assert_int_equal(design->traffic.count, 2);
    assert_int_equal(design_traffic(design, 0)->map.count, 1);
    assert_int_equal(design_traffic(design, 1)->journey.count, 2);
    assert_near(design_traffic(design, 1)->journey_calls, 1, 0);
    assert_near(design_traffic(design, 1)->journey_think_s, 1, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(rows_get_their_arrivals_in_their_time),
        TRIAL_TEST(every_recorded_arrival_comes_though_sums_are_rounded),
        TRIAL_TEST(the_last_row_lasts_as_long_as_the_one_before),
        TRIAL_TEST(spikes_and_end_hold_for_traces),
        TRIAL_TEST(a_log_is_played_again_second_by_second),
        TRIAL_TEST(a_second_with_several_kinds_is_drawn_by_their_shares),
        TRIAL_TEST(poisson_spreads_the_same_mean),
        TRIAL_TEST(the_hash_covers_the_file),
        TRIAL_TEST(mistakes_in_the_file_are_told_with_its_line),
        TRIAL_TEST(what_a_log_loses_is_a_warning_and_in_the_ledger),
        TRIAL_TEST(a_map_that_takes_nothing_is_refused),
        TRIAL_TEST(a_removed_service_takes_its_part_of_map_and_journey),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
