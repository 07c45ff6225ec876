/* report.c - `overstack report RESULT.json`: a saved result once more, in another form.
 *
 * What `--format json` of run or of an experiment wrote is read back and rendered as if it
 * had just been simulated, months later or on a machine that could not simulate it.
 */
#include "sim/cli/answer.h"
#include "sim/cli/cli.h"
#include "sim/cli/forms.h"
#include "sim/cli/messages.h"
#include "sim/cli/options.h"
#include "sim/cli/render.h"
#include "sim/core/version.h"
#include "sim/input/yaml_source.h"
#include "sim/output/file.h"
#include "sim/output/look.h"
#include "sim/output/shell_word.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct report {
    const char *name; /* argv[0]: "overstack report" */
    struct options options;
    struct arena arena;
    struct error_list errors; /* of the file */
};

/* Of an experiment; NULL: of a run, or of nothing. */
static const struct forms *forms_of(const json_t *document)
{
    return forms_find(look_text(document, "command"));
}

static bool is_result(const json_t *document)
{
    return forms_of(document) || (json_is_object(look_at(document, "verdict")) &&
                                  json_is_object(look_at(document, "requests")));
}

/* Is it what `run` reads: YAML with the version of the format, or the same as JSON? */
static bool is_scenario(const char *text, const json_t *document)
{
    static const char line[] = "\noverstack:";
    if (document)
        return json_is_integer(look_at(document, "overstack"));
    return strncmp(text, line + 1, strlen(line + 1)) == 0 || strstr(text, line);
}

/* Adds why it is none that can be shown; false when it is one. */
static bool refuse(struct report *report, const char *file, const char *text,
                   const json_t *document, const json_error_t *error)
{
    struct error_list *errors = &report->errors;
    struct place place = {.file = yaml_source_name(file)};
    if (is_scenario(text, document)) {
        error_list_add(errors, place, NULL,
                       "this is a scenario, not a result: run it first, as with "
                       "`overstack run %s --format json --output result.json`",
                       shell_word(&report->arena, file));
    } else if (!document) {
        place.line = error->line > 0 ? error->line : 1;
        place.column = error->column > 0 ? error->column : 1;
        error_list_add(errors, place, NULL, "this is no result in JSON: %s", error->text);
    } else if (!is_result(document)) {
        error_list_add(errors, place, NULL,
                       "expected a report that `overstack run --format json` wrote, or "
                       "that of calibrate, capacity, compare, recommend or sensitivity");
    } else if (look_number(document, "schema") > OVERSTACK_SCHEMA) {
        error_list_add(errors, place, NULL, "its schema is %g, this program knows %d",
                       look_number(document, "schema"), OVERSTACK_SCHEMA);
    }
    return errors->errors > 0;
}

static int cannot(const struct report *report, const char *why)
{
    fprintf(stderr, "%s: %s\n", report->name, why);
    return EXIT_CANNOT;
}

static int report_run(struct report *report, json_t *document)
{
    struct rendering rendering = {&report->options, document};
    const bool drawn =
        render_figures(&report->options, document, report->name, &report->arena);
    const char *fault =
        answer_write(&report->options, render_report, &rendering, &report->arena);
    if (fault)
        return cannot(report, fault);
    return drawn ? EXIT_HELD : EXIT_CANNOT;
}

/* What is asked for and this kind of report does not have; NULL: nothing. */
static const char *experiment_lacks(const struct options *options,
                                    const struct forms *forms)
{
    const bool all = forms->of.csv && forms->of.markdown;
    const unsigned formats =
        all ? FORMATS_EXPERIMENT : FORMATS_TEXT_JSON | 1 << FORMAT_HTML;
    if (!(formats & 1U << options->format))
        return all ? "text, json, csv, markdown and html" : "text, json and html";
    if (options->plots.folder && !forms->figures)
        return "no figures for --plots";
    return options->table != CSV_TABLE_NONE ? "one table, without --table" : NULL;
}

static int report_experiment(struct report *report, const struct forms *forms,
                             json_t *document)
{
    const char *lacks = experiment_lacks(&report->options, forms);
    if (lacks) {
        fprintf(stderr, "%s: of a result of %s there are %s\n", report->name,
                forms->command, lacks);
        return EXIT_BAD_INPUT;
    }
    const bool drawn =
        forms_draw(forms, &report->options, document, report->name, &report->arena);
    const char *fault =
        answer_report(&report->options, &forms->of, document, &report->arena);
    if (fault)
        return cannot(report, fault);
    return drawn ? EXIT_HELD : EXIT_CANNOT;
}

/* The whole file, to be freed; NULL when an error was added. */
static char *text_read(struct report *report, const char *file)
{
    const bool input = strcmp(file, "-") == 0;
    char *text = NULL;
    size_t capacity = 0;
    FILE *in = input ? stdin : fopen(file, "rb");
    if (in && getdelim(&text, &capacity, '\0', in) < 0 && !ferror(in)) {
        free(text); /* it is empty */
        text = calloc(1, 1);
    }
    if (!in || ferror(in)) {
        error_list_add(&report->errors, (struct place){0}, NULL, "cannot %s %s: %s",
                       in ? "read" : "open", yaml_source_name(file), strerror(errno));
        free(text);
        text = NULL;
    }
    if (in && !input)
        fclose(in);
    return text;
}

/* NULL when an error was added. */
static json_t *document_read(struct report *report, const char *file)
{
    json_error_t error;
    char *text = text_read(report, file);
    if (!text)
        return NULL;
    json_t *document = json_loads(text, 0, &error);
    const bool refused = refuse(report, file, text, document, &error);
    free(text);
    if (!refused)
        return document;
    json_decref(document);
    return NULL;
}

static int report_all(struct report *report)
{
    const char *fault = answer_try(&report->options, &report->arena);
    if (fault)
        return cannot(report, fault);
    json_t *document = document_read(report, report->options.arguments[0]);
    if (!document) {
        messages_print(&report->errors, report->name, false);
        return EXIT_BAD_INPUT;
    }
    const struct forms *forms = forms_of(document);
    const int code =
        forms ? report_experiment(report, forms, document) : report_run(report, document);
    json_decref(document);
    return code;
}

int cli_report(int argc, char **argv)
{
    static const struct command command = {
        .arguments = "RESULT.json",
        .least = 1,
        .most = 1,
        .accepted = OPTION_FORMAT | OPTION_TABLE | OPTION_OUTPUT | OPTIONS_PLOTS |
                    OPTION_QUIET | OPTION_NO_COLOR,
        .formats = FORMATS_REPORT,
        .help = "Renders a result again that --format json of run, calibrate, capacity, "
                "compare, "
                "recommend or sensitivity saved. "
                "RESULT.json may be - for standard input.\v"
                "Exit codes: 0 rendered; 2 not such a result; 1 could not be done.",
    };
    struct report report = {.name = argv[0]};
    arena_init(&report.arena);
    error_list_init(&report.errors, &report.arena);
    options_parse(&report.options, &command, &report.arena, argc, argv);
    const int code = report_all(&report);
    arena_clear(&report.arena);
    return code;
}
