/* capacity_words.c - see capacity_words.h.
 */
#include "sim/output/capacity_words.h"

#include "sim/output/capacity_broken.h"
#include "sim/output/ellipsis.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/money.h"

#include <math.h>
#include <string.h>

/* ---- values ---- */

static bool is_scale(const json_t *report)
{
    return strcmp(look_text(report, "capacity/unit"), "times") == 0;
}

static const char *direction_of(const json_t *report)
{
    return look_text(report, "capacity/direction");
}

static const char *number_text(struct arena *arena, const json_t *report, double x)
{
    const bool whole = look_flag(report, "capacity/whole") || x >= 1e5;
    return whole ? human_count(arena, round(x)) : arena_format(arena, "%.4g", x);
}

const char *capacity_words_value(struct arena *arena, const json_t *report, double x)
{
    return arena_format(arena, "%s%s%s", number_text(arena, report, x),
                        is_scale(report) ? " " : "", look_text(report, "capacity/unit"));
}

const char *capacity_words_cell(struct arena *arena, const json_t *report, double x)
{
    return is_scale(report) ? number_text(arena, report, x)
                            : capacity_words_value(arena, report, x);
}

const char *capacity_words_title(const json_t *report)
{
    const char *path = look_text(report, "capacity/path"), *dot = strrchr(path, '.');
    return is_scale(report) ? "times" : dot ? dot + 1 : path;
}

static const char *value_at(struct arena *arena, const json_t *report, const char *at)
{
    return capacity_words_value(arena, report, look_number(report, at));
}

const json_t *capacity_words_point(const json_t *report, double x)
{
    const json_t *points = look_at(report, "points");
    for (size_t i = 0; i < json_array_size(points); i++)
        if (look_number(json_array_get(points, i), "value") == x)
            return json_array_get(points, i);
    return NULL;
}

static const json_t *first_point(const json_t *report)
{
    return json_array_get(look_at(report, "points"), 0);
}

static const json_t *last_point(const json_t *report)
{
    const json_t *points = look_at(report, "points");
    return json_array_get(points, json_array_size(points) - 1);
}

static const char *subject(const json_t *report)
{
    return look_text(report, "capacity/path");
}

/* "182/s of traffic.users.rate", "1.82 times today's traffic". */
static const char *amount(struct arena *arena, const json_t *report, const char *at)
{
    return arena_format(arena, "%s%s%s", value_at(arena, report, at),
                        is_scale(report) ? " today's traffic" : " of ",
                        is_scale(report) ? "" : subject(report));
}

/* ---- the answer ---- */

/* ", 1.82 times today's 100/s". */
static const char *against_today(struct arena *arena, const json_t *report)
{
    const double growth = look_number(report, "capacity/growth");
    if (is_scale(report) || isnan(growth))
        return "";
    return arena_format(arena, ", %s times today's %s", human_number(arena, growth),
                        value_at(arena, report, "capacity/own"));
}

/* Fails at all loads tried: from where to where, or, where the bounds leave out the file's
 * own value, that it holds. */
static const char *answer_none(struct arena *arena, const json_t *report)
{
    const double own = look_number(report, "capacity/own");
    const json_t *today = capacity_words_point(report, own);
    const json_t *low = first_point(report), *high = last_point(report);
    if (today && look_flag(today, "ok"))
        return arena_format(arena, "Nothing between the bounds holds: not even %s does",
                            amount(arena, report, "capacity/fails"));
    return arena_format(arena, "Nothing tried holds, from %s to %s%s",
                        capacity_words_value(arena, report, look_number(low, "value")),
                        capacity_words_value(arena, report, look_number(high, "value")),
                        is_scale(report)
                            ? " today's traffic"
                            : arena_format(arena, " of %s", subject(report)));
}

static const char *answer_either_way(struct arena *arena, const json_t *report, bool load)
{
    const bool passes = !isnan(look_number(report, "capacity/passes"));
    const bool fails = !isnan(look_number(report, "capacity/fails"));
    const char *so_far = look_flag(report, "partial") ? " so far" : "";
    if (!passes)
        return answer_none(arena, report);
    if (!fails)
        return arena_format(arena, "Even %s holds%s: no limit was found%s",
                            amount(arena, report, "capacity/passes"),
                            against_today(arena, report), so_far);
    if (load)
        return arena_format(arena, "It holds up to %s%s",
                            amount(arena, report, "capacity/passes"),
                            against_today(arena, report));
    return arena_format(arena, "The smallest %s that holds is %s%s", subject(report),
                        value_at(arena, report, "capacity/passes"),
                        against_today(arena, report));
}

