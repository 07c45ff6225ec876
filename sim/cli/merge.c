/* merge.c - `overstack merge FILE...`: the shards of a sweep as one.
 *
 * Each file is in the order of its points, so only one row of each is held at a time.
 * They are read twice: first to see that all points are there, once each; nothing is
 * written before that is known.
 */
#include "sim/cli/answer.h"
#include "sim/cli/cli.h"
#include "sim/cli/options.h"
#include "sim/output/html_sweep.h"
#include "sim/output/shell_word.h"
#include "sim/output/sweep_json.h"
#include "sim/output/sweep_source.h"
#include "sim/output/sweep_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MISSING_SHOWN = 8 };

struct merge {
    struct options options;
    struct arena arena;
    struct sweep_source *sources;
    uint32_t count; /* of those that are open */
    const char *fault;
    struct sweep_text text; /* of --format text and html */
    struct html_sweep page; /* of --format html */
};

typedef void merge_visit(struct merge *merge, const struct sweep_source *source,
                         FILE *out);

/* ---- the walk ---- */

static void sources_close(struct merge *merge)
{
    while (merge->count > 0)
        sweep_source_close(&merge->sources[--merge->count]);
}

static const char *kind_name(enum sweep_source_kind kind)
{
    static const char *const names[] = {"NDJSON", "CSV", "SQLite"};
    return names[kind];
}

/* NULL, or why it does not go with the first one. */
static const char *sources_differ(struct merge *merge, const struct sweep_source *source)
{
    const struct sweep_source *first = &merge->sources[0];
    if (source->kind != first->kind)
        return arena_format(&merge->arena, "%s is %s and %s is %s", first->file,
                            kind_name(first->kind), source->file,
                            kind_name(source->kind));
    if (source->key[0] && first->key[0] &&
        (strcmp(source->key, first->key) != 0 || source->points != first->points))
        return arena_format(&merge->arena, "%s and %s are of two sweeps", first->file,
                            source->file);
    if (source->header && strcmp(source->header, first->header) != 0)
        return arena_format(&merge->arena, "%s and %s have other columns", first->file,
                            source->file);
    return NULL;
}

static const char *sources_open(struct merge *merge)
{
    const struct options *options = &merge->options;
    for (uint32_t i = 0; i < options->argument_count; i++) {
        struct sweep_source *source = &merge->sources[merge->count++];
        const char *fault =
            sweep_source_open(source, options->arguments[i], &merge->arena);
        if (!fault)
            fault = sources_differ(merge, source);
        if (fault)
            return fault;
    }
    return NULL;
}

/* The source that stands at the smallest point, or NULL at the end of all. */
static struct sweep_source *source_first(struct merge *merge)
{
    struct sweep_source *first = NULL;
    for (uint32_t i = 0; i < merge->count; i++) {
        struct sweep_source *source = &merge->sources[i];
        if (!source->at_end && (!first || source->point < first->point))
            first = source;
    }
    return first;
}

struct gaps { /* points that no file has */
    uint64_t count;
    const char *shown; /* the first few */
};

static void gaps_add(struct gaps *gaps, uint64_t from, uint64_t to, struct arena *arena)
{
    for (uint64_t i = from; i < to && gaps->count + (i - from) < MISSING_SHOWN; i++)
        gaps->shown =
            arena_format(arena, "%s%s%" PRIu64, gaps->shown, *gaps->shown ? ", " : "", i);
    gaps->count += to - from;
}

static const char *gaps_tell(const struct gaps *gaps, uint64_t points,
                             struct arena *arena)
{
    if (gaps->count == 0)
        return NULL;
    return arena_format(
        arena,
        "%" PRIu64 " of %" PRIu64 " points are in no file: %s%s; a shard is "
        "missing or did not end",
        gaps->count, points, gaps->shown, gaps->count > MISSING_SHOWN ? ", ..." : "");
}

/* Visits all rows in order. NULL, or what is wrong. */
static const char *walk(struct merge *merge, merge_visit *visit, FILE *out)
{
    struct gaps gaps = {.shown = ""};
    const char *fault = sources_open(merge), *last = NULL;
    struct sweep_source *source;
    uint64_t next = 0, points = 0;
    while (!fault && (source = source_first(merge))) {
        points = source->points;
        if (source->point < next)
            return arena_format(&merge->arena, "point %" PRIu64 " is in both %s and %s",
                                source->point, last, source->file);
        gaps_add(&gaps, next, source->point, &merge->arena);
        next = source->point + 1;
        last = source->file;
        if (visit)
            visit(merge, source, out);
        fault = sweep_source_next(source, &merge->arena);
    }
    if (fault)
        return fault;
    if (points == 0)
        return "the files have no rows";
    gaps_add(&gaps, next, points, &merge->arena);
    return gaps_tell(&gaps, points, &merge->arena);
}

/* ---- the answer ---- */

