/* sweep.c - `overstack sweep FILE --vary PATH=VALUES ...`: every combination, each a row.
 *
 * Rows are written as they come, in the order of their points. With --database (or an
 * --output that ends like a database) each result is kept as soon as it is there, and
 * what is in the file already is not simulated again: a sweep that was killed goes on.
 */
#include "sim/cli/answer.h"
#include "sim/cli/cli.h"
#include "sim/cli/messages.h"
#include "sim/cli/options.h"
#include "sim/cli/watch.h"
#include "sim/input/yaml_path.h"
#include "sim/output/html_sweep.h"
#include "sim/output/shell_word.h"
#include "sim/output/sweep_json.h"
#include "sim/output/sweep_lines.h"
#include "sim/output/sweep_text.h"
#include "sim/run/sweep_crew.h"
#include "sim/run/vary_read.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct command_sweep {
    const char *name; /* argv[0]: "overstack sweep" */
    struct options options;
    struct arena arena;
    struct sweep sweep;
    struct sweep_database *database; /* NULL: none */
    uint64_t planned;                /* points of the shard */
    struct sweep_crew crew;          /* of mpirun; alone without it */
    struct watch watch;
    struct sweep_text text;
    struct html_sweep page; /* of --format html */
    FILE *out;
};

static int cannot(const struct command_sweep *command, const char *why)
{
    fprintf(stderr, "%s: %s\n", command->name, why);
    return EXIT_CANNOT;
}

static void nothing_simulated(const struct command_sweep *command)
{
    fprintf(stderr, "%s: no point could be simulated\n", command->name);
}

/* ---- before ---- */

static bool ends_with(const char *text, const char *end)
{
    const size_t length = strlen(text), size = strlen(end);
    return length > size && strcmp(text + length - size, end) == 0;
}

/* --output results.sqlite is a database, and the summary goes to standard output. */
static void output_decide(struct options *options)
{
    static const char *const ends[] = {".sqlite", ".sqlite3", ".db"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends && options->output; i++) {
        if (!ends_with(options->output, ends[i]))
            continue;
        if (!options->database)
            options->database = options->output;
        options->output = NULL;
    }
}

/* Is that path --set, too? Each point lays its own value over it. */
static bool is_set(const struct options *options, const struct vary_axis *axis)
{
    const size_t length = strlen(axis->path);
    for (size_t i = 0; i < options->set_count; i++) {
        const char *sign = yaml_path_sign(options->sets[i]);
        if (sign && (size_t)(sign - options->sets[i]) == length &&
            memcmp(options->sets[i], axis->path, length) == 0)
            return true;
    }
    return false;
}

static bool sets_check(const struct options *options, const struct vary *vary,
                       struct error_list *errors)
{
    bool fine = true;
    for (uint32_t i = 0; i < vary->axis_count; i++) {
        const struct vary_axis *axis = &vary->axes[i];
        if (!is_set(options, axis))
            continue;
        error_list_add(errors, axis->place, axis->path,
                       "it is varied, and each value would stand in place of --set: give "
                       "one of the two");
        fine = false;
    }
    return fine;
}

/* An option is laid over a point's value: the row would tell of one that was not used. */
static bool axes_check(const struct options *options, const struct vary *vary,
                       struct error_list *errors)
{
    const struct {
        const char *path, *option;
        double given;
    } laid[] = {{"simulate.seed", "--seed", options->seed},
                {"simulate.replications", "--replications", options->replications},
                {"simulate.duration", "--duration", options->duration_s}};
    bool fine = true;
    for (size_t i = 0; i < sizeof laid / sizeof *laid; i++) {
        const struct vary_axis *axis = vary_named(vary, laid[i].path);
        axis = axis ? axis : vary_named(vary, "simulate");
        if (!axis || isnan(laid[i].given))
            continue;
        error_list_add(errors, axis->place, axis->path,
                       "it is varied, and %s would stand in place of each value: give "
                       "one of the two",
                       laid[i].option);
        fine = false;
    }
    return fine;
}

