/* world_money.c - currency, budget, and what a month is.
 *
 * Prices are in USD; one other currency may stand beside it, at the scenario's rate or
 * the catalog's. A budget in a currency that the scenario does not name brings it in.
 */
#include "sim/world_money.h"

#include "sim/world_own_prices.h"
#include "sim/world_purchase.h"
#include "sim/world_text.h"

#include <math.h>
#include <string.h>

/* ---- currency ---- */

static bool is_code(const char *code)
{
    return strlen(code) == 3 && strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3;
}

static void currency_unknown(struct world *world, struct place place, const char *code)
{
    uint32_t count;
    const char **names =
        world_catalog_names(&world->catalog, WORLD_CATALOG_CURRENCIES, &count);
    const char *nearest = world_text_nearest_of(world, code, names, count);
    error_list_add(world->errors, place, "currency",
                   "the catalog has no rate for \"%s\": give one, as in {code: %s, rate: "
                   "1.5}%s%s%s",
                   code, is_code(code) ? code : "EUR", nearest ? "; did you mean " : "",
                   nearest ? nearest : "", nearest ? "?" : "");
}

/* The catalog's rate, noted in the ledger. */
static bool currency_from_catalog(struct world *world, struct currency_def *currency)
{
    const struct yaml_node *entry =
        world_catalog_entry(&world->catalog, WORLD_CATALOG_CURRENCIES, currency->code);
    const struct yaml_node *rate = yaml_tree_get(entry, "rate");
    const struct yaml_node *source = yaml_tree_get(entry, "source");
    const struct yaml_node *as_of = yaml_tree_get(entry, "as_of");
    if (!rate || rate->kind != YAML_SCALAR ||
        units_read_number(rate->text, &currency->rate) || currency->rate <= 0)
        return false;
    currency->source = source && source->kind == YAML_SCALAR ? source->text : "";
    if (as_of && as_of->kind == YAML_SCALAR)
        currency->source =
            arena_format(world->arena, "%s (%s)", currency->source, as_of->text);
    ledger_add(&world->design->ledger, "currency.rate",
               arena_format(world->arena, "%s %s for 1 USD", rate->text, currency->code),
               "published", currency->source);
    return true;
}

static void currency_complete(struct world *world, struct place place)
{
    struct currency_def *currency = &world->design->currency;
    if (!currency->code)
        return;
    if (strcmp(currency->code, "USD") == 0) {
        *currency = (struct currency_def){.rate = 1};
        return;
    }
    if (!isnan(currency->rate)) {
        currency->source = "given in the scenario";
        if (!is_code(currency->code))
            error_list_expected(world->errors, place, "currency",
                                "a currency of three capital letters", currency->code,
                                NULL);
    } else if (!currency_from_catalog(world, currency)) {
        currency_unknown(world, place, currency->code);
        currency->rate = 1;
    }
}

static void currency_prepare(struct world *world)
{
    struct currency_def *currency = &world->design->currency;
    const struct yaml_node *budget = world_text_given(world, "", "budget");
    const struct yaml_node *given = world_text_given(world, "", "currency");
    const struct price *amount = &world->scenario.budget.amount;
    *currency = world->scenario.currency;
    if (!currency->code && amount->given && strcmp(amount->currency, "USD") != 0)
        currency->code =
            arena_text(world->arena, amount->currency, strlen(amount->currency));
    if (!currency->code) {
        *currency = (struct currency_def){.rate = 1};
        return;
    }
    const struct yaml_node *at = given ? given : budget;
    currency_complete(world, at ? at->place : (struct place){0});
}

/* ---- prices ---- */

/* Parsing thousands of prices takes longer than a small simulation, so they are read only
 * when something here could be on a provider's bill. */
static bool is_priced(const struct world *world)
{
    const struct host_def *hosts = world->design->hosts.items;
    const struct service_def *services = world->design->services.items;
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        if (hosts[i].instance.name || hosts[i].public_ip == 1 ||
            world_text_given(world, hosts[i].item.path, "volume"))
            return true;
    for (uint32_t i = 0; i < world->design->services.count; i++)
        if (services[i].kind_text)
            return true;
    return false;
}

