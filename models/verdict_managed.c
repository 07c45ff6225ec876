/* verdict_managed.c - see verdict_managed.h.
 *
 * Each sentence says how many calls were turned away, and what is allowed.
 */
#include "models/verdict_managed.h"

#include <math.h>
#include <string.h>

static bool is_of(const char *id, const char *what)
{
    return strcmp(strrchr(id, '.') + 1, what) == 0;
}

const char *verdict_managed_text(const char *id, const char *service, struct arena *arena)
{
    const char *what = is_of(id, "scaling")       ? "the scaling rate"
                       : is_of(id, "read_units")  ? "the read capacity"
                       : is_of(id, "write_units") ? "the write capacity"
                       : is_of(id, "in_flight")   ? "the messages in flight"
                       : is_of(id, "connections") ? "the connections"
                                                  : "the concurrency";
    return arena_format(arena, "%s of %s", what, service);
}

/* "throttles calls, 312 by the end"; full without it, messages wait. */
static const char *throttles(const struct instance_summary *service, double throttled,
                             const char *what, struct arena *arena)
{
    char number[UNIT_TEXT];
    if (throttled == 0)
        return service->messages.published > 0 ? "keeps messages waiting" : "is full";
    units_write_number(number, throttled);
    return arena_format(arena, "throttles %s, %s by the end", what, number);
}

/* ---- lambda ---- */

static const char *tell_concurrency(const struct summary *summary,
                                    const struct service_def *service,
                                    const char *throttled, struct arena *arena)
{
    char number[UNIT_TEXT];
    const bool own = !isnan(service->lambda.reserved);
    const double all = service->lambda.concurrency;
    units_write_number(number, lambda_def_pool(summary->design, service));
    return arena_format(arena, "%s %s: %s environments at once are all that %s",
                        service->item.name, throttled, number,
                        own ? "it reserved"
                        : lambda_def_pool(summary->design, service) < all
                            ? "the account has left for it"
                            : "the account allows");
}

static const char *tell_scaling(const struct service_def *service, const char *throttled,
                                struct arena *arena)
{
    return arena_format(arena,
                        "%s %s: a function gets %g new environments at once, then %g a "
                        "second",
                        service->item.name, throttled, LAMBDA_SCALING_MOST,
                        LAMBDA_SCALING_PER_S);
}

/* ---- dynamodb ---- */

static const char *tell_units(const struct service_def *service,
                              const struct instance_summary *found, bool writes,
                              struct arena *arena)
{
    char number[UNIT_TEXT];
    const struct managed_summary *calls = &found->managed;
    const char *throttled =
        writes ? throttles(found, calls->throttled_writes, "writes", arena)
               : throttles(found, calls->throttled - calls->throttled_writes, "reads",
                           arena);
    const enum dynamodb_way way = writes ? DYNAMODB_WRITE : DYNAMODB_READ;
    const char *what = writes ? "write" : "read";
    units_write_number(number, dynamodb_def_capacity(&service->dynamodb, way));
    if (service->dynamodb.mode == DYNAMODB_PROVISIONED)
        return arena_format(arena,
                            "%s %s: it has %s %s units a second, and what it had saved "
                            "up is spent",
                            service->item.name, throttled, number, what);
    return arena_format(arena,
                        "%s %s: on demand a new table takes %s %s units a second, then "
                        "twice its previous peak",
                        service->item.name, throttled, number, what);
}

/* ---- api_gateway ---- */

static const char *tell_rate(const struct service_def *service, const char *throttled,
                             struct arena *arena)
{
    char number[UNIT_TEXT];
    units_write_number(number, service->rate_limit_per_s);
    return arena_format(arena, "%s %s: its limit is %s requests a second",
                        service->item.name, throttled, number);
}

/* ---- nat_gateway ---- */

static const char *tell_connections(const struct service_def *service,
                                    struct arena *arena)
{
    char number[UNIT_TEXT];
    units_write_number(number, service->nat_gateway.connections);
    return arena_format(arena,
                        "%s has no connection left: a gateway has %s to one destination, "
                        "and further calls fail",
                        service->item.name, number);
}

/* ---- sqs, sns, eventbridge ---- */

static const char *tell_taken(const struct service_def *service,
                              const struct instance_summary *found, struct arena *arena)
{
    char number[UNIT_TEXT], most[UNIT_TEXT];
    units_write_number(number, found->managed.throttled);
    units_write_number(most, service->rate_limit_per_s);
    return arena_format(arena,
                        "%s turns messages away, %s by the end: its limit is %s a second",
                        service->item.name, number, most);
}

static const char *tell_in_flight(const struct service_def *service, struct arena *arena)
{
    char number[UNIT_TEXT];
    units_write_number(number, service->bus.in_flight);
    return arena_format(arena,
                        "%s hands out no more: %s messages are received and not yet "
                        "acknowledged, which is its limit",
                        service->item.name, number);
}

const char *verdict_managed_tell(const struct summary *summary,
                                 const struct resource_summary *resource,
                                 const struct instance_summary *service,
                                 struct arena *arena)
{
    const struct service_def *def =
        design_service(summary->design, (uint32_t)(service - summary->services));
    const char *throttled =
        throttles(service, service->managed.throttled, "calls", arena);
    switch (def->kind) {
    case KIND_LAMBDA:
        return is_of(resource->id, "scaling")
                   ? tell_scaling(def, throttled, arena)
                   : tell_concurrency(summary, def, throttled, arena);
    case KIND_DYNAMODB:
        return tell_units(def, service, is_of(resource->id, "write_units"), arena);
    case KIND_API_GATEWAY:
        return tell_rate(def, throttled, arena);
    case KIND_NAT_GATEWAY:
        return tell_connections(def, arena);
    case KIND_SQS:
    case KIND_SNS:
    case KIND_EVENTBRIDGE:
        return is_of(resource->id, "in_flight") ? tell_in_flight(def, arena)
                                                : tell_taken(def, service, arena);
    default:
        return NULL;
    }
}
