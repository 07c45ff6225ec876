/* ascii.c - see ascii.h.
 */
#include "sim/output/ascii.h"

#include "sim/output/utf8.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct spelling {
    uint32_t code;
    const char *ascii;
};

static const struct spelling spellings[] = {
    {0x2026, "..."}, {0x00b1, "+/-"}, {0x2265, ">="},  {0x2264, "<="}, {0x2248, "~"},
    {0x00d7, "x"},   {0x2192, "->"},  {0x2013, "-"},   {0x2014, "-"},  {0x2212, "-"},
    {0x2018, "'"},   {0x2019, "'"},   {0x201c, "\""},  {0x201d, "\""}, {0x00b7, "."},
    {0x00b5, "u"},   {0x03bc, "u"},   {0x00b0, "deg"}, {0x2713, "ok"}, /* check mark */
    {0x2717, "x"},                                                     /* ballot x */
    {0x251c, "|"},   {0x2514, "`"},   {0x2502, "|"},   {0x2500, "-"},  /* branches */
    {0x2588, "#"},                                                     /* blocks: full, */
    {0x2589, "#"},   {0x258a, "#"},   {0x258b, "#"},   {0x258c, "#"},  /* most of one, */
    {0x258d, ""},    {0x258e, ""},    {0x258f, ""},                    /* less, */
    {0x2592, "x"},   {0x2591, "."},                                    /* shaded */
    {0x2503, "|"},   {0x250a, ":"}, /* ends of RAM and swap */
    {0x25b2, "^"},                  /* a mark on an axis */
};

enum {
    SPELLINGS = sizeof spellings / sizeof *spellings,
    LONGEST = 3, /* for each byte of UTF-8: \uXXXX for two */
    ESCAPE = sizeof "\\UXXXXXXXX",
};

/* NULL when there is none. */
static const char *spelling_of(uint32_t code)
{
    for (size_t i = 0; i < SPELLINGS; i++)
        if (spellings[i].code == code)
            return spellings[i].ascii;
    return NULL;
}

static void write_other(char *to, uint32_t code, int columns, bool escaped)
{
    if (!escaped || code == 0) /* 0: not UTF-8, or a control character */
        strcpy(to, columns == 2 ? "??" : columns == 1 ? "?" : "");
    else
        snprintf(to, ESCAPE, code > 0xffff ? "\\U%08X" : "\\u%04X", (unsigned)code);
}

static const char *spelt_text(struct arena *arena, const char *text, bool escaped)
{
    char *spelt = arena_allocate(arena, strlen(text) * LONGEST + 1), *to = spelt;
    while (*text) {
        uint32_t code;
        int columns;
        const size_t bytes = utf8_decode(text, &code);
        utf8_next(text, &columns);
        const char *ascii = spelling_of(code);
        if (code > 0 && code < 0x80)
            *to = *text;
        else if (ascii)
            strcpy(to, ascii);
        else
            write_other(to, code, columns, escaped);
        to += strlen(to);
        text += bytes;
    }
    return spelt;
}

const char *ascii_text(struct arena *arena, const char *text)
{
    return spelt_text(arena, text, false);
}

const char *ascii_escaped(struct arena *arena, const char *text)
{
    return spelt_text(arena, text, true);
}
