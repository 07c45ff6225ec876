/* test_admissions.c - a school's admissions site under two load tests and in its season.
 *
 * What was measured, what was fitted and under which reading: docs/stories.md. A measured
 * figure is one run of a test, so it is held to what single runs of the model scatter
 * (a prediction interval over seeds). Variants share their random numbers, so comparisons
 * between them need no tolerance.
 */
#include "tests/support/near.h"
#include "tests/support/story.h"

#include <string.h>

enum variant {
    ITSELF,
    USERS_500,
    THREE_SERVERS,
    PRODUCTION_DB,
    ONE_BIG,
    DEADLINE,
    ONE_BIG_DEADLINE,
    SERVER_LOST,
    SERVER_LOST_DEFAULTS,
    DEPLOY,
    BOTS,
    BOTS_BLOCKED,
    VARIANTS
};

static const char *const names[VARIANTS] = {
    NULL,       "users-500",        "three-servers", "production-db",        "one-big",
    "deadline", "one-big-deadline", "server-lost",   "server-lost-defaults", "deploy",
    "bots",     "bots-blocked",
};

enum { SEEDS = 20 };

/* Student's t with 19 degrees of freedom: 0.05% beyond it on each side. */
static const double t_19 = 3.883;

static int run_all(void **state)
{
    static struct story stories[VARIANTS];
    for (int i = 0; i < VARIANTS; i++)
        stories[i] = (struct story){.name = "admissions", .variant = names[i]};
    story_run_all(stories, VARIANTS);
    *state = stories;
    return 0;
}

static int clear_all(void **state)
{
    struct story *stories = *state;
    for (int i = 0; i < VARIANTS; i++)
        story_clear(&stories[i]);
    return 0;
}

static const struct request_summary *all(const struct story *story)
{
    const struct request_summary *found = summary_request(story->summary, "all");
    assert_true(found->count > 0);
    return found;
}

static const struct story *in(void **state, enum variant variant)
{
    return (const struct story *)*state + variant;
}

/* ---- the two tests, as measured ---- */

typedef double figure_of(const struct story *story);

static double mean_s(const struct story *story)
{
    return all(story)->latency.mean;
}

static double least_s(const struct story *story)
{
    return all(story)->latency.min;
}

static double median_s(const struct story *story)
{
    return all(story)->latency.p50;
}

static double p90_s(const struct story *story)
{
    return all(story)->latency.p90;
}

static double most_s(const struct story *story)
{
    return all(story)->latency.max;
}

/* Could this be one more run of the model? */
static void hold(const struct story *seeds, const char *what, figure_of *figure,
                 double measured)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < SEEDS; i++) {
        sum += figure(&seeds[i]);
        squares += figure(&seeds[i]) * figure(&seeds[i]);
    }
    const double mean = sum / SEEDS;
    const double deviation = sqrt((squares - SEEDS * mean * mean) / (SEEDS - 1));
    print_message("%s: measured %.3g s, simulated %.3g s, standard deviation %.2g s\n",
                  what, measured, mean, deviation);
    assert_near(measured, mean, t_19 * deviation * sqrt(1 + 1.0 / SEEDS));
}

static void the_test_with_2000_users_comes_out_as_measured(void **state)
{
    (void)state;
    static struct story seeds[SEEDS];
    story_run_seeds(seeds, SEEDS, "admissions", NULL);
    hold(seeds, "2000 users, mean", mean_s, 1.61);
    hold(seeds, "2000 users, median", median_s, 1.53);
    hold(seeds, "2000 users, least", least_s, 0.313);
    hold(seeds, "2000 users, p90", p90_s, 2.39);
    hold(seeds, "2000 users, most", most_s, 4.49);
    for (int i = 0; i < SEEDS; i++) {
        assert_near(all(&seeds[i])->answered, 2000, 0);
        story_clear(&seeds[i]);
    }
}

static void the_test_with_500_users_comes_out_as_measured(void **state)
{
    (void)state;
    static struct story seeds[SEEDS];
    story_run_seeds(seeds, SEEDS, "admissions", "users-500");
    hold(seeds, "500 users, mean", mean_s, 1.22);
    hold(seeds, "500 users, least", least_s, 0.299);
    hold(seeds, "500 users, most", most_s, 3.26);
    for (int i = 0; i < SEEDS; i++) {
        assert_near(all(&seeds[i])->answered, 1000, 0);
        story_clear(&seeds[i]);
    }
}

/* As a share of what it may take; the two servers were at 21.7 and 19.5%, then 32.8%. */
static double heap_share(const struct story *story)
{
    return story_service(story, "spring")->heap_used_peak / (3835.0 / 4 * 1024 * 1024);
}

