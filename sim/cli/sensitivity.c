/* sensitivity.c - `overstack sensitivity FILE`: which assumptions move the verdict most,
 * and how likely is it that a limit breaks?
 *
 * A study is not a gate: its exit code says only whether it could be made, and not
 * whether the thresholds held.
 */
#include "sim/run/sensitivity.h"
#include "sim/cli/answer.h"
#include "sim/cli/cli.h"
#include "sim/cli/forms.h"
#include "sim/cli/messages.h"
#include "sim/cli/options.h"
#include "sim/cli/watch.h"
#include "sim/output/file.h"
#include "sim/output/sensitivity_document.h"
#include "sim/world_base.h"

#include <stdio.h>

enum { SAMPLES = 200, TRAJECTORIES = 10 };

struct study {
    const char *name; /* argv[0] */
    struct options options;
    struct arena arena;
    struct world_options world;
    const struct design *design;
    const struct ranges *ranges;
    json_t *report;
};

static int cannot(const struct study *study, const char *why)
{
    fprintf(stderr, "%s: %s\n", study->name, why);
    return EXIT_CANNOT;
}

/* ---- Before ---- */

static bool load(struct study *study)
{
    struct error_list errors;
    error_list_init(&errors, &study->arena);
    study->world = options_world(&study->options, study->options.arguments[0]);
    study->world.base = world_base_open(study->world.file, NULL, &study->arena, &errors);
    if (study->world.base)
        study->design = world_load(&study->world, &study->arena, &errors);
    if (study->design)
        study->ranges = range_open(&study->world, study->design, &study->arena, &errors);
    messages_print(&errors, study->name, study->options.quiet);
    return study->ranges != NULL;
}

/* ---- The runs ---- */

static uint32_t count_or(double given, uint32_t standard)
{
    return given >= 0 ? (uint32_t)given : standard;
}

static const struct sensitivity *simulate(struct study *study)
{
    struct watch watch;
    const struct sensitivity_options options = {
        .world = &study->world,
        .trajectories = count_or(study->options.trajectories, TRAJECTORIES),
        .samples = count_or(study->options.samples, SAMPLES),
        .jobs = study->options.jobs,
        .progress = watch_show,
        .object = &watch,
        .stop = interrupt_flag()};
    watch_begin(&watch, &study->options, "runs");
    const struct sensitivity *found =
        sensitivity_run(&options, study->design, study->ranges, &study->arena);
    watch_end(&watch);
    return found;
}

/* ---- After ---- */

/* False when a file could not be written; a missing gnuplot is only told. */
static int report(struct study *study, const struct sensitivity *found)
{
    study->report = sensitivity_document_create(found, &study->arena);
    const struct forms *forms = forms_find("sensitivity");
    const bool drawn =
        forms_draw(forms, &study->options, study->report, study->name, &study->arena);
    const char *fault =
        answer_report(&study->options, &forms->of, study->report, &study->arena);
    json_decref(study->report);
    if (fault)
        return cannot(study, fault);
    if (!drawn)
        return EXIT_CANNOT;
    return found->done < found->runs ? EXIT_INTERRUPTED : EXIT_HELD;
}

static int run_all(struct study *study)
{
    const char *fault = answer_try(&study->options, &study->arena);
    if (fault)
        return cannot(study, fault);
    if (!load(study))
        return EXIT_BAD_INPUT;
    const struct sensitivity *found = simulate(study);
    return found->worthless ? EXIT_INTERRUPTED : report(study, found);
}

int cli_sensitivity(int argc, char **argv)
{
    static const struct command command = {
        .arguments = "FILE",
        .least = 1,
        .most = 1,
        .accepted = OPTIONS_SCENARIO | OPTION_SAMPLES | OPTION_TRAJECTORIES |
                    OPTION_JOBS | OPTION_FORMAT | OPTION_OUTPUT | OPTIONS_PLOTS |
                    OPTION_QUIET | OPTION_NO_COLOR,
        .formats = FORMATS_EXPERIMENT,
        .help =
            "Varies what is not known, each value of the block uncertain over its "
            "range, and reports which of them move the verdict most and how likely "
            "a threshold breaks. Without the block: what was guessed or is a "
            "default, by 30% each way.\v"
            "Exit codes: 0 done, whatever the verdict; 2 bad usage or a bad scenario; "
            "1 could not be done; 130 interrupted, what was finished is reported.",
    };
    struct study study = {.name = argv[0]};
    arena_init(&study.arena);
    options_parse(&study.options, &command, &study.arena, argc, argv);
    const int code = run_all(&study);
    arena_clear(&study.arena);
    return code;
}
