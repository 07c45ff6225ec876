/* html_figure.c - see html_figure.h.
 *
 * What the pointer shows are tooltips (SVG's <title>) on invisible bars, one for each step
 * of the timeline: no script is needed. plots/common.gp keeps the axes where they are
 * expected here.
 */
#include "sim/output/html_figure.h"

#include "sim/output/html_chart.h"
#include "sim/output/html_drawing.h"
#include "sim/output/human.h"

#include <math.h>
#include <string.h>

/* ---- values ---- */

static const char *value_text(const struct sheet *sheet,
                              const struct figures_picture *picture,
                              const struct figures_column *column, double value)
{
    struct arena *arena = sheet->arena;
    if (isnan(value))
        return "-";
    if (strcmp(picture->script, "memory") == 0)
        return arena_format(arena, "%s GiB", human_number(arena, value));
    if (strcmp(column->title, "credits") == 0)
        return human_number(arena, value);
    if (column->title[0] == 'p')
        return human_duration(arena, value);
    return human_share(arena, value / 100);
}

static const char *step_text(const struct sheet *sheet, const struct html_figure *figure,
                             uint32_t step)
{
    const struct figures_columns *columns = &figure->picture->columns;
    const char *text = human_moment(sheet->arena, figure->step_s * (step + 1));
    for (uint32_t i = 0; i < columns->count; i++) {
        const struct figures_column *column = &columns->items[i];
        if (!isnan(column->values[step]))
            text = arena_format(
                sheet->arena, "%s\n%s %s", text, column->title,
                value_text(sheet, figure->picture, column, column->values[step]));
    }
    return text;
}

static void write_values(const struct sheet *sheet, const struct html_figure *figure)
{
    const struct html_chart_frame frame = html_chart_frame_common();
    const double left = frame.left * frame.width, top = frame.top * frame.height;
    const double width = frame.right * frame.width - left;
    const double height = frame.bottom * frame.height - top;
    const double each = width * figure->step_s / figure->span_s;
    sheet_markup(sheet, "<g class=\"values\">");
    for (uint32_t i = 0; i < figure->picture->columns.steps; i++) {
        const double x = each * i, last = fmin(each, width - x);
        if (last <= 0)
            break;
        sheet_markup(sheet,
                     "<rect x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"%.0f\">"
                     "<title>",
                     left + x, top, last, height);
        sheet_text(sheet, step_text(sheet, figure, i));
        sheet_markup(sheet, "</title></rect>");
    }
    sheet_markup(sheet, "</g>");
}

/* ---- the numbers as a table ---- */

enum { ROWS = 24 };

static void write_table(const struct sheet *sheet, const struct html_figure *figure)
{
    const struct figures_columns *columns = &figure->picture->columns;
    const uint32_t stride = (columns->steps + ROWS - 1) / ROWS,
                   count = columns->count + 1;
    struct sheet_column *heads = arena_array(sheet->arena, count, sizeof(*heads));
    const char **cells = arena_array(sheet->arena, count, sizeof(*cells));
    heads[0] = (struct sheet_column){"step ends", true};
    for (uint32_t i = 1; i < count; i++)
        heads[i] = (struct sheet_column){columns->items[i - 1].title, true};
    sheet_markup(sheet, "<details%s><summary>%s</summary>\n",
                 figure->picture->svg ? "" : " open",
                 stride > 1 ? "The numbers, thinned out" : "The numbers");
    sheet_table(sheet, heads, count);
    for (uint32_t step = stride - 1; stride > 0 && step < columns->steps;
         step += stride) {
        cells[0] = human_moment(sheet->arena, figure->step_s * (step + 1));
        for (uint32_t i = 1; i < count; i++)
            cells[i] = value_text(sheet, figure->picture, &columns->items[i - 1],
                                  columns->items[i - 1].values[step]);
        sheet_row(sheet, heads, cells, count, "");
    }
    sheet_table_end(sheet);
    sheet_markup(sheet, "</details>\n");
}

/* ---- both ---- */

static const char *title_of(const struct sheet *sheet,
                            const struct figures_picture *picture)
{
    static const char *const titles[][3] = {
        {"cpu", "CPU of ", ": what its cores did"},
        {"memory", "Memory of ", ": what each service holds, against what there is"},
        {"latency", "Latency of ", ", and the share of them that failed"},
    };
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
        if (strcmp(picture->script, titles[i][0]) == 0)
            return arena_format(sheet->arena, "%s%s%s", titles[i][1], picture->of,
                                titles[i][2]);
    return picture->of;
}

static double most_of(const struct figures_column *column, uint32_t steps)
{
    double most = NAN;
    for (uint32_t i = 0; i < steps; i++)
        most = fmax(most, column->values[i]); /* fmax leaves NANs out */
    return most;
}

/* What there is to be seen, for those who cannot see it. */
static const char *says_of(const struct sheet *sheet,
                           const struct figures_picture *picture, const char *title)
{
    const struct figures_columns *columns = &picture->columns;
    const char *text = title, *before = ". At most: ";
    for (uint32_t i = 0; i < columns->count; i++) {
        const struct figures_column *column = &columns->items[i];
        const double most = most_of(column, columns->steps);
        if (isnan(most))
            continue;
        text = arena_format(sheet->arena, "%s%s%s %s", text, before, column->title,
                            value_text(sheet, picture, column, most));
        before = ", ";
    }
    return text;
}

void html_figure_write(const struct sheet *sheet, const struct html_figure *figure)
{
    const char *title = title_of(sheet, figure->picture);
    sheet_markup(sheet, "<figure>\n");
    if (figure->picture->svg) {
        html_drawing_begin(sheet, figure->picture->svg,
                           says_of(sheet, figure->picture, title));
        html_drawing_write(sheet, figure->picture->svg, figure->number);
        write_values(sheet, figure);
        sheet_markup(sheet, "</svg>");
        html_drawing_end(sheet, figure->picture->svg, figure->number);
    }
    sheet_element(sheet, "figcaption", title);
    write_table(sheet, figure);
    sheet_markup(sheet, "</figure>\n");
}
