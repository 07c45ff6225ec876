/* text_services.c - see text_services.h.
 */
#include "sim/output/text_services.h"

#include "sim/output/human.h"
#include "sim/output/look.h"
#include "sim/output/table.h"

#include <math.h>
#include <string.h>

enum { SCALING_LABEL = 12 };

/* A mean; small ones matter to nobody, and their digits would take a name's place. */
static const char *mean_text(struct arena *arena, double value)
{
    return value > 0 && value < 0.01 ? "<0.01" : human_number(arena, value);
}

static void add_row(struct text_table *table, const char *name, const json_t *service)
{
    struct arena *arena = table->paper->arena;
    const double memory = look_number(service, "memory_peak");
    table_row(table, INK_PLAIN);
    table_cell(table, name);
    table_cell(table, human_count(arena, look_number(service, "instances")));
    table_cell(table, mean_text(arena, look_number(service, "cpu_mean")));
    table_cell(table, mean_text(arena, look_number(service, "in_flight_mean")));
    table_cell(table, mean_text(arena, look_number(service, "in_flight_peak")));
    table_cell(table, mean_text(arena, look_number(service, "queue_mean")));
    table_cell(table, mean_text(arena, look_number(service, "queue_peak")));
    table_cell(table, human_duration(arena, look_number(service, "wait_s/p95")));
    table_cell(table, memory > 0 ? human_size(arena, memory) : "-");
}

static void write_scaling(const struct paper *paper, const char *name,
                          const json_t *service)
{
    struct arena *arena = paper->arena;
    const json_t *scaling = look_at(service, "scaling");
    const double limited_s = look_number(scaling, "limited_at_s");
    if (!scaling)
        return;
    paper_wrap(
        paper, INK_PLAIN, name, SCALING_LABEL,
        arena_format(
            arena,
            "%g to %g tasks: mean %s, most %s, at the end %s; scaled out %s, in %s",
            look_number(scaling, "min"), look_number(scaling, "max"),
            human_number(arena, look_number(scaling, "mean")),
            human_number(arena, look_number(scaling, "peak")),
            human_number(arena, look_number(scaling, "end")),
            human_plural(arena, look_number(scaling, "scale_outs"), "time", "times"),
            human_plural(arena, look_number(scaling, "scale_ins"), "time", "times")));
    if (!isnan(limited_s))
        paper_line(paper, INK_BAD, SCALING_LABEL, "more than its max were wanted at %s",
                   human_moment(arena, limited_s));
}

static void write_table(const struct paper *paper, json_t *services)
{
    const struct table_column columns[] = {
        {"service", TABLE_CUT}, {"n", TABLE_RIGHT},        {"cores", TABLE_RIGHT},
        {"busy", TABLE_RIGHT},  {"peak", TABLE_RIGHT},     {"queued", TABLE_RIGHT},
        {"peak", TABLE_RIGHT},  {"wait p95", TABLE_RIGHT}, {"memory", TABLE_RIGHT},
    };
    struct text_table table;
    const char *name;
    json_t *service;
    table_init(&table, paper, columns, 9);
    json_object_foreach (services, name, service)
        add_row(&table, name, service);
    table_write(&table, 2);
    paper_line(paper, INK_DIM, 2,
               "n: instances; cores: CPU used, mean; busy: requests holding a thread; "
               "queued: waiting for one; memory: needed by all instances at the peak");
}

/* The instance whose heap was fullest. */
static const json_t *fullest(const json_t *service)
{
    const json_t *instances = json_object_get(service, "detail"), *instance;
    const json_t *found = json_array_get(instances, 0);
    size_t i;
    json_array_foreach (instances, i, instance)
        if (look_number(instance, "heap_used_peak") * look_number(found, "heap_max") >
            look_number(found, "heap_used_peak") * look_number(instance, "heap_max"))
            found = instance;
    return found ? found : service;
}

