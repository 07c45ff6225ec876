/* html_cost.c - the bill as a tree; see html_parts.h.
 */
#include "sim/output/html_parts.h"

#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>
#include <string.h>

static const struct sheet_column columns[] = {
    {"a month", false}, {"quantity", true}, {"unit", false},  {"price", true},
    {"USD", true},      {"share", true},    {"basis", false}, {"source", false}};

/* A group's own line: its name, what it comes to, its share. */
static void write_group(const struct sheet *sheet, const json_t *group)
{
    struct arena *arena = sheet->arena;
    const char *cells[] = {look_text(group, "group"),
                           "",
                           "",
                           "",
                           human_usd(arena, look_number(group, "month_usd")),
                           human_share(arena, look_number(group, "share")),
                           "",
                           ""};
    sheet_row(sheet, columns, cells, 8, "group");
}

static void write_item(const struct sheet *sheet, const json_t *item, bool inside)
{
    struct arena *arena = sheet->arena;
    const double month = look_number(item, "month_usd");
    const char *cells[] = {
        arena_format(arena, "%s%s", inside ? "└ " : "", look_text(item, "item")),
        human_quantity(arena, look_number(item, "quantity")),
        look_text(item, "unit"),
        human_usd(arena, look_number(item, "price_usd")),
        isnan(month) ? arena_format(arena, "%s a run",
                                    human_usd(arena, look_number(item, "run_usd")))
                     : human_usd(arena, month),
        human_share(arena, look_number(item, "share")),
        look_text(item, "basis"),
        look_text(item, "source")};
    sheet_row(sheet, columns, cells, 8, "");
}

static void write_items(const struct sheet *sheet, const json_t *cost)
{
    const json_t *groups = look_at(cost, "groups"), *items = look_at(cost, "items");
    const char *last = "";
    size_t next = 0;
    sheet_table(sheet, columns, 8);
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        const json_t *group = json_array_get(groups, next);
        const char *name = look_text(item, "group");
        if (*name && strcmp(name, last) != 0 &&
            strcmp(name, look_text(group, "group")) == 0) {
            write_group(sheet, group);
            next++;
        }
        last = name;
        write_item(sheet, item, *name != '\0');
    }
    sheet_table_end(sheet);
}

static void write_unpriced(const struct sheet *sheet, const json_t *unpriced)
{
    for (size_t i = 0; i < json_array_size(unpriced); i++) {
        const char *what = json_string_value(json_array_get(unpriced, i));
        sheet_element(
            sheet, "p class=\"bad\"",
            arena_format(sheet->arena, "Without a price: %s", what ? what : ""));
    }
}

void html_cost_write(const struct sheet *sheet, const json_t *report)
{
    struct arena *arena = sheet->arena;
    const json_t *cost = look_at(report, "cost");
    const char *currency = look_text(cost, "currency");
    sheet_markup(sheet, "<h2>Cost of a month</h2>\n<p id=\"bill\"><b>");
    sheet_text(sheet, human_money(arena, look_number(cost, "month_usd"), "USD"));
    sheet_markup(sheet, "</b>");
    if (*currency) {
        sheet_markup(sheet, " or <b>");
        sheet_text(sheet, human_money(arena, look_number(cost, "month_local"), currency));
        sheet_markup(sheet, "</b> at %s for a dollar",
                     human_number(arena, look_number(cost, "rate")));
    }
    sheet_text(sheet, arena_format(arena, ", %s fixed and %s metered.",
                                   human_usd(arena, look_number(cost, "fixed_usd")),
                                   human_usd(arena, look_number(cost, "metered_usd"))));
    if (look_at(cost, "budget/limit_local"))
        sheet_text(sheet, look_flag(cost, "budget/ok") ? " The budget holds."
                                                       : " The budget does not hold.");
    sheet_markup(sheet, "</p>\n");
    write_unpriced(sheet, look_at(cost, "unpriced"));
    if (json_array_size(look_at(cost, "items")) > 0)
        write_items(sheet, cost);
}
