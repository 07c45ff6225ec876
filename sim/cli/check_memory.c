/* check_memory.c - a bar for each machine: who takes how much of it.
 *
 *     web, t2.medium: 4.61 GiB at rest, 3.76 GiB of RAM
 *     KKKKaaabbbbbbbbcccc....................┃dddd
 *
 * Each instance has a letter, K is the kernel with its daemons, a dot is free. The bar's
 * length is RAM and swap, or the need where that is more; ┃ stands at the end of RAM, ┊
 * at the end of swap.
 */
#include "sim/cli/check_memory.h"

#include "sim/cli/check_group.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"

#include <math.h>
#include <string.h>

enum { MARGIN = 6, INDENT = 2, LETTERS = 26 };

struct bar {
    const struct paper *paper;
    double scale; /* bytes for a column */
    double at;    /* bytes drawn so far */
    double ram, swap;
    int column;
};

/* The columns up to `to` bytes, as that letter; marks stand between them. */
static void draw(struct bar *bar, const char *letter, double to)
{
    const struct paper *paper = bar->paper;
    const int ram = (int)lround(bar->ram / bar->scale);
    const int swap = (int)lround((bar->ram + bar->swap) / bar->scale);
    const int end = (int)lround(to / bar->scale);
    while (bar->column < end) {
        if (bar->column == ram)
            fputs(paper_spell(paper, "┃"), paper->out);
        if (bar->swap > 0 && bar->column == swap)
            fputs(paper_spell(paper, "┊"), paper->out);
        fputs(paper_spell(paper, letter), paper->out);
        bar->column++;
    }
    bar->at = to;
}

/* a, b, ... z, then A to J, L ... for the few who have more. */
static const char *letter_of(struct arena *arena, size_t i)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJLMNOPQRSTUVWXYZ";
    return i < sizeof letters - 1 ? arena_format(arena, "%c", letters[i]) : "#";
}

static void write_bar(const struct paper *paper, const json_t *machine)
{
    const json_t *instances = look_at(machine, "instances");
    const double rest = look_number(machine, "rest");
    struct bar bar = {
        .paper = paper,
        .ram = look_number(machine, "ram"),
        .swap = look_number(machine, "swap"),
    };
    const double most = fmax(rest, bar.ram + bar.swap);
    bar.scale = most / (paper->style.columns - MARGIN);
    fprintf(paper->out, "%*s", INDENT, "");
    double at = look_number(machine, "kernel") + look_number(machine, "system_file");
    draw(&bar, "K", at);
    for (size_t i = 0; i < json_array_size(instances); i++) {
        at += look_number(json_array_get(instances, i), "rest");
        draw(&bar, letter_of(paper->arena, i), at);
    }
    draw(&bar, "·", most);
    const char *end = bar.swap > 0 ? "┊" : rest < bar.ram ? "┃" : "";
    fprintf(paper->out, "%s\n", paper_spell(paper, end));
}

/* ---- what stands beside it ---- */

static const char *add_part(struct arena *arena, const char *text, const json_t *instance,
                            const char *key, const char *name)
{
    const double bytes = look_number(instance, key);
    if (!(bytes > 0))
        return text;
    return arena_format(arena, "%s%s%s %s", text, *text ? ", " : "", name,
                        human_size(arena, bytes));
}

static const char *parts_of(struct arena *arena, const json_t *instance)
{
    const char *text = "";
    text = add_part(arena, text, instance, "base", "base");
    text = add_part(arena, text, instance, "workers", "workers");
    text = add_part(arena, text, instance, "heap", "heap");
    text = add_part(arena, text, instance, "jvm", "JVM");
    text = add_part(arena, text, instance, "shim", "shim");
    text = add_part(arena, text, instance, "file", "files");
    return text;
}

static const char *full_of(struct arena *arena, const json_t *thing)
{
    const double full = look_number(thing, "full");
    return isnan(full) ? "no limit" : human_size(arena, full);
}

static void add_system(struct text_table *table, const json_t *machine)
{
    struct arena *arena = table->paper->arena;
    const double kernel = look_number(machine, "kernel");
    const double file = look_number(machine, "system_file");
    if (kernel + file <= 0)
        return;
    table_row(table, INK_DIM);
    table_cell(table, "K");
    table_cell(table, "system");
    table_cell(table, human_size(arena, kernel + file));
    table_cell(table, human_size(arena, kernel + file));
    table_cell(table, arena_format(arena, "kernel and daemons %s, files %s",
                                   human_size(arena, kernel), human_size(arena, file)));
}

