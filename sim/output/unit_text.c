/* unit_text.c - see unit_text.h.
 */
#include "sim/output/unit_text.h"

#include "sim/core/units.h"
#include "sim/output/human.h"

#include <math.h>
#include <string.h>

static const char *unit_text_rate(struct arena *arena, double value)
{
    char text[UNIT_TEXT];
    units_write_rate(text, value);
    return arena_text(arena, text, strlen(text));
}

const char *unit_text(struct arena *arena, double value, const char *unit)
{
    if (!isfinite(value))
        return "-";
    if (strcmp(unit, "s") == 0)
        return human_duration(arena, value);
    if (strcmp(unit, "share") == 0)
        return human_share(arena, value);
    if (strcmp(unit, "1/s") == 0 && value >= 0)
        return unit_text_rate(arena, value);
    if (strcmp(unit, "bytes") == 0)
        return human_size(arena, value);
    if (strcmp(unit, "bytes/s") == 0)
        return arena_format(arena, "%s/s", human_size(arena, value));
    if (strcmp(unit, "USD") == 0)
        return human_money(arena, value, "USD");
    return arena_format(arena, "%s%s%s", human_number(arena, value), *unit ? " " : "",
                        unit);
}
