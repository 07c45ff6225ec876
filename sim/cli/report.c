/* report.c - `overstack report RESULT.json`: a saved result once more, in another form.
 *
 * What `run --format json` wrote is read back and rendered as if it had just been
 * simulated, months later or on a machine that could not simulate it.
 */
#include "sim/cli/answer.h"
#include "sim/cli/cli.h"
#include "sim/cli/options.h"
#include "sim/cli/render.h"
#include "sim/core/version.h"
#include "sim/output/file.h"
#include "sim/output/look.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct report {
    const char *name; /* argv[0]: "overstack report" */
    struct options options;
    struct arena arena;
};

/* NULL, with the reason on standard error. */
static json_t *document_read(const struct report *report, const char *file)
{
    json_error_t error;
    const bool input = strcmp(file, "-") == 0;
    json_t *document =
        input ? json_loadf(stdin, 0, &error) : json_load_file(file, 0, &error);
    const char *shown = input ? "<stdin>" : file;
    if (!document)
        fprintf(stderr, "%s:%d:%d: %s\n", shown, error.line > 0 ? error.line : 1,
                error.column > 0 ? error.column : 1, error.text);
    else if (!json_is_object(look_at(document, "verdict")) ||
             !json_is_object(look_at(document, "requests")))
        fprintf(stderr,
                "%s: %s: expected a report that `overstack run --format json` wrote\n",
                report->name, shown);
    else if (look_number(document, "schema") > OVERSTACK_SCHEMA)
        fprintf(stderr, "%s: %s: its schema is %g, this program knows %d\n", report->name,
                shown, look_number(document, "schema"), OVERSTACK_SCHEMA);
    else
        return document;
    json_decref(document);
    return NULL;
}

static const char *try_places(struct report *report)
{
    const char *fault = answer_try(&report->options, &report->arena);
    if (fault || !report->options.plots)
        return fault;
    return file_make_folder(report->options.plots, &report->arena);
}

static int cannot(const struct report *report, const char *why)
{
    fprintf(stderr, "%s: %s\n", report->name, why);
    return EXIT_CANNOT;
}

static int report_all(struct report *report)
{
    const char *fault = try_places(report);
    if (fault)
        return cannot(report, fault);
    json_t *document = document_read(report, report->options.arguments[0]);
    if (!document)
        return EXIT_BAD_INPUT;
    struct rendering rendering = {&report->options, document};
    const bool drawn =
        render_figures(&report->options, document, report->name, &report->arena);
    fault = answer_write(&report->options, render_report, &rendering, &report->arena);
    json_decref(document);
    if (fault)
        return cannot(report, fault);
    return drawn ? EXIT_HELD : EXIT_CANNOT;
}

int cli_report(int argc, char **argv)
{
    static const struct command command = {
        .arguments = "RESULT.json",
        .least = 1,
        .most = 1,
        .accepted = OPTION_FORMAT | OPTION_TABLE | OPTION_OUTPUT | OPTION_PLOTS |
                    OPTION_QUIET | OPTION_NO_COLOR,
        .formats = FORMATS_REPORT,
        .help = "Renders a result saved by run --format json again. RESULT.json may be - "
                "for standard input.\v"
                "Exit codes: 0 rendered; 2 not such a result; 1 could not be done.",
    };
    struct report report = {.name = argv[0]};
    arena_init(&report.arena);
    options_parse(&report.options, &command, &report.arena, argc, argv);
    const int code = report_all(&report);
    arena_clear(&report.arena);
    return code;
}
