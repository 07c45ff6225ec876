/* notice.c - see notice.h.
 *
 * Closed users hide overload: who waits for an answer does not ask. N users with pauses Z
 * would ask N / (R0 + Z) times a second if every answer came in the least time R0 a
 * request can take (operational.h); when a resource is full they ask as often as it
 * answers, and latency stays bounded by N / X - Z. The same demand as open arrivals would
 * not wait for answers, and its queue would grow without end (Schroeder, Wierman,
 * Harchol-Balter, "Open versus closed: a cautionary tale", NSDI 2006).
 */
#include "models/notice.h"

#include "models/cost_surplus.h"
#include "models/operational.h"

#include <math.h>

static void say(struct summary *merged, const char *text, struct arena *arena)
{
    merged->warnings = arena_grow(arena, merged->warnings, merged->warning_count,
                                  merged->warning_count + 1, sizeof(*merged->warnings));
    merged->warnings[merged->warning_count++] = text;
}

/* ---- closed users ---- */

/* The resource that was full for the longest time; NULL: none was. */
static const struct resource_summary *fullest(const struct summary *merged)
{
    const struct resource_summary *full = NULL;
    for (uint32_t i = 0; i < merged->resource_count; i++) {
        const struct resource_summary *one = &merged->resources[i];
        if (one->saturated_share > 0 &&
            (!full || one->saturated_share > full->saturated_share))
            full = one;
    }
    return full;
}

/* Requests a second at low load over what was simulated; *users: the mean of them. */
static double wanted_per_s(const struct summary *merged,
                           const struct operational_traffic *found,
                           const struct traffic_def *traffic, double *users,
                           struct arena *arena)
{
    const struct offered offered = offered_between(
        traffic, merged->design->simulate.warmup_s, merged->simulated_s, arena);
    *users = offered.mean;
    return found->offered.mean > 0
               ? found->wanted_per_s * offered.mean / found->offered.mean
               : 0;
}

static void tell_closed(struct summary *merged, const struct operational_traffic *found,
                        const struct traffic_def *traffic,
                        const struct request_summary *requests, struct arena *arena)
{
    const struct resource_summary *full = fullest(merged);
    const double window_s = merged->simulated_s - merged->design->simulate.warmup_s;
    double users;
    char number[UNIT_TEXT], wanted[UNIT_TEXT], got[UNIT_TEXT], least[UNIT_TEXT],
        mean[UNIT_TEXT];
    if (!full || window_s <= 0 || isnan(requests->latency.mean))
        return;
    const double wanted_s = wanted_per_s(merged, found, traffic, &users, arena);
    const double got_s = requests->count / window_s;
    if (got_s >= NOTICE_HELD_BACK * wanted_s)
        return;
    units_write_number(number, users);
    units_write_number(wanted, wanted_s);
    units_write_number(got, got_s);
    units_write_duration(least, found->response_s);
    units_write_duration(mean, requests->latency.mean);
    say(merged,
        arena_format(arena,
                     "%s hides overload: its %s users would ask %s times a second if "
                     "answered in %s, as at low load; %s was full, an answer took %s on "
                     "average, and they asked %s times a second; open arrivals do not "
                     "wait for answers, and their queue would have grown",
                     traffic->item.name, number, wanted, least, full->id, mean, got),
        arena);
}

/* ---- the warm-up ---- */

static void tell_warmup(struct summary *merged, struct arena *arena)
{
    char cut[UNIT_TEXT], whole[UNIT_TEXT];
    if (!merged->warmup_late)
        return;
    units_write_duration(cut, merged->warmup_cut_s);
    units_write_duration(whole, merged->simulated_s);
    say(merged,
        arena_format(
            arena,
            "the run is too short for `warmup: auto`: MSER-5 would leave out %s of "
            "%s, more than half, so the number of open requests has not settled; "
            "the figures are of the second half",
            cut, whole),
        arena);
}

/* ---- too short a run ---- */

/* Nothing in the scenario makes one hour unlike another. */
static bool is_steady(const struct design *design)
{
    for (uint32_t i = 0; i < design->traffic.count; i++) {
        const int executor = design_traffic(design, i)->executor;
        if (executor != EXECUTOR_CONSTANT_ARRIVAL_RATE &&
            executor != EXECUTOR_CONSTANT_VUS)
            return false;
    }
    return design->events.count == 0;
}

static void tell_short(struct summary *merged, struct arena *arena)
{
    char ran[UNIT_TEXT], needed[UNIT_TEXT];
    const double longer = merged->requests[0].latency.longer;
    if (isnan(longer) || merged->replications > 1 || !is_steady(merged->design))
        return;
    units_write_duration(ran, merged->simulated_s);
    units_write_duration(needed, ceil(summary_needs_s(merged, longer)));
    say(merged,
        arena_format(
            arena,
            "one run of %s is too short to say how sure its latencies are, since each "
            "request depends on many before it: several replications would tell, or one "
            "run of some %s if nothing grows meanwhile",
            ran, needed),
        arena);
}

/* ---- bots and edges ---- */

