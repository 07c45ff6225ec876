/* init.c - `overstack init [STORY]`: a scenario to start from.
 *
 * Copies a file of the data folder, comments and all: configs/examples/starter.yaml, or
 * the story or example of that name. A file that exists is never overwritten without
 * --force.
 */
#include "sim/cli/cli.h"
#include "sim/cli/messages.h"
#include "sim/cli/scenarios.h"
#include "sim/cli/words.h"
#include "sim/input/yaml_source.h"
#include "sim/output/file.h"
#include "sim/world_catalog.h"

#include <string.h>
#include <sys/stat.h>

enum { KEY_FORCE = 256, KEY_LIST };

struct init_options {
    const char *name;   /* of a story or an example */
    const char *output; /* NULL: standard output */
    bool force, list;
};

/* ---- options ---- */

static const struct argp_option argp_options[] = {
    {"output", 'o', "FILE", 0, "write there instead of standard output", 0},
    {"force", KEY_FORCE, 0, 0, "overwrite that file if it exists", 0},
    {"list", KEY_LIST, 0, 0, "only name the stories and examples there are", 0},
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
    case KEY_LIST:
        options->list = true;
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 0)
            argp_error(state, "there is nothing to do with '%s'", value);
        options->name = value;
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
            "story or example of that name (see --list).",
    };
    struct init_options options = {.name = "starter"};
    words_parse(&argp, argc, argv, &options);
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

/* The file to copy, or NULL and an error. The name must be one of the list: no path gets
 * out of the folder. */
static const char *scenario_file(const char *configs, const char *name,
                                 struct arena *arena, struct error_list *errors)
{
    const struct scenarios all = scenarios_find(configs, arena);
    const char *file = scenarios_file(&all, name);
    const char *names = "";
    if (file)
        return file;
    for (uint32_t i = 0; i < all.count; i++)
        names = arena_format(arena, "%s%s%s", names, *names ? ", " : "", all.names[i]);
    error_list_expected(errors, (struct place){0}, NULL,
                        arena_format(arena, "a story or an example (%s)",
                                     *names ? names : "there is none"),
                        name, error_nearest(name, all.names, all.count));
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

/* Where it was copied to lies what it reads: nowhere, so far. */
static void tell_companion(const char *source, const char *text, struct arena *arena)
{
    const char *companion = scenarios_companion(text, arena);
    if (companion)
        fprintf(stderr, "overstack init: it reads %s: copy %.*s/%s beside it\n",
                companion, (int)(strrchr(source, '/') - source), source, companion);
}

static int copy(const struct init_options *options, const char *configs,
                struct arena *arena, struct error_list *errors)
{
    size_t length;
    const char *source = scenario_file(configs, options->name, arena, errors);
    const char *text = source ? yaml_source_read(source, arena, errors, &length) : NULL;
    if (!text)
        return EXIT_BAD_INPUT;
    const char *failure = write_text(options, text, length, arena);
    if (failure)
        fprintf(stderr, "overstack init: %s\n", failure);
    else
        tell_companion(source, text, arena);
    return failure ? EXIT_CANNOT : EXIT_HELD;
}

static int list(const char *configs, struct arena *arena, struct error_list *errors)
{
    const struct scenarios all = scenarios_find(configs, arena);
    size_t length;
    for (uint32_t i = 0; i < all.count; i++) {
        const char *text = yaml_source_read(all.files[i], arena, errors, &length);
        if (!text)
            return EXIT_BAD_INPUT;
        printf("%-22s %s\n", all.names[i], scenarios_title(text, arena));
    }
    return EXIT_HELD;
}

static int init(const struct init_options *options, struct arena *arena)
{
    struct error_list errors;
    error_list_init(&errors, arena);
    const char *configs = configs_folder(arena, &errors);
    const int code = !configs        ? EXIT_BAD_INPUT
                     : options->list ? list(configs, arena, &errors)
                                     : copy(options, configs, arena, &errors);
    messages_print(&errors, "overstack init", false);
    return code;
}

int cli_init(int argc, char **argv)
{
    const struct init_options options = options_from(argc, argv);
    struct arena arena;
    arena_init(&arena);
    const int code = init(&options, &arena);
    arena_clear(&arena);
    return code;
}
