/* paper.h - what the text report is written on: its width, headings, wrapped lines, colour
 * where it is wanted, letters that the reader's terminal can show.
 *
 * On paper of ASCII every text is spelt in ASCII (ascii.h) before it is measured.
 */
#ifndef OVERSTACK_OUTPUT_PAPER_H
#define OVERSTACK_OUTPUT_PAPER_H

#include "sim/core/arena.h"

#include <stdbool.h>
#include <stdio.h>

enum { PAPER_LEAST = 80, PAPER_MOST = 120 }; /* columns */

struct paper_style {
    int columns; /* PAPER_LEAST to PAPER_MOST */
    bool colour;
    bool ascii; /* nothing else */
};

/* Of files and pipes: the same bytes everywhere. */
static const struct paper_style paper_style_plain = {.columns = PAPER_LEAST};

enum ink { INK_PLAIN, INK_BOLD, INK_DIM, INK_GOOD, INK_BAD, INK_WARN };

struct paper {
    FILE *out;
    struct paper_style style;
    struct arena *arena; /* texts that live as long as the report is written */
};

/* The text, or how it is spelt where only ASCII is shown. */
const char *paper_spell(const struct paper *paper, const char *text);

/* A heading; an empty line before it. */
void paper_title(const struct paper *paper, const char *title);
void paper_heading(const struct paper *paper, const char *title);

/* Writes the text wrapped between `indent` and the last column. `label` stands before it in
 * the first line, from column 2 (NULL: none); a word longer than a line is broken. */
void paper_wrap(const struct paper *paper, enum ink ink, const char *label, int indent,
                const char *text);

/* paper_wrap without a label, printf-style. */
void paper_line(const struct paper *paper, enum ink ink, int indent, const char *format,
                ...) __attribute__((format(printf, 4, 5)));

/* `bytes` of a spelt text, in colour; then spaces up to `columns` (before it when negative). */
void paper_cell(const struct paper *paper, enum ink ink, const char *text, size_t bytes,
                int columns);

/* Bytes of the next line of a wrapped text, at most `columns` wide (at least 2); the
 * text moves past the spaces that follow it through `next`. 0 at the end. */
size_t paper_break(const char *text, int columns, const char **next);

#endif