static void write_heap(const struct paper *paper, const char *name, const json_t *service)
{
    struct arena *arena = paper->arena;
    const json_t *full = fullest(service);
    const double peak = look_number(full, "heap_used_peak");
    const double most = look_number(full, "heap_max");
    const bool several = json_array_size(json_object_get(service, "detail")) > 1;
    if (!(most > 0 && peak > 0)) /* it may never have come up */
        return;
    paper_line(paper, peak > 0.9 * most ? INK_BAD : INK_PLAIN, 2,
               "%s: Java heap used %s in the mean, %s (%s) at the peak, of %s",
               several ? look_text(full, "id") : name,
               human_size(arena, look_number(full, "heap_used_mean")),
               human_size(arena, peak), human_share(arena, peak / most),
               human_size(arena, most));
}

static void write_messages(const struct paper *paper, const char *name,
                           const json_t *service)
{
    struct arena *arena = paper->arena;
    const json_t *messages = look_at(service, "messages");
    if (!messages)
        return;
    paper_line(
        paper, INK_PLAIN, 2,
        "%s: %s messages published, %s consumed, %s wait at the end; mean wait %s, "
        "oldest %s",
        name, human_count(arena, look_number(messages, "published")),
        human_count(arena, look_number(messages, "consumed")),
        human_count(arena, look_number(messages, "waiting_end")),
        human_duration(arena, look_number(messages, "wait_mean_s")),
        human_duration(arena, look_number(messages, "lag_peak_s")));
    if (look_number(messages, "lost") > 0 || look_number(messages, "redelivered") > 0)
        paper_line(
            paper, INK_BAD, 2, "%s: %s lost, %s delivered again", name,
            human_plural(arena, look_number(messages, "lost"), "message", "messages"),
            human_count(arena, look_number(messages, "redelivered")));
}

static void write_cache(const struct paper *paper, const char *name,
                        const json_t *service)
{
    struct arena *arena = paper->arena;
    const json_t *cache = look_at(service, "cache");
    if (cache && look_number(cache, "lookups") > 0)
        paper_line(
            paper, INK_PLAIN, 2, "%s: %s of %s hit, %s failed", name,
            human_share(arena, look_number(cache, "hit_ratio")),
            human_plural(arena, look_number(cache, "lookups"), "lookup", "lookups"),
            human_count(arena, look_number(cache, "failed")));
}

static void write_lambda(const struct paper *paper, const char *name,
                         const json_t *service)
{
    struct arena *arena = paper->arena;
    const json_t *lambda = look_at(service, "lambda");
    if (!lambda)
        return;
    const double calls = look_number(lambda, "invocations");
    const double cold = look_number(lambda, "cold_starts");
    const double timed_out = look_number(lambda, "timed_out");
    paper_line(paper, INK_PLAIN, 2, "%s: %s, %s of them cold (%s); at most %s at once",
               name, human_plural(arena, calls, "invocation", "invocations"),
               human_count(arena, cold), human_share(arena, calls > 0 ? cold / calls : 0),
               human_plural(arena, look_number(lambda, "environments_peak"),
                            "environment", "environments"));
    if (timed_out > 0)
        paper_line(paper, INK_BAD, 2, "%s: %s killed by its time-out", name,
                   human_plural(arena, timed_out, "invocation", "invocations"));
}

static void write_dynamodb(const struct paper *paper, const char *name,
                           const json_t *service)
{
    struct arena *arena = paper->arena;
    const json_t *dynamodb = look_at(service, "dynamodb");
    if (dynamodb)
        paper_line(
            paper, INK_PLAIN, 2, "%s: %s and %s units", name,
            human_plural(arena, look_number(dynamodb, "read_units"), "read", "read"),
            human_plural(arena, look_number(dynamodb, "write_units"), "write", "write"));
}

/* The kinds that say so themselves; NULL for the others. */
static const json_t *managed_of(const json_t *service)
{
    const json_t *found = look_at(service, "lambda");
    found = found ? found : look_at(service, "dynamodb");
    return found ? found : look_at(service, "api_gateway");
}

