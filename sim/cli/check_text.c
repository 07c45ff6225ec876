/* check_text.c - see check_text.h. The memory bars have a file of their own. */
#include "sim/cli/check_text.h"

#include "sim/cli/check_group.h"
#include "sim/cli/check_memory.h"
#include "sim/cli/check_tasks.h"
#include "sim/output/ellipsis.h"
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"
#include "sim/output/text_cost.h"

#include <math.h>
#include <string.h>

/* ---- the first lines ---- */

static const char *bottleneck_sentence(struct arena *arena, const json_t *report)
{
    const json_t *bottleneck = look_at(report, "bottleneck");
    if (!json_is_object(bottleneck))
        return "The traffic uses nothing that has a limit.";
    const double peak = look_number(bottleneck, "peak");
    const double growth = look_number(bottleneck, "headroom");
    const bool least = look_flag(bottleneck, "at_least");
    const char *start = arena_format(arena, "Bottleneck: %s, %s%s taken at the peak",
                                     look_text(bottleneck, "resource"),
                                     least ? "at least " : "", human_share(arena, peak));
    return arena_format(
        arena, "%s; it saturates at %s requests/s, %s times this traffic%s.", start,
        human_number(arena, look_number(bottleneck, "saturates_at_rate")),
        human_number(arena, growth), least ? " or earlier" : "");
}

/* No traffic, or none of which a request arrives. */
static bool is_idle(const json_t *report)
{
    json_t *all = look_at(report, "traffic"), *traffic;
    const char *name;
    json_object_foreach (all, name, traffic)
        if (look_number(traffic, "rate_peak") > 0)
            return false;
    return true;
}

/* "a", "a and b" or "a, b and c" of the idle services; "" without any. */
static const char *idle_names(struct arena *arena, const json_t *report)
{
    json_t *all = look_at(report, "services"), *service;
    const char *name, *names = "", *last = NULL;
    json_object_foreach (all, name, service) {
        if (!look_flag(service, "idle"))
            continue;
        if (last)
            names = arena_format(arena, "%s%s%s", names, *names ? ", " : "", last);
        last = name;
    }
    if (!last)
        return "";
    return *names ? arena_format(arena, "%s and %s", names, last) : last;
}

/* Without a single request there is more to say than that. */
static void write_idle(const struct paper *paper, const json_t *report)
{
    const char *names = idle_names(paper->arena, report);
    if (*names && !is_idle(report))
        paper_line(paper, INK_WARN, 2,
                   "! No request reaches %s: neither traffic nor a call leads there.",
                   names);
}

static void write_load(const struct paper *paper, const json_t *report)
{
    const bool over = look_number(look_at(report, "bottleneck"), "headroom") < 1;
    if (is_idle(report))
        paper_line(paper, INK_WARN, 2,
                   "! No request arrives: there is no load to judge.");
    else
        paper_line(paper, over ? INK_BAD : INK_GOOD, 2, "%s %s", over ? "✗" : "✓",
                   bottleneck_sentence(paper->arena, report));
}

static void write_groups(const struct paper *paper, const json_t *report)
{
    json_t *groups = look_at(report, "groups"), *group;
    const char *name;
    json_object_foreach (groups, name, group)
        paper_line(paper, INK_PLAIN, 2,
                   "%s scales from %g to %g machines, which are alike: loads are those "
                   "of %g, the fixed cost is that of %g.",
                   name, look_number(group, "min"), look_number(group, "max"),
                   look_number(group, "max"), look_number(group, "billed_least"));
}

static void write_scaling(const struct paper *paper, const json_t *report)
{
    json_t *services = look_at(report, "services"), *service;
    const char *name;
    json_object_foreach (services, name, service)
        if (look_at(service, "scaling"))
            paper_line(paper, INK_PLAIN, 2,
                       "%s scales from %g to %g tasks; loads are those of the %g it "
                       "begins with.",
                       name, look_number(service, "scaling/min"),
                       look_number(service, "scaling/max"),
                       look_number(service, "scaling/start"));
}

static void write_first(const struct paper *paper, const json_t *report)
{
    const char *memory = check_memory_verdict(paper->arena, report);
    const char *variant = look_text(report, "scenario/variant");
    const bool fits = look_flag(report, "fits");
    paper_line(paper, INK_BOLD, 0, "%s%s%s",
               ellipsis_title(paper->arena, look_text(report, "scenario/name")),
               *variant ? ", variant " : "", variant);
    check_tasks_complain(paper, report);
    if (memory)
        paper_line(paper, fits ? INK_GOOD : INK_BAD, 2, "%s %s.", fits ? "✓" : "✗",
                   memory);
    write_load(paper, report);
    write_idle(paper, report);
    write_groups(paper, report);
    write_scaling(paper, report);
}

