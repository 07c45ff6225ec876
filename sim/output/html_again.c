/* html_again.c - see html_again.h.
 */
#include "sim/output/html_again.h"

#include "sim/output/look.h"
#include "sim/output/shell_word.h"

/* " --set PATH=VALUE" for each. */
static const char *again_sets(struct arena *arena, const json_t *scenario)
{
    const json_t *sets = look_at(scenario, "set");
    const char *text = "";
    for (size_t i = 0; i < json_array_size(sets); i++)
        text =
            arena_format(arena, "%s --set %s", text,
                         shell_word(arena, json_string_value(json_array_get(sets, i))));
    return text;
}

void html_again_write_command(const struct sheet *sheet, const char *command,
                              const json_t *report, const char *rest)
{
    struct arena *arena = sheet->arena;
    const json_t *scenario = look_at(report, "scenario");
    const char *variant = look_text(scenario, "variant");
    sheet_element(sheet, "pre",
                  arena_format(arena,
                               "overstack %s %s%s%s%s --seed %.0f --duration %.15gs %s",
                               command, shell_word(arena, look_text(scenario, "file")),
                               *variant ? " --variant " : "", shell_word(arena, variant),
                               again_sets(arena, scenario), look_number(scenario, "seed"),
                               look_number(scenario, "duration_s"), rest));
}

void html_again_write_version(const struct sheet *sheet, const json_t *report,
                              const char *hashes)
{
    sheet_element(sheet, "p class=\"dim\"",
                  arena_format(sheet->arena, "overstack %s, scenario and catalog %s",
                               look_text(report, "overstack"), hashes));
}

void html_again_write(const struct sheet *sheet, const char *command,
                      const json_t *report, const char *rest)
{
    sheet_markup(sheet, "<h2>To get this again</h2>\n");
    html_again_write_command(sheet, command, report, rest);
    html_again_write_version(sheet, report, look_text(report, "scenario/hash"));
}
