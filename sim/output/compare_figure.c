/* compare_figure.c - see compare_figure.h.
 */
#include "sim/output/compare_figure.h"

#include "sim/output/compare_csv.h"
#include "sim/output/compare_words.h"
#include "sim/output/look.h"
#include "sim/output/report_plot.h"

struct picture compare_figure_picture(const json_t *report, struct arena *arena)
{
    const struct money money = compare_words_money(report);
    const json_t *first = json_array_get(look_at(report, "designs"), 0);
    return (struct picture){.script = "compare",
                            .csv = picture_csv(arena, compare_csv_write, report),
                            .arguments = {look_text(first, "scenario/name"),
                                          money.currency,
                                          arena_format(arena, "%.17g", money.rate)},
                            .argument_count = 3};
}

void compare_figure_write(const json_t *report, const struct plot_place *place,
                          struct arena *arena, struct error_list *messages)
{
    const struct picture picture = compare_figure_picture(report, arena);
    report_plot_write(&picture, "compare", place, arena, messages);
}
