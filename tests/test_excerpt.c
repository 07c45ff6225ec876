/* The line below a message: what is shown of it, and what the mark stands under. */
#define _GNU_SOURCE /* mkfifo, memmem */
#include "sim/output/excerpt.h"
#include "sim/output/excerpt_span.h"
#include "sim/output/utf8.h"
#include "tests/support/near.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    char path[64];
    char *shown;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    strcpy(fixture->path, "/tmp/overstack-excerpt-XXXXXX");
    const int descriptor = mkstemp(fixture->path);
    assert_true(descriptor >= 0);
    close(descriptor);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->path);
    free(fixture->shown);
    free(fixture);
    return 0;
}

static const char *shown(struct fixture *fixture, struct place place, int columns,
                         bool ascii)
{
    size_t size = 0;
    free(fixture->shown);
    FILE *out = open_memstream(&fixture->shown, &size);
    excerpt_write(out, place, columns, ascii);
    fclose(out);
    return fixture->shown;
}

/* Of a file with these bytes. */
static const char *excerpt(struct fixture *fixture, const char *bytes, size_t length,
                           int line, int column)
{
    FILE *file = fopen(fixture->path, "wb");
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    fclose(file);
    return shown(fixture, (struct place){fixture->path, line, column}, 80, false);
}

static const char *of_text(struct fixture *fixture, const char *text, int line,
                           int column)
{
    return excerpt(fixture, text, strlen(text), line, column);
}

static void mark_stands_under_the_value(void **state)
{
    assert_string_equal(of_text(*state, "a: 1\n  b: {c: exp(6ms, k=4), d: 2}\n", 2, 10),
                        "    2 |   b: {c: exp(6ms, k=4), d: 2}\n"
                        "      |          ^~~~~~~~~~~~~\n");
}

static void last_line_needs_no_newline(void **state)
{
    assert_string_equal(of_text(*state, "a: 1\nb: no", 2, 4),
                        "    2 | b: no\n      |    ^~\n");
}

static void place_at_the_end_of_the_line_has_a_caret_alone(void **state)
{
    assert_string_equal(of_text(*state, "abc: \n", 1, 5),
                        "    1 | abc:\n      |     ^\n");
}

static void tabs_move_the_mark_as_on_a_terminal(void **state)
{
    assert_string_equal(of_text(*state, "ab\tc: 1\n", 1, 4),
                        "    1 | ab      c: 1\n      |         ^\n");
    assert_string_equal(of_text(*state, "\ta: 1\n", 1, 1),
                        "    1 |         a: 1\n      | ^~~~~~~~\n");
}

static void wide_letters_have_two_columns(void **state)
{
    assert_string_equal(of_text(*state, "웹: 서버 하나\n", 1, 4),
                        "    1 | 웹: 서버 하나\n      |     ^~~~~~~~~\n");
}

static void combining_marks_have_none(void **state)
{
    assert_string_equal(of_text(*state, "e\u0301: x\n", 1, 5),
                        "    1 | e\u0301: x\n      |    ^\n");
}

static void bytes_that_are_not_utf8_are_escaped(void **state)
{
    assert_string_equal(of_text(*state, "a: \xff b\n", 1, 4),
                        "    1 | a: \\xFF b\n      |    ^~~~~~\n");
    /* '/' in two bytes, half of a UTF-16 pair, above U+10FFFF, cut off */
    assert_string_equal(
        of_text(*state, "\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80 \xe2\x82", 1, 1),
        "    1 | \\xC0\\xAF\\xED\\xA0\\x80\\xF4\\x90\\x80\\x80 \\xE2\\x82\n"
        "      | ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n");
}

/* An escape sequence in a scenario never reaches the terminal. */
static void control_characters_are_escaped(void **state)
{
    assert_string_equal(excerpt(*state, "a\0\x1b[31m\x7f\xc2\x9b\n", 11, 1, 2),
                        "    1 | a\\x00\\x1B[31m\\x7F\\xC2\\x9B\n"
                        "      |  ^~~~~~~~~~~~~~~~~~~~~~~~\n");
}

