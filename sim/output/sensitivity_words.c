/* sensitivity_words.c - see sensitivity_words.h.
 */
#include "sim/output/sensitivity_words.h"

#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>

static double flips_counted(const json_t *report)
{
    const json_t *ranges = look_at(report, "ranges");
    double count = 0;
    for (size_t i = 0; i < json_array_size(ranges); i++)
        count += look_flag(json_array_get(ranges, i), "flips");
    return count;
}

/* Those that were simulated at both ends, or told at one; all when nothing was interrupted. */
static double tried_counted(const json_t *report)
{
    const json_t *ranges = look_at(report, "ranges");
    double count = 0;
    for (size_t i = 0; i < json_array_size(ranges); i++) {
        const json_t *range = json_array_get(ranges, i);
        count += !look_flag(report, "partial") || look_flag(range, "flips") ||
                 (json_is_boolean(look_at(range, "ok_low")) &&
                  json_is_boolean(look_at(range, "ok_high")));
    }
    return count;
}

/* "14 assumptions"; interrupted, "the 3 that were tried of 14 assumptions". */
static const char *tried_text(const json_t *report, struct arena *arena)
{
    const double of = (double)json_array_size(look_at(report, "ranges"));
    const double tried = tried_counted(report);
    const char *varied = human_plural(arena, of, "assumption", "assumptions");
    return tried < of ? arena_format(arena, "the %.0f that %s tried of %s", tried,
                                     tried == 1 ? "was" : "were", varied)
                      : varied;
}

const char *sensitivity_words_verdict(const json_t *report, struct arena *arena)
{
    const bool ok = look_flag(report, "ok");
    const double flips = flips_counted(report);
    const char *now = ok ? "It holds as it is" : "It does not hold as it is";
    const char *tried = tried_text(report, arena);
    if (tried_counted(report) == 0)
        return arena_format(arena, "%s; no assumption was tried.", now);
    if (flips == 0)
        return arena_format(arena, "%s, and none of %s alone changes that.", now, tried);
    return arena_format(arena, "%s; %.0f of %s alone can %s.", now, flips, tried,
                        ok ? "break it" : "make it hold");
}

uint32_t sensitivity_words_notes(const json_t *report, struct arena *arena,
                                 const char *notes[3])
{
    const double left = look_number(report, "ranges_left_out");
    const double refused = look_number(report, "runs/refused");
    uint32_t count = 0;
    if (look_text(report, "ranges_from")[0] == 'l')
        notes[count++] = "The file has no block uncertain: guessed, fitted and default "
                         "figures of the ledger of assumptions were varied by 30% each "
                         "way.";
    if (left > 0)
        notes[count++] = arena_format(
            arena,
            "%s of the ledger with a number came after the first %.0f and %s left "
            "out.",
            human_plural(arena, left, "further line", "further lines"),
            (double)json_array_size(look_at(report, "ranges")),
            left > 1 ? "were" : "was");
    if (refused > 0)
        notes[count++] =
            arena_format(arena, "%s no scenario and left out: %s.",
                         human_plural(arena, refused, "point is", "points are"),
                         look_text(report, "runs/refused_why"));
    return count;
}

const char *sensitivity_words_flip(const json_t *report, const json_t *range)
{
    const bool ok = look_flag(report, "ok");
    const json_t *low = look_at(range, "ok_low"), *high = look_at(range, "ok_high");
    const bool at_low = json_is_boolean(low) && json_is_true(low) != ok;
    const bool at_high = json_is_boolean(high) && json_is_true(high) != ok;
    if (at_low && at_high)
        return ok ? "fails at both" : "holds at both";
    if (at_low)
        return ok ? "fails at low" : "holds at low";
    if (at_high)
        return ok ? "fails at high" : "holds at high";
    return "";
}

const char *sensitivity_words_output(const json_t *output, struct arena *arena)
{
    const char *expression = look_text(output, "expression");
    if (*expression)
        return arena_format(arena, "%s %s",
                            *look_text(output, "name") ? look_text(output, "name")
                                                       : look_text(output, "metric"),
                            expression);
    return look_text(output, "label");
}

const char *sensitivity_words_effect(const json_t *effect)
{
    const double mu_star = look_number(effect, "mu_star");
    const double sigma = look_number(effect, "sigma");
    if (isnan(mu_star))
        return "not measured";
    if (mu_star == 0)
        return "no effect";
    if (isnan(sigma))
        return "";
    if (sigma < 0.1 * mu_star)
        return "linear";
    if (sigma < 0.5 * mu_star)
        return "goes one way";
    if (sigma < mu_star)
        return "mostly goes one way";
    return "depends on the others";
}
