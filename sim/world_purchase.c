/* world_purchase.c - see world_purchase.h.
 *
 * The catalog has a service of prices for each way to buy. A savings plan for one family
 * costs about what a standard reservation does (the provider advertises the same "up to
 * 72%" for both; redresscompliance.com, 2026, calls them comparable), and no list of plans
 * was found: without rows of its own it takes the reservation's, marked as a stand-in.
 */
#include "sim/world_purchase.h"

#include "sim/world_text.h"

#include <math.h>
#include <string.h>

static const struct purchase_terms {
    const char *service; /* in the catalog */
    const char *else_service, *stand_in;
    const char *shown; /* behind the price in the ledger */
} terms[] = {
    [PURCHASE_ON_DEMAND] = {"EC2", NULL, NULL, ""},
    [PURCHASE_SPOT] = {"EC2-spot", NULL, NULL, ", spot"},
    [PURCHASE_RESERVED_1Y] = {"EC2-reserved-1y", NULL, NULL, ", reserved for a year"},
    [PURCHASE_SAVINGS_1Y] = {"EC2-savings-1y", "EC2-reserved-1y",
                             "stand-in for a savings plan: the price of a reservation",
                             ", savings plan for a year"},
};

bool world_purchase_has_terms(const struct world *world)
{
    const struct host_def *hosts = world->design->hosts.items;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        if (hosts[i].purchase != PURCHASE_ON_DEMAND)
            return true;
    return false;
}

static void note(struct world *world, const struct host_def *host, const char *key,
                 const char *value, const char *kind, const char *source)
{
    ledger_add(&world->design->ledger,
               arena_format(world->arena, "%s.%s", host->item.path, key), value, kind,
               source);
}

/* ---- the catalog's ---- */

static const struct price_def *price_of(const struct world *world, const char *service,
                                        const char *type)
{
    return price_list_find(&world->design->prices, service, type, world->design->region);
}

static void hour_note(struct world *world, const struct host_def *host)
{
    const struct price_def *hour = host->price_listed;
    const bool stand_in = host->price_stand_in || price_list_is_stand_in(hour);
    const char *source = price_list_source(hour, world->arena);
    char text[UNIT_TEXT];
    units_write_number(text, hour->value);
    if (host->price_stand_in)
        source = arena_format(world->arena, "%s; %s", source, host->price_stand_in);
    note(world, host, "price",
         arena_format(world->arena, "%s USD/h%s", text, terms[host->purchase].shown),
         stand_in ? "guessed" : "published", source);
}

static void price_from_catalog(struct world *world, struct host_def *host)
{
    const struct purchase_terms *by = &terms[host->purchase];
    const char *type = host->instance.name;
    const struct price_def *surplus = price_of(world, "EC2-surplus", type);
    host->price_listed = price_of(world, by->service, type);
    if (!host->price_listed && by->else_service) {
        host->price_listed = price_of(world, by->else_service, type);
        host->price_stand_in = by->stand_in;
    }
    host->price_usd_per_h = host->price_listed ? host->price_listed->value : NAN;
    host->surplus_usd_per_vcpu_h = surplus ? surplus->value : NAN;
    if (host->price_listed)
        hour_note(world, host);
}

/* ---- the user's ---- */

/* In USD an hour; NAN when absent or in a unit that is not a time. */
static double price_usd_per_h(const struct world *world, const struct price *price)
{
    const struct currency_def *currency = &world->design->currency;
    double usd = price->amount;
    if (!price->given)
        return NAN;
    if (strcmp(price->currency, "USD") != 0)
        usd = currency->rate > 0 ? usd / currency->rate : NAN;
    if (price->per == PRICE_PER_MONTH)
        return usd / 730;
    return price->per == PRICE_PER_HOUR ? usd : NAN;
}

static void price_check_unit(struct world *world, const struct host_def *host,
                             const struct price *price, const char *key)
{
    if (!price->given || price->per == PRICE_PER_HOUR || price->per == PRICE_PER_MONTH)
        return;
    const char *path = arena_format(world->arena, "%s.instance.%s", host->item.path, key);
    const struct yaml_node *node = yaml_tree_find(world->root, path);
    error_list_expected(world->errors, node ? node->place : host->item.place, path,
                        "a price for a time, such as 0.0116 USD/h",
                        node ? node->text : "", NULL);
}

void world_purchase_price(struct world *world, struct host_def *host)
{
    const struct instance_type *type = &host->instance;
    host->surplus_usd_per_vcpu_h = NAN;
    if (host->is_catalog)
        price_from_catalog(world, host);
    if (type->price.given || !host->is_catalog) {
        host->price_usd_per_h =
            type->price.given ? price_usd_per_h(world, &type->price) : 0;
        host->price_listed = NULL;
        host->price_stand_in = NULL;
    }
    if (isnan(host->surplus_usd_per_vcpu_h))
        host->surplus_usd_per_vcpu_h = price_usd_per_h(world, &type->burst.surplus_price);
    price_check_unit(world, host, &type->price, "price");
    price_check_unit(world, host, &type->burst.surplus_price, "burst.surplus_price");
    if (host->purchase == PURCHASE_SPOT)
        note(world, host, "purchase", "spot, never interrupted", "default",
             "the provider may take the machine back; in a run only `events` do");
}
