/* table.c - see table.h.
 */
#include "sim/output/table.h"

#include "sim/output/utf8.h"

#include <assert.h>
#include <string.h>

enum {
    GAP = 2,
    BRANCH = 3,
    NARROWEST = 10 /* columns a flexible one keeps, when others can give */
};

void table_init(struct text_table *table, const struct paper *paper,
                const struct table_column *columns, uint32_t column_count)
{
    assert(column_count > 0 && column_count <= TABLE_COLUMNS);
    *table = (struct text_table){
        .paper = paper, .columns = columns, .column_count = column_count};
}

void table_row(struct text_table *table, enum ink ink)
{
    struct arena *arena = table->paper->arena;
    if (table->row_count == table->row_capacity) {
        table->row_capacity = table->row_capacity ? table->row_capacity * 2 : 16;
        table->rows = arena_grow(arena, table->rows, table->row_count,
                                 table->row_capacity, sizeof *table->rows);
    }
    const char **cells = arena_array(arena, table->column_count, sizeof *cells);
    for (uint32_t i = 0; i < table->column_count; i++)
        cells[i] = "";
    table->rows[table->row_count++] = (struct table_row){cells, ink};
    table->cell = 0;
}

void table_cell(struct text_table *table, const char *text)
{
    assert(table->row_count > 0 && table->cell < table->column_count);
    table->rows[table->row_count - 1].cells[table->cell++] =
        paper_spell(table->paper, text);
}

/* ---- Widths ---- */

static int is_flexible(enum table_kind kind)
{
    return kind == TABLE_CUT || kind == TABLE_WRAP || kind == TABLE_TREE;
}

static int natural_widths(const struct text_table *table, int widths[TABLE_COLUMNS])
{
    int total = GAP * ((int)table->column_count - 1);
    for (uint32_t i = 0; i < table->column_count; i++) {
        widths[i] = utf8_width(paper_spell(table->paper, table->columns[i].title));
        for (uint32_t row = 0; row < table->row_count; row++) {
            const int width = utf8_width(table->rows[row].cells[i]);
            widths[i] = width > widths[i] ? width : widths[i];
        }
        total += widths[i];
    }
    return total;
}

/* The column that gives next: the widest flexible one, else the widest. */
static uint32_t widest(const struct text_table *table, const int widths[TABLE_COLUMNS])
{
    int best = -1, any = 0;
    for (uint32_t i = 0; i < table->column_count; i++) {
        const int gives = is_flexible(table->columns[i].kind) && widths[i] > NARROWEST;
        if (gives && (best < 0 || widths[i] > widths[best]))
            best = (int)i;
        if (widths[i] > widths[any])
            any = (int)i;
    }
    return (uint32_t)(best < 0 ? any : best);
}

static void fit_widths(const struct text_table *table, int indent,
                       int widths[TABLE_COLUMNS])
{
    int total = natural_widths(table, widths);
    for (; total > table->paper->style.columns - indent; total--)
        widths[widest(table, widths)]--;
}

/* ---- Lines ---- */

/* How a branch is drawn on this paper. */
static const char *drawn(const struct text_table *table, const char *branch)
{
    return paper_spell(table->paper, branch);
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* The part of a tree's cell that is drawn, BRANCH columns wide; 0 without one. */
static size_t branch_bytes(const struct text_table *table, const char *text)
{
    static const char *const branches[] = {TABLE_BRANCH, TABLE_BRANCH_MORE, TABLE_LEAF,
                                           TABLE_LEAF_MORE};
    for (size_t i = 0; i < sizeof branches / sizeof *branches; i++)
        if (starts_with(text, drawn(table, branches[i])))
            return strlen(drawn(table, branches[i]));
    return 0;
}

/* As much of the text as fits before the dots that say that it goes on. */
static const char *cut_text(const struct paper *paper, const char *text, int width)
{
    const char *dots = paper_spell(paper, "\u2026");
    const int room = width - utf8_width(dots);
    if (room < 0) /* there is no place for dots */
        return arena_format(paper->arena, "%.*s", (int)utf8_fit(text, width), text);
    return arena_format(paper->arena, "%.*s%s", (int)utf8_fit(text, room), text, dots);
}

/* One line of one cell; returns what is left of the text. The last column is not
 * padded: no spaces at the ends of lines. */
static const char *write_part(const struct text_table *table, enum ink ink,
                              const struct table_column *column, int width, int is_last,
                              const char *text)
{
    const char *rest = "";
    size_t bytes = strlen(text);
    const size_t branch = column->kind == TABLE_TREE ? branch_bytes(table, text) : 0;
    const int room = branch ? width - BRANCH : width;
    if ((column->kind == TABLE_WRAP || column->kind == TABLE_TREE) && room >= 2) {
        bytes = branch + paper_break(text + branch, room, &rest);
    } else if (utf8_width(text) > width) {
        text = cut_text(table->paper, text, width);
        bytes = strlen(text);
    }
    paper_cell(table->paper, ink, text, bytes,
               column->kind == TABLE_RIGHT ? -width
               : is_last                   ? 0
                                           : width);
    return rest;
}

/* Up to its last cell that holds something; returns whether anything is left over. */
static int write_line(const struct text_table *table, const char *left[TABLE_COLUMNS],
                      enum ink ink, int indent, const int widths[TABLE_COLUMNS])
{
    const struct paper *paper = table->paper;
    uint32_t end = table->column_count;
    int more = 0;
    while (end > 0 && !*left[end - 1])
        end--;
    fprintf(paper->out, "%*s", end > 0 ? indent : 0, "");
    for (uint32_t i = 0; i < end; i++) {
        fprintf(paper->out, "%*s", i ? GAP : 0, "");
        left[i] =
            write_part(table, ink, &table->columns[i], widths[i], i + 1 == end, left[i]);
        more |= *left[i] != 0;
    }
    fputs("\n", paper->out);
    return more;
}

/* What is left of a tree's cell goes on below its branch. */
static void hang(const struct text_table *table, const char *const *cells,
                 const char *left[TABLE_COLUMNS])
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        const bool branch = starts_with(cells[i], drawn(table, TABLE_BRANCH));
        const bool leaf = starts_with(cells[i], drawn(table, TABLE_LEAF));
        const char *more = branch ? TABLE_BRANCH_MORE : TABLE_LEAF_MORE;
        if (table->columns[i].kind == TABLE_TREE && *left[i] && (branch || leaf))
            left[i] =
                arena_format(table->paper->arena, "%s%s", drawn(table, more), left[i]);
    }
}

static void write_row(const struct text_table *table, const char *const *cells,
                      enum ink ink, int indent, const int widths[TABLE_COLUMNS])
{
    const char *left[TABLE_COLUMNS];
    memcpy(left, cells, table->column_count * sizeof *left);
    while (write_line(table, left, ink, indent, widths))
        hang(table, cells, left);
}

static void write_titles(const struct text_table *table, int indent,
                         const int widths[TABLE_COLUMNS])
{
    const char *titles[TABLE_COLUMNS];
    int any = 0;
    for (uint32_t i = 0; i < table->column_count; i++) {
        titles[i] = paper_spell(table->paper, table->columns[i].title);
        any |= *titles[i] != 0;
    }
    if (any)
        write_row(table, titles, INK_DIM, indent, widths);
}

void table_write(const struct text_table *table, int indent)
{
    int widths[TABLE_COLUMNS];
    if (table->row_count == 0)
        return;
    fit_widths(table, indent, widths);
    write_titles(table, indent, widths);
    for (uint32_t row = 0; row < table->row_count; row++)
        write_row(table, table->rows[row].cells, table->rows[row].ink, indent, widths);
}
