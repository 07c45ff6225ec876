/* capacity_broken.c - see capacity_broken.h.
 */
#include "sim/output/capacity_broken.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/money.h"
#include "sim/output/threshold_words.h"

#include <math.h>
#include <string.h>

/* "http_req_duration (p(95) < 800ms) is 812 ms". */
static const char *threshold_text(struct arena *arena, const json_t *report,
                                  const json_t *threshold)
{
    const double run_s = look_number(report, "scenario/duration_s");
    const bool measured = !isnan(look_number(threshold, "value"));
    return arena_format(
        arena, "%s (%s) %s", look_text(threshold, "metric"),
        look_text(threshold, "expression"),
        measured
            ? arena_format(arena, "is %s", threshold_words_value(arena, threshold, run_s))
            : "has no value");
}

/* All that is broken at a point. */
const char *capacity_broken_words(struct arena *arena, const json_t *report,
                                  const json_t *point)
{
    const json_t *thresholds = look_at(point, "thresholds");
    const char *text = "";
    for (size_t i = 0; i < json_array_size(thresholds); i++) {
        const json_t *threshold = json_array_get(thresholds, i);
        if (!look_flag(threshold, "ok"))
            text = arena_format(arena, "%s%s%s", text, *text ? "; " : "",
                                threshold_text(arena, report, threshold));
    }
    if (!look_flag(point, "budget_ok"))
        text = arena_format(
            arena, "%s%sthe bill of %s a month exceeds the budget", text,
            *text ? "; " : "",
            money_text(arena, money_of(report), look_number(point, "cost_month_usd")));
    return *text ? text : "a task finds no room";
}

/* Nothing fails but the budget, or a limit of the cost. */
static bool is_only_money(const json_t *point)
{
    const json_t *thresholds = look_at(point, "thresholds");
    bool money = !look_flag(point, "budget_ok"), else_fails = false;
    for (size_t i = 0; i < json_array_size(thresholds); i++) {
        const json_t *threshold = json_array_get(thresholds, i);
        const bool fails = !look_flag(threshold, "ok");
        const bool of_cost = strcmp(look_text(threshold, "metric"), "cost") == 0;
        money = money || (fails && of_cost);
        else_fails = else_fails || (fails && !of_cost);
    }
    return money && !else_fails;
}

/* "the fullest is host.web.cpu, busy 78% of the time", "host.web.memory, 60% full in the
 * mean" at that point; with one that is as
 * full at every value "the fullest that grows is ...; host.web.memory is at 124% at every
 * value tried". */
static const char *busy_text(struct arena *arena, const json_t *report,
                             const json_t *point)
{
    const char *steady = look_text(report, "capacity/steady");
    const json_t *uses = look_at(point, "utilization");
    const char *name = look_text(report, "capacity/bottleneck");
    const char *share = human_share(arena, look_number(point, "bottleneck_utilization"));
    const char *text = arena_format(
        arena, "the fullest%s is %s, %s", *steady ? " that grows" : "", name,
        strstr(name, ".memory") ? arena_format(arena, "%s full in the mean", share)
                                : arena_format(arena, "busy %s of the time", share));
    if (!*steady)
        return text;
    const double full = json_number_value(json_object_get(uses, steady));
    return arena_format(arena, "%s; %s is at %s at every value tried", text, steady,
                        human_share(arena, full));
}

const char *capacity_broken_because(struct arena *arena, const json_t *report,
                                    const json_t *point)
{
    const json_t *first = look_at(point, "first");
    const char *busy = look_text(report, "capacity/bottleneck");
    if (is_only_money(point))
        return arena_format(arena,
                            "money is all that ends it: every other limit holds "
                            "there%s%s.",
                            *busy ? "; " : "",
                            *busy ? busy_text(arena, report, point) : "");
    if (json_is_object(first) &&
        strcmp(look_text(first, "resource"), look_text(report, "capacity/steady")) != 0) {
        const double share = look_number(first, "share");
        return arena_format(arena, "%s (%s at %s, in %s%s).", look_text(point, "summary"),
                            look_text(first, "resource"),
                            human_moment(arena, look_number(first, "at_s")),
                            share >= 1 ? "every replication" : human_share(arena, share),
                            share >= 1 ? "" : " of the replications");
    }
    if (look_number(point, "goodput") == 0) /* what never answers, not what is full */
        return arena_format(arena, "%s.", look_text(point, "summary"));
    if (!*busy)
        return NULL;
    return arena_format(arena, "%s%s.",
                        json_is_object(first) ? "" : "no resource is saturated; ",
                        busy_text(arena, report, point));
}
