/* html_notes.c - warnings, assumptions, and how to get this result again; see
 * html_parts.h.
 */
#include "sim/output/html_parts.h"

#include "sim/output/human.h"
#include "sim/output/look.h"

static void write_warnings(const struct sheet *sheet, const json_t *warnings)
{
    if (json_array_size(warnings) > 0)
        sheet_markup(sheet, "<h2>To keep in mind</h2>\n");
    for (size_t i = 0; i < json_array_size(warnings); i++) {
        const char *text = json_string_value(json_array_get(warnings, i));
        sheet_element(sheet, "p", text ? text : "");
    }
}

static void write_assumptions(const struct sheet *sheet, const json_t *assumptions)
{
    static const struct sheet_column columns[] = {
        {"figure", false}, {"value", false}, {"known by", false}, {"source", false}};
    const size_t count = json_array_size(assumptions);
    sheet_markup(sheet,
                 "<h2>What the answer rests on</h2>\n<details><summary>%zu figures "
                 "that the scenario did not give</summary>\n",
                 count);
    sheet_table(sheet, columns, 4);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(assumptions, i);
        const char *cells[] = {look_text(one, "path"), look_text(one, "value"),
                               look_text(one, "kind"), look_text(one, "source")};
        sheet_row(sheet, columns, cells, 4, "");
    }
    sheet_table_end(sheet);
    sheet_markup(sheet, "</details>\n");
}

static void write_again(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *scenario = look_at(report, "scenario");
    const char *variant = look_text(scenario, "variant");
    sheet_markup(sheet, "<h2>To get this again</h2>\n");
    sheet_element(sheet, "pre",
                  arena_format(arena,
                               "overstack run %s%s%s --seed %.0f --replications "
                               "%.0f",
                               look_text(scenario, "file"), *variant ? " --variant " : "",
                               variant, look_number(scenario, "seed"),
                               look_number(scenario, "replications")));
    sheet_element(sheet, "p class=\"dim\"",
                  arena_format(arena, "overstack %s, scenario and catalog %s",
                               look_text(report, "overstack"),
                               look_text(scenario, "hash")));
}

void html_notes_write(const struct sheet *sheet, const json_t *report)
{
    write_warnings(sheet, look_at(report, "warnings"));
    write_assumptions(sheet, look_at(report, "assumptions"));
    write_again(sheet, report);
}
