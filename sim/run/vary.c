/* vary.c - see vary.h.
 */
#include "sim/run/vary.h"

#include "sim/input/yaml_path.h"

#include <string.h>

enum { DIMENSION_OWN = UINT32_MAX }; /* in no zip; before the measure */

/* ---- points ---- */

uint32_t vary_position(const struct vary *vary, uint64_t index, uint32_t axis)
{
    uint64_t rest = vary->kept ? vary->kept[index] : index;
    for (uint32_t i = vary->dimension_count; i-- > vary->axes[axis].dimension + 1;)
        rest /= vary->sizes[i];
    return (uint32_t)(rest % vary->sizes[vary->axes[axis].dimension]);
}

const struct vary_value *vary_value_at(const struct vary *vary, uint64_t index,
                                       uint32_t axis)
{
    return &vary->axes[axis].values.items[vary_position(vary, index, axis)];
}

const char **vary_sets(const struct vary *vary, uint64_t index, struct arena *arena)
{
    const char **sets = arena_array(arena, vary->axis_count, sizeof(*sets));
    for (uint32_t i = 0; i < vary->axis_count; i++)
        sets[i] = arena_format(arena, "%s=%s", vary->axes[i].path,
                               vary_value_at(vary, index, i)->yaml);
    return sets;
}

/* ---- axes ---- */

/* The last part of a path, without quotes. */
static const char *last_part(const char *path, struct arena *arena)
{
    struct yaml_part parts[YAML_PATH_PARTS];
    uint32_t count;
    if (!yaml_path_split(path, parts, &count))
        return path;
    return arena_text(arena, parts[count - 1].text, parts[count - 1].length);
}

/* The last part is the name of an axis as long as it is the only one that ends so. */
static void names_find(struct vary *vary, struct arena *arena)
{
    for (uint32_t i = 0; i < vary->axis_count; i++)
        vary->axes[i].name = last_part(vary->axes[i].path, arena);
    for (uint32_t i = 0; i < vary->axis_count; i++) {
        const char *name = vary->axes[i].name;
        uint32_t alike = 0;
        for (uint32_t k = 0; k < vary->axis_count; k++)
            alike += strcmp(last_part(vary->axes[k].path, arena), name) == 0;
        if (alike > 1)
            vary->axes[i].name = vary->axes[i].path;
    }
}

bool vary_add(struct vary *vary, const struct vary_axis *axis, struct arena *arena,
              struct error_list *errors)
{
    const char *fault = vary->axis_count == VARY_AXES_MOST ? "too many paths are varied"
                        : axis->values.count == 0          ? "no value is given"
                                                           : NULL;
    for (uint32_t i = 0; i < vary->axis_count; i++)
        if (strcmp(vary->axes[i].path, axis->path) == 0)
            fault = "the path is varied twice";
    if (fault) {
        error_list_add(errors, axis->place, axis->path, "%s", fault);
        return false;
    }
    if (!vary->axes)
        vary->axes = arena_array(arena, VARY_AXES_MOST, sizeof(*vary->axes));
    vary->axes[vary->axis_count] = *axis;
    vary->axes[vary->axis_count++].dimension = DIMENSION_OWN;
    names_find(vary, arena);
    return true;
}

struct vary_axis *vary_named(const struct vary *vary, const char *name)
{
    for (uint32_t i = 0; i < vary->axis_count; i++)
        if (strcmp(vary->axes[i].path, name) == 0 ||
            strcmp(vary->axes[i].name, name) == 0)
            return &vary->axes[i];
    return NULL;
}

/* ---- zips ---- */

static struct vary_axis *zip_axis(struct vary *vary, const char *name, struct place place,
                                  struct arena *arena, struct error_list *errors)
{
    struct vary_axis *axis = vary_named(vary, name);
    if (axis && axis->dimension == DIMENSION_OWN)
        return axis;
    if (axis) {
        error_list_add(errors, place, name, "the path is zipped twice");
        return NULL;
    }
    const char **names = arena_array(arena, vary->axis_count, sizeof(*names));
    for (uint32_t i = 0; i < vary->axis_count; i++)
        names[i] = vary->axes[i].path;
    error_list_expected(errors, place, NULL, "paths that are varied", name,
                        error_nearest(name, names, vary->axis_count));
    return NULL;
}

bool vary_zip(struct vary *vary, const char *const *names, uint32_t count,
              struct place place, struct arena *arena, struct error_list *errors)
{
    uint32_t first = DIMENSION_OWN;
    if (count < 2) {
        error_list_add(errors, place, NULL, "at least two paths are zipped");
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct vary_axis *axis = zip_axis(vary, names[i], place, arena, errors);
        if (!axis)
            return false;
        const uint32_t own = (uint32_t)(axis - vary->axes);
        const struct vary_axis *other = &vary->axes[first == DIMENSION_OWN ? own : first];
        if (axis->values.count != other->values.count) {
            error_list_add(errors, place, axis->path,
                           "paths that are zipped have as many values each: %u here, %u "
                           "of %s",
                           axis->values.count, other->values.count, other->path);
            return false;
        }
        first = first == DIMENSION_OWN ? own : first;
        axis->dimension = first; /* until the measure: the zip's first axis */
    }
    return true;
}

/* ---- measure ---- */

/* A zip's dimension stands where the first of its axes in order does. */
static void dimensions_number(struct vary *vary, struct arena *arena)
{
    uint32_t *zips = arena_array(arena, vary->axis_count, sizeof(*zips));
    for (uint32_t i = 0; i < vary->axis_count; i++)
        zips[i] = vary->axes[i].dimension;
    vary->dimension_count = 0;
    for (uint32_t i = 0; i < vary->axis_count; i++) {
        uint32_t with = i;
        for (uint32_t k = 0; k < i && with == i && zips[i] != DIMENSION_OWN; k++)
            with = zips[k] == zips[i] ? k : i;
        if (with < i) {
            vary->axes[i].dimension = vary->axes[with].dimension;
            continue;
        }
        vary->axes[i].dimension = vary->dimension_count;
        vary->sizes[vary->dimension_count++] = vary->axes[i].values.count;
    }
}

bool vary_measure(struct vary *vary, struct arena *arena, struct error_list *errors)
{
    vary->sizes = arena_array(arena, vary->axis_count, sizeof(*vary->sizes));
    dimensions_number(vary, arena);
    vary->whole = 1;
    for (uint32_t i = 0; i < vary->dimension_count; i++) {
        vary->whole *= vary->sizes[i]; /* at most a million times a thousand million */
        if (vary->whole > VARY_POINTS_MOST) {
            error_list_add(errors, (struct place){0}, NULL,
                           "more than 1,000,000,000 combinations are too many");
            return false;
        }
    }
    vary->count = vary->whole;
    return true;
}
