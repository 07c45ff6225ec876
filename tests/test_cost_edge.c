/* The bill of what serves at the edge, hands messages on, sends mail or is only billed:
 * each line against the price list by hand. */
#include "models/cost.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

#define GB 0x1p30

/* A thousand requests in 100.05 s, the last at 100 s; a month is 730 h of that. */
#define RUN     "simulate: {duration: 100.05s}\n"
#define MONTH   (730 * 3600 / 100.05)
#define PER_RUN 1000.0
#define TRAFFIC                                                                          \
    "traffic: {u: {executor: constant-arrival-rate, rate: 10/s, arrivals: regular,"      \
    " target: %s}}\n"
#define HOST "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"

static const struct cost_summary *bill(struct trial *trial)
{
    static struct summary priced;
    priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    return &priced.cost;
}

static const struct cost_line *line(struct trial *trial, const char *item)
{
    const struct cost_summary *cost = bill(trial);
    for (uint32_t i = 0; i < cost->line_count; i++)
        if (strcmp(cost->lines[i].item, item) == 0)
            return &cost->lines[i];
    return NULL;
}

static bool is_unpriced(struct trial *trial, const char *part)
{
    const struct cost_summary *cost = bill(trial);
    for (uint32_t i = 0; i < cost->unpriced_count; i++)
        if (strstr(cost->unpriced[i], part))
            return true;
    return false;
}

static void assert_line(struct trial *trial, const char *item, double quantity,
                        double usd)
{
    const struct cost_line *found = line(trial, item);
    if (!found)
        fail_msg("no line %s", item);
    assert_near(found->quantity, quantity, 1e-9 * fabs(quantity));
    assert_near(found->month_usd, usd, 1e-9 * fabs(usd));
}

/* ---- cloudfront ---- */

#define SITE                                                                             \
    "region: %s\n" RUN "services:\n"                                                     \
    "  edge: {kind: cloudfront, forward: files %s}\n"                                    \
    "  files: {kind: s3, endpoints: {page: [{read: 1KiB}, {send: 100KiB}]}}\n" TRAFFIC

static void the_edge_has_prices_of_its_own(void **state)
{
    struct trial *trial = *state;
    const double gb = PER_RUN * 102400 / GB * MONTH, requests = PER_RUN * MONTH;
    trial_run(trial, SITE, "us-east-1", "", "edge.page");
    assert_line(trial, "edge: to users, always free", -1024, -1024 * 0.085);
    assert_line(trial, "edge: to users", gb, gb * 0.085);
    assert_line(trial, "edge: requests, always free", -1e7, -10);
    assert_line(trial, "edge: requests", requests, requests * 0.01 / 1e4);
    assert_false(is_unpriced(trial, "internet")); /* is not paid twice */
    trial_run(trial, SITE, "ap-northeast-2", "", "edge.page");
    assert_line(trial, "edge: to users", gb, gb * 0.12);
    assert_line(trial, "edge: requests", requests, requests * 0.009 / 1e4);
    assert_non_null(strstr(line(trial, "edge: requests")->source, "stand-in"));
    trial_run(trial, SITE, "eu-central-1", "", "edge.page");
    assert_line(trial, "edge: to users", gb, gb * 0.085);
    assert_true(is_unpriced(trial, "edge: requests"));
    trial_run(trial, SITE, "ap-south-1", "", "edge.page");
    assert_true(is_unpriced(trial, "edge: to users"));
}

static void above_ten_terabytes_no_price_is_known(void **state)
{
    struct trial *trial = *state;
    const double gb = PER_RUN * 2097152 / GB * MONTH;
    trial_run(trial,
              RUN "services: {edge: {kind: cloudfront, endpoints: {film: [{send: "
                  "2MiB}]}}}\n" TRAFFIC,
              "edge.film");
    assert_true(gb > 10240);
    assert_line(trial, "edge: to users", 10240, 10240 * 0.085);
    assert_true(is_unpriced(trial, "edge: to users above 10 TB"));
}

static void a_price_of_ones_own_replaces_the_catalogs(void **state)
{
    struct trial *trial = *state;
    const double gb = PER_RUN * 102400 / GB * MONTH, requests = PER_RUN * MONTH;
    trial_run(trial, SITE, "us-east-1", ", price: 0.02 USD/GB", "edge.page");
    assert_line(trial, "edge: to users", gb, gb * 0.02);
    assert_line(trial, "edge: requests", requests, requests * 1e-6);
    trial_run(trial, SITE, "us-east-1", ", price: 15 USD/month", "edge.page");
    assert_line(trial, "edge: fee", 1, 15);
    assert_null(line(trial, "edge: requests"));
}

/* ---- messages ---- */

#define BUS                                                                              \
    RUN HOST "services:\n"                                                               \
             "  app: {on: h, endpoints: {go: [{publish: bus.x}]}}\n"                     \
             "  a: {on: h, endpoints: {job: [{cpu: 1ms}]}}\n"                            \
             "  bus: {kind: %s}\n" TRAFFIC

static void a_message_of_a_queue_is_three_requests(void **state)
{
    struct trial *trial = *state;
    const double n = PER_RUN * MONTH;
    trial_run(trial, BUS, "sqs, to: a.job", "app.go");
    assert_line(trial, "bus: requests, always free", -1e6, -0.4);
    assert_line(trial, "bus: requests", 3 * n, 3 * n * 0.4e-6);
    trial_run(trial, BUS, "sqs, to: a.job, message: 65KiB", "app.go");
    assert_line(trial, "bus: requests", 6 * n, 6 * n * 0.4e-6);
    trial_run(trial, BUS, "sqs, to: a.job, price: 0.001 USD/call", "app.go");
    assert_line(trial, "bus: requests", 3 * n, 3 * n * 0.001);
    assert_null(line(trial, "bus: requests, always free"));
}

