/* cost_nat_gateway.c - NAT gateways on the bill.
 *
 *   gateways      one in each zone, all month
 *   public IPv4   one for each gateway
 *   GB processed  what machines received through them
 *
 * What crosses zones on its way to a gateway is among the traffic (cost_traffic.c).
 */
#include "models/cost_nat_gateway.h"

static const char *item(const struct cost_bill *bill, const struct service_def *service,
                        const char *what)
{
    return arena_format(bill->arena, "%s: %u %s", service->item.name,
                        (unsigned)service->zones.count, what);
}

void cost_nat_gateway_add(struct cost_bill *bill, const struct service_def *service)
{
    const double count = service->zones.count;
    const struct cost_amount hours =
        cost_lines_hours(count, COST_MONTH_H, count * bill->window_h);
    const double bytes = bill->usage->services[service->index].processed_bytes;
    cost_lines_add(bill, item(bill, service, count > 1 ? "NAT gateways" : "NAT gateway"),
                   hours, "h",
                   service->price.given ? cost_lines_given(bill, &service->price)
                                        : cost_lines_catalog(bill, "NAT", "hour"),
                   COST_FIXED);
    cost_lines_add(bill, item(bill, service, "public IPv4"), hours, "h",
                   cost_lines_catalog(bill, "PublicIPv4", "address_hour"), COST_FIXED);
    cost_lines_add(bill,
                   arena_format(bill->arena, "%s: data processed", service->item.name),
                   cost_lines_metered(bill, bytes / COST_GB), "GB",
                   cost_lines_catalog(bill, "NAT", "data"), COST_METERED);
}
