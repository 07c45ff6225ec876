/* capacity_axis.c - see capacity_axis.h.
 *
 * A value is a number and what stands behind it: "1200/m" is 1200 and "/m". The unit
 * stays, the number moves. Whether it must be whole the field's table says. How much
 * traffic there is can only be a load; of anything else the search finds out whether more
 * or less of it passes.
 */
#include "sim/run/capacity_axis.h"

#include "sim/core/units.h"
#include "sim/input/yaml_path.h"
#include "sim/run/quantity.h"
#include "sim/world_value.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct place place = {.file = "--vary"};

struct axis_number {
    double value;
    const char *unit;
};

/* "1200/m": false when it does not begin with a number, or more than a unit follows. */
static bool axis_read(const char *text, struct arena *arena, struct axis_number *number)
{
    const size_t digits = strspn(text, "0123456789.");
    size_t end = digits;
    if (digits > 0 && (text[end] == 'e' || text[end] == 'E')) {
        const size_t sign = end + 1 + (text[end + 1] == '-' || text[end + 1] == '+');
        const size_t more = strspn(text + sign, "0123456789");
        end = more > 0 ? sign + more : end;
    }
    if (units_read_number(arena_text(arena, text, end), &number->value))
        return false;
    const char *unit = text + end;
    size_t length = strlen(unit);
    while (length > 0 && isspace((unsigned char)unit[length - 1]))
        length--;
    number->unit = arena_text(arena, unit, length);
    return !strpbrk(number->unit, "0123456789(),");
}

/* ---- the range ---- */

static bool axis_refuse_range(const char *text, const char *why,
                              struct error_list *errors)
{
    error_list_add(errors, place, NULL, "%s: %s", text, why);
    return false;
}

/* The file's unit; where it has no number, or 0, that of the bounds. */
static void axis_take_unit(struct capacity_axis *axis, const struct axis_number *low,
                           const struct axis_number *high)
{
    if (!*axis->unit && !(axis->own > 0))
        axis->unit = *high->unit ? high->unit : low->unit;
}

/* The bound in the axis' unit; without one of its own it counts in that. */
static bool axis_bound(const struct capacity_axis *axis, struct axis_number *bound,
                       struct arena *arena)
{
    struct quantity one, other;
    if (!*bound->unit || bound->value == 0 || strcmp(bound->unit, axis->unit) == 0)
        return true;
    if (!quantity_read(&one, arena_format(arena, "1%s", bound->unit), arena) ||
        !quantity_read(&other, arena_format(arena, "1%s", axis->unit), arena) ||
        one.unit != other.unit || one.unit == QUANTITY_MONEY)
        return false;
    bound->value *= one.value / other.value;
    return true;
}

static bool axis_bounds(struct capacity_axis *axis, const char *text,
                        struct axis_number *low, struct axis_number *high,
                        struct arena *arena, struct error_list *errors)
{
    axis_take_unit(axis, low, high);
    if (axis_bound(axis, low, arena) && axis_bound(axis, high, arena))
        return true;
    return axis_refuse_range(
        text,
        *axis->unit
            ? arena_format(arena, "the file counts in \"%s\": both bounds must too",
                           axis->unit)
            : "the file's number has no unit: the bounds must have none",
        errors);
}

/* "LOW..HIGH" behind the '='. */
static bool axis_range(struct capacity_axis *axis, const char *text, struct arena *arena,
                       struct error_list *errors)
{
    struct axis_number low, high;
    const char *dots = strstr(text, "..");
    if (!dots ||
        !axis_read(arena_text(arena, text, (size_t)(dots - text)), arena, &low) ||
        !axis_read(dots + 2, arena, &high))
        return axis_refuse_range(text, "expected a range such as 10..500", errors);
    if (!axis_bounds(axis, text, &low, &high, arena, errors))
        return false;
    if (!(low.value < high.value) || !(high.value > 0))
        return axis_refuse_range(text, "the first bound must be below the second",
                                 errors);
    if (axis->whole && (low.value != round(low.value) || high.value != round(high.value)))
        return axis_refuse_range(text, "only whole numbers are possible here", errors);
    axis->range = arena_text(arena, text, strlen(text));
    axis->least = low.value;
    axis->most = high.value;
    return true;
}

/* ---- the value ---- */

