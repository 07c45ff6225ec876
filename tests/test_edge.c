/* A delivery network, object storage, message buses and mail: what they do. What they
 * cost is in test_cost_edge.c. */
#include "models/cost.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-9

/* Ten requests a second for a thousand seconds. */
#define TRAFFIC                                                                          \
    "traffic: {u: {executor: constant-arrival-rate, rate: 10/s, arrivals: regular,"      \
    " target: %s}}\n"
#define RUN      "simulate: {duration: 1000.05s}\n"
#define REQUESTS 10000.0

static const struct service_usage *usage_of(const struct trial *trial, const char *name)
{
    return &trial->summary->usage
                .services[scenario_service(&trial->scenario, name)->index];
}

/* `found` of `n` draws with that share lies within 4.5 standard deviations: one test in
 * 150,000 fails by bad luck. */
static void assert_share(double found, double n, double share)
{
    assert_near(found, n * share, 4.5 * sqrt(n * share * (1 - share)));
}

/* ---- cloudfront and s3 ---- */

#define SITE                                                                             \
    RUN "services:\n"                                                                    \
        "  edge: {kind: cloudfront, forward: files, hit: %s, latency: 10ms}\n"           \
        "  files: {kind: s3, latency: 40ms, endpoints: {page: [%s]}}\n" TRAFFIC

static void a_hit_does_not_reach_the_origin(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, SITE, "100%", "{read: 1KiB}", "edge.page");
    assert_near(trial_requests(trial, "all")->latency.mean, 0.010, ROUNDING);
    assert_near(usage_of(trial, "files")->calls, 0, 0);
    trial_run(trial, SITE, "0%", "{read: 1KiB}", "edge.page");
    assert_near(trial_requests(trial, "all")->latency.mean, 0.050, ROUNDING);
    assert_near(usage_of(trial, "files")->calls, usage_of(trial, "edge")->calls, 1);
}

static void each_request_draws_whether_it_hits(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, SITE, "90%", "{read: 1KiB}", "edge.page");
    assert_near(usage_of(trial, "edge")->calls, REQUESTS, 0);
    assert_share(usage_of(trial, "files")->calls, REQUESTS, 0.1);
    assert_share(usage_of(trial, "files")->reads, REQUESTS, 0.1);
}

static void the_edge_sends_what_its_origin_sends(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, SITE, "100%", "{read: 1KiB}, {send: 20KiB}", "edge.page");
    const double answered = trial_requests(trial, "all")->count;
    assert_near(usage_of(trial, "edge")->internet_out_bytes, answered * 20480, 20480);
    assert_near(usage_of(trial, "files")->region_out_bytes, 0, 0);
    trial_run(trial, SITE, "0%", "{choose: [{p: 25%, steps: [{send: 1MiB}]}]}",
              "edge.page");
    assert_share(usage_of(trial, "edge")->internet_out_bytes / 0x1p20, REQUESTS, 0.25);
    assert_share(usage_of(trial, "files")->region_out_bytes / 0x1p20, REQUESTS, 0.25);
    assert_near(usage_of(trial, "files")->internet_out_bytes, 0, 0);
}

static void behind_a_balancer_the_service_is_the_origin(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              RUN
              "hosts: {h: {instance: {vcpus: 1, memory: 1GiB}}}\n"
              "services:\n"
              "  edge: {kind: cloudfront, forward: front, hit: 50%%}\n"
              "  front: {kind: alb, forward: app}\n"
              "  app: {on: h, endpoints: {page: [{cpu: 1ms}, {send: 10KiB}]}}\n" TRAFFIC,
              "edge.page");
    assert_near(usage_of(trial, "edge")->internet_out_bytes, REQUESTS * 10240, 10240);
    assert_share(usage_of(trial, "app")->calls, REQUESTS, 0.5);
    assert_near(trial->summary->usage.machines[0].internet_out_bytes, 0, 0);
}

