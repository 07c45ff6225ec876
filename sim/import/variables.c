/* variables.c - ${NAME} in compose files; see variables.h.
 */
#include "sim/import/variables.h"

#include "sim/input/yaml_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void variables_put(struct variables *variables, struct arena *arena, const char *name,
                   const char *value)
{
    for (uint32_t i = 0; i < variables->count; i++)
        if (strcmp(variables->items[i].name, name) == 0) {
            variables->items[i].value = value;
            return;
        }
    if (variables->count == variables->capacity) {
        variables->capacity = variables->capacity * 2 + 8;
        variables->items = arena_grow(arena, variables->items, variables->count,
                                      variables->capacity, sizeof(*variables->items));
    }
    variables->items[variables->count++] = (struct variable){name, value};
}

const char *variables_get(const struct variables *variables, const char *name)
{
    const char *shell = variables->shell ? getenv(name) : NULL;
    if (shell)
        return shell;
    for (uint32_t i = 0; i < variables->count; i++)
        if (strcmp(variables->items[i].name, name) == 0)
            return variables->items[i].value;
    return NULL;
}

/* ---- .env files ---- */

static const char space[] = " \t\r";

/* Quoted text ends at its quote, other text at the line's end or " #". */
static const char *value_of(const char *text, size_t length, struct arena *arena)
{
    if (length > 0 && (*text == '"' || *text == '\'')) {
        const char *end = memchr(text + 1, *text, length - 1);
        if (end)
            return arena_text(arena, text + 1, (size_t)(end - text - 1));
    }
    for (size_t i = 1; i < length; i++)
        if (text[i] == '#' && strchr(space, text[i - 1]))
            length = i;
    while (length > 0 && strchr(space, text[length - 1]))
        length--;
    return arena_text(arena, text, length);
}

static void line_read(struct variables *variables, const char *line, size_t length,
                      struct arena *arena)
{
    const char *end = line + length;
    while (line < end && strchr(space, *line))
        line++;
    if (end - line > 7 && strncmp(line, "export ", 7) == 0)
        line += 7;
    const char *equals = memchr(line, '=', (size_t)(end - line));
    if (line == end || *line == '#' || !equals)
        return;
    const char *value = equals + 1, *name_end = equals;
    while (name_end > line && strchr(space, name_end[-1]))
        name_end--;
    while (value < end && strchr(space, *value))
        value++;
    variables_put(variables, arena, arena_text(arena, line, (size_t)(name_end - line)),
                  value_of(value, (size_t)(end - value), arena));
}

bool variables_read(struct variables *variables, const char *file, struct arena *arena)
{
    struct error_list quiet;
    size_t length;
    error_list_init(&quiet, arena);
    if (access(file, R_OK) != 0)
        return false;
    const char *text = yaml_source_read(file, arena, &quiet, &length);
    for (const char *line = text; line && *line;) {
        const size_t span = strcspn(line, "\n");
        line_read(variables, line, span, arena);
        line += span + (line[span] == '\n');
    }
    return text != NULL;
}

/* ---- replacing ---- */

struct replacing {
    const struct variables *variables;
    struct place place;
    struct variables *unset;
    struct arena *arena;
    struct error_list *errors;
    FILE *out;
    bool failed;
};

static void replace_into(struct replacing *to, const char *text, size_t length);

static size_t name_length(const char *text)
{
    static const char first[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    static const char rest[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    return strspn(text, first) > 0 ? strspn(text, rest) : 0;
}

/* The closing brace of what was opened, or NULL. */
static const char *brace_close(const char *text, const char *end)
{
    for (int depth = 1; text < end; text++) {
        if (text[0] == '$' && text + 1 < end && text[1] == '{')
            depth++;
        if (*text == '}' && --depth == 0)
            return text;
    }
    return NULL;
}

/* What stands between the braces: a name, and perhaps what to do when it is not set (or,
 * with a colon, when it is empty). */
static void braced_replace(struct replacing *to, const char *text, const char *end)
{
    const size_t length = name_length(text);
    const char *name = arena_text(to->arena, text, length), *how = text + length;
    const char *value = variables_get(to->variables, name);
    const bool colon = how < end && *how == ':';
    const bool has = value && !(colon && *value == '\0');
    how += colon;
    const char *more = how < end ? how + 1 : end;
    const size_t more_length = (size_t)(end - more);
    if (how < end && *how == '+') {
        if (has)
            replace_into(to, more, more_length);
    } else if (has) {
        fputs(value, to->out);
    } else if (how < end && *how == '-') {
        replace_into(to, more, more_length);
    } else if (how < end && *how == '?') {
        error_list_add(to->errors, to->place, NULL, "%s must be set: %s", name,
                       arena_text(to->arena, more, more_length));
        to->failed = true;
    } else if (how == end && length > 0) {
        variables_put(to->unset, to->arena, name, "");
    }
}

static void replace_into(struct replacing *to, const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        const char *close;
        if (*text != '$' || text + 1 == end) {
            fputc(*text++, to->out);
        } else if (text[1] == '$') {
            fputc('$', to->out);
            text += 2;
        } else if (text[1] != '{') {
            const size_t name = name_length(text + 1);
            const char *named = arena_text(to->arena, text + 1, name);
            const char *value = variables_get(to->variables, named);
            fputs(name == 0 ? "$" : value ? value : "", to->out);
            if (name > 0 && !value)
                variables_put(to->unset, to->arena, named, "");
            text += 1 + name;
        } else if ((close = brace_close(text + 2, end))) {
            braced_replace(to, text + 2, close);
            text = close + 1;
        } else {
            error_list_add(to->errors, to->place, NULL, "\"${\" without its \"}\"");
            to->failed = true;
            return;
        }
    }
}

const char *variables_replace(const struct variables *variables, const char *text,
                              struct place place, struct variables *unset,
                              struct arena *arena, struct error_list *errors)
{
    char *buffer = NULL;
    size_t size = 0;
    if (!strchr(text, '$'))
        return text;
    struct replacing to = {.variables = variables,
                           .place = place,
                           .unset = unset,
                           .arena = arena,
                           .errors = errors,
                           .out = open_memstream(&buffer, &size)};
    if (!to.out)
        arena_exhausted(strlen(text));
    replace_into(&to, text, strlen(text));
    fclose(to.out);
    const char *replaced = to.failed ? text : arena_text(arena, buffer, size);
    free(buffer);
    return replaced;
}
