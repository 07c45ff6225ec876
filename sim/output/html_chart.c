/* html_chart.c - see html_chart.h.
 */
#include "sim/output/html_chart.h"

#include "sim/output/html_drawing.h"

#include <math.h>

struct html_chart_frame html_chart_frame_common(void)
{
    return (struct html_chart_frame){960, 420, 0.09, 0.68, 0.10, 0.83};
}

double html_chart_share(double value, double low, double high)
{
    return high > low ? (value - low) / (high - low) : 0.5;
}

double html_chart_share_log(double value, double low, double high)
{
    return html_chart_share(log(value), log(low), log(high));
}

static bool is_inside(double share)
{
    return share >= 0 && share <= 1; /* NAN is not */
}

static void write_spot(const struct sheet *sheet, const struct html_chart_frame *frame,
                       const struct html_chart_spot *spot)
{
    const double left = frame->width * frame->left, top = frame->height * frame->top;
    const double width = frame->width * (frame->right - frame->left);
    const double height = frame->height * (frame->bottom - frame->top);
    if (!is_inside(spot->x) || !is_inside(spot->y))
        return;
    const double from = fmax(0, spot->x - spot->width / 2);
    const double to = fmin(1, spot->x + spot->width / 2);
    const double above = fmax(0, 1 - spot->y - spot->height / 2);
    const double below = fmin(1, 1 - spot->y + spot->height / 2);
    sheet_markup(sheet,
                 "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>",
                 left + width * from, top + height * above, width * (to - from),
                 height * (below - above));
    sheet_text(sheet, spot->text);
    sheet_markup(sheet, "</title></rect>");
}

static void write_drawing(const struct sheet *sheet, const struct html_chart *chart,
                          const char *svg)
{
    html_drawing_begin(sheet, svg, chart->says);
    html_drawing_write(sheet, svg, chart->number);
    sheet_markup(sheet, "<g class=\"values\">");
    for (uint32_t i = 0; i < chart->spot_count; i++)
        write_spot(sheet, &chart->frame, &chart->spots[i]);
    sheet_markup(sheet, "</g></svg>");
    html_drawing_end(sheet, svg, chart->number);
}

void html_chart_write(const struct sheet *sheet, const struct html_chart *chart)
{
    const char *fault;
    const char *svg = picture_draw(&chart->picture, sheet->arena, &fault);
    if (!svg) {
        sheet_element(sheet, "p class=\"bad\"",
                      arena_format(sheet->arena,
                                   "The figure \"%s\" is not drawn: %s. Its numbers are "
                                   "in the table.",
                                   chart->title, fault));
        return;
    }
    sheet_markup(sheet, "<figure>\n");
    write_drawing(sheet, chart, svg);
    sheet_element(sheet, "figcaption", chart->title);
    sheet_markup(sheet, "</figure>\n");
}
