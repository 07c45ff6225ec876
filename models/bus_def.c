/* bus_def.c - see bus_def.h.
 *
 * Any endpoint name will do: each is a way in. A message that came in (`publish`, after
 * `latency`) or was handed over (`call`, answered after `latency`) is published to every
 * endpoint of `to` whose share it falls in, each drawn for itself.
 */
#include "models/bus_def.h"

#include "models/managed_def.h"

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
static const struct field bus_def_fields[] = {
    MANAGED_DEF_KIND,
    {.key = "to", .kind = FIELD_LIST, .offset = AT(bus.to), .table = &bus_def_target,
     .flags = FIELD_LONE, .help = "Who gets the messages; of an sqs only one."},
    {.key = "share", .kind = FIELD_SHARE, .offset = AT(bus.share), .standard = "100%",
     .help = "Share of the messages that each filter passes, drawn for each message."},
    {.key = "message", .kind = FIELD_SIZE, .offset = AT(bus.message_bytes),
     .standard = "1KiB", .min = 1, .max = 262144, .flags = FIELD_LEDGER,
     .help = "Size of a message, 256 KiB at most; each 64 KiB begun are billed as a "
             "request."},
    {.key = "latency", .kind = FIELD_DISTRIBUTION, .offset = AT(latency), .standard = "0",
     .flags = FIELD_LEDGER,
     .help = "Time until a published message is delivered, or a call is answered."},
    {.key = "price", .kind = FIELD_PRICE, .offset = AT(price),
     .help = "Price of a billed request, or of a month, in place of the catalog's."},
    MANAGED_DEF_ENDPOINTS, MANAGED_DEF_ZONES, MANAGED_DEF_BALANCE,
};
#undef AT

#define BUS(symbol, text, about)                                                           \
    const struct table symbol = {                                                          \
        .name = text, .size = sizeof(struct service_def), .help = about,                   \
        .fields = bus_def_fields, .count = FIELD_COUNT_OF(bus_def_fields),                 \
    }

BUS(bus_def_sqs, "sqs", "A queue for one consumer, outside all machines and unbounded.");
BUS(bus_def_sns, "sns", "A topic: each message goes to every subscriber.");
BUS(bus_def_eventbridge, "eventbridge", "An event bus: each event goes to every rule's target.");
/* clang-format on */