/* Whatever it was, the thresholds said the same. */
static const char *answer_same(struct arena *arena, const json_t *report)
{
    const json_t *low = first_point(report), *high = last_point(report);
    if (!low)
        return "Nothing was simulated";
    const bool holds = look_flag(low, "ok");
    return arena_format(arena, "%s from %s to %s: %s does not decide whether it holds",
                        holds ? "It holds with everything" : "Nothing holds",
                        capacity_words_value(arena, report, look_number(low, "value")),
                        capacity_words_value(arena, report, look_number(high, "value")),
                        subject(report));
}

const char *capacity_words_answer(struct arena *arena, const json_t *report)
{
    if (strcmp(direction_of(report), "load") == 0)
        return answer_either_way(arena, report, true);
    if (strcmp(direction_of(report), "machine") == 0)
        return answer_either_way(arena, report, false);
    return answer_same(arena, report);
}

/* ---- what else ---- */

struct saying {
    struct arena *arena;
    const json_t *report;
    struct capacity_words *words;
    uint32_t count;
};

static void say(struct saying *saying, const char *label, const char *text)
{
    saying->words[saying->count++] = (struct capacity_words){label, text};
}

/* The point that fails beside the answer; where everything fails today's, or the last. */
static const json_t *point_that_fails(const json_t *report)
{
    const bool none = strcmp(direction_of(report), "none") == 0;
    const json_t *found = capacity_words_point(
        report, look_number(report, none ? "capacity/own" : "capacity/fails"));
    if (!found && none)
        found = last_point(report);
    return found && !look_flag(found, "ok") ? found : NULL;
}

static void say_beyond(struct saying *saying)
{
    const json_t *point = point_that_fails(saying->report);
    if (!point)
        return;
    const bool load = strcmp(direction_of(saying->report), "machine") != 0;
    const bool none = isnan(look_number(saying->report, "capacity/passes"));
    say(saying,
        none   ? "There:"
        : load ? "Beyond it:"
               : "Below it:",
        arena_format(saying->arena, "at %s %s.",
                     capacity_words_value(saying->arena, saying->report,
                                          look_number(point, "value")),
                     capacity_broken_words(saying->arena, saying->report, point)));
    const char *because = capacity_broken_because(saying->arena, saying->report, point);
    if (because)
        say(saying, "Because:", because);
}

static const char *bill_text(struct arena *arena, const json_t *report,
                             const json_t *point)
{
    return money_text(arena, money_of(report), look_number(point, "cost_month_usd"));
}

/* In the currency of the bill, where the rate of its own is known. */
static const char *limit_text(struct arena *arena, const json_t *report)
{
    const double limit = look_number(report, "budget/limit_local");
    const double rate = look_number(report, "budget/rate");
    return isnan(rate) ? human_money(arena, limit, look_text(report, "budget/currency"))
                       : money_text(arena, money_of(report), limit / rate);
}

/* The bounds may leave out the file's own value, which was simulated and fails. */
static void say_today(struct saying *saying)
{
    const json_t *report = saying->report;
    const double own = look_number(report, "capacity/own");
    const json_t *today = capacity_words_point(report, own);
    const bool inside = !isnan(look_number(report, "capacity/fails")) ||
                        strcmp(direction_of(report), "none") == 0;
    if (!today || look_flag(today, "ok") || inside)
        return;
    say(saying, "Today:",
        arena_format(saying->arena, "at %s, outside the bounds, %s.",
                     capacity_words_value(saying->arena, report, own),
                     capacity_broken_words(saying->arena, report, today)));
}

