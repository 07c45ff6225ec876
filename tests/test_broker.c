/* A service that keeps other services' messages in its memory. */
#include "models/broker.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>

#define MIB 1048576.0

/* Ten messages of 1 MiB a second for 10 s, kept by b (base 10 MiB) on a machine of its
 * own, for t, which has these keys and steps. */
#define BROKEN_DOWN                                                                      \
    "simulate: {duration: 60s}\n"                                                        \
    "hosts: {h: {instance: {vcpus: 4, memory: 4GiB}}, m: {instance: {vcpus: 1, memory: " \
    "256MiB}}}\n"                                                                        \
    "traffic: {u: {executor: constant-arrival-rate, arrivals: regular, rate: 10/s, "     \
    "end: 10s, target: s.go}}\n"                                                         \
    "services:\n"                                                                        \
    "  s: {on: h, endpoints: {go: [{publish: t.do}]}}\n"                                 \
    "  b: {on: m, memory: {base: 10MiB%s}%s}\n"                                          \
    "  t: {on: h, queue: {broker: b, message: 1MiB%s}, endpoints: {do: [%s]}, %s}\n"     \
    "%s"

static void run(struct trial *trial, const char *memory, const char *broker,
                const char *queue, const char *steps, const char *consumer,
                const char *more)
{
    trial_run(trial, BROKEN_DOWN, memory, broker, queue, steps, consumer, more);
}

static double bytes_at_end(const struct trial *trial)
{
    const struct series *memory = trial_series(trial, "host.m.memory.b");
    return memory->values[memory->count - 1];
}

static void each_kept_message_takes_its_bytes(void **state)
{
    struct trial *trial = *state;
    run(trial, "", "", ", ack: late", "{sleep: 1h}", "threads: 3", "");
    const struct message_summary *m = &trial_service(trial, "t")->messages;
    assert_near(m->in_hand_end, 3, 0);
    assert_near(bytes_at_end(trial), (10 + m->published) * MIB, 0);
}

static void acknowledged_early_it_leaves_when_its_work_begins(void **state)
{
    struct trial *trial = *state;
    run(trial, "", "", ", ack: early", "{sleep: 1h}", "threads: 3", "");
    const struct message_summary *m = &trial_service(trial, "t")->messages;
    assert_near(m->waiting_end, m->published - 3, 0);
    assert_near(bytes_at_end(trial), (10 + m->waiting_end) * MIB, 0);
}

static void consumed_messages_leave_nothing_behind(void **state)
{
    struct trial *trial = *state;
    run(trial, "", "", ", ack: late", "{sleep: 200ms}", "threads: 1", "");
    assert_near(bytes_at_end(trial), 10 * MIB, 0);
    assert_near(trial_service(trial, "t")->messages.consumed,
                trial_service(trial, "t")->messages.published, 0);
}

static void messages_are_dealt_over_the_instances(void **state)
{
    struct trial *trial = *state;
    run(trial, "", ", replicas: 2", ", ack: late", "{sleep: 1h}", "threads: 1", "");
    const double published = trial_service(trial, "t")->messages.published;
    assert_near(trial_instance(trial, "b[0]")->memory_peak,
                (10 + ceil(published / 2)) * MIB, 1e-3); /* a mean over a step */
    assert_near(trial_instance(trial, "b[1]")->memory_peak,
                (10 + floor(published / 2)) * MIB, 1e-3);
}

static void a_restarted_broker_loses_what_it_kept(void **state)
{
    struct trial *trial = *state;
    run(trial, "", "", ", ack: late", "{sleep: 400ms}", "threads: 1",
        "events: [{at: 5.05s, restart: b}]\n");
    const struct message_summary *m = &trial_service(trial, "t")->messages;
    assert_near(m->lost, 51 - 13, 2); /* published by then, less those consumed */
    assert_near(m->consumed + m->lost, m->published, 0); /* what was in hand went on */
    assert_int_equal(trial_count(trial, "messages_lost", "t"), 1);
    assert_near(bytes_at_end(trial), 10 * MIB, 0);
}

