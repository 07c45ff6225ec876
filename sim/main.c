/* main.c - finds the command and hands it its words; see sim/cli/cli.h.
 */
#include "sim/cli/cli.h"
#include "sim/core/error.h"
#include "sim/core/version.h"
#include "sim/output/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *arguments, *help;
} commands[] = {
    {"run", cli_run, "FILE", "simulate and report: verdict, why, latency, cost"},
    {"check", cli_check, "FILE", "validate, and say what needs no simulation"},
    {"compare", cli_compare, "FILE [FILE...]", "variants or files side by side"},
    {"capacity", cli_capacity, "FILE",
     "the largest load, or smallest machine, that holds"},
    {"sweep", cli_sweep, "FILE", "every combination of many values, each a row"},
    {"merge", cli_merge, "FILE...", "the shards of a sweep as one"},
    {"recommend", cli_recommend, "FILE", "the cheapest design that holds, and why"},
    {"sensitivity", cli_sensitivity, "FILE", "which assumptions move the verdict most"},
    {"calibrate", cli_calibrate, "FILE", "fit values to what was measured"},
    {"import", cli_import, "compose FILE", "a scenario from a compose file"},
    {"catalog", cli_catalog, "WHAT [PATTERN]", "list known instances, services, prices"},
    {"report", cli_report, "RESULT.json", "render a saved result again"},
    {"init", cli_init, "[STORY]", "write a commented scenario to start from"},
    {"schema", cli_schema, "[--json]", "the reference of the scenario file"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static void print_help(FILE *out)
{
    fputs(
        "overstack - will it fit, when does it break, of what, and what does it cost\n\n"
        "usage: overstack COMMAND ...\n\n",
        out);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-11s %-15s %s\n", commands[i].name, commands[i].arguments,
                commands[i].help);
    fputs("\noverstack COMMAND --help tells its options. To begin with:\n"
          "  overstack run configs/stories/over-stack.yaml\n",
          out);
}

static int unknown(const char *word)
{
    const char *names[COMMANDS];
    for (int i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *nearest = error_nearest(word, names, COMMANDS);
    fprintf(stderr, "overstack: there is no command '%s'", word);
    if (nearest)
        fprintf(stderr, "; did you mean %s?\n", nearest);
    else
        fputs("; overstack --help lists them\n", stderr);
    return EXIT_BAD_INPUT;
}

static int dispatch(int index, int argc, char **argv)
{
    char name[32];
    snprintf(name, sizeof name, "overstack %s", argv[0]);
    argv[0] = name;
    return commands[index].run(argc, argv);
}

/* jansson's memory; like an arena's, it is there or the process ends. */
static void *allocate(size_t size)
{
    void *block = malloc(size ? size : 1);
    if (!block) {
        fputs("overstack: out of memory\n", stderr);
        exit(EXIT_CANNOT);
    }
    return block;
}

int main(int argc, char **argv)
{
    json_allocate_with(allocate);
    char help[] = "--help";
    char *turned[] = {argv[0], argc > 2 ? argv[2] : NULL, help, NULL};
    if (argc == 3 && strcmp(argv[1], "help") == 0)
        argv = turned; /* `help run` is `run --help` */
    if (argc < 2) {
        print_help(stderr);
        return EXIT_BAD_INPUT;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0 ||
        strcmp(argv[1], "-h") == 0) {
        print_help(stdout);
        return EXIT_HELD;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("overstack " OVERSTACK_VERSION);
        return EXIT_HELD;
    }
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return dispatch(i, argc - 1, argv + 1);
    return unknown(argv[1]);
}