static void heaps_peak_where_they_did(void **state)
{
    /* What the two servers of one test differ by, half of it to each side. */
    const double apart = (0.217 - 0.195) / 2;
    assert_near(heap_share(in(state, USERS_500)), (0.217 + 0.195) / 2, apart);
    assert_near(heap_share(in(state, ITSELF)), 0.328, apart);
}

/* ---- a third server ---- */

static void a_third_server_takes_its_share_by_weight(void **state)
{
    const struct story *it = in(state, THREE_SERVERS);
    const struct instance_summary *spring = NULL;
    double served[3] = {0};
    int count = 0;
    for (uint32_t i = 0; i < it->summary->design->instance_count; i++) {
        spring = &it->summary->instances[i];
        if (strncmp(spring->name, "spring[", 7) == 0)
            served[count++] = spring->served;
    }
    assert_int_equal(count, 3);
    /* Each of nginx's two workers counts for itself: a round each may be cut short. */
    assert_near(served[0], 2000 * 3.0 / 8, 2 * 3);
    assert_near(served[1], 2000 * 3.0 / 8, 2 * 3);
    assert_near(served[2], 2000 * 2.0 / 8, 2 * 2);
}

static void a_third_server_is_predicted_to_shorten_the_wait(void **state)
{
    assert_true(mean_s(in(state, THREE_SERVERS)) < mean_s(in(state, ITSELF)));
    assert_true(p90_s(in(state, THREE_SERVERS)) < p90_s(in(state, ITSELF)));
    /* Never below what does not depend on the load. */
    assert_true(mean_s(in(state, THREE_SERVERS)) > 1.2);
    assert_true(in(state, THREE_SERVERS)->summary->ok);
}

/* ---- the season ---- */

static void the_last_day_leaves_nearly_everything_idle(void **state)
{
    const struct story *it = in(state, DEADLINE);
    assert_true(it->summary->ok);
    assert_near(all(it)->failed, 0, 0);
    assert_null(it->summary->verdict.first_resource);
    for (uint32_t i = 0; i < it->summary->design->machine_count; i++)
        assert_true(it->summary->hosts[i].cpu_peak < 0.05);
    assert_true(story_host(in(state, ONE_BIG_DEADLINE), "big")->cpu_peak < 0.05);
}

static void one_server_lost_leaves_the_other_serving(void **state)
{
    const struct story *lost = in(state, SERVER_LOST);
    assert_near(all(lost)->failed, 0, 0);
    assert_true(lost->summary->ok);
    /* Somebody found it gone, and was served by the other. */
    assert_true(story_service(lost, "spring")->failed_tries > 0);
    assert_true(story_count(lost, "left_out", NULL) > 0);
    assert_near(all(lost)->count, all(in(state, DEPLOY))->count, 0);
    assert_true(all(lost)->latency.p99 > all(in(state, DEPLOY))->latency.p99);
}

static void with_nginx_defaults_who_finds_it_gone_waits_a_minute(void **state)
{
    const struct request_summary *waited = all(in(state, SERVER_LOST_DEFAULTS));
    assert_near(waited->failed, 0, 0);
    assert_true(waited->latency.max > 60);
    assert_true(all(in(state, SERVER_LOST))->latency.max < 60);
}

static void a_rolling_deployment_interrupts_nobody(void **state)
{
    const struct story *it = in(state, DEPLOY);
    assert_near(all(it)->failed, 0, 0);
    assert_near(all(it)->attempts, all(it)->count, 0);
    assert_near(story_service(it, "spring")->failed_tries, 0, 0);
    assert_near(story_service(it, "spring")->kills, 0, 0);
    assert_true(story_count(it, "ready", "spring[0]") > 0);
    assert_true(story_count(it, "ready", "spring[1]") > 0);
    /* A second of starting on two cores is all that anybody can notice. */
    assert_near(mean_s(it), mean_s(in(state, BOTS_BLOCKED)),
                0.01 * mean_s(in(state, BOTS_BLOCKED)));
}

/* ---- bots ---- */

static void bots_take_the_site_from_its_users(void **state)
{
    const struct story *bots = in(state, BOTS);
    assert_false(story_holds(bots));
    assert_non_null(strstr(bots->summary->verdict.first_resource, "host.app["));
    assert_true(all(bots)->failed > 0);
    assert_true(all(bots)->latency.p95 > 2 * all(in(state, BOTS_BLOCKED))->latency.p95);
    /* Theirs are not counted as the users'. */
    assert_near(all(bots)->count, all(in(state, BOTS_BLOCKED))->count, 0);
}

