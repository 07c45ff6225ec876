/* sensitivity_table.c - see sensitivity_table.h.
 */
#include "sim/output/sensitivity_table.h"

#include "sim/output/csv.h"
#include "sim/output/ellipsis.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/markdown.h"
#include "sim/output/sensitivity_words.h"
#include "sim/output/unit_text.h"

#include <math.h>

/* ---- CSV ---- */

static void csv_numbers(const json_t *object, const char *const *keys, uint32_t count,
                        FILE *out)
{
    for (uint32_t i = 0; i < count; i++) {
        fputc(',', out);
        csv_write_number(look_number(object, keys[i]), out);
    }
}

static void csv_row(const json_t *report, const json_t *output, const json_t *effect,
                    FILE *out)
{
    static const char *const of_range[] = {"low", "base", "high"};
    static const char *const of_effect[] = {"low",     "high",  "swing", "mu",
                                            "mu_star", "sigma", "count"};
    const json_t *range =
        json_array_get(look_at(report, "ranges"), (size_t)look_number(effect, "range"));
    csv_write_text(look_text(output, "name"), out);
    fputc(',', out);
    csv_write_text(look_text(output, "expression"), out);
    fputc(',', out);
    csv_write_text(look_text(output, "unit"), out);
    fputc(',', out);
    csv_write_text(look_text(effect, "path"), out);
    csv_numbers(range, of_range, 3, out);
    fputc(',', out);
    csv_write_number(look_number(output, "base"), out);
    csv_numbers(effect, of_effect, 7, out);
    fprintf(out, ",%s\n", sensitivity_words_flip(report, range));
}

void sensitivity_table_csv(const json_t *report, FILE *out)
{
    const json_t *outputs = look_at(report, "outputs");
    fputs("output,expression,unit,path,low,base,high,output_base,output_low,output_high,"
          "swing,mu,mu_star,sigma,effects,verdict\n",
          out);
    for (size_t k = 0; k < json_array_size(outputs); k++) {
        const json_t *output = json_array_get(outputs, k);
        const json_t *effects = look_at(output, "effects");
        for (size_t i = 0; i < json_array_size(effects); i++)
            csv_row(report, output, json_array_get(effects, i), out);
    }
}

void sensitivity_table_tornado(const json_t *output, FILE *out)
{
    const json_t *effects = look_at(output, "effects");
    fputs("path,low,high,base\n", out);
    for (size_t i = json_array_size(effects); i-- > 0;) {
        const json_t *effect = json_array_get(effects, i);
        csv_write_text(look_text(effect, "path"), out);
        fputc(',', out);
        csv_write_number(look_number(effect, "low"), out);
        fputc(',', out);
        csv_write_number(look_number(effect, "high"), out);
        fputc(',', out);
        csv_write_number(look_number(output, "base"), out);
        fputc('\n', out);
    }
}

/* ---- Markdown ---- */

/* A '|' would end the cell. */
static void cell(const char *text, FILE *out)
{
    fputs("| ", out);
    for (; *text; text++) {
        if (*text == '|')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc(' ', out);
}

static void markdown_ranges(const json_t *report, struct arena *arena, FILE *out)
{
    const json_t *ranges = look_at(report, "ranges");
    fputs("| assumption | low | as it is | high | verdict |\n|---|--:|--:|--:|---|\n",
          out);
    for (size_t i = 0; i < json_array_size(ranges); i++) {
        const json_t *range = json_array_get(ranges, i);
        const char *unit = look_text(range, "unit");
        cell(look_text(range, "path"), out);
        cell(unit_text(arena, look_number(range, "low"), unit), out);
        cell(unit_text(arena, look_number(range, "base"), unit), out);
        cell(unit_text(arena, look_number(range, "high"), unit), out);
        cell(sensitivity_words_flip(report, range), out);
        fputs("|\n", out);
    }
}

static void markdown_output(const json_t *output, struct arena *arena, FILE *out)
{
    static const char *const keys[] = {"low", "high", "swing", "mu_star", "sigma"};
    const json_t *effects = look_at(output, "effects");
    const char *unit = look_text(output, "unit");
    fprintf(out, "\n### %s: %s as it is\n\n", sensitivity_words_output(output, arena),
            unit_text(arena, look_number(output, "base"), unit));
    fputs("| assumption | at low | at high | swing | mu* | sigma | |\n"
          "|---|--:|--:|--:|--:|--:|---|\n",
          out);
    for (size_t i = 0; i < json_array_size(effects); i++) {
        const json_t *effect = json_array_get(effects, i);
        cell(look_text(effect, "path"), out);
        for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++)
            cell(unit_text(arena, look_number(effect, keys[k]), unit), out);
        cell(sensitivity_words_effect(effect), out);
        fputs("|\n", out);
    }
}

static void markdown_chance(const char *what, const json_t *chance, struct arena *arena,
                            FILE *out)
{
    const json_t *interval = look_at(chance, "ci95");
    cell(what, out);
    cell(human_share(arena, look_number(chance, "probability")), out);
    cell(arena_format(arena, "%s to %s",
                      human_share(arena, json_number_value(json_array_get(interval, 0))),
                      human_share(arena, json_number_value(json_array_get(interval, 1)))),
         out);
    fputs("|\n", out);
}

static void markdown_chances(const json_t *report, struct arena *arena, FILE *out)
{
    const json_t *thresholds = look_at(report, "probability/thresholds");
    if (!(look_number(report, "probability/any/of") > 0))
        return;
    fputs("\n### How likely a limit breaks\n\n| limit | breaks with | 95% interval |\n"
          "|---|--:|--:|\n",
          out);
    for (size_t i = 0; i < json_array_size(thresholds); i++) {
        const json_t *threshold = json_array_get(thresholds, i);
        markdown_chance(sensitivity_words_output(threshold, arena), threshold, arena,
                        out);
    }
    markdown_chance("any, the budget and placements too",
                    look_at(report, "probability/any"), arena, out);
}

void sensitivity_table_markdown(const json_t *report, FILE *out)
{
    struct arena arena;
    const char *notes[3];
    arena_init(&arena);
    markdown_title(
        out, arena_format(&arena, "%s: sensitivity",
                          ellipsis_title(&arena, look_text(report, "scenario/name"))));
    fputs("\n**", out);
    markdown_text(out, sensitivity_words_verdict(report, &arena));
    fputs("**\n", out);
    fputs(sensitivity_words_notes(report, &arena, notes) > 0 ? "\n" : "", out);
    const uint32_t count = sensitivity_words_notes(report, &arena, notes);
    for (uint32_t i = 0; i < count; i++)
        fprintf(out, "%s\n", notes[i]);
    fputs("\n", out);
    markdown_ranges(report, &arena, out);
    const json_t *outputs = look_at(report, "outputs");
    for (size_t k = 0; k < json_array_size(outputs); k++)
        markdown_output(json_array_get(outputs, k), &arena, out);
    markdown_chances(report, &arena, out);
    arena_clear(&arena);
}