/* Is it named as the provider names regions: ap-northeast-1, us-gov-west-1? */
static bool is_region_name(const char *text)
{
    static const char *const directions[] = {"north",     "south",     "east",
                                             "west",      "central",   "northeast",
                                             "northwest", "southeast", "southwest"};
    const size_t length = strlen(text);
    if (length < 7 || text[2] != '-' || text[length - 2] != '-' ||
        !strchr("123456789", text[length - 1]))
        return false;
    for (size_t i = 0; i < sizeof(directions) / sizeof(directions[0]); i++) {
        const size_t size = strlen(directions[i]);
        const char *at = text + length - 2 - size;
        if (length > size + 4 && at[-1] == '-' && strncmp(at, directions[i], size) == 0)
            return true;
    }
    return false;
}

/* A slip for a region that has prices is an error; a region without prices is not. */
static void region_check(struct world *world)
{
    const struct design *design = world->design;
    const struct price_list *prices = &design->prices;
    const struct yaml_node *node = world_text_given(world, "", "region");
    if (!node || prices->count == 0 || price_list_has_region(prices, design->region))
        return;
    const char **names = arena_array(world->arena, prices->count, sizeof(*names));
    for (uint32_t i = 0; i < prices->count; i++)
        names[i] = prices->items[i].region;
    const char *nearest =
        world_text_nearest_of(world, design->region, names, prices->count);
    if (nearest && !is_region_name(design->region))
        error_list_expected(world->errors, node->place, "region",
                            "a region such as us-east-1", design->region, nearest);
    else
        error_list_warn(world->errors, node->place, "region",
                        "the catalog has no prices for %s, only for %s: what is billed "
                        "there is listed as unpriced",
                        design->region, price_list_regions(prices, world->arena));
}

void world_money_prepare(struct world *world)
{
    currency_prepare(world);
    if (!is_priced(world))
        return;
    const size_t before = world->errors->errors;
    world->design->prices =
        world_catalog_prices(&world->catalog, world_purchase_has_terms(world));
    region_check(world);
    if (world->errors->errors == before) /* each row is whole */
        world_own_prices_check(world);
}

/* ---- checks ---- */

static void price_check_currency(struct world *world, const struct price *price,
                                 struct place place, const char *path)
{
    const struct currency_def *currency = &world->design->currency;
    if (!price->given || strcmp(price->currency, "USD") == 0 ||
        (currency->code && strcmp(price->currency, currency->code) == 0))
        return;
    error_list_add(world->errors, place, path,
                   currency->code ? "expected USD or %s, got %s"
                                  : "expected USD%s, got %s: name its rate in `currency`",
                   currency->code ? currency->code : "", price->currency);
}

static void budget_check(struct world *world)
{
    const struct yaml_node *node = world_text_given(world, "", "budget");
    const struct budget_def *budget = &world->design->budget;
    if (!node || !budget->amount.given)
        return;
    price_check_currency(world, &budget->amount, node->place, "budget");
    if (budget->amount.per != PRICE_ONCE && budget->amount.per != PRICE_PER_MONTH)
        error_list_add(world->errors, node->place, "budget",
                       "expected money for a month, such as 300000 KRW/month, or a sum "
                       "for several, {amount: 600000 KRW, months: 2}");
    if (budget->amount.per == PRICE_PER_MONTH && budget->months != 1)
        error_list_add(world->errors, node->place, "budget",
                       "the amount is already for one month, so months cannot divide it");
}

