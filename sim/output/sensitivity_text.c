/* sensitivity_text.c - see sensitivity_text.h.
 */
#include "sim/output/sensitivity_text.h"

#include "sim/output/ellipsis.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/sensitivity_words.h"
#include "sim/output/table.h"
#include "sim/output/tornado.h"
#include "sim/output/unit_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 12, TORNADOES = 4, BAR = 21 };

/* ---- what was done ---- */

static void write_title(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const json_t *scenario = look_at(report, "scenario");
    const char *variant = look_text(scenario, "variant");
    paper_line(paper, INK_BOLD, 0, "%s%s%s",
               ellipsis_title(arena, look_text(scenario, "name")),
               *variant ? ", variant " : "", variant);
    paper_line(paper, INK_DIM, 0, "%s: %s runs of %s, %s each, seed %.0f",
               look_text(scenario, "file"),
               human_count(arena, look_number(report, "runs/done")),
               human_moment(arena, look_number(scenario, "duration_s")),
               human_plural(arena, look_number(scenario, "replications"), "replication",
                            "replications"),
               look_number(scenario, "seed"));
}

static void write_verdict(const struct paper *paper, const json_t *report)
{
    const bool ok = look_flag(report, "ok");
    fputs("\n", paper->out);
    if (look_flag(report, "partial"))
        paper_line(paper, INK_WARN, 0, "Interrupted: this covers %s of %s runs.",
                   human_count(paper->arena, look_number(report, "runs/done")),
                   human_count(paper->arena, look_number(report, "runs/planned")));
    paper_line(paper, ok ? INK_GOOD : INK_BAD, 0, "%s %s", ok ? "✓" : "✗",
               sensitivity_words_verdict(report, paper->arena));
    const char *notes[3];
    const uint32_t count = sensitivity_words_notes(report, paper->arena, notes);
    for (uint32_t i = 0; i < count; i++)
        paper_wrap(paper, INK_DIM, NULL, 0, notes[i]);
}

static void write_ranges(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const json_t *ranges = look_at(report, "ranges");
    const struct table_column columns[] = {{"assumption", TABLE_CUT},
                                           {"low", TABLE_RIGHT},
                                           {"as it is", TABLE_RIGHT},
                                           {"high", TABLE_RIGHT},
                                           {"verdict", TABLE_LEFT}};
    struct text_table table;
    paper_heading(paper, "WHAT WAS VARIED, ONE AT A TIME");
    table_init(&table, paper, columns, 5);
    for (size_t i = 0; i < json_array_size(ranges); i++) {
        const json_t *range = json_array_get(ranges, i);
        const char *unit = look_text(range, "unit");
        table_row(&table, look_flag(range, "flips") ? INK_WARN : INK_PLAIN);
        table_cell(&table, look_text(range, "path"));
        table_cell(&table, unit_text(arena, look_number(range, "low"), unit));
        table_cell(&table, unit_text(arena, look_number(range, "base"), unit));
        table_cell(&table, unit_text(arena, look_number(range, "high"), unit));
        table_cell(&table, sensitivity_words_flip(report, range));
    }
    table_write(&table, 2);
}

/* ---- tornadoes ---- */

static struct tornado_scale scale_of(const json_t *output)
{
    const json_t *effects = look_at(output, "effects");
    const double base = look_number(output, "base");
    struct tornado_scale scale = {base, base, base, BAR};
    for (size_t i = 0; i < json_array_size(effects); i++) {
        const json_t *effect = json_array_get(effects, i);
        const double low = look_number(effect, "low"), high = look_number(effect, "high");
        scale.least = fmin(scale.least, fmin(low, high));
        scale.most = fmax(scale.most, fmax(low, high));
    }
    if (isnan(base)) /* nothing to hang the bars on */
        scale.base = scale.least;
    return scale;
}

/* How many rows are left out: beyond the page, and what changes nothing. */
static void write_rest(const struct paper *paper, size_t beyond, size_t nothing)
{
    if (beyond > 0)
        paper_line(paper, INK_DIM, 2, "… and %zu more, see --format json", beyond);
    if (nothing > 0)
        paper_line(paper, INK_DIM, 2, "%s this by nothing",
                   human_plural(paper->arena, (double)nothing, "assumption alone moves",
                                "assumptions alone move"));
}

