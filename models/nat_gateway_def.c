/* nat_gateway_def.c - the keys of `kind: nat_gateway`.
 *
 * A gateway by which machines without an address of their own reach what is outside: the
 * hosts whose `egress` names it. It is metered and billed (wire.h, cost_nat_gateway.c);
 * its connections and its bandwidth are limited (gateway.h). AWS lets one grow from 5 to
 * 100 Gbps by itself; how fast is not told, so the default is what it grows to.
 */
#include "models/nat_gateway_def.h"

#include "models/host_def.h"
#include "models/service_def.h"

/* clang-format off */
#define AT(member) offsetof(struct service_def, member)
static const struct field nat_gateway_def_fields[] = {
    {.key = "kind", .kind = FIELD_TEXT, .offset = AT(kind_text),
     .help = "Which managed service this is."},
    {.key = "zones", .kind = FIELD_LIST, .offset = AT(zones), .table = &host_def_zone,
     .standard = "[a]", .flags = FIELD_LONE | FIELD_LEDGER,
     .help = "One gateway in each of these zones. A machine uses that of its own zone, or "
             "else the first, and then pays for the way between the zones."},
    {.key = "connections", .kind = FIELD_COUNT, .offset = AT(nat_gateway.connections),
     .standard = "55000", .min = 1, .max = 1e9,
     .help = "Connections of each gateway to one service outside; a call holds one, and "
             "fails when all are taken."},
    {.key = "bandwidth", .kind = FIELD_BANDWIDTH, .offset = AT(nat_gateway.bandwidth_bps),
     .standard = "100Gbps", .min = 1e3, .max = 1e15,
     .help = "Bandwidth of each gateway, shared by what machines receive through it. AWS's "
             "grows from 5 Gbps to 100 by itself."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of an hour of one gateway, in place of the catalog's."},
};
#undef AT
/* clang-format on */

const struct table nat_gateway_def_table = {
    .name = "nat_gateway",
    .size = sizeof(struct service_def),
    .help = "Gateways by which hosts reach the outside: `egress` of a host names them.",
    .fields = nat_gateway_def_fields,
    .count = FIELD_COUNT_OF(nat_gateway_def_fields),
};
