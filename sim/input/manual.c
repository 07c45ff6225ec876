/* manual.c - the reference page of the scenario file, written from the field tables.
 *
 * A section for each table, an entry for each key:
 *
 *   - `threads`: count or `unlimited`, at least 1; default `unlimited`. Requests a
 *     worker serves at once.
 *
 * A key without default shows examples in place of it. Section names are what Markdown
 * makes links of, so one table can refer to another.
 */
#include "sim/input/manual.h"
#include "sim/input/field_value.h"
#include "sim/input/table_list.h"

#include <math.h>
#include <string.h>

enum { MANUAL_WIDTH = 80 };

struct manual {
    struct table_list tables;
    struct arena *arena;
    FILE *out;
};

/* Words wrapped at MANUAL_WIDTH; lines after the first begin with `indent` spaces. */
static void write_wrapped(FILE *out, const char *first, int indent, const char *text)
{
    int column = fprintf(out, "%s", first);
    bool line_start = true;
    while (*(text += strspn(text, " "))) {
        const int length = (int)strcspn(text, " ");
        if (!line_start && column + 1 + length > MANUAL_WIDTH) {
            column = fprintf(out, "\n%*s", indent, "") - 1;
            line_start = true;
        }
        column += fprintf(out, "%s%.*s", line_start ? "" : " ", length, text);
        line_start = false;
        text += length;
    }
    fputc('\n', out);
}

/* ---- one key ---- */

static const char *choices_text(const struct manual *manual, const struct field *field)
{
    const char *text = "one of", *separator = "";
    for (const struct choice *c = field->choices; c->name; c++) {
        text = arena_format(manual->arena, "%s%s `%s`%s", text, separator, c->name,
                            c->later ? " [not yet supported]" : "");
        separator = ",";
    }
    return text;
}

static const char *link_text(const struct manual *manual, const struct table *table)
{
    const char *name = table_list_name(&manual->tables, table);
    return arena_format(manual->arena, "[%s](#%s)", name, name);
}

static const char *type_text(const struct manual *manual, const struct field *field)
{
    switch (field->kind) {
    case FIELD_CHOICE:
        return choices_text(manual, field);
    case FIELD_TABLE:
        return link_text(manual, field->table);
    case FIELD_MAP:
        return arena_format(manual->arena, "mapping from names to %s",
                            link_text(manual, field->table));
    case FIELD_LIST:
        return arena_format(manual->arena, "list of %s%s",
                            link_text(manual, field->table),
                            field->flags & FIELD_LONE ? ", or a single one" : "");
    default:
        return field_value_kind(field);
    }
}

/* What the field says beyond its type. */
static const char *limits_text(const struct manual *manual, const struct field *field)
{
    const char *range = field_value_range(field, manual->arena);
    const char *examples = field_value_example(field);
    const char *text = "";
    if (field->flags & FIELD_UNLIMITED)
        text = arena_format(manual->arena, "%s or `unlimited`", text);
    if (field->flags & FIELD_AUTO)
        text = arena_format(manual->arena, "%s or `auto`", text);
    const bool is_ranged = range && (field->min != 0 || field->max != 0);
    if (is_ranged)
        text = arena_format(manual->arena, "%s, %s", text, range);
    if (field->standard)
        text = arena_format(manual->arena, "%s; default `%s`", text, field->standard);
    else if (examples && field->kind != FIELD_FLAG && !is_ranged)
        text = arena_format(manual->arena, "%s such as %s", text, examples);
    return text;
}

static void write_field(const struct manual *manual, const struct field *field)
{
    const bool value_alone = field->key[0] == '=';
    const char *key =
        value_alone ? "a value alone" : arena_format(manual->arena, "`%s`", field->key);
    const char *required =
        field->flags & FIELD_REQUIRED && !value_alone ? ", required" : "";
    const char *text;
    if (field->flags & FIELD_LATER)
        text =
            arena_format(manual->arena, "%s: [not yet supported] %s", key, field->help);
    else
        text = arena_format(manual->arena, "%s%s: %s%s. %s", key, required,
                            type_text(manual, field), limits_text(manual, field),
                            field->help);
    write_wrapped(manual->out, "- ", 2, text);
}

/* ---- one table ---- */

static void write_shorthand(const struct manual *manual, const struct table *table)
{
    if (!table->shorthand || table->shorthand[0] == '=')
        return;
    write_wrapped(manual->out, "", 0,
                  arena_format(manual->arena,
                               "A value alone, in place of the mapping, is its `%s`.",
                               table->shorthand));
    fputc('\n', manual->out);
}

static void write_selections(const struct manual *manual, const struct table *table)
{
    const char *list = "";
    for (const struct selection *s = table->selections; s && s->value; s++)
        list = arena_format(manual->arena, "%s%s`%s` (%s)", list, *list ? ", " : "",
                            s->value, link_text(manual, s->table));
    if (*list) {
        write_wrapped(manual->out, "", 0,
                      arena_format(manual->arena, "With `%s` the keys are others: %s.",
                                   table->select_key, list));
        fputc('\n', manual->out);
    }
}

static void write_table(const struct manual *manual, const struct listed_table *listed)
{
    const struct table *table = listed->table;
    fprintf(manual->out, "\n## %s\n\n", listed->name);
    if (listed->selected_by)
        write_wrapped(manual->out, "", 0,
                      arena_format(manual->arena, "A %s with `%s: %s`. %s",
                                   table_list_name(&manual->tables, listed->selected_by),
                                   listed->selected_by->select_key,
                                   listed->selected_value, table->help));
    else
        write_wrapped(manual->out, "", 0, table->help);
    fputc('\n', manual->out);
    write_shorthand(manual, table);
    write_selections(manual, table);
    for (uint32_t i = 0; i < table->count; i++)
        write_field(manual, &table->fields[i]);
}

/* ---- the page ---- */

static void write_introduction(const struct manual *manual)
{
    static const char *const paragraphs[] = {
        "A scenario is one YAML file. Below, each section is a mapping with its keys: "
        "what a key takes, its default, its meaning. A key that is not listed is an "
        "error. This page is written by `overstack schema`; `overstack schema --json` "
        "writes the same as a JSON Schema for editors.",
        "Numbers have units: durations (250us, 12ms, 3s, 5m, 2h, 12d), sizes (512KiB, "
        "4GiB; 30GB counts in thousands), rates (80/s, 1200/m, 3/h), shares (80% or "
        "0.8); a bare 0 needs none.",
        "DIST is a duration that may vary: 6ms, exp(6ms), uniform(1ms, 5ms), "
        "erlang(6ms, k=4), gamma(6ms, cv=0.5), lognormal(6ms, cv=1.2), "
        "lognormal(p50=10ms, p99=80ms), hyperexp(6ms, scv=4), weibull(6ms, k=0.7), "
        "pareto(6ms, alpha=2.5), empirical(file.csv). The first argument is the mean. "
        "Arguments are separated by commas or spaces; inside {} and [] a text that "
        "contains any of [ ] { } , needs quotes.",
    };
    fputs("# The scenario file\n", manual->out);
    for (size_t i = 0; i < sizeof(paragraphs) / sizeof(paragraphs[0]); i++) {
        fputc('\n', manual->out);
        write_wrapped(manual->out, "", 0, paragraphs[i]);
    }
}

void manual_write(const struct table *root, struct arena *arena, FILE *out)
{
    struct manual manual = {.arena = arena, .out = out};
    table_list_init(&manual.tables, root, arena);
    write_introduction(&manual);
    for (uint32_t i = 0; i < manual.tables.count; i++)
        write_table(&manual, &manual.tables.items[i]);
}
