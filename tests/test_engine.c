/* test_engine.c - what every model of a running replication shares.
 */
#include "sim/core/engine.h"
#include "tests/support/death.h"
#include "tests/support/near.h"

#include <signal.h>
#include <string.h>

static void count_one(void *object, double now_s)
{
    (void)now_s;
    ++*(int *)object;
}

static void reset_engine_starts_from_nothing(void **state)
{
    (void)state;
    struct engine engine;
    int fired = 0;
    engine_init(&engine);
    engine_reset(&engine, 1, 0);
    event_id id = event_queue_register(&engine.queue, count_one, &fired);
    event_queue_schedule(&engine.queue, id, 5);
    event_queue_run(&engine.queue, 3);
    engine_stream(&engine, "something");
    assert_true(engine.arena.used_bytes > 0);
    engine_reset(&engine, 7, 4);
    assert_near(engine_now(&engine), 0, 0);
    assert_int_equal(engine.seed, 7);
    assert_int_equal(engine.replication, 4);
    assert_int_equal(engine.arena.used_bytes, 0);
    event_queue_run(&engine.queue, 10);
    assert_int_equal(fired, 0); /* what was pending is forgotten */
    engine_clear(&engine);
}

static void clock_is_the_queues(void **state)
{
    (void)state;
    struct engine engine;
    int fired = 0;
    engine_init(&engine);
    engine_reset(&engine, 1, 0);
    event_id id = event_queue_register(&engine.queue, count_one, &fired);
    event_queue_schedule(&engine.queue, id, 2.5);
    event_queue_run(&engine.queue, 2.5);
    assert_near(engine_now(&engine), 2.5, 0);
    engine_clear(&engine);
}

static void stream_is_the_same_in_every_engine_with_that_seed(void **state)
{
    (void)state;
    struct engine first, second;
    struct random plain;
    engine_init(&first);
    engine_init(&second);
    engine_reset(&first, 11, 3);
    engine_reset(&second, 11, 3);
    engine_stream(&second, "something else drawn first");
    struct random *a = engine_stream(&first, "arrivals");
    struct random *b = engine_stream(&second, "arrivals");
    random_init(&plain, 11, 3, "arrivals");
    for (int i = 0; i < 100; i++) {
        const uint64_t bits = random_bits(a);
        assert_int_equal(bits, random_bits(b));
        assert_int_equal(bits, random_bits(&plain));
    }
    engine_clear(&first);
    engine_clear(&second);
}

static void break_something(void *argument)
{
    struct engine engine;
    engine_init(&engine);
    engine_reset(&engine, 4242, 17);
    engine.queue.now_s = 12.5;
    const int jobs = *(int *)argument;
    engine_assert(&engine, jobs >= 0);
    engine_clear(&engine);
}

static void broken_assertion_tells_time_replication_and_seed(void **state)
{
    (void)state;
    char text[400];
    int jobs = -1;
    int status = death_of(break_something, &jobs, text, sizeof(text));
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_non_null(strstr(text, "jobs >= 0"));
    assert_non_null(strstr(text, "12.5"));
    assert_non_null(strstr(text, "replication 17"));
    assert_non_null(strstr(text, "seed 4242"));
    jobs = 0;
    status = death_of(break_something, &jobs, text, sizeof(text));
    assert_int_equal(status, 0);
}

static void an_overflow_escapes_to_who_waits_for_it(void **state)
{
    (void)state;
    struct engine engine;
    jmp_buf escape;
    engine_init(&engine);
    engine_reset(&engine, 1, 3);
    assert_null(engine.escape);
    if (setjmp(escape) == 0) {
        engine.escape = &escape;
        engine_overflow(&engine, 7, "things are open", "open fewer");
    }
    assert_string_equal(engine.trouble,
                        "7 things are open after 0 s of simulated time (replication 4): "
                        "more than can be held; open fewer");
    engine_clear(&engine);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reset_engine_starts_from_nothing),
        cmocka_unit_test(clock_is_the_queues),
        cmocka_unit_test(stream_is_the_same_in_every_engine_with_that_seed),
        cmocka_unit_test(an_overflow_escapes_to_who_waits_for_it),
        cmocka_unit_test(broken_assertion_tells_time_replication_and_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