/* Text that is shown in another order than it is read hides what it says. */
static void letters_that_reorder_are_escaped(void **state)
{
    assert_string_equal(of_text(*state, "a: \u202Eb\u200B\n", 1, 5),
                        "    1 | a: \\u202Eb\\u200B\n      |          ^~~~~~~\n");
}

static void byte_order_mark_is_no_column(void **state)
{
    assert_string_equal(of_text(*state,
                                "\xef\xbb\xbf"
                                "a: b\n",
                                1, 4),
                        "    1 | a: b\n      |    ^\n");
}

static void windows_line_ends_are_not_shown(void **state)
{
    assert_string_equal(of_text(*state, "a: 1\r\nb: 2\r\n", 2, 4),
                        "    2 | b: 2\n      |    ^\n");
}

/* libyaml counts lines at these, editors do not. */
static void other_line_ends_make_no_excerpt(void **state)
{
    static const char *const ends[] = {"\r", "\xc2\x85", "\u2028", "\u2029"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char text[32];
        snprintf(text, sizeof text, "a: 1%sb: 2\nc: 3\n", ends[i]);
        assert_string_equal(of_text(*state, text, 2, 4), "");
    }
}

/* ---- Long lines ---- */

static char *long_line(const char *before, const char *value, const char *after)
{
    char *line = calloc(1, 1000);
    for (int i = 0; i < 20; i++)
        strcat(line, before);
    strcat(line, value);
    for (int i = 0; i < 20; i++)
        strcat(line, after);
    return line;
}

/* The two lines are at most `columns` wide, and the letters over the mark are `value`. */
static void expect_marked(const char *text, int columns, const char *value)
{
    const char *second = strchr(text, '\n') + 1;
    const size_t from = strcspn(second, "^");
    char first[1000] = "";
    memcpy(first, text, (size_t)(second - text) - 1);
    assert_true(utf8_width(first) <= columns);
    assert_true((int)strcspn(second, "\n") <= columns);
    const size_t begin = utf8_fit(first, (int)from);
    if (strncmp(first + begin, value, strlen(value)) != 0)
        fail_msg("the mark is not under %s:\n%s", value, text);
}

static void long_line_is_cut_around_the_mark(void **state)
{
    static const char *const before[] = {"a: 10, ", "웹: 10, ", "\t"};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        char *line = long_line(before[i], "{wrong: yes}", ", b: 12");
        const int column = 1 + 20 * (before[i][0] == '\t' ? 1 : (int)strlen("a: 10, "));
        const char *text = of_text(fixture, line, 1, column);
        expect_marked(text, 80, "{wrong: yes}");
        assert_true(strstr(text, " | \u2026") && strstr(text, "\u2026\n"));
        for (int columns = 40; columns <= 200; columns++)
            expect_marked(
                shown(fixture, (struct place){fixture->path, 1, column}, columns, false),
                columns, "{wrong: yes}");
        free(line);
    }
}

static void beginning_of_a_long_line_is_kept_when_the_mark_is_in_it(void **state)
{
    char *line = long_line("", "a: wrong ", "and more ");
    assert_string_equal(of_text(*state, line, 1, 1),
                        "    1 | a: wrong and more and more and more and more and more "
                        "and more and more\u2026\n"
                        "      | ^\n");
    free(line);
}

static void line_as_wide_as_the_paper_is_whole(void **state)
{
    char line[80] = "";
    memset(line, 'x', 72);
    const char *text = of_text(*state, line, 1, 72);
    assert_null(strstr(text, "\u2026"));
    line[72] = 'x';
    text = of_text(*state, line, 1, 73);
    assert_non_null(strstr(text, "\u2026"));
}

static void line_nobody_wrote_has_no_excerpt(void **state)
{
    const size_t length = 1 << 20;
    char *line = malloc(length);
    memset(line, 'x', length);
    assert_string_equal(excerpt(*state, line, length, 1, 5), "");
    free(line);
}

/* ---- ASCII ---- */

