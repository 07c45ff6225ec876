/* html_services.c - the table of services; see html_parts.h.
 */
#include "sim/output/html_parts.h"

#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>

enum { ROWS = 100 }; /* more are left to the JSON report */

static const struct sheet_column columns[] = {
    {"service", false}, {"instances", true}, {"cores", true}, {"busy", true},
    {"peak", true},     {"waiting", true},   {"peak", true},  {"waited p95", true},
    {"memory", true},   {"restarts", true},  {"killed", true}};
enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

/* A mean; small ones matter to nobody. */
static const char *mean_text(struct arena *arena, const json_t *service, const char *at)
{
    const double value = look_number(service, at);
    return value > 0 && value < 0.01 ? "<0.01" : human_number(arena, value);
}

static const char *count_text(struct arena *arena, const json_t *service, const char *at)
{
    const double value = look_number(service, at);
    return value > 0 ? human_count(arena, value) : "";
}

static void write_service(const struct sheet *sheet, const char *name,
                          const json_t *service)
{
    struct arena *arena = sheet->arena;
    const double memory = look_number(service, "memory_peak");
    const double killed = look_number(service, "kills");
    const char *cells[COLUMNS] = {
        name,
        human_count(arena, look_number(service, "instances")),
        mean_text(arena, service, "cpu_mean"),
        mean_text(arena, service, "in_flight_mean"),
        mean_text(arena, service, "in_flight_peak"),
        mean_text(arena, service, "queue_mean"),
        mean_text(arena, service, "queue_peak"),
        human_duration(arena, look_number(service, "wait_s/p95")),
        memory > 0 ? human_size(arena, memory) : "",
        count_text(arena, service, "restarts"),
        count_text(arena, service, "kills")};
    sheet_row(sheet, columns, cells, COLUMNS, killed > 0 ? "bad" : "");
}

void html_services_write(const struct sheet *sheet, const json_t *report)
{
    json_t *services = look_at(report, "services"), *service;
    const char *name;
    size_t rows = 0;
    if (json_object_size(services) == 0)
        return;
    sheet_markup(sheet, "<h2>Services</h2>\n");
    sheet_table(sheet, columns, COLUMNS);
    json_object_foreach (services, name, service)
        if (rows++ < ROWS)
            write_service(sheet, name, service);
    sheet_table_end(sheet);
    html_tables_more(sheet, rows, ROWS);
    sheet_element(
        sheet, "p class=\"dim\"",
        "Cores: CPU used, mean. Busy: requests that hold a thread; waiting: for "
        "one. Memory: of all instances, at the peak.");
}