static void a_miss_of_a_dead_origin_fails(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, SITE "events: [{at: 1ms, fail: files}]\n", "90%", "{read: 1KiB}",
              "edge.page");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_share(all->failed_rate * REQUESTS, REQUESTS, 0.1);
}

static void an_object_not_listed_is_one_get_or_put(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, RUN "services: {files: {kind: s3}}\n" TRAFFIC, "files.logo");
    assert_near(usage_of(trial, "files")->reads, REQUESTS, 0);
    assert_near(usage_of(trial, "files")->writes, 0, 0);
    trial_run(trial, RUN "services: {files: {kind: s3}}\n" TRAFFIC, "files.put");
    assert_near(usage_of(trial, "files")->reads, 0, 0);
    assert_near(usage_of(trial, "files")->writes, REQUESTS, 0);
}

/* ---- buses ---- */

#define BUS                                                                              \
    RUN "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"                             \
        "services:\n"                                                                    \
        "  app: {on: h, endpoints: {go: [{publish: bus.x}], ask: [{call: bus.x}]}}\n"    \
        "  a: {on: h, endpoints: {job: [{cpu: 1ms}]}}\n"                                 \
        "  b: {on: h, endpoints: {job: [{cpu: 1ms}]}}\n"                                 \
        "  bus: {kind: %s}\n" TRAFFIC

static void every_target_gets_every_message(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, BUS, "sns, to: [a.job, b.job]", "app.go");
    assert_near(usage_of(trial, "bus")->published, REQUESTS, 0);
    assert_near(trial_service(trial, "a")->messages.published, REQUESTS, 0);
    assert_near(trial_service(trial, "b")->messages.published, REQUESTS, 0);
    assert_near(usage_of(trial, "bus")->delivered, 2 * REQUESTS, 0);
}

static void a_filter_passes_its_share(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, BUS, "eventbridge, to: [a.job, {to: b.job, share: 10%}], share: 60%",
              "app.go");
    assert_share(trial_service(trial, "a")->messages.published, REQUESTS, 0.6);
    assert_share(trial_service(trial, "b")->messages.published, REQUESTS, 0.1);
    assert_near(usage_of(trial, "bus")->published, REQUESTS, 0);
}

static void the_publisher_does_not_wait_for_the_delivery(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, BUS, "sqs, to: a.job, latency: 2s", "app.go");
    assert_near(trial_requests(trial, "all")->latency.mean, 0, ROUNDING);
    /* Those of the last two seconds are still on their way. */
    assert_near(trial_service(trial, "bus")->messages.in_hand_end, 20, 1);
    assert_near(trial_service(trial, "a")->messages.published, REQUESTS - 20, 1);
}

static void a_call_waits_until_the_message_is_taken(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, BUS, "sqs, to: a.job, latency: 25ms", "app.ask");
    assert_near(trial_requests(trial, "all")->latency.mean, 0.025, ROUNDING);
    assert_near(trial_service(trial, "a")->messages.published, REQUESTS, 1);
    assert_near(usage_of(trial, "bus")->calls, REQUESTS, 0);
}

static void a_queue_keeps_what_its_consumer_cannot_take(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, BUS "events: [{at: 1ms, fail: a}]\n", "sqs, to: a.job", "app.go");
    const struct message_summary *m = &trial_service(trial, "a")->messages;
    assert_near(m->published, REQUESTS, 0);
    assert_near(m->waiting_end, REQUESTS, 0);
    assert_near(m->lost, 0, 0);
    assert_near(trial_requests(trial, "all")->failed_rate, 0, 0);
}

static void a_topic_may_fill_queues(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, BUS,
              "sns, to: [q.x, r.x]}\n  q: {kind: sqs, to: a.job}\n"
              "  r: {kind: sqs, to: b.job",
              "app.go");
    assert_near(trial_service(trial, "a")->messages.consumed, REQUESTS, 1);
    assert_near(trial_service(trial, "b")->messages.consumed, REQUESTS, 1);
    assert_near(usage_of(trial, "bus")->delivered, 0, 0); /* not over HTTP */
}

