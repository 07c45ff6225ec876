/* threshold_words.c - see threshold_words.h.
 */
#include "sim/output/threshold_words.h"

#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>
#include <string.h>

bool threshold_words_open(const json_t *threshold)
{
    return look_flag(threshold, "undecided") &&
           json_array_size(look_at(threshold, "ci95")) == 2;
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Of what is measured as a share: the rest is counted, timed or paid. */
static bool is_share(const char *metric)
{
    static const char *const names[] = {
        "http_req_failed", "cpu", "memory", "swap", "disk", "heap"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (begins(metric, names[i]))
            return true;
    return false;
}

/* What did not happen: the run was long enough to say so, or not. */
static const char *never_text(struct arena *arena, const json_t *threshold, double run_s)
{
    const char *expression = look_text(threshold, "expression");
    const char *limit = expression + strcspn(expression, "0123456789");
    if (look_flag(threshold, "ok") || !*limit || !look_flag(threshold, "undecided"))
        return arena_format(arena, "never in %s", human_moment(arena, run_s));
    return arena_format(arena, "the run is too short (%s of %s)",
                        human_moment(arena, run_s), limit);
}

typedef const char *write_value(struct arena *arena, double value);

static const char *write_usd(struct arena *arena, double value)
{
    return human_money(arena, value, "USD");
}

/* In the unit of the metric, as the user wrote the limit. */
static write_value *value_writer(const json_t *threshold)
{
    const char *metric = look_text(threshold, "metric");
    if (begins(metric, "http_req_duration"))
        return human_duration;
    if (begins(metric, "time_to_"))
        return human_moment;
    if (begins(metric, "cost"))
        return write_usd;
    if (is_share(metric) || strchr(look_text(threshold, "expression"), '%'))
        return human_share;
    return human_number;
}

const char *threshold_words_value(struct arena *arena, const json_t *threshold,
                                  double run_s)
{
    write_value *write = value_writer(threshold);
    const double value = look_number(threshold, "value");
    if (isnan(value) && write == human_moment)
        return never_text(arena, threshold, run_s);
    if (isnan(value))
        return "nothing measured";
    return arena_format(arena, "%s%s", write(arena, value),
                        human_interval(arena, threshold, "ci95", value,
                                       write == human_moment ? human_duration : write));
}

const char *threshold_words_judgement(const json_t *threshold)
{
    if (threshold_words_open(threshold))
        return "undecided:";
    if (look_flag(threshold, "ok"))
        return "held:";
    return look_flag(threshold, "undecided") ? "undecided:" : "broken:";
}
