/* cost_fargate.c - see cost_fargate.h.
 *
 *   CPU      tasks x vCPUs x hours x price of the architecture
 *   memory   tasks x GB x hours x price
 *
 * The tasks wanted run all month; in the run each is billed from the pull of its image.
 * 20 GB of storage are included. Spot takes up to 70% off; how much at the moment is not
 * in the catalog, so the most stands in for it. A price of the user's, for an hour of a
 * task, replaces both lines.
 */
#include "models/cost_fargate.h"

#include <math.h>

static struct cost_price spot_price(const struct cost_bill *bill, struct cost_price whole)
{
    const struct cost_price most =
        cost_lines_catalog(bill, "Fargate", "spot_discount_max");
    return (struct cost_price){
        .usd = whole.usd * (1 - most.usd / 100),
        .source =
            arena_format(bill->arena, "stand-in: %g%% off, the most that spot takes; %s",
                         most.usd, whole.source ? whole.source : ""),
        .missing_in = whole.missing_in,
    };
}

static struct cost_price price_of(const struct cost_bill *bill,
                                  const struct service_def *service, const char *what)
{
    const char *arch = service->fargate.arch == FARGATE_ARM ? "arm" : "x86";
    const struct cost_price whole = cost_lines_catalog(
        bill, "Fargate", arena_format(bill->arena, "%s_hour_%s", what, arch));
    return service->fargate.spot == 1 ? spot_price(bill, whole) : whole;
}

static void add_task_hours(struct cost_bill *bill, const struct service_def *service,
                           double tasks, double run_h)
{
    struct cost_price own = cost_lines_given(bill, &service->price);
    if (service->price.per == PRICE_PER_MONTH)
        own.usd /= COST_MONTH_H;
    cost_lines_add(bill,
                   arena_format(bill->arena, "%s: %g tasks", service->item.name, tasks),
                   cost_lines_hours(tasks, COST_MONTH_H, run_h), "h", own, COST_FIXED);
}

void cost_fargate_add(struct cost_bill *bill, const struct host_def *host, double run_h)
{
    const struct service_def *service = host->managed;
    const struct task_def *task = &service->fargate.task;
    const double tasks = service->replicas, gb = task->memory_bytes / COST_GB;
    const char *name = service->item.name;
    char size[UNIT_TEXT];
    if (service->price.given) {
        add_task_hours(bill, service, tasks, run_h);
        return;
    }
    units_write_size(size, task->memory_bytes);
    cost_lines_add(bill,
                   arena_format(bill->arena, "%s: %g x %g vCPU", name, tasks, task->cpu),
                   cost_lines_hours(tasks * task->cpu, COST_MONTH_H, task->cpu * run_h),
                   "vCPU-h", price_of(bill, service, "vcpu"), COST_FIXED);
    cost_lines_add(bill, arena_format(bill->arena, "%s: %g x %s", name, tasks, size),
                   cost_lines_hours(tasks * gb, COST_MONTH_H, gb * run_h), "GB-h",
                   price_of(bill, service, "gb"), COST_FIXED);
}
