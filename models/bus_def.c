/* bus_def.c - see bus_def.h.
 *
 * Any endpoint name will do: each is a way in. A message that came in (`publish`, after
 * `latency`) or was handed over (`call`, answered after `latency`) is published to every
 * endpoint of `to` whose share it falls in, each drawn for itself.
 */
#include "models/bus_def.h"

#include "models/managed_def.h"

#include <string.h>

/* EventBridge user guide, quotas: PutEvents throttle limit in transactions per second. */
double bus_def_events_per_s(const char *region)
{
    static const struct {
        const char *region;
        double per_s;
    } quotas[] = {
        {"us-east-1", 10000},     {"us-west-2", 10000},     {"eu-west-1", 10000},
        {"us-east-2", 2400},      {"eu-central-1", 2400},   {"us-west-1", 1200},
        {"eu-west-2", 1200},      {"ap-northeast-1", 1200}, {"ap-southeast-1", 1200},
        {"ap-southeast-2", 1200}, {"af-south-1", 400},      {"eu-south-1", 400},
        {"ap-northeast-3", 400},  {"ap-southeast-3", 400},
    };
    for (size_t i = 0; region && i < sizeof(quotas) / sizeof(quotas[0]); i++)
        if (strcmp(quotas[i].region, region) == 0)
            return quotas[i].per_s;
    return 600;
}

/* clang-format off */
#define AT(member) offsetof(struct bus_target_def, member)
static const struct field bus_def_target_fields[] = {
    {.key = "to", .kind = FIELD_REFERENCE, .offset = AT(to), .refers = REFERENCE_ENDPOINT,
     .flags = FIELD_REQUIRED, .help = "The endpoint published to, as service.endpoint."},
    {.key = "share", .kind = FIELD_SHARE, .offset = AT(share),
     .help = "Share of the messages that its filter passes; default the bus's."},
};
#undef AT

static const struct table bus_def_target = {
    .name = "bus_target", .size = sizeof(struct bus_target_def),
    .help = "Who gets the messages: service.endpoint, or a mapping.",
    .fields = bus_def_target_fields, .count = FIELD_COUNT_OF(bus_def_target_fields),
    .shorthand = "to",
};

#define AT(member) offsetof(struct service_def, member)
#define BUS_KEYS                                                                           \
    MANAGED_DEF_KIND,                                                                      \
    {.key = "to", .kind = FIELD_LIST, .offset = AT(bus.to), .table = &bus_def_target,      \
     .flags = FIELD_LONE, .help = "Who gets the messages; of an sqs only one."},           \
    {.key = "share", .kind = FIELD_SHARE, .offset = AT(bus.share), .standard = "100%",     \
     .help = "Share of the messages that each filter passes, drawn for each message."},    \
    {.key = "message", .kind = FIELD_SIZE, .offset = AT(bus.message_bytes),                \
     .standard = "1KiB", .min = 1, .max = 262144, .flags = FIELD_LEDGER,                   \
     .help = "Size of a message, 256 KiB at most; each 64 KiB begun are billed as a "      \
             "request."},                                                                  \
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency), .standard = "0", \
     .flags = FIELD_LEDGER,                                                                \
     .help = "Time until a published message is delivered, or a call is answered."},       \
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),                             \
     .help = "Price of a billed request, or of a month, in place of the catalog's."},      \
    MANAGED_DEF_ENDPOINTS

#define BUS_RATE_LIMIT(about)                                                              \
    {.key = "rate_limit", .kind = FIELD_RATE, .offset = AT(rate_limit_per_s),              \
     .standard = "unlimited", .flags = FIELD_UNLIMITED, .help = about}

static const struct field bus_def_sqs_fields[] = {
    BUS_KEYS,
    {.key = "fifo", .kind = FIELD_FLAG, .offset = AT(bus.fifo), .standard = "false",
     .flags = FIELD_LEDGER,
     .help = "A queue that keeps the order: it takes 300 messages a second."},
    {.key = "in_flight", .kind = FIELD_COUNT, .offset = AT(bus.in_flight),
     .standard = "120000", .min = 1, .max = 1e9,
     .help = "Messages that its consumer holds at once, received and not yet "
             "acknowledged; the others wait."},
    BUS_RATE_LIMIT("Messages it takes in a time; those above are throttled. Default "
                   "unlimited, of a fifo queue 300/s."),
};

static const struct field bus_def_sns_fields[] = {
    BUS_KEYS,
    BUS_RATE_LIMIT("Messages it takes in a time; those above are throttled. Default "
                   "unlimited: AWS's quota depends on region and account."),
};

static const struct field bus_def_eventbridge_fields[] = {
    BUS_KEYS,
    BUS_RATE_LIMIT("Events it takes in a time; those above are throttled. Default AWS's "
                   "quota in the region: 400/s to 10,000/s."),
};
#undef AT

#define BUS(symbol, text, about)                                                           \
    const struct table symbol = {                                                          \
        .name = text, .size = sizeof(struct service_def), .help = about,                   \
        .fields = symbol##_fields, .count = FIELD_COUNT_OF(symbol##_fields),               \
        .habits = managed_def_alone,                                                       \
    }

BUS(bus_def_sqs, "sqs", "A queue for one consumer, outside all machines and unbounded.");
BUS(bus_def_sns, "sns", "A topic: each message goes to every subscriber.");
BUS(bus_def_eventbridge, "eventbridge", "An event bus: each event goes to every rule's target.");
/* clang-format on */
