/* nlb_def.c - the keys of `kind: nlb`, a network load balancer.
 *
 * It passes connections on and knows nothing of requests: TLS ends at the service behind
 * it, or with `tls` here. Traffic between its zones and its targets' is billed, which an ALB's is not.
 */
#include "models/nlb_def.h"

#include "models/balance_def.h"
#include "models/host_def.h"
#include "models/managed_def.h"

/* clang-format off */
#define AT(member) offsetof(struct service_def, member)
static const struct field nlb_def_fields[] = {
    {.key = "kind", .kind = FIELD_TEXT, .offset = AT(kind_text),
     .help = "Which managed service this is."},
    {.key = "forward", .kind = FIELD_REFERENCE, .offset = AT(forward),
     .refers = REFERENCE_SERVICE,
     .help = "Endpoints not listed here are called there."},
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency), .standard = "0",
     .flags = FIELD_LEDGER, .help = "Time the balancer itself adds to a request."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of an hour, in place of the catalog's."},
    {.key = "idle_timeout", .kind = FIELD_DURATION, .offset = AT(idle_timeout_s),
     .standard = "60s", .min = 0.001, .max = 1e6, .flags = FIELD_LEDGER,
     .help = "A user's connection without a request for so long is closed."},
    {.key = "balance", .kind = FIELD_TABLE, .offset = AT(balance),
     .table = &balance_def_table, .flags = FIELD_WHOLE,
     .help = "How it picks among the instances of the service behind it, in place of "
             "that service's own."},
    {.key = "zones", .kind = FIELD_LIST, .offset = AT(zones), .table = &host_def_zone,
     .flags = FIELD_LONE,
     .help = "Zones it stands in, with a public address in each; what it exchanges with a "
             "machine of another zone takes network.cross_zone and is billed."},
    {.key = "endpoints", .kind = FIELD_MAP, .offset = AT(endpoints),
     .table = &managed_def_endpoint,
     .help = "Steps of endpoints that take more than the latency."},
    {.key = "tls", .kind = FIELD_TABLE, .offset = AT(tls), .table = &managed_def_tls,
     .flags = FIELD_WHOLE,
     .help = "TLS ends at the balancer: that costs no machine anything, but a capacity "
             "unit holds fewer connections."},
};
#undef AT

static const struct habit nlb_def_habits[] = {
    MANAGED_DEF_NO_TYPE,
    {"rate_limit", "it passes connections on and sees no requests; limit them behind it"},
    {NULL, NULL},
};
/* clang-format on */

const struct table nlb_def_table = {
    .name = "nlb",
    .size = sizeof(struct service_def),
    .help = "A network load balancer in front of a service.",
    .fields = nlb_def_fields,
    .count = FIELD_COUNT_OF(nlb_def_fields),
    .habits = nlb_def_habits,
};