static void what_the_broker_lost_cannot_come_back(void **state)
{
    struct trial *trial = *state;
    run(trial, "", "", ", ack: late", "{sleep: 9s}", "threads: 2",
        "events: [{at: 10.5s, restart: b}, {at: 11s, restart: t}]\n");
    const struct message_summary *m = &trial_service(trial, "t")->messages;
    assert_near(m->consumed, 2, 0);
    assert_near(m->lost, m->published - 2, 0);
}

static void without_a_broker_that_is_up_publishing_fails(void **state)
{
    struct trial *trial = *state;
    run(trial, "", ", start: {time: 2s}", "", "{sleep: 1ms}", "threads: 1",
        "events: [{at: 5.05s, restart: b}]\n");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_UNAVAILABLE], 20, 1);
    assert_near(all->failed, all->errors[FAILURE_UNAVAILABLE], 0);
}

/* 60% of 100 MiB: above after 51 messages, seen at the next look. */
#define LIMITED ", mem_limit: 100MiB"

static void above_its_watermark_publishers_wait(void **state)
{
    struct trial *trial = *state;
    run(trial, ", watermark: 60%", LIMITED, ", ack: late", "{sleep: 1h}", "threads: 1",
        "");
    assert_near(trial_at_s(trial, "memory_alarm", "b", 0), 7.5, 1e-9);
    const struct message_summary *m = &trial_service(trial, "t")->messages;
    assert_near(m->published, 75, 1); /* overshoot: looked at every 2.5 s */
    assert_near(trial_requests(trial, "all")->in_flight_end, 25, 1);
    /* none until 7.5 s, 25 from 10 s on, evenly between */
    assert_near(trial_service(trial, "b")->blocked_mean, 25 * (50 + 2.5 / 2) / 60, 0.5);
    const struct resource_summary *watermark =
        trial_resource(trial, "service.b.watermark");
    assert_near(watermark->saturated_at, 7.5, 1e-9);
    assert_near(watermark->peak, (10 + m->published) / 60, 1e-9);
    assert_true(watermark->headroom < 1);
}

static void consumers_go_on_and_the_alarm_ends(void **state)
{
    struct trial *trial = *state;
    run(trial, ", watermark: 60%", LIMITED, ", ack: late", "{sleep: 400ms}", "threads: 1",
        "");
    const struct message_summary *m = &trial_service(trial, "t")->messages;
    assert_true(trial_count(trial, "memory_alarm_end", "b") >= 1);
    assert_near(m->consumed, m->published, 0);
    assert_near(m->published, trial_requests(trial, "all")->count, 0);
    assert_near(trial_requests(trial, "all")->in_flight_end, 0, 0);
    /* The last, of 10 s, may publish when 50 are left of those before it. */
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->latency.max, 0.4 * (all->count - 51) - 10, 0.5);
}

/* 40 MiB a second from 200 threads, 30 MiB a second consumed, the watermark at 400 MiB of
 * the limit's 1000: what piles up at the publishers during an alarm would fill the rest
 * within a look's interval. */
#define RUSH                                                                             \
    "simulate: {duration: 10m}\n"                                                        \
    "hosts: {h: {instance: {vcpus: 4, memory: 4GiB}}, m: {instance: {vcpus: 1, memory: " \
    "2GiB}}}\n"                                                                          \
    "traffic: {u: {executor: constant-arrival-rate, rate: 40/s, target: s.go}}\n"        \
    "services:\n"                                                                        \
    "  s: {on: h, threads: 200, backlog: 100000, endpoints: {go: [{publish: t.do}]}}\n"  \
    "  b: {on: m, mem_limit: 1000MiB, memory: {base: 10MiB, watermark: 40%%}}\n"         \
    "  t: {on: h, threads: 3, queue: {broker: b, message: 1MiB, ack: late}, "            \
    "endpoints: {do: [{sleep: 100ms}]}}\n"

static void those_who_waited_do_not_rush_in(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, RUSH);
    assert_int_equal(trial_count(trial, "oom_kill", NULL), 0);
    assert_true(trial_count(trial, "memory_alarm_end", "b") >= 2);
    /* Five deviations of what arrives in one look's interval, and the one that passes. */
    assert_true(trial_instance(trial, "b[0]")->memory_peak <=
                (400 + 2.5 * 40 + 5 * sqrt(2.5 * 40) + 1) * MIB);
    /* The consumers never lack work: publishers get in as fast as these go. */
    assert_near(trial_service(trial, "t")->messages.consumed, 30 * 600, 3);
}

