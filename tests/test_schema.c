/* test_schema.c - the reference page and the JSON Schema, written from field tables: the
 * tables of the scenario itself, since what they say is what users read.
 */
#include "models/design_def.h"
#include "sim/cli/schema_json.h"
#include "sim/input/manual.h"
#include "sim/input/table_list.h"
#include "tests/support/json_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct page {
    struct arena arena;
    struct table_list tables;
    char *manual;
    json_t *schema;
};

static int make_page(void **state)
{
    static struct page page; /* of this program's one group */
    size_t length;
    arena_init(&page.arena);
    table_list_init(&page.tables, &scenario_table, &page.arena);
    FILE *out = open_memstream(&page.manual, &length);
    manual_write(&scenario_table, &page.arena, out);
    fclose(out);
    page.schema = schema_json_tree(&scenario_table, &page.arena);
    *state = &page;
    return 0;
}

static int drop_page(void **state)
{
    struct page *page = *state;
    free(page->manual);
    json_decref(page->schema);
    arena_clear(&page->arena);
    return 0;
}

/* ---- the tables ---- */

static void every_table_is_listed_once_under_a_name_of_its_own(void **state)
{
    const struct table_list *tables = &((struct page *)*state)->tables;
    assert_ptr_equal(tables->items[0].table, &scenario_table);
    assert_true(tables->count > 20);
    for (uint32_t i = 0; i < tables->count; i++)
        for (uint32_t k = 0; k < i; k++) {
            assert_ptr_not_equal(tables->items[i].table, tables->items[k].table);
            assert_string_not_equal(tables->items[i].name, tables->items[k].name);
        }
}

static void tables_of_one_name_are_told_apart(void **state)
{
    (void)state;
    struct arena arena;
    struct table_list list;
    static const struct table first = {.name = "same", .help = "h."};
    static const struct table second = {.name = "same", .help = "h."};
    static const struct field fields[] = {
        {.key = "a", .kind = FIELD_TABLE, .table = &first, .help = "h."},
        {.key = "b", .kind = FIELD_TABLE, .table = &second, .help = "h."},
        {.key = "c", .kind = FIELD_TABLE, .table = &first, .help = "h."},
    };
    static const struct table root = {
        .name = "root", .help = "h.", .fields = fields, .count = 3};
    arena_init(&arena);
    table_list_init(&list, &root, &arena);
    assert_int_equal(list.count, 3);
    assert_string_equal(table_list_name(&list, &first), "same");
    assert_string_equal(table_list_name(&list, &second), "same-2");
    arena_clear(&arena);
}

static void every_field_has_a_help_sentence(void **state)
{
    const struct table_list *tables = &((struct page *)*state)->tables;
    for (uint32_t i = 0; i < tables->count; i++)
        for (uint32_t k = 0; k < tables->items[i].table->count; k++) {
            const struct field *field = &tables->items[i].table->fields[k];
            const size_t length = field->help ? strlen(field->help) : 0;
            if (length == 0 || field->help[length - 1] != '.')
                fail_msg("%s.%s: no help, or not a sentence", tables->items[i].name,
                         field->key);
        }
}

/* ---- the reference page ---- */

/* The section of a table, or NULL. */
static char *section_of(const struct page *page, const char *name)
{
    char heading[128];
    const int length = snprintf(heading, sizeof(heading), "\n## %s\n", name);
    const char *start = strstr(page->manual, heading);
    if (!start)
        return NULL;
    const char *end = strstr(start + length, "\n## ");
    return strndup(start, end ? (size_t)(end - start) : strlen(start));
}

static void reference_page_has_every_key_of_every_table(void **state)
{
    const struct page *page = *state;
    for (uint32_t i = 0; i < page->tables.count; i++) {
        const struct table *table = page->tables.items[i].table;
        char *section = section_of(page, page->tables.items[i].name);
        assert_non_null(section);
        for (uint32_t k = 0; k < table->count; k++) {
            char entry[128];
            const bool alone = table->fields[k].key[0] == '=';
            snprintf(entry, sizeof(entry), alone ? "\n- a value alone%s" : "\n- `%s`",
                     alone ? "" : table->fields[k].key);
            if (!strstr(section, entry))
                fail_msg("%s: no entry %s", page->tables.items[i].name, entry);
        }
        free(section);
    }
}

static void reference_page_fits_eighty_columns(void **state)
{
    const struct page *page = *state;
    for (const char *line = page->manual; *line;) {
        const size_t length = strcspn(line, "\n");
        if (length > 80)
            fail_msg("%.*s", (int)length, line);
        line += length + (line[length] == '\n');
    }
}

/* Joins wrapped lines. */
static void unwrap(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        if (strncmp(from, "\n  ", 3) == 0)
            from += 2;
        *to++ = *from;
    }
    *to = '\0';
}

static void expect_section(const struct page *page, const char *name, const char *part)
{
    char *section = section_of(page, name);
    assert_non_null(section);
    unwrap(section);
    if (!strstr(section, part))
        fail_msg("section %s without: %s\n%s", name, part, section);
    free(section);
}

