/* excerpt_span.c - see excerpt_span.h.
 */
#include "sim/output/excerpt_span.h"

#include <stdbool.h>
#include <string.h>

struct text {
    const char *bytes;
    size_t length;
};

/* (strchr finds the end of the set as well: a NUL in the line.) */
static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c);
}

static bool is_blank(const struct text *text, size_t at)
{
    return at >= text->length || text->bytes[at] == ' ' || text->bytes[at] == '\t';
}

/* Past the partner of the quote at `at`, or the end. Inside of quotes one of them is
 * written \" or ''. */
static size_t quote_end(const struct text *text, size_t at)
{
    const char quote = text->bytes[at];
    for (size_t i = at + 1; i < text->length; i++) {
        const bool twice = i + 1 < text->length && text->bytes[i + 1] == quote;
        if (quote == '"' ? text->bytes[i] == '\\' : text->bytes[i] == quote && twice)
            i++;
        else if (text->bytes[i] == quote)
            return i + 1;
    }
    return text->length;
}

/* A quote quotes only where a value begins: p90's is a letter. */
static bool is_quote(const struct text *text, size_t at)
{
    const char c = text->bytes[at];
    return (c == '"' || c == '\'') &&
           (at == 0 || is_one_of(text->bytes[at - 1], " \t,:[{("));
}

/* Past one byte, which may open or close a bracket, or past a whole quoted text. */
static size_t step(const struct text *text, size_t at, int *depth)
{
    if (is_quote(text, at))
        return quote_end(text, at);
    *depth += is_one_of(text->bytes[at], "[{");
    *depth -= is_one_of(text->bytes[at], "]}");
    return at + 1;
}

/* Past the partner of the bracket at `at`, or the end. */
static size_t bracket_end(const struct text *text, size_t at)
{
    int depth = 0;
    do
        at = step(text, at, &depth);
    while (at < text->length && depth > 0);
    return at;
}

/* Brackets that were opened on this line before `end` and are still open. */
static int depth_before(const struct text *text, size_t end)
{
    int depth = 0;
    for (size_t at = 0; at < end;)
        at = step(text, at, &depth);
    return depth;
}

static size_t plain_end(const struct text *text, size_t begin)
{
    const bool in_brackets = depth_before(text, begin) > 0;
    int open = 0; /* parentheses: exp(6ms, cv=2) is one value */
    size_t at = begin;
    for (; at < text->length; at++) {
        const char c = text->bytes[at];
        open += c == '(';
        open -= c == ')' && open > 0;
        if (c == ':' && is_blank(text, at + 1))
            break;
        if (c == '#' && at > begin && is_blank(text, at - 1))
            break;
        if (in_brackets && open == 0 && is_one_of(c, ",]}"))
            break;
    }
    while (at > begin && is_blank(text, at - 1))
        at--;
    return at;
}

size_t excerpt_span(const char *line, size_t length, size_t begin)
{
    const struct text text = {line, length};
    if (begin >= length)
        return 0;
    if (is_one_of(line[begin], "\"'"))
        return quote_end(&text, begin) - begin;
    if (is_blank(&text, begin))
        return 1; /* the blank itself: a tab that indents */
    if (is_one_of(line[begin], "[{"))
        return bracket_end(&text, begin) - begin;
    return plain_end(&text, begin) - begin;
}
