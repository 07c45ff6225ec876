/* billed_def.c - see billed_def.h. */
#include "models/billed_def.h"

#include "models/managed_def.h"

/* clang-format off */
#define AT(member) offsetof(struct service_def, member)
#define PRICE                                                                              \
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),                             \
     .help = "A fee for all of it, such as 5 USD/month, in place of the catalog's prices."}
#define HOW_MANY .kind = FIELD_COUNT, .standard = "0", .max = 1e12

static const struct field billed_def_cloudwatch_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "alarms", HOW_MANY, .offset = AT(billed.alarms), .help = "Standard alarms."},
    {.key = "metrics", HOW_MANY, .offset = AT(billed.metrics), .help = "Custom metrics."},
    {.key = "logs", .kind = FIELD_SIZE, .offset = AT(billed.log_bytes), .standard = "0",
     .flags = FIELD_MONTHLY, .help = "Logs that come in a month, and are kept for one."},
    PRICE,
};

static const struct field billed_def_route53_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "zones", HOW_MANY, .offset = AT(billed.zones), .help = "Hosted zones."},
    {.key = "queries", HOW_MANY, .offset = AT(billed.queries), .flags = FIELD_MONTHLY,
     .help = "Standard queries in a month."},
    PRICE,
};

static const struct field billed_def_ecr_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "storage", .kind = FIELD_SIZE, .offset = AT(storage_bytes), .standard = "0",
     .help = "Images stored."},
    PRICE,
};

static const struct field billed_def_secrets_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "count", HOW_MANY, .offset = AT(billed.count), .help = "Secrets kept."},
    PRICE,
};
#undef AT

#define BILLED(kind, about)                                                                \
    const struct table billed_def_##kind = {                                               \
        .name = #kind, .size = sizeof(struct service_def), .help = about,                  \
        .fields = billed_def_##kind##_fields,                                              \
        .count = FIELD_COUNT_OF(billed_def_##kind##_fields),                               \
    }

BILLED(cloudwatch, "Monitoring: billed only, nobody calls it.");
BILLED(route53, "Name service: billed only, nobody calls it.");
BILLED(ecr, "Container images: billed only, nobody calls it.");
BILLED(secrets, "Secrets Manager: billed only, nobody calls it.");
/* clang-format on */
