/* text_cost.c - see text_cost.h.
 *
 * A tree: each host and service with its lines below, what it comes to and its share.
 * A group of a single line is that line.
 */
#include "sim/output/text_cost.h"

#include "sim/output/budget_words.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"

#include <math.h>
#include <string.h>

/* ---- the bill ---- */

static bool is_metered(const json_t *item)
{
    return strcmp(look_text(item, "basis"), "metered") == 0;
}

/* What is left of "web: 2 x t3.micro" below the name of its group. */
static const char *own_name(const json_t *item)
{
    const char *text = look_text(item, "item"), *group = look_text(item, "group");
    const size_t length = strlen(group);
    const bool named = length > 0 && strncmp(text, group, length) == 0 &&
                       strncmp(text + length, ": ", 2) == 0;
    return named ? text + length + 2 : text;
}

/* " (61.5%)" of a bill that is not zero. */
static const char *share_of(struct arena *arena, const json_t *part)
{
    const double share = look_number(part, "share");
    return isnan(share) ? "" : arena_format(arena, " (%s)", human_share(arena, share));
}

static void add_item(struct text_table *table, const json_t *item, const char *before,
                     const char *name, const char *after)
{
    struct arena *arena = table->paper->arena;
    const double month = look_number(item, "month_usd");
    table_row(table, INK_PLAIN);
    table_cell(table, arena_format(arena, "%s%s%s%s%s", before, name,
                                   is_metered(item) ? " *" : "",
                                   look_flag(item, "stand_in") ? " ~" : "", after));
    table_cell(table, human_quantity(arena, look_number(item, "quantity")));
    table_cell(table, look_text(item, "unit"));
    table_cell(table, human_usd(arena, look_number(item, "price_usd")));
    table_cell(table, isnan(month)
                          ? arena_format(arena, "%s a run",
                                         human_usd(arena, look_number(item, "run_usd")))
                          : human_usd(arena, month));
}

static void add_sum(struct text_table *table, enum ink ink, const char *name, double usd)
{
    table_row(table, ink);
    table_cell(table, name);
    for (int i = 0; i < 3; i++)
        table_cell(table, "");
    table_cell(table, human_usd(table->paper->arena, usd));
}

/* The group of the item at `at`, which has `lines` of them. */
static void add_group(struct text_table *table, const json_t *cost, const json_t *group,
                      size_t at, size_t lines)
{
    struct arena *arena = table->paper->arena;
    const json_t *items = look_at(cost, "items");
    const json_t *first = json_array_get(items, at);
    if (lines == 1) {
        add_item(table, first, "", look_text(first, "item"), share_of(arena, first));
        return;
    }
    add_sum(
        table, INK_BOLD,
        arena_format(arena, "%s%s", look_text(group, "group"), share_of(arena, group)),
        look_number(group, "month_usd"));
    for (size_t i = 0; i < lines; i++) {
        const json_t *item = json_array_get(items, at + i);
        add_item(table, item, i + 1 < lines ? TABLE_BRANCH : TABLE_LEAF, own_name(item),
                 "");
    }
}

/* Items that are in no group, as those of reports before there were any, stand alone. */
static void add_groups(struct text_table *table, const json_t *cost)
{
    const json_t *groups = look_at(cost, "groups"), *items = look_at(cost, "items");
    const size_t count = json_array_size(items);
    size_t next = 0;
    for (size_t at = 0; at < count;) {
        const json_t *group = json_array_get(groups, next);
        const double size = look_number(group, "lines");
        const char *name = look_text(json_array_get(items, at), "group");
        size_t lines = 1;
        if (group && *name && strcmp(name, look_text(group, "group")) == 0) {
            lines = size >= 1 && size <= (double)(count - at) ? (size_t)size : 1;
            next++;
        }
        add_group(table, cost, group, at, lines);
        at += lines;
    }
}

