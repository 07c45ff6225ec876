/* schema_scalar.c - see schema_scalar.h.
 */
#include "sim/cli/schema_scalar.h"

#include "sim/output/json.h"

#include <math.h>

#define NUMBER "^ *[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? *"

/* A text with a unit; a number only when it is 0. */
static json_t *with_unit(const char *pattern)
{
    return json_pack("{s:[s,s], s:s, s:i, s:i}", "type", "string", "number", "pattern",
                     pattern, "minimum", 0, "maximum", 0);
}

/* A number within the field's limits, or what a pattern describes. */
static json_t *bare_number(const struct field *field, const char *type,
                           const char *pattern)
{
    json_t *schema = json_pack("{s:[s,s], s:s, s:o}", "type", type, "string", "pattern",
                               pattern, "minimum", json_figure(field->min));
    const bool share = field->kind == FIELD_SHARE && field->max == 0 && field->min == 0;
    const double max = share ? 1 : field->max;
    if (max > 0 && isfinite(max))
        json_object_set_new(schema, "maximum", json_figure(max));
    return schema;
}

/* A name that is digits is a number to an editor. */
static void add_name(json_t *names, const char *name)
{
    double number;
    json_array_append_new(names, json_string(name));
    if (!units_read_count(name, &number))
        json_array_append_new(names, json_integer((json_int_t)number));
}

static json_t *choice_schema(const struct field *field)
{
    json_t *names = json_array();
    for (const struct choice *c = field->choices; c->name; c++)
        if (!c->later)
            add_name(names, c->name);
    return json_pack("{s:o}", "enum", names);
}

/* A text, as YAML gives it: an unquoted 5 is a number to an editor. */
static json_t *text_schema(void)
{
    return json_pack("{s:[s,s,s]}", "type", "string", "number", "boolean");
}

static json_t *plain_schema(const struct field *field)
{
    switch (field->kind) {
    case FIELD_DURATION:
        return with_unit("^ *([0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)? *"
                         "(d|h|min|m|s|ms|us|\u00b5s|ns))+ *$|^ *0 *$");
    case FIELD_SIZE:
        return with_unit(field->flags & FIELD_MONTHLY ? NUMBER
                             "([KMGT]i?B|kB|B)?(/month)? *$"
                                                      : NUMBER "([KMGT]i?B|kB|B)? *$");
    case FIELD_RATE:
        return with_unit(NUMBER "(/(s|m|min|h|d))? *$");
    case FIELD_BANDWIDTH:
        return with_unit(NUMBER "([kMGT]?bps)? *$");
    case FIELD_THROUGHPUT:
        return with_unit(NUMBER "(([KMGT]i?B|kB|B)/s)? *$");
    case FIELD_SHARE:
        return bare_number(field, "number", NUMBER "%? *$");
    case FIELD_NUMBER:
        return bare_number(field, "number", "^ *-?[0-9.]+([eE][-+]?[0-9]+)? *$");
    case FIELD_COUNT:
        return bare_number(field, "integer",
                           field->flags & FIELD_MONTHLY ? "^ *[0-9]+(/month)? *$"
                                                        : "^ *[0-9]+ *$");
    case FIELD_PRICE:
        return with_unit(NUMBER "([A-Z]{3}(/[A-Za-z-]+)?)? *$");
    case FIELD_DISTRIBUTION:
        return with_unit("^ *([0-9]|(exp|uniform|erlang|gamma|lognormal|hyperexp|weibull|"
                         "pareto|empirical) *\\().*$");
    case FIELD_FLAG:
        return json_pack("{s:[b,b,s,s,s,s]}", "enum", 1, 0, "yes", "no", "on", "off");
    case FIELD_CHOICE:
        return choice_schema(field);
    default:
        return text_schema();
    }
}

json_t *schema_scalar_either(json_t *first, json_t *second)
{
    return json_pack("{s:[o,o]}", "anyOf", first, second);
}

json_t *schema_scalar(const struct field *field)
{
    json_t *schema = plain_schema(field);
    if (field->flags & FIELD_AUTO)
        schema = schema_scalar_either(schema, json_pack("{s:[s]}", "enum", "auto"));
    if (!(field->flags & FIELD_UNLIMITED))
        return schema;
    return schema_scalar_either(schema,
                                json_pack("{s:[s,s]}", "enum", "unlimited", "none"));
}
