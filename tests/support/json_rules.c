/* json_rules.c - does a JSON value obey a JSON Schema? The keywords of draft 2020-12
 * that our schema uses, one short function each.
 */
#include "tests/support/json_rules.h"

#include <math.h>
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct rules {
    const json_t *root, *schema, *value;
};

static bool holds(const struct rules *rules, const json_t *schema, const json_t *value)
{
    return json_rules_hold(rules->root, schema, value);
}

static bool is_type(const char *type, const json_t *value)
{
    if (strcmp(type, "integer") == 0)
        return json_is_number(value) &&
               floor(json_number_value(value)) == json_number_value(value);
    return strcmp(type, "object") == 0    ? json_is_object(value)
           : strcmp(type, "array") == 0   ? json_is_array(value)
           : strcmp(type, "string") == 0  ? json_is_string(value)
           : strcmp(type, "number") == 0  ? json_is_number(value)
           : strcmp(type, "boolean") == 0 ? json_is_boolean(value)
                                          : json_is_null(value);
}

static bool type_holds(const struct rules *rules, const json_t *types)
{
    if (json_is_string(types))
        return is_type(json_string_value(types), rules->value);
    for (size_t i = 0; i < json_array_size(types); i++)
        if (is_type(json_string_value(json_array_get(types, i)), rules->value))
            return true;
    return false;
}

static bool enum_holds(const struct rules *rules, const json_t *values)
{
    for (size_t i = 0; i < json_array_size(values); i++)
        if (json_equal(json_array_get(values, i), rules->value))
            return true;
    return false;
}

static bool pattern_holds(const struct rules *rules, const json_t *pattern)
{
    regex_t regex;
    if (!json_is_string(rules->value))
        return true;
    assert_int_equal(
        regcomp(&regex, json_string_value(pattern), REG_EXTENDED | REG_NOSUB), 0);
    const bool matches =
        regexec(&regex, json_string_value(rules->value), 0, NULL, 0) == 0;
    regfree(&regex);
    return matches;
}

static bool properties_hold(const struct rules *rules, const json_t *properties)
{
    const char *key;
    json_t *schema;
    json_object_foreach ((json_t *)(uintptr_t)properties, key, schema) {
        const json_t *value = json_object_get(rules->value, key);
        if (value && !holds(rules, schema, value))
            return false;
    }
    return true;
}

static bool others_hold(const struct rules *rules, const json_t *additional)
{
    const json_t *properties = json_object_get(rules->schema, "properties");
    const char *key;
    json_t *value;
    json_object_foreach ((json_t *)(uintptr_t)rules->value, key, value) {
        if (json_object_get(properties, key))
            continue;
        if (json_is_false(additional) || !holds(rules, additional, value))
            return false;
    }
    return true;
}

static bool names_hold(const struct rules *rules, const json_t *schema)
{
    const char *key;
    json_t *value;
    json_object_foreach ((json_t *)(uintptr_t)rules->value, key, value) {
        json_t *name = json_string(key);
        const bool fine = holds(rules, schema, name);
        json_decref(name);
        if (!fine)
            return false;
    }
    return true;
}

static bool items_hold(const struct rules *rules, const json_t *schema)
{
    for (size_t i = 0; i < json_array_size(rules->value); i++)
        if (!holds(rules, schema, json_array_get(rules->value, i)))
            return false;
    return true;
}

static bool required_holds(const struct rules *rules, const json_t *keys)
{
    for (size_t i = 0; i < json_array_size(keys); i++)
        if (json_is_object(rules->value) &&
            !json_object_get(rules->value, json_string_value(json_array_get(keys, i))))
            return false;
    return true;
}

static size_t count_holding(const struct rules *rules, const json_t *schemas)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(schemas); i++)
        count += holds(rules, json_array_get(schemas, i), rules->value);
    return count;
}

static bool if_holds(const struct rules *rules, const json_t *condition)
{
    const bool met = holds(rules, condition, rules->value);
    const json_t *branch = json_object_get(rules->schema, met ? "then" : "else");
    return !branch || holds(rules, branch, rules->value);
}

static bool reference_holds(const struct rules *rules, const json_t *reference)
{
    static const char start[] = "#/$defs/";
    const char *text = json_string_value(reference);
    assert_int_equal(strncmp(text, start, strlen(start)), 0);
    const json_t *definition =
        json_object_get(json_object_get(rules->root, "$defs"), text + strlen(start));
    assert_non_null(definition);
    return holds(rules, definition, rules->value);
}

static bool limit_holds(const struct rules *rules, const json_t *limit, double sign)
{
    const double value = json_number_value(rules->value);
    return !json_is_number(rules->value) ||
           sign * value <= sign * json_number_value(limit);
}

static bool size_holds(const struct rules *rules, const json_t *limit, bool most)
{
    const json_int_t size = (json_int_t)json_object_size(rules->value);
    if (!json_is_object(rules->value))
        return true;
    return most ? size <= json_integer_value(limit) : size >= json_integer_value(limit);
}

static bool keyword_holds(const struct rules *rules, const char *keyword,
                          const json_t *with)
{
    static const char *const notes[] = {"$schema", "$defs", "title", "description",
                                        "default", "then",  "else"};
#define KEYWORD(name, condition)                                                         \
    if (strcmp(keyword, name) == 0)                                                      \
    return condition
    KEYWORD("type", type_holds(rules, with));
    KEYWORD("enum", enum_holds(rules, with));
    KEYWORD("const", json_equal(with, rules->value));
    KEYWORD("pattern", pattern_holds(rules, with));
    KEYWORD("minimum", limit_holds(rules, with, -1));
    KEYWORD("maximum", limit_holds(rules, with, 1));
    KEYWORD("minProperties", size_holds(rules, with, false));
    KEYWORD("maxProperties", size_holds(rules, with, true));
    KEYWORD("properties", properties_hold(rules, with));
    KEYWORD("additionalProperties", others_hold(rules, with));
    KEYWORD("propertyNames", names_hold(rules, with));
    KEYWORD("required", required_holds(rules, with));
    KEYWORD("items", items_hold(rules, with));
    KEYWORD("anyOf", count_holding(rules, with) > 0);
    KEYWORD("allOf", count_holding(rules, with) == json_array_size(with));
    KEYWORD("not", !holds(rules, with, rules->value));
    KEYWORD("if", if_holds(rules, with));
    KEYWORD("$ref", reference_holds(rules, with));
#undef KEYWORD
    for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
        if (strcmp(keyword, notes[i]) == 0)
            return true;
    fail_msg("unknown keyword %s", keyword);
    return false;
}

bool json_rules_hold(const json_t *root, const json_t *schema, const json_t *value)
{
    const struct rules rules = {root, schema, value};
    const char *keyword;
    json_t *with;
    json_object_foreach ((json_t *)(uintptr_t)schema, keyword, with) {
        if (!keyword_holds(&rules, keyword, with))
            return false;
    }
    return true;
}