static void write_instances(const struct paper *paper, const json_t *machine)
{
    const struct table_column columns[] = {
        {"", TABLE_LEFT},      {"instance", TABLE_CUT},       {"at rest", TABLE_RIGHT},
        {"full", TABLE_RIGHT}, {"of it at rest", TABLE_WRAP},
    };
    const json_t *instances = look_at(machine, "instances");
    struct arena *arena = paper->arena;
    struct text_table table;
    table_init(&table, paper, columns, 5);
    add_system(&table, machine);
    for (size_t i = 0; i < json_array_size(instances); i++) {
        const json_t *instance = json_array_get(instances, i);
        table_row(&table, INK_PLAIN);
        table_cell(&table, letter_of(arena, i));
        table_cell(&table, look_text(instance, "id"));
        table_cell(&table, human_size(arena, look_number(instance, "rest")));
        table_cell(&table, full_of(arena, instance));
        table_cell(&table, parts_of(arena, instance));
    }
    table_write(&table, INDENT);
}

static void write_limits(const struct paper *paper, const json_t *machine)
{
    const json_t *instances = look_at(machine, "instances");
    struct arena *arena = paper->arena;
    for (size_t i = 0; i < json_array_size(instances); i++) {
        const json_t *instance = json_array_get(instances, i);
        const char *id = look_text(instance, "id");
        if (!look_flag(instance, "fits_mem_limit"))
            paper_line(paper, INK_BAD, INDENT, "✗ %s has a mem_limit of %s", id,
                       human_size(arena, look_number(instance, "mem_limit")));
        if (!look_flag(instance, "heap_holds"))
            paper_line(paper, INK_WARN, INDENT,
                       "! the heap of %s, %s, is too small for its live objects with all "
                       "threads at work",
                       id, human_size(arena, look_number(instance, "heap_limit")));
    }
}

/* ---- sentences ---- */

static const char *memory_of(struct arena *arena, const json_t *machine)
{
    const double swap = look_number(machine, "swap");
    const char *ram = human_size(arena, look_number(machine, "ram"));
    if (!(swap > 0))
        return arena_format(arena, "%s of RAM and no swap", ram);
    return arena_format(arena, "%s of RAM and %s of swap", ram, human_size(arena, swap));
}

static const char *rest_sentence(struct arena *arena, const char *name,
                                 const json_t *machine)
{
    const double rest = look_number(machine, "rest"), ram = look_number(machine, "ram");
    const char *state = look_text(machine, "rest_state");
    const char *start = arena_format(arena, "%s needs %s at rest and has %s: ", name,
                                     human_size(arena, rest), memory_of(arena, machine));
    const char *over = human_size(arena, rest - ram);
    if (strcmp(state, "fits") == 0)
        return arena_format(arena, "%s%s is left", start, human_size(arena, ram - rest));
    if (strcmp(state, "swaps") == 0)
        return arena_format(arena, "%s%s too much for RAM goes to swap", start, over);
    if (strcmp(state, "squeezes") == 0)
        return arena_format(
            arena,
            "%s%s too much, so programs are thrown out of memory and read "
            "again without end",
            start, over);
    return arena_format(arena,
                        "%s%s too much, more than throwing out programs can give: it "
                        "grinds until the kernel kills",
                        start, over);
}

static const char *full_sentence(struct arena *arena, const json_t *machine)
{
    const double full = look_number(machine, "full"), ram = look_number(machine, "ram");
    const char *state = look_text(machine, "full_state");
    if (isnan(full))
        return "full: a leak without limit takes all memory there is";
    if (strcmp(state, "fits") == 0)
        return arena_format(arena,
                            "full (heaps and leaks at their limits, all threads at "
                            "work): %s, which fits",
                            human_size(arena, full));
    return arena_format(
        arena,
        "full (heaps and leaks at their limits, all threads at work): %s, "
        "%s more than RAM",
        human_size(arena, full), human_size(arena, full - ram));
}

