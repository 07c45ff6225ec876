/* listing.c - see listing.h.
 */
#include "sim/cli/listing.h"

#include "sim/core/units.h"
#include "sim/output/csv.h"
#include "sim/output/json.h"

#include <assert.h>
#include <math.h>
#include <string.h>

void listing_init(struct listing *listing, struct arena *arena,
                  const struct listing_column *columns, uint32_t column_count)
{
    *listing = (struct listing){
        .arena = arena, .columns = columns, .column_count = column_count};
}

void listing_row(struct listing *listing, const char *group)
{
    if (listing->row_count == listing->row_capacity) {
        listing->row_capacity = listing->row_capacity ? listing->row_capacity * 2 : 64;
        listing->rows = arena_grow(listing->arena, listing->rows, listing->row_count,
                                   listing->row_capacity, sizeof *listing->rows);
    }
    struct listing_cell *cells =
        arena_array(listing->arena, listing->column_count, sizeof *cells);
    for (uint32_t i = 0; i < listing->column_count; i++)
        cells[i].value = NAN;
    listing->rows[listing->row_count++] = (struct listing_row){group, cells};
    listing->cell = 0;
}

static struct listing_cell *next_cell(struct listing *listing, bool number)
{
    assert(listing->row_count > 0 && listing->cell < listing->column_count);
    assert(listing->columns[listing->cell].number == number);
    (void)number;
    return &listing->rows[listing->row_count - 1].cells[listing->cell++];
}

void listing_text(struct listing *listing, const char *text)
{
    struct listing_cell *cell = next_cell(listing, false);
    cell->text = text && *text ? text : NULL;
    cell->shown = cell->text ? cell->text : "-";
}

void listing_number(struct listing *listing, double value, const char *shown)
{
    struct listing_cell *cell = next_cell(listing, true);
    char exact[UNIT_TEXT];
    cell->value = value;
    if (!isnan(value)) {
        units_write_exact(exact, value);
        cell->text = arena_text(listing->arena, exact, strlen(exact));
    }
    cell->shown = isnan(value) ? "-" : shown ? shown : cell->text;
}

/* ---- the table ---- */

/* The columns with a title, as the table wants them. */
static uint32_t titled_columns(const struct listing *listing,
                               struct table_column columns[TABLE_COLUMNS])
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < listing->column_count; i++) {
        const struct listing_column *column = &listing->columns[i];
        if (column->title) {
            assert(count < TABLE_COLUMNS);
            columns[count++] = (struct table_column){column->title, column->kind};
        }
    }
    return count;
}

static void table_add(const struct listing *listing, const struct listing_row *row,
                      struct text_table *table)
{
    table_row(table, INK_PLAIN);
    for (uint32_t i = 0; i < listing->column_count; i++) {
        if (listing->columns[i].title)
            table_cell(table, row->cells[i].shown ? row->cells[i].shown : "-");
    }
}

static bool same_group(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

void listing_write_text(const struct listing *listing, const struct paper *paper)
{
    struct table_column columns[TABLE_COLUMNS];
    const uint32_t column_count = titled_columns(listing, columns);
    for (uint32_t begin = 0, end; begin < listing->row_count; begin = end) {
        const char *group = listing->rows[begin].group;
        struct text_table table;
        table_init(&table, paper, columns, column_count);
        for (end = begin;
             end < listing->row_count && same_group(listing->rows[end].group, group);
             end++)
            table_add(listing, &listing->rows[end], &table);
        if (group && begin > 0)
            paper_heading(paper, group);
        else if (group)
            paper_title(paper, group);
        table_write(&table, group ? 2 : 0);
    }
}

/* ---- for programs ---- */

void listing_write_csv(const struct listing *listing, FILE *out)
{
    const uint32_t count = listing->column_count;
    for (uint32_t i = 0; i < count; i++)
        fprintf(out, "%s%s", listing->columns[i].key, i + 1 < count ? "," : "\n");
    for (uint32_t row = 0; row < listing->row_count; row++) {
        for (uint32_t i = 0; i < count; i++) {
            const struct listing_cell *cell = &listing->rows[row].cells[i];
            if (listing->columns[i].number)
                csv_write_number(cell->value, out);
            else
                csv_write_text(cell->text ? cell->text : "", out);
            fputc(i + 1 < count ? ',' : '\n', out);
        }
    }
}

static json_t *row_json(const struct listing *listing, const struct listing_row *row)
{
    json_t *object = json_object();
    for (uint32_t i = 0; i < listing->column_count; i++) {
        const struct listing_cell *cell = &row->cells[i];
        json_object_set_new(object, listing->columns[i].key,
                            listing->columns[i].number ? json_figure(cell->value)
                                                       : json_words(cell->text));
    }
    return object;
}

void listing_write_json(const struct listing *listing, FILE *out)
{
    json_t *array = json_array();
    for (uint32_t row = 0; row < listing->row_count; row++)
        json_array_append_new(array, row_json(listing, &listing->rows[row]));
    json_write(array, out);
    json_decref(array);
}
