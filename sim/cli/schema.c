/* schema.c - `overstack schema`: the reference of the scenario file, or its JSON Schema
 * for editors (in VS Code: "yaml.schemas": {"./overstack.json": "*.yaml"}).
 */
#include "models/design_def.h"
#include "sim/cli/cli.h"
#include "sim/cli/options.h"
#include "sim/cli/schema_json.h"
#include "sim/input/manual.h"
#include "sim/output/file.h"
#include "sim/output/json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct command schema_command = {
    .arguments = "",
    .accepted = OPTION_JSON | OPTION_OUTPUT,
    .help = "Writes the reference of the scenario file, from the same tables that read "
            "it; with --json as a JSON Schema, which editors use to complete and check.",
};

static void schema_write(const struct options *options, struct arena *arena, FILE *out)
{
    if (!options->json) {
        manual_write(&scenario_table, arena, out);
        return;
    }
    json_t *tree = schema_json_tree(&scenario_table, arena);
    json_write(tree, out);
    json_decref(tree);
}

/* NULL, or why not all of it could be written. */
static const char *schema_print(const struct options *options, struct arena *arena)
{
    schema_write(options, arena, stdout);
    if (fflush(stdout) == 0 && !ferror(stdout))
        return NULL;
    return arena_format(arena, "cannot write standard output: %s", strerror(errno));
}

static const char *schema_save(const struct options *options, struct arena *arena)
{
    struct file file;
    const char *why = file_open(&file, options->output, arena);
    if (why)
        return why;
    schema_write(options, arena, file.stream);
    return file_commit(&file);
}

int cli_schema(int argc, char **argv)
{
    struct arena arena;
    struct options options;
    arena_init(&arena);
    options_parse(&options, &schema_command, &arena, argc, argv);
    const bool to_file = options.output && strcmp(options.output, "-") != 0;
    const char *why =
        to_file ? schema_save(&options, &arena) : schema_print(&options, &arena);
    if (why)
        fprintf(stderr, "overstack schema: %s\n", why);
    arena_clear(&arena);
    return why ? EXIT_CANNOT : EXIT_HELD;
}
