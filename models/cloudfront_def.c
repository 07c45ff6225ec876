/* cloudfront_def.c - see cloudfront_def.h.
 *
 * The name of an endpoint is that of the origin's (`forward`). Each request draws whether
 * it is a hit; a miss calls the origin. Hit or miss, the edge sends the user what the
 * origin's endpoint sends (sim/world_edge.c).
 */
#include "models/cloudfront_def.h"

#include "models/managed_def.h"

/* clang-format off */
#define AT(member) offsetof(struct service_def, member)
static const struct field cloudfront_def_fields[] = {
    MANAGED_DEF_KIND,
    MANAGED_DEF_FORWARD,
    {.key = "hit", .kind = FIELD_SHARE, .offset = AT(cloudfront.hit), .standard = "90%",
     .flags = FIELD_LEDGER, .help = "Share of the requests that the edge answers; the "
     "others call the origin (`forward`)."},
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency),
     .standard = "10ms", .help = "Time the edge takes, before a miss calls the origin."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of a GB sent to users, of a request, or of a month, in place of the "
             "catalog's."},
    MANAGED_DEF_ENDPOINTS,
};
#undef AT

const struct table cloudfront_def_table = {
    .name = "cloudfront", .size = sizeof(struct service_def),
    .help = "A content delivery network before an origin.",
    .fields = cloudfront_def_fields, .count = FIELD_COUNT_OF(cloudfront_def_fields),
    .habits = managed_def_alone,
};
/* clang-format on */
