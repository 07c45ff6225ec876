/* text_timeline.c - see text_timeline.h.
 *
 * Lines stand below each other, so that one sees what came with what: memory first, then
 * CPU, then latency. Shares are drawn to 100%, memory to what the machine has (or needs,
 * where that is more), everything else to its own highest value. Of many machines the
 * fullest are shown.
 */
#include "sim/output/text_timeline.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/spark.h"
#include "sim/output/table.h"
#include "sim/output/utf8.h"

#include <math.h>
#include <string.h>

enum {
    MACHINES = 4, /* three lines each at most */
    LABEL_MOST = 24,
    VALUES = 9,        /* columns of "1,024 MiB" */
    EDGES = 2 + 3 * 2, /* of the page, and between four columns */
    MIDDLE_LEAST = 40, /* columns of an axis that has room for a third number */
};

typedef const char *write_value(struct arena *arena, double value);

struct drawing {
    struct text_table table;
    const json_t *series;
    int columns; /* of the axis */
};

/* ---- One line ---- */

struct range {
    double least, most; /* NAN: no value */
};

static struct range range_of(const json_t *values)
{
    struct range range = {NAN, NAN};
    for (size_t i = 0; i < json_array_size(values); i++) {
        const json_t *value = json_array_get(values, i);
        if (!json_is_number(value))
            continue;
        range.least = fmin(range.least, json_number_value(value));
        range.most = fmax(range.most, json_number_value(value));
    }
    return range;
}

/* top: of the highest block; NAN is the highest value. Above `limit` it is bad. */
static void draw(struct drawing *drawing, const char *label, const char *key, double top,
                 double limit, write_value *write)
{
    struct text_table *table = &drawing->table;
    struct arena *arena = table->paper->arena;
    const json_t *values = json_object_get(drawing->series, key);
    const struct range range = range_of(values);
    if (isnan(range.most))
        return;
    const double height = isnan(top) ? range.most : fmax(top, range.most);
    table_row(table, range.most > limit ? INK_BAD : INK_PLAIN);
    table_cell(table, label);
    table_cell(table, spark_text(arena, values, drawing->columns, height,
                                 table->paper->style.ascii));
    table_cell(table, write(arena, range.least));
    table_cell(table, write(arena, range.most));
}

/* ---- Machines ---- */

/* How full it was: what the fullest are chosen by. NAN: it never was there. */
static double fullness(const json_t *host)
{
    const double memory = look_need(host) / look_number(host, "memory/total");
    const double cpu = look_number(host, "cpu/peak");
    return look_number(host, "hours") <= 0 ? NAN : fmax(cpu, memory);
}

struct fullest {
    const char *names[MACHINES]; /* the fullest first, of equals as they stand */
    double full[MACHINES];
    int count;
};

static void fullest_offer(struct fullest *fullest, const char *name, double full)
{
    int place = fullest->count;
    while (place > 0 && full > fullest->full[place - 1])
        place--;
    if (place == MACHINES)
        return;
    fullest->count += fullest->count < MACHINES;
    for (int i = fullest->count - 1; i > place; i--) {
        fullest->names[i] = fullest->names[i - 1];
        fullest->full[i] = fullest->full[i - 1];
    }
    fullest->names[place] = name;
    fullest->full[place] = full;
}

static struct fullest fullest_of(json_t *hosts)
{
    struct fullest fullest = {.count = 0};
    const char *name;
    json_t *host;
    json_object_foreach (hosts, name, host) {
        const double full = fullness(host);
        if (!isnan(full))
            fullest_offer(&fullest, name, full);
    }
    return fullest;
}

static bool is_shown(const struct fullest *fullest, const char *name)
{
    for (int i = 0; i < fullest->count; i++)
        if (strcmp(fullest->names[i], name) == 0)
            return true;
    return false;
}

static void draw_host(struct drawing *drawing, const char *name, const json_t *host)
{
    struct arena *arena = drawing->table.paper->arena;
    const double ram = look_number(host, "memory/total");
    const json_t *credits = look_at(host, "credits");
    draw(drawing, arena_format(arena, "%s CPU", name),
         arena_format(arena, "host.%s.cpu", name), 1, 0.95, human_share);
    if (look_need(host) > 0) /* else nobody gave figures */
        draw(drawing, arena_format(arena, "%s memory", name),
             arena_format(arena, "host.%s.need", name), ram, ram, human_size);
    if (!isnan(look_number(credits, "depleted_at_s")) &&
        look_number(credits, "start") > 0)
        draw(drawing, arena_format(arena, "%s credits", name),
             arena_format(arena, "host.%s.credits", name), NAN, INFINITY, human_number);
}

