/* options.c - see options.h.
 *
 * argp calls take_option for each option and argument; what a command does not accept is
 * left out of the table given to argp, which then reports it as unknown. argp ends the
 * process itself after --help and bad usage.
 */
#include "sim/cli/options.h"

#include "sim/cli/cli.h"
#include "sim/cli/terminal.h"
#include "sim/cli/words.h"
#include "sim/core/units.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Keys of options without a letter begin where no letter is. */
enum { KEY_FIRST = 256 };

struct known {
    enum option_bit option;
    struct argp_option argp;
};

static const struct known known[] = {
    {OPTION_VARIANT, {"variant", 0, "NAME", 0, "take this variant of the file", 1}},
    {OPTION_SET,
     {"set", 0, "PATH=VALUE", 0, "change a value of the scenario (repeatable)", 1}},
    {OPTION_SEED, {"seed", 0, "N", 0, "seed of all randomness", 1}},
    {OPTION_REPLICATIONS,
     {"replications", 0, "N", 0, "how often the run is repeated with other luck", 1}},
    {OPTION_DURATION,
     {"duration", 0, "TIME", 0, "simulated time, such as 30m or 12d", 1}},
    {OPTION_SAMPLES,
     {"samples", 0, "N", 0, "points over all ranges at once (default 200)", 1}},
    {OPTION_TRAJECTORIES,
     {"trajectories", 0, "N", 0, "of Morris's elementary effects (default 10)", 1}},
    {OPTION_FIT,
     {"fit", 0, "PATH", 0, "a value to fit (repeatable; default: those of uncertain)",
      1}},
    {OPTION_MEASURED,
     {"measured", 0, "FILE", 0, "k6's summary (JSON) or Locust's NAME_stats.csv", 1}},
    {OPTION_JOBS, {"jobs", 'j', "N", 0, "threads (default: all cores)", 2}},
    {OPTION_FORMAT, {"format", 0, "FORMAT", 0, NULL /* the command's */, 2}},
    {OPTION_TABLE,
     {"table", 0, "TABLE", 0, "of --format csv: timeline (default) or bill", 2}},
    {OPTION_OUTPUT,
     {"output", 'o', "FILE", 0, "write there instead of standard output", 2}},
    {OPTION_PLOTS, {"plots", 0, "DIR", 0, "draw figures into this folder", 2}},
    {OPTION_PLOT_FORMAT,
     {"plot-format", 0, "FORMATS", 0, "of --plots: png (default), svg, pdf, or png,pdf",
      2}},
    {OPTION_QUIET, {"quiet", 'q', 0, 0, "no progress, no warnings", 2}},
    {OPTION_NO_COLOR, {"no-color", 0, 0, 0, "plain text (so does NO_COLOR)", 2}},
    {OPTION_AXES,
     {"vary", 0, "PATH=VALUES", 0,
      "what a path takes: a,b,c or LOW..HIGH:STEP, :xFACTOR, :logCOUNT (repeatable)", 1}},
    {OPTION_ZIP, {"zip", 0, "PATH,PATH", 0, "these change together (repeatable)", 1}},
    {OPTION_WHERE,
     {"where", 0, "EXPRESSION", 0, "only these points, in SQL: threads <= 4 * vcpus", 1}},
    {OPTION_SCREEN,
     {"screen", 0, 0, 0, "do not simulate what surely fails, and say so", 1}},
    {OPTION_SHARD,
     {"shard", 0, "I/N", 0, "only every N-th point, from the I-th (1/N to N/N)", 1}},
    {OPTION_DATABASE,
     {"database", 0, "FILE", 0, "keep results in this SQLite file, and take them from it",
      2}},
    {OPTION_VARY,
     {"vary", 0, "PATH[=LOW..HIGH]", 0, "the number to vary; default: all traffic", 1}},
    {OPTION_TOLERANCE,
     {"tolerance", 0, "SHARE", 0, "how exact the answer is to be, such as 1%", 1}},
    {OPTION_JSON, {"json", 0, 0, 0, "the JSON Schema, for editors", 2}},
};

enum { KNOWN_COUNT = sizeof known / sizeof *known };

struct parse {
    struct options *options;
    const struct command *command;
};

/* ---- Values ---- */

static double count_from(const struct argp_state *state, const char *option,
                         const char *text, double least, double most)
{
    double value;
    const char *expected = units_read_count(text, &value);
    if (expected || value < least || value > most)
        argp_error(state, "--%s: expected a whole number from %.0f to %.0f, got '%s'",
                   option, least, most, text);
    return value;
}

static double duration_from(const struct argp_state *state, const char *text)
{
    double value_s;
    const char *expected = units_read_duration(text, &value_s);
    if (expected)
        argp_error(state, "--duration: expected %s, got '%s'", expected, text);
    else if (!(value_s > 0))
        argp_error(state, "--duration: expected more than 0, got '%s'", text);
    return value_s;
}

static const char *const format_names[] = {"text",     "json", "ndjson", "csv",
                                           "markdown", "html", "yaml"};
