/* figures_data.c - see figures_data.h.
 */
#include "sim/output/figures_data.h"

#include "sim/output/csv.h"
#include "sim/output/look.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static const double percent = 100;
static const double gib = 1.0 / (1024.0 * 1024 * 1024);

/* ---- Columns ---- */

static json_t *all_series(const json_t *report)
{
    return look_at(report, "timeline/series");
}

static uint32_t step_count(const json_t *report)
{
    uint32_t steps = 0;
    const char *name;
    json_t *series;
    json_object_foreach (all_series(report), name, series) {
        const uint32_t length = (uint32_t)json_array_size(series);
        steps = length > steps ? length : steps;
    }
    return steps;
}

static struct figures_columns columns_init(const json_t *report, uint32_t capacity,
                                           struct arena *arena)
{
    return (struct figures_columns){
        .items = arena_array(arena, capacity, sizeof(struct figures_column)),
        .steps = step_count(report)};
}

/* The series of that name times `factor`; NAN where it has nothing, or is not there. */
static double *values_of(const json_t *report, const char *name, double factor,
                         uint32_t steps, struct arena *arena)
{
    const json_t *series = json_object_get(all_series(report), name);
    double *values = arena_array(arena, steps, sizeof *values);
    for (uint32_t i = 0; i < steps; i++) {
        const json_t *value = json_array_get(series, i);
        values[i] = json_is_number(value) ? json_number_value(value) * factor : NAN;
    }
    return values;
}

static void add(struct figures_columns *columns, const char *title, double *values)
{
    columns->items[columns->count++] = (struct figures_column){
        .title = title, .values = values, .at_0 = columns->steps > 0 ? values[0] : NAN};
}

struct figures_columns figures_data_cpu(const json_t *report, const char *machine,
                                        struct arena *arena)
{
    static const char *const kinds[] = {"user", "system", "iowait", "steal"};
    struct figures_columns columns = columns_init(report, 5, arena);
    for (int i = 0; i < 4; i++)
        add(&columns, kinds[i],
            values_of(report, arena_format(arena, "host.%s.cpu.%s", machine, kinds[i]),
                      percent, columns.steps, arena));
    add(&columns, "credits",
        values_of(report, arena_format(arena, "host.%s.credits", machine), 1,
                  columns.steps, arena));
    const json_t *host = json_object_get(look_at(report, "hosts"), machine);
    columns.items[4].at_0 = look_number(host, "credits/start");
    return columns;
}

static bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* In a stack, something that is not there holds nothing. */
static double *zero_for_nothing(double *values, uint32_t steps)
{
    for (uint32_t i = 0; i < steps; i++)
        values[i] = isnan(values[i]) ? 0 : values[i];
    return values;
}

/* RAM plus the swap the machine has; NAN without. */
static double *ram_and_swap(const json_t *report, const char *machine, const double *ram,
                            uint32_t steps, struct arena *arena)
{
    const json_t *host = json_object_get(look_at(report, "hosts"), machine);
    const double swap = look_number(host, "memory/swap_total") * gib;
    double *values = arena_array(arena, steps, sizeof *values);
    for (uint32_t i = 0; i < steps; i++)
        values[i] = swap > 0 ? ram[i] + swap : NAN;
    return values;
}

struct figures_columns figures_data_memory(const json_t *report, const char *machine,
                                           struct arena *arena)
{
    json_t *all = all_series(report);
    struct figures_columns columns =
        columns_init(report, (uint32_t)json_object_size(all) + 3, arena);
    const uint32_t steps = columns.steps;
    double *ram =
        values_of(report, arena_format(arena, "host.%s.ram", machine), gib, steps, arena);
    const char *prefix = arena_format(arena, "host.%s.memory.", machine);
    const char *system = arena_format(arena, "%ssystem", prefix);
    add(&columns, "RAM", ram);
    add(&columns, "RAM + swap", ram_and_swap(report, machine, ram, steps, arena));
    add(&columns, "system",
        zero_for_nothing(values_of(report, system, gib, steps, arena), steps));
    const char *name;
    json_t *series;
    json_object_foreach (all, name, series) {
        if (has_prefix(name, prefix) && strcmp(name, system) != 0)
            add(&columns, name + strlen(prefix),
                zero_for_nothing(values_of(report, name, gib, steps, arena), steps));
    }
    return columns;
}

/* ---- fewer columns ---- */

static double sum_of(const struct figures_column *column, uint32_t steps)
{
    double sum = 0;
    for (uint32_t i = 0; i < steps; i++)
        sum += column->values[i];
    return sum;
}

/* The column of the services that holds least; those from `first` on are services. */
static uint32_t least_of(const struct figures_columns *columns, uint32_t first)
{
    uint32_t least = first;
    for (uint32_t i = first + 1; i < columns->count; i++)
        if (sum_of(&columns->items[i], columns->steps) <
            sum_of(&columns->items[least], columns->steps))
            least = i;
    return least;
}

void figures_data_join(struct figures_columns *columns, uint32_t most,
                       struct arena *arena)
{
    enum { SERVICES = 3 }; /* behind RAM, RAM + swap, system */
    double *others = arena_array(arena, columns->steps, sizeof *others);
    uint32_t joined = 0;
    if (columns->count <= SERVICES + most)
        return;
    while (columns->count > SERVICES + most - 1) {
        const uint32_t least = least_of(columns, SERVICES);
        for (uint32_t i = 0; i < columns->steps; i++)
            others[i] += columns->items[least].values[i];
        memmove(&columns->items[least], &columns->items[least + 1],
                (columns->count - least - 1) * sizeof *columns->items);
        columns->count--;
        joined++;
    }
    add(columns, arena_format(arena, "%u others", joined), others);
}

