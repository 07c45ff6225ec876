/* arguments.c - what stands between the brackets of NAME(6ms, k=4); see arguments.h.
 */
#include "sim/core/arguments.h"

#include <string.h>

static const char *skip_space(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

/* A word, which may be empty; moves *text behind it. */
static char *word_read(const char **text, struct arena *arena)
{
    const char quote = **text;
    if (quote == '"' || quote == '\'') {
        const char *start = *text + 1;
        const char *end = strchr(start, quote);
        if (end) {
            *text = end + 1;
            return arena_text(arena, start, (size_t)(end - start));
        }
    }
    const size_t length = strcspn(*text, " \t\r\n,()=");
    char *word = arena_text(arena, *text, length);
    *text += length;
    return word;
}

/* One argument and the separator behind it. */
static bool argument_read(struct argument *argument, const char **text,
                          struct arena *arena)
{
    *argument = (struct argument){.name = "", .value = word_read(text, arena)};
    *text = skip_space(*text);
    if (**text == '=') {
        argument->name = argument->value;
        *text = skip_space(*text + 1);
        argument->value = word_read(text, arena);
        *text = skip_space(*text);
        if (argument->name[0] == '\0')
            return false;
    }
    if (argument->value[0] == '\0')
        return false;
    if (**text != ',')
        return true;
    *text = skip_space(*text + 1);
    return **text != ')'; /* a comma announces another one */
}

bool arguments_read(struct arguments *arguments, const char *text, struct arena *arena)
{
    arguments->count = 0;
    text = skip_space(text);
    while (*text != ')') {
        if (*text == '\0' || arguments->count == ARGUMENTS_LIMIT)
            return false;
        if (!argument_read(&arguments->items[arguments->count++], &text, arena))
            return false;
    }
    return *skip_space(text + 1) == '\0';
}

const char *arguments_take(struct arguments *arguments, const char *name, int position)
{
    int unnamed = 0;
    for (uint32_t i = 0; i < arguments->count; i++) {
        struct argument *argument = &arguments->items[i];
        const bool is_unnamed = argument->name[0] == '\0';
        const bool found =
            is_unnamed ? unnamed == position : strcmp(argument->name, name) == 0;
        unnamed += is_unnamed;
        if (found && !argument->taken) {
            argument->taken = true;
            return argument->value;
        }
    }
    return NULL;
}

bool arguments_have(const struct arguments *arguments, const char *name)
{
    for (uint32_t i = 0; i < arguments->count; i++)
        if (strcmp(arguments->items[i].name, name) == 0)
            return true;
    return false;
}

bool arguments_are_taken(const struct arguments *arguments)
{
    for (uint32_t i = 0; i < arguments->count; i++)
        if (!arguments->items[i].taken)
            return false;
    return true;
}