static void bots_blocked_at_the_edge_cost_nothing_behind_it(void **state)
{
    const struct story *blocked = in(state, BOTS_BLOCKED);
    static struct story without;
    without = (struct story){
        .name = "admissions",
        .variant = "bots",
        .sets = {"traffic.bots_http1=null", "traffic.bots_http2=null"},
    };
    story_run_all(&without, 1);
    /* A thousand a second for five minutes; 0.9999 of Poisson counts are within 4 roots. */
    assert_near(summary_request(blocked->summary, "traffic.bots_http1")->blocked, 3e5,
                4 * sqrt(3e5));
    for (uint32_t i = 0; i < blocked->summary->design->machine_count; i++)
        assert_near(blocked->summary->hosts[i].cpu_mean,
                    without.summary->hosts[i].cpu_mean, 1e-12);
    assert_near(mean_s(blocked), mean_s(&without), 1e-12);
    assert_near(blocked->summary->cost.month_usd, without.summary->cost.month_usd, 1e-9);
    story_clear(&without);
}

/* ---- the bill: prices of Seoul, a month of 730 h ---- */

static const double small_h = 0.0208, medium_h = 0.0416, big_h = 0.376;
static const double disk = 8 * 0.0912, address = 730 * 0.005;
static const double storage = 20 * 0.131, vercel = 20, krw = 1420;

static double front_usd(void) /* nginx, monitoring, two servers, the front end */
{
    return 730 * (2 * small_h + 2 * medium_h) + 4 * disk + 4 * address + vercel;
}

static void bill(const struct story *story, double usd, bool fits)
{
    const struct cost_summary *cost = &story->summary->cost;
    assert_near(cost->month_usd, usd, 0.005);
    assert_near(cost->month_local, usd * krw, 0.005 * krw);
    assert_int_equal(cost->unpriced_count, 0);
    assert_near(cost->budget_limit, 300000, 0);
    assert_int_equal(cost->budget_ok, fits);
    assert_int_equal(usd * krw <= 300000, fits);
}

static void the_bills_are_these_and_only_the_big_machine_is_too_dear(void **state)
{
    const double test_db = 730 * 0.026 + storage, production_db = 730 * 0.102 + storage;
    const double third = 730 * small_h + disk + address;
    const double one = 730 * big_h + disk + address + vercel;
    bill(in(state, ITSELF), front_usd() + test_db, true);
    bill(in(state, USERS_500), front_usd() + test_db, true);
    bill(in(state, THREE_SERVERS), front_usd() + test_db + third, true);
    bill(in(state, PRODUCTION_DB), front_usd() + production_db, true);
    bill(in(state, DEADLINE), front_usd() + production_db, true);
    bill(in(state, SERVER_LOST), front_usd() + production_db, true);
    bill(in(state, DEPLOY), front_usd() + production_db, true);
    bill(in(state, BOTS_BLOCKED), front_usd() + production_db, true);
    bill(in(state, ONE_BIG), one, false);
    bill(in(state, ONE_BIG_DEADLINE), one, false);
}

/* The third server and the production database are too much together. */
static void three_servers_in_production_do_not_fit_the_budget(void **state)
{
    (void)state;
    static struct story both;
    both = (struct story){
        .name = "admissions",
        .variant = "three-servers",
        .sets = {"services.mysql.class=db.t4g.medium",
                 "services.mysql.price=0.102 USD/h"},
    };
    story_run_all(&both, 1);
    bill(&both, front_usd() + 730 * 0.102 + storage + 730 * small_h + disk + address,
         false);
    story_clear(&both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_test_with_2000_users_comes_out_as_measured),
        cmocka_unit_test(the_test_with_500_users_comes_out_as_measured),
        cmocka_unit_test(heaps_peak_where_they_did),
        cmocka_unit_test(a_third_server_takes_its_share_by_weight),
        cmocka_unit_test(a_third_server_is_predicted_to_shorten_the_wait),
        cmocka_unit_test(the_last_day_leaves_nearly_everything_idle),
        cmocka_unit_test(one_server_lost_leaves_the_other_serving),
        cmocka_unit_test(with_nginx_defaults_who_finds_it_gone_waits_a_minute),
        cmocka_unit_test(a_rolling_deployment_interrupts_nobody),
        cmocka_unit_test(bots_take_the_site_from_its_users),
        cmocka_unit_test(bots_blocked_at_the_edge_cost_nothing_behind_it),
        cmocka_unit_test(the_bills_are_these_and_only_the_big_machine_is_too_dear),
        cmocka_unit_test(three_servers_in_production_do_not_fit_the_budget),
    };
    return cmocka_run_group_tests(tests, run_all, clear_all);
}
