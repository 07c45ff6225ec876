/* test_yaml_tree.c - reading, places, messages, and editing of YAML trees.
 */
#include "tests/support/yaml_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Parses `text` and compares what the tree holds. */
static void expect_tree(const char *text, const char *canonical)
{
    struct yaml_text_case c;
    yaml_text_begin(&c);
    assert_string_equal(yaml_text_of(&c, yaml_text_good(&c, text)), canonical);
    yaml_text_end(&c);
}

static void expect_place(const struct yaml_node *node, int line, int column)
{
    assert_non_null(node);
    assert_string_equal(node->place.file, "t");
    assert_int_equal(node->place.line, line);
    assert_int_equal(node->place.column, column);
}

/* ---- reading ---- */

static void scalars_stay_what_was_typed(void **state)
{
    (void)state;
    expect_tree("{on: on, no: NO, time: 1:30, octal: 010, big: 1_000, float: 1.50}",
                "{\"on\":\"on\",\"no\":\"NO\",\"time\":\"1:30\",\"octal\":\"010\","
                "\"big\":\"1_000\",\"float\":\"1.50\"}");
}

static void lists_mappings_and_block_texts_are_read(void **state)
{
    (void)state;
    expect_tree(
        "a:\n  - 1\n  - {b: 2}\nc: |\n  two\n  lines\nd: >-\n  one\n  line\n",
        "{\"a\":[\"1\",{\"b\":\"2\"}],\"c\":\"two\nlines\n\",\"d\":\"one line\"}");
}

static void nothing_null_and_tilde_are_null_unless_quoted(void **state)
{
    (void)state;
    expect_tree("{a: , b: null, c: ~, d: \"null\", e: '', f: Null}",
                "{\"a\":null,\"b\":null,\"c\":null,\"d\":\"null\",\"e\":\"\","
                "\"f\":\"Null\"}");
}

static void places_count_from_one(void **state)
{
    (void)state;
    struct yaml_text_case c;
    yaml_text_begin(&c);
    const struct yaml_node *root =
        yaml_text_good(&c, "a: 1\nhosts:\n  web: {count: 2}\n  äö: [x, y]\n");
    expect_place(root, 1, 1);
    expect_place(yaml_tree_get(root, "a"), 1, 4);
    expect_place(yaml_tree_find(root, "hosts.web"), 3, 8);
    expect_place(yaml_tree_find(root, "hosts.web.count"), 3, 16);
    expect_place(yaml_tree_find(root, "hosts.äö.1"), 4, 11); /* letters, not bytes */
    assert_int_equal(root->pairs[1].key_place.line, 2);
    assert_int_equal(root->pairs[1].key_place.column, 1);
    yaml_text_end(&c);
}

static void byte_order_mark_and_windows_line_ends_are_fine(void **state)
{
    (void)state;
    expect_tree("\xef\xbb\xbf"
                "a: 1\r\nb: [2]\r\n",
                "{\"a\":\"1\",\"b\":[\"2\"]}");
}

static void percent_signs_and_braces_inside_a_key_need_no_quotes(void **state)
{
    (void)state;
    expect_tree("http_req_duration{spring.write}: [\"p(99) < 2s\"]\nb: {hit: 90%}\n",
                "{\"http_req_duration{spring.write}\":[\"p(99) < 2s\"],"
                "\"b\":{\"hit\":\"90%\"}}");
}

/* ---- aliases ---- */

static void alias_is_a_copy_with_the_place_of_its_anchor(void **state)
{
    (void)state;
    struct yaml_text_case c;
    yaml_text_begin(&c);
    struct yaml_node *root = yaml_text_good(&c, "a: &x {n: 1}\nb: *x\n");
    expect_place(yaml_tree_find(root, "b.n"), 1, 11);
    const struct place place = {"t", 9, 9};
    struct yaml_node *two = yaml_tree_scalar(&c.arena, "2", place);
    assert_true(yaml_tree_set(root, "b.n", two, &c.arena, &c.errors));
    assert_string_equal(yaml_text_of(&c, root),
                        "{\"a\":{\"n\":\"1\"},\"b\":{\"n\":\"2\"}}");
    yaml_text_end(&c);
}

