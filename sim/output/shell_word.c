/* shell_word.c - see shell_word.h.
 */
#include "sim/output/shell_word.h"

#include <string.h>

const char *shell_word(struct arena *arena, const char *text)
{
    if (!text[strspn(text,
                     "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                     "._=/:+-%@,")])
        return text;
    const char *word = "'";
    for (; *text; text += strcspn(text, "'") + (text[strcspn(text, "'")] == '\'')) {
        const size_t length = strcspn(text, "'");
        word = arena_format(arena, "%s%.*s%s", word, (int)length, text,
                            text[length] ? "'\\''" : "");
    }
    return arena_format(arena, "%s'", word);
}
