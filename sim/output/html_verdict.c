/* html_verdict.c - the answer, its thresholds, and the chain of cause and effect
 * (html_chain.c); see html_parts.h.
 */
#include "sim/output/html_parts.h"

#include "sim/output/ellipsis.h"
#include "sim/output/html_page.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/threshold_words.h"

static void write_title(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *scenario = look_at(report, "scenario");
    const char *variant = look_text(scenario, "variant");
    sheet_element(sheet, "h1",
                  arena_format(arena, "%s%s%s",
                               ellipsis_title(arena, look_text(scenario, "name")),
                               *variant ? ", variant " : "", variant));
    sheet_element(sheet, "p class=\"dim\"",
                  arena_format(arena, "%s: %s simulated, %s, seed %.0f, region %s%s",
                               look_text(scenario, "file"),
                               human_moment(arena, look_number(scenario, "simulated_s")),
                               human_plural(arena, look_number(scenario, "replications"),
                                            "replication", "replications"),
                               look_number(scenario, "seed"),
                               look_text(scenario, "region"),
                               look_flag(report, "partial") ? ", interrupted" : ""));
}

/* The mark of the text report: held, held but something was full or died, undecided, not. */
static void write_answer(const struct sheet *sheet, const json_t *report)
{
    const bool troubled =
        look_flag(report, "verdict/saturated") || look_flag(report, "verdict/troubled");
    const bool open = look_flag(report, "undecided"), ok = look_flag(report, "ok");
    const char *mark = open ? "?" : !ok ? "✗" : troubled ? "!" : "✓";
    html_page_verdict(sheet, mark, look_text(report, "verdict/summary"));
}

void html_verdict_thresholds(const struct sheet *sheet, const json_t *report)
{
    static const struct sheet_column columns[] = {
        {"", false}, {"threshold", false}, {"limit", false}, {"measured", false}};
    const json_t *thresholds = look_at(report, "thresholds");
    const double run_s = look_number(report, "scenario/simulated_s");
    if (json_array_size(thresholds) == 0)
        return;
    sheet_table(sheet, columns, 4);
    for (size_t i = 0; i < json_array_size(thresholds); i++) {
        const json_t *one = json_array_get(thresholds, i);
        const bool ok = look_flag(one, "ok"), open = threshold_words_open(one);
        const char *cells[] = {open ? "?"
                               : ok ? "✓"
                                    : "✗",
                               look_text(one, "metric"), look_text(one, "expression"),
                               threshold_words_value(sheet->arena, one, run_s)};
        sheet_row(sheet, columns, cells, 4, open ? "open" : ok ? "good" : "bad");
    }
    sheet_table_end(sheet);
}

void html_verdict_write(const struct sheet *sheet, const json_t *report)
{
    write_title(sheet, report);
    write_answer(sheet, report);
    html_verdict_thresholds(sheet, report);
    html_chain_write(sheet, report);
}
