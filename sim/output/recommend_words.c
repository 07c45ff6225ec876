/* recommend_words.c - see recommend_words.h.
 */
#include "sim/output/recommend_words.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/money.h"
#include "sim/output/outcome_words.h"
#include "sim/output/shell_word.h"

#include <math.h>
#include <string.h>

static const char *joined(struct arena *arena, const char *before, const char *between,
                          const char *text)
{
    return *before ? arena_format(arena, "%s%s%s", before, between, text) : text;
}

const char *recommend_words_choice(struct arena *arena, const json_t *candidate)
{
    const char *text = "", *path;
    json_t *value;
    json_object_foreach (look_at(candidate, "choice"), path, value)
        text = joined(arena, text, ", ", json_string_value(value));
    return text;
}

/* "web.instance": the block it stands in says nothing to a reader. */
static const char *short_of(const char *path)
{
    static const char *const blocks[] = {"hosts.", "services.", "traffic."};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (strncmp(path, blocks[i], strlen(blocks[i])) == 0)
            return path + strlen(blocks[i]);
    return path;
}

const char *recommend_words_axes(struct arena *arena, const json_t *report)
{
    const json_t *space = look_at(report, "space");
    const char *text = "";
    for (size_t i = 0; i < json_array_size(space); i++)
        text = joined(arena, text, ", ",
                      short_of(look_text(json_array_get(space, i), "path")));
    return text;
}

const char *recommend_words_sets(struct arena *arena, const json_t *candidate)
{
    const char *text = "", *path;
    json_t *value;
    json_object_foreach (look_at(candidate, "choice"), path, value) {
        const char *set = arena_format(arena, "%s=%s", path, json_string_value(value));
        text = joined(arena, text, " ",
                      arena_format(arena, "--set %s", shell_word(arena, set)));
    }
    return text;
}

const char *recommend_words_fixed(struct arena *arena, const json_t *report,
                                  const json_t *candidate)
{
    return money_amount(arena, money_of(report), look_number(candidate, "fixed_usd"));
}

const char *recommend_words_cost(struct arena *arena, const json_t *report,
                                 const json_t *candidate)
{
    const double simulated = look_number(candidate, "metrics/cost_month_usd/value");
    if (!isnan(simulated))
        return money_amount(arena, money_of(report), simulated);
    return arena_format(arena, "from %s",
                        recommend_words_fixed(arena, report, candidate));
}

const char *recommend_words_bill(struct arena *arena, const json_t *report,
                                 const json_t *candidate)
{
    return arena_format(arena, "%s %s a month",
                        recommend_words_cost(arena, report, candidate),
                        money_of(report).currency);
}

const char *recommend_words_month_title(struct arena *arena, const json_t *report)
{
    return money_title(arena, money_of(report));
}

const char *recommend_words_metered(struct arena *arena, const json_t *report,
                                    const json_t *candidate)
{
    const json_t *line = look_at(candidate, "dearest_metered");
    if (!json_is_object(line))
        return "";
    return arena_format(
        arena, "%s, %s", look_text(line, "item"),
        money_text(arena, money_of(report), look_number(line, "month_usd")));
}

const char *recommend_words_why(struct arena *arena, const json_t *report,
                                const json_t *candidate)
{
    const char *law = look_text(candidate, "law"), *why = look_text(candidate, "why");
    const double all = look_number(report, "replications");
    const double done = look_number(candidate, "scenario/replications");
    if (*why)
        return why;
    if (isnan(done))
        return "not simulated";
    const char *text = look_text(candidate, "verdict/summary");
    if (!json_is_object(look_at(candidate, "verdict/first")))
        text = joined(arena, law, "; ", text); /* the simulation has seen it as well */
    const char *broken = outcome_words_first_broken(arena, candidate);
    text = *broken ? joined(arena, text, "; ", broken) : text;
    return done < all
               ? arena_format(arena, "%s [%s]", text,
                              human_plural(arena, done, "replication", "replications"))
               : text;
}

/* Has it figures? */
static bool is_simulated(const json_t *candidate)
{
    return json_is_object(look_at(candidate, "verdict"));
}

const char *recommend_words_nearest(struct arena *arena, const json_t *report)
{
    const json_t *nearest = look_at(report, "nearest");
    const json_t *candidates = look_at(report, "candidates");
    const size_t count = json_array_size(candidates);
    size_t simulated = 0;
    for (size_t i = 0; i < count; i++)
        simulated += is_simulated(json_array_get(candidates, i));
    return arena_format(arena, "The nearest%s is %s, %s: %s",
                        simulated < count ? arena_format(arena, " of %s simulated",
                                                         human_count(arena, simulated))
                                          : "",
                        recommend_words_choice(arena, nearest),
                        recommend_words_bill(arena, report, nearest),
                        recommend_words_why(arena, report, nearest));
}

const json_t **recommend_words_cheaper(struct arena *arena, const json_t *report,
                                       size_t *count)
{
    const json_t *candidates = look_at(report, "candidates");
    const json_t *choice = look_at(report, "nearest/choice");
    const size_t all = json_array_size(candidates);
    const json_t **order = arena_array(arena, all + 1, sizeof *order);
    *count = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = all; i-- > 0;) {
            const json_t *candidate = json_array_get(candidates, i);
            const bool nearest =
                choice && json_equal(look_at(candidate, "choice"), choice);
            if (look_flag(candidate, "cheaper") && nearest == (pass == 0))
                order[(*count)++] = candidate;
        }
    return order;
}

static const char *counted(struct arena *arena, const char *before, const json_t *report,
                           const char *state, const char *one, const char *more)
{
    const double count = look_number(look_at(report, "counts"), state);
    if (!(count > 0))
        return before;
    return joined(arena, before, ", ", human_plural(arena, count, one, more));
}

const char *recommend_words_counts(struct arena *arena, const json_t *report)
{
    static const struct {
        const char *state, *one, *more;
    } lines[] = {
        {"passed", "holds", "hold"},
        {"failed", "does not", "do not"},
        {"failed early", "clearly does not, after few replications",
         "clearly do not, after few replications"},
        {"too dear", "has a fixed cost over the limit",
         "have a fixed cost over the limit"},
        {"not placed", "has no room for a task", "have no room for a task"},
        {"refused", "is no valid scenario", "are no valid scenario"},
        {"not simulated", "was not simulated", "were not simulated"},
    };
    const char *text = "";
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        text = counted(arena, text, report, lines[i].state, lines[i].one, lines[i].more);
    return arena_format(arena, "Of %s %s.",
                        human_plural(arena, look_number(report, "combinations"),
                                     "combination", "combinations"),
                        text);
}

const char *recommend_words_space(struct arena *arena, const json_t *report)
{
    const json_t *space = look_at(report, "space");
    const char *text = "";
    for (size_t i = 0; i < json_array_size(space); i++) {
        const json_t *axis = json_array_get(space, i);
        const size_t count = json_array_size(look_at(axis, "values"));
        text = joined(
            arena, text, ", ",
            arena_format(arena, "%s (%zu)", short_of(look_text(axis, "path")), count));
    }
    return text;
}
