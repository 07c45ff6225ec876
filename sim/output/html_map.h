/* html_map.h - the heat map over two varied paths on the page of a sweep.
 */
#ifndef OVERSTACK_OUTPUT_HTML_MAP_H
#define OVERSTACK_OUTPUT_HTML_MAP_H

#include "sim/output/html_chart.h"
#include "sim/output/html_sweep.h"

enum { HTML_MAP_VALUES = 40 }; /* of a path */

struct html_map_axis {
    const char *values[HTML_MAP_VALUES]; /* as they come */
    uint32_t count;
};

struct html_map {
    const struct html_sweep *page;
    struct html_map_axis x, y; /* the first path, the second */
    struct html_chart_spot *spots;
};

/* False when this is no map: a path has too many values or only one, or most cells would
 * be empty. */
bool html_map_make(struct html_map *map, const struct html_sweep *page,
                   struct arena *arena);

/* `csv`: the rows; `number` tells the pictures of the page apart. */
void html_map_write(const struct sheet *sheet, const struct html_map *map,
                    const char *csv, enum metric_figure figure, uint32_t number);

#endif
