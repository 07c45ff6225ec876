/* table.h - columns that line up, within the width of the paper.
 *
 * Cells are added row by row; the widths are known when the table is written. A table
 * that is too wide first narrows its flexible columns: TABLE_WRAP goes on in further
 * lines, TABLE_CUT ends with an ellipsis. Only then are figures cut.
 */
#ifndef OVERSTACK_OUTPUT_TABLE_H
#define OVERSTACK_OUTPUT_TABLE_H

#include "sim/output/paper.h"

#include <stdint.h>

enum table_kind {
    TABLE_LEFT,
    TABLE_RIGHT, /* figures */
    TABLE_CUT,   /* left, may become narrower: a name */
    TABLE_WRAP,  /* left, may go on in further lines: a sentence */
    TABLE_TREE,  /* the same; what hangs on a branch goes on beside or below it */
};

/* How the cells of a TABLE_TREE begin that hang on the row above, and how they go on. */
#define TABLE_BRANCH      "\u251c\u2500 "
#define TABLE_BRANCH_MORE "\u2502  "
#define TABLE_LEAF        "\u2514\u2500 "
#define TABLE_LEAF_MORE   "   "

struct table_column {
    const char
        *title; /* "" for none; a table whose titles are all "" has no title line */
    enum table_kind kind;
};

struct table_row {
    const char **cells;
    enum ink ink;
};

enum { TABLE_COLUMNS = 12 };

struct text_table {
    const struct paper *paper;
    const struct table_column *columns;
    uint32_t column_count;
    struct table_row *rows;
    uint32_t row_count, row_capacity;
    uint32_t cell; /* the next one of the last row */
};

/* `columns` must live as long as the table; at most TABLE_COLUMNS. */
void table_init(struct text_table *table, const struct paper *paper,
                const struct table_column *columns, uint32_t column_count);

/* Begins a row; cells not added are empty. */
void table_row(struct text_table *table, enum ink ink);
/* The text is kept, not copied. */
void table_cell(struct text_table *table, const char *text);

/* Nothing when there are no rows. */
void table_write(const struct text_table *table, int indent);

#endif
