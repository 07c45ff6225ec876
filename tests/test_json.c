/* JSON as text: exact, deterministic, and never anything that is no JSON. */
#include "sim/output/json.h"
#include "tests/support/near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The tree as text (the caller's), and the tree given back. */
static char *text_of(json_t *tree)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    json_write(tree, out);
    fclose(out);
    json_decref(tree);
    return text;
}

static void expect_text(json_t *tree, const char *expected)
{
    char *text = text_of(tree);
    assert_string_equal(text, expected);
    free(text);
}

static void a_number_is_the_shortest_text_that_reads_back(void **state)
{
    (void)state;
    expect_text(json_figure(0.1), "0.1\n");
    expect_text(json_figure(3600), "3600\n");
    expect_text(json_figure(1.0 / 3), "0.3333333333333333\n");
    const double values[] = {0.1 + 0.2, 1e-7 / 3, 12345678901234567., 5e-324, 1.7e308};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char *text = text_of(json_figure(values[i]));
        assert_true(strtod(text, NULL) == values[i]);
        free(text);
    }
}

static void what_is_no_number_is_null(void **state)
{
    (void)state;
    expect_text(json_figure(NAN), "null\n");
    expect_text(json_figure(INFINITY), "null\n");
    expect_text(json_figure(-INFINITY), "null\n");
}

static void zero_has_no_sign(void **state)
{
    (void)state;
    expect_text(json_figure(-0.0), "0\n");
    expect_text(json_real(-0.0), "0\n");
}

static void text_stays_utf8_and_control_characters_are_escaped(void **state)
{
    (void)state;
    expect_text(json_words("한글 \"µs\" \\ \n\t\x01\x7f"),
                "\"한글 \\\"µs\\\" \\\\ \\n\\t\\u0001\\u007f\"\n");
    expect_text(json_words(NULL), "null\n");
}

static void bytes_that_are_not_utf8_are_replaced(void **state)
{
    (void)state;
    expect_text(json_words("a\xff"
                           "b"),
                "\"a\xef\xbf\xbd"
                "b\"\n");
    /* cut short, overlong, a surrogate, above U+10FFFF */
    const char *const bad[] = {"\xed\x95", "\xc0\xaf", "\xed\xa0\x80",
                               "\xf5\x80\x80\x80"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char *text = text_of(json_words(bad[i]));
        json_t *read = json_loads(text, JSON_DECODE_ANY, NULL);
        assert_non_null(read);
        assert_non_null(strstr(json_string_value(read), "\xef\xbf\xbd"));
        json_decref(read);
        free(text);
    }
}

static void what_is_small_and_flat_stands_on_one_line(void **state)
{
    (void)state;
    expect_text(
        json_pack("{s: f, s: s, s: [f, f]}", "at_s", 1.5, "what", "x", "ci", 1.0, 2.0),
        "{\"at_s\": 1.5, \"what\": \"x\", \"ci\": [1, 2]}\n");
    expect_text(json_pack("{s: {s: i}}", "a", "b", 1), "{\n  \"a\": {\"b\": 1}\n}\n");
    expect_text(json_pack("{s: [], s: {}}", "a", "b"), "{\"a\": [], \"b\": {}}\n");
}

static void no_line_of_a_long_series_passes_the_width(void **state)
{
    (void)state;
    json_t *tree = json_object(), *series = json_array();
    for (int i = 0; i < 240; i++)
        json_array_append_new(series, json_figure(i / 7.0));
    json_object_set_new(tree, "series", series);
    char *text = text_of(json_incref(tree));
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= 101); /* the width and a comma */
    json_t *read = json_loads(text, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(read, "series")), 240);
    json_decref(read);
    json_decref(tree);
    free(text);
}

static void keys_come_in_the_order_they_were_added(void **state)
{
    (void)state;
    json_t *tree = json_object();
    json_object_set_new(tree, "z", json_true());
    json_object_set_new(tree, "a", json_false());
    expect_text(tree, "{\"z\": true, \"a\": false}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_the_shortest_text_that_reads_back),
        cmocka_unit_test(what_is_no_number_is_null),
        cmocka_unit_test(zero_has_no_sign),
        cmocka_unit_test(text_stays_utf8_and_control_characters_are_escaped),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
        cmocka_unit_test(what_is_small_and_flat_stands_on_one_line),
        cmocka_unit_test(no_line_of_a_long_series_passes_the_width),
        cmocka_unit_test(keys_come_in_the_order_they_were_added),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
