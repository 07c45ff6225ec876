/* test_slow_leak.c - a t3.micro that dies about every twelve days, as it did.
 *
 * What happened and where each figure is from: docs/stories.md. One figure is fitted to
 * the twelve days (the leak of an upload); the rest of what is held here is not.
 */
#include "sim/run/replicate.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"
#include "tests/support/story.h"

#include <string.h>

enum { SEEDS = 20, SOME = 6, FEW = 3, DAY_S = 86400 };

static struct story stories[SEEDS];

static void run_seeds(uint32_t count, const char *variant)
{
    story_run_seeds(stories, count, "slow-leak", variant);
}

static void clear_seeds(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        story_clear(&stories[i]);
}

static uint32_t deaths(uint32_t count)
{
    uint32_t dead = 0;
    for (uint32_t i = 0; i < count; i++)
        dead += !isnan(story_death_s(&stories[i]));
    return dead;
}

/* ---- the file itself: twenty months ---- */

static int begin(void **state)
{
    (void)state;
    run_seeds(SEEDS, NULL);
    return 0;
}

static int end(void **state)
{
    (void)state;
    clear_seeds(SEEDS);
    return 0;
}

static void it_dies_after_about_twelve_days(void **state)
{
    (void)state;
    double sum = 0, squares = 0;
    for (int i = 0; i < SEEDS; i++) {
        const double days = story_death_s(&stories[i]) / DAY_S;
        assert_false(isnan(days));
        sum += days;
        squares += days * days;
    }
    const double mean = sum / SEEDS;
    print_message("dies after %.2f days in the mean, standard deviation %.2f\n", mean,
                  sqrt((squares - SEEDS * mean * mean) / (SEEDS - 1)));
    assert_near(mean, 12, 0.2 * 12);
}

static void started_again_it_dies_again(void **state)
{
    (void)state;
    for (int i = 0; i < SEEDS; i++)
        assert_true(story_count(&stories[i], "machine_stop", "web") >= 2);
}

static void cpu_is_at_100_percent_and_none_of_it_is_demand(void **state)
{
    (void)state;
    for (int i = 0; i < SEEDS; i++) {
        assert_true(story_host(&stories[i], "web")->unreachable_cpu > 0.95);
        assert_non_null(strstr(stories[i].summary->verdict.summary, "of memory"));
        assert_non_null(
            strstr(stories[i].summary->verdict.summary, "not of CPU credits ("));
        assert_non_null(
            strstr(stories[i].summary->verdict.summary, "not of CPU demand (1."));
    }
}

static void more_than_half_of_the_credits_are_left(void **state)
{
    (void)state;
    for (int i = 0; i < SEEDS; i++) {
        const struct summary *summary = stories[i].summary;
        const struct series *credits = summary_series(summary, "host.web.credits");
        const uint32_t step = summary_step(summary, story_death_s(&stories[i]));
        assert_true(credits->values[step] > 0.5 * 288); /* a t3.micro holds 288 */
    }
}

static void before_memory_runs_out_cpu_is_1_to_2_percent(void **state)
{
    (void)state;
    for (int i = 0; i < SEEDS; i++) {
        const struct summary *summary = stories[i].summary;
        const struct series *cpu = summary_series(summary, "host.web.cpu");
        const double memory_s =
            story_resource(&stories[i], "host.web.memory")->saturated_at;
        for (uint32_t s = 1; (s + 1) * summary->step_s < memory_s; s++)
            assert_near(cpu->values[s], 0.015, 0.005);
    }
}

/* Nearly all die earlier than the same month in which no two photos come at once. */
static void two_uploads_at_once_start_the_end(void **state)
{
    (void)state;
    static struct story alone[SOME];
    double earlier_s = 0;
    for (int i = 0; i < SOME; i++)
        alone[i] = (struct story){
            .name = "slow-leak", .sets = {"traffic.long_answers=null"}, .seed = i + 1};
    story_run_all(alone, SOME);
    for (int i = 0; i < SOME; i++) {
        assert_false(isnan(story_death_s(&alone[i])));
        earlier_s += story_death_s(&alone[i]) - story_death_s(&stories[i]);
        story_clear(&alone[i]);
    }
    assert_true(earlier_s / SOME > 0.5 * DAY_S);
}

static void each_worker_stays_below_its_high_water_mark(void **state)
{
    (void)state;
    for (int i = 0; i < SEEDS; i++) {
        const double mib = 1024 * 1024;
        const double held = story_service(&stories[i], "django")->memory_peak;
        /* Master 19 MB and text 12 MB, workers 33.5 MB; three photos at most at once. */
        assert_true(held < 31e6 + 8 * (33.5e6 + 80 * mib) + 3 * 60 * mib);
    }
}

/* ---- its variants ---- */

static void with_three_workers_it_rarely_dies(void **state)
{
    (void)state;
    run_seeds(SEEDS, "three-workers");
    assert_true(deaths(SEEDS) <= 1);
    clear_seeds(SEEDS);
}