/* New instances start beside the old ones. */
static void write_deploy(const struct paper *paper, const json_t *machine)
{
    const double deploy = look_number(machine, "deploy");
    const double over = deploy - look_number(machine, "ram");
    if (isnan(deploy))
        return;
    paper_line(paper, over > 0 ? INK_WARN : INK_PLAIN, INDENT,
               "%sat rest while a deployment starts the new beside the old: %s, %s",
               over > 0 ? "! " : "", human_size(paper->arena, deploy),
               over > 0 ? arena_format(paper->arena, "%s more than RAM",
                                       human_size(paper->arena, over))
                        : "which fits");
}

static int rank_of(const json_t *machine)
{
    static const char *const ranks[] = {"fits", "swaps", "squeezes", "kills"};
    for (int i = 3; i > 0; i--)
        if (strcmp(look_text(machine, "rest_state"), ranks[i]) == 0)
            return i;
    return 0;
}

static enum ink ink_of(const json_t *machine)
{
    const int rank = rank_of(machine);
    return rank == 0 ? INK_GOOD : rank == 1 ? INK_WARN : INK_BAD;
}

/* A bare model of queues says nothing about memory. */
static bool is_described(const json_t *machine)
{
    const double full = look_number(machine, "full");
    return isnan(full) || full > 0;
}

static void write_machine(const struct paper *paper, const char *name,
                          const json_t *machine)
{
    struct arena *arena = paper->arena;
    const double leaks_s = look_number(machine, "leaks_reach_ram_s");
    if (!is_described(machine)) {
        paper_line(paper, INK_DIM, INDENT, "%s, %s: nothing on it has a size", name,
                   look_text(machine, "instance"));
        return;
    }
    paper_line(paper, ink_of(machine), INDENT, "%s %s, %s: %s at rest of %s",
               rank_of(machine) ? "✗" : "✓", name, look_text(machine, "instance"),
               human_size(arena, look_number(machine, "rest")),
               memory_of(arena, machine));
    write_bar(paper, machine);
    write_instances(paper, machine);
    write_limits(paper, machine);
    paper_line(paper, INK_PLAIN, INDENT, "%s", full_sentence(arena, machine));
    write_deploy(paper, machine);
    if (leaks_s >= 0)
        paper_line(paper, INK_WARN, INDENT,
                   "! leaks of %s an hour at the mean load fill RAM after %s",
                   human_size(arena, 3600 * look_number(machine, "leak_per_s")),
                   human_duration(arena, leaks_s));
}

void check_memory_write(const struct paper *paper, const json_t *report)
{
    json_t *all = look_at(report, "memory");
    const char *name;
    json_t *machine;
    if (json_object_size(all) == 0)
        return;
    paper_heading(paper, "MEMORY");
    json_object_foreach (all, name, machine)
        if (!check_group_repeats(report, name))
            write_machine(paper, name, machine);
}

/* The first instance that its own limit is too small for, though its machine has room. */
static const char *limit_sentence(struct arena *arena, json_t *all)
{
    const char *name;
    json_t *machine;
    json_object_foreach (all, name, machine) {
        const json_t *instances = look_at(machine, "instances");
        for (size_t i = 0; i < json_array_size(instances); i++) {
            const json_t *instance = json_array_get(instances, i);
            if (!look_flag(instance, "fits_mem_limit"))
                return arena_format(
                    arena, "%s needs %s at rest and its mem_limit is %s",
                    look_text(instance, "id"),
                    human_size(arena, look_number(instance, "rest")),
                    human_size(arena, look_number(instance, "mem_limit")));
        }
    }
    return NULL;
}

const char *check_memory_verdict(struct arena *arena, const json_t *report)
{
    json_t *all = look_at(report, "memory"), *machine;
    const char *name, *worst_name = NULL;
    const json_t *worst = NULL;
    json_object_foreach (all, name, machine) {
        if (!is_described(machine) || (worst && rank_of(machine) <= rank_of(worst)))
            continue;
        worst = machine;
        worst_name = name;
    }
    const char *limit = worst && rank_of(worst) == 0 ? limit_sentence(arena, all) : NULL;
    if (limit)
        return limit;
    return worst ? rest_sentence(arena, worst_name, worst) : NULL;
}