static void terminal_of_ascii_gets_escapes(void **state)
{
    struct fixture *fixture = *state;
    of_text(fixture, "웹: \U0001F600 b\n", 1, 4);
    assert_string_equal(shown(fixture, (struct place){fixture->path, 1, 4}, 80, true),
                        "    1 | \\uC6F9: \\U0001F600 b\n      |         ^~~~~~~~~~~~\n");
    char *line = long_line("a: 10, ", "wrong", ", b: 12");
    of_text(fixture, line, 1, 141);
    const char *text = shown(fixture, (struct place){fixture->path, 1, 141}, 80, true);
    assert_true(strstr(text, " | ...") && strstr(text, "...\n"));
    for (const char *c = text; *c; c++)
        assert_true((unsigned char)*c < 0x80);
    free(line);
}

/* ---- Places without a line ---- */

static void place_outside_of_files_has_no_excerpt(void **state)
{
    struct fixture *fixture = *state;
    of_text(fixture, "a: 1\n", 1, 1);
    const struct place places[] = {
        {NULL, 0, 0},          {"--set", 0, 0},       {"<stdin>", 1, 1},
        {fixture->path, 0, 0}, {fixture->path, 2, 1}, {fixture->path, 1, 6},
        {"/tmp", 1, 1},        {"/dev/zero", 1, 1},   {"nowhere.yaml", 1, 1},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        assert_string_equal(shown(fixture, places[i], 80, false), "");
}

/* Nobody writes into it: opening it would wait for ever. */
static void pipe_is_not_opened(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->path);
    assert_int_equal(mkfifo(fixture->path, 0600), 0);
    assert_string_equal(shown(fixture, (struct place){fixture->path, 1, 1}, 80, false),
                        "");
}

/* ---- What is marked ---- */

static void span_ends_where_the_value_does(void **state)
{
    static const struct {
        const char *line, *value;
    } cases[] = {
        {"name: value", "name"},
        {"name: value # comment", "value"},
        {"name: a#b", "a#b"},
        {"- {at: 1m, for: 2m}", "1m"},
        {"- {at: 1m, for: 2m}", "2m"},
        {"- {at: 1m, for: 2m} # why", "{at: 1m, for: 2m}"},
        {"a: [1, [2, 3], \"]\"], 4", "[1, [2, 3], \"]\"]"},
        {"a: {b: 'it''s }', c: 1}", "'it''s }'"},
        {"a: \"x \\\" y\" z", "\"x \\\" y\""},
        {"cpu: lognormal(6ms, cv=1.2)", "lognormal(6ms, cv=1.2)"},
        {"{cpu: lognormal(6ms, cv=1.2), x: 1}", "lognormal(6ms, cv=1.2)"},
        {"say: Hello, world", "Hello, world"},
        {"at: 12:30", "12:30"},
        {"it's: odd", "it's"},
        {"a: {open: 1", "{open: 1"},
        {"a: \"open", "\"open"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *line = cases[i].line, *value = cases[i].value;
        const size_t length = strlen(line);
        const size_t begin = (size_t)(strstr(line, value) - line);
        const size_t span = excerpt_span(line, length, begin);
        if (span != strlen(value))
            fail_msg("%s: %.*s", line, (int)span, line + begin);
    }
    assert_int_equal(excerpt_span("abc", 3, 3), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(mark_stands_under_the_value),
        TEST(last_line_needs_no_newline),
        TEST(place_at_the_end_of_the_line_has_a_caret_alone),
        TEST(tabs_move_the_mark_as_on_a_terminal),
        TEST(wide_letters_have_two_columns),
        TEST(combining_marks_have_none),
        TEST(bytes_that_are_not_utf8_are_escaped),
        TEST(control_characters_are_escaped),
        TEST(letters_that_reorder_are_escaped),
        TEST(byte_order_mark_is_no_column),
        TEST(windows_line_ends_are_not_shown),
        TEST(other_line_ends_make_no_excerpt),
        TEST(long_line_is_cut_around_the_mark),
        TEST(beginning_of_a_long_line_is_kept_when_the_mark_is_in_it),
        TEST(line_as_wide_as_the_paper_is_whole),
        TEST(line_nobody_wrote_has_no_excerpt),
        TEST(terminal_of_ascii_gets_escapes),
        TEST(place_outside_of_files_has_no_excerpt),
        TEST(pipe_is_not_opened),
        TEST(span_ends_where_the_value_does),
    };
    return cmocka_run_group_tests_name("excerpt", tests, NULL, NULL);
}
