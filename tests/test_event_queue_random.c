/* test_event_queue_random.c - random schedules, moves, cancellations, registrations and
 * ties, made inside handlers and outside, against a list that is searched from end to
 * end; and many events.
 */
#include "sim/core/event_queue.h"
#include "sim/core/random.h"
#include "tests/support/near.h"

#include <stdlib.h>

enum { CROWD = 300 };

struct crowd;

struct member {
    struct crowd *crowd;
    event_id id; /* 0: not registered */
    bool pending;
    double time_s;
    uint64_t order;
};

struct crowd {
    struct event_queue queue;
    struct random random;
    struct member members[CROWD];
    int size;      /* of members used */
    uint64_t next; /* order number */
    uint64_t fired, limit;
    uint32_t times; /* how many different delays: few make many ties */
};

/* The member that must fire next, or NULL. */
static struct member *crowd_first(struct crowd *crowd)
{
    struct member *first = NULL;
    for (int i = 0; i < crowd->size; i++) {
        struct member *m = &crowd->members[i];
        if (!m->pending)
            continue;
        if (!first || m->time_s < first->time_s ||
            (m->time_s == first->time_s && m->order < first->order))
            first = m;
    }
    return first;
}

static void crowd_check(struct crowd *crowd)
{
    for (int i = 0; i < crowd->size; i++) {
        const struct member *m = &crowd->members[i];
        if (m->id == 0)
            continue;
        assert_int_equal(event_queue_is_pending(&crowd->queue, m->id), m->pending);
        const double time_s = event_queue_time(&crowd->queue, m->id);
        assert_true(m->pending ? time_s == m->time_s : isinf(time_s));
    }
}

static void member_fires(void *object, double now_s);

static double crowd_delay(struct crowd *crowd)
{
    if (crowd->times == 0)
        return random_exponential(&crowd->random);
    return 0.25 * random_below(&crowd->random, crowd->times);
}

static void member_schedule(struct member *m)
{
    struct crowd *crowd = m->crowd;
    m->time_s = crowd->queue.now_s + crowd_delay(crowd);
    m->order = crowd->next++;
    m->pending = true;
    event_queue_schedule(&crowd->queue, m->id, m->time_s);
}

static void member_cancel(struct member *m)
{
    assert_int_equal(event_queue_cancel(&m->crowd->queue, m->id), m->pending);
    m->pending = false;
}

/* One random deed on a random member. */
static void crowd_act(struct crowd *crowd)
{
    struct member *m =
        &crowd->members[random_below(&crowd->random, (uint32_t)crowd->size)];
    const uint32_t dice = random_below(&crowd->random, 100);
    if (m->id == 0) {
        m->id = event_queue_register(&crowd->queue, member_fires, m);
        m->pending = false;
    }
    if (dice < 70) {
        member_schedule(m);
    } else if (dice < 85) {
        member_cancel(m);
    } else if (dice < 90) {
        event_queue_schedule(&crowd->queue, m->id, INFINITY);
        m->pending = false;
    } else if (dice < 95) {
        event_queue_unregister(&crowd->queue, m->id);
        m->id = 0;
        m->pending = false;
    }
}

static void member_fires(void *object, double now_s)
{
    struct member *m = object;
    struct crowd *crowd = m->crowd;
    assert_ptr_equal(m, crowd_first(crowd));
    assert_near(now_s, m->time_s, 0);
    assert_near(crowd->queue.now_s, m->time_s, 0);
    m->pending = false;
    if (random_below(&crowd->random, 2))
        member_schedule(m);
    const uint32_t deeds = random_below(&crowd->random, 5);
    for (uint32_t i = 0; i < deeds; i++)
        crowd_act(crowd);
    crowd_check(crowd);
    if (++crowd->fired >= crowd->limit)
        event_queue_stop(&crowd->queue);
}

static void crowd_run(int size, uint32_t times, uint64_t fired)
{
    static struct crowd crowd;
    crowd = (struct crowd){.size = size, .times = times};
    event_queue_init(&crowd.queue);
    random_init(&crowd.random, 5, (uint32_t)size, "crowd");
    for (int i = 0; i < size; i++)
        crowd.members[i].crowd = &crowd;
    while (crowd.fired < fired) {
        crowd.limit = crowd.fired + 1 + random_below(&crowd.random, 50);
        for (int i = 0; i <= size / 4; i++)
            crowd_act(&crowd);
        event_queue_run(&crowd.queue, crowd.queue.now_s + 10);
        crowd_check(&crowd);
    }
    assert_int_equal(crowd.queue.fired, crowd.fired);
    event_queue_clear(&crowd.queue);
}

static void queue_agrees_with_a_list_searched_from_end_to_end(void **state)
{
    (void)state;
    const int sizes[] = {1, 2, 3, 5, 6, 7, 20, 22, 90, CROWD};
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        crowd_run(sizes[i], 0, 3000);
        crowd_run(sizes[i], 4, 3000); /* many ties, many at this very moment */
    }
}

/* ---- Many events ------------------------------------------------------------------- */

struct clock {
    struct event_queue *queue;
    struct random *random;
    event_id id;
    double *last_s;
};

static void tick(void *object, double now_s)
{
    struct clock *clock = object;
    assert_true(now_s >= *clock->last_s);
    *clock->last_s = now_s;
    event_queue_schedule(clock->queue, clock->id,
                         now_s + random_exponential(clock->random));
}

static void hundred_thousand_pending_events_fire_in_order(void **state)
{
    (void)state;
    enum { COUNT = 100000 };
    struct event_queue queue;
    struct random random;
    struct clock *clocks = calloc(COUNT, sizeof(*clocks));
    double last_s = 0;
    event_queue_init(&queue);
    random_init(&random, 1, 0, "clocks");
    for (int i = 0; i < COUNT; i++) {
        clocks[i] = (struct clock){&queue, &random, 0, &last_s};
        clocks[i].id = event_queue_register(&queue, tick, &clocks[i]);
        event_queue_schedule(&queue, clocks[i].id, random_exponential(&random));
    }
    event_queue_run(&queue, 5);
    /* A Poisson process: count +- 5 standard deviations. */
    assert_near((double)queue.fired, 5. * COUNT, 5 * sqrt(5. * COUNT));
    assert_int_equal(queue.count, COUNT);
    event_queue_clear(&queue);
    free(clocks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queue_agrees_with_a_list_searched_from_end_to_end),
        cmocka_unit_test(hundred_thousand_pending_events_fire_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
