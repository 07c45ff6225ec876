/* cost_hosts.c - the machines' part of the bill.
 *
 *   machine-hours  count x hours_per_month (730) x price of the type on the host's
 *                  terms; reserved or under a savings plan all 730, on or off
 *   volume         count x GB x price; paid all month, also while the machine is off
 *   snapshots      count x GB that are kept x price
 *   gp3 extras     each IOPS above 3,000 and each MiB/s above 125, by the month
 *   public IPv4    one address for each machine, by the hour the machine is on
 *   a group        the machines above its min, see cost_group.h
 *   surplus        credits billed in mode unlimited; 60 credits are one vCPU-hour
 *
 * A machine of the user's own with no price costs nothing and has no line (the ledger
 * says so); one of the catalog whose price is not known in the region is unpriced.
 */
#include "models/cost_hosts.h"

#include "models/cost_cluster.h"
#include "models/cost_fargate.h"
#include "models/cost_group.h"
#include "models/cost_surplus.h"

#include <math.h>

/* What a gp3 volume includes: awsdocs, general-purpose.md@e3707c43. */
enum { GP3_IOPS = 3000, GP3_MIB_PER_S = 125 };

struct hosts_line {
    struct cost_bill *bill;
    const struct host_def *host;
    const char *name;
    double count;
    double hours_per_month;
    double run_h; /* machines' hours in the window, together */
};

static double hosts_run_h(const struct cost_bill *bill, const struct host_def *host)
{
    double hours = 0;
    for (uint32_t i = 0; i < host->machine_count; i++)
        hours += bill->usage->machines[host->first_machine + i].hours;
    return hours;
}

/* ---- machine-hours ---- */

/* Where what is known of the type comes from. */
static const char *hosts_type_source(const struct hosts_line *line)
{
    const struct instance_type *type = &line->host->instance;
    return type->as_of && *type->as_of
               ? arena_format(line->bill->arena, "%s (%s)", type->source, type->as_of)
               : type->source;
}

static struct cost_price hosts_price(const struct hosts_line *line)
{
    const struct host_def *host = line->host;
    if (!host->is_catalog || host->instance.price.given) {
        struct cost_price own = cost_lines_given(line->bill, &host->instance.price);
        if (host->instance.price.per == PRICE_PER_MONTH)
            own.usd /= COST_MONTH_H;
        if (host->is_catalog && host->instance.source) /* of the user's own catalog */
            own.source = hosts_type_source(line);
        return own;
    }
    if (!host->price_listed)
        return (struct cost_price){.usd = NAN, .missing_in = line->bill->design->region};
    struct cost_price price = cost_lines_listed(line->bill, host->price_listed);
    if (!host->price_stand_in)
        return price;
    price.stand_in = true;
    price.source =
        arena_format(line->bill->arena, "%s; %s", price.source, host->price_stand_in);
    return price;
}

/* Paid for every hour, on or off. */
static bool hosts_is_committed(const struct host_def *host)
{
    return host->purchase == PURCHASE_RESERVED_1Y ||
           host->purchase == PURCHASE_SAVINGS_1Y;
}

static const char *hosts_terms(const struct host_def *host)
{
    static const char *const shown[] = {
        [PURCHASE_ON_DEMAND] = "",
        [PURCHASE_SPOT] = ", spot",
        [PURCHASE_RESERVED_1Y] = ", reserved",
        [PURCHASE_SAVINGS_1Y] = ", savings plan",
    };
    return shown[host->purchase];
}

static void hosts_add_machines(const struct hosts_line *line)
{
    const struct host_def *host = line->host;
    if (!host->is_catalog &&
        (!host->instance.price.given || host->instance.price.amount == 0))
        return;
    const char *type = host->is_catalog ? host->instance.item.name : "own machine";
    const char *item = arena_format(line->bill->arena, "%s: %g x %s%s", line->name,
                                    line->count, type, hosts_terms(host));
    const struct cost_amount hours =
        hosts_is_committed(host)
            ? cost_lines_hours(line->count, COST_MONTH_H,
                               line->count * line->bill->window_h)
            : cost_lines_hours(line->count, line->hours_per_month, line->run_h);
    cost_lines_add(line->bill, item, hours, "h", hosts_price(line), COST_FIXED);
}

/* ---- volumes ---- */

static void hosts_add_monthly(const struct hosts_line *line, const char *item,
                              double quantity, const char *unit, const char *price)
{
    cost_lines_add(line->bill, item, cost_lines_monthly(line->bill, quantity), unit,
                   cost_lines_catalog(line->bill, "EBS", price), COST_FIXED);
}

static void hosts_add_gp3_extras(const struct hosts_line *line)
{
    const struct volume_def *volume = &line->host->volume;
    const double mib_per_s = volume->throughput_bytes_per_s / 0x1p20;
    struct arena *arena = line->bill->arena;
    if (volume->iops > GP3_IOPS)
        hosts_add_monthly(
            line, arena_format(arena, "%s: gp3 IOPS above 3,000", line->name),
            line->count * (volume->iops - GP3_IOPS), "IOPS-month", "iops_gp3_above_3000");
    if (mib_per_s > GP3_MIB_PER_S)
        hosts_add_monthly(line,
                          arena_format(arena, "%s: gp3 MiB/s above 125", line->name),
                          line->count * (mib_per_s - GP3_MIB_PER_S), "MiB/s-month",
                          "throughput_gp3_above_125");
}