static void merge_key_gives_way_to_keys_beside_it_and_to_earlier_ones(void **state)
{
    (void)state;
    expect_tree("base: &b {x: 1, y: 2}\nc: {<<: *b, y: 3}\n"
                "d: {<<: [*b, {z: 1, x: 9}]}\ne: {\"<<\": 5}\n",
                "{\"base\":{\"x\":\"1\",\"y\":\"2\"},\"c\":{\"y\":\"3\",\"x\":\"1\"},"
                "\"d\":{\"x\":\"1\",\"y\":\"2\",\"z\":\"1\"},\"e\":{\"<<\":\"5\"}}");
}

static void anchor_may_be_given_again_and_the_latest_counts(void **state)
{
    (void)state;
    expect_tree("[&x 1, *x, &x 2, *x]", "[\"1\",\"1\",\"2\",\"2\"]");
}

static void wrong_aliases_are_refused(void **state)
{
    (void)state;
    yaml_text_expect_errors("a: *b\n", "t:1:4: a: nothing is anchored as &b above\n");
    yaml_text_expect_errors("a: &b [*b]\n",
                            "t:1:8: a.0: *b stands inside its own anchor\n");
    yaml_text_expect_errors("a: &b x\n*b : 1\n", "t:2:1: an alias (*) cannot be a key\n");
    yaml_text_expect_errors("a: {<<: 3}\n",
                            "t:1:9: a.<<: expected a mapping or a list of "
                            "mappings after \"<<\"\n");
    yaml_text_expect_errors(
        "a: {<<: {b: 1}, <<: {c: 1}}\n",
        "t:1:17: a.<<: duplicate key \"<<\"; write <<: [*one, *two]\n");
}

/* ---- refusing ---- */

static void all_duplicate_keys_are_named_with_the_first_one(void **state)
{
    (void)state;
    yaml_text_expect_errors(
        "a: 1\nb: {c: 1, d: 2, c: 3}\na: 2\n",
        "t:2:17: b: duplicate key \"c\"; it stands already at line 2\n"
        "t:3:1: duplicate key \"a\"; it stands already at line 1\n");
}

static void keys_must_be_texts(void **state)
{
    (void)state;
    yaml_text_expect_errors("? [a]\n: 1\n", "t:1:3: a key must be a text, not a list\n");
    yaml_text_expect_errors("b: {{a: 1}: 1}\n",
                            "t:1:5: b: a key must be a text, not a mapping\n");
}

static void one_file_holds_one_document(void **state)
{
    (void)state;
    yaml_text_expect_errors("a: 1\n---\nb: 1\n",
                            "t:2:1: a second document (---); one file holds one\n");
    yaml_text_expect_errors("", "t: there is nothing in the file\n");
    yaml_text_expect_errors("# a comment\n", "t: there is nothing in the file\n");
}

static void tags_are_refused(void **state)
{
    (void)state;
    yaml_text_expect_errors("a: !!str 5\n",
                            "t:1:4: tags (!) have no meaning here; a text that begins "
                            "with ! needs quotes\n");
}

#define CUT                                                                              \
    " has no matching parenthesis: inside {} and [] a text that contains any of "        \
    "[ ] { } , needs quotes\n"

