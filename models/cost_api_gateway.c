/* cost_api_gateway.c - see cost_api_gateway.h.
 *
 * Requests that were let in, at the price of the first tier (300 million a month for an
 * HTTP API, 333 for a REST API); what is throttled is free (AWS re:Post: "does AWS charge
 * for throttled requests"). An HTTP API counts a request above 512 KB more than once;
 * sizes of requests are not simulated.
 */
#include "models/cost_api_gateway.h"

void cost_api_gateway_add(struct cost_bill *bill, const struct service_def *service)
{
    const struct service_usage *usage = &bill->usage->services[service->index];
    const char *item = service->api_gateway.type == API_GATEWAY_REST
                           ? "rest_requests_first_333M"
                           : "http_requests_first_300M";
    const struct cost_price price = service->price.given
                                        ? cost_lines_given(bill, &service->price)
                                        : cost_lines_catalog(bill, "APIGateway", item);
    cost_lines_add(bill, arena_format(bill->arena, "%s: requests", service->item.name),
                   cost_lines_metered(bill, usage->calls - usage->throttled), "requests",
                   price, COST_METERED);
}
