/* shown_text.c - the user's own words inside a message: short and harmless.
 */
#include "sim/input/shown_text.h"

#include <stdbool.h>
#include <string.h>

enum { SHOWN_LENGTH = 60 }; /* a name in full; a pasted file not */

const char *shown_text(struct arena *arena, const char *text)
{
    size_t length = strnlen(text, SHOWN_LENGTH + 1);
    const bool cut = length > SHOWN_LENGTH;
    if (cut) {
        length = SHOWN_LENGTH;
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
            length--;
    }
    char *shown = arena_format(arena, "\"%.*s%s\"", (int)length, text, cut ? "..." : "");
    for (char *c = shown; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = '?';
    return shown;
}