static void reference_page_tells_type_range_default_and_help(void **state)
{
    const struct page *page = *state;
    expect_section(page, "simulate", "- `duration`: duration; default `1h`.");
    expect_section(page, "simulate",
                   "- `replications`: count, from 1 to 100000; default "
                   "`1`. Independent runs");
    expect_section(page, "scenario", "- `overstack`, required: one of `1`. Version");
    expect_section(page, "service",
                   "- `threads`: count or `unlimited`, from 1 to "
                   "1000000000; default `unlimited`.");
    expect_section(page, "service",
                   "- `on`, required: list of [place](#place), or a "
                   "single one.");
    expect_section(page, "step",
                   "- `cpu`: DIST such as 6ms, exp(6ms) or lognormal(6ms, "
                   "cv=1.2).");
    expect_section(page, "call",
                   "- `on_error`: one of `fail`, `ignore`; default `fail`.");
    expect_section(page, "io", "A value alone, in place of the mapping, is its `size`.");
    expect_section(page, "external", "A service with `kind: external`.");
}

static void reference_page_marks_what_is_not_yet_supported(void **state)
{
    const struct page *page = *state;
    expect_section(page, "s3", "`infrequent_access` [not yet supported]");
}

/* ---- the JSON Schema ---- */

static void expect_valid(const struct page *page, bool valid, const char *text)
{
    json_error_t error;
    json_t *value = json_loads(text, 0, &error);
    if (!value)
        fail_msg("%s: %s", text, error.text);
    if (json_rules_hold(page->schema, page->schema, value) != valid)
        fail_msg("should be %s: %s", valid ? "valid" : "refused", text);
    json_decref(value);
}

/* One service's keys in an otherwise right scenario, as an editor sees it. */
static void expect_service(const struct page *page, bool valid, const char *keys)
{
    char text[1024];
    snprintf(text, sizeof(text), "{\"overstack\": 1, \"services\": {\"s\": {%s}}}", keys);
    expect_valid(page, valid, text);
}

static void schema_takes_a_right_scenario(void **state)
{
    expect_valid(
        *state, true,
        "{\"overstack\": 1, \"name\": \"x\", \"simulate\": {\"duration\": \"1h\", "
        "\"warmup\": 0, \"seed\": 42}, \"hosts\": {\"web\": {\"instance\": "
        "\"t2.medium\", "
        "\"count\": 2}, \"db\": {\"instance\": {\"vcpus\": 1, \"memory\": \"4GiB\"}, "
        "\"zones\": [\"a\", \"c\"]}}, \"budget\": \"300000 KRW/month\", \"tax\": "
        "\"10%\", "
        "\"currency\": {\"code\": \"KRW\", \"rate\": 1420}, \"events\": [{\"at\": "
        "\"5m\", "
        "\"restart\": \"web\"}], \"traffic\": {\"u\": {\"executor\": "
        "\"constant-arrival-rate\", \"rate\": \"80/s\", \"mix\": {\"s.go\": \"80%\", "
        "\"s.no\": 0.2}, \"rtt\": \"exp(30ms)\"}}, \"variants\": {\"a\": {\"b.c\": "
        "null}}}");
    expect_service(
        *state, true,
        "\"on\": \"web\", \"threads\": \"unlimited\", \"async\": true, "
        "\"jvm\": null, \"endpoints\": {\"go\": [{\"cpu\": \"6ms\"}, {\"read\": "
        "{\"size\": \"16KiB\", \"ops\": 3}}, {\"write\": \"4KiB\"}, "
        "{\"parallel\": [[{\"sleep\": 0}], [{\"call\": \"db.get\"}]]}, "
        "{\"choose\": [{\"p\": 0.9, \"steps\": [{\"send\": \"1KiB\"}]}]}]}");
    expect_service(*state, true,
                   "\"kind\": \"external\", \"latency\": \"6ms\", \"concurrency\": 5");
}

static void schema_refuses_wrong_keys_and_values(void **state)
{
    const struct page *page = *state;
    expect_valid(page, false, "{\"overstack\": 2}");
    expect_valid(page, false, "{\"overstack\": 1, \"host\": {}}");
    expect_valid(page, false, "{}");
    expect_valid(page, false, "{\"overstack\": 1, \"measured\": 3}");
    expect_valid(page, false, "{\"overstack\": 1, \"tax\": 1.5}");
    expect_valid(page, false, "{\"overstack\": 1, \"simulate\": {\"duration\": 60}}");
    expect_valid(page, false,
                 "{\"overstack\": 1, \"simulate\": {\"duration\": \"1 hr\"}}");
    expect_valid(page, false, "{\"overstack\": 1, \"simulate\": {\"seed\": 1.5}}");
    expect_valid(
        page, false,
        "{\"overstack\": 1, \"hosts\": {\"a.b\": {\"instance\": \"t2.micro\"}}}");
    expect_service(page, false, "\"on\": \"h\", \"thread\": 4");
    expect_service(page, false, "\"threads\": 4"); /* `on` is missing */
    expect_service(page, false, "\"on\": \"h\", \"threads\": 0");
    expect_service(page, false, "\"on\": \"h\", \"threads\": \"many\"");
    expect_service(page, false,
                   "\"on\": \"h\", \"balance\": {\"policy\": \"least_conn\"}");
    expect_service(page, false,
                   "\"on\": \"h\", \"endpoints\": {\"go\": {\"cpu\": \"1ms\"}}");
    expect_service(page, false,
                   "\"on\": \"h\", \"endpoints\": {\"go\": [{\"cpu\": \"1ms\", \"send\": "
                   "\"1B\"}]}");
    expect_service(page, false, "\"on\": \"h\", \"endpoints\": {\"go\": [{}]}");
    expect_service(page, false, "\"kind\": \"rds\"");
    expect_service(page, false,
                   "\"kind\": \"external\", \"latency\": \"6ms\", \"on\": "
                   "\"h\"");
}

