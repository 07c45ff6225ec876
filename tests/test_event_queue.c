/* test_event_queue.c - the clock and what will happen next.
 *
 * One rule at a time; test_event_queue_random.c does everything at once.
 */
#include "sim/core/event_queue.h"
#include "tests/support/death.h"
#include "tests/support/near.h"

#include <signal.h>

/* Writes down who fired when. */
struct diary {
    struct event_queue queue;
    int who[64];
    double when[64];
    int count;
};

struct guest {
    struct diary *diary;
    int name;
    event_id id, other;
    double delay_s; /* what `other` is scheduled after, by the handlers that do */
};

static void sign(void *object, double now_s)
{
    struct guest *guest = object;
    struct diary *diary = guest->diary;
    assert_true(diary->count < 64);
    diary->who[diary->count] = guest->name;
    diary->when[diary->count++] = now_s;
}

static void sign_and_schedule_other(void *object, double now_s)
{
    struct guest *guest = object;
    sign(object, now_s);
    event_queue_schedule(&guest->diary->queue, guest->other, now_s + guest->delay_s);
}

static void sign_and_cancel_other(void *object, double now_s)
{
    struct guest *guest = object;
    sign(object, now_s);
    assert_true(event_queue_cancel(&guest->diary->queue, guest->other));
}

static void sign_and_stop(void *object, double now_s)
{
    sign(object, now_s);
    event_queue_stop(&((struct guest *)object)->diary->queue);
}

static void diary_init(struct diary *diary)
{
    diary->count = 0;
    event_queue_init(&diary->queue);
}

/* `count` guests, named by their place. */
static void guests_init(struct guest *guests, int count, struct diary *diary)
{
    for (int i = 0; i < count; i++) {
        guests[i] = (struct guest){.diary = diary, .name = i};
        guests[i].id = event_queue_register(&diary->queue, sign, &guests[i]);
    }
}

/* Registers again, with another handler. */
static void guest_handles(struct guest *guest, event_handler *handler)
{
    event_queue_unregister(&guest->diary->queue, guest->id);
    guest->id = event_queue_register(&guest->diary->queue, handler, guest);
}

static void events_fire_in_order_of_time(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[50];
    diary_init(&diary);
    guests_init(guests, 50, &diary);
    for (int i = 0; i < 50; i++) /* 17 and 50 have no common factor: all times differ */
        event_queue_schedule(&diary.queue, guests[i].id, i * 17 % 50);
    event_queue_run(&diary.queue, 100);
    assert_int_equal(diary.count, 50);
    assert_int_equal(diary.queue.fired, 50);
    for (int i = 0; i < 50; i++) {
        assert_near(diary.when[i], i, 0);
        assert_int_equal(diary.who[i] * 17 % 50, i);
    }
    event_queue_clear(&diary.queue);
}

static void events_at_the_same_time_fire_in_order_of_scheduling(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[40];
    diary_init(&diary);
    guests_init(guests, 40, &diary);
    for (int i = 0; i < 40; i++)
        event_queue_schedule(&diary.queue, guests[i * 7 % 40].id, 1);
    event_queue_run(&diary.queue, 1);
    for (int i = 0; i < 40; i++)
        assert_int_equal(diary.who[i], i * 7 % 40);
    event_queue_clear(&diary.queue);
}

static void moved_event_goes_behind_those_already_at_that_time(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[3];
    diary_init(&diary);
    guests_init(guests, 3, &diary);
    for (int i = 0; i < 3; i++)
        event_queue_schedule(&diary.queue, guests[i].id, 1);
    event_queue_schedule(&diary.queue, guests[0].id, 1);
    event_queue_run(&diary.queue, 1);
    assert_int_equal(diary.count, 3);
    assert_int_equal(diary.who[0], 1);
    assert_int_equal(diary.who[1], 2);
    assert_int_equal(diary.who[2], 0);
    event_queue_clear(&diary.queue);
}

static void event_moved_earlier_or_later_fires_once_at_its_new_time(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[3];
    diary_init(&diary);
    guests_init(guests, 3, &diary);
    for (int i = 0; i < 3; i++)
        event_queue_schedule(&diary.queue, guests[i].id, 10 + i);
    event_queue_schedule(&diary.queue, guests[0].id, 20);
    event_queue_schedule(&diary.queue, guests[2].id, 5);
    assert_near(event_queue_time(&diary.queue, guests[0].id), 20, 0);
    event_queue_run(&diary.queue, 100);
    assert_int_equal(diary.count, 3);
    const int who[] = {2, 1, 0};
    const double when[] = {5, 11, 20};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(diary.who[i], who[i]);
        assert_near(diary.when[i], when[i], 0);
    }
    event_queue_clear(&diary.queue);
}

static void cancelled_event_never_fires(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[3];
    diary_init(&diary);
    guests_init(guests, 3, &diary);
    for (int i = 0; i < 3; i++)
        event_queue_schedule(&diary.queue, guests[i].id, i);
    assert_true(event_queue_cancel(&diary.queue, guests[1].id));
    assert_false(event_queue_is_pending(&diary.queue, guests[1].id));
    event_queue_run(&diary.queue, 100);
    assert_int_equal(diary.count, 2);
    assert_int_equal(diary.who[0], 0);
    assert_int_equal(diary.who[1], 2);
    event_queue_clear(&diary.queue);
}

