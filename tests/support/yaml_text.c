/* yaml_text.c - YAML in a test's own words: a text in, a tree or error lines out.
 */
#include "tests/support/yaml_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

void yaml_text_begin(struct yaml_text_case *c)
{
    arena_init(&c->arena);
    error_list_init(&c->errors, &c->arena);
}

void yaml_text_end(struct yaml_text_case *c)
{
    arena_clear(&c->arena);
}

struct yaml_node *yaml_text_parse(struct yaml_text_case *c, const char *text)
{
    return yaml_tree_parse("t", text, strlen(text), &c->arena, &c->errors);
}

struct yaml_node *yaml_text_good(struct yaml_text_case *c, const char *text)
{
    struct yaml_node *node = yaml_text_parse(c, text);
    assert_string_equal(yaml_text_errors(c), "");
    assert_non_null(node);
    return node;
}

const char *yaml_text_of(struct yaml_text_case *c, const struct yaml_node *node)
{
    size_t length;
    const char *text = yaml_tree_canonical(node, &c->arena, &length);
    assert_int_equal(strlen(text), length);
    return text;
}

const char *yaml_text_errors(struct yaml_text_case *c)
{
    const char *lines = "";
    error_list_sort(&c->errors);
    for (size_t i = 0; i < c->errors.count; i++)
        lines = arena_format(&c->arena, "%s%s\n", lines,
                             error_text(&c->errors, &c->errors.items[i]));
    return lines;
}

void yaml_text_expect_errors(const char *text, const char *lines)
{
    struct yaml_text_case c;
    yaml_text_begin(&c);
    const struct yaml_node *node = yaml_text_parse(&c, text);
    assert_string_equal(yaml_text_errors(&c), lines);
    assert_null(node);
    yaml_text_end(&c);
}