/* ---- load ---- */

static const char *users_of(struct arena *arena, const json_t *traffic)
{
    const double requests = look_number(traffic, "iteration_requests");
    const char *users =
        human_plural(arena, look_number(traffic, "users_peak"), "user", "users");
    if (!(requests > 1))
        return users;
    return arena_format(arena, "%s, %s requests an iteration", users,
                        human_number(arena, requests));
}

static const char *bound_of(struct arena *arena, const json_t *traffic)
{
    const char *bound = look_text(traffic, "bound");
    const double blocked = look_number(traffic, "blocked");
    if (!look_flag(traffic, "closed"))
        return blocked > 0 ? arena_format(arena, "arrivals, of which an edge drops %s",
                                          human_share(arena, blocked))
                           : "arrivals, whatever happens";
    const char *users = users_of(arena, traffic);
    if (look_flag(traffic, "exact"))
        return arena_format(
            arena, "%s, exact: they wait %s on average", users,
            human_duration(arena, look_number(traffic, "response_exact_s")));
    if (strcmp(bound, "users") == 0)
        return arena_format(arena, "%s, at most: nobody waits", users);
    return arena_format(arena, "%s, at most: %s holds them back", users, bound);
}

static void write_traffic(const struct paper *paper, const json_t *report)
{
    const struct table_column columns[] = {
        {"traffic", TABLE_CUT},   {"mean /s", TABLE_RIGHT},
        {"peak /s", TABLE_RIGHT}, {"least response", TABLE_RIGHT},
        {"held by", TABLE_WRAP},
    };
    json_t *all = look_at(report, "traffic"), *traffic;
    struct arena *arena = paper->arena;
    struct text_table table;
    const char *name;
    if (json_object_size(all) == 0)
        return;
    paper_heading(paper, "TRAFFIC");
    table_init(&table, paper, columns, 5);
    json_object_foreach (all, name, traffic) {
        table_row(&table, INK_PLAIN);
        table_cell(&table, name);
        table_cell(&table, human_number(arena, look_number(traffic, "rate_mean")));
        table_cell(&table, human_number(arena, look_number(traffic, "rate_peak")));
        table_cell(&table,
                   human_duration(arena, look_number(traffic, "response_least_s")));
        table_cell(&table, bound_of(arena, traffic));
    }
    table_write(&table, 2);
}

/* Shares and factors that are far from mattering are only told to be so. */
static const char *share_of(struct arena *arena, const json_t *resource, const char *key)
{
    const double share = look_number(resource, key);
    const bool least = look_flag(resource, "at_least");
    if (share > 0 && share < 0.001)
        return "< 0.1%";
    return arena_format(arena, "%s%s", least ? "≥ " : "", human_share(arena, share));
}

static const char *growth_of(struct arena *arena, const json_t *resource)
{
    const double growth = look_number(resource, "headroom");
    if (growth > 1000)
        return "> 1,000 x";
    return isnan(growth) ? "" : arena_format(arena, "%s x", human_number(arena, growth));
}

/* Only what somebody uses: a design has many limits that nothing comes near. */
static bool is_used(const json_t *resource)
{
    return look_number(resource, "peak") > 0;
}

static const char *capacity_of(struct arena *arena, const json_t *resource)
{
    const double capacity = look_number(resource, "capacity");
    const char *unit = look_text(resource, "unit");
    const size_t length = strlen(unit);
    if (strcmp(unit, "bytes/s") == 0)
        return arena_format(arena, "%s/s", human_size(arena, capacity));
    const bool one =
        capacity == 1 && length > 0 && unit[length - 1] == 's' && !strchr(unit, '/');
    return arena_format(arena, "%s %.*s", human_number(arena, capacity),
                        (int)(one ? length - 1 : length), unit);
}

static void add_resource(struct text_table *table, const json_t *one, bool is_bottleneck)
{
    struct arena *arena = table->paper->arena;
    const bool over = look_number(one, "peak") > 1;
    table_row(table, over ? INK_BAD : is_bottleneck ? INK_BOLD : INK_PLAIN);
    table_cell(table, look_text(one, "id"));
    table_cell(table, capacity_of(arena, one));
    table_cell(table, share_of(arena, one, "utilization"));
    table_cell(table, share_of(arena, one, "peak"));
    table_cell(table, growth_of(arena, one));
}

/* What is in store runs dry. */
static void write_lasting(const struct paper *paper, const json_t *resource)
{
    struct arena *arena = paper->arena;
    const double mean_s = look_number(resource, "lasts_mean_s");
    const double peak_s = look_number(resource, "lasts_peak_s");
    if (mean_s >= 0)
        paper_line(paper, INK_WARN, 2, "! %s: what is in store lasts %s at the mean load",
                   look_text(resource, "id"), human_duration(arena, mean_s));
    else if (peak_s >= 0)
        paper_line(
            paper, INK_WARN, 2,
            "! %s: what is in store lasts %s at the peak, and comes back at the mean",
            look_text(resource, "id"), human_duration(arena, peak_s));
}