static void write_items(const struct paper *paper, const json_t *cost)
{
    const struct table_column columns[] = {
        {"item", TABLE_TREE},   {"quantity", TABLE_RIGHT},    {"unit", TABLE_LEFT},
        {"price", TABLE_RIGHT}, {"USD a month", TABLE_RIGHT},
    };
    const double metered = look_number(cost, "metered_usd");
    struct text_table table;
    table_init(&table, paper, columns, 5);
    add_groups(&table, cost);
    if (metered != 0 && !isnan(metered)) {
        add_sum(&table, INK_PLAIN, "fixed", look_number(cost, "fixed_usd"));
        add_sum(&table, INK_PLAIN, "metered *", metered);
    }
    add_sum(&table, INK_BOLD, "total", look_number(cost, "month_usd"));
    table_write(&table, 2);
}

static void write_marks(const struct paper *paper, const json_t *items)
{
    bool metered = false, stand_in = false;
    for (size_t i = 0; i < json_array_size(items); i++) {
        metered = metered || is_metered(json_array_get(items, i));
        stand_in = stand_in || look_flag(json_array_get(items, i), "stand_in");
    }
    if (metered)
        paper_line(paper, INK_DIM, 2, "* metered: follows the simulated usage");
    if (stand_in)
        paper_line(paper, INK_DIM, 2,
                   "~ stand-in: not this price is known but one like it; --format json "
                   "tells which");
}

/* Only where the bill follows the usage, and that varies from run to run. */
static void write_interval(const struct paper *paper, const json_t *cost)
{
    const json_t *pair = look_at(cost, "month_usd_ci95");
    const double low = json_number_value(json_array_get(pair, 0));
    const double high = json_number_value(json_array_get(pair, 1));
    if (json_array_size(pair) == 2 && low < high)
        paper_line(paper, INK_DIM, 2,
                   "With 95%% confidence the total lies within %s to %s USD.",
                   human_usd(paper->arena, low), human_usd(paper->arena, high));
}

static void write_local(const struct paper *paper, const json_t *cost)
{
    struct arena *arena = paper->arena;
    const char *currency = look_text(cost, "currency");
    const char *source = look_text(cost, "rate_source");
    if (!*currency || strcmp(currency, "USD") == 0)
        return;
    paper_line(paper, INK_PLAIN, 2, "That is %s a month, at %s for a dollar%s%s%s.",
               human_money(arena, look_number(cost, "month_local"), currency),
               human_money(arena, look_number(cost, "rate"), currency),
               *source ? " (" : "", source, *source ? ")" : "");
}

/* ---- below it ---- */

static void write_budget(const struct paper *paper, const json_t *cost, bool fixed_only)
{
    const char *mark = budget_words_mark(cost);
    const bool good = strcmp(mark, "✓") == 0, bad = strcmp(mark, "✗") == 0;
    if (*mark)
        paper_line(paper,
                   good  ? INK_GOOD
                   : bad ? INK_BAD
                         : INK_WARN,
                   2, "%s %s", mark, budget_words(paper->arena, cost, fixed_only));
}

static void write_unpriced(const struct paper *paper, const json_t *unpriced)
{
    for (size_t i = 0; i < json_array_size(unpriced); i++)
        paper_line(paper, INK_WARN, 2, "not in the bill, no price known: %s",
                   json_string_value(json_array_get(unpriced, i)));
}

void text_cost_write(const struct paper *paper, const json_t *report, bool fixed_only)
{
    const json_t *cost = look_at(report, "cost");
    const double thousand = look_number(cost, "per_1000_usd");
    if (!cost)
        return;
    paper_heading(paper, "COST OF A MONTH");
    if (json_array_size(look_at(cost, "items")) > 0)
        write_items(paper, cost);
    else
        paper_line(paper, INK_PLAIN, 2, "Nothing here has a price.");
    write_marks(paper, look_at(cost, "items"));
    write_interval(paper, cost);
    write_local(paper, cost);
    write_budget(paper, cost, fixed_only);
    if (thousand > 0)
        paper_line(paper, INK_PLAIN, 2, "%s USD for a thousand answered requests",
                   human_usd(paper->arena, thousand));
    write_unpriced(paper, look_at(cost, "unpriced"));
}