/* The keys that say how much traffic there is. */
static bool axis_is_traffic(const char *path)
{
    static const char *const keys[] = {"rate",   "start_rate", "vus",   "start_vus",
                                       "target", "peak",       "trough"};
    struct yaml_part parts[YAML_PATH_PARTS];
    uint32_t count;
    if (!yaml_path_split(path, parts, &count) || !yaml_path_part_is(parts[0], "traffic"))
        return false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (yaml_path_part_is(parts[count - 1], keys[i]))
            return true;
    return false;
}

/* How long and how often is simulated is no matter of the design. */
static bool axis_is_simulation(const char *path)
{
    struct yaml_part parts[YAML_PATH_PARTS];
    uint32_t count;
    return yaml_path_split(path, parts, &count) &&
           yaml_path_part_is(parts[0], "simulate");
}

/* The table says it, or the way it is written: 50 users, but not 50/s. */
static bool axis_is_whole(const struct world_value *value,
                          const struct axis_number *number)
{
    if (value->field && value->field->kind == FIELD_COUNT)
        return true;
    return (!value->field || value->field->kind == FIELD_TEXT) && !*number->unit &&
           !strpbrk(value->text, ".eE");
}

/* No further than the table allows. */
static void axis_limits(struct capacity_axis *axis, const struct field *field)
{
    axis->least = axis->whole ? 1 : 0;
    axis->most = INFINITY;
    if (!field || *axis->unit || (field->min == 0 && field->max == 0))
        return; /* with a unit the table counts in another one */
    axis->least = fmax(axis->least, field->min);
    axis->most = field->max > 0 ? field->max : INFINITY;
}

static bool axis_value(struct capacity_axis *axis, const struct world_options *options,
                       struct arena *arena, struct error_list *errors)
{
    struct world_value value;
    struct axis_number number = {NAN, ""};
    if (!world_value_find(options, axis->path, place, arena, errors, &value))
        return false;
    const bool none = !value.text || strcmp(value.text, "unlimited") == 0;
    if (!none && !axis_read(value.text, arena, &number)) {
        error_list_expected(errors, place, axis->path,
                            "the path of a number, such as traffic.users.rate",
                            value.text, NULL);
        return false;
    }
    axis->unit = number.unit;
    axis->own = number.value;
    axis->whole = none ? value.field && value.field->kind == FIELD_COUNT
                       : axis_is_whole(&value, &number);
    axis->direction = axis_is_traffic(axis->path) ? BRACKET_LOAD : BRACKET_EITHER;
    axis_limits(axis, value.field);
    return true;
}

static bool axis_begin(struct capacity_axis *axis, bool ranged, struct error_list *errors)
{
    axis->start = axis->own;
    if (isnan(axis->own) && !ranged) {
        error_list_add(errors, place, axis->path,
                       "the scenario gives it no number to begin with: give a range, as "
                       "in %s=1..100",
                       axis->path);
        return false;
    }
    if (isnan(axis->own) || (axis->own == 0 && ranged))
        axis->start = axis->least > 0 ? axis->least : axis->most;
    axis->start = fmin(fmax(axis->start, axis->least), axis->most);
    if (axis->start > 0)
        return true;
    error_list_add(errors, place, axis->path,
                   "it is 0, and no multiple of it is more: give a range, as in "
                   "%s=1..100",
                   axis->path);
    return false;
}

bool capacity_axis_open(struct capacity_axis *axis, const char *text,
                        const struct world_options *options, struct arena *arena,
                        struct error_list *errors)
{
    const char *sign = strchr(text, '=');
    *axis = (struct capacity_axis){.unit = "", .own = 1, .most = INFINITY};
    axis->path = arena_text(arena, text, sign ? (size_t)(sign - text) : strlen(text));
    axis->scales = strcmp(axis->path, "traffic") == 0;
    axis->direction = BRACKET_LOAD;
    if (axis_is_simulation(axis->path)) {
        error_list_add(errors, place, axis->path,
                       "how it is simulated has no capacity: vary traffic, hosts or "
                       "services");
        return false;
    }
    if (!axis->scales && !axis_value(axis, options, arena, errors))
        return false;
    if (sign && !axis_range(axis, sign + 1, arena, errors))
        return false;
    return axis_begin(axis, sign != NULL, errors);
}

void capacity_axis_apply(const struct capacity_axis *axis, double x, struct arena *arena,
                         struct world_options *options)
{
    char number[UNIT_TEXT];
    if (axis->scales) {
        options->traffic_scale = x;
        return;
    }
    if (x == axis->own)
        return; /* as the file says it, to the letter */
    units_write_exact(number, x);
    world_options_set(
        options, arena_format(arena, "%s=%s%s", axis->path, number, axis->unit), arena);
}