static void row_keep(struct merge *merge, const struct sweep_head *head,
                     const struct sweep_row *row, FILE *out)
{
    sweep_text_add(&merge->text, row);
    if (merge->options.format == FORMAT_JSON)
        sweep_json_row(head, row, merge->text.tally.rows == 1, out);
    if (merge->options.format == FORMAT_HTML)
        html_sweep_add(&merge->page, row);
}

static void write_row(struct merge *merge, const struct sweep_source *source, FILE *out)
{
    if (source->kind != SWEEP_SOURCE_SQLITE)
        fputs(source->line, out);
    else if (merge->options.format == FORMAT_NDJSON)
        sweep_lines_json(&source->head, &source->row, out);
    else if (merge->options.format == FORMAT_CSV)
        sweep_lines_csv(&source->head, &source->row, out);
    else
        row_keep(merge, &source->head, &source->row, out);
}

/* What is known of the files from the first pass: the first one's head. */
static void write_head(const struct sweep_source *first, const struct options *options,
                       FILE *out)
{
    if (first->kind == SWEEP_SOURCE_CSV)
        fputs(first->header, out);
    else if (first->kind == SWEEP_SOURCE_SQLITE && options->format == FORMAT_CSV)
        sweep_lines_csv_head(&first->head, out);
    else if (options->format == FORMAT_JSON)
        sweep_json_begin(&first->head, out);
}

static const char *command_line(struct arena *arena, const struct options *options)
{
    const char *line = "overstack merge";
    for (uint32_t i = 0; i < options->argument_count; i++)
        line =
            arena_format(arena, "%s %s", line, shell_word(arena, options->arguments[i]));
    return line;
}

static void render(void *object, FILE *out)
{
    struct merge *merge = object;
    const struct sweep_source first = merge->sources[0]; /* closed; its texts live on */
    const bool text =
        first.kind == SWEEP_SOURCE_SQLITE && merge->options.format == FORMAT_TEXT;
    sweep_text_init(&merge->text, &first.head, first.points);
    html_sweep_init(&merge->page, &first.head);
    write_head(&first, &merge->options, out);
    merge->fault = walk(merge, write_row, out);
    sources_close(merge);
    if (text)
        sweep_text_write(&merge->text, options_style(&merge->options), out);
    if (merge->options.format == FORMAT_JSON)
        sweep_json_end(&merge->text, out);
    if (merge->options.format == FORMAT_HTML)
        html_sweep_write(&merge->page, &merge->text,
                         command_line(&merge->arena, &merge->options), out);
    sweep_text_clear(&merge->text);
    html_sweep_clear(&merge->page);
}

/* Lines are passed on as they are: only a database can be written as something else. */
static const char *format_check(struct merge *merge)
{
    const enum sweep_source_kind kind = merge->sources[0].kind;
    const enum format format = merge->options.format;
    const bool fine = kind == SWEEP_SOURCE_SQLITE || format == FORMAT_TEXT ||
                      format == (kind == SWEEP_SOURCE_CSV ? FORMAT_CSV : FORMAT_NDJSON);
    return fine ? NULL
                : arena_format(&merge->arena, "the files are %s, and are merged as that",
                               kind_name(kind));
}

static int merge_all(struct merge *merge, const char *name)
{
    const struct options *options = &merge->options;
    const char *fault = answer_try(options, &merge->arena);
    int code = EXIT_CANNOT;
    if (!fault) {
        code = EXIT_BAD_INPUT;
        fault = walk(merge, NULL, NULL);
        sources_close(merge);
    }
    if (!fault)
        fault = format_check(merge);
    if (!fault) {
        code = EXIT_CANNOT;
        fault = answer_write(options, render, merge, &merge->arena);
        fault = fault ? fault : merge->fault;
    }
    if (!fault)
        return EXIT_HELD;
    fprintf(stderr, "%s: %s\n", name, fault);
    return code;
}

int cli_merge(int argc, char **argv)
{
    static const struct command command = {
        .arguments = "FILE...",
        .least = 1,
        .most = UINT32_MAX,
        .accepted = OPTION_FORMAT | OPTION_OUTPUT | OPTION_NO_COLOR,
        .formats = FORMATS_TEXT_LINES | 1 << FORMAT_JSON | 1 << FORMAT_HTML,
        .help =
            "Puts the shards of a sweep together: files of NDJSON, of CSV or databases, "
            "all of one kind. What comes out is what the sweep would have written "
            "without --shard. Databases can be written in any format.\v"
            "Exit codes: 0 all points are there, once each; 2 some are missing, or "
            "there twice, or of another sweep: nothing is written; 1 could not be "
            "done.",
    };
    struct merge merge = {.count = 0};
    arena_init(&merge.arena);
    options_parse(&merge.options, &command, &merge.arena, argc, argv);
    merge.sources =
        arena_array(&merge.arena, merge.options.argument_count, sizeof(*merge.sources));
    const int code = merge_all(&merge, argv[0]);
    arena_clear(&merge.arena);
    return code;
}
