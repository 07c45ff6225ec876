/* price_list.h - the catalog's prices: service, item, region -> price with its source.
 */
#ifndef OVERSTACK_MODELS_PRICE_LIST_H
#define OVERSTACK_MODELS_PRICE_LIST_H

#include "sim/core/arena.h"
#include "sim/core/field.h"

#include <stdbool.h>

struct price_def {
    struct item item;
    const char *service; /* "EC2", "EBS", "ALB", ... */
    const char *name;    /* "t2.medium", "storage_gp3", "hour", ... (key `item`) */
    const char *region;  /* "us-east-1", "ap-northeast-2", "global" */
    double value;
    const char *unit; /* "USD/h", "USD/GB-month", ... */
    const char *source, *as_of, *note;
};

struct price_list {
    const struct price_def *items;
    uint32_t count;
    const uint32_t *slots; /* an index of the items, or NULL: see price_list_index */
    uint32_t slot_count;
};

extern const struct table price_table;

/* Is there any price of that region; and the names of all there are, "a, b". */
bool price_list_has_region(const struct price_list *prices, const char *region);
const char *price_list_regions(const struct price_list *prices, struct arena *arena);

/* Its note begins with "stand-in": another price in place of one that is not known. */
bool price_list_is_stand_in(const struct price_def *price);

/* "list (2026-07-20)", and the note of a stand-in, which the reader must not miss. */
const char *price_list_source(const struct price_def *price, struct arena *arena);

/* Makes finding quick: a list that is searched for thousands of designs. */
void price_list_index(struct price_list *prices, struct arena *arena);

/* The price of that item in that region, else the global one, else NULL. */
const struct price_def *price_list_find(const struct price_list *prices,
                                        const char *service, const char *name,
                                        const char *region);

#endif
