/* html_tornado.c - see html_tornado.h. The frame is that of plots/tornado.gp, which draws the
 * largest swing on top and leaves room of 0.1 above and below the bars.
 */
#include "sim/output/html_tornado.h"

#include "sim/output/html_chart.h"
#include "sim/output/look.h"
#include "sim/output/sensitivity_table.h"
#include "sim/output/sensitivity_words.h"
#include "sim/output/unit_text.h"

#include <math.h>
#include <string.h>

const char *html_tornado_value(struct arena *arena, const json_t *output, double value)
{
    if (isnan(value) && strcmp(look_text(output, "name"), "first_saturated_s") == 0)
        return "never";
    return unit_text(arena, value, look_text(output, "unit"));
}

static struct html_chart_spot *spots_of(struct arena *arena, const json_t *output)
{
    const json_t *effects = look_at(output, "effects");
    const size_t count = json_array_size(effects);
    struct html_chart_spot *spots = arena_array(arena, count, sizeof(*spots));
    for (size_t i = 0; i < count; i++) {
        const json_t *effect = json_array_get(effects, i);
        spots[i] = (struct html_chart_spot){
            .x = 0.5,
            .width = 1,
            .y = 1 - (i + 0.6) / (count + 0.2),
            .height = 1 / (count + 0.2),
            .text = arena_format(
                arena, "%s\nat its low end %s\nas it is %s\nat its high end %s",
                look_text(effect, "path"),
                html_tornado_value(arena, output, look_number(effect, "low")),
                html_tornado_value(arena, output, look_number(output, "base")),
                html_tornado_value(arena, output, look_number(effect, "high")))};
    }
    return spots;
}

/* Effects come by their swing, the largest first. */
static bool is_moved(const json_t *output)
{
    const json_t *largest = json_array_get(look_at(output, "effects"), 0);
    return look_number(largest, "swing") > 0;
}

void html_tornado_write(const struct sheet *sheet, const json_t *output, uint32_t number)
{
    struct arena *arena = sheet->arena;
    const size_t count = json_array_size(look_at(output, "effects"));
    const double height = 100 + 26.0 * (double)(count < 8 ? 8 : count);
    const char *name = sensitivity_words_output(output, arena);
    if (!is_moved(output)) {
        sheet_element(sheet, "p", "No assumption alone moves this.");
        return;
    }
    const struct html_chart chart = {
        .picture = {.script = "tornado",
                    .csv = picture_csv(arena, sensitivity_table_tornado, output),
                    .arguments = {name, look_text(output, "unit")},
                    .argument_count = 2},
        .frame = {960, height, 0.34, 0.80, 40 / height, 1 - 60 / height},
        .number = number,
        .title = arena_format(
            arena, "%s when each assumption goes to the ends of its range", name),
        .says = arena_format(arena,
                             "%s at both ends of %zu assumptions, the largest swing on "
                             "top; the table has the numbers.",
                             name, count),
        .spots = spots_of(arena, output),
        .spot_count = (uint32_t)count};
    html_chart_write(sheet, &chart);
}