static void write_tornado(const struct paper *paper, const json_t *output)
{
    struct arena *arena = paper->arena;
    const char *unit = look_text(output, "unit");
    const json_t *effects = look_at(output, "effects");
    const struct tornado_scale scale = scale_of(output);
    const struct table_column columns[] = {{"assumption", TABLE_CUT},
                                           {"at low", TABLE_RIGHT},
                                           {"", TABLE_LEFT},
                                           {"at high", TABLE_RIGHT}};
    struct text_table table;
    size_t beyond = 0, nothing = 0;
    paper_heading(paper,
                  arena_format(arena, "%s: %s as it is",
                               sensitivity_words_output(output, arena),
                               unit_text(arena, look_number(output, "base"), unit)));
    table_init(&table, paper, columns, 4);
    for (size_t i = 0; i < json_array_size(effects); i++) {
        const json_t *effect = json_array_get(effects, i);
        const double low = look_number(effect, "low"), high = look_number(effect, "high");
        const bool idle = look_number(effect, "swing") == 0;
        nothing += idle;
        beyond += !idle && table.row_count == ROWS;
        if (idle || table.row_count == ROWS)
            continue;
        table_row(&table, INK_PLAIN);
        table_cell(&table, look_text(effect, "path"));
        table_cell(&table, unit_text(arena, low, unit));
        table_cell(&table,
                   isfinite(scale.base) ? tornado_bar(arena, &scale, low, high) : "");
        table_cell(&table, unit_text(arena, high, unit));
    }
    table_write(&table, 2);
    write_rest(paper, beyond, nothing);
}

/* ---- Morris ---- */

static int larger_first(const void *a, const void *b)
{
    const double one = look_number(*(json_t *const *)a, "mu_star");
    const double two = look_number(*(json_t *const *)b, "mu_star");
    const double first = look_number(*(json_t *const *)a, "range");
    const double second = look_number(*(json_t *const *)b, "range");
    if (isnan(one) != isnan(two))
        return isnan(one) ? 1 : -1;
    if (one != two && !isnan(one))
        return one < two ? 1 : -1;
    return (first > second) - (first < second);
}

static void write_morris(const struct paper *paper, const json_t *output)
{
    struct arena *arena = paper->arena;
    const char *unit = look_text(output, "unit");
    const json_t *effects = look_at(output, "effects");
    const size_t count = json_array_size(effects);
    const struct table_column columns[] = {{"elementary effects", TABLE_CUT},
                                           {"mu*", TABLE_RIGHT},
                                           {"sigma", TABLE_RIGHT},
                                           {"", TABLE_LEFT}};
    const json_t **order = arena_array(arena, count, sizeof(*order));
    struct text_table table;
    for (size_t i = 0; i < count; i++)
        order[i] = json_array_get(effects, i);
    qsort(order, count, sizeof(*order), larger_first);
    table_init(&table, paper, columns, 4);
    for (size_t i = 0; i < count && i < ROWS; i++) {
        if (!(look_number(order[i], "mu_star") > 0)) /* nor do the rest */
            break;
        table_row(&table, INK_PLAIN);
        table_cell(&table, look_text(order[i], "path"));
        table_cell(&table, unit_text(arena, look_number(order[i], "mu_star"), unit));
        table_cell(&table, unit_text(arena, look_number(order[i], "sigma"), unit));
        table_cell(&table, sensitivity_words_effect(order[i]));
    }
    if (table.row_count > 0)
        fputs("\n", paper->out);
    table_write(&table, 2);
}

static void write_outputs(const struct paper *paper, const json_t *report)
{
    const json_t *outputs = look_at(report, "outputs");
    const bool morris = look_number(report, "runs/trajectories") > 0;
    const size_t thresholds = json_array_size(look_at(report, "probability/thresholds"));
    const size_t shown = thresholds == 0          ? 1
                         : thresholds > TORNADOES ? TORNADOES
                                                  : thresholds;
    for (size_t i = 0; i < shown && i < json_array_size(outputs); i++) {
        write_tornado(paper, json_array_get(outputs, i));
        if (morris)
            write_morris(paper, json_array_get(outputs, i));
    }
    paper_line(paper, INK_DIM, 2,
               "%s at the low end of the range, %s at the high end, %s as it is. %s",
               TORNADO_LOW, TORNADO_HIGH, TORNADO_BASE,
               morris ? "mu*: mean change over the whole range, wherever the others are; "
                        "sigma: how much that differs."
                      : "");
    if (thresholds > shown)
        paper_line(paper, INK_DIM, 2, "… and %zu more thresholds, see --format json",
                   thresholds - shown);
}

/* ---- the other figures ---- */

/* The effect of range number `range` on the output. */
static const json_t *effect_of(const json_t *output, double range)
{
    const json_t *effects = look_at(output, "effects");
    for (size_t i = 0; i < json_array_size(effects); i++)
        if (look_number(json_array_get(effects, i), "range") == range)
            return json_array_get(effects, i);
    return NULL;
}

