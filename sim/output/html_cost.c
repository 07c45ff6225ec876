/* html_cost.c - the bill as a tree; see html_parts.h.
 */
#include "sim/output/html_parts.h"

#include "sim/output/budget_words.h"
#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>
#include <string.h>

static const struct sheet_column columns[] = {
    {"a month", false}, {"quantity", true}, {"unit", false}, {"price", true},
    {"USD", true},      {"share", true},    {"basis", false}};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

/* A line that is a sum: of a group, of all. */
static void write_sum(const struct sheet *sheet, const char *name, double month,
                      double share)
{
    const char *cells[COLUMNS] = {name,
                                  "",
                                  "",
                                  "",
                                  human_usd(sheet->arena, month),
                                  human_share(sheet->arena, share),
                                  ""};
    sheet_row(sheet, columns, cells, COLUMNS, "group");
}

/* With where the price is from, small below its name. */
static void write_item(const struct sheet *sheet, const json_t *item, bool inside)
{
    struct arena *arena = sheet->arena;
    const double month = look_number(item, "month_usd");
    sheet_markup(sheet, "<tr><td class=\"s\">%s", inside ? "└ " : "");
    sheet_text(sheet, look_text(item, "item"));
    sheet_element(sheet, "small", look_text(item, "source"));
    sheet_markup(sheet, "</td>");
    sheet_cell(sheet, human_quantity(arena, look_number(item, "quantity")), true);
    sheet_cell(sheet, look_text(item, "unit"), false);
    sheet_cell(sheet, human_usd(arena, look_number(item, "price_usd")), true);
    sheet_cell(sheet,
               isnan(month) ? arena_format(arena, "%s a run",
                                           human_usd(arena, look_number(item, "run_usd")))
                            : human_usd(arena, month),
               true);
    sheet_cell(sheet, human_share(arena, look_number(item, "share")), true);
    sheet_cell(sheet, look_text(item, "basis"), false);
    sheet_markup(sheet, "</tr>\n");
}

static void write_items(const struct sheet *sheet, const json_t *cost)
{
    const json_t *groups = look_at(cost, "groups"), *items = look_at(cost, "items");
    const char *last = "";
    size_t next = 0;
    sheet_markup(sheet, "<div class=\"bill\">");
    sheet_table(sheet, columns, COLUMNS);
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        const json_t *group = json_array_get(groups, next);
        const char *name = look_text(item, "group");
        if (*name && strcmp(name, last) != 0 &&
            strcmp(name, look_text(group, "group")) == 0) {
            write_sum(sheet, name, look_number(group, "month_usd"),
                      look_number(group, "share"));
            next++;
        }
        last = name;
        write_item(sheet, item, *name != '\0');
    }
    write_sum(sheet, "all", look_number(cost, "month_usd"), 1);
    sheet_table_end(sheet);
    sheet_markup(sheet, "</div>\n");
}

static void write_unpriced(const struct sheet *sheet, const json_t *unpriced)
{
    for (size_t i = 0; i < json_array_size(unpriced); i++) {
        const char *what = json_string_value(json_array_get(unpriced, i));
        sheet_element(sheet, "p class=\"bad\"",
                      arena_format(sheet->arena, "Not in the bill, no price known: %s",
                                   what ? what : ""));
    }
}

static void write_budget(const struct sheet *sheet, const json_t *cost)
{
    const char *mark = budget_words_mark(cost);
    if (*mark)
        sheet_element(sheet,
                      strcmp(mark, "✗") == 0 ? "p id=\"budget\" class=\"bad\""
                                             : "p id=\"budget\"",
                      arena_format(sheet->arena, "%s %s", mark,
                                   budget_words(sheet->arena, cost, false)));
}

void html_cost_write(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *cost = look_at(report, "cost");
    const char *currency = look_text(cost, "currency");
    sheet_markup(sheet, "<h2>Cost of a month</h2>\n<p id=\"bill\"><b>");
    sheet_text(sheet, human_money(arena, look_number(cost, "month_usd"), "USD"));
    sheet_markup(sheet, "</b>");
    if (*currency && strcmp(currency, "USD") != 0) {
        sheet_markup(sheet, " or <b>");
        sheet_text(sheet, human_money(arena, look_number(cost, "month_local"), currency));
        sheet_markup(sheet, "</b> at %s for a dollar",
                     human_number(arena, look_number(cost, "rate")));
    }
    sheet_text(sheet, arena_format(arena, ", %s fixed and %s metered.",
                                   human_usd(arena, look_number(cost, "fixed_usd")),
                                   human_usd(arena, look_number(cost, "metered_usd"))));
    sheet_markup(sheet, "</p>\n");
    write_budget(sheet, cost);
    write_unpriced(sheet, look_at(cost, "unpriced"));
    if (json_array_size(look_at(cost, "items")) > 0)
        write_items(sheet, cost);
}
