/* api_gateway_def.c - see api_gateway_def.h. */
#include "models/api_gateway_def.h"

#include "models/limit.h"
#include "models/managed_def.h"

#include <math.h>

/* API Gateway developer guide: quotas of REST APIs (29 s unless raised) and of HTTP APIs
 * (30 s, fixed). */
double api_gateway_def_timeout_s(const struct service_def *service)
{
    const struct api_gateway_def *api = &service->api_gateway;
    if (!isnan(service->idle_timeout_s))
        return service->idle_timeout_s;
    return api->type == API_GATEWAY_REST ? 29 : 30;
}

/* The same guide, account-level quotas: 5000 at 10,000 a second, which is the most; what
 * a lower limit saves up is guessed to be a second's worth. */
double api_gateway_def_burst(double rate_limit_per_s)
{
    return fmin(5000, limit_most(rate_limit_per_s));
}

/* clang-format off */
static const struct choice api_gateway_def_types[] = {
    {"http", API_GATEWAY_HTTP, false},
    {"rest", API_GATEWAY_REST, false},
    {NULL, 0, false},
};

#define AT(member) offsetof(struct service_def, member)
static const struct field api_gateway_def_fields[] = {
    MANAGED_DEF_KIND,
    MANAGED_DEF_FORWARD,
    {.key = "each", .kind = FIELD_LIST, .offset = AT(each), .table = &step_table,
     .flags = FIELD_LONE,
     .help = "Steps of every endpoint that is forwarded and not listed."},
    {.key = "type", .kind = FIELD_CHOICE, .offset = AT(api_gateway.type),
     .standard = "http", .choices = api_gateway_def_types, .flags = FIELD_LEDGER,
     .help = "HTTP API or REST API: price, and time-out of what is behind (30 s, 29 s)."},
    {.key = "rate_limit", .kind = FIELD_RATE, .offset = AT(rate_limit_per_s),
     .standard = "10000/s",
     .help = "Requests it admits in a time; those above are throttled and not paid for."},
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency),
     .standard = "5ms", .help = "Time the gateway itself adds to a request."},
    {.key = "tls", .kind = FIELD_TABLE, .offset = AT(tls), .table = &managed_def_tls,
     .flags = FIELD_WHOLE,
     .help = "TLS ends at the gateway, which costs no machine anything."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of a call in place of the catalog's, or of a month in place of all."},
    {.key = "balance", .kind = FIELD_TABLE, .offset = AT(balance),
     .table = &balance_def_table, .flags = FIELD_WHOLE,
     .help = "How it picks among the instances of the service behind it, in place of "
             "that service's own."},
    {.key = "idle_timeout", .kind = FIELD_DURATION, .offset = AT(idle_timeout_s),
     .min = 0.001, .max = 1e6,
     .help = "What is behind it has timed out when it has not answered for so long; "
             "default AWS's, 30 s of an HTTP API, 29 s of a REST API."},
    MANAGED_DEF_ENDPOINTS,
};
#undef AT

static const struct habit api_gateway_def_habits[] = {
    MANAGED_DEF_NO_ZONES,
    {NULL, NULL},
};

const struct table api_gateway_def_table = {
    .name = "api_gateway", .size = sizeof(struct service_def),
    .help = "An API Gateway in front of functions and services.",
    .fields = api_gateway_def_fields, .count = FIELD_COUNT_OF(api_gateway_def_fields),
    .habits = api_gateway_def_habits,
};
/* clang-format on */
