/* dockerfile.c - what a Dockerfile tells; see dockerfile.h.
 */
#include "sim/import/dockerfile.h"

#include "sim/input/yaml_source.h"

#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { STAGES = 32 };

struct stages {
    struct arena *arena;
    const char *names[STAGES], *images[STAGES];
    int count;
    const char *entrypoint, *command; /* of the last one */
};

/* The next word of a line; "" at its end. */
static const char *word_next(struct arena *arena, const char **at)
{
    *at += strspn(*at, " \t\r");
    const size_t length = strcspn(*at, " \t\r");
    const char *word = arena_text(arena, *at, length);
    *at += length;
    return word;
}

/* ["gunicorn", "-w", "4"] or the words themselves: without brackets, quotes, commas. */
static const char *command_words(struct arena *arena, const char *text)
{
    char *words = arena_text(arena, text, strlen(text));
    text += strspn(text, " \t");
    if (*text != '[')
        return text;
    for (char *c = words; *c; c++)
        if (strchr("[]\",", *c))
            *c = ' ';
    return words;
}

/* FROM [--platform=...] IMAGE [AS NAME] */
static void stage_begin(struct stages *stages, const char *line)
{
    const char *image;
    if (stages->count == STAGES)
        return;
    do
        image = word_next(stages->arena, &line);
    while (strncmp(image, "--", 2) == 0);
    for (int i = 0; i < stages->count; i++)
        if (strcmp(stages->names[i], image) == 0)
            image = stages->images[i];
    const char *as = word_next(stages->arena, &line);
    stages->names[stages->count] =
        strcasecmp(as, "as") == 0 ? word_next(stages->arena, &line) : "";
    stages->images[stages->count++] = image;
    stages->entrypoint = stages->command = "";
}

static void instruction_read(struct stages *stages, const char *line)
{
    const char *what = word_next(stages->arena, &line);
    if (strcasecmp(what, "FROM") == 0)
        stage_begin(stages, line);
    else if (strcasecmp(what, "CMD") == 0)
        stages->command = command_words(stages->arena, line);
    else if (strcasecmp(what, "ENTRYPOINT") == 0)
        stages->entrypoint = command_words(stages->arena, line);
}

/* Lines that end in a backslash go on; comments are left out. */
static const char *line_next(struct arena *arena, const char **text)
{
    const char *line = "";
    for (bool more = true; more && **text;) {
        size_t length = strcspn(*text, "\n");
        const char *piece = arena_text(arena, *text, length);
        *text += length + ((*text)[length] == '\n');
        if (piece[strspn(piece, " \t")] == '#')
            continue;
        while (length > 0 && strchr(" \t\r", piece[length - 1]))
            length--;
        more = length > 0 && piece[length - 1] == '\\';
        line = arena_format(arena, "%s%.*s ", line, (int)(length - more), piece);
    }
    return line;
}

bool dockerfile_parse(struct dockerfile *dockerfile, const char *text,
                      struct arena *arena)
{
    struct stages stages = {.arena = arena, .entrypoint = "", .command = ""};
    while (*text)
        instruction_read(&stages, line_next(arena, &text));
    if (stages.count == 0)
        return false;
    dockerfile->image = stages.images[stages.count - 1];
    dockerfile->builder = stages.count > 1 ? stages.images[stages.count - 2] : NULL;
    dockerfile->command = arena_format(arena, "%s %s", stages.entrypoint, stages.command);
    return true;
}

bool dockerfile_read(struct dockerfile *dockerfile, const char *file, struct arena *arena)
{
    struct error_list quiet;
    size_t length;
    error_list_init(&quiet, arena);
    const char *text =
        access(file, R_OK) == 0 ? yaml_source_read(file, arena, &quiet, &length) : NULL;
    return text && dockerfile_parse(dockerfile, text, arena);
}