static void a_consumer_that_was_removed_gets_nothing(void **state)
{
    struct trial *trial = *state;
    scenario_set(&trial->scenario, "services.b=null");
    trial_run(trial, BUS, "sns, to: [a.job, {to: b.job, share: 10%}]", "app.go");
    assert_near(usage_of(trial, "bus")->delivered, REQUESTS, 0);
    assert_string_equal(scenario_assumption(&trial->scenario, "services.bus.to"),
                        "no messages to b");
    trial_run(trial, BUS, "sqs, to: b.job", "app.go");
    assert_near(usage_of(trial, "bus")->published, REQUESTS, 0);
    assert_near(usage_of(trial, "bus")->delivered, 0, 0);
    assert_true(scenario_says(&trial->scenario, "hands its messages to nobody"));
}

/* ---- what they allow ---- */

/* Ten a second for 1000.05 s, so 10,000 messages. */
static void messages_above_the_rate_are_throttled(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, BUS, "sqs, to: a.job, rate_limit: 4/s", "app.go");
    /* 4 a second, and the 4 saved up at first. */
    assert_near(usage_of(trial, "bus")->published, 4 * 1000 + 4, 1);
    assert_near(trial_service(trial, "bus")->messages.refused, REQUESTS - 4004, 1);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_THROTTLED], REQUESTS - 4004,
                1);
    const struct resource_summary *limit =
        trial_resource(trial, "service.bus.rate_limit");
    assert_near(limit->saturated_at, 0.7, 0.15); /* 0.1 + 4/6 of a second */
    assert_near(limit->utilization, 2.5, 0.01);
    /* A call takes from the same limit. */
    trial_run(trial, BUS, "sns, to: a.job, rate_limit: 4/s", "app.ask");
    assert_near(usage_of(trial, "bus")->throttled, REQUESTS - 4004, 1);
    assert_near(trial_service(trial, "a")->messages.published, 4004, 1);
}

static double limit_of(struct trial *trial, const char *region, const char *bus)
{
    trial_run(trial,
              "region: %s\nsimulate: {duration: 1s}\n"
              "services: {v: {kind: %s}}\n",
              region, bus);
    return scenario_service(&trial->scenario, "v")->rate_limit_per_s;
}

static void a_fifo_queue_and_an_event_bus_have_the_quotas_of_aws(void **state)
{
    struct trial *trial = *state;
    assert_true(isinf(limit_of(trial, "us-east-1", "sqs")));
    assert_near(limit_of(trial, "us-east-1", "sqs, fifo: true"), 300, 0);
    assert_string_equal(scenario_assumption(&trial->scenario, "services.v.rate_limit"),
                        "300/s");
    assert_near(limit_of(trial, "us-east-1", "sqs, fifo: true, rate_limit: 70/s"), 70, 0);
    assert_near(limit_of(trial, "us-east-1", "eventbridge"), 10000, 0);
    assert_near(limit_of(trial, "ap-northeast-1", "eventbridge"), 1200, 0);
    assert_near(limit_of(trial, "ap-northeast-2", "eventbridge"), 600, 0);
    assert_true(
        isinf(limit_of(trial, "us-east-1", "eventbridge, rate_limit: unlimited")));
}

