/* paper.c - see paper.h.
 */
#include "sim/output/paper.h"

#include "sim/output/ascii.h"
#include "sim/output/utf8.h"

#include <stdlib.h>
#include <string.h>

/* ECMA-48 sequences every terminal knows; colours 1 and 2 are red and green, always
 * beside a mark that says the same. */
static const char *const ink_on[] = {"",         "\033[1m",  "\033[2m",
                                     "\033[32m", "\033[31m", "\033[33m"};

static void ink_begin(const struct paper *paper, enum ink ink)
{
    if (paper->style.colour)
        fputs(ink_on[ink], paper->out);
}

static void ink_end(const struct paper *paper, enum ink ink)
{
    if (paper->style.colour && ink != INK_PLAIN)
        fputs("\033[0m", paper->out);
}

const char *paper_spell(const struct paper *paper, const char *text)
{
    return paper->style.ascii ? ascii_text(paper->arena, text) : text;
}

void paper_title(const struct paper *paper, const char *title)
{
    ink_begin(paper, INK_BOLD);
    fputs(paper_spell(paper, title), paper->out);
    ink_end(paper, INK_BOLD);
    fputs("\n", paper->out);
}

void paper_heading(const struct paper *paper, const char *title)
{
    fputs("\n", paper->out);
    paper_title(paper, title);
}

size_t paper_break(const char *text, int columns, const char **next)
{
    const size_t most = utf8_fit(text, columns);
    size_t bytes = most;
    if (text[most] && text[most] != ' ') {
        while (bytes > 0 && text[bytes] != ' ')
            bytes--;
        if (bytes == 0)
            bytes = most; /* one long word */
    }
    *next = text + bytes + strspn(text + bytes, " ");
    while (bytes > 0 && text[bytes - 1] == ' ')
        bytes--;
    return bytes;
}

void paper_cell(const struct paper *paper, enum ink ink, const char *text, size_t bytes,
                int columns)
{
    int used = 0;
    for (size_t at = 0; at < bytes;) {
        int width;
        const size_t length = utf8_next(text + at, &width);
        if (length == 0)
            break;
        used += width;
        at += length;
    }
    const int padding = abs(columns) - used > 0 ? abs(columns) - used : 0;
    if (columns < 0)
        fprintf(paper->out, "%*s", padding, "");
    ink_begin(paper, ink);
    utf8_put(paper->out, text, bytes);
    ink_end(paper, ink);
    if (columns > 0)
        fprintf(paper->out, "%*s", padding, "");
}

/* Returns the column after the label. */
static int write_label(const struct paper *paper, const char *label, int indent)
{
    const size_t bytes = utf8_fit(label, paper->style.columns - 2);
    fputs("  ", paper->out);
    utf8_put(paper->out, label, bytes);
    const int column = 2 + utf8_width(label);
    if (column < indent)
        return column;
    fputs("\n", paper->out); /* wider than its column: has a line of its own */
    return 0;
}

void paper_wrap(const struct paper *paper, enum ink ink, const char *label, int indent,
                const char *text)
{
    int column = label ? write_label(paper, paper_spell(paper, label), indent) : 0;
    text = paper_spell(paper, text);
    do {
        const char *next;
        const size_t bytes = paper_break(text, paper->style.columns - indent, &next);
        fprintf(paper->out, "%*s", bytes > 0 ? indent - column : 0, "");
        paper_cell(paper, ink, text, bytes, 0);
        fputs("\n", paper->out);
        text = next;
        column = 0;
    } while (*text);
}

void paper_line(const struct paper *paper, enum ink ink, int indent, const char *format,
                ...)
{
    va_list arguments;
    va_start(arguments, format);
    paper_wrap(paper, ink, NULL, indent,
               arena_format_list(paper->arena, format, arguments));
    va_end(arguments);
}
