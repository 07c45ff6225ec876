/* text_resources.c - see text_resources.h.
 */
#include "sim/output/text_resources.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/resource_order.h"
#include "sim/output/table.h"

#include <math.h>

enum { ROWS = 12 };

static void add_row(struct text_table *table, const json_t *resource)
{
    struct arena *arena = table->paper->arena;
    const double at_s = look_number(resource, "saturated_at_s");
    table_row(table, isnan(at_s) ? INK_PLAIN : INK_BAD);
    table_cell(table, look_text(resource, "id"));
    table_cell(table, human_share(arena, look_number(resource, "utilization")));
    table_cell(table, human_share(arena, look_number(resource, "peak")));
    table_cell(table, isnan(at_s) ? "never" : human_moment(arena, at_s));
    table_cell(table, isnan(at_s)
                          ? "-"
                          : human_share(arena, look_number(resource, "saturated_share")));
    table_cell(table, resource_order_headroom(arena, resource));
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
    json_t **order = resource_order(paper->arena, resources);
    paper_heading(paper, "RESOURCES, THE WORST FIRST");
    table_init(&table, paper, columns, 6);
    for (size_t i = 0; i < count && table.row_count < ROWS; i++)
        if (i == 0 ||
            resource_order_matters(order[i])) /* the first limit is always told */
            add_row(&table, order[i]);
    table_write(&table, 2);
    if (count > table.row_count)
        paper_line(paper, INK_DIM, 2, "… and %zu more, see --format json",
                   count - table.row_count);
    paper_line(
        paper, INK_DIM, 2,
        "for: share of the time it was full; headroom: the traffic at which it "
        "would be full, as a multiple of this one (below 1: less than now; -: traffic "
        "is not what fills it)");
}
