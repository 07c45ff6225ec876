/* test_error.c - what the user did wrong, with its place, all of it at once.
 */
#include "sim/core/error.h"
#include "tests/support/near.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;
static struct error_list list;

static int list_set_up(void **state)
{
    (void)state;
    arena_init(&arena);
    error_list_init(&list, &arena);
    return 0;
}

static int list_tear_down(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

static const struct place here = {"a.yaml", 3, 7};

static void error_is_one_line_with_place_path_and_message(void **state)
{
    (void)state;
    error_list_add(&list, here, "hosts.web", "no %s of %d", "machine", 4);
    assert_string_equal(error_text(&list, &list.items[0]),
                        "a.yaml:3:7: hosts.web: no machine of 4");
}

static void place_and_path_are_left_out_when_there_are_none(void **state)
{
    (void)state;
    error_list_add(&list, (struct place){0}, NULL, "first");
    error_list_add(&list, (struct place){.file = "--set"}, "a.b", "second");
    error_list_add(&list, here, "", "third");
    assert_string_equal(error_text(&list, &list.items[0]), "first");
    assert_string_equal(error_text(&list, &list.items[1]), "--set: a.b: second");
    assert_string_equal(error_text(&list, &list.items[2]), "a.yaml:3:7: third");
}

static void warning_says_so_and_is_no_error(void **state)
{
    (void)state;
    error_list_warn(&list, here, "a", "unused");
    assert_int_equal(list.errors, 0);
    assert_int_equal(list.count, 1);
    assert_string_equal(error_text(&list, &list.items[0]),
                        "a.yaml:3:7: warning: a: unused");
}

static void texts_are_copied(void **state)
{
    (void)state;
    char file[] = "a.yaml", path[] = "hosts", word[] = "x";
    error_list_add(&list, (struct place){file, 1, 1}, path, "got %s", word);
    file[0] = path[0] = word[0] = '!';
    assert_string_equal(error_text(&list, &list.items[0]), "a.yaml:1:1: hosts: got x");
}

static void expected_and_found_and_nearest_make_a_sentence(void **state)
{
    (void)state;
    error_list_expected(&list, here, "a", "a size", "4 apples", NULL);
    error_list_expected(&list, here, "a", "a policy", "alway", "always");
    assert_string_equal(list.items[0].message, "expected a size, got \"4 apples\"");
    assert_string_equal(list.items[1].message,
                        "expected a policy, got \"alway\"; did you mean always?");
}

static void found_text_is_shortened_to_forty_characters(void **state)
{
    (void)state;
    static const char forty[] = "0123456789012345678901234567890123456789";
    char text[200];
    error_list_expected(&list, here, "", "x", forty, NULL);
    snprintf(text, sizeof(text), "expected x, got \"%s\"", forty);
    assert_string_equal(list.items[0].message, text);
    snprintf(text, sizeof(text), "%sx", forty);
    error_list_expected(&list, here, "", "x", text, NULL);
    snprintf(text, sizeof(text), "expected x, got \"%s...\"", forty);
    assert_string_equal(list.items[1].message, text);
}

/* "é" is two bytes; the 40th byte is the first of one. */
static void found_text_is_not_cut_inside_a_letter(void **state)
{
    (void)state;
    error_list_expected(&list, here, "", "x",
                        "012345678901234567890123456789012345678é...", NULL);
    assert_string_equal(list.items[0].message,
                        "expected x, got \"012345678901234567890123456789012345678...\"");
}

static void control_characters_are_replaced(void **state)
{
    (void)state;
    error_list_expected(&list, here, "", "x", "a\033[2Jb\nc\177d\302\233e", NULL);
    const char *message = list.items[0].message;
    assert_non_null(strstr(message, "a?[2Jb?c?d?"));
    for (const char *c = message; *c; c++)
        assert_true((unsigned char)*c >= 0x20 && *c != 0x7f);
    assert_null(strstr(message, "\302\233"));
}

static void list_keeps_a_hundred_and_counts_the_rest(void **state)
{
    (void)state;
    for (int i = 0; i < ERROR_LIST_LIMIT + 50; i++)
        error_list_add(&list, here, "", "number %d", i);
    error_list_warn(&list, here, "", "and a warning");
    assert_int_equal(list.count, ERROR_LIST_LIMIT);
    assert_int_equal(list.errors, ERROR_LIST_LIMIT + 50);
    assert_int_equal(list.dropped, 51);
    assert_string_equal(list.items[99].message, "number 99");
}

static void sorting_is_by_file_line_column_and_stable(void **state)
{
    (void)state;
    static const struct place places[] = {
        {NULL, 0, 0},     {"b.yaml", 1, 1}, {"--set", 0, 0},  {"a.yaml", 9, 1},
        {"a.yaml", 2, 5}, {"a.yaml", 2, 3}, {"a.yaml", 2, 5}, {NULL, 0, 0},
    };
    static const int order[] = {5, 4, 6, 3, 1, 2, 0, 7};
    for (int i = 0; i < 8; i++)
        error_list_add(&list, places[i], "", "%d", i);
    error_list_sort(&list);
    for (int i = 0; i < 8; i++) {
        const char expected[] = {(char)('0' + order[i]), '\0'};
        assert_string_equal(list.items[i].message, expected);
    }
}

static const char *const names[] = {"services", "traffic", "hosts",  "thresholds",
                                    "on",       "no",      "always", "on-failure"};

static const char *nearest(const char *text)
{
    return error_nearest(text, names, sizeof(names) / sizeof(names[0]));
}

static void nearest_name_repairs_a_slip(void **state)
{
    (void)state;
    assert_string_equal(nearest("service"), "services");      /* a letter missing */
    assert_string_equal(nearest("trafffic"), "traffic");      /* one too many */
    assert_string_equal(nearest("thresholts"), "thresholds"); /* a wrong one */
    assert_string_equal(nearest("hsots"), "hosts");           /* two swapped: one slip */
    assert_string_equal(nearest("tresholdss"), "thresholds");
}

static void distant_name_is_not_suggested(void **state)
{
    (void)state;
    assert_null(nearest("database"));
    assert_null(nearest("hxxts")); /* two slips in five letters */
    assert_null(nearest("abcdefghijkl"));
    assert_null(nearest("threshxxxx")); /* four in ten; three is the limit */
    assert_string_equal(nearest("thresholxxx"), "thresholds"); /* three in eleven */
    assert_null(error_nearest("x", names, 0));
}

static void short_text_may_be_one_slip_away(void **state)
{
    (void)state;
    assert_string_equal(nearest("o"), "on");
    assert_string_equal(nearest("noo"), "no");
    assert_null(nearest("xyz"));
}

static void a_name_cut_short_is_near(void **state)
{
    (void)state;
    assert_string_equal(nearest("thr"), "thresholds");
    assert_null(nearest("th"));  /* too little to tell */
    assert_null(nearest("hre")); /* inside of a name, not its beginning */
    assert_null(nearest("thresx"));
    assert_string_equal(nearest("on-"), "on"); /* a slip is nearer */
    static const char *const balance[] = {"least_connections", "least_time",
                                          "least_response"};
    assert_string_equal(error_nearest("least_conn", balance, 3), "least_connections");
    assert_string_equal(error_nearest("least", balance, 3), "least_time"); /* shortest */
}

static void first_name_wins_a_tie(void **state)
{
    (void)state;
    assert_string_equal(nearest("nn"), "on"); /* "no" is as near */
    static const char *const reversed[] = {"no", "on"};
    assert_string_equal(error_nearest("nn", reversed, 2), "no");
}

static void endless_text_is_nobodys_name(void **state)
{
    (void)state;
    static char text[1000];
    memset(text, 'a', sizeof(text) - 1);
    assert_null(nearest(text));
    const char *const long_names[] = {text, "aaaa"};
    assert_string_equal(error_nearest("aaaa", long_names, 2), "aaaa");
    text[64] = '\0';
    assert_ptr_equal(error_nearest(text, long_names, 2), text);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, list_set_up, list_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(error_is_one_line_with_place_path_and_message),
        TEST(place_and_path_are_left_out_when_there_are_none),
        TEST(warning_says_so_and_is_no_error),
        TEST(texts_are_copied),
        TEST(expected_and_found_and_nearest_make_a_sentence),
        TEST(found_text_is_shortened_to_forty_characters),
        TEST(found_text_is_not_cut_inside_a_letter),
        TEST(control_characters_are_replaced),
        TEST(list_keeps_a_hundred_and_counts_the_rest),
        TEST(sorting_is_by_file_line_column_and_stable),
        TEST(nearest_name_repairs_a_slip),
        TEST(distant_name_is_not_suggested),
        TEST(short_text_may_be_one_slip_away),
        TEST(a_name_cut_short_is_near),
        TEST(first_name_wins_a_tie),
        TEST(endless_text_is_nobodys_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
