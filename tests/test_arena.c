/* test_arena.c - memory that lives and dies together.
 */
#include "sim/core/arena.h"
#include "tests/support/death.h"
#include "tests/support/near.h"

#include <string.h>

static void block_is_zeroed_and_aligned(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    static const unsigned char zeroes[5000];
    for (size_t size = 0; size < sizeof(zeroes); size += 37) {
        unsigned char *bytes = arena_allocate(&arena, size);
        assert_int_equal((uintptr_t)bytes % 16, 0);
        assert_memory_equal(bytes, zeroes, size);
        memset(bytes, 0xff, size);
    }
    arena_clear(&arena);
}

static void blocks_do_not_overlap(void **state)
{
    (void)state;
    enum { COUNT = 3000 };
    struct arena arena;
    arena_init(&arena);
    static unsigned char *blocks[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        blocks[i] = arena_allocate(&arena, i % 100 * (i % 7));
        memset(blocks[i], (int)(i % 251), i % 100 * (i % 7));
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < i % 100 * (i % 7); j++)
            assert_int_equal(blocks[i][j], i % 251);
    arena_clear(&arena);
}

static void nothing_has_a_pointer_of_its_own(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    void *first = arena_allocate(&arena, 0), *second = arena_allocate(&arena, 0);
    assert_non_null(first);
    assert_ptr_not_equal(first, second);
    arena_clear(&arena);
}

static void memory_is_zeroed_again_after_a_reset(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    static const unsigned char zeroes[9000];
    for (int round = 0; round < 5; round++) {
        for (size_t size = 1; size < sizeof(zeroes); size = size * 2 + 1) {
            unsigned char *bytes = arena_allocate(&arena, size);
            assert_memory_equal(bytes, zeroes, size);
            memset(bytes, 0xaa, size);
        }
        arena_reset(&arena);
        assert_int_equal(arena.used_bytes, 0);
    }
    arena_clear(&arena);
}

/* The second round fills more of the block than the first: part of it is dirty, part
 * never was. */
static void longer_round_after_a_reset_is_zeroed_too(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    memset(arena_allocate(&arena, 100), 0xff, 100);
    arena_reset(&arena);
    static const unsigned char zeroes[3000];
    unsigned char *bytes = arena_allocate(&arena, sizeof(zeroes));
    assert_memory_equal(bytes, zeroes, sizeof(zeroes));
    memset(bytes, 0xff, sizeof(zeroes));
    arena_reset(&arena);
    memset(arena_allocate(&arena, 50), 0xff, 50);
    arena_reset(&arena); /* a short round must not forget how dirty the block is */
    assert_memory_equal(arena_allocate(&arena, sizeof(zeroes)), zeroes, sizeof(zeroes));
    arena_clear(&arena);
}

static void reset_keeps_the_largest_block(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    arena_allocate(&arena, 1000);
    unsigned char *large = arena_allocate(&arena, 1 << 20);
    arena_allocate(&arena, 1000);
    arena_reset(&arena);
    assert_ptr_equal(arena_allocate(&arena, 1 << 20), large);
    arena_clear(&arena);
}

static void used_bytes_counts_what_was_handed_out(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    arena_allocate(&arena, 1);
    arena_allocate(&arena, 17);
    assert_int_equal(arena.used_bytes, 16 + 32);
    arena_clear(&arena);
    assert_int_equal(arena.used_bytes, 0);
}

static void text_is_copied_and_ended(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    char source[] = "overstack";
    char *copy = arena_text(&arena, source, 4);
    source[0] = 'x';
    assert_string_equal(copy, "over");
    assert_string_equal(arena_text(&arena, NULL, 0), "");
    arena_clear(&arena);
}

static void format_has_no_limit_on_length(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    assert_string_equal(arena_format(&arena, "%s[%d]", "web", 7), "web[7]");
    char *text = arena_format(&arena, "%*d", 100000, 1);
    assert_int_equal(strlen(text), 100000);
    arena_clear(&arena);
}

static void grown_array_keeps_its_items_and_is_zeroed_behind(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena);
    const int items[] = {1, 2, 3};
    int *grown = arena_grow(&arena, items, 3, 6, sizeof(int));
    const int expected[] = {1, 2, 3, 0, 0, 0};
    assert_memory_equal(grown, expected, sizeof(expected));
    int *empty = arena_grow(&arena, NULL, 0, 2, sizeof(int));
    assert_int_equal(empty[1], 0);
    arena_clear(&arena);
}

static void allocate_array(void *count)
{
    struct arena arena;
    arena_init(&arena);
    arena_array(&arena, *(size_t *)count, 8);
}

static void out_of_memory_is_said_and_ends_with_code_1(void **state)
{
    (void)state;
    char text[200];
    size_t counts[] = {SIZE_MAX / 4, SIZE_MAX / 8 - 1}; /* the product overflows; fits */
    for (int i = 0; i < 2; i++) {
        const int status = death_of(allocate_array, &counts[i], text, sizeof(text));
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 1);
        assert_non_null(strstr(text, "out of memory"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(block_is_zeroed_and_aligned),
        cmocka_unit_test(blocks_do_not_overlap),
        cmocka_unit_test(nothing_has_a_pointer_of_its_own),
        cmocka_unit_test(memory_is_zeroed_again_after_a_reset),
        cmocka_unit_test(longer_round_after_a_reset_is_zeroed_too),
        cmocka_unit_test(reset_keeps_the_largest_block),
        cmocka_unit_test(used_bytes_counts_what_was_handed_out),
        cmocka_unit_test(text_is_copied_and_ended),
        cmocka_unit_test(format_has_no_limit_on_length),
        cmocka_unit_test(grown_array_keeps_its_items_and_is_zeroed_behind),
        cmocka_unit_test(out_of_memory_is_said_and_ends_with_code_1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
