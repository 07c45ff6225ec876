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

/* As in plots/tornado.gp: what is missing differs from what is there. */
static bool differs(double value, double base)
{
    return isnan(value) || isnan(base) ? isnan(value) != isnan(base) : value != base;
}

static bool is_moved(const json_t *output, const json_t *effect)
{
    const double base = look_number(output, "base");
    return differs(look_number(effect, "low"), base) ||
           differs(look_number(effect, "high"), base);
}

static size_t count_moved(const json_t *output)
{
    const json_t *effects = look_at(output, "effects");
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(effects); i++)
        count += is_moved(output, json_array_get(effects, i));
    return count;
}

static struct html_chart_spot *spots_of(struct arena *arena, const json_t *output,
                                        size_t count)
{
    const json_t *effects = look_at(output, "effects");
    struct html_chart_spot *spots = arena_array(arena, count, sizeof(*spots));
    size_t at = 0;
    for (size_t i = 0; i < json_array_size(effects); i++) {
        const json_t *effect = json_array_get(effects, i);
        if (!is_moved(output, effect))
            continue;
        spots[at] = (struct html_chart_spot){
            .x = 0.5,
            .width = 1,
            .y = 1 - (at + 0.6) / (count + 0.2),
            .height = 1 / (count + 0.2),
            .text = arena_format(
                arena, "%s\nat its low end %s\nas it is %s\nat its high end %s",
                look_text(effect, "path"),
                html_tornado_value(arena, output, look_number(effect, "low")),
                html_tornado_value(arena, output, look_number(output, "base")),
                html_tornado_value(arena, output, look_number(effect, "high")))};
        at++;
    }
    return spots;
}

/* What the figure leaves out, in a line. */
static void write_idle(const struct sheet *sheet, const json_t *output)
{
    const json_t *effects = look_at(output, "effects");
    const char *names = "";
    for (size_t i = 0; i < json_array_size(effects); i++) {
        const json_t *effect = json_array_get(effects, i);
        if (!is_moved(output, effect))
            names = arena_format(sheet->arena, "%s%s%s", names, *names ? ", " : "",
                                 look_text(effect, "path"));
    }
    if (*names)
        sheet_element(sheet, "p class=\"dim\"",
                      arena_format(sheet->arena, "No effect alone: %s.", names));
}

void html_tornado_write(const struct sheet *sheet, const json_t *output, uint32_t number)
{
    struct arena *arena = sheet->arena;
    const size_t count = count_moved(output);
    const double height = 100 + 26.0 * (double)(count < 4 ? 4 : count);
    const char *name = sensitivity_words_output(output, arena);
    if (count == 0) {
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
        .spots = spots_of(arena, output, count),
        .spot_count = (uint32_t)count};
    html_chart_write(sheet, &chart);
    write_idle(sheet, output);
}
