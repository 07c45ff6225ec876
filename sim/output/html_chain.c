/* html_chain.c - the chain of cause and effect, numbered on a line of time and told in a
 * list; see html_parts.h.
 *
 * Most chains are over long before the run is: then the line shows its beginning only.
 * Places on it are shares of its width, so that it fits any screen; dots that would hide
 * each other stand one below the other, which are others on a phone than on a wide screen:
 * there is a group of dots for each, and html_page.c's style shows one.
 */
#include "sim/output/html_parts.h"

#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>

enum { RADIUS = 11, LANE = 26, LANES = 40, AXIS = 26 /* y of the line, in pixels */ };

struct dot {
    double x; /* share of the line */
    int lane; /* from the line down */
};

struct line {
    const struct sheet *sheet;
    const json_t *chain;
    double end_s, span_s; /* of the line; of the run */
};

struct dots {
    const char *screen; /* class of the group */
    double width;       /* of that screen's line at least, in pixels */
    struct dot *items;
    int lanes;
};

/* A round time by which the chain is over, or the whole run. */
static double end_of(const json_t *chain, double span_s)
{
    static const double round_s[] = {10,   30,   60,    120,   300,   600,    1200,  1800,
                                     3600, 7200, 14400, 43200, 86400, 172800, 604800};
    double last_s = 0;
    for (size_t i = 0; i < json_array_size(chain); i++)
        last_s = fmax(last_s, look_number(json_array_get(chain, i), "at_s"));
    for (size_t i = 0; i < sizeof(round_s) / sizeof(round_s[0]); i++)
        if (round_s[i] >= last_s && round_s[i] <= span_s / 2)
            return round_s[i];
    return span_s;
}

static int free_lane(const struct dots *dots, size_t count, double x)
{
    const double apart = (2 * RADIUS + 2) / dots->width;
    int lane = 0;
    for (size_t i = 0; i < count; i++)
        if (x - dots->items[i].x < apart && dots->items[i].lane >= lane)
            lane = dots->items[i].lane + 1;
    return lane < LANES ? lane : LANES - 1;
}

static void dots_place(struct dots *dots, const struct line *line)
{
    const size_t count = json_array_size(line->chain);
    dots->items = arena_array(line->sheet->arena, count, sizeof(*dots->items));
    for (size_t i = 0; i < count; i++) {
        const double at_s = look_number(json_array_get(line->chain, i), "at_s");
        const double x = isnan(at_s) ? 0 : fmin(1, fmax(0, at_s / line->end_s));
        const int lane = free_lane(dots, i, x);
        dots->items[i] = (struct dot){x, lane};
        dots->lanes = lane >= dots->lanes ? lane + 1 : dots->lanes;
    }
}

static double height_of(const struct dots *dots)
{
    return AXIS + 8 + LANE * (double)dots->lanes;
}

static const char *moment_text(struct arena *arena, const json_t *link)
{
    return human_moment_by(arena, look_number(link, "from_s"), look_number(link, "at_s"));
}

static void write_dot(const struct line *line, const struct dot *dot, size_t number)
{
    const struct sheet *sheet = line->sheet;
    const json_t *link = json_array_get(line->chain, number);
    const double y = AXIS + RADIUS + 6 + LANE * (double)dot->lane;
    sheet_markup(sheet, "<g><title>%s: ", moment_text(sheet->arena, link));
    sheet_text(sheet, look_text(link, "what"));
    sheet_markup(sheet,
                 "</title><circle cx=\"%.2f%%\" cy=\"%.0f\" r=\"%d\"/><text "
                 "class=\"at\" x=\"%.2f%%\" y=\"%.0f\">%zu</text></g>",
                 100 * dot->x, y, RADIUS, 100 * dot->x, y + 5, number + 1);
}

static void write_dots(const struct line *line, const struct dots *dots)
{
    sheet_markup(line->sheet, "<g class=\"%s\">", dots->screen);
    for (size_t i = 0; i < json_array_size(line->chain); i++)
        write_dot(line, &dots->items[i], i);
    sheet_markup(line->sheet, "</g>");
}

static void write_axis(const struct line *line)
{
    const struct sheet *sheet = line->sheet;
    const char *end = human_moment(sheet->arena, line->end_s);
    if (line->end_s < line->span_s)
        end = arena_format(sheet->arena, "%s of %s", end,
                           human_moment(sheet->arena, line->span_s));
    sheet_markup(sheet, "<line x2=\"100%%\" y1=\"%d\" y2=\"%d\"/>", AXIS, AXIS);
    for (int at = 0; at <= 100; at += 50)
        sheet_markup(sheet, "<line x1=\"%d%%\" x2=\"%d%%\" y1=\"%d\" y2=\"%d\"/>", at, at,
                     AXIS - 4, AXIS + 4);
    sheet_markup(
        sheet,
        "<text y=\"16\">0</text><text x=\"50%%\" y=\"16\" text-anchor=\"middle\">"
        "%s</text><text x=\"100%%\" y=\"16\" text-anchor=\"end\">%s</text>",
        human_moment(sheet->arena, line->end_s / 2), end);
}

static void write_line(const struct sheet *sheet, const json_t *chain, double span_s)
{
    const struct line line = {sheet, chain, end_of(chain, span_s), span_s};
    struct dots wide = {.screen = "on-wide", .width = 640};
    struct dots phone = {.screen = "on-phone", .width = 300};
    dots_place(&wide, &line);
    dots_place(&phone, &line);
    sheet_markup(
        sheet,
        "<svg class=\"line\" style=\"--wide:%.0fpx;--phone:%.0fpx\" role=\"img\" "
        "aria-label=\"When each step of the list below happened\">",
        height_of(&wide), height_of(&phone));
    write_axis(&line);
    write_dots(&line, &wide);
    write_dots(&line, &phone);
    sheet_markup(sheet, "</svg>\n");
}

void html_chain_write(const struct sheet *sheet, const json_t *report)
{
    const json_t *chain = look_at(report, "verdict/chain");
    const double span_s = look_number(report, "scenario/simulated_s");
    if (json_array_size(chain) == 0)
        return;
    sheet_element(sheet, "h2",
                  look_flag(report, "verdict/troubled") ? "Why, step by step"
                                                        : "What happened");
    if (span_s > 0)
        write_line(sheet, chain, span_s);
    sheet_markup(sheet, "<ol class=\"chain\">\n");
    for (size_t i = 0; i < json_array_size(chain); i++) {
        const json_t *link = json_array_get(chain, i);
        sheet_markup(sheet, "<li><b>%s</b> ", moment_text(sheet->arena, link));
        sheet_text(sheet, look_text(link, "what"));
        sheet_markup(sheet, "</li>\n");
    }
    sheet_markup(sheet, "</ol>\n");
}
