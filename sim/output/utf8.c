/* utf8.c - see utf8.h.
 */
#include "sim/output/utf8.h"

#include <string.h>

struct range {
    uint32_t first, last;
};

/* Two columns: UAX 11, classes W and F, joined where what lies between is unassigned. */
static const struct range wide[] = {
    {0x1100, 0x115f},   {0x2329, 0x232a},   {0x2e80, 0x303e},   {0x3041, 0x33ff},
    {0x3400, 0x4dbf},   {0x4e00, 0xa4cf},   {0xa960, 0xa97f},   {0xac00, 0xd7a3},
    {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},   {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd},
};

/* None: combining marks, joiners, variation selectors. */
static const struct range narrow[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a},
    {0x064b, 0x065f}, {0x1160, 0x11ff}, {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff},
    {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f},
};

static bool is_in(const struct range *ranges, size_t count, uint32_t code)
{
    for (size_t i = 0; i < count; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

bool utf8_starts_with_mark(const char *text, size_t bytes)
{
    return bytes >= UTF8_MARK_BYTES && memcmp(text, "\xef\xbb\xbf", UTF8_MARK_BYTES) == 0;
}

/* No letter is longer than needed, half of a UTF-16 pair, or above U+10FFFF. */
static bool is_letter(uint32_t code, size_t length)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    return code >= least[length] && code <= 0x10ffff &&
           !(code >= 0xd800 && code < 0xe000);
}

size_t utf8_decode(const char *text, uint32_t *code)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const unsigned char lead = bytes[0];
    *code = 0;
    if (lead < 0x80) {
        *code = lead < 0x20 || lead == 0x7f ? 0 : lead;
        return lead != 0;
    }
    const size_t length = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (length == 0 || lead > 0xf4)
        return 1;
    uint32_t value = lead & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 1;
        value = value << 6 | (bytes[i] & 0x3f);
    }
    if (!is_letter(value, length))
        return 1;
    *code = value < 0xa0 ? 0 : value; /* U+0080 to U+009F are control characters */
    return length;
}

size_t utf8_next(const char *text, int *width)
{
    uint32_t code;
    const size_t length = utf8_decode(text, &code);
    *width = length == 0                                           ? 0
             : is_in(wide, sizeof wide / sizeof *wide, code)       ? 2
             : is_in(narrow, sizeof narrow / sizeof *narrow, code) ? 0
                                                                   : 1;
    return length;
}

int utf8_width(const char *text)
{
    int total = 0;
    for (size_t length = 1; length > 0; text += length) {
        int width;
        length = utf8_next(text, &width);
        total += width;
    }
    return total;
}

size_t utf8_fit(const char *text, int columns)
{
    size_t bytes = 0;
    for (;;) {
        int width;
        const size_t length = utf8_next(text + bytes, &width);
        columns -= width;
        if (length == 0 || columns < 0)
            return bytes;
        bytes += length;
    }
}

void utf8_put(FILE *out, const char *text, size_t bytes)
{
    const char *end = text + bytes;
    while (text < end) {
        uint32_t code;
        const size_t length = utf8_decode(text, &code);
        if (length == 0)
            return;
        if (code)
            fwrite(text, 1, length, out);
        else
            fputs("\xef\xbf\xbd", out);
        text += length;
    }
}
