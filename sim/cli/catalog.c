/* catalog.c - `overstack catalog SUBJECT [PATTERN]`: what a scenario may name, and where
 * its figures are from.
 *
 * Without a pattern `services` shows one line for each preset; with one, every figure of
 * the presets it picks. CSV and JSON always hold the figures.
 */
#include "sim/cli/catalog_rows.h"
#include "sim/cli/cli.h"
#include "sim/cli/messages.h"
#include "sim/cli/terminal.h"
#include "sim/cli/words.h"
#include "sim/output/file.h"

#include <stdlib.h>
#include <string.h>

enum catalog_format { CATALOG_TEXT, CATALOG_JSON, CATALOG_CSV, CATALOG_FORMAT_COUNT };
enum { KEY_FORMAT = 256, KEY_REGION, KEY_CATALOG, KEY_NO_COLOR };

struct catalog_options {
    const char *subject, *pattern;
    int format;
    const char *region;
    const char *own_file; /* NULL: none */
    const char *output;   /* NULL: standard output */
    bool no_color;
};

struct subject {
    const char *name;
    enum world_catalog_section section;
    void (*rows)(struct listing *listing, const struct catalog_query *query);
    bool priced; /* has a region */
};

static const struct subject subjects[] = {
    {"instances", WORLD_CATALOG_INSTANCES, catalog_rows_instances, true},
    {"services", WORLD_CATALOG_SERVICES, catalog_rows_services, false},
    {"prices", WORLD_CATALOG_PRICES, catalog_rows_prices, true},
    {"systems", WORLD_CATALOG_SYSTEMS, catalog_rows_systems, false},
    {"currencies", WORLD_CATALOG_CURRENCIES, catalog_rows_currencies, false},
};

enum { SUBJECT_COUNT = sizeof subjects / sizeof *subjects };

/* ---- options ---- */

static const struct argp_option argp_options[] = {
    {"format", KEY_FORMAT, "FORMAT", 0, "text (default), json or csv", 0},
    {"region", KEY_REGION, "REGION", 0, "whose prices (default us-east-1)", 0},
    {"catalog", KEY_CATALOG, "FILE", 0, "your own entries on top of the built-in ones",
     0},
    {"output", 'o', "FILE", 0, "write there instead of standard output", 0},
    {"no-color", KEY_NO_COLOR, 0, 0, "plain text (so does NO_COLOR)", 0},
    {0},
};

