/* test_arguments.c - what stands between the brackets of NAME(6ms, k=4).
 */
#include "sim/core/arguments.h"
#include "tests/support/near.h"

static struct arena arena;

static int arena_set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    return 0;
}

static int arena_tear_down(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

static struct arguments arguments_of(const char *text)
{
    struct arguments arguments;
    if (!arguments_read(&arguments, text, &arena))
        fail_msg("(%s should be read", text);
    return arguments;
}

static void named_and_unnamed_arguments_are_found(void **state)
{
    (void)state;
    struct arguments a = arguments_of("6ms, k=4 , 7ms)");
    assert_int_equal(a.count, 3);
    assert_string_equal(arguments_take(&a, "mean", 0), "6ms");
    assert_string_equal(arguments_take(&a, "max", 1), "7ms"); /* k is not counted */
    assert_string_equal(arguments_take(&a, "k", -1), "4");
    assert_null(arguments_take(&a, "other", 2));
    assert_true(arguments_have(&a, "k"));
    assert_false(arguments_have(&a, "mean"));
}

static void argument_is_taken_once(void **state)
{
    (void)state;
    struct arguments a = arguments_of("6ms k=4)");
    assert_false(arguments_are_taken(&a));
    assert_non_null(arguments_take(&a, "k", -1));
    assert_null(arguments_take(&a, "k", -1));
    assert_non_null(arguments_take(&a, "mean", 0));
    assert_null(arguments_take(&a, "mean", 0));
    assert_true(arguments_are_taken(&a));
}

static void name_wins_wherever_it_stands(void **state)
{
    (void)state;
    struct arguments a = arguments_of("k=4 mean=6ms)");
    assert_string_equal(arguments_take(&a, "mean", 0), "6ms");
}

static void quotes_keep_separators_and_brackets(void **state)
{
    (void)state;
    struct arguments a = arguments_of("\"my, (file).csv\" unit='m s')");
    assert_string_equal(arguments_take(&a, "file", 0), "my, (file).csv");
    assert_string_equal(arguments_take(&a, "unit", -1), "m s");
}

static void brackets_may_be_empty(void **state)
{
    (void)state;
    assert_int_equal(arguments_of(")").count, 0);
    assert_int_equal(arguments_of("  ) ").count, 0);
}

static void broken_lists_are_refused(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "",      " ",      "6ms", "6ms,)", ",6ms)", "6ms,,7ms)", "6ms))", "6ms) x",
        "(6ms)", "6ms(7)", "k=)", "k==4)", "=4)",   "k=4=5)",    "k=,4)", "1 2 3 4 5)",
    };
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        struct arguments arguments;
        if (arguments_read(&arguments, broken[i], &arena))
            fail_msg("(%s should be refused", broken[i]);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_set_up, arena_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(named_and_unnamed_arguments_are_found),
        TEST(argument_is_taken_once),
        TEST(name_wins_wherever_it_stands),
        TEST(quotes_keep_separators_and_brackets),
        TEST(brackets_may_be_empty),
        TEST(broken_lists_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