static bool load(struct command_sweep *command)
{
    const struct options *options = &command->options;
    struct error_list errors;
    error_list_init(&errors, &command->arena);
    struct world_options world = options_world(options, options->arguments[0]);
    const struct vary_request request = {.vary = options->axes,
                                         .vary_count = options->axis_count,
                                         .zip = options->zips,
                                         .zip_count = options->zip_count,
                                         .where = options->where};
    const struct vary *vary = NULL;
    world.base = world_base_open(world.file, NULL, &command->arena, &errors);
    if (world.base)
        vary = vary_read_space(&request, world.base->root, &command->arena, &errors);
    const bool asked =
        vary && axes_check(options, vary, &errors) && sets_check(options, vary, &errors);
    const bool fine = asked && sweep_init(&command->sweep, &world, vary, options->screen,
                                          &command->arena, &errors);
    if (command->crew.rank == 0)
        messages_print(&errors, command->name, options->quiet);
    if (asked && !fine && command->crew.rank == 0)
        nothing_simulated(command);
    if (fine)
        command->planned =
            sweep_shard_points(&command->sweep, options->shard, options->shards);
    return fine;
}

/* ---- the rows ---- */

static void take_row(void *object, const struct sweep_row *row)
{
    struct command_sweep *command = object;
    const struct sweep_head *head = &command->sweep.head;
    sweep_text_add(&command->text, row);
    if (command->options.format == FORMAT_NDJSON)
        sweep_lines_json(head, row, command->out);
    else if (command->options.format == FORMAT_CSV)
        sweep_lines_csv(head, row, command->out);
    else if (command->options.format == FORMAT_JSON)
        sweep_json_row(head, row, command->text.tally.rows == 1, command->out);
    else if (command->options.format == FORMAT_HTML)
        html_sweep_add(&command->page, row);
    watch_show(&command->watch, command->text.tally.rows, command->planned);
}

static void run(struct command_sweep *command)
{
    const struct options *options = &command->options;
    const struct sweep_run_options how = {.shard = options->shard,
                                          .shards = options->shards,
                                          .jobs = options->jobs,
                                          .database = command->database,
                                          .out = take_row,
                                          .object = command,
                                          .stop = interrupt_flag()};
    sweep_crew_run(&command->crew, &command->sweep, &how);
}

/* " --vary a=1,2" for each of the texts. */
static const char *words_add(struct arena *arena, const char *line, const char *option,
                             const char *const *texts, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        line = arena_format(arena, "%s %s %s", line, option, shell_word(arena, texts[i]));
    return line;
}

static const char *words_number(struct arena *arena, const char *line, const char *option,
                                double value, const char *unit)
{
    return isnan(value) ? line
                        : arena_format(arena, "%s %s %.15g%s", line, option, value, unit);
}

/* The command as it was given, but for how its answer is written. */
static const char *command_line(struct arena *arena, const struct options *options)
{
    const char *line = "overstack sweep";
    line = arena_format(arena, "%s %s", line, shell_word(arena, options->arguments[0]));
    line =
        words_add(arena, line, "--variant", &options->variant, options->variant != NULL);
    line = words_add(arena, line, "--set", options->sets, options->set_count);
    line = words_add(arena, line, "--vary", options->axes, options->axis_count);
    line = words_add(arena, line, "--zip", options->zips, options->zip_count);
    line = words_add(arena, line, "--where", &options->where, options->where != NULL);
    line = words_number(arena, line, "--seed", options->seed, "");
    line = words_number(arena, line, "--replications", options->replications, "");
    line = words_number(arena, line, "--duration", options->duration_s, "s");
    if (options->shards > 1)
        line = arena_format(arena, "%s --shard %llu/%llu", line,
                            (unsigned long long)options->shard + 1,
                            (unsigned long long)options->shards);
    return options->screen ? arena_format(arena, "%s --screen", line) : line;
}

