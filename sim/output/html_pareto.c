/* html_pareto.c - see html_pareto.h.
 */
#include "sim/output/html_pareto.h"

#include "sim/output/html_chart.h"
#include "sim/output/look.h"
#include "sim/output/outcome_words.h"
#include "sim/output/recommend_figure.h"
#include "sim/output/recommend_words.h"

#include <string.h>

/* ---- under the pointer ---- */

static const char *spot_text(struct arena *arena, const json_t *report,
                             const json_t *candidate)
{
    const bool holds = strcmp(look_text(candidate, "state"), "passed") == 0;
    return arena_format(arena, "%s\n%s\np95 %s, %s failed\n%s",
                        recommend_words_choice(arena, candidate),
                        recommend_words_bill(arena, report, candidate),
                        outcome_words_brief(arena, candidate, FIGURE_LATENCY_P95),
                        outcome_words_brief(arena, candidate, FIGURE_FAILED_RATE),
                        holds ? "holds" : "does not hold");
}

static struct html_chart_spot *spots_of(struct arena *arena, const json_t *report,
                                        const struct recommend_axes *axes)
{
    const json_t *candidates = look_at(report, "candidates");
    struct html_chart_spot *spots = arena_array(arena, axes->count, sizeof(*spots));
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const json_t *one = json_array_get(candidates, i);
        double cost_usd, p95_s;
        if (!recommend_figure_point(one, &cost_usd, &p95_s))
            continue;
        spots[count++] = (struct html_chart_spot){
            .x = html_chart_share(cost_usd, axes->cost_usd[0], axes->cost_usd[1]),
            .y = html_chart_share_log(p95_s, axes->p95_s[0], axes->p95_s[1]),
            .width = 0.025,
            .height = 0.045,
            .text = spot_text(arena, report, one)};
    }
    return spots;
}

void html_pareto_write(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const struct recommend_axes axes = recommend_figure_axes(report);
    if (axes.count == 0) {
        sheet_element(sheet, "p", "Nothing that was simulated answered a request.");
        return;
    }
    const struct html_chart chart = {
        .picture = recommend_figure_picture(report, arena),
        .frame = html_chart_frame_common(),
        .title =
            "Cost of a month against p95 of what was simulated and answered requests",
        .says = arena_format(arena,
                             "Cost of a month against p95: %zu combinations, %zu of them "
                             "on the front; the table below has the front.",
                             axes.count, json_array_size(look_at(report, "front"))),
        .spots = spots_of(arena, report, &axes),
        .spot_count = (uint32_t)axes.count};
    html_chart_write(sheet, &chart);
}
