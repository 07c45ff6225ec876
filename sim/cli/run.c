/* run.c - `overstack run FILE`: simulates a scenario and reports.
 *
 * The scenario is loaded, all replications run, the report is built as a document and
 * rendered, figures are drawn. What can fail early is tried early: whether the output
 * can be written is known before an hour of simulation, not after it.
 */
#include "sim/cli/answer.h"
#include "sim/cli/cli.h"
#include "sim/cli/messages.h"
#include "sim/cli/options.h"
#include "sim/cli/render.h"
#include "sim/cli/watch.h"
#include "sim/output/document.h"
#include "sim/output/file.h"
#include "sim/run/replicate.h"

#include <stdio.h>

struct run {
    const char *name; /* argv[0]: "overstack run" */
    struct options options;
    struct arena arena;
};

static int cannot(const struct run *run, const char *why)
{
    fprintf(stderr, "%s: %s\n", run->name, why);
    return EXIT_CANNOT;
}

/* ---- Before ---- */

/* NULL, or why the output or the figures will not find a place. */
static const struct design *load(struct run *run)
{
    struct error_list errors;
    error_list_init(&errors, &run->arena);
    const struct world_options world =
        options_world(&run->options, run->options.arguments[0]);
    const struct design *design = world_load(&world, &run->arena, &errors);
    messages_print(&errors, run->name, run->options.quiet);
    return design;
}

/* ---- The run ---- */

/* NULL when it was interrupted before anything was finished. */
static struct summary *simulate(struct run *run, const struct design *design)
{
    struct watch watch;
    const struct replicate_options options = {.jobs = run->options.jobs,
                                              .progress = watch_show,
                                              .object = &watch,
                                              .stop = interrupt_flag()};
    watch_begin(&watch, &run->options, "replications");
    struct summary *summary = replicate_run(design, &options, &run->arena);
    watch_end(&watch);
    return summary;
}

/* ---- After ---- */

/* Nobody reads a warning at the end of a report that went into a file. */
static void warn_idle(const struct run *run, const struct summary *summary)
{
    if (summary->verdict.idle && !run->options.quiet)
        fprintf(stderr,
                "%s: warning: no request arrived between %g s and %g s, so nothing was "
                "tested\n",
                run->name, summary->design->simulate.warmup_s, summary->simulated_s);
}

static int report(struct run *run, const struct summary *summary)
{
    warn_idle(run, summary);
    const bool partial = summary->partial;
    json_t *document = document_create(summary, partial);
    struct rendering rendering = {&run->options, document};
    const bool drawn = /* before a pager may end us */
        render_figures(&run->options, document, run->name, &run->arena);
    const char *fault =
        answer_write(&run->options, render_report, &rendering, &run->arena);
    json_decref(document);
    if (fault)
        return cannot(run, fault);
    if (!drawn)
        return EXIT_CANNOT;
    if (partial)
        return EXIT_INTERRUPTED;
    if (summary->undecided)
        return EXIT_UNDECIDED;
    return summary->ok ? EXIT_HELD : EXIT_NOT_HELD;
}

static int run_all(struct run *run)
{
    const char *fault = answer_try(&run->options, &run->arena);
    if (fault)
        return cannot(run, fault);
    const struct design *design = load(run);
    if (!design)
        return EXIT_BAD_INPUT;
    const struct summary *summary = simulate(run, design);
    return summary ? report(run, summary) : EXIT_INTERRUPTED;
}

int cli_run(int argc, char **argv)
{
    static const struct command command = {
        .arguments = "FILE",
        .least = 1,
        .most = 1,
        .accepted = OPTIONS_SCENARIO | OPTION_JOBS | OPTION_FORMAT | OPTION_TABLE |
                    OPTION_OUTPUT | OPTIONS_PLOTS | OPTION_QUIET | OPTION_NO_COLOR,
        .formats = FORMATS_REPORT,
        .help = "Simulates a scenario and reports: does it hold, why, latency, machines, "
                "services, cost. FILE may be - for standard input.\v"
                "Exit codes: 0 every threshold and the budget held; 99 one did not; "
                "3 undecided, a limit lies inside the 95% interval; 2 bad usage or a bad "
                "scenario; 1 could not be done; 130 interrupted.",
    };
    struct run run = {.name = argv[0]};
    arena_init(&run.arena);
    options_parse(&run.options, &command, &run.arena, argc, argv);
    const int code = run_all(&run);
    arena_clear(&run.arena);
    return code;
}
