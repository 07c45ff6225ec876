/* cost_rds.c - see cost_rds.h.
 *
 *   instance   730 h x price of engine and class
 *   standby    multi-AZ: as much again, unless the catalog has a price for both
 *   storage    GB x price; a standby has the same
 *
 * Surplus credits are a line of the machine's (cost_hosts.c).
 */
#include "models/cost_rds.h"

#include <math.h>

static struct cost_price hour_price(const struct cost_bill *bill,
                                    const struct service_def *service, const char *suffix)
{
    if (service->price.given) {
        struct cost_price own = cost_lines_given(bill, &service->price);
        if (service->price.per == PRICE_PER_MONTH)
            own.usd /= COST_MONTH_H;
        return own;
    }
    return cost_lines_catalog(bill, "RDS",
                              arena_format(bill->arena, "%s %s%s",
                                           rds_def_engine_names[service->rds.engine],
                                           service->rds.class_name, suffix));
}

static struct cost_price standby_price(const struct cost_bill *bill,
                                       const struct service_def *service)
{
    struct cost_price one = hour_price(bill, service, "");
    if (service->price.given)
        return one;
    const struct cost_price both = hour_price(bill, service, " multi-az");
    return isnan(both.usd)
               ? one
               : (struct cost_price){.usd = both.usd - one.usd, .source = both.source};
}

/* The free tier is for databases in one zone: with a standby the price is under no row
 * that it covers. */
static struct cost_price one_zone(struct cost_price price, int copies)
{
    if (copies > 1)
        price.listed = NULL;
    return price;
}

void cost_rds_add(struct cost_bill *bill, const struct host_def *host, double run_h)
{
    const struct service_def *service = host->managed;
    const struct rds_storage_def *storage = &service->rds.storage;
    const char *name = service->item.name;
    const int copies = service->rds.multi_az == 1 ? 2 : 1;
    const struct cost_amount hours = cost_lines_hours(1, COST_MONTH_H, run_h);
    char size[UNIT_TEXT];
    units_write_size(size, storage->size_bytes);
    cost_lines_add(
        bill,
        arena_format(bill->arena, "%s: %s on %s", name,
                     rds_def_engine_names[service->rds.engine], service->rds.class_name),
        hours, "h", one_zone(hour_price(bill, service, ""), copies), COST_FIXED);
    if (copies > 1)
        cost_lines_add(bill, arena_format(bill->arena, "%s: standby (multi-AZ)", name),
                       hours, "h", one_zone(standby_price(bill, service), copies),
                       COST_FIXED);
    cost_lines_add(
        bill,
        arena_format(bill->arena, "%s: %d x %s %s", name, copies, size,
                     storage->type == VOLUME_GP2 ? "gp2" : "gp3"),
        cost_lines_monthly(bill, copies * storage->size_bytes / COST_GB), "GB-month",
        one_zone(cost_lines_catalog(bill, "RDS",
                                    storage->type == VOLUME_GP2 ? "storage_gp2"
                                                                : "storage_gp3"),
                 copies),
        COST_FIXED);
}
