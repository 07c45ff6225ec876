/* html_map.c - see html_map.h. The frame is that of plots/heatmap.gp.
 */
#include "sim/output/html_map.h"

#include "sim/output/html_sweep_figure.h"

#include <math.h>
#include <string.h>

/* Where the value is, adding it; HTML_MAP_VALUES when there is no room. */
static uint32_t axis_place(struct html_map_axis *axis, const char *value)
{
    for (uint32_t i = 0; i < axis->count; i++)
        if (strcmp(axis->values[i], value) == 0)
            return i;
    if (axis->count < HTML_MAP_VALUES)
        axis->values[axis->count] = value;
    return axis->count < HTML_MAP_VALUES ? axis->count++ : HTML_MAP_VALUES;
}

/* Places first, as numbers from 0; then as shares of the axes. */
static void spots_spread(struct html_map *map)
{
    for (uint32_t i = 0; i < map->page->count; i++) {
        struct html_chart_spot *spot = &map->spots[i];
        spot->x = (spot->x + 0.5) / map->x.count;
        spot->y = (spot->y + 0.5) / map->y.count;
        spot->width = 1.0 / map->x.count;
        spot->height = 1.0 / map->y.count;
    }
}

bool html_map_make(struct html_map *map, const struct html_sweep *page,
                   struct arena *arena)
{
    *map = (struct html_map){.page = page};
    map->spots = arena_array(arena, page->count, sizeof(*map->spots));
    for (uint32_t i = 0; i < page->count; i++) {
        const struct sweep_row *row = &page->rows[i];
        const uint32_t x = axis_place(&map->x, row->values[0]);
        const uint32_t y = axis_place(&map->y, row->values[1]);
        if (x == HTML_MAP_VALUES || y == HTML_MAP_VALUES)
            return false;
        map->spots[i] = (struct html_chart_spot){
            .x = x, .y = y, .text = html_sweep_figure_text(arena, page, row)};
    }
    spots_spread(map);
    return map->x.count > 1 && map->y.count > 1 &&
           2 * page->count >= map->x.count * map->y.count;
}

void html_map_write(const struct sheet *sheet, const struct html_map *map,
                    const char *csv, enum metric_figure figure, uint32_t number)
{
    struct arena *arena = sheet->arena;
    const struct sweep_head *head = map->page->head;
    const char *what = figure == FIGURE_FAILED_RATE  ? "Share of failed requests"
                       : figure == FIGURE_COST_MONTH ? "USD a month"
                                                     : "p95";
    const char *title =
        arena_format(arena, "%s by %s and %s", what, head->paths[0], head->paths[1]);
    const double height = 130 + 30 * fmax(7, map->y.count);
    const struct html_chart chart = {
        .picture = {.script = "heatmap",
                    .csv = csv,
                    .arguments = {title, head->paths[0], head->paths[1],
                                  metric_get(figure)->name},
                    .argument_count = 4},
        .frame = {960, height, 0.18, 0.84, 40 / height, 1 - 90 / height},
        .number = number,
        .title = arena_format(arena, "%s; a cross is a point that does not hold", title),
        .says = arena_format(arena, "%s, %u points; the table has them.", title,
                             map->page->count),
        .spots = map->spots,
        .spot_count = map->page->count};
    html_chart_write(sheet, &chart);
}