static void tell_bots(struct summary *merged, const struct traffic_def *traffic,
                      const struct request_summary *requests, struct arena *arena)
{
    char arrived[UNIT_TEXT], blocked[UNIT_TEXT], share[UNIT_TEXT];
    units_write_number(arrived, requests->count);
    if (requests->blocked > 0) {
        units_write_number(blocked, requests->blocked);
        units_write_share(share,
                          requests->blocked / (requests->blocked + requests->count));
        say(merged,
            arena_format(arena,
                         "an edge dropped %s requests of %s (%s of them) before they "
                         "arrived; they cost nothing behind it",
                         blocked, traffic->item.name, share),
            arena);
    }
    if (traffic->bot > 0)
        say(merged,
            arena_format(
                arena,
                "%s is marked as bots: %s of its requests arrived, which load the system "
                "and stay out of the users' figures",
                traffic->item.name, arrived),
            arena);
}

/* ---- unequal load ---- */

static void tell_skew(struct summary *merged, const struct service_def *service,
                      struct arena *arena)
{
    const struct instance_summary *first = &merged->instances[service->first_instance];
    const struct instance_summary *most = first, *least = first;
    char many[UNIT_TEXT], few[UNIT_TEXT];
    for (uint32_t i = 1; i < service->instance_count; i++) {
        if (first[i].served > most->served)
            most = &first[i];
        if (first[i].served < least->served)
            least = &first[i];
    }
    if (most->served < NOTICE_SKEW * least->served ||
        most->served - least->served <= 4 * sqrt(most->served + least->served))
        return;
    units_write_number(many, most->served);
    units_write_number(few, least->served);
    say(merged,
        arena_format(
            arena, "the instances of %s carry unequal load: %s served %s calls, %s %s%s",
            service->item.name, most->name, many, least->name, few,
            service->balance.policy == BALANCE_STICKY
                ? "; a client that had to leave an instance does not come back "
                  "(balance: sticky)"
                : ""),
        arena);
}

/* Weights are meant to be unequal, so are a writer and its readers; consumers take what
 * they can, and machines that come later serve less. */
static void tell_balance(struct summary *merged, struct arena *arena)
{
    const struct design *design = merged->design;
    for (uint32_t s = 0; s < design->services.count; s++) {
        const struct service_def *service = design_service(design, s);
        if (service->instance_count > 1 && service->balance.weights.count == 0 &&
            !service->is_consumer && !service->has_writer &&
            !design_scales(design, service))
            tell_skew(merged, service, arena);
    }
}

/* ---- surplus credits ---- */

/* Full speed that is bought, and may be most of the bill. */
static void tell_surplus(struct summary *merged, struct arena *arena)
{
    for (uint32_t i = 0; i < merged->design->hosts.count; i++) {
        const struct host_def *host = design_host(merged->design, i);
        const struct cost_line *line = cost_surplus_line(&merged->cost, host);
        char hours[UNIT_TEXT], baseline[UNIT_TEXT];
        if (!line)
            continue;
        units_write_number(hours, line->quantity);
        units_write_share(baseline, host->instance.burst.baseline);
        say(merged,
            arena_format(arena,
                         "%s needs more CPU than its baseline of %s: %s vCPU-hours of "
                         "surplus credits cost %s",
                         host->item.name, baseline, hours,
                         cost_surplus_say(&merged->cost, line, arena)),
            arena);
    }
}

/* ---- prices ---- */

static void tell_region(struct summary *merged, struct arena *arena)
{
    const struct design *design = merged->design;
    const struct price_list *prices = &design->prices;
    if (merged->cost.unpriced_count == 0 || prices->count == 0 ||
        price_list_has_region(prices, design->region))
        return;
    say(merged,
        arena_format(
            arena,
            "the catalog has prices of %s, and none of %s: what is billed by the "
            "region is not in the bill",
            price_list_regions(prices, arena), design->region),
        arena);
}

/* ---- the free tier ---- */

static void tell_free_tier(struct summary *merged, struct arena *arena)
{
    const struct cost_summary *cost = &merged->cost;
    const int tier = merged->design->free_tier;
    for (uint32_t i = 0; i < cost->line_count; i++)
        if (cost->lines[i].quantity < 0)
            return;
    if (tier != FREE_TIER_NONE)
        say(merged,
            arena_format(arena, "free_tier: %s takes nothing off this bill",
                         tier == FREE_TIER_LEGACY ? "legacy" : "new"),
            arena);
}

void notice_find(struct summary *merged, struct arena *arena)
{
    const struct design *design = merged->design;
    struct operational operational;
    tell_warmup(merged, arena);
    tell_short(merged, arena);
    tell_surplus(merged, arena);
    tell_region(merged, arena);
    tell_free_tier(merged, arena);
    if (design->traffic.count == 0)
        return;
    operational_init(&operational, design, arena);
    for (uint32_t t = 0; t < design->traffic.count; t++) {
        const struct traffic_def *traffic = design_traffic(design, t);
        const struct request_summary *requests = summary_request(
            merged, arena_format(arena, "traffic.%s", traffic->item.name));
        if (!requests)
            continue;
        if (traffic_def_is_closed(traffic))
            tell_closed(merged, &operational.traffic[t], traffic, requests, arena);
        tell_bots(merged, traffic, requests, arena);
    }
    tell_balance(merged, arena);
}