struct figures_columns figures_data_latency(const json_t *report, struct arena *arena)
{
    struct figures_columns columns = columns_init(report, 4, arena);
    const uint32_t steps = columns.steps;
    add(&columns, "p50", values_of(report, "requests.latency_p50", 1, steps, arena));
    add(&columns, "p95", values_of(report, "requests.latency_p95", 1, steps, arena));
    add(&columns, "p99", values_of(report, "requests.latency_p99", 1, steps, arena));
    const double *answered = values_of(report, "requests.answered", 1, steps, arena);
    double *failed = values_of(report, "requests.failed", 1, steps, arena);
    for (uint32_t i = 0; i < steps; i++) {
        const double ended = failed[i] + answered[i];
        failed[i] = ended > 0 ? failed[i] / ended * percent : NAN;
    }
    add(&columns, "failed", failed);
    return columns;
}

/* ---- Lines ---- */

void figures_data_write(const json_t *report, const struct figures_columns *columns,
                        FILE *out)
{
    const double step_s = look_number(report, "timeline/step_s");
    const double end_s = look_number(report, "scenario/simulated_s");
    fputs("time_s", out);
    for (uint32_t i = 0; i < columns->count; i++) {
        fputc(',', out);
        csv_write_text(columns->items[i].title, out);
    }
    fputc('\n', out);
    for (uint32_t line = 0; columns->steps > 0 && line <= columns->steps; line++) {
        csv_write_number(fmin(step_s * line, end_s), out);
        for (uint32_t i = 0; i < columns->count; i++) {
            const struct figures_column *column = &columns->items[i];
            fputc(',', out);
            csv_write_number(line > 0 ? column->values[line - 1] : column->at_0, out);
        }
        fputc('\n', out);
    }
}

/* ---- Events ---- */

/* Worth a mark, in the order of the legend. */
static const struct mark {
    const char *kind, *title;
} marks[] = {
    {"oom_kill", "killed: out of memory"},
    {"worker_killed", "worker killed"},
    {"restart", "restarted"},
    {"unreachable", "unreachable"},
    {"machine_start", "machine restarted"},
    {"credits_depleted", "credits empty"},
    {"set", "changed by an event"},
};
enum { MARKS = sizeof marks / sizeof *marks };
static const double marks_apart = 1.0 / 150; /* of the width, of one kind */

static int mark_of(const json_t *event)
{
    for (int i = 0; i < MARKS; i++)
        if (strcmp(look_text(event, "kind"), marks[i].kind) == 0)
            return i;
    return -1;
}

/* Did it happen on that machine: to itself, or to an instance that runs there? */
static bool is_on(const json_t *report, const json_t *event, const char *machine)
{
    const char *who = look_text(event, "who");
    if (!machine || strcmp(who, machine) == 0)
        return true;
    const char *name;
    json_t *service;
    json_object_foreach (look_at(report, "services"), name, service) {
        const json_t *detail = look_at(service, "detail");
        for (size_t i = 0; i < json_array_size(detail); i++) {
            const json_t *instance = json_array_get(detail, i);
            const char *id = look_text(instance, "id");
            /* a worker or process of an instance begins with the instance's name */
            if (*id && has_prefix(who, id) &&
                strcmp(look_text(instance, "host"), machine) == 0)
                return true;
        }
    }
    return false;
}

/* The events to mark, by their mark; -1 for all others. */
static int *chosen(const json_t *report, const json_t *events, const char *machine,
                   struct arena *arena)
{
    const double apart_s = look_number(report, "scenario/simulated_s") * marks_apart;
    const size_t count = json_array_size(events);
    int *of = arena_array(arena, count + 1, sizeof *of);
    double last_s[MARKS];
    for (int i = 0; i < MARKS; i++)
        last_s[i] = -INFINITY;
    for (size_t i = 0; i < count; i++) {
        const json_t *event = json_array_get(events, i);
        const double at_s = look_number(event, "at_s");
        of[i] = mark_of(event);
        if (of[i] < 0)
            continue;
        if (!(at_s - last_s[of[i]] >= apart_s) || !is_on(report, event, machine))
            of[i] = -1;
        else
            last_s[of[i]] = at_s;
    }
    return of;
}

uint32_t figures_data_write_events(const json_t *report, const char *machine,
                                   struct arena *arena, FILE *out)
{
    const json_t *events = look_at(report, "events");
    const int *of = chosen(report, events, machine, arena);
    const size_t count = json_array_size(events);
    bool occurs[MARKS] = {false};
    uint32_t kinds = 0;
    for (size_t i = 0; i < count; i++)
        if (of[i] >= 0)
            occurs[of[i]] = true;
    fputs("time_s", out);
    for (int i = 0; i < MARKS; i++) {
        if (occurs[i])
            fprintf(out, ",%s", marks[i].title);
        kinds += occurs[i];
    }
    fputc('\n', out);
    for (size_t i = 0; i < count; i++) {
        if (of[i] < 0)
            continue;
        csv_write_number(look_number(json_array_get(events, i), "at_s"), out);
        for (int mark = 0; mark < MARKS; mark++)
            if (occurs[mark])
                fputs(mark == of[i] ? ",1" : ",", out);
        fputc('\n', out);
    }
    return kinds;
}