static void text_cut_at_a_comma_is_one_error_that_says_so(void **state)
{
    (void)state;
    yaml_text_expect_errors("a: {cpu: exp(6ms, k=4), sleep: 1ms}\n",
                            "t:1:10: a.cpu: \"exp(6ms\"" CUT);
    yaml_text_expect_errors("a: [exp(6ms, k=4), 2ms]\n", "t:1:5: a.0: \"exp(6ms\"" CUT);
    yaml_text_expect_errors("a: {k=4): 1}\n", "t:1:5: a: \"k=4)\"" CUT);
    expect_tree("a: {cpu: \"exp(6ms, k=4)\", b: lognormal(12ms cv=1)}\nc: f(1, 2\n",
                "{\"a\":{\"cpu\":\"exp(6ms, k=4)\",\"b\":\"lognormal(12ms cv=1)\"},"
                "\"c\":\"f(1, 2\"}");
}

#define QUOTES                                                                           \
    "inside {} and [] a text that contains any of [ ] { } , needs quotes, and every "    \
    "bracket its partner\n"

static void unquoted_bracket_inside_braces_is_explained(void **state)
{
    (void)state;
    yaml_text_expect_errors("a: {on: web[0], b: 1}\n",
                            "t:1:12: not YAML: did not find expected ',' or '}' while "
                            "parsing a flow mapping that begins at line 1; " QUOTES);
    yaml_text_expect_errors("a: [1, 2\nb: 3\n",
                            "t:2:2: not YAML: did not find expected ',' or ']' while "
                            "parsing a flow sequence that begins at line 1; " QUOTES);
    yaml_text_expect_errors("a: {b: 1}}\n",
                            "t:1:10: not YAML: did not find expected key while parsing a "
                            "block mapping that begins at line 1; " QUOTES);
}

static void usual_slips_are_explained(void **state)
{
    (void)state;
    yaml_text_expect_errors("a:\n\tb: 1\n",
                            "t:2:1: not YAML: found character that cannot start any "
                            "token; indent with spaces: YAML allows no tabs there\n");
    yaml_text_expect_errors("a: b: c\n",
                            "t:1:5: not YAML: mapping values are not allowed in this "
                            "context; a second \": \" in the line; put the value in "
                            "quotes, or check the indentation of the line above\n");
    yaml_text_expect_errors("a:\n  b: 1\n c: 2\n",
                            "t:3:2: not YAML: did not find expected key while parsing a "
                            "block mapping that begins at line 1; the indentation "
                            "differs from the lines above\n");
    yaml_text_expect_errors("a: @x\n",
                            "t:1:4: not YAML: found character that cannot start any "
                            "token; a text that begins with % @ or ` needs quotes\n");
    yaml_text_expect_errors("a: *\n", "t:1:5: not YAML: did not find expected alphabetic "
                                      "or numeric character while scanning an alias that "
                                      "begins at line 1; a text that begins with * needs "
                                      "quotes\n");
}

/* ---- files ---- */

static void files_that_cannot_be_read_are_named(void **state)
{
    (void)state;
    struct yaml_text_case c;
    yaml_text_begin(&c);
    assert_null(yaml_tree_read("/nonexistent/a.yaml", &c.arena, &c.errors));
    assert_null(yaml_tree_read("/", &c.arena, &c.errors));
    assert_string_equal(yaml_text_errors(&c),
                        "/: this is a folder, not a file\n"
                        "/nonexistent/a.yaml: cannot be read: No such file or "
                        "directory\n");
    yaml_text_end(&c);
}

static void file_is_read_whole(void **state)
{
    (void)state;
    struct yaml_text_case c;
    char name[] = "/tmp/overstack-test-XXXXXX";
    const int descriptor = mkstemp(name);
    FILE *file = fdopen(descriptor, "w");
    for (int i = 0; i < 20000; i++)
        fprintf(file, "key%d: %d\n", i, i);
    fclose(file);
    yaml_text_begin(&c);
    const struct yaml_node *root = yaml_tree_read(name, &c.arena, &c.errors);
    assert_non_null(root);
    assert_int_equal(root->count, 20000);
    assert_string_equal(yaml_tree_get(root, "key19999")->text, "19999");
    assert_string_equal(root->place.file, name);
    yaml_text_end(&c);
    unlink(name);
}

