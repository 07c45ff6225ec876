/* recommend_wrong.c - see recommend_wrong.h. */
#include "sim/run/recommend_wrong.h"

#include <string.h>

/* Of each value of the axis the first candidate, by its index, when all are refused. */
static const struct recommend_candidate **all_refused(const struct recommend *found,
                                                      uint32_t axis, struct arena *arena)
{
    const uint32_t count = found->space->axes[axis].values.count;
    const struct recommend_candidate **first = arena_array(arena, count, sizeof(*first));
    bool *loaded = arena_array(arena, count, sizeof(*loaded));
    for (uint32_t i = 0; i < found->count; i++) {
        const struct recommend_candidate *candidate = &found->candidates[i];
        const uint32_t at = vary_position(found->space, candidate->index, axis);
        loaded[at] = loaded[at] || candidate->state != RECOMMEND_REFUSED;
        if (!first[at] || candidate->index < first[at]->index)
            first[at] = candidate;
    }
    for (uint32_t k = 0; k < count; k++)
        if (loaded[k])
            first[k] = NULL;
    return first;
}

static struct place place_of(const struct vary_axis *axis, uint32_t position)
{
    const struct place place = axis->values.items[position].place;
    return place.file ? place : axis->place;
}

/* What is said of this path or what is below it, when the candidate is loaded again. */
static void tell(const struct recommend_options *options, const struct vary_axis *axis,
                 uint32_t position, uint64_t index, struct arena *arena,
                 struct error_list *errors)
{
    struct error_list own;
    const size_t length = strlen(axis->path);
    const struct world_options world = recommend_options_of(options, index, arena);
    error_list_init(&own, arena);
    world_load(&world, arena, &own);
    for (size_t i = 0; i < own.count; i++) {
        const struct error *error = &own.items[i];
        const bool here = error->path && strncmp(error->path, axis->path, length) == 0 &&
                          (error->path[length] == '\0' || error->path[length] == '.');
        if (here && error->severity == SEVERITY_ERROR)
            error_list_add(errors, place_of(axis, position), error->path, "%s",
                           error->message);
    }
}

/* One value that is wrong refuses all others when it is the only one of its path: so
 * values are told by what is said of their path. When nothing is, the first must do. */
static void tell_other(const struct vary_axis *axis, uint32_t position,
                       const struct recommend_candidate *refused,
                       struct error_list *errors)
{
    error_list_add(errors, place_of(axis, position), axis->path,
                   "no combination with %s is a valid scenario: %s",
                   axis->values.items[position].text, refused->why);
}

bool recommend_wrong_none(const struct recommend_options *options,
                          const struct recommend *found, struct arena *arena,
                          struct error_list *errors)
{
    const struct vary *space = found->space;
    const struct recommend_candidate *other = NULL;
    const struct vary_axis *other_axis = NULL;
    uint32_t other_position = 0;
    const size_t before = errors->errors;
    for (uint32_t a = 0; a < space->axis_count; a++) {
        const struct vary_axis *axis = &space->axes[a];
        const struct recommend_candidate **refused = all_refused(found, a, arena);
        for (uint32_t k = 0; k < axis->values.count; k++) {
            if (!refused[k] || errors->errors >= ERROR_LIST_LIMIT)
                continue;
            tell(options, axis, k, refused[k]->index, arena, errors);
            other_position = other ? other_position : k;
            other_axis = other ? other_axis : axis;
            other = other ? other : refused[k];
        }
    }
    if (other && errors->errors == before)
        tell_other(other_axis, other_position, other, errors);
    return errors->errors == before;
}
