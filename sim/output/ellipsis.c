/* ellipsis.c - see ellipsis.h.
 */
#include "sim/output/ellipsis.h"

#include "sim/output/utf8.h"

const char *ellipsis_cut(struct arena *arena, const char *text, int columns)
{
    if (utf8_width(text) <= columns)
        return text;
    return arena_format(arena, "%.*s…", (int)utf8_fit(text, columns - 1), text);
}

const char *ellipsis_title(struct arena *arena, const char *name)
{
    enum { LONGEST = 160 };
    return ellipsis_cut(arena, name, LONGEST);
}