/* ---- merging ---- */

static void expect_merge(const char *under, const char *over, const char *canonical)
{
    struct yaml_text_case c;
    yaml_text_begin(&c);
    const struct yaml_node *a = yaml_text_good(&c, under), *b = yaml_text_good(&c, over);
    const char *a_before = yaml_text_of(&c, a), *b_before = yaml_text_of(&c, b);
    struct yaml_node *merged = yaml_tree_merge(&c.arena, a, b);
    assert_string_equal(yaml_text_of(&c, merged), canonical);
    const struct place place = {0};
    for (uint32_t i = 0; i < merged->count; i++) { /* nothing is shared */
        merged->pairs[i].value->place.line = 77;
        yaml_tree_put(&c.arena, merged, merged->pairs[i].key,
                      yaml_tree_scalar(&c.arena, "changed", place));
    }
    assert_string_equal(yaml_text_of(&c, a), a_before);
    assert_string_equal(yaml_text_of(&c, b), b_before);
    for (uint32_t i = 0; i < a->count; i++)
        assert_int_not_equal(a->pairs[i].value->place.line, 77);
    yaml_text_end(&c);
}

static void mappings_merge_key_by_key(void **state)
{
    (void)state;
    expect_merge("{a: {x: 1, y: 2}, b: 3}", "{a: {y: 5, z: 6}, c: 7}",
                 "{\"a\":{\"x\":\"1\",\"y\":\"5\",\"z\":\"6\"},\"b\":\"3\",\"c\":\"7\"}");
}

static void scalars_and_lists_replace_and_null_removes(void **state)
{
    (void)state;
    expect_merge("{a: [1, 2], b: {x: 1}, c: 1, d: 2}", "{a: [3], b: t, c: null, e: null}",
                 "{\"a\":[\"3\"],\"b\":\"t\",\"d\":\"2\"}");
}

static void mapping_takes_the_place_of_a_scalar_without_its_nulls(void **state)
{
    (void)state;
    expect_merge("{a: t3.small}", "{a: {vcpus: 2, burst: null}, b: {c: {d: null}}}",
                 "{\"a\":{\"vcpus\":\"2\"},\"b\":{\"c\":{}}}");
}

static void merged_values_keep_where_they_come_from(void **state)
{
    (void)state;
    struct yaml_text_case c;
    yaml_text_begin(&c);
    struct yaml_node *under = yaml_text_good(&c, "{a: 1, b: 2}");
    yaml_tree_get(under, "a")->origin_kind = "published";
    yaml_tree_get(under, "b")->origin_kind = "published";
    const struct yaml_node *over = yaml_text_good(&c, "b: 3\n");
    const struct yaml_node *merged = yaml_tree_merge(&c.arena, under, over);
    assert_string_equal(yaml_tree_get(merged, "a")->origin_kind, "published");
    assert_null(yaml_tree_get(merged, "b")->origin_kind);
    yaml_text_end(&c);
}

/* ---- paths ---- */

static const char *const design = "services:\n"
                                  "  spring:\n"
                                  "    endpoints: {write: [{cpu: 5ms}, {sleep: 1s}]}\n"
                                  "traffic: {users: {mix: {spring.read: 80%}}}\n"
                                  "hosts: {web: {instance: t3.small}}\n";