#define PER(unit) (1u << (unit))
static const struct price_rule { /* what a kind may be billed by */
    unsigned units;
    const char *expected;
} rules[] = {
    [KIND_PROCESS] = {PER(PRICE_PER_HOUR) | PER(PRICE_PER_MONTH), /* a cluster */
                      "a price such as 0.068 USD/h"},
    [KIND_EXTERNAL] = {PER(PRICE_PER_CALL) | PER(PRICE_PER_MONTH) | PER(PRICE_PER_HOUR),
                       "a price such as 0.04 USD/call or 20 USD/month"},
    [KIND_FLAT] = {PER(PRICE_PER_MONTH) | PER(PRICE_PER_HOUR),
                   "a fee such as 20 USD/month"},
    [KIND_ALB] = {PER(PRICE_PER_HOUR) | PER(PRICE_PER_MONTH),
                  "a price such as 0.0225 USD/h"},
    [KIND_NAT_GATEWAY] = {PER(PRICE_PER_HOUR), "a price such as 0.045 USD/h"},
    [KIND_NLB] = {PER(PRICE_PER_HOUR) | PER(PRICE_PER_MONTH),
                  "a price such as 0.0225 USD/h"},
    [KIND_S3] = {PER(PRICE_PER_GB_MONTH) | PER(PRICE_PER_CALL) | PER(PRICE_PER_MONTH),
                 "a price such as 0.025 USD/GB-month"},
    [KIND_LAMBDA] = {PER(PRICE_PER_CALL) | PER(PRICE_PER_MONTH),
                     "a price such as 0.0000002 USD/call"},
    [KIND_DYNAMODB] = {PER(PRICE_PER_GB_MONTH) | PER(PRICE_PER_MONTH),
                       "a price such as 0.25 USD/GB-month"},
    [KIND_API_GATEWAY] = {PER(PRICE_PER_CALL) | PER(PRICE_PER_MONTH),
                          "a price such as 0.000001 USD/call"},
    [KIND_CLOUDFRONT] = {PER(PRICE_PER_GB) | PER(PRICE_PER_CALL) | PER(PRICE_PER_MONTH),
                         "a price such as 0.085 USD/GB"},
    [KIND_SQS] = {PER(PRICE_PER_CALL) | PER(PRICE_PER_MONTH),
                  "a price such as 0.0000004 USD/call"},
    [KIND_SNS] = {PER(PRICE_PER_CALL) | PER(PRICE_PER_MONTH),
                  "a price such as 0.0000005 USD/call"},
    [KIND_EVENTBRIDGE] = {PER(PRICE_PER_CALL) | PER(PRICE_PER_MONTH),
                          "a price such as 0.000001 USD/call"},
    [KIND_SES] = {PER(PRICE_PER_CALL) | PER(PRICE_PER_MONTH),
                  "a price such as 0.0001 USD/call"},
    [KIND_CLOUDWATCH] = {PER(PRICE_PER_MONTH), "a fee such as 20 USD/month"},
    [KIND_ROUTE53] = {PER(PRICE_PER_MONTH), "a fee such as 20 USD/month"},
    [KIND_ECR] = {PER(PRICE_PER_MONTH), "a fee such as 20 USD/month"},
    [KIND_SECRETS] = {PER(PRICE_PER_MONTH), "a fee such as 20 USD/month"},
};

static void service_price_check(struct world *world, const struct service_def *service)
{
    const struct yaml_node *node = world_text_given(world, service->item.path, "price");
    const char *path = arena_format(world->arena, "%s.price", service->item.path);
    const struct price_rule *rule = &rules[service->kind];
    if (!node || !service->price.given)
        return;
    price_check_currency(world, &service->price, node->place, path);
    if (!(rule->units & PER(service->price.per)))
        error_list_expected(world->errors, node->place, path, rule->expected, node->text,
                            NULL);
}

static void host_prices_check(struct world *world, const struct host_def *host)
{
    const struct instance_type *type = &host->instance;
    const char *path = arena_format(world->arena, "%s.instance", host->item.path);
    const struct yaml_node *node = world_text_given(world, path, "price");
    if (node)
        price_check_currency(world, &type->price, node->place,
                             arena_format(world->arena, "%s.price", path));
}

void world_money_check(struct world *world)
{
    const struct service_def *services = world->design->services.items;
    const struct host_def *hosts = world->design->hosts.items;
    budget_check(world);
    for (uint32_t i = 0; i < world->design->services.count; i++)
        service_price_check(world, &services[i]);
    for (uint32_t i = 0; i < world->design->hosts.count; i++)
        host_prices_check(world, &hosts[i]);
}
