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

/* A later entry replaces an earlier one, so that a user's own catalog, which stands
 * behind the built-in one, wins. */
static const struct price_def *price_list_last(const struct price_list *prices,
                                               const char *service, const char *name,
                                               const char *region)
{
    for (uint32_t i = prices->count; i-- > 0;) {
        const struct price_def *price = &prices->items[i];
        if (strcmp(price->name, name) == 0 && strcmp(price->service, service) == 0 &&
            strcmp(price->region, region) == 0)
            return price;
    }
    return NULL;
}

const struct price_def *price_list_find(const struct price_list *prices,
                                        const char *service, const char *name,
                                        const char *region)
{
    const struct price_def *price = price_list_last(prices, service, name, region);
    return price ? price : price_list_last(prices, service, name, "global");
}