static void value_is_found_by_its_path(void **state)
{
    (void)state;
    struct yaml_text_case c;
    yaml_text_begin(&c);
    const struct yaml_node *root = yaml_text_good(&c, design);
    static const char *const paths[][2] = {
        {"services.spring.endpoints.write.0.cpu", "5ms"},
        {"services.spring.endpoints.write.1.sleep", "1s"},
        {"traffic.users.mix.\"spring.read\"", "80%"},
        {"traffic.users.mix.'spring.read'", "80%"},
        {"'hosts'.web.\"instance\"", "t3.small"},
    };
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
        assert_string_equal(yaml_tree_find(root, paths[i][0])->text, paths[i][1]);
    static const char *const wrong[] = {
        "",
        ".",
        "a..b",
        "services.",
        "services.sprin",
        "services.spring.endpoints.write.2",
        "services.spring.endpoints.write.x",
        "hosts.web.instance.vcpus",
        "traffic.users.mix.spring.read",
        "hosts.\"web",
        "hosts.\"web\"x",
        "services.spring.endpoints.write.99999999999999999999",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_null(yaml_tree_find(root, wrong[i]));
    yaml_text_end(&c);
}

/* Sets in a fresh `design`; the value at the path, or the error lines. */
static void expect_set(const char *path, const char *value, const char *at,
                       const char *expected)
{
    struct yaml_text_case c;
    yaml_text_begin(&c);
    struct yaml_node *root = yaml_text_good(&c, design);
    struct yaml_node *node = yaml_text_good(&c, value);
    if (yaml_tree_set(root, path, node, &c.arena, &c.errors)) {
        const struct yaml_node *found = at ? yaml_tree_find(root, at) : root;
        assert_string_equal(found ? yaml_text_of(&c, found) : "gone", expected);
        assert_string_equal(yaml_text_errors(&c), "");
    } else {
        assert_string_equal(yaml_text_errors(&c), expected);
    }
    yaml_text_end(&c);
}

static void set_replaces_adds_and_unfolds(void **state)
{
    (void)state;
    expect_set("services.spring.endpoints.write.1.sleep", "2s",
               "services.spring.endpoints.write",
               "[{\"cpu\":\"5ms\"},{\"sleep\":\"2s\"}]");
    expect_set("services.spring.memory.base", "1GiB", "services.spring.memory",
               "{\"base\":\"1GiB\"}");
    expect_set("hosts.web.instance.vcpus", "4", "hosts.web.instance",
               "{\"vcpus\":\"4\"}");
    expect_set("traffic.users.mix.\"spring.write\"", "20%", "traffic.users.mix",
               "{\"spring.read\":\"80%\",\"spring.write\":\"20%\"}");
}

static void set_to_null_removes(void **state)
{
    (void)state;
    expect_set("hosts.web", "null", "hosts", "{}");
    expect_set("services.spring.endpoints.write.0", "null",
               "services.spring.endpoints.write", "[{\"sleep\":\"1s\"}]");
    expect_set("hosts.web.swap", "null", "hosts.web", "{\"instance\":\"t3.small\"}");
}

static void set_refuses_a_path_that_leads_nowhere(void **state)
{
    (void)state;
    expect_set("services.spring.endpoints.write.2.cpu", "1ms", NULL,
               "t:1:1: services.spring.endpoints.write.2.cpu: "
               "services.spring.endpoints.write.2 is past the end of a list of 2\n");
    expect_set("services.spring.endpoints.write.cpu", "1ms", NULL,
               "t:1:1: services.spring.endpoints.write.cpu: "
               "services.spring.endpoints.write.cpu: an item of a list goes by its "
               "number, 0 to 1\n");
    expect_set("hosts.web.instance.0", "1", NULL,
               "t:1:1: hosts.web.instance.0: hosts.web.instance.0: there is no list "
               "here\n");
    expect_set("hosts.wbe.swap", "null", NULL,
               "t:1:1: hosts.wbe.swap: there is no hosts.wbe\n");
    expect_set("hosts..swap", "1", NULL,
               "t:1:1: hosts..swap: expected a dotted path such as services.web.threads, "
               "a part with a dot in quotes\n");
}

static void path_deeper_than_a_file_may_be_is_refused(void **state)
{
    (void)state;
    struct yaml_text_case c;
    char path[2 * 100];
    for (int i = 0; i < 99; i++)
        memcpy(&path[2 * i], "a.", 2);
    memcpy(&path[2 * 99], "a", 2);
    yaml_text_begin(&c);
    struct yaml_node *root = yaml_text_good(&c, "b: 1");
    assert_false(yaml_tree_set(root, path, yaml_text_good(&c, "1"), &c.arena, &c.errors));
    assert_string_equal(yaml_text_of(&c, root), "{\"b\":\"1\"}");
    yaml_text_end(&c);
}

/* ---- the canonical text ---- */

static void formatting_does_not_change_the_canonical_text(void **state)
{
    (void)state;
    expect_tree("a:\n    - 'x'\n    - \"y\" # why\nb: {c: z}\n",
                "{\"a\":[\"x\",\"y\"],\"b\":{\"c\":\"z\"}}");
    expect_tree("{a: &q [x, y], b: {\"c\": z}}",
                "{\"a\":[\"x\",\"y\"],\"b\":{\"c\":\"z\"}}");
}

static void different_trees_have_different_canonical_texts(void **state)
{
    (void)state;
    struct yaml_text_case c;
    yaml_text_begin(&c);
    static const char *const texts[] = {
        "[a, b]", "['a,b']",    "['a\",\"b']", "[[a], b]", "[[a, b]]",
        "{a: b}", "{a: , b: }", "[null]",      "['null']", "[]",
        "{}",     "['\\\"']",   "['\"']",      "['\\']",   "{b: , a: }",
    };
    enum { COUNT = sizeof(texts) / sizeof(texts[0]) };
    const char *canonical[COUNT];
    for (int i = 0; i < COUNT; i++)
        canonical[i] = yaml_text_of(&c, yaml_text_good(&c, texts[i]));
    for (int i = 0; i < COUNT; i++)
        for (int k = 0; k < i; k++)
            assert_string_not_equal(canonical[i], canonical[k]);
    yaml_text_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_stay_what_was_typed),
        cmocka_unit_test(lists_mappings_and_block_texts_are_read),
        cmocka_unit_test(nothing_null_and_tilde_are_null_unless_quoted),
        cmocka_unit_test(places_count_from_one),
        cmocka_unit_test(byte_order_mark_and_windows_line_ends_are_fine),
        cmocka_unit_test(percent_signs_and_braces_inside_a_key_need_no_quotes),
        cmocka_unit_test(alias_is_a_copy_with_the_place_of_its_anchor),
        cmocka_unit_test(merge_key_gives_way_to_keys_beside_it_and_to_earlier_ones),
        cmocka_unit_test(anchor_may_be_given_again_and_the_latest_counts),
        cmocka_unit_test(wrong_aliases_are_refused),
        cmocka_unit_test(all_duplicate_keys_are_named_with_the_first_one),
        cmocka_unit_test(keys_must_be_texts),
        cmocka_unit_test(one_file_holds_one_document),
        cmocka_unit_test(tags_are_refused),
        cmocka_unit_test(text_cut_at_a_comma_is_one_error_that_says_so),
        cmocka_unit_test(unquoted_bracket_inside_braces_is_explained),
        cmocka_unit_test(usual_slips_are_explained),
        cmocka_unit_test(files_that_cannot_be_read_are_named),
        cmocka_unit_test(file_is_read_whole),
        cmocka_unit_test(mappings_merge_key_by_key),
        cmocka_unit_test(scalars_and_lists_replace_and_null_removes),
        cmocka_unit_test(mapping_takes_the_place_of_a_scalar_without_its_nulls),
        cmocka_unit_test(merged_values_keep_where_they_come_from),
        cmocka_unit_test(value_is_found_by_its_path),
        cmocka_unit_test(set_replaces_adds_and_unfolds),
        cmocka_unit_test(set_to_null_removes),
        cmocka_unit_test(set_refuses_a_path_that_leads_nowhere),
        cmocka_unit_test(path_deeper_than_a_file_may_be_is_refused),
        cmocka_unit_test(formatting_does_not_change_the_canonical_text),
        cmocka_unit_test(different_trees_have_different_canonical_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