enum { FORMATS = sizeof format_names / sizeof *format_names };

/* "text, json or csv": those of a set. */
static void formats_text(char *text, size_t size, unsigned formats, const char *last)
{
    size_t length = 0;
    text[0] = 0;
    for (unsigned i = 0; i < FORMATS && length < size; i++) {
        const bool first = !(formats & ((1U << i) - 1)), more = formats >> (i + 1);
        if (formats & 1U << i)
            length += (size_t)snprintf(text + length, size - length, "%s%s",
                                       first  ? ""
                                       : more ? ", "
                                              : last,
                                       format_names[i]);
    }
}

enum { FORMATS_TEXT = 80 };

static enum format format_from(const struct argp_state *state, const char *text)
{
    const unsigned formats = ((struct parse *)state->input)->command->formats;
    char there[FORMATS_TEXT];
    unsigned found = 0;
    while (found < FORMATS && strcmp(text, format_names[found]) != 0)
        found++;
    if (found < FORMATS && formats & 1U << found)
        return (enum format)found;
    if (found < FORMATS) {
        formats_text(there, sizeof there, formats, " and ");
        argp_error(state, "--format %s is not yet supported; there are %s", text, there);
    }
    formats_text(there, sizeof there, formats, " or ");
    const char *nearest = error_nearest(text, format_names, FORMATS);
    argp_error(state, "--format: expected %s, got '%s'%s%s%s", there, text,
               nearest ? "; did you mean " : "", nearest ? nearest : "",
               nearest ? "?" : "");
    return FORMAT_TEXT;
}

/* "2/8" */
static void shard_from(const struct argp_state *state, const char *text,
                       struct options *options)
{
    const char *slash = strchr(text, '/');
    char first[16] = "";
    double shard = 0, shards = 0;
    if (slash && slash - text < 16) {
        memcpy(first, text, (size_t)(slash - text));
        if (units_read_count(first, &shard) || units_read_count(slash + 1, &shards))
            shards = 0;
    }
    if (shard < 1 || shard > shards || shards > 1e9)
        argp_error(state, "--shard: expected I/N such as 1/8 or 8/8, got '%s'", text);
    options->shard = (uint64_t)shard - 1;
    options->shards = (uint64_t)shards;
}

static double share_from(const struct argp_state *state, const char *option,
                         const char *text)
{
    double value;
    const char *expected = units_read_share(text, &value);
    if (expected || !(value > 0) || value > 1)
        argp_error(state, "--%s: expected a share above 0, such as 1%%, got '%s'", option,
                   text);
    return value;
}

static enum csv_table table_from(const struct argp_state *state, const char *text)
{
    static const char *const names[] = {"timeline", "bill"};
    for (size_t i = 0; i < 2; i++)
        if (strcmp(text, names[i]) == 0)
            return CSV_TABLE_TIMELINE + (enum csv_table)i;
    const char *nearest = error_nearest(text, names, 2);
    argp_error(state, "--table: expected timeline or bill, got '%s'%s%s%s", text,
               nearest ? "; did you mean " : "", nearest ? nearest : "",
               nearest ? "?" : "");
    return CSV_TABLE_NONE;
}

/* ---- What argp calls ---- */

static void set_value(const struct argp_state *state, enum option_bit option, char *value)
{
    struct options *options = ((struct parse *)state->input)->options;
    switch (option) {
    case OPTION_VARIANT:
        options->variant = value;
        options->variants[options->variant_count++] = value;
        break;
    case OPTION_SET:
        if (!strchr(value, '='))
            argp_error(state, "--set: expected PATH=VALUE, got '%s'", value);
        options->sets[options->set_count++] = value;
        break;
    case OPTION_SEED:
        options->seed = count_from(state, "seed", value, 0, 9007199254740991.);
        break;
    case OPTION_REPLICATIONS:
        options->replications = count_from(state, "replications", value, 1, 100000);
        break;
    case OPTION_DURATION:
        options->duration_s = duration_from(state, value);
        break;
    case OPTION_SAMPLES:
        options->samples = count_from(state, "samples", value, 0, 1000000);
        break;
    case OPTION_TRAJECTORIES:
        options->trajectories = count_from(state, "trajectories", value, 0, 10000);
        break;
    case OPTION_FIT:
        options->fits[options->fit_count++] = value;
        break;
    case OPTION_MEASURED:
        options->measured = value;
        break;
    case OPTION_JOBS:
        options->jobs = (uint32_t)count_from(state, "jobs", value, 1, 1024);
        break;
    case OPTION_FORMAT:
        options->format = format_from(state, value);
        break;
    case OPTION_TABLE:
        options->table = table_from(state, value);
        break;
    case OPTION_OUTPUT:
        options->output = value;
        break;
    case OPTION_PLOTS:
        options->plots.folder = value;
        break;
    case OPTION_PLOT_FORMAT:
        options->plots.formats = plot_formats_read(value);
        if (!options->plots.formats)
            argp_error(state,
                       "--plot-format: expected png, svg or pdf, or several such as "
                       "png,pdf, got '%s'",
                       value);
        break;
    case OPTION_QUIET:
        options->quiet = true;
        break;
    case OPTION_NO_COLOR:
        options->no_color = true;
        break;
    case OPTION_JSON:
        options->json = true;
        break;
    case OPTION_AXES:
        options->axes[options->axis_count++] = value;
        break;
    case OPTION_ZIP:
        options->zips[options->zip_count++] = value;
        break;
    case OPTION_WHERE:
        options->where = value;
        break;
    case OPTION_SCREEN:
        options->screen = true;
        break;
    case OPTION_SHARD:
        shard_from(state, value, options);
        break;
    case OPTION_DATABASE:
        options->database = value;
        break;
    case OPTION_VARY:
        if (options->vary)
            argp_error(state, "--vary is given twice; one number is varied");
        options->vary = value;
        break;
    case OPTION_TOLERANCE:
        options->tolerance = share_from(state, "tolerance", value);
        break;
    case OPTIONS_PLOTS: /* sets, not options */
    case OPTIONS_SCENARIO:
        break;
    }
}