static void a_worker_timeout_heals_it_each_time(void **state)
{
    (void)state;
    run_seeds(SOME, "worker-timeout");
    assert_int_equal(deaths(SOME), 0);
    for (int i = 0; i < SOME; i++)
        assert_true(story_count(&stories[i], "worker_killed", NULL) > 0);
    clear_seeds(SOME);
}

static void each_cure_cures(void **state)
{
    (void)state;
    static const char *const cures[] = {"recycle", "recycle-jitter", "object-storage",
                                        "swap", "t3-small"};
    for (size_t c = 0; c < sizeof(cures) / sizeof(cures[0]); c++) {
        run_seeds(FEW, cures[c]);
        assert_int_equal(deaths(FEW), 0);
        for (int i = 0; i < FEW; i++) {
            assert_near(story_host(&stories[i], "web")->unreachable_s, 0, 0);
            assert_true(stories[i].summary->ok);
        }
        clear_seeds(FEW);
    }
}

static void recycling_keeps_memory_low(void **state)
{
    (void)state;
    run_seeds(1, "recycle-jitter");
    const struct host_summary *web = story_host(&stories[0], "web");
    assert_true(story_service(&stories[0], "django")->recycles > 8);
    /* Never more than a photo above what eight fresh workers hold. */
    assert_true(web->memory_need_peak < 0.75 * web->memory_total);
    clear_seeds(1);
}

/* ---- recycling all at once ---- */

/* Four workers under steady load, each recycled after some 500 requests. A boot is 0.76 s
 * of CPU, as Django's: all four together take the two cores for a second and a half. */
static const char steady[] =
    "overstack: 1\n"
    "simulate: {duration: 3m, seed: 7}\n"
    "hosts: {web: {instance: {vcpus: 2, memory: 4GiB}}}\n"
    "services:\n"
    "  django:\n"
    "    on: web\n"
    "    workers: 4\n"
    "    threads: 1\n"
    "    start: {cpu: 760ms}\n"
    "    recycle: {max_requests: 500, jitter: 0}\n"
    "    endpoints: {page: [cpu: 40ms]}\n"
    "traffic:\n"
    "  users: {executor: constant-arrival-rate, rate: 25/s, arrivals: regular,\n"
    "          target: django.page}\n";

struct dip {
    double least;   /* answered in the worst second, as a share of the rate */
    double longest; /* latency, seconds */
    double recycled;
};

static struct dip dip_with(const char *jitter)
{
    struct scenario scenario;
    struct dip dip = {.least = INFINITY};
    const struct replicate_options one = {.jobs = 1};
    scenario_begin(&scenario);
    scenario_set(&scenario, jitter);
    const struct design *design = scenario_accept(&scenario, steady);
    const struct summary *summary = replicate_run(design, &one, &scenario.arena);
    const struct series *answered = summary_series(summary, "requests.answered");
    assert_near(summary->step_s, 1, 0);
    /* The first second has not yet its last request, the last one may be cut off. */
    for (uint32_t i = 1; i + 1 < answered->count; i++)
        dip.least = fmin(dip.least, answered->values[i] / 25);
    dip.longest = summary_request(summary, "all")->latency.max;
    dip.recycled = summary->services[0].recycles;
    scenario_end(&scenario);
    return dip;
}

static void without_jitter_all_workers_restart_together_and_nobody_answers(void **state)
{
    (void)state;
    const struct dip dip = dip_with("services.django.recycle.jitter=0");
    assert_true(dip.recycled >= 8);
    assert_true(dip.least < 0.25);
    assert_true(dip.longest > 1);
}

static void with_jitter_they_restart_one_by_one_and_nobody_notices(void **state)
{
    (void)state;
    const struct dip dip = dip_with("services.django.recycle.jitter=250");
    assert_true(dip.recycled >= 4);
    assert_true(dip.least > 0.75);
    assert_true(dip.longest < 0.5);
}

int main(void)
{
    const struct CMUnitTest itself[] = {
        cmocka_unit_test(it_dies_after_about_twelve_days),
        cmocka_unit_test(started_again_it_dies_again),
        cmocka_unit_test(cpu_is_at_100_percent_and_none_of_it_is_demand),
        cmocka_unit_test(more_than_half_of_the_credits_are_left),
        cmocka_unit_test(before_memory_runs_out_cpu_is_1_to_2_percent),
        cmocka_unit_test(two_uploads_at_once_start_the_end),
        cmocka_unit_test(each_worker_stays_below_its_high_water_mark),
    };
    const struct CMUnitTest variants[] = {
        cmocka_unit_test(with_three_workers_it_rarely_dies),
        cmocka_unit_test(a_worker_timeout_heals_it_each_time),
        cmocka_unit_test(each_cure_cures),
        cmocka_unit_test(recycling_keeps_memory_low),
        cmocka_unit_test(without_jitter_all_workers_restart_together_and_nobody_answers),
        cmocka_unit_test(with_jitter_they_restart_one_by_one_and_nobody_notices),
    };
    const int failed = cmocka_run_group_tests_name("itself", itself, begin, end);
    return failed + cmocka_run_group_tests_name("variants", variants, NULL, NULL);
}
