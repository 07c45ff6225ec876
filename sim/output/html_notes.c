/* html_notes.c - warnings, assumptions, and how to get this result again; see
 * html_parts.h.
 */
#include "sim/output/html_parts.h"

#include "sim/output/html_again.h"
#include "sim/output/look.h"

enum { ROWS = 1500 }; /* more assumptions are left to the JSON report */

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
    for (size_t i = 0; i < count && i < ROWS; i++) {
        const json_t *one = json_array_get(assumptions, i);
        const char *cells[] = {look_text(one, "path"), look_text(one, "value"),
                               look_text(one, "kind"), look_text(one, "source")};
        sheet_row(sheet, columns, cells, 4, "");
    }
    sheet_table_end(sheet);
    html_tables_more(sheet, count, ROWS);
    sheet_markup(sheet, "</details>\n");
}

void html_notes_write(const struct sheet *sheet, const json_t *report)
{
    write_warnings(sheet, look_at(report, "warnings"));
    write_assumptions(sheet, look_at(report, "assumptions"));
    html_again_write(sheet, "run", report,
                     arena_format(sheet->arena, "--replications %.0f",
                                  look_number(report, "scenario/replications")));
}
