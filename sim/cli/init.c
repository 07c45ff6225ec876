/* init.c - `overstack init [STORY]`: a scenario to start from.
 *
 * Copies a file of the data folder, comments and all: configs/examples/starter.yaml, or
 * configs/stories/STORY.yaml. A file that exists is never overwritten without --force.
 */
#include "sim/cli/cli.h"
#include "sim/cli/messages.h"
#include "sim/input/yaml_source.h"
#include "sim/output/file.h"
#include "sim/world_catalog.h"

#include <argp.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { KEY_FORCE = 256 };

struct init_options {
    const char *story;  /* NULL: the starter */
    const char *output; /* NULL: standard output */
    bool force;
};

/* ---- options ---- */

static const struct argp_option argp_options[] = {
    {"output", 'o', "FILE", 0, "write there instead of standard output", 0},
    {"force", KEY_FORCE, 0, 0, "overwrite that file if it exists", 0},
    {0},
};

static error_t take_option(int key, char *value, struct argp_state *state)
{
    struct init_options *options = state->input;
    switch (key) {
    case 'o':
        options->output = strcmp(value, "-") == 0 ? NULL : value;
        return 0;
    case KEY_FORCE:
        options->force = true;
        return 0;
    case ARGP_KEY_ARG:
        if (options->story)
            argp_error(state, "there is nothing to do with '%s'", value);
        options->story = value;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static struct init_options options_from(int argc, char **argv)
{
    static const struct argp argp = {
        .options = argp_options,
        .parser = take_option,
        .args_doc = "[STORY]",
        .doc =
            "Writes a commented scenario to start from: a small web application, or the "
            "story of that name.",
    };
    struct init_options options = {0};
    argp_err_exit_status = EXIT_BAD_INPUT;
    argp_parse(&argp, argc, argv, 0, NULL, &options);
    return options;
}

/* ---- the data folder ---- */

/* configs/, above the catalog's folder; NULL when there is none. */
static const char *configs_folder(struct arena *arena, struct error_list *errors)
{
    struct world_catalog catalog;
    if (!world_catalog_open(&catalog, NULL, arena, errors))
        return NULL;
    if (!catalog.folder) {
        error_list_add(
            errors, (struct place){0}, NULL,
            "no configs/ found: set OVERSTACK_HOME to the folder that holds it");
        return NULL;
    }
    const char *end = strrchr(catalog.folder, '/');
    return arena_text(arena, catalog.folder, (size_t)(end - catalog.folder));
}

static int is_story(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return entry->d_name[0] != '.' && dot && strcmp(dot, ".yaml") == 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static const char **story_names(const char *configs, struct arena *arena, uint32_t *count)
{
    struct dirent **entries;
    const int found =
        scandir(arena_format(arena, "%s/stories", configs), &entries, is_story, by_name);
    *count = found > 0 ? (uint32_t)found : 0;
    const char **names = arena_array(arena, *count, sizeof *names);
    for (uint32_t i = 0; i < *count; i++) {
        names[i] = arena_text(arena, entries[i]->d_name,
                              strlen(entries[i]->d_name) - strlen(".yaml"));
        free(entries[i]);
    }
    if (found >= 0)
        free(entries);
    return names;
}

/* The file to copy, or NULL and an error. The name must be one of the list: no path gets
 * out of the folder. */
static const char *story_file(const char *configs, const char *story, struct arena *arena,
                              struct error_list *errors)
{
    if (!story)
        return arena_format(arena, "%s/examples/starter.yaml", configs);
    uint32_t count;
    const char **names = story_names(configs, arena, &count);
    const char *all = "";
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(names[i], story) == 0)
            return arena_format(arena, "%s/stories/%s.yaml", configs, story);
        all = arena_format(arena, "%s%s%s", all, *all ? ", " : "", names[i]);
    }
    error_list_expected(errors, (struct place){0}, NULL,
                        arena_format(arena, "a story (%s)", *all ? all : "there is none"),
                        story, error_nearest(story, names, count));
    return NULL;
}

/* ---- writing ---- */

/* NULL, or why not. */
static const char *write_text(const struct init_options *options, const char *text,
                              size_t length, struct arena *arena)
{
    struct stat status;
    struct file file;
    if (!options->output) {
        fwrite(text, 1, length, stdout);
        return fflush(stdout) || ferror(stdout) ? "cannot write standard output" : NULL;
    }
    if (!options->force && lstat(options->output, &status) == 0)
        return arena_format(arena, "%s exists already; --force overwrites it",
                            options->output);
    const char *failure = file_open(&file, options->output, arena);
    if (failure)
        return failure;
    fwrite(text, 1, length, file.stream);
    return file_commit(&file);
}

static int copy(const struct init_options *options, struct arena *arena)
{
    struct error_list errors;
    size_t length;
    error_list_init(&errors, arena);
    const char *configs = configs_folder(arena, &errors);
    const char *source =
        configs ? story_file(configs, options->story, arena, &errors) : NULL;
    const char *text = source ? yaml_source_read(source, arena, &errors, &length) : NULL;
    if (!text) {
        messages_print(&errors, "overstack init", false);
        return EXIT_BAD_INPUT;
    }
    const char *failure = write_text(options, text, length, arena);
    if (failure)
        fprintf(stderr, "overstack init: %s\n", failure);
    return failure ? EXIT_CANNOT : EXIT_HELD;
}

int cli_init(int argc, char **argv)
{
    const struct init_options options = options_from(argc, argv);
    struct arena arena;
    arena_init(&arena);
    const int code = copy(&options, &arena);
    arena_clear(&arena);
    return code;
}
