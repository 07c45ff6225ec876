/* text_hosts.c - see text_hosts.h.
 *
 * The memory bar shows what was needed at the worst moment against what there is:
 *   [█████████████████████|▒▒▒▒▒▒]   full blocks are in RAM, grey ones did not fit
 *   [██████████░░░░░░░░░░░]          light ones were free
 * Up to DETAILED machines are told at length, more in a table of one line each.
 */
#include "sim/output/text_hosts.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"

#include <math.h>
#include <string.h>

enum {
    DETAILED = 6,
    LABEL = 16,
    BESIDE = 36, /* columns of the paper that are not the bar's */
    BAR_MOST = PAPER_MOST - BESIDE,
};

/* ", system 12%", nothing for a part that rounds to nothing. */
static const char *part_text(struct arena *arena, const char *name, double share)
{
    if (!(share >= 0.0005))
        return "";
    return arena_format(arena, ", %s %s", name, human_share(arena, share));
}

static void write_cpu(const struct paper *paper, const json_t *cpu)
{
    struct arena *arena = paper->arena;
    const char *parts[] = {
        part_text(arena, "system", look_number(cpu, "system")),
        part_text(arena, "waiting for the disk", look_number(cpu, "iowait")),
        part_text(arena, "withheld for lack of credits", look_number(cpu, "steal")),
    };
    paper_wrap(paper, INK_PLAIN, "  CPU", LABEL,
               arena_format(arena, "mean %s, peak %s (user %s%s%s%s)",
                            human_share(arena, look_number(cpu, "mean")),
                            human_share(arena, look_number(cpu, "peak")),
                            human_share(arena, look_number(cpu, "user")), parts[0],
                            parts[1], parts[2]));
}

static void repeat(FILE *memory, const char *symbol, int times)
{
    for (int i = 0; i < times; i++)
        fputs(symbol, memory);
}

/* `need` against `total` bytes; at least one grey block when it does not fit. */
static const char *bar_text(const struct paper *paper, double need, double total)
{
    const int columns = paper->style.columns - BESIDE;
    char text[BAR_MOST * 3 + 8];
    FILE *memory = fmemopen(text, sizeof text, "w");
    if (!memory || !(total > 0) || !(need >= 0))
        return "";
    const double scale = columns / fmax(need, total);
    int ram = (int)lround(fmin(total, need) * scale);
    int over = (int)lround(fmax(0, need - total) * scale);
    if (need > total && over == 0)
        over = 1;
    ram = ram + over > columns ? columns - over : ram;
    fputs("[", memory);
    repeat(memory, "█", ram);
    repeat(memory, "|", over > 0);
    repeat(memory, "▒", over);
    repeat(memory, "░", columns - ram - over);
    fputs("]", memory);
    fclose(memory);
    return arena_text(paper->arena, text, strlen(text));
}

static void write_memory(const struct paper *paper, const json_t *host)
{
    struct arena *arena = paper->arena;
    const json_t *memory = look_at(host, "memory");
    const double need = look_need(host);
    const double total = look_number(memory, "total");
    const enum ink ink = need > total ? INK_BAD : INK_PLAIN;
    if (need == 0) /* nobody gave figures: an empty bar would look like a finding */
        return;
    paper_wrap(paper, ink, "  memory", LABEL, bar_text(paper, need, total));
    paper_line(paper, ink, LABEL, "needs %s at its peak, RAM is %s%s",
               human_size(arena, need), human_size(arena, total),
               need > total ? arena_format(arena, ": %s too little",
                                           human_size(arena, need - total))
                            : "");
    const double swap = look_number(memory, "swap_total");
    const double swapped = look_number(memory, "swap_peak");
    if (swap > 0 || swapped > 0)
        paper_wrap(paper, INK_PLAIN, "  swap", LABEL,
                   arena_format(arena, "at most %s used%s%s", human_size(arena, swapped),
                                swap > 0 ? " of " : "",
                                swap > 0 ? human_size(arena, swap) : ""));
}

/* What is left of a credit below its thousandth is rounding; less than none is borrowed,
 * in unlimited mode. */
static const char *credits_text(struct arena *arena, const json_t *credits,
                                const char *at)
{
    const double value = look_number(credits, at);
    if (fabs(value) < 0.0005)
        return "0";
    return value < 0 ? arena_format(arena, "%s borrowed", human_number(arena, -value))
                     : human_number(arena, value);
}

static void write_credits(const struct paper *paper, const json_t *credits)
{
    if (!json_is_object(credits))
        return;
    struct arena *arena = paper->arena;
    const double depleted_s = look_number(credits, "depleted_at_s");
    const double surplus = look_number(credits, "surplus");
    const bool borrows = look_number(credits, "min") < -0.0005;
    const char *empty = borrows ? "" : ", never empty";
    if (!isnan(depleted_s))
        empty = arena_format(arena, ", empty at %s", human_moment(arena, depleted_s));
    const char *billed = surplus > 0 ? arena_format(arena, ", %s surplus credits billed",
                                                    human_number(arena, surplus))
                                     : "";
    paper_wrap(paper, isnan(depleted_s) ? INK_PLAIN : INK_BAD, "  CPU credits", LABEL,
               arena_format(arena, "%s at the start, %s at the end, lowest %s%s%s",
                            credits_text(arena, credits, "start"),
                            credits_text(arena, credits, "end"),
                            credits_text(arena, credits, "min"), empty, billed));
}

