/* cost_dynamodb.c - see cost_dynamodb.h.
 *
 *   on demand     each unit that a read or write took; what is throttled is free
 *   provisioned   the capacity, by the hour, used or not
 *   storage       GB x price
 */
#include "models/cost_dynamodb.h"

#include <math.h>

static const char *dynamodb_item(const struct cost_bill *bill,
                                 const struct service_def *service, const char *what)
{
    return arena_format(bill->arena, "%s: %s", service->item.name, what);
}

static void dynamodb_add_on_demand(struct cost_bill *bill,
                                   const struct service_def *service)
{
    const struct service_usage *usage = &bill->usage->services[service->index];
    cost_lines_add(bill, dynamodb_item(bill, service, "write units"),
                   cost_lines_metered(bill, usage->write_units), "units",
                   cost_lines_catalog(bill, "DynamoDB", "wru_ondemand"), COST_METERED);
    cost_lines_add(bill, dynamodb_item(bill, service, "read units"),
                   cost_lines_metered(bill, usage->read_units), "units",
                   cost_lines_catalog(bill, "DynamoDB", "rru_ondemand"), COST_METERED);
}

static void dynamodb_add_provisioned(struct cost_bill *bill,
                                     const struct service_def *service)
{
    const double *capacity = service->dynamodb.capacity;
    const double wcu = capacity[DYNAMODB_WRITE], rcu = capacity[DYNAMODB_READ];
    cost_lines_add(bill, dynamodb_item(bill, service, "write capacity"),
                   cost_lines_hours(wcu, COST_MONTH_H, wcu * bill->window_h), "WCU-h",
                   cost_lines_catalog(bill, "DynamoDB", "wcu_hour"), COST_FIXED);
    cost_lines_add(bill, dynamodb_item(bill, service, "read capacity"),
                   cost_lines_hours(rcu, COST_MONTH_H, rcu * bill->window_h), "RCU-h",
                   cost_lines_catalog(bill, "DynamoDB", "rcu_hour"), COST_FIXED);
}

void cost_dynamodb_add(struct cost_bill *bill, const struct service_def *service)
{
    if (service->dynamodb.mode == DYNAMODB_PROVISIONED)
        dynamodb_add_provisioned(bill, service);
    else
        dynamodb_add_on_demand(bill, service);
    const struct cost_price price =
        service->price.given ? cost_lines_given(bill, &service->price)
                             : cost_lines_catalog(bill, "DynamoDB", "storage_standard");
    cost_lines_add(bill, dynamodb_item(bill, service, "storage"),
                   cost_lines_monthly(bill, service->storage_bytes / COST_GB), "GB-month",
                   price, COST_FIXED);
}