static void write_throttled(const struct paper *paper, const char *name,
                            const json_t *service)
{
    const double throttled = look_number(managed_of(service), "throttled");
    if (throttled > 0)
        paper_line(paper, INK_BAD, 2, "%s: throttled %s", name,
                   human_plural(paper->arena, throttled, "call", "calls"));
}

static void write_blocked(const struct paper *paper, const char *name,
                          const json_t *service)
{
    const double mean = look_number(service, "blocked_mean");
    if (mean > 0)
        paper_line(paper, INK_BAD, 2,
                   "%s: its watermark held %s publishing threads in the mean", name,
                   mean_text(paper->arena, mean));
}

/* On no machine: what it refuses is above its concurrency or rate. */
static bool is_outside(const json_t *service)
{
    const json_t *first = json_array_get(look_at(service, "detail"), 0);
    return first && !*look_text(first, "host");
}

static void write_trouble(const struct paper *paper, const char *name,
                          const json_t *service)
{
    struct arena *arena = paper->arena;
    const double kills = look_number(service, "kills");
    const double restarts = look_number(service, "restarts");
    const double recycles = look_number(service, "recycles");
    if (kills > 0)
        paper_line(paper, INK_BAD, 2, "%s: killed %s, restarted %s", name,
                   human_plural(arena, kills, "time", "times"),
                   human_plural(arena, restarts > 0 ? restarts : 0, "time", "times"));
    if (look_number(service, "refused") > 0 && !managed_of(service))
        paper_line(paper, INK_BAD, 2, "%s: refused %s, %s", name,
                   human_plural(arena, look_number(service, "refused"), "call", "calls"),
                   is_outside(service) ? "more than its limits allow"
                                       : "its waiting room was full");
    if (look_number(service, "failed_tries") > 0)
        paper_line(
            paper, INK_BAD, 2, "%s: %s found an instance gone", name,
            human_plural(arena, look_number(service, "failed_tries"), "try", "tries"));
    if (recycles > 0)
        paper_line(paper, INK_PLAIN, 2, "%s: %s recycled", name,
                   human_plural(arena, recycles, "worker", "workers"));
}

/* How often it started again though nobody killed it: 0 or more. */
static double quiet_restarts(const json_t *service)
{
    const double restarts = look_number(service, "restarts");
    return look_number(service, "kills") > 0 || !(restarts > 0) ? 0 : restarts;
}

/* The names of those that started again `times` times; "" when `first` is not the first. */
static const char *restarted(struct arena *arena, json_t *services, const char *first,
                             double times)
{
    const char *names = "", *name;
    json_t *service;
    json_object_foreach (services, name, service) {
        if (quiet_restarts(service) != times)
            continue;
        if (!*names && strcmp(name, first) != 0)
            return "";
        names = arena_format(arena, "%s%s%s", names, *names ? ", " : "", name);
    }
    return names;
}

/* Those of a machine that went down and came back did so together: one line for them. */
static void write_restarts(const struct paper *paper, json_t *services)
{
    const char *name;
    json_t *service;
    json_object_foreach (services, name, service) {
        const double times = quiet_restarts(service);
        const char *names =
            times > 0 ? restarted(paper->arena, services, name, times) : "";
        if (*names)
            paper_line(paper, INK_BAD, 2, "%s: restarted %s", names,
                       human_plural(paper->arena, times, "time", "times"));
    }
}

void text_services_write(const struct paper *paper, const json_t *report)
{
    json_t *services = look_at(report, "services");
    const char *name;
    json_t *service;
    if (json_object_size(services) == 0)
        return;
    paper_heading(paper, "SERVICES");
    write_table(paper, services);
    json_object_foreach (services, name, service) {
        write_scaling(paper, name, service);
        write_heap(paper, name, service);
        write_messages(paper, name, service);
        write_cache(paper, name, service);
        write_lambda(paper, name, service);
        write_dynamodb(paper, name, service);
        write_throttled(paper, name, service);
        write_blocked(paper, name, service);
        write_trouble(paper, name, service);
    }
    write_restarts(paper, services);
}
