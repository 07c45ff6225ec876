/* html_compare_figure.c - see html_compare_figure.h. plots/compare.gp gives each design a
 * line of 30 points; 40 are above them and 60 below. A line shows its figures under the
 * pointer.
 */
#include "sim/output/html_compare_figure.h"

#include "sim/output/compare_figure.h"
#include "sim/output/compare_words.h"
#include "sim/output/html_chart.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/outcome_words.h"

/* Designs that are drawn; points of the drawing. */
enum { DRAWN = 40, LINE = 30, TOP = 40, BOTTOM = 60 };

/* "812 ms ± 3 ms" */
static const char *p95_text(struct arena *arena, const json_t *design)
{
    const json_t *p95 = look_at(design, "metrics/latency_p95_s");
    return arena_format(
        arena, "%s%s", outcome_words_brief(arena, design, FIGURE_LATENCY_P95),
        human_interval(arena, p95, "ci95", look_number(p95, "value"), human_duration));
}

static const char *spot_text(struct arena *arena, const json_t *report,
                             const json_t *design)
{
    return arena_format(arena, "%s\np95 %s\n%s %s\n%s failed", look_text(design, "label"),
                        p95_text(arena, design),
                        compare_words_month(arena, report, design),
                        compare_words_month_title(arena, report),
                        outcome_words_brief(arena, design, FIGURE_FAILED_RATE));
}

/* Of the designs that were finished, the first of them. */
static uint32_t spots_fill(struct arena *arena, const json_t *report,
                           struct html_chart_spot *spots)
{
    const json_t *designs = look_at(report, "designs");
    uint32_t count = 0;
    for (size_t i = 0; i < json_array_size(designs) && count < DRAWN; i++) {
        const json_t *design = json_array_get(designs, i);
        if (look_flag(design, "finished"))
            spots[count++] = (struct html_chart_spot){
                .x = 0.5, .width = 1, .text = spot_text(arena, report, design)};
    }
    for (uint32_t i = 0; i < count; i++) {
        spots[i].y = 1 - (i + 0.5) / count;
        spots[i].height = 1.0 / count;
    }
    return count;
}

void html_compare_figure_write(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *designs = look_at(report, "designs");
    struct html_chart_spot *spots = arena_array(arena, DRAWN, sizeof(*spots));
    const uint32_t count = spots_fill(arena, report, spots);
    const double height = TOP + BOTTOM + 1.0 * LINE * count;
    if (count == 0)
        return;
    const struct html_chart chart = {
        .picture = compare_figure_picture(report, arena),
        .frame = {960, height, 0.02, 0.97, TOP / height, 1 - BOTTOM / height},
        .title =
            json_array_size(designs) > DRAWN
                ? "p95 and the cost of a month of the first 40 designs, with their 95% "
                  "intervals"
                : "p95 and the cost of a month of each design, with their 95% "
                  "intervals",
        .says = arena_format(arena,
                             "p95 and the cost of a month of %u designs, with their 95%% "
                             "intervals; the tables have the numbers.",
                             count),
        .spots = spots,
        .spot_count = count};
    html_chart_write(sheet, &chart);
}