static void a_kill_in_spite_of_the_watermark_is_explained(void **state)
{
    struct trial *trial = *state;
    run(trial, ", watermark: 60%", ", mem_limit: 20MiB", ", ack: late", "{sleep: 1h}",
        "threads: 1", "");
    assert_string_equal(trial_why(trial, "watermark_failed", "b[0]", 0),
                        "it looks at its memory every 2.5 s, but went from 12 MiB to "
                        "21 MiB in 800 ms");
    run(trial, ", watermark: 25%", "", ", ack: late", "{sleep: 1h}", "threads: 1",
        "  x: {on: m, replicas: 3, start_at: 20s, memory: {base: 64MiB}}\n");
    assert_string_equal(trial_why(trial, "watermark_failed", "b[0]", 0),
                        "publishers were blocked (above 64 MiB for 14.5 s), but it went "
                        "to 85 MiB, others 192 MiB");
    run(trial, ", watermark: 100%", "", ", ack: late", "{sleep: 1h}", "threads: 1",
        "  x: {on: m, replicas: 2, memory: {base: 80MiB}}\n");
    assert_string_equal(trial_why(trial, "watermark_failed", "b[0]", 0),
                        "it is at 97 MiB, and has not reached 256 MiB, others 160 MiB");
}

static void a_killed_publisher_no_longer_waits(void **state)
{
    struct trial *trial = *state;
    run(trial, ", watermark: 60%", LIMITED, ", ack: late", "{sleep: 1h}", "threads: 1",
        "events: [{at: 20s, restart: s}, {at: 30s, restart: b}]\n");
    const struct request_summary *all = trial_requests(trial, "all");
    assert_near(all->errors[FAILURE_KILLED], 25, 1);
    assert_near(all->in_flight_end, 0, 0);
    assert_int_equal(trial_count(trial, "memory_alarm_end", "b"), 1);
}

static void a_backlog_kills_a_broker_at_its_limit(void **state)
{
    struct trial *trial = *state;
    run(trial, "", ", mem_limit: 60MiB", ", ack: late", "{sleep: 1h}", "threads: 1", "");
    const struct message_summary *m = &trial_service(trial, "t")->messages;
    assert_int_equal(trial_count(trial, "oom_kill", "b[0]"), 1);
    assert_near(trial_at_s(trial, "oom_kill", "b[0]", 0), 5.1, 0.2);
    assert_near(m->lost, 50, 1); /* the one in hand cannot be given back */
}

static void publishing_costs_a_call_of_its_endpoint(void **state)
{
    struct trial *trial = *state;
    run(trial, "", ", endpoints: {publish: [{cpu: 20ms}]}", "", "{sleep: 1ms}",
        "threads: 1", "");
    const double published = trial_service(trial, "t")->messages.published;
    assert_near(trial_host(trial, "m")->cpu_mean * trial->summary->simulated_s,
                0.02 * published, 1e-6);
    assert_near(trial_requests(trial, "all")->latency.mean, 0.02, 1e-9);
    assert_near(trial_service(trial, "b")->served, published, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(each_kept_message_takes_its_bytes),
        TRIAL_TEST(acknowledged_early_it_leaves_when_its_work_begins),
        TRIAL_TEST(consumed_messages_leave_nothing_behind),
        TRIAL_TEST(messages_are_dealt_over_the_instances),
        TRIAL_TEST(a_restarted_broker_loses_what_it_kept),
        TRIAL_TEST(what_the_broker_lost_cannot_come_back),
        TRIAL_TEST(without_a_broker_that_is_up_publishing_fails),
        TRIAL_TEST(above_its_watermark_publishers_wait),
        TRIAL_TEST(consumers_go_on_and_the_alarm_ends),
        TRIAL_TEST(those_who_waited_do_not_rush_in),
        TRIAL_TEST(a_kill_in_spite_of_the_watermark_is_explained),
        TRIAL_TEST(a_killed_publisher_no_longer_waits),
        TRIAL_TEST(a_backlog_kills_a_broker_at_its_limit),
        TRIAL_TEST(publishing_costs_a_call_of_its_endpoint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
