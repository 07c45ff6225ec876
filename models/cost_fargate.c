/* cost_fargate.c - see cost_fargate.h.
 *
 *   CPU      tasks x vCPUs x hours x price of the architecture
 *   memory   tasks x GB x hours x price
 *
 * The tasks wanted run all month; in the run each is billed from the pull of its image.
 * Where the service scales that is the lowest number it ever has, and the hours above it
 * are metered.
 * 20 GB of storage are included. Spot takes up to 70% off; how much at the moment is not
 * in the catalog, so the most stands in for it. A price of the user's, for an hour of a
 * task, replaces both lines.
 */
#include "models/cost_fargate.h"

#include <math.h>

struct fargate_bill {
    struct cost_bill *bill;
    const struct service_def *service;
    double least;            /* tasks that are always there */
    double least_h, above_h; /* in the run: theirs, those of the others */
};

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

/* `each` units, which are `what`, for every hour of a task; what is above the least number
 * follows the load, where the service scales. */
static void add(const struct fargate_bill *f, const char *what, double each,
                const char *unit, struct cost_price price)
{
    struct cost_bill *bill = f->bill;
    const struct service_def *service = f->service;
    const char *name = service->item.name;
    cost_lines_add(bill,
                   *what ? arena_format(bill->arena, "%s: %g x %s", name, f->least, what)
                         : arena_format(bill->arena, "%s: %g tasks", name, f->least),
                   cost_lines_hours(f->least * each, COST_MONTH_H, each * f->least_h),
                   unit, price, COST_FIXED);
    if (service->autoscale.given)
        cost_lines_add(bill,
                       arena_format(bill->arena, "%s: %s%stasks above %g", name, what,
                                    *what ? ", " : "", f->least),
                       cost_lines_metered(bill, each * f->above_h), unit, price,
                       COST_METERED);
}

static struct cost_price own_price(const struct cost_bill *bill,
                                   const struct service_def *service)
{
    struct cost_price own = cost_lines_given(bill, &service->price);
    if (service->price.per == PRICE_PER_MONTH)
        own.usd /= COST_MONTH_H;
    return own;
}

void cost_fargate_add(struct cost_bill *bill, const struct host_def *host, double run_h)
{
    const struct service_def *service = host->managed;
    const struct autoscale_def *scale = &service->autoscale;
    const struct task_def *task = &service->task;
    const double least = scale->given ? scale->least : service->replicas;
    const double least_h = scale->given ? fmin(run_h, least * bill->window_h) : run_h;
    const struct fargate_bill f = {bill, service, least, least_h, run_h - least_h};
    char size[UNIT_TEXT];
    if (service->price.given) {
        add(&f, "", 1, "h", own_price(bill, service));
        return;
    }
    units_write_size(size, task->memory_bytes);
    add(&f, arena_format(bill->arena, "%g vCPU", task->cpu), task->cpu, "vCPU-h",
        price_of(bill, service, "vcpu"));
    add(&f, size, task->memory_bytes / COST_GB, "GB-h", price_of(bill, service, "gb"));
}
