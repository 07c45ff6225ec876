/* resource_order.c - see resource_order.h.
 */
#include "sim/output/resource_order.h"

#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>

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

/* Equal ones as they stood in the report (an insertion sort is stable). */
json_t **resource_order(struct arena *arena, const json_t *resources)
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

bool resource_order_matters(const json_t *resource)
{
    return !isnan(look_number(resource, "saturated_at_s")) ||
           look_number(resource, "headroom") <= 100 ||
           look_number(resource, "peak") > 0.2;
}

const char *resource_order_headroom(struct arena *arena, const json_t *resource)
{
    const double headroom = look_number(resource, "headroom");
    const bool full = !isnan(look_number(resource, "saturated_at_s"));
    if (isnan(headroom) || (full && headroom > 1000))
        return "-"; /* full, and not of the traffic: of starts, of paging */
    if (headroom > 1000)
        return ">1,000x";
    return arena_format(arena, "%sx", human_number(arena, headroom));
}
