/* figures_pick.c - see figures_pick.h.
 */
#include "sim/output/figures_pick.h"

#include "sim/output/look.h"

#include <math.h>

/* How full the machine was at most: 1 is all of its CPU or RAM. */
static double pressure(const json_t *host)
{
    const double memory = look_need(host) / look_number(host, "memory/total");
    return fmax(look_number(host, "cpu/peak"), memory);
}

bool *figures_pick(const json_t *report, size_t most, struct arena *arena)
{
    json_t *hosts = look_at(report, "hosts"), *host;
    const size_t count = json_object_size(hosts);
    bool *picked = arena_array(arena, count, sizeof(*picked));
    double *full = arena_array(arena, count, sizeof(*full));
    const char *name;
    size_t i = 0;
    json_object_foreach (hosts, name, host)
        full[i++] = pressure(host);
    for (size_t n = 0; n < most; n++) {
        size_t best = count;
        for (i = 0; i < count; i++)
            if (!picked[i] && full[i] > (best == count ? 0 : full[best]))
                best = i;
        if (best < count)
            picked[best] = true;
    }
    return picked;
}
