/* paper.h - what the text report is written on: 80 columns, headings, wrapped lines,
 * colour where it is wanted.
 */
#ifndef OVERSTACK_OUTPUT_PAPER_H
#define OVERSTACK_OUTPUT_PAPER_H

#include "sim/core/arena.h"

#include <stdbool.h>
#include <stdio.h>

enum { PAPER_WIDTH = 80 };

enum ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_GOOD, INK_BAD, INK_WARN };

struct paper {
    FILE *out;
    bool colour;
    struct arena *arena; /* texts that live as long as the report is written */
};

/* An empty line and a heading. */
void paper_heading(const struct paper *paper, const char *title);

/* Writes the text wrapped between `indent` and column 80. `label` stands before it in
 * the first line, from column 2 (NULL: none); a word longer than a line is broken. */
void paper_wrap(const struct paper *paper, enum ink ink, const char *label, int indent,
                const char *text);

/* paper_wrap without a label, printf-style. */
void paper_line(const struct paper *paper, enum ink ink, int indent, const char *format,
                ...) __attribute__((format(printf, 4, 5)));

/* `bytes` of a text, in colour; then spaces up to `columns` (before it when negative). */
void paper_cell(const struct paper *paper, enum ink ink, const char *text, size_t bytes,
                int columns);

/* Bytes of the next line of a wrapped text, at most `columns` wide (at least 2); the
 * text moves past the spaces that follow it through `next`. 0 at the end. */
size_t paper_break(const char *text, int columns, const char **next);

#endif
