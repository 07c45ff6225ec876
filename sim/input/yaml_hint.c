/* yaml_hint.c - what a syntax error of YAML most likely means.
 *
 * The parser says what it expected by the grammar ("did not find expected ',' or '}'");
 * the person wrote `on: web[0]` inside braces. The usual reasons, by the parser's words
 * and by the letter on which it stopped.
 */
#include "sim/input/yaml_hint.h"

#include <stdbool.h>
#include <string.h>

struct hint {
    const char *says; /* part of the problem, or of its context */
    const char *means;
};

static const char quotes_hint[] = "inside {} and [] a text that contains any of "
                                  "[ ] { } , needs quotes, and every bracket its partner";

static const struct hint hints[] = {
    {"flow mapping", quotes_hint},
    {"flow sequence", quotes_hint},
    {"flow node", quotes_hint},
    {"mapping values are not allowed",
     "a second \": \" in the line; put the value in quotes, or check the indentation of "
     "the line above"},
    {"could not find expected ':'", "a key needs \": \" behind it, with the space"},
    {"did not find expected key", "the indentation differs from the lines above"},
    {"did not find expected '-' indicator",
     "the items of a list begin with \"- \" in the same column"},
    {"block sequence entries are not allowed",
     "a list's first \"- \" belongs on a line of its own"},
    {"quoted scalar", "the closing quote is missing"},
    {"did not find expected <document start>", "one file holds one mapping"},
    {"unknown escape", "use 'single quotes', where a backslash is only a backslash"},
    {"scanning an alias", "a text that begins with * needs quotes"},
    {"scanning an anchor", "a text that begins with & needs quotes"},
    {"a tag", "a text that begins with ! needs quotes"},
    {"block scalar", "a text that begins with | or > needs quotes"},
};

/* The byte at that place, or NUL. */
static char letter_at(const char *text, size_t length, int line, int column)
{
    const char *end = text + length;
    for (; line > 1 && text; line--) {
        text = memchr(text, '\n', (size_t)(end - text));
        text = text ? text + 1 : NULL;
    }
    /* columns count letters: skip the bytes that continue one */
    for (; text && text < end && column > 1; column--)
        for (text++; text < end && ((unsigned char)*text & 0xc0) == 0x80;)
            text++;
    return text && text < end ? *text : '\0';
}

static const char *hint_of_letter(char letter)
{
    if (letter == '\t')
        return "indent with spaces: YAML allows no tabs there";
    if (letter != '\0' && strchr("%@`", letter))
        return "a text that begins with % @ or ` needs quotes";
    if (letter == ']' || letter == '}' || letter == ',')
        return quotes_hint;
    return NULL;
}

static bool says(const char *text, const char *part)
{
    return text && strstr(text, part);
}

const char *yaml_hint_text(const char *problem, const char *context, const char *text,
                           size_t length, int line, int column)
{
    const char *hint = NULL;
    if (says(problem, "cannot start any token") || says(problem, "expected key"))
        hint = hint_of_letter(letter_at(text, length, line, column));
    for (size_t i = 0; !hint && i < sizeof(hints) / sizeof(hints[0]); i++)
        if (says(problem, hints[i].says) || says(context, hints[i].says))
            hint = hints[i].means;
    return hint;
}