static void cancelling_an_idle_event_says_so_and_does_nothing(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[2];
    diary_init(&diary);
    guests_init(guests, 2, &diary);
    event_queue_schedule(&diary.queue, guests[1].id, 1);
    assert_false(event_queue_cancel(&diary.queue, guests[0].id));
    assert_true(event_queue_cancel(&diary.queue, guests[1].id));
    assert_false(event_queue_cancel(&diary.queue, guests[1].id));
    event_queue_clear(&diary.queue);
}

static void scheduling_at_infinity_cancels(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[2];
    diary_init(&diary);
    guests_init(guests, 2, &diary);
    event_queue_schedule(&diary.queue, guests[0].id, 1);
    event_queue_schedule(&diary.queue, guests[0].id, INFINITY);
    event_queue_schedule(&diary.queue, guests[1].id, INFINITY);
    assert_false(event_queue_is_pending(&diary.queue, guests[0].id));
    assert_true(isinf(event_queue_time(&diary.queue, guests[1].id)));
    event_queue_run(&diary.queue, 100);
    assert_int_equal(diary.count, 0);
    event_queue_clear(&diary.queue);
}

static void handler_may_cancel_an_event_of_the_same_time(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[3];
    diary_init(&diary);
    guests_init(guests, 3, &diary);
    guest_handles(&guests[0], sign_and_cancel_other);
    guests[0].other = guests[1].id;
    for (int i = 0; i < 3; i++)
        event_queue_schedule(&diary.queue, guests[i].id, 1);
    event_queue_run(&diary.queue, 100);
    assert_int_equal(diary.count, 2);
    assert_int_equal(diary.who[1], 2);
    event_queue_clear(&diary.queue);
}

static void check_idle(void *object, double now_s)
{
    struct guest *guest = object;
    sign(object, now_s);
    assert_false(event_queue_is_pending(&guest->diary->queue, guest->id));
    assert_true(isinf(event_queue_time(&guest->diary->queue, guest->id)));
    assert_false(event_queue_cancel(&guest->diary->queue, guest->id));
}

static void event_is_idle_while_its_handler_runs(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guest;
    diary_init(&diary);
    guests_init(&guest, 1, &diary);
    guest_handles(&guest, check_idle);
    event_queue_schedule(&diary.queue, guest.id, 1);
    event_queue_run(&diary.queue, 2);
    assert_int_equal(diary.count, 1);
    event_queue_clear(&diary.queue);
}

