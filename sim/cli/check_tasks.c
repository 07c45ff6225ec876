/* check_tasks.c - what tasks of ECS reserve: two bars for each machine.
 *
 *     web[0], m6i.large: 3 tasks of api
 *       memory  [████████████████████████████████░░░░░░░░░]  6 of 7.59 GiB
 *       CPU     [██████████████████████████████░░░░░░░░░░░]  1,536 of 2,048 units
 *
 * Reserved is what placement goes by, not what is used.
 */
#include "sim/cli/check_tasks.h"

#include "sim/output/document_add.h"
#include "sim/output/human.h"
#include "sim/output/look.h"

#include <math.h>

enum { BAR = 40, INDENT = 2 };

/* ---- JSON ---- */

static void add_service(json_t *services, const struct placement_fit_service *fit)
{
    json_t *service = document_add_object(services, fit->service->item.name);
    document_add_number(service, "wanted", fit->wanted);
    document_add_number(service, "placed", fit->placed);
    document_add_text(service, "why", fit->why);
}

static void add_machine(json_t *machines, const struct placement_fit *fit,
                        const struct placement_fit_machine *found)
{
    json_t *machine = document_add_object(machines, found->machine->name);
    const struct host_def *host = found->machine->host;
    document_add_text(machine, "instance",
                      host->is_catalog ? host->instance.item.name : "inline");
    document_add_number(machine, "memory", found->registered.bytes);
    document_add_number(machine, "memory_reserved", found->reserved.bytes);
    document_add_number(machine, "cpu_units", found->registered.units);
    document_add_number(machine, "cpu_units_reserved", found->reserved.units);
    json_t *tasks = document_add_object(machine, "tasks");
    for (uint32_t i = 0; i < fit->service_count; i++)
        if (found->tasks[i] > 0)
            document_add_number(tasks, fit->services[i].service->item.name,
                                found->tasks[i]);
}

void check_tasks_add(json_t *report, const struct placement_fit *fit)
{
    if (fit->service_count == 0)
        return;
    json_t *all = document_add_object(report, "tasks");
    document_add_flag(all, "placed", fit->fits);
    json_t *services = document_add_object(all, "services");
    for (uint32_t i = 0; i < fit->service_count; i++)
        add_service(services, &fit->services[i]);
    json_t *machines = document_add_object(all, "machines");
    for (uint32_t i = 0; i < fit->machine_count; i++)
        add_machine(machines, fit, &fit->machines[i]);
}

/* ---- text ---- */

static const char *tasks_of(struct arena *arena, const json_t *machine)
{
    json_t *tasks = look_at(machine, "tasks"), *count;
    const char *text = "", *service;
    json_object_foreach (tasks, service, count)
        text = arena_format(
            arena, "%s%s%s of %s", text, *text ? ", " : "",
            human_plural(arena, json_number_value(count), "task", "tasks"), service);
    return *text ? text : "no task";
}

static void write_bar(const struct paper *paper, const char *name, double reserved,
                      double registered, const char *amounts)
{
    const long full = lround(BAR * reserved / registered);
    fprintf(paper->out, "%*s%-7s [", 2 * INDENT, "", name);
    for (long i = 0; i < BAR; i++)
        fputs(paper_spell(paper, i < full ? "█" : "░"), paper->out);
    fprintf(paper->out, "]  %s\n", amounts);
}

static void write_machine(const struct paper *paper, const char *name,
                          const json_t *machine)
{
    struct arena *arena = paper->arena;
    const double memory = look_number(machine, "memory");
    const double taken = look_number(machine, "memory_reserved");
    const double units = look_number(machine, "cpu_units");
    const double used = look_number(machine, "cpu_units_reserved");
    paper_line(paper, INK_PLAIN, INDENT, "%s, %s: %s", name,
               look_text(machine, "instance"), tasks_of(arena, machine));
    write_bar(paper, "memory", taken, memory,
              arena_format(arena, "%s of %s", human_size(arena, taken),
                           human_size(arena, memory)));
    write_bar(paper, "CPU", used, units,
              arena_format(arena, "%s of %s units", human_count(arena, used),
                           human_count(arena, units)));
}

void check_tasks_write(const struct paper *paper, const json_t *report)
{
    json_t *machines = look_at(report, "tasks/machines"), *machine;
    const char *name;
    if (json_object_size(machines) == 0)
        return;
    paper_heading(paper, "RESERVED BY TASKS");
    json_object_foreach (machines, name, machine)
        write_machine(paper, name, machine);
}

void check_tasks_complain(const struct paper *paper, const json_t *report)
{
    json_t *services = look_at(report, "tasks/services"), *service;
    const char *name;
    json_object_foreach (services, name, service) {
        const double placed = look_number(service, "placed");
        if (*look_text(service, "why"))
            paper_line(paper, INK_BAD, 2, "✗ %s: %.0f of %.0f tasks %s placed; %s.", name,
                       placed, look_number(service, "wanted"), placed == 1 ? "is" : "are",
                       look_text(service, "why"));
    }
}