static void count_references(const json_t *tree, size_t *count)
{
    const char *key;
    json_t *value;
    if (json_is_array(tree))
        for (size_t i = 0; i < json_array_size(tree); i++)
            count_references(json_array_get(tree, i), count);
    json_object_foreach ((json_t *)(uintptr_t)tree, key, value) {
        *count += strcmp(key, "$ref") == 0 && json_is_string(value);
        count_references(value, count);
    }
}

/* check takes them as if they were not there. */
static void schema_takes_keys_without_a_value(void **state)
{
    expect_service(*state, true,
                   "\"on\": \"h\", \"threads\": null, \"worker_timeout\": null, "
                   "\"async\": null, \"memory\": null, \"endpoints\": null");
    expect_service(*state, false, "\"on\": null");
    expect_valid(*state, true, "{\"overstack\": 1, \"services\": null}");
    expect_valid(*state, false, "{\"overstack\": null}");
}

/* Its keys are those of the other file, and what they may be does not change. */
static void schema_requires_nothing_of_a_file_that_extends_another(void **state)
{
    const struct page *page = *state;
    expect_valid(page, true,
                 "{\"extends\": \"a.yaml\", \"services\": {\"api\": {\"threads\": 4, "
                 "\"memory\": {\"base\": \"80MiB\"}}}}");
    expect_valid(page, true,
                 "{\"extends\": \"a.yaml\", \"hosts\": {\"web\": {\"count\": 2}}, "
                 "\"traffic\": {\"users\": {\"rate\": \"5/s\"}}}");
    expect_valid(page, true, /* the kind stands in the other file */
                 "{\"extends\": \"a.yaml\", \"services\": {\"db\": {\"storage\": "
                 "\"20GB\"}}}");
    expect_valid(page, false,
                 "{\"extends\": \"a.yaml\", \"services\": {\"api\": {\"thread\": 4}}}");
    expect_valid(page, false,
                 "{\"extends\": \"a.yaml\", \"services\": {\"api\": {\"threads\": "
                 "\"many\"}}}");
    expect_valid(page, false, /* a list replaces the other's: its steps are complete */
                 "{\"extends\": \"a.yaml\", \"services\": {\"api\": {\"endpoints\": "
                 "{\"go\": [{}]}}}}");
}

static void schema_defines_each_table_once(void **state)
{
    const struct page *page = *state;
    const json_t *definitions = json_object_get(page->schema, "$defs");
    size_t references = 0;
    size_t parts = 0;
    const char *name;
    json_t *definition;
    json_object_foreach ((json_t *)(uintptr_t)definitions, name, definition)
        parts += strlen(name) > 5 && strcmp(name + strlen(name) - 5, "-part") == 0;
    assert_int_equal(json_object_size(definitions), page->tables.count - 1 + parts);
    assert_in_range(parts, 1, page->tables.count);
    for (uint32_t i = 1; i < page->tables.count; i++)
        assert_non_null(json_object_get(definitions, page->tables.items[i].name));
    count_references(page->schema, &references);
    assert_true(references >= page->tables.count - 1);
    assert_string_equal(json_string_value(json_object_get(page->schema, "$schema")),
                        "https://json-schema.org/draft/2020-12/schema");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_is_listed_once_under_a_name_of_its_own),
        cmocka_unit_test(tables_of_one_name_are_told_apart),
        cmocka_unit_test(every_field_has_a_help_sentence),
        cmocka_unit_test(reference_page_has_every_key_of_every_table),
        cmocka_unit_test(reference_page_fits_eighty_columns),
        cmocka_unit_test(reference_page_tells_type_range_default_and_help),
        cmocka_unit_test(reference_page_marks_what_is_not_yet_supported),
        cmocka_unit_test(schema_takes_a_right_scenario),
        cmocka_unit_test(schema_refuses_wrong_keys_and_values),
        cmocka_unit_test(schema_takes_keys_without_a_value),
        cmocka_unit_test(schema_requires_nothing_of_a_file_that_extends_another),
        cmocka_unit_test(schema_defines_each_table_once),
    };
    return cmocka_run_group_tests(tests, make_page, drop_page);
}
