/* scenarios.c - see scenarios.h.
 */
#include "sim/cli/scenarios.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static int is_scenario(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return entry->d_name[0] != '.' && dot && strcmp(dot, ".yaml") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_folder(struct scenarios *scenarios, const char *folder,
                       struct arena *arena)
{
    struct dirent **entries;
    const int found = scandir(folder, &entries, is_scenario, by_name);
    if (found < 0)
        return;
    const uint32_t count = scenarios->count, most = count + (uint32_t)found;
    scenarios->names =
        arena_grow(arena, scenarios->names, count, most, sizeof *scenarios->names);
    scenarios->files =
        arena_grow(arena, scenarios->files, count, most, sizeof *scenarios->files);
    for (int i = 0; i < found; i++) {
        const char *file = entries[i]->d_name;
        scenarios->names[count + (uint32_t)i] =
            arena_text(arena, file, strlen(file) - strlen(".yaml"));
        scenarios->files[count + (uint32_t)i] =
            arena_format(arena, "%s/%s", folder, file);
        free(entries[i]);
    }
    free(entries);
    scenarios->count = most;
}

struct scenarios scenarios_find(const char *configs, struct arena *arena)
{
    struct scenarios scenarios = {.count = 0};
    add_folder(&scenarios, arena_format(arena, "%s/stories", configs), arena);
    add_folder(&scenarios, arena_format(arena, "%s/examples", configs), arena);
    return scenarios;
}

const char *scenarios_file(const struct scenarios *scenarios, const char *name)
{
    for (uint32_t i = 0; i < scenarios->count; i++)
        if (strcmp(scenarios->names[i], name) == 0)
            return scenarios->files[i];
    return NULL;
}

/* What stands behind `key` in a line that is no comment, up to the first of `ends`; NULL
 * without. */
static const char *text_behind(const char *text, const char *key, const char *ends,
                               struct arena *arena)
{
    while (*text) {
        const size_t length = strcspn(text, "\n");
        const char *at = *text == '#' ? NULL : strstr(text, key);
        if (at && at < text + length) {
            at += strlen(key);
            return arena_text(arena, at, strcspn(at, ends));
        }
        text += length + (text[length] == '\n');
    }
    return NULL;
}

const char *scenarios_title(const char *text, struct arena *arena)
{
    const char *title = text_behind(text, "name: ", "\n", arena);
    return title ? title : "";
}

const char *scenarios_companion(const char *text, struct arena *arena)
{
    return text_behind(text, "{executor: trace, file: ", ",} \n", arena);
}