static void render(void *object, FILE *out)
{
    struct command_sweep *command = object;
    const struct options *options = &command->options;
    command->out = out;
    if (options->format == FORMAT_CSV)
        sweep_lines_csv_head(&command->sweep.head, out);
    if (options->format == FORMAT_JSON)
        sweep_json_begin(&command->sweep.head, out);
    watch_begin(&command->watch, options, "points");
    run(command);
    watch_end(&command->watch);
    if (options->format == FORMAT_TEXT)
        sweep_text_write(&command->text, options_style(options), out);
    if (options->format == FORMAT_JSON)
        sweep_json_end(&command->text, out);
    if (options->format == FORMAT_HTML)
        html_sweep_write(&command->page, &command->text,
                         command_line(&command->arena, options), out);
}

/* ---- all of it ---- */

static int finish(const struct command_sweep *command)
{
    const struct sweep_text *text = &command->text;
    if (text->tally.rows < command->planned)
        return EXIT_INTERRUPTED;
    if (text->tally.verdicts[SWEEP_ERROR] < text->tally.rows || text->tally.rows == 0)
        return EXIT_HELD;
    nothing_simulated(command);
    return EXIT_BAD_INPUT;
}

/* The leader's part, or that of a process alone. */
static int sweep_write(struct command_sweep *command)
{
    struct options *options = &command->options;
    const struct sweep_head *head = &command->sweep.head;
    const char *fault = NULL, *lost = NULL;
    if (options->database)
        fault = sweep_database_open(&command->database, options->database, head,
                                    &command->arena);
    if (fault)
        return cannot(command, fault);
    sweep_text_init(&command->text, head, command->planned);
    html_sweep_init(&command->page, head);
    fault = answer_write(options, render, command, &command->arena);
    if (command->database)
        lost = sweep_database_close(command->database, &command->arena);
    const int code = finish(command);
    sweep_text_clear(&command->text);
    html_sweep_clear(&command->page);
    return fault ? cannot(command, fault) : lost ? cannot(command, lost) : code;
}

static int sweep_all(struct command_sweep *command)
{
    struct options *options = &command->options;
    const bool leads = command->crew.rank == 0;
    output_decide(options);
    if (command->crew.size > 1 && options->jobs > 1) {
        if (leads)
            fprintf(stderr,
                    "%s: --jobs: under mpirun each process has one thread; give mpirun "
                    "more processes\n",
                    command->name);
        return EXIT_BAD_INPUT;
    }
    const char *fault = leads ? answer_try(options, &command->arena) : NULL;
    if (fault)
        return cannot(command, fault);
    if (!load(command))
        return EXIT_BAD_INPUT;
    if (leads)
        return sweep_write(command);
    run(command);
    return EXIT_HELD;
}

int cli_sweep(int argc, char **argv)
{
    static const struct command command = {
        .arguments = "FILE",
        .least = 1,
        .most = 1,
        .accepted = OPTIONS_SCENARIO | OPTION_AXES | OPTION_ZIP | OPTION_WHERE |
                    OPTION_SCREEN | OPTION_SHARD | OPTION_DATABASE | OPTION_JOBS |
                    OPTION_FORMAT | OPTION_OUTPUT | OPTION_QUIET | OPTION_NO_COLOR,
        .formats = FORMATS_TEXT_LINES | 1 << FORMAT_JSON | 1 << FORMAT_HTML,
        .help =
            "Simulates every combination of the values of --vary (or of the file's "
            "block `sweep`) and writes a row for each, in order. A point that cannot be "
            "run is a row with its error. With --database FILE, or --output "
            "FILE.sqlite, nothing is ever simulated twice.\v"
            "Exit codes: 0 every point has its row, whether it passed or not; 2 bad "
            "usage, or no point could be run; 1 could not be done; 130 interrupted.",
    };
    struct command_sweep sweep = {.name = argv[0]};
    arena_init(&sweep.arena);
    options_parse(&sweep.options, &command, &sweep.arena, argc, argv);
    const char *fault = sweep_crew_begin(&sweep.crew);
    const int code = fault ? cannot(&sweep, fault) : sweep_all(&sweep);
    sweep_crew_end(&sweep.crew);
    arena_clear(&sweep.arena);
    return code;
}