/* The answer must not take the place of what was asked about. */
static void output_check(const struct argp_state *state, const struct options *options)
{
    struct stat output, argument;
    if (!options->output || stat(options->output, &output) != 0 ||
        !S_ISREG(output.st_mode))
        return;
    for (uint32_t i = 0; i < options->argument_count; i++)
        if (stat(options->arguments[i], &argument) == 0 &&
            argument.st_dev == output.st_dev && argument.st_ino == output.st_ino)
            argp_error(state, "--output: %s is read and would be overwritten",
                       options->arguments[i]);
}

static void plots_check(const struct argp_state *state, struct options *options)
{
    if (options->plots.formats && !options->plots.folder)
        argp_error(state, "--plot-format is for --plots");
    if (!options->plots.formats)
        options->plots.formats = 1U << PLOT_PNG;
}

static error_t take_option(int key, char *value, struct argp_state *state)
{
    const struct parse *parse = state->input;
    struct options *options = parse->options;
    switch (key) {
    case ARGP_KEY_ARG:
        if (options->argument_count == parse->command->most)
            argp_error(state, "there is nothing to do with '%s'", value);
        options->arguments[options->argument_count++] = value;
        return 0;
    case ARGP_KEY_END:
        if (options->argument_count < parse->command->least)
            argp_error(state, "%s is missing", parse->command->arguments);
        if (options->table && options->format != FORMAT_CSV)
            argp_error(state, "--table is for --format csv");
        output_check(state, options);
        plots_check(state, options);
        return 0;
    }
    for (int i = 0; i < KNOWN_COUNT; i++) {
        if (key == (known[i].argp.key ? known[i].argp.key : KEY_FIRST + i)) {
            set_value(state, known[i].option, value);
            return 0;
        }
    }
    return ARGP_ERR_UNKNOWN;
}

void options_parse(struct options *options, const struct command *command,
                   struct arena *arena, int argc, char **argv)
{
    *options = (struct options){
        .arguments = arena_array(arena, (size_t)argc, sizeof(char *)),
        .variants = arena_array(arena, (size_t)argc, sizeof(char *)),
        .fits = arena_array(arena, (size_t)argc, sizeof(char *)),
        .sets = arena_array(arena, (size_t)argc, sizeof(char *)),
        .axes = arena_array(arena, (size_t)argc, sizeof(char *)),
        .zips = arena_array(arena, (size_t)argc, sizeof(char *)),
        .shards = 1,
        .seed = NAN,
        .replications = NAN,
        .duration_s = NAN,
        .samples = NAN,
        .trajectories = NAN,
        .tolerance = NAN,
    };
    struct argp_option accepted[KNOWN_COUNT + 1] = {0};
    char formats[FORMATS_TEXT + 32];
    formats_text(formats, FORMATS_TEXT, command->formats, " or ");
    strcat(formats, " (default: the first)");
    size_t count = 0;
    for (int i = 0; i < KNOWN_COUNT; i++) {
        if (known[i].option & command->accepted) {
            accepted[count] = known[i].argp;
            accepted[count].key = known[i].argp.key ? known[i].argp.key : KEY_FIRST + i;
            if (known[i].option == OPTION_FORMAT)
                accepted[count].doc = formats;
            count++;
        }
    }
    struct parse parse = {options, command};
    const struct argp argp = {.options = accepted,
                              .parser = take_option,
                              .args_doc = command->arguments,
                              .doc = command->help};
    words_parse(&argp, argc, argv, &parse);
}

struct world_options options_world(const struct options *options, const char *file)
{
    struct world_options world = world_options_of(file);
    world.variant = options->variant;
    world.sets = options->sets;
    world.set_count = options->set_count;
    world.seed = options->seed;
    world.replications = options->replications;
    world.duration_s = options->duration_s;
    return world;
}

struct paper_style options_style(const struct options *options)
{
    return terminal_style(options->output, options->no_color);
}