/* Each is held for 2 s, so three in flight are 1.5 messages a second. */
static void no_more_messages_are_in_flight_than_allowed(void **state)
{
    struct trial *trial = *state;
    static const char scenario[] =
        RUN "hosts: {h: {instance: {vcpus: 4, memory: 1GiB}}}\n"
            "services:\n"
            "  q: {kind: sqs, to: w.job, in_flight: 3}\n"
            "  w: {%s, endpoints: {job: [{sleep: 2s}]}}\n" TRAFFIC;
    static const char *const workers[] = {
        "on: [h], replicas: 2, queue: {ack: late}",
        "kind: lambda, memory: 1769MiB, timeout: 1m, cold_start: 0"};
    for (int i = 0; i < 2; i++) {
        trial_run(trial, scenario, workers[i], "q.x");
        const struct message_summary *m = &trial_service(trial, "w")->messages;
        assert_near(m->published, REQUESTS, 1);
        assert_near(m->consumed, 1.5 * 1000, 3);
        assert_near(m->in_hand_end, 3, 0);
        const struct resource_summary *limit =
            trial_resource(trial, "service.q.in_flight");
        assert_near(limit->utilization, 1, 0.01);
        assert_near(limit->saturated_at, 0.35, 0.06); /* the fourth message */
    }
    /* Acknowledged when its work begins, a message is in flight no longer. */
    trial_run(trial, scenario, "on: h", "q.x");
    assert_near(trial_service(trial, "w")->messages.consumed, REQUESTS - 20, 1);
    assert_true(isnan(trial_resource(trial, "service.q.in_flight")->saturated_at));
}

static void a_bus_tells_how_long_it_keeps_a_message(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, BUS, "eventbridge, to: a.job, latency: 500ms", "app.go");
    assert_near(trial_service(trial, "bus")->messages.wait_mean, 0.5, ROUNDING);
    assert_near(trial_service(trial, "bus")->messages.lag_peak, 0.5, ROUNDING);
    assert_near(trial_service(trial, "a")->messages.wait_mean, 0, ROUNDING);
}

/* ---- mail ---- */

static void mails_above_the_rate_are_throttled(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, RUN "services: {mail: {kind: ses, rate_limit: 4/s}}\n" TRAFFIC,
              "mail.send");
    /* 4 a second, and the 4 saved up at first; ten a second were asked for. */
    assert_near(usage_of(trial, "mail")->served, 4 * 1000 + 4, 1);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_THROTTLED], REQUESTS - 4004,
                1);
    const struct resource_summary *limit =
        trial_resource(trial, "service.mail.rate_limit");
    assert_near(limit->saturated_at, 0.7, 0.15); /* 0.4 + 4/6 of a second */
    trial_run(trial,
              RUN "services: {mail: {kind: ses, rate_limit: 14/s, on_limit: wait,"
                  " latency: 30ms}}\n" TRAFFIC,
              "mail.send");
    assert_near(trial_requests(trial, "all")->latency.mean, 0.030, ROUNDING);
    assert_near(trial_requests(trial, "all")->failed_rate, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(a_hit_does_not_reach_the_origin),
        TRIAL_TEST(each_request_draws_whether_it_hits),
        TRIAL_TEST(the_edge_sends_what_its_origin_sends),
        TRIAL_TEST(behind_a_balancer_the_service_is_the_origin),
        TRIAL_TEST(a_miss_of_a_dead_origin_fails),
        TRIAL_TEST(an_object_not_listed_is_one_get_or_put),
        TRIAL_TEST(every_target_gets_every_message),
        TRIAL_TEST(a_filter_passes_its_share),
        TRIAL_TEST(the_publisher_does_not_wait_for_the_delivery),
        TRIAL_TEST(a_call_waits_until_the_message_is_taken),
        TRIAL_TEST(a_queue_keeps_what_its_consumer_cannot_take),
        TRIAL_TEST(a_topic_may_fill_queues),
        TRIAL_TEST(a_consumer_that_was_removed_gets_nothing),
        TRIAL_TEST(messages_above_the_rate_are_throttled),
        TRIAL_TEST(a_fifo_queue_and_an_event_bus_have_the_quotas_of_aws),
        TRIAL_TEST(no_more_messages_are_in_flight_than_allowed),
        TRIAL_TEST(a_bus_tells_how_long_it_keeps_a_message),
        TRIAL_TEST(mails_above_the_rate_are_throttled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
