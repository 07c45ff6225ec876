/* html_pareto.c - see html_pareto.h.
 */
#include "sim/output/html_pareto.h"

#include "sim/output/html_chart.h"
#include "sim/output/look.h"
#include "sim/output/outcome_words.h"
#include "sim/output/recommend_figure.h"
#include "sim/output/recommend_words.h"

#include <math.h>
#include <string.h>

static double cost_of(const json_t *candidate)
{
    return look_number(candidate, "metrics/cost_month_usd/value");
}

static double p95_of(const json_t *candidate)
{
    return look_number(candidate, "metrics/latency_p95_s/value");
}

/* ---- the axes ---- */

struct axes {
    double cost[2], p95[2];
    size_t count; /* of those that are drawn */
};

static void widen(double ends[2], double value)
{
    ends[0] = fmin(ends[0], value);
    ends[1] = fmax(ends[1], value);
}

/* Some room at both ends. */
static struct axes axes_of(const json_t *candidates)
{
    struct axes axes = {{INFINITY, -INFINITY}, {INFINITY, -INFINITY}, 0};
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const json_t *one = json_array_get(candidates, i);
        if (!(p95_of(one) > 0) || isnan(cost_of(one)))
            continue;
        widen(axes.cost, cost_of(one));
        widen(axes.p95, p95_of(one));
        axes.count++;
    }
    const double spread = axes.cost[1] - axes.cost[0];
    const double room = spread > 0 ? 0.06 * spread : fmax(1, 0.1 * axes.cost[1]);
    axes.cost[0] = fmax(0, axes.cost[0] - room);
    axes.cost[1] += room;
    axes.p95[0] /= 1.5;
    axes.p95[1] *= 1.5;
    return axes;
}

/* ---- under the pointer ---- */

static const char *spot_text(struct arena *arena, const json_t *candidate)
{
    const bool holds = strcmp(look_text(candidate, "state"), "passed") == 0;
    return arena_format(arena, "%s\n%s USD a month\np95 %s, %s failed\n%s",
                        recommend_words_choice(arena, candidate),
                        recommend_words_cost(arena, candidate),
                        outcome_words_brief(arena, candidate, FIGURE_LATENCY_P95),
                        outcome_words_brief(arena, candidate, FIGURE_FAILED_RATE),
                        holds ? "holds" : "does not hold");
}

static struct html_chart_spot *spots_of(struct arena *arena, const json_t *candidates,
                                        const struct axes *axes)
{
    struct html_chart_spot *spots = arena_array(arena, axes->count, sizeof(*spots));
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const json_t *one = json_array_get(candidates, i);
        if (!(p95_of(one) > 0) || isnan(cost_of(one)))
            continue;
        spots[count++] = (struct html_chart_spot){
            .x = html_chart_share(cost_of(one), axes->cost[0], axes->cost[1]),
            .y = html_chart_share_log(p95_of(one), axes->p95[0], axes->p95[1]),
            .width = 0.025,
            .height = 0.045,
            .text = spot_text(arena, one)};
    }
    return spots;
}

void html_pareto_write(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *candidates = look_at(report, "candidates");
    const struct axes axes = axes_of(candidates);
    if (axes.count == 0) {
        sheet_element(sheet, "p", "Nothing that was simulated answered a request.");
        return;
    }
    struct picture picture = recommend_figure_picture(report, arena);
    const double ends[] = {axes.cost[0], axes.cost[1], axes.p95[0], axes.p95[1]};
    for (int i = 0; i < 4; i++)
        picture.arguments[picture.argument_count++] =
            arena_format(arena, "%.17g", ends[i]);
    const struct html_chart chart = {
        .picture = picture,
        .frame = html_chart_frame_common(),
        .title =
            "Cost of a month against p95 of what was simulated and answered requests",
        .says = arena_format(arena,
                             "Cost of a month against p95: %zu combinations, %zu of them "
                             "on the front; the table below has the front.",
                             axes.count, json_array_size(look_at(report, "front"))),
        .spots = spots_of(arena, candidates, &axes),
        .spot_count = (uint32_t)axes.count};
    html_chart_write(sheet, &chart);
}
