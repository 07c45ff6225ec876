/* recommend_figure.c - see recommend_figure.h.
 */
#include "sim/output/recommend_figure.h"

#include "sim/output/look.h"
#include "sim/output/money.h"
#include "sim/output/recommend_csv.h"
#include "sim/output/report_plot.h"

#include <math.h>
#include <string.h>

/* ---- the axes ---- */

bool recommend_figure_point(const json_t *candidate, double *cost_usd, double *p95_s)
{
    *cost_usd = look_number(candidate, "metrics/cost_month_usd/value");
    *p95_s = look_number(candidate, "metrics/latency_p95_s/value");
    return *p95_s > 0 && !isnan(*cost_usd);
}

static void widen(double ends[2], double value)
{
    ends[0] = fmin(ends[0], value);
    ends[1] = fmax(ends[1], value);
}

/* Some room at both ends. */
struct recommend_axes recommend_figure_axes(const json_t *report)
{
    const json_t *candidates = look_at(report, "candidates");
    struct recommend_axes axes = {{INFINITY, -INFINITY}, {INFINITY, -INFINITY}, 0};
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        double cost_usd, p95_s;
        if (!recommend_figure_point(json_array_get(candidates, i), &cost_usd, &p95_s))
            continue;
        widen(axes.cost_usd, cost_usd);
        widen(axes.p95_s, p95_s);
        axes.count++;
    }
    const double spread = axes.cost_usd[1] - axes.cost_usd[0];
    const double room = spread > 0 ? 0.06 * spread : fmax(1, 0.1 * axes.cost_usd[1]);
    axes.cost_usd[0] = fmax(0, axes.cost_usd[0] - room);
    axes.cost_usd[1] += room;
    axes.p95_s[0] /= 1.5;
    axes.p95_s[1] *= 1.5;
    return axes;
}

/* ---- the figure ---- */

/* Of a candidate that has one; NAN without a budget, or where its rate is not known. */
static double budget_usd(const json_t *candidates)
{
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const json_t *one = json_array_get(candidates, i);
        const double limit = look_number(one, "budget/limit_local");
        const char *currency = look_text(one, "budget/currency");
        const struct money own = money_of(one);
        if (!isnan(limit))
            return strcmp(currency, "USD") == 0          ? limit
                   : strcmp(currency, own.currency) == 0 ? limit / own.rate
                                                         : NAN;
    }
    return NAN;
}

/* "USD 1 60": the currency, its rate, the budget in USD. */
static const char *money_argument(struct arena *arena, const json_t *report)
{
    const struct money money = money_of(report);
    const double budget = budget_usd(look_at(report, "candidates"));
    return arena_format(arena, "%s %.17g %s", money.currency, money.rate,
                        isfinite(budget) ? arena_format(arena, "%.17g", budget) : "-");
}

struct picture recommend_figure_picture(const json_t *report, struct arena *arena)
{
    const struct recommend_axes axes = recommend_figure_axes(report);
    const double ends[] = {axes.cost_usd[0], axes.cost_usd[1], axes.p95_s[0],
                           axes.p95_s[1]};
    struct picture picture = {
        .script = "pareto",
        .csv = picture_csv(arena, recommend_csv_write, report),
        .arguments = {look_text(report, "scenario/name"), money_argument(arena, report)},
        .argument_count = 2};
    for (int i = 0; i < 4 && axes.count > 0; i++)
        picture.arguments[picture.argument_count++] =
            arena_format(arena, "%.17g", ends[i]);
    return picture;
}

void recommend_figure_write(const json_t *report, const struct plot_place *place,
                            struct arena *arena, struct error_list *messages)
{
    const struct picture picture = recommend_figure_picture(report, arena);
    report_plot_write(&picture, "recommend", place, arena, messages);
}