/* With a budget: what the answer costs, against today. */
static void say_cost(struct saying *saying)
{
    struct arena *arena = saying->arena;
    const json_t *report = saying->report;
    const json_t *budget = look_at(report, "budget");
    const double own = look_number(report, "capacity/own");
    const double passes = look_number(report, "capacity/passes");
    const json_t *today = capacity_words_point(report, own);
    const json_t *answer = capacity_words_point(report, passes);
    const char *text = "";
    if (!json_is_object(budget) || (!today && !answer))
        return;
    if (today)
        text = arena_format(arena, "%s a month today", bill_text(arena, report, today));
    if (answer && answer != today)
        text = arena_format(arena, "%s%s%s%s at %s", text, *text ? ", " : "",
                            bill_text(arena, report, answer), *text ? "" : " a month",
                            capacity_words_value(arena, report, passes));
    say(saying, "Cost:",
        arena_format(arena, "%s; the budget is %s.", text, limit_text(arena, report)));
}

/* Interrupted: the gap is still wide. */
static void say_so_far(struct saying *saying)
{
    const json_t *report = saying->report;
    const double passes = look_number(report, "capacity/passes");
    const double fails = look_number(report, "capacity/fails");
    if (look_flag(report, "partial") && !isnan(passes) && !isnan(fails))
        say(saying, "So far:",
            arena_format(saying->arena, "%s holds and %s fails; the answer lies between.",
                         value_at(saying->arena, report, "capacity/passes"),
                         value_at(saying->arena, report, "capacity/fails")));
}

static void say_certain(struct saying *saying)
{
    const json_t *report = saying->report;
    const double passes = look_number(report, "capacity/passes");
    const double fails = look_number(report, "capacity/fails");
    const double sure_passes = look_number(report, "capacity/certain_passes");
    const double sure_fails = look_number(report, "capacity/certain_fails");
    struct arena *arena = saying->arena;
    const bool precise = !isnan(look_number(report, "scenario/precision"));
    if (!isnan(passes) && !precise && look_number(report, "scenario/replications") == 1)
        say(saying, "Certain:",
            "one replication cannot tell how sure this is; --replications 5 can.");
    if (isnan(passes) || isnan(fails) || (sure_passes == passes && sure_fails == fails))
        return;
    const char *holds =
        isnan(sure_passes)
            ? "nothing is certain to hold"
            : arena_format(arena, "%s holds",
                           capacity_words_value(arena, report, sure_passes));
    const char *breaks =
        isnan(sure_fails) ? "nothing to fail"
                          : arena_format(arena, "%s fails",
                                         capacity_words_value(arena, report, sure_fails));
    say(saying, "Certain:",
        arena_format(arena,
                     "with 95%% confidence %s and %s; in between the means decide. %s",
                     holds, breaks,
                     precise ? "A larger max_replications narrows it."
                             : "More replications narrow it."));
}

static void say_knee(struct saying *saying)
{
    struct arena *arena = saying->arena;
    const json_t *report = saying->report;
    if (!look_at(report, "capacity/knee/value"))
        return;
    const char *value = value_at(arena, report, "capacity/knee/value");
    if (strcmp(look_text(report, "capacity/knee/method"), "asymptotes") == 0)
        say(saying, "Knee:",
            arena_format(arena,
                         "%s: from there on users wait for each other at %s (asymptotic "
                         "bounds, N* = (R + Z) / Dmax).",
                         value, look_text(report, "capacity/knee/resource")));
    else
        say(saying, "Knee:",
            arena_format(arena,
                         "%s: there the mean latency begins to grow faster than the load "
                         "(furthest below the curve's chord).",
                         value));
}

/* The most of what fails because too few requests come. */
static void say_too_little(struct saying *saying)
{
    const json_t *points = look_at(saying->report, "points"), *most = NULL;
    for (size_t i = 0; i < json_array_size(points); i++)
        if (look_flag(json_array_get(points, i), "too_little"))
            most = json_array_get(points, i);
    if (most)
        say(saying, "Too little:",
            arena_format(saying->arena, "at %s %s.",
                         capacity_words_value(saying->arena, saying->report,
                                              look_number(most, "value")),
                         capacity_broken_words(saying->arena, saying->report, most)));
}

