/* price_list.c - the catalog's prices, and how one is found.
 */
#include "models/price_list.h"

#include <string.h>

/* clang-format off */
#define AT(member) offsetof(struct price_def, member)
static const struct field price_list_fields[] = {
    {.key = "service", .kind = FIELD_TEXT, .offset = AT(service), .flags = FIELD_REQUIRED,
     .help = "The service as the provider's bill names it: EC2, EBS, ALB."},
    {.key = "item", .kind = FIELD_TEXT, .offset = AT(name), .flags = FIELD_REQUIRED,
     .help = "What is billed: t2.medium, storage_gp3, hour."},
    {.key = "region", .kind = FIELD_TEXT, .offset = AT(region), .standard = "global",
     .help = "The region, or global for a price that is the same everywhere."},
    {.key = "value", .kind = FIELD_NUMBER, .offset = AT(value), .flags = FIELD_REQUIRED,
     .help = "The price of one unit."},
    {.key = "unit", .kind = FIELD_TEXT, .offset = AT(unit), .flags = FIELD_REQUIRED,
     .help = "Currency and unit: USD/h, USD/GB-month."},
    {.key = "source", .kind = FIELD_TEXT, .offset = AT(source),
     .help = "Where the price comes from."},
    {.key = "as_of", .kind = FIELD_TEXT, .offset = AT(as_of),
     .help = "The date of the price."},
    {.key = "note", .kind = FIELD_TEXT, .offset = AT(note), .help = "A remark."},
};
#undef AT

const struct table price_table = {
    .name = "price", .size = sizeof(struct price_def),
    .help = "One price of the catalog.",
    .fields = price_list_fields, .count = FIELD_COUNT_OF(price_list_fields),
};
/* clang-format on */

static bool price_list_matches(const struct price_def *price, const char *service,
                               const char *name, const char *region)
{
    return strcmp(price->name, name) == 0 && strcmp(price->service, service) == 0 &&
           strcmp(price->region, region) == 0;
}

/* FNV-1a (Fowler, Noll, Vo) over the three texts. */
static uint32_t price_list_hash(const char *service, const char *name, const char *region)
{
    const char *const texts[] = {service, name, region};
    uint32_t hash = 2166136261u;
    for (int i = 0; i < 3; i++)
        for (const char *text = texts[i];; text++) {
            hash = (hash ^ (unsigned char)*text) * 16777619u;
            if (!*text)
                break;
        }
    return hash;
}

/* The slot of that price, or the free one where it would stand. Slots hold the number of
 * an item and one; 0 is free. */
static uint32_t price_list_slot(const struct price_list *prices, const char *service,
                                const char *name, const char *region)
{
    uint32_t slot = price_list_hash(service, name, region) & (prices->slot_count - 1);
    while (prices->slots[slot] &&
           !price_list_matches(&prices->items[prices->slots[slot] - 1], service, name,
                               region))
        slot = (slot + 1) & (prices->slot_count - 1);
    return slot;
}

void price_list_index(struct price_list *prices, struct arena *arena)
{
    prices->slot_count = 16;
    while (prices->slot_count / 2 < prices->count)
        prices->slot_count *= 2;
    uint32_t *slots = arena_array(arena, prices->slot_count, sizeof(*slots));
    prices->slots = slots;
    for (uint32_t i = 0; i < prices->count; i++) {
        const struct price_def *price = &prices->items[i];
        if (price->service && price->name && price->region) /* else there was an error */
            slots[price_list_slot(prices, price->service, price->name, price->region)] =
                i + 1;
    }
}

/* A later entry replaces an earlier one, so that a user's own catalog, which stands
 * behind the built-in one, wins. */
static const struct price_def *price_list_last(const struct price_list *prices,
                                               const char *service, const char *name,
                                               const char *region)
{
    if (prices->slots) {
        const uint32_t item =
            prices->slots[price_list_slot(prices, service, name, region)];
        return item ? &prices->items[item - 1] : NULL;
    }
    for (uint32_t i = prices->count; i-- > 0;)
        if (price_list_matches(&prices->items[i], service, name, region))
            return &prices->items[i];
    return NULL;
}

const struct price_def *price_list_find(const struct price_list *prices,
                                        const char *service, const char *name,
                                        const char *region)
{
    const struct price_def *price = price_list_last(prices, service, name, region);
    return price ? price : price_list_last(prices, service, name, "global");
}

bool price_list_is_stand_in(const struct price_def *price)
{
    return price->note && strncmp(price->note, "stand-in", strlen("stand-in")) == 0;
}

const char *price_list_source(const struct price_def *price, struct arena *arena)
{
    const bool stand_in = price_list_is_stand_in(price);
    return arena_format(arena, "%s (%s)%s%s", price->source ? price->source : "catalog",
                        price->as_of && *price->as_of ? price->as_of : "no date",
                        stand_in ? "; " : "", stand_in ? price->note : "");
}

/* The first row of that region before `end`, or NULL. */
static const struct price_def *price_list_first(const struct price_list *prices,
                                                const char *region, uint32_t end)
{
    for (uint32_t i = 0; i < end; i++)
        if (strcmp(prices->items[i].region, region) == 0)
            return &prices->items[i];
    return NULL;
}

bool price_list_has_region(const struct price_list *prices, const char *region)
{
    return price_list_first(prices, region, prices->count) != NULL;
}

const char *price_list_regions(const struct price_list *prices, struct arena *arena)
{
    const char *regions = "";
    for (uint32_t i = 0; i < prices->count; i++) {
        const char *region = prices->items[i].region;
        if (strcmp(region, "global") != 0 && !price_list_first(prices, region, i))
            regions =
                arena_format(arena, "%s%s%s", regions, *regions ? ", " : "", region);
    }
    return regions;
}
