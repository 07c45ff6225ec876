/* test_pool.c - objects of one size, taken and given back.
 */
#include "sim/core/pool.h"
#include "tests/support/near.h"

#include <string.h>

struct thing {
    void *link;
    uint64_t a, b;
};

static void new_objects_are_zeroed_and_distinct(void **state)
{
    (void)state;
    enum { COUNT = 10000 };
    struct arena arena;
    struct pool pool;
    arena_init(&arena);
    pool_init(&pool, &arena, sizeof(struct thing));
    static struct thing *things[COUNT];
    for (uint64_t i = 0; i < COUNT; i++) {
        things[i] = pool_take(&pool);
        assert_null(things[i]->link);
        assert_int_equal(things[i]->a + things[i]->b, 0);
        *things[i] = (struct thing){things[i], i, ~i};
    }
    for (uint64_t i = 0; i < COUNT; i++) {
        assert_ptr_equal(things[i]->link, things[i]);
        assert_int_equal(things[i]->a, i);
        assert_int_equal(things[i]->b, ~i);
    }
    arena_clear(&arena);
}

static void object_given_back_is_taken_next_and_keeps_its_bytes(void **state)
{
    (void)state;
    struct arena arena;
    struct pool pool;
    arena_init(&arena);
    pool_init(&pool, &arena, sizeof(struct thing));
    struct thing *first = pool_take(&pool);
    *first = (struct thing){first, 7, 9};
    pool_take(&pool);
    pool_give(&pool, first);
    struct thing *again = pool_take(&pool);
    assert_ptr_equal(again, first);
    assert_null(again->link); /* the free list's word is clean again */
    assert_int_equal(again->a, 7);
    assert_int_equal(again->b, 9);
    arena_clear(&arena);
}

static void live_and_made_count_objects(void **state)
{
    (void)state;
    struct arena arena;
    struct pool pool;
    arena_init(&arena);
    pool_init(&pool, &arena, sizeof(struct thing));
    assert_int_equal(pool.made, 0); /* an unused pool costs nothing */
    assert_int_equal(arena.used_bytes, 0);
    void *things[100];
    for (int i = 0; i < 100; i++)
        things[i] = pool_take(&pool);
    assert_int_equal(pool.live, 100);
    assert_true(pool.made >= 100 && pool.made < 300);
    const uint64_t made = pool.made;
    for (int i = 0; i < 100; i++)
        pool_give(&pool, things[i]);
    assert_int_equal(pool.live, 0);
    for (int i = 0; i < 100; i++)
        pool_take(&pool);
    assert_int_equal(pool.made, made); /* used again, not made again */
    arena_clear(&arena);
}

static void object_of_one_byte_is_large_enough_for_the_free_list(void **state)
{
    (void)state;
    struct arena arena;
    struct pool pool;
    arena_init(&arena);
    pool_init(&pool, &arena, 1);
    char *first = pool_take(&pool), *second = pool_take(&pool);
    assert_true((size_t)(first > second ? first - second : second - first) >=
                sizeof(void *));
    pool_give(&pool, first);
    pool_give(&pool, second);
    assert_ptr_equal(pool_take(&pool), second);
    assert_ptr_equal(pool_take(&pool), first);
    arena_clear(&arena);
}

static jmp_buf full_jump;

static void is_full(void *owner)
{
    *(int *)owner += 1;
    longjmp(full_jump, 1);
}

static void a_pool_with_an_end_calls_out_when_all_are_in_use(void **state)
{
    (void)state;
    struct arena arena;
    struct pool pool;
    int calls = 0;
    arena_init(&arena);
    pool_init(&pool, &arena, sizeof(struct thing));
    pool.most = 16; /* one chunk */
    pool.full = is_full;
    pool.owner = &calls;
    void *last = NULL;
    for (int i = 0; i < 16; i++)
        last = pool_take(&pool);
    pool_give(&pool, last);
    assert_ptr_equal(pool_take(&pool), last); /* room again */
    if (setjmp(full_jump) == 0)
        pool_take(&pool);
    assert_int_equal(calls, 1);
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_objects_are_zeroed_and_distinct),
        cmocka_unit_test(object_given_back_is_taken_next_and_keeps_its_bytes),
        cmocka_unit_test(live_and_made_count_objects),
        cmocka_unit_test(a_pool_with_an_end_calls_out_when_all_are_in_use),
        cmocka_unit_test(object_of_one_byte_is_large_enough_for_the_free_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