static void say_exceptions(struct saying *saying)
{
    const json_t *exceptions = look_at(saying->report, "capacity/exceptions");
    const char *list = "";
    for (size_t i = 0; i < json_array_size(exceptions); i++) {
        const double x = json_number_value(json_array_get(exceptions, i));
        if (look_flag(capacity_words_point(saying->report, x), "too_little"))
            continue; /* said before */
        list = arena_format(
            saying->arena, "%s%s%s %s", list, *list ? ", " : "",
            capacity_words_value(saying->arena, saying->report, x),
            look_flag(capacity_words_point(saying->report, x), "ok") ? "holds" : "fails");
    }
    if (*list)
        say(saying, "Not in order:",
            arena_format(saying->arena, "%s. The answer is the careful one.", list));
}

static void say_limits(struct saying *saying)
{
    const json_t *report = saying->report;
    if (look_flag(report, "capacity/default_thresholds"))
        say(saying, "Held to:",
            "the file has no thresholds, so: fewer than 1% of the requests fail, and no "
            "resource is saturated (headroom above 1).");
    if (look_at(report, "capacity/limited/why") &&
        isnan(look_number(report, "capacity/fails")))
        say(saying, "No further:",
            arena_format(saying->arena, "%s is not possible: %s.",
                         value_at(saying->arena, report, "capacity/limited/value"),
                         look_text(report, "capacity/limited/why")));
}

uint32_t capacity_words_rest(struct arena *arena, const json_t *report,
                             struct capacity_words words[CAPACITY_WORDS])
{
    struct saying saying = {.arena = arena, .report = report, .words = words};
    say_so_far(&saying);
    say_beyond(&saying);
    say_today(&saying);
    say_cost(&saying);
    say_certain(&saying);
    say_knee(&saying);
    say_too_little(&saying);
    say_exceptions(&saying);
    say_limits(&saying);
    return saying.count;
}

/* ---- points ---- */

const char *capacity_words_role(struct arena *arena, const json_t *report,
                                const json_t *point)
{
    const double x = look_number(point, "value");
    const char *role = look_flag(point, "own") ? "today" : "";
    const char *const more[] = {
        x == look_number(report, "capacity/passes") ? "holds" : NULL,
        x == look_number(report, "capacity/fails") ? "fails" : NULL,
        look_flag(point, "knee") ? "knee" : NULL,
    };
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (more[i])
            role = arena_format(arena, "%s%s%s", role, *role ? ", " : "", more[i]);
    return role;
}

/* ---- what was run ---- */

/* "3 replications", with `precision` "10 to 60 replications". */
static const char *replications_of(struct arena *arena, const json_t *report)
{
    json_t *points = look_at(report, "points");
    double least = look_number(report, "scenario/replications"), most = 0;
    const json_t *point;
    size_t i;
    if (!isnan(look_number(report, "scenario/precision")) && json_array_size(points) > 0)
        least = INFINITY;
    json_array_foreach (points, i, point) {
        least = fmin(least, look_number(point, "replications"));
        most = fmax(most, look_number(point, "replications"));
    }
    if (isnan(look_number(report, "scenario/precision")) || most <= least)
        return human_plural(arena, least, "replication", "replications");
    return arena_format(arena, "%.0f to %.0f replications", least, most);
}

const char *capacity_words_run(struct arena *arena, const json_t *report)
{
    const json_t *scenario = look_at(report, "scenario");
    const double warmup_s = look_number(scenario, "warmup_s");
    const json_t *points = look_at(report, "points");
    return arena_format(
        arena, "%s: %s of %s simulated%s, %s each, seed %.0f",
        look_text(scenario, "file"),
        human_plural(arena, (double)json_array_size(points), "value", "values"),
        look_text(report, "capacity/path"),
        arena_format(arena, ", %s%s%s",
                     human_moment(arena, look_number(scenario, "duration_s")),
                     warmup_s > 0 ? " without the first " : "",
                     warmup_s > 0 ? human_moment(arena, warmup_s) : ""),
        replications_of(arena, report), look_number(scenario, "seed"));
}

const char *capacity_words_name(struct arena *arena, const json_t *report)
{
    const char *variant = look_text(report, "scenario/variant");
    return arena_format(arena, "%s%s%s",
                        ellipsis_title(arena, look_text(report, "scenario/name")),
                        *variant ? ", variant " : "", variant);
}

const char *capacity_words_mark(const json_t *report)
{
    if (look_flag(report, "undecided"))
        return "?";
    return look_flag(report, "ok") ? "✓" : "✗";
}
