/* import.c - `overstack import compose FILE...`: a scenario from what people have.
 */
#include "sim/cli/cli.h"
#include "sim/cli/messages.h"
#include "sim/cli/words.h"
#include "sim/import/compose.h"
#include "sim/import/skeleton.h"
#include "sim/output/file.h"
#include "sim/world_catalog.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { KEY_FORCE = 256, KEY_ENV_FILE, KEY_PROFILE, KEY_INSTANCE };

struct import {
    struct arena arena;
    const char *name; /* argv[0]: "overstack import" */
    const char *kind; /* "compose" */
    struct compose_options compose;
    const char *instance, *output;
    struct skeleton_left left;
    bool force;
};

/* ---- options ---- */

static const struct argp_option argp_options[] = {
    {"profile", KEY_PROFILE, "NAME", 0,
     "also the services of that profile, or of all (*); may be repeated", 0},
    {"env-file", KEY_ENV_FILE, "FILE", 0,
     "variables of ${...}; default .env beside the first file", 0},
    {"instance", KEY_INSTANCE, "TYPE", 0,
     "the machine it runs on; default a t3.medium, marked as guessed", 0},
    {"output", 'o', "FILE", 0, "write there instead of standard output", 0},
    {"force", KEY_FORCE, 0, 0, "overwrite that file if it exists", 0},
    {0},
};

static void list_add(struct import *import, const char ***items, uint32_t *count,
                     const char *item)
{
    *items = arena_grow(&import->arena, *items, *count, *count + 1, sizeof(char *));
    (*items)[(*count)++] = item;
}

static error_t take_option(int key, char *value, struct argp_state *state)
{
    struct import *import = state->input;
    switch (key) {
    case KEY_PROFILE:
        list_add(import, &import->compose.profiles, &import->compose.profile_count,
                 value);
        return 0;
    case KEY_ENV_FILE:
        import->compose.env_file = value;
        return 0;
    case KEY_INSTANCE:
        import->instance = value;
        return 0;
    case 'o':
        import->output = strcmp(value, "-") == 0 ? NULL : value;
        return 0;
    case KEY_FORCE:
        import->force = true;
        return 0;
    case ARGP_KEY_ARG:
        if (!import->kind)
            import->kind = value;
        else
            list_add(import, &import->compose.files, &import->compose.file_count, value);
        return 0;
    case ARGP_KEY_END:
        if (!import->kind)
            argp_error(state, "what to import is missing: compose FILE");
        else if (strcmp(import->kind, "compose") != 0)
            argp_error(state, "cannot import '%s'; only compose", import->kind);
        else if (import->compose.file_count == 0)
            argp_error(state, "the compose file is missing");
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static void options_from(struct import *import, int argc, char **argv)
{
    static const struct argp argp = {
        .options = argp_options,
        .parser = take_option,
        .args_doc = "compose FILE [FILE...]",
        .doc =
            "Writes a commented scenario from a compose file, or from several of which "
            "the later override the earlier (as docker compose -f A -f B). What the "
            "files do not say is guessed and marked so.",
    };
    words_parse(&argp, argc, argv, import);
}

/* ---- writing ---- */

static const char *command_of(struct import *import)
{
    const char *text = "overstack import compose";
    for (uint32_t i = 0; i < import->compose.file_count; i++)
        text = arena_format(&import->arena, "%s %s", text, import->compose.files[i]);
    return text;
}

/* Of the first file's folder, as Docker calls what has no name. */
static const char *folder_name(struct import *import)
{
    const char *file = import->compose.files[0];
    char *path = strcmp(file, "-") == 0 ? NULL : realpath(file, NULL);
    if (!path)
        return "standard input";
    *strrchr(path, '/') = '\0';
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : file;
    name = arena_text(&import->arena, name, strlen(name));
    free(path);
    return name;
}

static void write_to(struct import *import, const struct compose *compose, FILE *out)
{
    const struct skeleton_options options = {.name = compose->name ? compose->name
                                                                   : folder_name(import),
                                             .command = command_of(import),
                                             .instance = import->instance};
    import->left = skeleton_write(compose, &options, &import->arena, out);
}

static void print_left(const struct import *import)
{
    const struct skeleton_left *left = &import->left;
    if (*left->unknown)
        fprintf(stderr, "%s: the catalog does not know %s: fill in the lines with TODO\n",
                import->name, left->unknown);
    if (*left->unasked)
        fprintf(stderr, "%s: nobody is known to ask %s: see what stands there\n",
                import->name, left->unasked);
}

/* NULL, or why it could not be written. */
static const char *write_all(struct import *import, const struct compose *compose)
{
    struct file file;
    if (!import->output) {
        write_to(import, compose, stdout);
        return fflush(stdout) == 0 && !ferror(stdout)
                   ? NULL
                   : arena_format(&import->arena, "cannot write to standard output: %s",
                                  strerror(errno));
    }
    const char *fault = file_open(&file, import->output, &import->arena);
    if (fault)
        return fault;
    write_to(import, compose, file.stream);
    return file_commit(&file);
}

/* Is --instance a machine of the catalog? Adds an error when not. */
static void check_instance(struct import *import, struct error_list *errors)
{
    struct world_catalog catalog;
    uint32_t count;
    if (!import->instance ||
        !world_catalog_open(&catalog, NULL, &import->arena, errors) ||
        world_catalog_entry(&catalog, WORLD_CATALOG_INSTANCES, import->instance))
        return;
    const char **names = world_catalog_names(&catalog, WORLD_CATALOG_INSTANCES, &count);
    error_list_expected(errors, (struct place){0}, "--instance",
                        "a machine of the catalog", import->instance,
                        error_nearest(import->instance, names, count));
}

static int import_compose(struct import *import)
{
    struct error_list errors;
    struct stat status;
    error_list_init(&errors, &import->arena);
    check_instance(import, &errors);
    if (import->output && !import->force && stat(import->output, &status) == 0) {
        fprintf(stderr, "%s: %s exists; --force overwrites it\n", import->name,
                import->output);
        return EXIT_BAD_INPUT;
    }
    const struct compose *compose =
        errors.errors ? NULL : compose_read(&import->compose, &import->arena, &errors);
    messages_print(&errors, import->name, false);
    if (!compose)
        return EXIT_BAD_INPUT;
    const char *fault = write_all(import, compose);
    if (!fault)
        print_left(import);
    else
        fprintf(stderr, "%s: %s\n", import->name, fault);
    return fault ? EXIT_CANNOT : EXIT_HELD;
}

int cli_import(int argc, char **argv)
{
    struct import import = {.name = argv[0]};
    arena_init(&import.arena);
    options_from(&import, argc, argv);
    const int code = import_compose(&import);
    arena_clear(&import.arena);
    return code;
}
