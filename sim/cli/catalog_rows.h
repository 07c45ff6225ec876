/* catalog_rows.h - what the catalog holds, as rows: one function for each subject of
 * `overstack catalog`.
 *
 * Each adds to `listing`, which it initialises with its own columns, the entries that the
 * query's pattern picks, in the order of the files. Mistakes in the catalog are added to
 * the catalog's list of errors.
 */
#ifndef OVERSTACK_CLI_CATALOG_ROWS_H
#define OVERSTACK_CLI_CATALOG_ROWS_H

#include "sim/cli/listing.h"
#include "sim/world_catalog.h"

struct catalog_query {
    struct world_catalog *catalog;
    const char *pattern; /* NULL: everything */
    const char *region;
};

/* A pattern with * ? or [ is a shell pattern for the whole name, any other is looked for
 * anywhere in it; in any case (of ASCII letters). */
bool catalog_rows_match(const char *pattern, const char *name);

/* Machine types with their price on demand in the region. */
void catalog_rows_instances(struct listing *listing, const struct catalog_query *query);
/* Every figure of the presets, with its kind and source. */
void catalog_rows_services(struct listing *listing, const struct catalog_query *query);
/* One row for each preset. */
void catalog_rows_presets(struct listing *listing, const struct catalog_query *query);
/* The prices that hold in the region: its own, and the global ones. The pattern may name
 * a service, an item, or both: "EBS storage". */
void catalog_rows_prices(struct listing *listing, const struct catalog_query *query);
void catalog_rows_systems(struct listing *listing, const struct catalog_query *query);
void catalog_rows_currencies(struct listing *listing, const struct catalog_query *query);

#endif
