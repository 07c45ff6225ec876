/* test_empirical.c - measured durations, one a line of a file.
 */
#include "sim/core/empirical.h"
#include "tests/support/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* Reads a file with that content. */
static const char *read_content(struct empirical *empirical, const char *content,
                                size_t length, const char *unit)
{
    char name[] = "/tmp/overstack-test-XXXXXX";
    FILE *file = fdopen(mkstemp(name), "w");
    fwrite(content, 1, length, file);
    fclose(file);
    const char *expected = empirical_read(empirical, name, unit, 1e12, &arena);
    unlink(name);
    return expected;
}

static const char *read_text(struct empirical *empirical, const char *text,
                             const char *unit)
{
    return read_content(empirical, text, strlen(text), unit);
}

static void values_are_sorted_and_averaged(void **state)
{
    (void)state;
    struct empirical e;
    assert_null(read_text(&e, "3\n1\n2.5\n1\n", "s"));
    const double sorted[] = {1, 1, 2.5, 3};
    assert_int_equal(e.count, 4);
    assert_memory_equal(e.values_s, sorted, sizeof(sorted));
    assert_near(e.mean_s, 7.5 / 4, 0);
}

static void unit_of_a_line_goes_before_the_files(void **state)
{
    (void)state;
    struct empirical e;
    assert_null(read_text(&e, "12\n3s\n", "ms"));
    assert_near(e.values_s[0], 0.012, 0);
    assert_near(e.values_s[1], 3, 0);
}

static void headings_comments_and_empty_lines_are_skipped(void **state)
{
    (void)state;
    struct empirical e;
    assert_null(read_text(&e, "latency\r\n# measured on Monday\n\n  \n4\r\n5", "s"));
    assert_int_equal(e.count, 2);
    assert_near(e.mean_s, 4.5, 0);
}

static void wrong_line_is_named(void **state)
{
    (void)state;
    struct empirical e;
    assert_string_equal(read_text(&e, "1\n2\nthree\n", "s"),
                        "a duration on line 3 of the file");
    assert_string_equal(read_text(&e, "1\n-2\n", "s"),
                        "a duration on line 2 of the file");
    assert_string_equal(read_text(&e, "1 2\n", "s"), "a duration on line 1 of the file");
    assert_string_equal(read_text(&e, "1e13\n", "s"), "a duration on line 1 of the file");
}

static void file_without_values_is_refused(void **state)
{
    (void)state;
    struct empirical e;
    assert_string_equal(read_text(&e, "", "s"), "a file with at least one value");
    assert_string_equal(read_text(&e, "latency\n", "s"),
                        "a file with at least one value");
}

static void only_plain_files_are_read(void **state)
{
    (void)state;
    static const char *const names[] = {"/nowhere/at/all", "/tmp", "/dev/zero"};
    struct empirical e;
    for (int i = 0; i < 3; i++)
        assert_string_equal(empirical_read(&e, names[i], "s", 1e12, &arena),
                            "a file that can be read");
    char name[] = "/tmp/overstack-test-XXXXXX";
    close(mkstemp(name));
    unlink(name);
    assert_int_equal(mkfifo(name, 0600), 0);
    const char *expected =
        empirical_read(&e, name, "s", 1e12, &arena); /* must not wait */
    unlink(name);
    assert_string_equal(expected, "a file that can be read");
}

static void binary_and_endless_lines_are_refused(void **state)
{
    (void)state;
    struct empirical e;
    static char content[100000];
    memset(content, '1', sizeof(content));
    assert_non_null(read_content(&e, content, sizeof(content), "s"));
    memset(content, '0', sizeof(content)); /* must not become many short ones */
    assert_non_null(read_content(&e, content, sizeof(content), "s"));
    for (size_t i = 0; i < sizeof(content); i++)
        content[i] = (char)(i * 7 + i / 251);
    assert_non_null(read_content(&e, content, sizeof(content), "s"));
    memset(content, 0, sizeof(content));
    assert_non_null(read_content(&e, content, sizeof(content), "s"));
}

static void file_of_more_than_a_million_lines_is_refused(void **state)
{
    (void)state;
    enum { LINES = 1000001 };
    struct empirical e;
    char *content = malloc(2 * LINES);
    for (size_t i = 0; i < LINES; i++)
        memcpy(content + 2 * i, "1\n", 2);
    assert_string_equal(read_content(&e, content, 2 * LINES, "s"),
                        "a file of at most 1,000,000 lines");
    assert_null(read_content(&e, content, 2 * (LINES - 1), "s"));
    assert_int_equal(e.count, LINES - 1);
    free(content);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, arena_set_up, arena_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(values_are_sorted_and_averaged),
        TEST(unit_of_a_line_goes_before_the_files),
        TEST(headings_comments_and_empty_lines_are_skipped),
        TEST(wrong_line_is_named),
        TEST(file_without_values_is_refused),
        TEST(only_plain_files_are_read),
        TEST(binary_and_endless_lines_are_refused),
        TEST(file_of_more_than_a_million_lines_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
