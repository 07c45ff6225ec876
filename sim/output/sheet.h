/* sheet.h - a page of HTML being written: escaped text, headings, tables.
 */
#ifndef OVERSTACK_OUTPUT_SHEET_H
#define OVERSTACK_OUTPUT_SHEET_H

#include "sim/core/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct sheet {
    FILE *out;
    struct arena *arena;
};

/* The text as it is, in an element or in a quoted attribute. Control characters but the end
 * of a line become spaces. */
void sheet_text(const struct sheet *sheet, const char *text);

/* Markup, printf-style; what %s brings is not escaped. */
void sheet_markup(const struct sheet *sheet, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* <NAME>text</NAME>, where `open` may have attributes: "p class=\"dim\"". */
void sheet_element(const struct sheet *sheet, const char *open, const char *text);

struct sheet_column {
    const char *title;
    bool figures; /* to the right */
};

/* A table's begin, its rows, its end. It scrolls by itself where it is too wide; a sentence
 * is not made narrower than a few words. */
void sheet_table(const struct sheet *sheet, const struct sheet_column *columns,
                 uint32_t count);
void sheet_row(const struct sheet *sheet, const struct sheet_column *columns,
               const char *const *cells, uint32_t count, const char *class_name);
/* One cell, for rows that hold more than text. */
void sheet_cell(const struct sheet *sheet, const char *text, bool figures);
void sheet_table_end(const struct sheet *sheet);

#endif
