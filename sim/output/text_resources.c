/* text_resources.c - see text_resources.h.
 */
#include "sim/output/text_resources.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum { ROWS = 12 };

/* What was saturated comes first, the earliest on top; then by headroom, the smallest
 * first; what does not grow with traffic last, the fullest first. */
static int compare(double a, double b)
{
    return isnan(a) != isnan(b) ? (isnan(a) ? 1 : -1) : (a > b) - (a < b);
}

static int worse_first(const void *left, const void *right)
{
    const json_t *a = *(json_t *const *)left, *b = *(json_t *const *)right;
    int order =
        compare(look_number(a, "saturated_at_s"), look_number(b, "saturated_at_s"));
    if (order == 0)
        order = compare(look_number(a, "headroom"), look_number(b, "headroom"));
    if (order == 0)
        order = compare(look_number(b, "peak"), look_number(a, "peak"));
    return order;
}

/* Worst first; equal ones as they stood in the report (an insertion sort is stable). */
static json_t **sorted(struct arena *arena, const json_t *resources)
{
    const size_t count = json_array_size(resources);
    json_t **order = arena_array(arena, count, sizeof *order);
    for (size_t i = 0; i < count; i++) {
        json_t *resource = json_array_get(resources, i);
        size_t at = i;
        for (; at > 0 && worse_first(&order[at - 1], &resource) > 0; at--)
            order[at] = order[at - 1];
        order[at] = resource;
    }
    return order;
}

static const char *headroom_text(struct arena *arena, double headroom)
{
    if (isnan(headroom))
        return "-";
    if (headroom > 1000)
        return ">1,000x";
    return arena_format(arena, "%sx", human_number(arena, headroom));
}

static void add_row(struct text_table *table, const json_t *resource)
{
    struct arena *arena = table->paper->arena;
    const double at_s = look_number(resource, "saturated_at_s");
    const double headroom = look_number(resource, "headroom");
    table_row(table, isnan(at_s) ? INK_PLAIN : INK_BAD);
    table_cell(table, look_text(resource, "id"));
    table_cell(table, human_share(arena, look_number(resource, "utilization")));
    table_cell(table, human_share(arena, look_number(resource, "peak")));
    table_cell(table, isnan(at_s) ? "never" : human_moment(arena, at_s));
    table_cell(table, isnan(at_s)
                          ? "-"
                          : human_share(arena, look_number(resource, "saturated_share")));
    table_cell(table, headroom_text(arena, headroom));
}

/* Was full, or could be: far from it and hardly used is left to the JSON report. */
static bool matters(const json_t *resource)
{
    return !isnan(look_number(resource, "saturated_at_s")) ||
           look_number(resource, "headroom") <= 100 ||
           look_number(resource, "peak") > 0.2;
}

void text_resources_write(const struct paper *paper, const json_t *report)
{
    const json_t *resources = look_at(report, "resources");
    const size_t count = json_array_size(resources);
    if (count == 0)
        return;
    const struct table_column columns[] = {
        {"resource", TABLE_CUT},  {"mean", TABLE_RIGHT}, {"peak", TABLE_RIGHT},
        {"full at", TABLE_RIGHT}, {"for", TABLE_RIGHT},  {"headroom", TABLE_RIGHT},
    };
    struct text_table table;
    json_t **order = sorted(paper->arena, resources);
    paper_heading(paper, "RESOURCES, THE WORST FIRST");
    table_init(&table, paper, columns, 6);
    for (size_t i = 0; i < count && table.row_count < ROWS; i++)
        if (i == 0 || matters(order[i])) /* the first limit is always told */
            add_row(&table, order[i]);
    table_write(&table, 2);
    if (count > table.row_count)
        paper_line(paper, INK_DIM, 2, "… and %zu more, see --format json",
                   count - table.row_count);
    paper_line(paper, INK_DIM, 2,
               "for: share of the time it was full; headroom: the traffic at which it "
               "would be full, as a multiple of this one (below 1: less than now)");
}
