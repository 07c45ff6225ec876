/* options.h - the options of the commands, read by glibc's argp.
 *
 * All options stand in one table (options.c); a command names those it takes, any other
 * is an error. Bad usage is reported on standard error and ends the process with 2,
 * --help prints and ends it with 0: both inside options_parse.
 */
#ifndef OVERSTACK_CLI_OPTIONS_H
#define OVERSTACK_CLI_OPTIONS_H

#include "sim/core/arena.h"
#include "sim/output/paper.h"
#include "sim/output/plot.h"
#include "sim/world.h"

#include <stdbool.h>
#include <stdint.h>

enum option_bit {
    OPTION_VARIANT = 1 << 0,
    OPTION_SET = 1 << 1,
    OPTION_SEED = 1 << 2,
    OPTION_REPLICATIONS = 1 << 3,
    OPTION_DURATION = 1 << 4,
    OPTION_JOBS = 1 << 5,
    OPTION_FORMAT = 1 << 6,
    OPTION_OUTPUT = 1 << 7,
    OPTION_PLOTS = 1 << 8,
    OPTION_QUIET = 1 << 9,
    OPTION_NO_COLOR = 1 << 10,
    OPTION_JSON = 1 << 11, /* --json, of `schema` */
    OPTION_TABLE = 1 << 12,
    OPTION_PLOT_FORMAT = 1 << 13,
    OPTION_VARY = 1 << 16, /* of `capacity`, one */
    OPTION_TOLERANCE = 1 << 17,
    OPTION_SAMPLES = 1 << 24,
    OPTION_TRAJECTORIES = 1 << 25,
    OPTION_FIT = 1 << 26,
    OPTION_MEASURED = 1 << 27,
    OPTION_AXES = 1 << 20, /* --vary of `sweep`, any number of them */
    OPTION_ZIP = 1 << 21,
    OPTION_WHERE = 1 << 22,
    OPTION_SCREEN = 1 << 23,
    OPTION_SHARD = 1 << 28,
    OPTION_DATABASE = 1 << 29,
    OPTIONS_PLOTS = OPTION_PLOTS | OPTION_PLOT_FORMAT,
    /* what shapes a scenario before anything is done with it */
    OPTIONS_SCENARIO =
        OPTION_VARIANT | OPTION_SET | OPTION_SEED | OPTION_REPLICATIONS | OPTION_DURATION,
};

enum format {
    FORMAT_TEXT,
    FORMAT_JSON,
    FORMAT_NDJSON,
    FORMAT_CSV,
    FORMAT_MARKDOWN,
    FORMAT_HTML,
    FORMAT_YAML,
};

/* What a command can write: a set of 1 << enum format. */
enum {
    FORMATS_TEXT_JSON = 1 << FORMAT_TEXT | 1 << FORMAT_JSON,
    FORMATS_TEXT_JSON_CSV = FORMATS_TEXT_JSON | 1 << FORMAT_CSV,
    FORMATS_LINES = 1 << FORMAT_NDJSON | 1 << FORMAT_CSV,
    FORMATS_TEXT_LINES = 1 << FORMAT_TEXT | FORMATS_LINES,
};

/* What of a report is written as CSV. */
enum csv_table {
    CSV_TABLE_NONE /* not asked for: the timeline */,
    CSV_TABLE_TIMELINE,
    CSV_TABLE_BILL
};

struct options {
    const char **arguments; /* what is not an option, in order */
    uint32_t argument_count;
    const char *variant;   /* the last one given; NULL: the file itself */
    const char **variants; /* all of them, for commands that take several */
    uint32_t variant_count;
    const char **sets; /* PATH=VALUE, in order */
    uint32_t set_count;
    double seed, replications, duration_s; /* NAN: not given */
    uint32_t jobs;                         /* threads; 0: all cores */
    enum format format;
    enum csv_table table;
    const char *output;           /* NULL or "-": standard output */
    struct plot_place plots;      /* folder NULL: not given */
    double samples, trajectories; /* of `sensitivity`; NAN: not given */
    const char **fits;            /* paths, of `calibrate` */
    uint32_t fit_count;
    const char *measured; /* a file, of `calibrate`; NULL: none */
    const char **axes;    /* PATH=VALUES, in order; of `sweep` */
    const char **zips;    /* PATH,PATH */
    uint32_t axis_count, zip_count;
    const char *where, *database; /* NULL: not given */
    uint64_t shard, shards;       /* from 0, and how many; 0 of 1: not given */
    const char *vary; /* PATH or PATH=LOW..HIGH, of `capacity`; NULL: not given */
    double tolerance; /* a share; NAN: not given */
    bool quiet, no_color, json, screen;
};

struct command {
    const char *arguments; /* as the usage line shows them: "FILE", "[PATTERN]" */
    uint32_t least, most;  /* how many arguments */
    unsigned accepted;     /* of enum option_bit */
    unsigned formats;      /* of 1 << enum format, with OPTION_FORMAT */
    const char *help;      /* what it does; shown by --help */
};

/* Texts point into argv, lists are the arena's. argv[0] is shown in messages. */
void options_parse(struct options *options, const struct command *command,
                   struct arena *arena, int argc, char **argv);

/* The part of the options that shapes the scenario `file`. */
struct world_options options_world(const struct options *options, const char *file);

/* How a text report looks where it goes: see terminal.h. */
struct paper_style options_style(const struct options *options);

#endif
