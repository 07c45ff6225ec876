/* html_verdict.c - the answer, its thresholds, and the chain of cause and effect on a line
 * of time; see html_parts.h.
 */
#include "sim/output/html_parts.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/threshold_words.h"

#include <math.h>

static void write_title(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *scenario = look_at(report, "scenario");
    const char *variant = look_text(scenario, "variant");
    sheet_element(sheet, "h1",
                  arena_format(arena, "%s%s%s", look_text(scenario, "name"),
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

static void write_answer(const struct sheet *sheet, const json_t *report)
{
    const bool ok = look_flag(report, "ok"), open = look_flag(report, "undecided");
    sheet_markup(sheet, "<p id=\"verdict\" class=\"verdict %s\"><span>%s</span> ",
                 ok     ? "good"
                 : open ? "open"
                        : "bad",
                 ok     ? "✓"
                 : open ? "?"
                        : "✗");
    sheet_text(sheet, look_text(report, "verdict/summary"));
    sheet_markup(sheet, "</p>\n");
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

/* A dot for each cause where it begins, a bar as long as it lasted in coming. */
static void write_line(const struct sheet *sheet, const json_t *chain, double span_s)
{
    enum { WIDTH = 960, LEFT = 10 };
    const size_t count = json_array_size(chain);
    sheet_markup(sheet,
                 "<svg class=\"line\" viewBox=\"0 0 %d 46\" role=\"img\" "
                 "aria-label=\"When each of it happened\"><path d=\"M%d 20H%d\"/>",
                 WIDTH, LEFT, WIDTH - LEFT);
    for (size_t i = 0; i < count; i++) {
        const json_t *link = json_array_get(chain, i);
        const double at_s = look_number(link, "at_s");
        const double x = LEFT + (WIDTH - 2 * LEFT) * fmin(1, fmax(0, at_s / span_s));
        if (isnan(x))
            continue;
        sheet_markup(sheet, "<circle cx=\"%.1f\" cy=\"20\" r=\"6\"><title>", x);
        sheet_text(sheet, human_moment(sheet->arena, at_s));
        sheet_markup(sheet, ": ");
        sheet_text(sheet, look_text(link, "what"));
        sheet_markup(sheet, "</title></circle>");
    }
    sheet_markup(sheet,
                 "<text x=\"%d\" y=\"42\">0</text><text x=\"%d\" y=\"42\" "
                 "text-anchor=\"end\">%s</text></svg>\n",
                 LEFT, WIDTH - LEFT, human_moment(sheet->arena, span_s));
}

static void write_chain(const struct sheet *sheet, const json_t *report)
{
    const json_t *chain = look_at(report, "verdict/chain");
    const double span_s = look_number(report, "scenario/simulated_s");
    if (json_array_size(chain) == 0)
        return;
    sheet_element(sheet, "h2",
                  look_flag(report, "verdict/troubled") ? "Why, step by step"
                                                        : "What happened");
    if (span_s > 0)
        write_line(sheet, chain, span_s);
    sheet_markup(sheet, "<ol class=\"chain\">\n");
    for (size_t i = 0; i < json_array_size(chain); i++) {
        const json_t *link = json_array_get(chain, i);
        sheet_markup(sheet, "<li><b>%s</b> ",
                     human_moment(sheet->arena, look_number(link, "at_s")));
        sheet_text(sheet, look_text(link, "what"));
        sheet_markup(sheet, "</li>\n");
    }
    sheet_markup(sheet, "</ol>\n");
}

void html_verdict_write(const struct sheet *sheet, const json_t *report)
{
    write_title(sheet, report);
    write_answer(sheet, report);
    html_verdict_thresholds(sheet, report);
    write_chain(sheet, report);
}