static void write_resources(const struct paper *paper, const json_t *report)
{
    const struct table_column columns[] = {
        {"resource", TABLE_CUT}, {"capacity", TABLE_RIGHT}, {"mean", TABLE_RIGHT},
        {"peak", TABLE_RIGHT},   {"growth", TABLE_RIGHT},
    };
    const json_t *all = look_at(report, "resources");
    const char *tightest = look_text(report, "bottleneck/resource");
    struct text_table table;
    paper_heading(paper, "UTILISATION, by operational laws");
    table_init(&table, paper, columns, 5);
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i);
        if (is_used(one) && !check_group_repeats(report, look_text(one, "id")))
            add_resource(&table, one, strcmp(look_text(one, "id"), tightest) == 0);
    }
    table_write(&table, 2);
    for (size_t i = 0; i < json_array_size(all); i++)
        if (!check_group_repeats(report, look_text(json_array_get(all, i), "id")))
            write_lasting(paper, json_array_get(all, i));
    paper_line(
        paper, INK_DIM, 2,
        "growth: times the traffic at which it saturates. Retries, starts and paging "
        "are not in it: run the scenario for those.");
}

static const char *places_of(struct arena *arena, const json_t *report,
                             const json_t *service, bool is_task)
{
    const json_t *list = look_at(service, "placement");
    const char *text = "", *repeats = "";
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *place = json_array_get(list, i);
        const char *host = look_text(place, "host");
        if (*host && !check_group_repeats(report, host))
            text = arena_format(arena, "%s%s%s on %s", text, *text ? ", " : "",
                                look_text(place, "id"), host);
        else if (*host)
            repeats = ", and so on";
    }
    text = arena_format(arena, "%s%s", text, repeats);
    if (*text)
        return text;
    return is_task ? "nowhere: it finds no room" : "outside all machines";
}

static void write_services(const struct paper *paper, const json_t *report)
{
    const struct table_column columns[] = {
        {"service", TABLE_CUT},     {"peak /s", TABLE_RIGHT}, {"CPU a call", TABLE_RIGHT},
        {"in flight", TABLE_RIGHT}, {"where", TABLE_WRAP},
    };
    json_t *all = look_at(report, "services"), *service;
    const json_t *tasks = look_at(report, "tasks/services");
    struct arena *arena = paper->arena;
    struct text_table table;
    const char *name;
    paper_heading(paper, "PLACEMENT");
    table_init(&table, paper, columns, 5);
    json_object_foreach (all, name, service) {
        const double cpu_s =
            look_number(service, "cpu_s") + look_number(service, "collection_s");
        const double calls = look_number(service, "calls_peak");
        table_row(&table, INK_PLAIN);
        table_cell(&table, name);
        table_cell(&table, calls > 0 ? human_number(arena, calls) : "");
        table_cell(&table, cpu_s > 0 ? human_duration(arena, cpu_s) : "");
        table_cell(&table,
                   calls > 0
                       ? arena_format(
                             arena, "≥ %s",
                             human_number(arena, look_number(service, "in_flight_least")))
                       : "");
        table_cell(&table, places_of(arena, report, service,
                                     json_object_get(tasks, name) != NULL));
    }
    table_write(&table, 2);
}

/* ---- the end ---- */

static void write_thresholds(const struct paper *paper, const json_t *report)
{
    const json_t *all = look_at(report, "thresholds");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *one = json_array_get(all, i);
        const bool ok = look_flag(one, "ok");
        paper_line(paper, ok ? INK_GOOD : INK_BAD, 2, "%s %s %s: %s by fixed costs alone",
                   ok ? "✓" : "✗", look_text(one, "metric"), look_text(one, "expression"),
                   human_usd(paper->arena, look_number(one, "value")));
    }
}

void check_text_write(const json_t *report, struct paper_style style, FILE *out)
{
    struct arena arena;
    arena_init(&arena);
    const struct paper paper = {out, style, &arena};
    write_first(&paper, report);
    check_memory_write(&paper, report);
    write_traffic(&paper, report);
    write_resources(&paper, report);
    check_tasks_write(&paper, report);
    write_services(&paper, report);
    if (json_array_size(look_at(report, "cost/items")) > 0 ||
        json_array_size(look_at(report, "cost/unpriced")) > 0)
        text_cost_write(&paper, report, true);
    write_thresholds(&paper, report);
    arena_clear(&arena);
}
