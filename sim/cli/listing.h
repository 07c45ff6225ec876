/* listing.h - what the catalog holds, as a table for people, as CSV or as JSON.
 *
 * Cells are added row by row, in the order of the columns. CSV and JSON carry all
 * columns and exact figures; the table shows those that have a title, figures as a
 * person reads them, and the rows of one group below its name.
 */
#ifndef OVERSTACK_CLI_LISTING_H
#define OVERSTACK_CLI_LISTING_H

#include "sim/output/table.h"

#include <stdbool.h>
#include <stdint.h>

struct listing_column {
    const char *key;      /* in CSV and JSON */
    const char *title;    /* in the table; NULL: not shown there */
    enum table_kind kind; /* of the table's column */
    bool number;          /* a figure: see listing_number */
};

struct listing_cell {
    const char *text;  /* NULL: unknown */
    double value;      /* of a figure; NAN: unknown */
    const char *shown; /* in the table */
};

struct listing_row {
    const char *group; /* NULL: none; equal texts in a row are one group */
    struct listing_cell *cells;
};

struct listing {
    struct arena *arena;
    const struct listing_column *columns;
    uint32_t column_count;
    struct listing_row *rows;
    uint32_t row_count, row_capacity;
    uint32_t cell; /* the next one of the last row */
};

/* `columns` must live as long as the listing. */
void listing_init(struct listing *listing, struct arena *arena,
                  const struct listing_column *columns, uint32_t column_count);

/* Begins a row; `group` may be NULL. Texts are kept, not copied. */
void listing_row(struct listing *listing, const char *group);
/* The next cell. NULL and "" are unknown: an empty field, null, "-" in the table. */
void listing_text(struct listing *listing, const char *text);
/* The next cell of a column of figures; NAN is unknown. `shown` is what the table shows;
 * NULL: the exact figure. */
void listing_number(struct listing *listing, double value, const char *shown);

void listing_write_text(const struct listing *listing, const struct paper *paper);
/* A line of keys, then a line for each row. */
void listing_write_csv(const struct listing *listing, FILE *out);
/* An array of objects. */
void listing_write_json(const struct listing *listing, FILE *out);

#endif
