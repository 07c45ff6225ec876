/* html_chain.c - the chain of cause and effect, numbered on a line of time and told in a
 * list; see html_parts.h.
 *
 * Most chains are over long before the run is: then the line shows its beginning only.
 * Dots that would hide each other stand one above the other.
 */
#include "sim/output/html_parts.h"

#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>

enum { WIDTH = 960, SIDE = 14, RADIUS = 11, LANE = 26, LANES = 40, FOOT = 26 };

struct dot {
    double x;
    int lane; /* from the line up */
};

struct line {
    const struct sheet *sheet;
    const json_t *chain;
    double end_s, span_s; /* of the line; of the run */
    struct dot *dots;
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

static int free_lane(const struct line *line, size_t count, double x)
{
    int lane = 0;
    for (size_t i = 0; i < count; i++)
        if (x - line->dots[i].x < 2 * RADIUS + 2 && line->dots[i].lane >= lane)
            lane = line->dots[i].lane + 1;
    return lane < LANES ? lane : LANES - 1;
}

static void dots_place(struct line *line)
{
    for (size_t i = 0; i < json_array_size(line->chain); i++) {
        const double at_s = look_number(json_array_get(line->chain, i), "at_s");
        const double share = isnan(at_s) ? 0 : fmin(1, fmax(0, at_s / line->end_s));
        const double x = SIDE + (WIDTH - 2 * SIDE) * share;
        const int lane = free_lane(line, i, x);
        line->dots[i] = (struct dot){x, lane};
        line->lanes = lane >= line->lanes ? lane + 1 : line->lanes;
    }
}

static const char *moment_text(struct arena *arena, const json_t *link)
{
    const double at_s = look_number(link, "at_s");
    const char *by = look_number(link, "from_s") < at_s ? "by " : "";
    return arena_format(arena, "%s%s", by, human_moment(arena, at_s));
}

static void write_dot(const struct line *line, size_t number, double base)
{
    const struct sheet *sheet = line->sheet;
    const json_t *link = json_array_get(line->chain, number);
    const struct dot *dot = &line->dots[number];
    const double y = base - RADIUS - 6 - LANE * (double)dot->lane;
    sheet_markup(sheet, "<g><title>%s: ", moment_text(sheet->arena, link));
    sheet_text(sheet, look_text(link, "what"));
    sheet_markup(sheet,
                 "</title><circle cx=\"%.1f\" cy=\"%.0f\" r=\"%d\"/><text class=\"at\" "
                 "x=\"%.1f\" y=\"%.0f\">%zu</text></g>",
                 dot->x, y, RADIUS, dot->x, y + 5, number + 1);
}

static void write_axis(const struct line *line, double base)
{
    const struct sheet *sheet = line->sheet;
    const char *end = human_moment(sheet->arena, line->end_s);
    const double middle = WIDTH / 2.;
    if (line->end_s < line->span_s)
        end = arena_format(sheet->arena, "%s of %s", end,
                           human_moment(sheet->arena, line->span_s));
    sheet_markup(sheet, "<path d=\"M%d %.0fH%dM%d %.0fv8M%.0f %.0fv8M%d %.0fv8\"/>", SIDE,
                 base, WIDTH - SIDE, SIDE, base - 4, middle, base - 4, WIDTH - SIDE,
                 base - 4);
    sheet_markup(sheet,
                 "<text x=\"%d\" y=\"%.0f\">0</text><text x=\"%.0f\" y=\"%.0f\" "
                 "text-anchor=\"middle\">%s</text><text x=\"%d\" y=\"%.0f\" "
                 "text-anchor=\"end\">%s</text>",
                 SIDE, base + 20, middle, base + 20,
                 human_moment(sheet->arena, line->end_s / 2), WIDTH - SIDE, base + 20,
                 end);
}

static void write_line(const struct sheet *sheet, const json_t *chain, double span_s)
{
    const size_t count = json_array_size(chain);
    struct line line = {.sheet = sheet,
                        .chain = chain,
                        .end_s = end_of(chain, span_s),
                        .span_s = span_s,
                        .dots = arena_array(sheet->arena, count, sizeof(struct dot))};
    dots_place(&line);
    const double base = LANE * (double)line.lanes + 8;
    sheet_markup(sheet,
                 "<div class=\"wide\"><svg class=\"line\" viewBox=\"0 0 %d %.0f\" "
                 "role=\"img\" aria-label=\"When each step of the list below "
                 "happened\">",
                 WIDTH, base + FOOT);
    write_axis(&line, base);
    for (size_t i = 0; i < count; i++)
        write_dot(&line, i, base);
    sheet_markup(sheet, "</svg></div>\n");
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
