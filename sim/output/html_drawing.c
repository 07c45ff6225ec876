/* html_drawing.c - see html_drawing.h.
 *
 * gnuplot calls its parts by the same names in every picture; in one page they would
 * point into each other, so each picture's names get its number.
 *
 * On a phone a drawing with its legend at the right is too wide to be read: the style of
 * html_page.c cuts the legend off there and shows it below.
 */
#define _GNU_SOURCE /* memmem */
#include "sim/output/html_drawing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Where a name begins: behind id=", href="#, url(#; 0: not here. */
static size_t name_at(const char *text)
{
    static const char *const before[] = {"id=\"",   "id='",  "href=\"#",
                                         "href='#", "url(#", "url('#"};
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++)
        if (strncmp(text, before[i], strlen(before[i])) == 0)
            return strlen(before[i]);
    return 0;
}

void html_drawing_write(const struct sheet *sheet, const char *svg, uint32_t number)
{
    const char *begin = strstr(svg, "<svg"), *end = svg ? strstr(svg, "</svg>") : NULL;
    for (const char *c = begin; c && c < end;) {
        const size_t name = name_at(c);
        const char *comment = strncmp(c, "<!--", 4) == 0 ? strstr(c, "-->") : NULL;
        if (comment) {
            c = comment + 3;
        } else if (name > 0) {
            sheet_markup(sheet, "%.*sf%u", (int)name, c, number);
            c += name;
        } else {
            fputc(*c++, sheet->out);
        }
    }
}

/* ---- the legend ---- */

enum { DRAWING = 960 /* units wide */, SAMPLE = 44 /* left of a text */ };

struct legend {
    double left, top, bottom; /* of its texts; NAN: there is none */
};

/* Its texts are the only small ones that begin where they stand: gnuplot writes
 * transform="translate(786.01,53.02)" ... font-size="11.00" text-anchor="start". */
static struct legend legend_find(const char *svg)
{
    static const char place[] = "\"translate(";
    static const char font[] = "font-size=\"11.00\"", anchor[] = "text-anchor=\"start\"";
    struct legend legend = {NAN, NAN, NAN};
    while ((svg = strstr(svg, place))) {
        double x, y;
        svg += sizeof(place) - 1;
        const size_t length = strcspn(svg, ">");
        if (!memmem(svg, length, font, sizeof(font) - 1) ||
            !memmem(svg, length, anchor, sizeof(anchor) - 1) ||
            sscanf(svg, "%lf,%lf", &x, &y) != 2 || x < DRAWING / 2.0)
            continue;
        legend.left = fmin(legend.left, x); /* fmin leaves NANs out */
        legend.top = fmin(legend.top, y);
        legend.bottom = fmax(legend.bottom, y);
    }
    return legend;
}

void html_drawing_begin(const struct sheet *sheet, const char *svg, const char *says)
{
    const struct legend legend = legend_find(svg);
    if (isnan(legend.left))
        sheet_markup(sheet, "<div class=\"plot\" role=\"img\" aria-label=\"");
    else
        sheet_markup(sheet,
                     "<div class=\"plot keyed\" style=\"--part:%.3f\" role=\"img\" "
                     "aria-label=\"",
                     DRAWING / (legend.left - SAMPLE));
    sheet_text(sheet, says);
    sheet_markup(sheet, "\">");
}

void html_drawing_end(const struct sheet *sheet, const char *svg, uint32_t number)
{
    const struct legend legend = legend_find(svg);
    const double left = legend.left - SAMPLE, top = legend.top - 16;
    const double width = DRAWING - left, height = legend.bottom + 8 - top;
    if (!isnan(legend.left))
        sheet_markup(sheet,
                     "<svg class=\"legend\" viewBox=\"%.0f %.0f %.0f %.0f\" "
                     "style=\"width:%.0fpx\"><use href=\"#f%ugnuplot_canvas\"/></svg>",
                     left, top, width, height, 1.15 * width, number);
    sheet_markup(sheet, "</div>\n");
}
