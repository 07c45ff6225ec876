/* html_chart.h - a figure of a page that is no timeline: gnuplot's drawing, what the
 * pointer shows over it, its title; without gnuplot, why it is missing.
 */
#ifndef OVERSTACK_OUTPUT_HTML_CHART_H
#define OVERSTACK_OUTPUT_HTML_CHART_H

#include "sim/output/picture.h"
#include "sim/output/sheet.h"

/* Where the axes are in the drawing: shares of its width and height, from above. */
struct html_chart_frame {
    double width, height; /* of the drawing */
    double left, right, top, bottom;
};

/* A place that shows a text under the pointer. Its middle and its size are shares of the
 * axes, from the left and from below; what is outside of them is left out. */
struct html_chart_spot {
    double x, y, width, height;
    const char *text;
};

struct html_chart {
    struct picture picture;
    struct html_chart_frame frame;
    uint32_t number;   /* tells the pictures of one page apart */
    const char *title; /* below it */
    const char *says;  /* what is to be seen, for those who cannot see it */
    const struct html_chart_spot *spots;
    uint32_t spot_count;
};

/* The frame that plots/common.gp sets. */
struct html_chart_frame html_chart_frame_common(void);

/* Where a value lies between the ends of an axis, as a share. */
double html_chart_share(double value, double low, double high);
double html_chart_share_log(double value, double low, double high);

void html_chart_write(const struct sheet *sheet, const struct html_chart *chart);

#endif