static void draw_hosts(struct drawing *drawing, const json_t *report,
                       const struct fullest *fullest)
{
    json_t *groups = look_at(report, "groups"), *hosts = look_at(report, "hosts"), *each;
    struct arena *arena = drawing->table.paper->arena;
    const char *name;
    json_object_foreach (groups, name, each)
        draw(drawing, arena_format(arena, "%s machines", name),
             arena_format(arena, "host.%s.machines", name), NAN, INFINITY, human_number);
    json_object_foreach (hosts, name, each)
        if (is_shown(fullest, name))
            draw_host(drawing, name, each);
}

/* ---- Requests ---- */

static const char *per_second(struct arena *arena, double value)
{
    return arena_format(arena, "%s/s", human_number(arena, value));
}

static void draw_requests(struct drawing *drawing)
{
    const json_t *failed = json_object_get(drawing->series, "requests.failed");
    draw(drawing, "requests", "requests.offered", NAN, INFINITY, per_second);
    draw(drawing, "p95 latency", "requests.latency_p95", NAN, INFINITY, human_duration);
    if (range_of(failed).most > 0)
        draw(drawing, "failed", "requests.failed", NAN, 0, per_second);
}

/* Below the lines: where the first resource was full. */
static void draw_first(struct drawing *drawing, const json_t *report)
{
    struct text_table *table = &drawing->table;
    const double at_s = look_number(report, "verdict/first/at_s");
    const double share = at_s / look_number(report, "scenario/simulated_s");
    if (!(share >= 0 && share <= 1))
        return;
    const int column = (int)fmin(share * drawing->columns, drawing->columns - 1);
    table_row(table, INK_DIM);
    table_cell(table, "first full");
    table_cell(table, arena_format(table->paper->arena, "%*s▲", column, ""));
    table_cell(table, "");
    table_cell(table, human_moment(table->paper->arena, at_s));
}

/* ---- The axis ---- */

static const char *axis_text(struct arena *arena, double end_s, int columns)
{
    const char *end = human_moment(arena, end_s);
    const char *middle = human_moment(arena, end_s / 2);
    const int room = columns - (int)strlen("0 s") - (int)strlen(end);
    const int before = columns / 2 - (int)strlen("0 s") - (int)strlen(middle) / 2;
    if (columns < MIDDLE_LEAST)
        return arena_format(arena, "0 s%*s%s", room, "", end);
    return arena_format(arena, "0 s%*s%s%*s%s", before, "", middle,
                        room - before - (int)strlen(middle), "", end);
}

/* The longest label there can be. */
static int label_columns(const struct fullest *fullest)
{
    int most = (int)strlen("p95 latency");
    for (int i = 0; i < fullest->count; i++)
        most = (int)fmax(most, utf8_width(fullest->names[i]) + (int)strlen(" memory"));
    return most < LABEL_MOST ? most : LABEL_MOST;
}

void text_timeline_write(const struct paper *paper, const json_t *report)
{
    const double end_s = look_number(report, "scenario/simulated_s");
    const struct fullest fullest = fullest_of(look_at(report, "hosts"));
    const int beside = EDGES + label_columns(&fullest) + 2 * VALUES;
    struct drawing drawing = {.series = look_at(report, "timeline/series"),
                              .columns = paper->style.columns - beside};
    if (json_object_size(drawing.series) == 0 || !(end_s > 0))
        return;
    const struct table_column columns[] = {
        {"", TABLE_CUT},
        {axis_text(paper->arena, end_s, drawing.columns), TABLE_LEFT},
        {"lowest", TABLE_RIGHT},
        {"highest", TABLE_RIGHT},
    };
    table_init(&drawing.table, paper, columns, 4);
    draw_hosts(&drawing, report, &fullest);
    draw_requests(&drawing);
    draw_first(&drawing, report);
    paper_heading(paper, look_number(report, "scenario/replications") > 1
                             ? "OVER TIME (first replication)"
                             : "OVER TIME");
    table_write(&drawing.table, 2);
    paper_line(paper, INK_DIM, 2,
               "Full height is 100%% of CPU, RAM (or the need above it), else the "
               "highest value. A "
               "column shows its highest; blank: nobody was answered.");
}