static void hosts_add_volumes(const struct hosts_line *line)
{
    const struct volume_def *volume = &line->host->volume;
    if (volume->type != VOLUME_GP2 && volume->type != VOLUME_GP3)
        return;
    const int gp3 = volume->type == VOLUME_GP3;
    char size[UNIT_TEXT];
    units_write_size(size, volume->size_bytes);
    const char *item = arena_format(line->bill->arena, "%s: %g x %s %s", line->name,
                                    line->count, size, gp3 ? "gp3" : "gp2");
    hosts_add_monthly(line, item, line->count * volume->size_bytes / COST_GB, "GB-month",
                      gp3 ? "storage_gp3" : "storage_gp2");
    if (gp3)
        hosts_add_gp3_extras(line);
    units_write_size(size, volume->snapshot_bytes);
    hosts_add_monthly(line,
                      arena_format(line->bill->arena, "%s: %g x %s of snapshots",
                                   line->name, line->count, size),
                      line->count * volume->snapshot_bytes / COST_GB, "GB-month",
                      "snapshot");
}

/* ---- public addresses ---- */

static void hosts_add_addresses(const struct hosts_line *line)
{
    const int wanted = line->host->public_ip;
    if (wanted == 0 || (wanted < 0 && !line->host->is_catalog))
        return;
    const char *item =
        arena_format(line->bill->arena, "%s: %g public IPv4", line->name, line->count);
    cost_lines_add(line->bill, item,
                   cost_lines_hours(line->count, line->hours_per_month, line->run_h), "h",
                   cost_lines_catalog(line->bill, "PublicIPv4", "address_hour"),
                   COST_FIXED);
}

/* ---- surplus credits ---- */

static struct cost_price hosts_surplus_price(const struct hosts_line *line)
{
    const struct host_def *host = line->host;
    if (host->managed)
        return cost_cluster_surplus_price(line->bill, host->managed);
    if (isnan(host->surplus_usd_per_vcpu_h) && host->instance.burst.surplus_price.given)
        return cost_lines_given(line->bill, &host->instance.burst.surplus_price);
    const bool known = host->is_catalog && host->instance.source;
    return (struct cost_price){
        .usd = host->surplus_usd_per_vcpu_h,
        .source = known ? hosts_type_source(line) : "given in the scenario",
    };
}

/* One that came or went lost its balance and was billed what it owed: that is metered. */
static double hosts_month_surplus(const struct cost_bill *bill,
                                  const struct host_def *host,
                                  const struct machine_usage *usage)
{
    const struct burst_def *burst = &host->instance.burst;
    const struct cost_surplus surplus = {
        .earn_per_h = burst->credits_per_hour,
        .max_credits = burst->max_credits,
        .used = usage->credits_used,
        .billed = usage->surplus_credits,
        .window_h = bill->window_h,
        .like_h = bill->like_h,
        .other_h = bill->other_h,
        .otherwise =
            isnan(bill->design->month.like_this_s) ? 0 : bill->design->month.otherwise,
    };
    if (host->autoscale.given && usage->hours < bill->window_h * (1 - 1e-9))
        return cost_lines_metered(bill, usage->surplus_credits).month;
    return cost_surplus_month(&surplus);
}

static void hosts_add_surplus(const struct hosts_line *line)
{
    const struct cost_bill *bill = line->bill;
    const struct burst_def *burst = &line->host->instance.burst;
    const int mode =
        line->host->credits.mode >= 0 ? line->host->credits.mode : burst->mode;
    if (isnan(burst->baseline) || mode != CREDIT_MODE_UNLIMITED)
        return;
    struct cost_amount credits = {0, 0};
    for (uint32_t i = 0; i < line->host->machine_count; i++) {
        const struct machine_usage *usage =
            &bill->usage->machines[line->host->first_machine + i];
        credits.month += hosts_month_surplus(bill, line->host, usage);
        credits.run += usage->surplus_credits;
    }
    const struct cost_amount vcpu_h = {credits.month / 60, credits.run / 60};
    const uint32_t before = bill->cost->line_count;
    cost_lines_add(line->bill,
                   arena_format(bill->arena, "%s: surplus CPU credits", line->name),
                   vcpu_h, "vCPU-h", hosts_surplus_price(line), COST_METERED);
    if (bill->cost->line_count > before)
        bill->cost->lines[before].surplus_of = line->host;
}

void cost_hosts_add(struct cost_bill *bill, const struct host_def *host)
{
    const double all_h = hosts_run_h(bill, host);
    const bool scales = host->autoscale.given == 1;
    const struct hosts_line line = {
        .bill = bill,
        .host = host,
        .name = host->item.name,
        .count = scales ? host->autoscale.least : host->machine_count,
        .hours_per_month =
            isnan(host->hours_per_month) ? COST_MONTH_H : host->hours_per_month,
        .run_h = scales ? cost_group_least_h(bill, host, all_h) : all_h,
    };
    if (design_is_fargate(host)) {
        cost_fargate_add(bill, host, all_h);
        return;
    }
    if (host->managed) {
        cost_cluster_add(bill, host, line.run_h);
        hosts_add_surplus(&line);
        return;
    }
    hosts_add_machines(&line);
    hosts_add_volumes(&line);
    hosts_add_addresses(&line);
    hosts_add_surplus(&line);
    if (scales)
        cost_group_add(bill, host, all_h,
                       hosts_is_committed(host) && host->is_catalog
                           ? cost_lines_catalog(bill, "EC2", host->instance.item.name)
                           : hosts_price(&line)); /* only its min is reserved */
}
