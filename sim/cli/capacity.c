/* capacity.c - `overstack capacity FILE --vary PATH`: how much more does it hold, or how
 * little is enough?
 *
 * The exit code is about the file as it stands: 0 when its own load passes, whatever the
 * answer is.
 */
#include "sim/cli/answer.h"
#include "sim/cli/cli.h"
#include "sim/cli/forms.h"
#include "sim/cli/messages.h"
#include "sim/cli/options.h"
#include "sim/cli/watch.h"
#include "sim/output/capacity_document.h"
#include "sim/output/file.h"
#include "sim/world_base.h"

#include <stdio.h>

struct command_run {
    const char *name; /* argv[0]: "overstack capacity" */
    struct options options;
    struct arena arena;
    struct world_options world; /* without what is varied */
    const struct design *design;
    bool default_thresholds;
};

static int cannot(const struct command_run *run, const char *why)
{
    fprintf(stderr, "%s: %s\n", run->name, why);
    return EXIT_CANNOT;
}

/* ---- before ---- */

/* What a file without thresholds is held to: few failures, and no resource full. */
static void hold_to_defaults(struct command_run *run)
{
    world_options_set(&run->world,
                      "thresholds={http_req_failed: [rate < 1%], headroom: [min > 1]}",
                      &run->arena);
    run->default_thresholds = true;
}

static bool load(struct command_run *run, struct error_list *errors)
{
    run->world = options_world(&run->options, run->options.arguments[0]);
    run->world.base = world_base_open(run->world.file, NULL, &run->arena, errors);
    if (!run->world.base)
        return false;
    run->design = world_load(&run->world, &run->arena, errors);
    if (!run->design)
        return false;
    if (run->design->threshold_count == 0)
        hold_to_defaults(run);
    return true;
}

static bool prepare(struct command_run *run, struct capacity_axis *axis)
{
    struct error_list errors;
    error_list_init(&errors, &run->arena);
    const char *vary = run->options.vary ? run->options.vary : "traffic";
    const bool ready = load(run, &errors) &&
                       capacity_axis_open(axis, vary, &run->world, &run->arena, &errors);
    messages_print(&errors, run->name, run->options.quiet);
    return ready;
}

/* ---- the search ---- */

static struct capacity *find(struct command_run *run, const struct capacity_axis *axis)
{
    struct watch watch;
    const struct capacity_options options = {.world = run->world,
                                             .tolerance = run->options.tolerance,
                                             .jobs = run->options.jobs,
                                             .progress = watch_show,
                                             .object = &watch,
                                             .stop = interrupt_flag()};
    watch_begin(&watch, &run->options, "values");
    struct capacity *capacity = capacity_find(&options, axis, run->design, &run->arena);
    watch_end(&watch);
    capacity->default_thresholds = run->default_thresholds;
    return capacity;
}

/* ---- after ---- */

static int verdict_code(const struct capacity *capacity)
{
    const struct capacity_verdict verdict = capacity_verdict(capacity);
    if (!capacity->complete)
        return EXIT_INTERRUPTED;
    if (verdict.undecided)
        return EXIT_UNDECIDED;
    return verdict.ok ? EXIT_HELD : EXIT_NOT_HELD;
}

static int report(struct command_run *run, const struct capacity *capacity)
{
    const struct capacity_knee knee =
        capacity_knee_find(capacity, &run->world, &run->arena);
    json_t *document = capacity_document_create(capacity, &knee);
    const struct forms *forms = forms_find("capacity");
    const bool drawn = forms_draw(forms, &run->options, document, run->name, &run->arena);
    const char *fault = answer_report(&run->options, &forms->of, document, &run->arena);
    json_decref(document);
    if (fault)
        return cannot(run, fault);
    return drawn ? verdict_code(capacity) : EXIT_CANNOT;
}

static int run_all(struct command_run *run)
{
    struct capacity_axis axis;
    const char *fault = answer_try(&run->options, &run->arena);
    if (fault)
        return cannot(run, fault);
    if (!prepare(run, &axis))
        return EXIT_BAD_INPUT;
    return report(run, find(run, &axis));
}

int cli_capacity(int argc, char **argv)
{
    static const struct command command = {
        .arguments = "FILE",
        .least = 1,
        .most = 1,
        .accepted = OPTIONS_SCENARIO | OPTION_VARY | OPTION_TOLERANCE | OPTION_JOBS |
                    OPTION_FORMAT | OPTION_OUTPUT | OPTIONS_PLOTS | OPTION_QUIET |
                    OPTION_NO_COLOR,
        .formats = FORMATS_EXPERIMENT,
        .help =
            "Finds the largest load, or the smallest machine, that still passes the "
            "thresholds, and shows the curve of latency and utilisation up to it. "
            "Without --vary all traffic grows by one factor.\v"
            "--vary traffic.users.rate, hosts.web.count, services.api.workers=1..64: "
            "any number of the scenario.\n\n"
            "Exit codes: 0 the file's own value passes; 99 it does not; 3 undecided, a "
            "limit lies inside the 95% interval; 2 bad usage or a bad scenario; 1 could "
            "not be done; 130 interrupted.",
    };
    struct command_run run = {.name = argv[0]};
    arena_init(&run.arena);
    options_parse(&run.options, &command, &run.arena, argc, argv);
    const int code = run_all(&run);
    arena_clear(&run.arena);
    return code;
}