/* A saturation that did not come is null. */
static const char *value_text(struct arena *arena, const json_t *output, double value)
{
    if (isnan(value) && strcmp(look_text(output, "name"), "first_saturated_s") == 0)
        return "never";
    return unit_text(arena, value, look_text(output, "unit"));
}

static const char *span_text(struct arena *arena, const json_t *output,
                             const json_t *effect)
{
    const char *low = value_text(arena, output, look_number(effect, "low"));
    const char *high = value_text(arena, output, look_number(effect, "high"));
    return strcmp(low, high) == 0 ? low : arena_format(arena, "%s … %s", low, high);
}

/* Does anything move the output? */
static bool is_moved(const json_t *output)
{
    const json_t *effects = look_at(output, "effects");
    return look_number(json_array_get(effects, 0), "swing") != 0; /* the largest */
}

static void add_figures(struct text_table *table, const json_t *range, double number,
                        const json_t *outputs, size_t first)
{
    const size_t count = json_array_size(outputs);
    bool idle = true;
    for (size_t k = first; k < count; k++)
        idle = idle &&
               look_number(effect_of(json_array_get(outputs, k), number), "swing") == 0;
    if (idle)
        return;
    table_row(table, INK_PLAIN);
    table_cell(table, look_text(range, "path"));
    for (size_t k = first; k < count; k++) {
        const json_t *output = json_array_get(outputs, k);
        if (is_moved(output))
            table_cell(table,
                       span_text(table->paper->arena, output, effect_of(output, number)));
    }
}

static void write_figures(const struct paper *paper, const json_t *report)
{
    const json_t *outputs = look_at(report, "outputs");
    const json_t *ranges = look_at(report, "ranges");
    const size_t first = json_array_size(look_at(report, "probability/thresholds"));
    struct table_column columns[TABLE_COLUMNS] = {{"low … high", TABLE_CUT}};
    struct text_table table;
    uint32_t count = 1;
    for (size_t i = first; i < json_array_size(outputs) && count < TABLE_COLUMNS; i++)
        if (is_moved(json_array_get(outputs, i)))
            columns[count++] = (struct table_column){
                look_text(json_array_get(outputs, i), "label"), TABLE_RIGHT};
    table_init(&table, paper, columns, count);
    for (size_t r = 0; r < json_array_size(ranges) && table.row_count < ROWS; r++)
        add_figures(&table, json_array_get(ranges, r), (double)r, outputs, first);
    if (table.row_count > 0)
        paper_heading(paper, "OTHER FIGURES");
    table_write(&table, 2);
}

/* ---- how likely ---- */

static void add_chance(struct text_table *table, const char *what, const json_t *chance)
{
    struct arena *arena = table->paper->arena;
    const json_t *interval = look_at(chance, "ci95");
    table_row(table, look_number(chance, "broken") > 0 ? INK_WARN : INK_PLAIN);
    table_cell(table, what);
    table_cell(table, human_share(arena, look_number(chance, "probability")));
    table_cell(
        table,
        arena_format(arena, "%s to %s",
                     human_share(arena, json_number_value(json_array_get(interval, 0))),
                     human_share(arena, json_number_value(json_array_get(interval, 1)))));
}

static void write_chances(const struct paper *paper, const json_t *report)
{
    struct arena *arena = paper->arena;
    const json_t *thresholds = look_at(report, "probability/thresholds");
    const double of = look_number(report, "probability/any/of");
    const struct table_column columns[] = {
        {"", TABLE_CUT}, {"breaks with", TABLE_RIGHT}, {"95% interval", TABLE_RIGHT}};
    struct text_table table;
    if (!(of > 0))
        return;
    paper_heading(paper, "HOW LIKELY A LIMIT BREAKS");
    table_init(&table, paper, columns, 3);
    for (size_t i = 0; i < json_array_size(thresholds); i++) {
        const json_t *threshold = json_array_get(thresholds, i);
        add_chance(&table, sensitivity_words_output(threshold, arena), threshold);
    }
    add_chance(&table, "any, the budget and placements too",
               look_at(report, "probability/any"));
    table_write(&table, 2);
    paper_line(paper, INK_DIM, 2,
               "over %s spread evenly (Latin hypercube), every value of a range as "
               "likely as any other, independent of each other",
               human_plural(arena, of, "point", "points"));
}

void sensitivity_text_write(const json_t *report, struct paper_style style, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct paper paper = {out, style, &arena};
    write_title(&paper, report);
    write_verdict(&paper, report);
    write_ranges(&paper, report);
    write_outputs(&paper, report);
    write_figures(&paper, report);
    write_chances(&paper, report);
    arena_clear(&arena);
}
