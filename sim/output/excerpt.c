/* excerpt.c - see excerpt.h.
 *
 * A place counts letters, the screen columns, the file bytes: the line is walked once for
 * where the mark begins and ends on the screen, and once to write what fits between two
 * columns. Which bytes the mark covers is guessed from the text alone (excerpt_span.c).
 */
#define _GNU_SOURCE /* memmem */
#include "sim/output/excerpt.h"

#include "sim/output/excerpt_span.h"
#include "sim/output/utf8.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    TAB = 8,                /* as terminals show it */
    GUTTER = 5,             /* columns of the line's number */
    ESCAPE_TEXT = 16,       /* \U0010FFFF, or TAB blanks */
    LINE_LIMIT = 256 << 10, /* bytes; nobody wrote a longer line by hand */
};

static const char bar[] = " | ";

/* ---- The line ---- */

struct line {
    char *text;
    size_t length;
};

/* Without the letters of `ends` at its end. */
static void line_trim(struct line *line, const char *ends)
{
    const size_t count = strlen(ends);
    while (line->length > 0 && memchr(ends, line->text[line->length - 1], count))
        line->text[--line->length] = '\0';
}

/* libyaml ends a line at these as well, editors and traces do not: then nobody knows
 * which line is meant. */
static bool has_other_ends(const char *text, size_t length)
{
    static const char *const ends[] = {"\r", "\xc2\x85", "\u2028", "\u2029"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (memmem(text, length, ends[i], strlen(ends[i])))
            return true;
    return false;
}

static bool read_line(FILE *file, int wanted, struct line *line)
{
    size_t capacity = 0;
    for (int number = 1;; number++) {
        const ssize_t got = getdelim(&line->text, &capacity, '\n', file);
        if (got <= 0)
            return false;
        line->length = (size_t)got;
        line_trim(line, "\r\n");
        if (line->length > LINE_LIMIT || has_other_ends(line->text, line->length))
            return false;
        if (number == wanted)
            return true;
    }
}

/* A pipe or a device could be read only once, or never end. */
static bool find_line(struct place place, struct line *line)
{
    struct stat status;
    if (!place.file || place.line < 1 || place.column < 1 ||
        stat(place.file, &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    FILE *file = fopen(place.file, "rb");
    if (!file)
        return false;
    const bool found = read_line(file, place.line, line);
    fclose(file);
    if (found && place.line == 1 && utf8_starts_with_mark(line->text, line->length)) {
        line->length -= UTF8_MARK_BYTES; /* is no column */
        memmove(line->text, line->text + UTF8_MARK_BYTES, line->length + 1);
    }
    return found;
}

/* ---- Letters as they are shown ---- */

struct letter {
    size_t bytes;           /* in the line */
    int columns;            /* on the screen */
    char text[ESCAPE_TEXT]; /* what is written */
};

/* Zero-width and bidirectional controls: they hide letters or change their order. */
static bool is_hiding(uint32_t code)
{
    return (code >= 0x200b && code <= 0x200f) || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

static void escape(struct letter *letter, const char *format, unsigned code)
{
    letter->columns = snprintf(letter->text, sizeof letter->text, format, code);
}

static struct letter letter_at(const struct line *line, size_t at, int column, bool ascii)
{
    struct letter letter = {.bytes = 1};
    const unsigned char first = (unsigned char)line->text[at];
    uint32_t code = 0;
    if (first == '\t') {
        letter.columns = TAB - column % TAB;
        memset(letter.text, ' ', (size_t)letter.columns);
        return letter;
    }
    if (first)
        letter.bytes = utf8_decode(line->text + at, &code);
    if (code == 0) {
        letter.bytes = 1; /* a control character, or not UTF-8 */
        escape(&letter, "\\x%02X", first);
    } else if (is_hiding(code) || (ascii && code >= 0x80)) {
        escape(&letter, code > 0xffff ? "\\U%08X" : "\\u%04X", (unsigned)code);
    } else {
        memcpy(letter.text, line->text + at, letter.bytes);
        utf8_next(letter.text, &letter.columns);
    }
    return letter;
}

/* ---- What is marked, and the part of the line that is shown ---- */

struct mark {
    int begin, end; /* columns of the screen; end is past the last */
    int line_end;
};

/* false when the line is shorter than the place says: the file was changed. */
static bool find_mark(const struct line *line, struct place place, bool ascii,
                      struct mark *mark)
{
    int column = 0, number = 1;
    size_t begin = 0, end = SIZE_MAX;
    *mark = (struct mark){.begin = -1, .end = -1};
    for (size_t at = 0; at <= line->length; number++) {
        if (number == place.column) {
            mark->begin = column;
            begin = at;
            end = at + excerpt_span(line->text, line->length, begin);
        }
        if (at >= end && mark->end < 0)
            mark->end = column;
        mark->line_end = column;
        if (at == line->length)
            break;
        const struct letter letter = letter_at(line, at, column, ascii);
        at += letter.bytes;
        column += letter.columns;
    }
    if (mark->end <= mark->begin)
        mark->end = mark->begin + 1;
    return mark->begin >= 0;
}

struct strip {
    int left, right; /* the first column shown, and the first that is not any more */
    int dots;        /* columns of what says that the line goes on */
};

/* The beginning of the line if the mark begins in it, else some columns before the mark. */
static struct strip find_strip(const struct mark *mark, int room, bool ascii)
{
    struct strip strip = {.left = 0, .right = mark->line_end, .dots = ascii ? 3 : 1};
    if (mark->line_end <= room)
        return strip;
    if (mark->end > room - strip.dots) {
        const int length = mark->end - mark->begin;
        const int before = length < room / 2 ? room / 2 : room / 8;
        strip.left = mark->begin > before ? mark->begin - before : 0;
    }
    if (strip.left > mark->line_end - room)
        strip.left = mark->line_end - room;
    strip.right = strip.left + room;
    return strip;
}

/* ---- Writing ---- */

/* The letters of the line between two columns; blanks for the half of a wide one. */
static void write_between(FILE *out, const struct line *line, int from, int to,
                          bool ascii)
{
    int column = 0, written = from;
    for (size_t at = 0; at < line->length && column < to;) {
        const struct letter letter = letter_at(line, at, column, ascii);
        const int end = column + letter.columns;
        if (column >= from && end <= to) {
            fprintf(out, "%*s%s", column - written, "", letter.text);
            written = end;
        }
        at += letter.bytes;
        column = end;
    }
}

static void write_text(FILE *out, const struct line *line, const struct strip *strip,
                       const struct mark *mark, bool ascii)
{
    const char *dots = ascii ? "..." : "\u2026";
    const bool before = strip->left > 0, after = strip->right < mark->line_end;
    if (before)
        fputs(dots, out);
    write_between(out, line, strip->left + (before ? strip->dots : 0),
                  strip->right - (after ? strip->dots : 0), ascii);
    fprintf(out, "%s\n", after ? dots : "");
}

static void write_mark(FILE *out, const struct strip *strip, const struct mark *mark)
{
    const int end = mark->end < strip->right ? mark->end : strip->right;
    fprintf(out, "%*s^", mark->begin - strip->left, "");
    for (int column = mark->begin + 1; column < end; column++)
        fputc('~', out);
    fputc('\n', out);
}

static void write_excerpt(FILE *out, const struct line *line, struct place place,
                          int columns, bool ascii)
{
    struct mark mark;
    if (!find_mark(line, place, ascii, &mark))
        return;
    const int gutter = place.line > 99999 ? 10 : GUTTER;
    const int room = columns - gutter - (int)strlen(bar);
    const struct strip strip = find_strip(&mark, room, ascii);
    fprintf(out, "%*d%s", gutter, place.line, bar);
    write_text(out, line, &strip, &mark, ascii);
    fprintf(out, "%*s%s", gutter, "", bar);
    write_mark(out, &strip, &mark);
}

void excerpt_write(FILE *out, struct place place, int columns, bool ascii)
{
    struct line line = {NULL, 0};
    if (find_line(place, &line)) {
        line_trim(&line, " \t");
        write_excerpt(out, &line, place, columns, ascii);
    }
    free(line.text);
}
