/* html_curve.c - see html_curve.h. Each value of the curve has the stripe of the drawing that
 * is nearest to it; the axis goes from 0 to 2% more than the last, as in
 * plots/capacity.gp.
 */
#include "sim/output/html_curve.h"

#include "sim/output/capacity_figure.h"
#include "sim/output/capacity_words.h"
#include "sim/output/html_chart.h"
#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>

static const char *spot_text(struct arena *arena, const json_t *report,
                             const json_t *point)
{
    const char *role = capacity_words_role(arena, report, point);
    return arena_format(arena, "%s%s%s\np95 %s, mean %s\n%s failed\nbusiest %s\n%s",
                        capacity_words_value(arena, report, look_number(point, "value")),
                        *role ? ": " : "", role,
                        human_duration(arena, look_number(point, "latency_s/p95")),
                        human_duration(arena, look_number(point, "latency_s/mean")),
                        human_share(arena, look_number(point, "failed_rate")),
                        human_share(arena, look_number(point, "bottleneck_utilization")),
                        look_flag(point, "ok") ? "holds" : "does not hold");
}

/* The points of the curve, by rising value; returns how many. */
static uint32_t spots_fill(struct arena *arena, const json_t *report,
                           struct html_chart_spot *spots)
{
    const json_t *points = look_at(report, "points");
    uint32_t count = 0;
    for (size_t i = 0; i < json_array_size(points); i++) {
        const json_t *point = json_array_get(points, i);
        if (look_flag(point, "curve"))
            spots[count++] =
                (struct html_chart_spot){.x = look_number(point, "value"),
                                         .y = 0.5,
                                         .height = 1,
                                         .text = spot_text(arena, report, point)};
    }
    return count;
}

/* From the middle between two neighbours to the next middle. */
static void spots_spread(struct html_chart_spot *spots, uint32_t count)
{
    const double most = count > 0 ? spots[count - 1].x * 1.02 : 1;
    double from = 0;
    for (uint32_t i = 0; i < count; i++) {
        const double to = i + 1 < count ? (spots[i].x + spots[i + 1].x) / 2 : most;
        spots[i].x = (from + to) / 2 / most;
        spots[i].width = (to - from) / most;
        from = to;
    }
}

void html_curve_write(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const size_t most = json_array_size(look_at(report, "points"));
    struct html_chart_spot *spots = arena_array(arena, most, sizeof(*spots));
    const uint32_t count = spots_fill(arena, report, spots);
    spots_spread(spots, count);
    if (count == 0)
        return;
    const double knee = look_number(report, "capacity/knee/value");
    const struct html_chart chart = {
        .picture = capacity_figure_picture(report, arena),
        .frame = html_chart_frame_common(),
        .title = "Latency, failures and the busiest resource against what was varied",
        .says = arena_format(
            arena, "Latency and utilisation at %u values. %s.%s", count,
            capacity_words_answer(arena, report),
            isnan(knee) ? ""
                        : arena_format(arena, " The knee is at %s.",
                                       capacity_words_value(arena, report, knee))),
        .spots = spots,
        .spot_count = count};
    html_chart_write(sheet, &chart);
}
