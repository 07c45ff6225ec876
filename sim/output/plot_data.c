/* plot_data.c - see plot_data.h.
 */
#include "sim/output/plot_data.h"

#include <stdbool.h>
#include <string.h>

#define DOUBLE_PRIME  "\u2033"
#define LOW_QUOTATION "\u201a"
enum { LONGEST = 3 /* bytes of each */ };

static char *put(char *to, char letter)
{
    if (letter == '"')
        return stpcpy(to, DOUBLE_PRIME);
    if (letter == ',')
        return stpcpy(to, LOW_QUOTATION);
    *to = letter == '\n' || letter == '\r' ? ' ' : letter;
    return to + 1;
}

const char *plot_data_word(struct arena *arena, const char *text)
{
    char *word = arena_allocate(arena, LONGEST * strlen(text) + 1), *to = word;
    for (; *text; text++)
        to = put(to, *text);
    *to = '\0';
    return word;
}

const char *plot_data_plain(struct arena *arena, const char *csv)
{
    if (!strchr(csv, '"'))
        return NULL;
    char *plain = arena_allocate(arena, LONGEST * strlen(csv) + 1), *to = plain;
    bool quoted = false;
    for (; *csv; csv++) {
        if (*csv == '"' && !(quoted && csv[1] == '"')) {
            quoted = !quoted;
            *to++ = *csv;
        } else if (quoted) {
            csv += *csv == '"';
            to = put(to, *csv);
        } else {
            *to++ = *csv;
        }
    }
    *to = '\0';
    return plain;
}