static int format_from(const struct argp_state *state, const char *text)
{
    static const char *const names[CATALOG_FORMAT_COUNT] = {
        [CATALOG_TEXT] = "text", [CATALOG_JSON] = "json", [CATALOG_CSV] = "csv"};
    for (int i = 0; i < CATALOG_FORMAT_COUNT; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    const char *nearest = error_nearest(text, names, CATALOG_FORMAT_COUNT);
    argp_error(state, "--format: expected text, json or csv, got '%s'%s%s%s", text,
               nearest ? "; did you mean " : "", nearest ? nearest : "",
               nearest ? "?" : "");
    return CATALOG_TEXT;
}

static void take_argument(const struct argp_state *state, char *value)
{
    struct catalog_options *options = state->input;
    if (!options->subject)
        options->subject = value;
    else if (!options->pattern)
        options->pattern = value;
    else
        argp_error(state, "there is nothing to do with '%s'", value);
}

static error_t take_option(int key, char *value, struct argp_state *state)
{
    struct catalog_options *options = state->input;
    switch (key) {
    case KEY_FORMAT:
        options->format = format_from(state, value);
        return 0;
    case KEY_REGION:
        options->region = value;
        return 0;
    case KEY_CATALOG:
        options->own_file = value;
        return 0;
    case KEY_NO_COLOR:
        options->no_color = true;
        return 0;
    case 'o':
        options->output = value;
        return 0;
    case ARGP_KEY_ARG:
        take_argument(state, value);
        return 0;
    case ARGP_KEY_END:
        if (!options->subject)
            argp_error(state, "expected instances, services, prices, systems or "
                              "currencies");
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static struct catalog_options options_from(int argc, char **argv)
{
    static const struct argp argp = {
        .options = argp_options,
        .parser = take_option,
        .args_doc = "SUBJECT [PATTERN]",
        .doc =
            "Shows the catalog: what a scenario may name, with source and date. SUBJECT "
            "is "
            "instances, services, prices, systems or currencies.\v"
            "PATTERN is looked for in the names; with * ? or [ it is a shell pattern for "
            "the whole name. Upper and lower case are the same.",
    };
    struct catalog_options options = {.region = "us-east-1"};
    words_parse(&argp, argc, argv, &options);
    return options;
}

/* ---- what was asked for, and does not exist ---- */

static int refuse(const char *what, const char *given, const char *nearest)
{
    fprintf(stderr, "overstack catalog: %s '%s'%s%s%s\n", what, given,
            nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
    return EXIT_BAD_INPUT;
}

static const struct subject *subject_find(const char *name)
{
    for (int i = 0; i < SUBJECT_COUNT; i++)
        if (strcmp(subjects[i].name, name) == 0)
            return &subjects[i];
    return NULL;
}

static const char *subject_nearest(const char *name)
{
    const char *names[SUBJECT_COUNT];
    for (int i = 0; i < SUBJECT_COUNT; i++)
        names[i] = subjects[i].name;
    return error_nearest(name, names, SUBJECT_COUNT);
}

/* NULL when prices of the region are known; else the nearest region, "" for none. */
static const char *region_complaint(struct world_catalog *catalog, const char *region)
{
    const struct price_list prices = world_catalog_prices(catalog, true);
    const char **names = arena_array(catalog->arena, prices.count, sizeof *names);
    for (uint32_t i = 0; i < prices.count; i++) {
        names[i] = prices.items[i].region;
        if (strcmp(names[i], region) == 0)
            return NULL;
    }
    const char *nearest = error_nearest(region, names, prices.count);
    return nearest ? nearest : "";
}

static const char *name_nearest(struct world_catalog *catalog,
                                const struct subject *subject, const char *pattern)
{
    if (subject->section != WORLD_CATALOG_PRICES) {
        uint32_t count;
        const char **names = world_catalog_names(catalog, subject->section, &count);
        return error_nearest(pattern, names, count);
    }
    const struct price_list prices = world_catalog_prices(catalog, true);
    const char **names = arena_array(catalog->arena, 2 * prices.count, sizeof *names);
    for (uint32_t i = 0; i < prices.count; i++) {
        names[2 * i] = prices.items[i].name;
        names[2 * i + 1] = prices.items[i].service;
    }
    return error_nearest(pattern, names, 2 * prices.count);
}

/* ---- output ---- */

/* Below the table: what its figures are, and where more stands. */
static void write_remark(const struct paper *paper, const struct catalog_options *options,
                         const struct subject *subject)
{
    const bool brief = subject->section == WORLD_CATALOG_SERVICES && !options->pattern;
    if (subject->priced || brief)
        fputs("\n", paper->out);
    if (subject->priced)
        paper_line(paper, INK_DIM, 0, "USD before tax in %s; --region names another.",
                   options->region);
    if (subject->section == WORLD_CATALOG_INSTANCES)
        paper_line(
            paper, INK_DIM, 0,
            "On demand, Linux. speed: of a vCPU with all busy, m5 is 1. All columns "
            "and sources: --format csv.");
    if (subject->section == WORLD_CATALOG_PRICES)
        paper_line(
            paper, INK_DIM, 0,
            "Sources and notes, and which price stands in for another: --format csv.");
    if (brief)
        paper_line(paper, INK_DIM, 0,
                   "Every figure with its source: overstack catalog services NAME.");
}

static void write_text(const struct listing *listing,
                       const struct catalog_options *options,
                       const struct subject *subject, FILE *out)
{
    const struct paper paper = {.out = out,
                                .style =
                                    terminal_style(options->output, options->no_color),
                                .arena = listing->arena};
    listing_write_text(listing, &paper);
    write_remark(&paper, options, subject);
}

/* NULL, or why it could not be written. */
static const char *write_listing(const struct listing *listing,
                                 const struct catalog_options *options,
                                 const struct subject *subject)
{
    struct file file = {.stream = stdout};
    const char *failure =
        options->output ? file_open(&file, options->output, listing->arena) : NULL;
    if (failure)
        return failure;
    if (options->format == CATALOG_JSON)
        listing_write_json(listing, file.stream);
    else if (options->format == CATALOG_CSV)
        listing_write_csv(listing, file.stream);
    else
        write_text(listing, options, subject, file.stream);
    if (options->output)
        return file_commit(&file);
    return fflush(stdout) || ferror(stdout) ? "cannot write standard output" : NULL;
}

/* ---- the command ---- */

static int refuse_errors(struct error_list *errors)
{
    error_list_sort(errors);
    messages_print(errors, "overstack catalog", false);
    return EXIT_BAD_INPUT;
}

static void add_rows(struct listing *listing, const struct subject *subject,
                     const struct catalog_query *query, int format)
{
    const bool brief = format == CATALOG_TEXT && !query->pattern;
    if (subject->section == WORLD_CATALOG_SERVICES && brief)
        catalog_rows_presets(listing, query);
    else
        subject->rows(listing, query);
}

static bool open_catalog(struct world_catalog *catalog,
                         const struct catalog_options *options, struct arena *arena,
                         struct error_list *errors)
{
    if (!world_catalog_open(catalog, NULL, arena, errors))
        return false;
    if (!catalog->folder)
        error_list_add(errors, (struct place){0}, NULL,
                       "no catalog found: set OVERSTACK_HOME to the folder that holds "
                       "configs/catalog");
    return catalog->folder &&
           (!options->own_file || world_catalog_add_own(catalog, options->own_file));
}

static int show(const struct catalog_options *options, const struct subject *subject,
                struct arena *arena)
{
    struct error_list errors;
    struct world_catalog catalog;
    error_list_init(&errors, arena);
    if (!open_catalog(&catalog, options, arena, &errors))
        return refuse_errors(&errors);

    const char *other_region = region_complaint(&catalog, options->region);
    if (subject->priced && other_region && !errors.errors)
        return refuse("no prices of region", options->region,
                      *other_region ? other_region : NULL);

    const struct catalog_query query = {&catalog, options->pattern, options->region};
    struct listing listing;
    add_rows(&listing, subject, &query, options->format);
    if (errors.errors)
        return refuse_errors(&errors);
    if (listing.row_count == 0)
        return refuse(arena_format(arena, "no %s match", subject->name),
                      options->pattern ? options->pattern : "",
                      options->pattern ? name_nearest(&catalog, subject, options->pattern)
                                       : NULL);
    const char *failure = write_listing(&listing, options, subject);
    if (failure)
        fprintf(stderr, "overstack catalog: %s\n", failure);
    return failure ? EXIT_CANNOT : EXIT_HELD;
}

int cli_catalog(int argc, char **argv)
{
    const struct catalog_options options = options_from(argc, argv);
    const struct subject *subject = subject_find(options.subject);
    if (!subject)
        return refuse("there is no subject", options.subject,
                      subject_nearest(options.subject));
    struct arena arena;
    arena_init(&arena);
    const int code = show(&options, subject, &arena);
    arena_clear(&arena);
    return code;
}
