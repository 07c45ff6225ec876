/* cost_traffic.c - what moving bytes costs.
 *
 *   between zones     (GB out + GB in) x inter_az_each_direction: both ends pay, so a
 *                     line for each host, Fargate service and balancer. A managed
 *                     database, cache or search pays nothing for its own end (AWS,
 *                     general knowledge).
 *   to the internet   over the whole account and month, of all GB together
 *                       the first 100 free, then up to 10 TB, the next 40, the next 100,
 *                       and what is above; a TB is 1,024 GB. The free ones are part of
 *                       the first tier. A line for each tier that is used.
 *
 * Traffic into the region, within a zone, and to managed services of the region is free.
 * Of a run without a month (cost_lines.h) the tiers are those of its bytes alone.
 */
#include "models/cost_traffic.h"

#include <math.h>

/* ---- between zones ---- */

static void add_zones(struct cost_bill *bill, const char *name, double bytes)
{
    if (bytes > 0)
        cost_lines_add(
            bill, arena_format(bill->arena, "%s: traffic between zones", name),
            cost_lines_metered(bill, bytes / COST_GB), "GB",
            cost_lines_catalog(bill, "DataTransfer", "inter_az_each_direction"),
            COST_METERED);
}

static void add_host_zones(struct cost_bill *bill, const struct host_def *host)
{
    double bytes = 0;
    if (host->managed && !design_is_fargate(host))
        return;
    for (uint32_t i = 0; i < host->machine_count; i++) {
        const struct machine_usage *usage =
            &bill->usage->machines[host->first_machine + i];
        bytes += usage->cross_zone_out_bytes + usage->cross_zone_in_bytes;
    }
    add_zones(bill, host->item.name, bytes);
}

static void add_service_zones(struct cost_bill *bill, const struct service_def *service)
{
    const struct service_usage *usage = &bill->usage->services[service->index];
    if (service->kind != KIND_PROCESS) /* whose machines pay */
        add_zones(bill, service->item.name,
                  usage->cross_zone_out_bytes + usage->cross_zone_in_bytes);
}

/* ---- to the internet ---- */

static const struct tier {
    const char *what, *price;
    double up_to_gb; /* where it ends, counted from nothing */
} tiers[] = {
    {"first 10 TB", "internet_egress_tier1", 10240},
    {"next 40 TB", "internet_egress_tier2", 10240 + 40960},
    {"next 100 TB", "internet_egress_tier3", 10240 + 40960 + 102400},
    {"above 150 TB", "internet_egress_tier4", INFINITY},
};

/* Of `gb`, those between two bounds. */
static double between(double gb, double from_gb, double to_gb)
{
    return fmax(0, fmin(gb, to_gb) - from_gb);
}

static double internet_bytes(const struct cost_bill *bill)
{
    double bytes = 0;
    for (uint32_t i = 0; i < bill->design->machine_count; i++)
        bytes += bill->usage->machines[i].internet_out_bytes;
    for (uint32_t i = 0; i < bill->design->services.count; i++)
        if (design_service(bill->design, i)->kind != KIND_CLOUDFRONT) /* own price */
            bytes += bill->usage->services[i].internet_out_bytes;
    return bytes;
}

/* The run's part of a month's GB. */
static struct cost_amount part_of(const struct cost_bill *bill, double gb)
{
    if (isnan(bill->factor))
        return (struct cost_amount){NAN, gb};
    return (struct cost_amount){gb, gb / bill->factor};
}

static void add_internet(struct cost_bill *bill)
{
    const struct cost_amount all =
        cost_lines_metered(bill, internet_bytes(bill) / COST_GB);
    const double gb = isnan(all.month) ? all.run : all.month;
    const struct cost_price free_gb =
        cost_lines_catalog(bill, "DataTransfer", "internet_free_gb");
    double from_gb = isnan(free_gb.usd) ? 0 : free_gb.usd;
    if (from_gb > 0)
        cost_lines_add(bill, "to the internet, free", part_of(bill, fmin(gb, from_gb)),
                       "GB", (struct cost_price){.usd = 0, .source = free_gb.source},
                       COST_METERED);
    for (size_t i = 0; i < sizeof tiers / sizeof *tiers; i++) {
        cost_lines_add(
            bill, arena_format(bill->arena, "to the internet, %s", tiers[i].what),
            part_of(bill, between(gb, from_gb, tiers[i].up_to_gb)), "GB",
            cost_lines_catalog(bill, "DataTransfer", tiers[i].price), COST_METERED);
        from_gb = fmax(from_gb, tiers[i].up_to_gb);
    }
}

void cost_traffic_add(struct cost_bill *bill)
{
    const struct design *design = bill->design;
    for (uint32_t i = 0; i < design->hosts.count; i++)
        add_host_zones(bill, design_host(design, i));
    for (uint32_t i = 0; i < design->services.count; i++)
        add_service_zones(bill, design_service(design, i));
    add_internet(bill);
}
