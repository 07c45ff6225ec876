/* words.c - see words.h.
 */
#include "sim/cli/words.h"

#include "sim/cli/cli.h"
#include "sim/core/error.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MOST = 64 };

/* The long options of the command, and argp's own. */
struct long_options {
    const char *names[NAMES_MOST];
    bool valued[NAMES_MOST];
    size_t count;
};

static void long_option_add(struct long_options *options, const char *name, bool valued)
{
    if (options->count == NAMES_MOST)
        return;
    options->names[options->count] = name;
    options->valued[options->count++] = valued;
}

static struct long_options long_options_of(const struct argp *argp)
{
    struct long_options options = {.count = 0};
    for (const struct argp_option *o = argp->options; o->name || o->key; o++)
        if (o->name)
            long_option_add(&options, o->name, o->arg != NULL);
    long_option_add(&options, "help", false);
    long_option_add(&options, "usage", false);
    return options;
}

/* As getopt has it, the beginning of a name is enough. The place, or count: none. */
static size_t long_option_find(const struct long_options *options, const char *word)
{
    const size_t length = strcspn(word, "=");
    for (size_t i = 0; i < options->count; i++)
        if (strncmp(options->names[i], word, length) == 0)
            return i;
    return options->count;
}

static void refuse(const char *program, const struct long_options *options,
                   const char *word)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(word, "="), word);
    const char *nearest = error_nearest(name, options->names, options->count);
    if (!nearest)
        return; /* argp says it */
    fprintf(stderr, "%s: unrecognized option '--%s'; did you mean --%s?\n", program, name,
            nearest);
    exit(EXIT_BAD_INPUT);
}

/* A word behind an option that takes a value is that value, whatever it looks like. */
static void options_check(const struct argp *argp, int argc, char **argv)
{
    const struct long_options options = long_options_of(argp);
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strncmp(argv[i], "--", 2) != 0)
            continue;
        const size_t found = long_option_find(&options, argv[i] + 2);
        if (found == options.count)
            refuse(argv[0], &options, argv[i] + 2);
        else if (options.valued[found] && !strchr(argv[i], '='))
            i++;
    }
}

void words_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    argp_err_exit_status = EXIT_BAD_INPUT; /* sysexits' 64 unless set */
    options_check(argp, argc, argv);
    argp_parse(argp, argc, argv, 0, NULL, input);
}
