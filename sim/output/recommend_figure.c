/* recommend_figure.c - see recommend_figure.h.
 */
#include "sim/output/recommend_figure.h"

#include "sim/output/look.h"
#include "sim/output/recommend_csv.h"
#include "sim/output/report_plot.h"

#include <math.h>

/* Of a candidate that has one; NAN without a budget. */
static double budget_usd(const json_t *candidates)
{
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        const json_t *one = json_array_get(candidates, i);
        const double limit = look_number(one, "budget/limit_local");
        const double rate = look_number(one, "rate");
        if (!isnan(limit))
            return isnan(rate) ? limit : limit / rate;
    }
    return NAN;
}

struct picture recommend_figure_picture(const json_t *report, struct arena *arena)
{
    const double budget = budget_usd(look_at(report, "candidates"));
    return (struct picture){
        .script = "pareto",
        .csv = picture_csv(arena, recommend_csv_write, report),
        .arguments = {look_text(report, "scenario/name"),
                      isfinite(budget) ? arena_format(arena, "%.17g", budget) : "-"},
        .argument_count = 2};
}

void recommend_figure_write(const json_t *report, const struct plot_place *place,
                            struct arena *arena, struct error_list *messages)
{
    const struct picture picture = recommend_figure_picture(report, arena);
    report_plot_write(&picture, "recommend", place, arena, messages);
}