static void write_volume(const struct paper *paper, const json_t *volume)
{
    if (!json_is_object(volume))
        return;
    paper_wrap(paper, INK_PLAIN, "  volume", LABEL,
               arena_format(paper->arena, "busy %s of the time, peak %s",
                            human_share(paper->arena, look_number(volume, "utilization")),
                            human_share(paper->arena, look_number(volume, "peak"))));
}

static void write_trouble(const struct paper *paper, const json_t *host)
{
    struct arena *arena = paper->arena;
    const double kills = look_number(host, "oom_kills");
    const double unreachable_s = look_number(host, "unreachable_s");
    if (kills > 0)
        paper_line(paper, INK_BAD, 4, "Out of memory: %s killed.",
                   human_plural(arena, kills, "process", "processes"));
    if (unreachable_s > 0) {
        const double at_s = look_number(host, "unreachable_at_s");
        paper_line(paper, INK_BAD, 4, "Unreachable for %s%s%s.",
                   human_moment(arena, unreachable_s), isnan(at_s) ? "" : ", first at ",
                   isnan(at_s) ? "" : human_moment(arena, at_s));
    }
}

static void write_host(const struct paper *paper, const char *name, const json_t *host)
{
    paper_line(paper, INK_BOLD, 2, "%s (%s)", name, look_text(host, "instance"));
    write_cpu(paper, look_at(host, "cpu"));
    write_memory(paper, host);
    write_credits(paper, look_at(host, "credits"));
    write_volume(paper, look_at(host, "volume"));
    write_trouble(paper, host);
}

/* ---- Many machines ---- */

/* Of a host that scales it may never have been asked for. */
static bool was_there(const json_t *host)
{
    return !(look_number(host, "hours") <= 0);
}

static void add_row(struct text_table *table, const char *name, const json_t *host)
{
    struct arena *arena = table->paper->arena;
    const double need = look_need(host);
    const double total = look_number(host, "memory/total");
    const double kills = look_number(host, "oom_kills");
    table_row(table, need > total || kills > 0 ? INK_BAD : INK_PLAIN);
    table_cell(table, name);
    table_cell(table, look_text(host, "instance"));
    table_cell(table, human_share(arena, look_number(host, "cpu/mean")));
    table_cell(table, human_share(arena, look_number(host, "cpu/peak")));
    table_cell(table, human_share(arena, need / total));
    table_cell(table, credits_text(arena, look_at(host, "credits"), "end"));
    table_cell(table, human_count(arena, kills));
    table_cell(table, human_moment(arena, look_number(host, "unreachable_s")));
}

static void write_many(const struct paper *paper, json_t *hosts)
{
    const struct table_column columns[] = {
        {"machine", TABLE_CUT},  {"type", TABLE_CUT},          {"CPU", TABLE_RIGHT},
        {"peak", TABLE_RIGHT},   {"memory", TABLE_RIGHT},      {"credits", TABLE_RIGHT},
        {"killed", TABLE_RIGHT}, {"unreachable", TABLE_RIGHT},
    };
    struct text_table table;
    const char *name;
    json_t *host;
    table_init(&table, paper, columns, 8);
    json_object_foreach (hosts, name, host)
        if (was_there(host))
            add_row(&table, name, host);
    table_write(&table, 2);
    paper_line(paper, INK_DIM, 2, "memory: what was needed at the peak, of RAM");
}

/* ---- Machines that scale ---- */

static void write_group(const struct paper *paper, const char *name, const json_t *group)
{
    struct arena *arena = paper->arena;
    const double replaced = look_number(group, "replaced");
    const double limited_s = look_number(group, "limited_at_s");
    paper_wrap(
        paper, INK_PLAIN, name, LABEL,
        arena_format(
            arena,
            "%g to %g machines; serving: mean %s, most %s, at the end %s; %s "
            "machine-hours; scaled out %s, in %s%s%s",
            look_number(group, "min"), look_number(group, "max"),
            human_number(arena, look_number(group, "serving/mean")),
            human_number(arena, look_number(group, "serving/peak")),
            human_number(arena, look_number(group, "serving/end")),
            human_number(arena, look_number(group, "machine_hours")),
            human_plural(arena, look_number(group, "scale_outs"), "time", "times"),
            human_plural(arena, look_number(group, "scale_ins"), "time", "times"),
            replaced > 0 ? ", replaced " : "",
            replaced > 0 ? human_plural(arena, replaced, "machine", "machines") : ""));
    if (!isnan(limited_s))
        paper_line(paper, INK_BAD, LABEL, "more than its max were wanted at %s",
                   human_moment(arena, limited_s));
}

static void write_groups(const struct paper *paper, const json_t *report)
{
    json_t *groups = look_at(report, "groups"), *group;
    const char *name;
    json_object_foreach (groups, name, group)
        write_group(paper, name, group);
    if (json_object_size(groups) > 0)
        paper_line(paper, INK_DIM, 2,
                   "Shares below are of the whole time, also when a machine was off.");
}

void text_hosts_write(const struct paper *paper, const json_t *report)
{
    json_t *hosts = look_at(report, "hosts");
    const char *name;
    json_t *host;
    if (json_object_size(hosts) == 0)
        return;
    paper_heading(paper, "MACHINES");
    write_groups(paper, report);
    if (json_object_size(hosts) > DETAILED) {
        write_many(paper, hosts);
        return;
    }
    json_object_foreach (hosts, name, host)
        if (was_there(host))
            write_host(paper, name, host);
}