static void event_scheduled_for_now_fires_behind_those_waiting_for_now(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[4];
    diary_init(&diary);
    guests_init(guests, 4, &diary);
    guest_handles(&guests[0], sign_and_schedule_other);
    guests[0].other = guests[3].id;
    for (int i = 0; i < 3; i++)
        event_queue_schedule(&diary.queue, guests[i].id, 1);
    event_queue_run(&diary.queue, 1);
    assert_int_equal(diary.count, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(diary.who[i], i);
    event_queue_clear(&diary.queue);
}

static void run_includes_events_at_its_end_and_sets_the_clock(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[3];
    diary_init(&diary);
    guests_init(guests, 3, &diary);
    for (int i = 0; i < 3; i++)
        event_queue_schedule(&diary.queue, guests[i].id, 2 * i);
    assert_near(event_queue_run(&diary.queue, 2), 2, 0);
    assert_int_equal(diary.count, 2);
    assert_near(event_queue_run(&diary.queue, 3), 3, 0);
    assert_near(diary.queue.now_s, 3, 0);
    assert_int_equal(diary.count, 2);
    event_queue_clear(&diary.queue);
}

static void run_without_events_left_leaves_the_clock_at_the_last_one(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guest;
    diary_init(&diary);
    guests_init(&guest, 1, &diary);
    event_queue_schedule(&diary.queue, guest.id, 2);
    assert_near(event_queue_run(&diary.queue, 100), 2, 0);
    assert_near(event_queue_run(&diary.queue, 200), 2, 0);
    event_queue_clear(&diary.queue);
}

static void stopped_run_keeps_the_clock_and_can_go_on(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[3];
    diary_init(&diary);
    guests_init(guests, 3, &diary);
    guest_handles(&guests[1], sign_and_stop);
    for (int i = 0; i < 3; i++)
        event_queue_schedule(&diary.queue, guests[i].id, i + 1);
    assert_near(event_queue_run(&diary.queue, 100), 2, 0);
    assert_int_equal(diary.count, 2);
    event_queue_run(&diary.queue, 100);
    assert_int_equal(diary.count, 3);
    event_queue_clear(&diary.queue);
}

static void unregistered_event_never_fires_and_its_slot_is_used_again(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[2];
    diary_init(&diary);
    guests_init(guests, 2, &diary);
    event_queue_schedule(&diary.queue, guests[0].id, 1);
    event_queue_schedule(&diary.queue, guests[1].id, 2);
    const event_id id = guests[0].id;
    event_queue_unregister(&diary.queue, id);
    assert_int_equal(event_queue_register(&diary.queue, sign, &guests[0]), id);
    assert_false(event_queue_is_pending(&diary.queue, id));
    event_queue_run(&diary.queue, 100);
    assert_int_equal(diary.count, 1);
    assert_int_equal(diary.who[0], 1);
    event_queue_clear(&diary.queue);
}

static void reset_queue_begins_at_zero_with_nothing(void **state)
{
    (void)state;
    static const int sizes[] = {30, 3, 12}; /* fewer: nothing old may be left behind */
    struct diary diary;
    struct guest guests[30];
    diary_init(&diary);
    for (int round = 0; round < 3; round++) {
        const int size = sizes[round];
        const double unit = pow(10, round); /* the old ones would come before the new */
        diary.count = 0;
        guests_init(guests, size, &diary);
        assert_int_equal(guests[0].id, 1); /* as the first time */
        for (int i = 0; i < size; i++)
            event_queue_schedule(&diary.queue, guests[i].id, unit * (1 + (size - i) % 3));
        event_queue_run(&diary.queue, 2 * unit);
        assert_int_equal(diary.count, size / 3 * 2); /* a third is left pending */
        for (int i = 0; i < diary.count; i++)
            assert_near(diary.when[i], i < diary.count / 2 ? unit : 2 * unit, 0);
        event_queue_reset(&diary.queue);
        assert_near(diary.queue.now_s, 0, 0);
        assert_int_equal(diary.queue.fired, 0);
    }
    event_queue_clear(&diary.queue);
}

static void negative_zero_is_the_beginning(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[2];
    diary_init(&diary);
    guests_init(guests, 2, &diary);
    event_queue_schedule(&diary.queue, guests[0].id, 1);
    event_queue_schedule(&diary.queue, guests[1].id, -0.0);
    event_queue_run(&diary.queue, 2);
    assert_int_equal(diary.who[0], 1);
    event_queue_clear(&diary.queue);
}

static void sign_and_schedule_other_at_negative_zero(void *object, double now_s)
{
    struct guest *guest = object;
    sign(object, now_s);
    event_queue_schedule(&guest->diary->queue, guest->other, -0.0);
}

static void negative_zero_in_a_handler_is_the_beginning_too(void **state)
{
    (void)state;
    struct diary diary;
    struct guest guests[3];
    diary_init(&diary);
    guests_init(guests, 3, &diary);
    guest_handles(&guests[0], sign_and_schedule_other_at_negative_zero);
    guests[0].other = guests[2].id;
    event_queue_schedule(&diary.queue, guests[0].id, 0);
    event_queue_schedule(&diary.queue, guests[1].id, 1);
    event_queue_run(&diary.queue, 2);
    assert_int_equal(diary.who[1], 2);
    event_queue_clear(&diary.queue);
}

static void schedule_before_the_clock(void *time_s)
{
    struct diary diary;
    struct guest guests[2];
    diary_init(&diary);
    guests_init(guests, 2, &diary);
    event_queue_schedule(&diary.queue, guests[0].id, 5);
    event_queue_run(&diary.queue, 5);
    event_queue_schedule(&diary.queue, guests[1].id, *(double *)time_s);
}

static void time_before_the_clock_or_not_a_number_asserts(void **state)
{
    (void)state;
    char text[300];
    double times_s[] = {4.9, NAN, 5};
    for (int i = 0; i < 3; i++) {
        const int status =
            death_of(schedule_before_the_clock, &times_s[i], text, sizeof(text));
        assert_int_equal(WIFSIGNALED(status) ? WTERMSIG(status) : 0, i < 2 ? SIGABRT : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_fire_in_order_of_time),
        cmocka_unit_test(events_at_the_same_time_fire_in_order_of_scheduling),
        cmocka_unit_test(moved_event_goes_behind_those_already_at_that_time),
        cmocka_unit_test(event_moved_earlier_or_later_fires_once_at_its_new_time),
        cmocka_unit_test(cancelled_event_never_fires),
        cmocka_unit_test(cancelling_an_idle_event_says_so_and_does_nothing),
        cmocka_unit_test(scheduling_at_infinity_cancels),
        cmocka_unit_test(handler_may_cancel_an_event_of_the_same_time),
        cmocka_unit_test(event_is_idle_while_its_handler_runs),
        cmocka_unit_test(event_scheduled_for_now_fires_behind_those_waiting_for_now),
        cmocka_unit_test(run_includes_events_at_its_end_and_sets_the_clock),
        cmocka_unit_test(run_without_events_left_leaves_the_clock_at_the_last_one),
        cmocka_unit_test(stopped_run_keeps_the_clock_and_can_go_on),
        cmocka_unit_test(unregistered_event_never_fires_and_its_slot_is_used_again),
        cmocka_unit_test(reset_queue_begins_at_zero_with_nothing),
        cmocka_unit_test(negative_zero_is_the_beginning),
        cmocka_unit_test(negative_zero_in_a_handler_is_the_beginning_too),
        cmocka_unit_test(time_before_the_clock_or_not_a_number_asserts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