static void what_is_free_is_the_accounts(void **state)
{
    struct trial *trial = *state;
    const double n = PER_RUN * MONTH;
    trial_run(trial,
              RUN HOST
              "services:\n"
              "  app: {on: h, endpoints: {go: [{publish: q.x}, {publish: r.x}]}}\n"
              "  a: {on: h, endpoints: {job: [{cpu: 1ms}]}}\n"
              "  q: {kind: sqs, to: a.job}\n"
              "  r: {kind: sqs, to: a.job}\n" TRAFFIC,
              "app.go");
    assert_line(trial, "q: requests", 3 * n, 3 * n * 0.4e-6);
    assert_line(trial, "r: requests", 3 * n, 3 * n * 0.4e-6);
    assert_null(line(trial, "r: requests, always free"));
}

static void a_topic_bills_publishes_and_http(void **state)
{
    struct trial *trial = *state;
    const double n = PER_RUN * MONTH;
    trial_run(trial, BUS, "sns, to: [a.job, a.job]", "app.go");
    assert_line(trial, "bus: publishes", n, n * 0.5e-6);
    assert_line(trial, "bus: publishes, always free", -1e6, -0.5);
    assert_line(trial, "bus: deliveries over HTTP", 2 * n, 2 * n * 0.6e-6);
    trial_run(trial, "region: ap-northeast-2\n" BUS, "sns, to: a.job", "app.go");
    assert_true(is_unpriced(trial, "bus: publishes"));
}

static void an_event_bus_bills_events(void **state)
{
    struct trial *trial = *state;
    const double n = PER_RUN * MONTH;
    trial_run(trial, BUS, "eventbridge, to: a.job, share: 0%, message: 200KiB", "app.go");
    assert_line(trial, "bus: events", 4 * n, 4 * n * 1e-6);
}

static void only_mails_that_went_out_are_billed(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, RUN "services: {mail: {kind: ses, rate_limit: 4/s}}\n" TRAFFIC,
              "mail.send");
    const double mails =
        PER_RUN - trial_requests(trial, "all")->errors[FAILURE_THROTTLED];
    assert_true(mails > 400 && mails < 410);
    assert_line(trial, "mail: mails", mails * MONTH, mails * MONTH * 0.1 / 1000);
}

static void what_an_external_api_refuses_is_not_billed(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              RUN "services: {api: {kind: external, latency: 10ms, rate_limit: 4/s, "
                  "price: 0.01 USD/call}}\n" TRAFFIC,
              "api.ask");
    const double calls =
        PER_RUN - trial_requests(trial, "all")->errors[FAILURE_THROTTLED];
    assert_true(calls > 400 && calls < 410);
    assert_line(trial, "api: calls", calls * MONTH, calls * MONTH * 0.01);
}

/* ---- only billed ---- */

static void what_serves_nobody_is_billed_as_listed(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              RUN HOST "services:\n"
                       "  app: {on: h, endpoints: {go: [{cpu: 1ms}]}}\n"
                       "  watch: {kind: cloudwatch, alarms: 5, metrics: 12000,"
                       " logs: 100GiB/month}\n"
                       "  names: {kind: route53, zones: 2, queries: 5000000/month}\n"
                       "  images: {kind: ecr, storage: 20GiB}\n"
                       "  keys: {kind: secrets, count: 3}\n"
                       "  paid: {kind: secrets, count: 3, price: 9 USD/month}\n" TRAFFIC,
              "app.go");
    assert_line(trial, "watch: alarms", 5, 0.50);
    assert_line(trial, "watch: metrics", 10000, 3000);
    assert_line(trial, "watch: metrics above 10,000", 2000, 200);
    assert_line(trial, "watch: logs coming in", 100, 50);
    assert_line(trial, "watch: logs kept", 100, 3);
    assert_line(trial, "names: hosted zones", 2, 1);
    assert_line(trial, "names: queries", 5e6, 2);
    assert_line(trial, "images: images", 20, 2);
    assert_line(trial, "keys: secrets", 3, 1.20);
    assert_line(trial, "paid: fee", 1, 9);
}

static void the_month_is_the_sum_of_the_lines(void **state)
{
    struct trial *trial = *state;
    double sum = 0;
    trial_run(trial, SITE, "us-east-1", "", "edge.page");
    const struct cost_summary *cost = bill(trial);
    for (uint32_t i = 0; i < cost->line_count; i++)
        sum += cost->lines[i].month_usd;
    assert_true(sum > 100);
    assert_near(cost->month_usd, sum, 1e-9 * sum);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(the_edge_has_prices_of_its_own),
        TRIAL_TEST(above_ten_terabytes_no_price_is_known),
        TRIAL_TEST(a_price_of_ones_own_replaces_the_catalogs),
        TRIAL_TEST(a_message_of_a_queue_is_three_requests),
        TRIAL_TEST(what_is_free_is_the_accounts),
        TRIAL_TEST(a_topic_bills_publishes_and_http),
        TRIAL_TEST(an_event_bus_bills_events),
        TRIAL_TEST(only_mails_that_went_out_are_billed),
        TRIAL_TEST(what_an_external_api_refuses_is_not_billed),
        TRIAL_TEST(what_serves_nobody_is_billed_as_listed),
        TRIAL_TEST(the_month_is_the_sum_of_the_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
