/* Messages from being published to their end, without a broker. */
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>

/* A service that publishes ten messages a second for 10 s to t, which has these keys and
 * steps. */
#define PUBLISHING                                                                       \
    "simulate: {duration: 60s}\n"                                                        \
    "hosts: {h: {instance: {vcpus: 4, memory: 4GiB}}}\n"                                 \
    "traffic: {u: {executor: constant-arrival-rate, arrivals: regular, rate: 10/s, "     \
    "end: 10s, target: s.go}}\n"                                                         \
    "services:\n"                                                                        \
    "  s: {on: h, endpoints: {go: [{publish: t.do}]}}\n"                                 \
    "  t: {on: h, %s, endpoints: {do: [%s]}}\n"                                          \
    "%s"

static const struct message_summary *run(struct trial *trial, const char *keys,
                                         const char *steps, const char *more)
{
    trial_run(trial, PUBLISHING, keys, steps, more);
    return &trial_service(trial, "t")->messages;
}

static void assert_kept(const struct message_summary *m)
{
    assert_near(m->kept_at_first + m->published,
                m->consumed + m->lost + m->waiting_end + m->in_hand_end, 0);
}

static void every_message_is_consumed_once(void **state)
{
    const struct message_summary *m = run(*state, "threads: 1", "{sleep: 20ms}", "");
    assert_near(m->published, 99, 1);
    assert_near(m->consumed, m->published, 0);
    assert_near(m->lost + m->redelivered + m->failed + m->waiting_end, 0, 0);
    assert_near(m->wait_mean, 0, 1e-12);
    assert_kept(m);
}

/* Ten a second come and five go: after n messages the wait is n x 0.1 s. */
static void a_slow_consumer_falls_behind_by_the_difference(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 100s}\n"
              "hosts: {h: {instance: {vcpus: 4, memory: 4GiB}}}\n"
              "traffic: {u: {executor: constant-arrival-rate, arrivals: regular, rate: "
              "10/s, target: s.go}}\n"
              "services:\n"
              "  s: {on: h, endpoints: {go: [{publish: t.do}]}}\n"
              "  t: {on: h, threads: 1, endpoints: {do: [{sleep: 200ms}]}}\n");
    const struct message_summary *m = &trial_service(trial, "t")->messages;
    assert_near(m->published - m->consumed, 500, 2);
    assert_near(m->lag_end, 50, 1);
    const struct series *lag = trial_series(trial, "service.t.lag");
    assert_near(lag->values[lag->count / 2 - 1], 25, 1);
    assert_kept(m);
}

static void a_message_whose_work_fails_is_consumed(void **state)
{
    const struct message_summary *m =
        run(*state, "queue: {ack: late}", "{sleep: 1ms}, {fail: 100%}", "");
    assert_near(m->consumed, m->published, 0);
    assert_near(m->failed, m->published, 0);
    assert_near(m->redelivered, 0, 0);
}

/* At 5 s four are in hand and the rest of what came is waiting. */
#define RESTART "events: [{at: 5.05s, restart: t}]\n"

static void acknowledged_early_what_is_in_hand_is_lost(void **state)
{
    const struct message_summary *m =
        run(*state, "threads: 4, queue: {ack: early}", "{sleep: 1s}", RESTART);
    assert_near(m->lost, 4, 0);
    assert_near(m->consumed, m->published - 4, 0);
    assert_true(m->redelivered > 0); /* those that were reserved */
    assert_kept(m);
}

static void acknowledged_late_nothing_is_lost(void **state)
{
    const struct message_summary *m =
        run(*state, "threads: 4, queue: {ack: late}", "{sleep: 1s}", RESTART);
    assert_near(m->lost, 0, 0);
    assert_near(m->consumed, m->published, 0);
    assert_true(m->redelivered >= 4);
    assert_kept(m);
}

/* Reserved by nobody else, they come back in their order: the oldest first. */
static void messages_come_back_in_front(void **state)
{
    struct trial *trial = *state;
    run(trial, "threads: 1, queue: {ack: late, prefetch: 3}", "{sleep: 500ms}", RESTART);
    const struct series *lag = trial_series(trial, "service.t.lag");
    for (uint32_t i = 6 / trial->summary->step_s; i < lag->count; i++)
        if (lag->values[i] > 0) /* never older than first come, first served allows */
            assert_true(lag->values[i] <= (i + 1) * trial->summary->step_s);
    assert_near(trial_service(trial, "t")->messages.lag_peak, 9.8 * 4, 1);
}

static void a_poison_message_goes_round_and_is_named(void **state)
{
    struct trial *trial = *state;
    const struct message_summary *m = run(
        trial, "threads: 1, worker_timeout: 1s, queue: {ack: late}", "{sleep: 1h}", "");
    assert_near(m->consumed + m->lost, 0, 0);
    assert_true(m->redelivered > 60 / 2.1 && m->redelivered < 600);
    assert_int_equal(trial_count(trial, "poison", "t"), 1);
    assert_near(trial->summary->simulated_s, 60, 0); /* the clock went on */
    assert_kept(m);
}

static void the_same_acknowledged_early_ends(void **state)
{
    struct trial *trial = *state;
    const struct message_summary *m = run(
        trial, "threads: 1, worker_timeout: 1s, queue: {ack: early}", "{sleep: 1h}", "");
    assert_true(m->lost > 60 / 2.1);
    assert_near(m->redelivered, 0, 0);
    assert_int_equal(trial_count(trial, "poison", NULL), 0);
    assert_kept(m);
}

static void what_a_full_queue_refuses_was_not_published(void **state)
{
    struct trial *trial = *state;
    const struct message_summary *m =
        run(trial, "threads: 1, queue: {prefetch: 1, max: 3}", "{sleep: 1s}", "");
    assert_true(m->refused > 0);
    assert_near(m->published + m->refused, trial_requests(trial, "all")->count, 0);
    assert_near(trial_requests(trial, "all")->errors[FAILURE_REFUSED], m->refused, 0);
    assert_kept(m);
}

static void a_window_counts_what_was_there_when_it_opened(void **state)
{
    struct trial *trial = *state;
    trial_run(trial,
              "simulate: {duration: 20s, warmup: 10s}\n"
              "hosts: {h: {instance: {vcpus: 4, memory: 4GiB}}}\n"
              "traffic: {u: {executor: constant-arrival-rate, arrivals: regular, rate: "
              "10/s, target: s.go}}\n"
              "services:\n"
              "  s: {on: h, endpoints: {go: [{publish: t.do}]}}\n"
              "  t: {on: h, threads: 1, endpoints: {do: [{sleep: 200ms}]}}\n");
    const struct message_summary *m = &trial_service(trial, "t")->messages;
    assert_near(m->kept_at_first, 50, 1);
    assert_near(m->published, 100, 1);
    assert_near(m->consumed, 50, 1);
    assert_kept(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(every_message_is_consumed_once),
        TRIAL_TEST(a_slow_consumer_falls_behind_by_the_difference),
        TRIAL_TEST(a_message_whose_work_fails_is_consumed),
        TRIAL_TEST(acknowledged_early_what_is_in_hand_is_lost),
        TRIAL_TEST(acknowledged_late_nothing_is_lost),
        TRIAL_TEST(messages_come_back_in_front),
        TRIAL_TEST(a_poison_message_goes_round_and_is_named),
        TRIAL_TEST(the_same_acknowledged_early_ends),
        TRIAL_TEST(what_a_full_queue_refuses_was_not_published),
        TRIAL_TEST(a_window_counts_what_was_there_when_it_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
