/* cost_services.c - the managed services' part of the bill.
 *
 * One table says what each kind is billed for, but for those with a file of their own. A
 * price the user gives replaces the row that is billed in the same unit; in a unit of no
 * row (an `alb` at so much a month) it replaces them all. An `external` or `flat` has no
 * price but the user's.
 *
 * What a balancer (cost_balancer.c) and a NAT gateway (cost_nat_gateway.c) cost beyond that
 * is more than a row.
 */
#include "models/cost_services.h"

#include "models/cost_api_gateway.h"
#include "models/cost_balancer.h"
#include "models/cost_dynamodb.h"
#include "models/cost_edge.h"
#include "models/cost_group.h"
#include "models/cost_lambda.h"
#include "models/cost_nat_gateway.h"

#include <math.h>

/* ---- quantities ---- */

typedef struct cost_amount services_quantity(const struct cost_bill *bill,
                                             const struct service_def *service);

static const struct service_usage *services_usage(const struct cost_bill *bill,
                                                  const struct service_def *service)
{
    return &bill->usage->services[service->index];
}

static struct cost_amount services_all_hours(const struct cost_bill *bill,
                                             const struct service_def *service)
{
    (void)service;
    return cost_lines_hours(1, COST_MONTH_H, bill->window_h);
}

static struct cost_amount services_one_month(const struct cost_bill *bill,
                                             const struct service_def *service)
{
    (void)service;
    return cost_lines_monthly(bill, 1);
}

static struct cost_amount services_calls(const struct cost_bill *bill,
                                         const struct service_def *service)
{
    return cost_lines_metered(bill, services_usage(bill, service)->calls);
}

/* What a limit turned away was not done, and is not paid for. */
static struct cost_amount services_let_in(const struct cost_bill *bill,
                                          const struct service_def *service)
{
    const struct service_usage *usage = services_usage(bill, service);
    return cost_lines_metered(bill, usage->calls - usage->refused);
}

/* ---- what each kind is billed for ---- */

struct services_row {
    int kind;
    const char *what; /* after the service's name */
    const char *unit;
    enum price_per per;          /* the user's price in this unit replaces it */
    const char *service, *price; /* in the catalog; NULL: only the user's price */
    enum cost_basis basis;
    services_quantity *quantity;
};

/* clang-format off */
static const struct services_row services_rows[] = {
    {KIND_ALB, "load balancer", "h", PRICE_PER_HOUR, "ALB", "hour", COST_FIXED,
     services_all_hours},
    {KIND_NLB, "load balancer", "h", PRICE_PER_HOUR, "NLB", "hour", COST_FIXED,
     services_all_hours},
    {KIND_EXTERNAL, "calls", "calls", PRICE_PER_CALL, NULL, NULL, COST_METERED,
     services_let_in},
};
/* clang-format on */

enum { SERVICES_ROWS = sizeof(services_rows) / sizeof(services_rows[0]) };

/* The user's price is in a unit of one of the kind's rows. */
static bool services_price_fits(const struct service_def *service)
{
    if (service->kind == KIND_LAMBDA || service->kind == KIND_API_GATEWAY)
        return service->price.per == PRICE_PER_CALL;
    if (service->kind == KIND_DYNAMODB)
        return service->price.per == PRICE_PER_GB_MONTH;
    for (uint32_t i = 0; i < SERVICES_ROWS; i++)
        if (services_rows[i].kind == service->kind &&
            services_rows[i].per == service->price.per)
            return true;
    return cost_edge_price_fits(service);
}

static const char *services_item(const struct cost_bill *bill,
                                 const struct service_def *service, const char *what)
{
    return arena_format(bill->arena, "%s: %s", service->item.name, what);
}

static void services_add_row(struct cost_bill *bill, const struct service_def *service,
                             const struct services_row *row)
{
    struct cost_price price = {.usd = NAN};
    if (service->price.given && service->price.per == row->per)
        price = cost_lines_given(bill, &service->price);
    else if (row->service)
        price = cost_lines_catalog(bill, row->service, row->price);
    cost_lines_add(bill, services_item(bill, service, row->what),
                   row->quantity(bill, service), row->unit, price, row->basis);
}

/* One fee for the whole service, by the hour or by the month (an amount without a unit
 * is a month's). */
static void services_add_fee(struct cost_bill *bill, const struct service_def *service)
{
    const struct cost_price price = cost_lines_given(bill, &service->price);
    const enum price_per per = service->price.per;
    if (per == PRICE_PER_HOUR)
        cost_lines_add(bill, services_item(bill, service, "fee"),
                       services_all_hours(bill, service), "h", price, COST_FIXED);
    else if (per == PRICE_PER_MONTH || per == PRICE_ONCE)
        cost_lines_add(bill, services_item(bill, service, "fee"),
                       services_one_month(bill, service), "month", price, COST_FIXED);
    else
        cost_lines_unpriced(bill, services_item(bill, service, "price in another unit"),
                            services_calls(bill, service), "calls");
}

void cost_services_add(struct cost_bill *bill, const struct service_def *service)
{
    if (service->ecs.given && service->price.given)
        services_add_fee(bill, service);
    if (service->autoscale.given)
        cost_group_add_alarms(bill, service->item.name, &service->autoscale);
    if (service->kind == KIND_PROCESS)
        return;
    if (service->kind == KIND_NAT_GATEWAY) {
        cost_nat_gateway_add(bill, service);
        return;
    }
    if (service->price.given && !services_price_fits(service)) {
        services_add_fee(bill, service);
        return;
    }
    for (uint32_t i = 0; i < SERVICES_ROWS; i++)
        if (services_rows[i].kind == service->kind)
            services_add_row(bill, service, &services_rows[i]);
    cost_edge_add(bill, service);
    if (service_def_is_balancer(service))
        cost_balancer_add(bill, service);
    else if (service->kind == KIND_LAMBDA)
        cost_lambda_add(bill, service);
    else if (service->kind == KIND_DYNAMODB)
        cost_dynamodb_add(bill, service);
    else if (service->kind == KIND_API_GATEWAY)
        cost_api_gateway_add(bill, service);
}
