/* calibrate.c - `overstack calibrate FILE`: fits parameters of the scenario to what was
 * measured of the real system.
 */
#include "sim/run/calibrate.h"
#include "sim/cli/answer.h"
#include "sim/cli/cli.h"
#include "sim/cli/measured_file.h"
#include "sim/cli/messages.h"
#include "sim/cli/options.h"
#include "sim/cli/watch.h"
#include "sim/output/calibrate_document.h"
#include "sim/output/calibrate_text.h"
#include "sim/output/document_add.h"
#include "sim/output/html_calibrate.h"
#include "sim/output/json.h"
#include "sim/run/range_fit.h"
#include "sim/world_base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct calibration {
    const char *name; /* argv[0] */
    struct options options;
    struct arena arena;
    struct world_options world;
    const struct design *design;
    const struct ranges *ranges;
    struct observations observations;
    json_t *report;
};

static int cannot(const struct calibration *calibration, const char *why)
{
    fprintf(stderr, "%s: %s\n", calibration->name, why);
    return EXIT_CANNOT;
}

/* ---- Before ---- */

/* --measured takes the place of the file's block. */
static bool measurements_read(struct calibration *calibration, struct error_list *errors)
{
    struct observations *observations = &calibration->observations;
    const char *file = calibration->options.measured;
    observations->arena = &calibration->arena;
    if (file && !measured_file_read(file, observations, errors))
        return false;
    const struct yaml_node *root =
        file ? NULL : world_tree(&calibration->world, &calibration->arena, errors);
    if (root)
        observation_read(observations, root);
    if (observations->count > 0)
        return true;
    error_list_add(errors, (struct place){.file = calibration->world.file}, NULL,
                   "there is nothing to fit to: give figures in the block measured, such "
                   "as measured: [{traffic: users, mean: 1.61s}], or --measured FILE");
    return false;
}

static bool is_enough(const struct calibration *calibration, struct error_list *errors)
{
    const uint32_t figures = calibration->observations.count;
    const uint32_t parameters = calibration->ranges->count;
    if (figures >= parameters)
        return true;
    error_list_add(errors, (struct place){.file = calibration->world.file}, NULL,
                   "%u parameters cannot be fitted to %u %s", parameters, figures,
                   figures == 1 ? "figure" : "figures");
    return false;
}

static bool load(struct calibration *calibration)
{
    struct error_list errors;
    const struct options *options = &calibration->options;
    struct arena *arena = &calibration->arena;
    error_list_init(&errors, arena);
    calibration->world = options_world(options, options->arguments[0]);
    calibration->world.measured = true;
    calibration->world.base =
        world_base_open(calibration->world.file, NULL, arena, &errors);
    if (calibration->world.base)
        calibration->design = world_load(&calibration->world, arena, &errors);
    if (calibration->design)
        calibration->ranges =
            range_fit_open(options->fits, options->fit_count, &calibration->world,
                           calibration->design, arena, &errors);
    const bool fine = calibration->ranges && measurements_read(calibration, &errors) &&
                      is_enough(calibration, &errors);
    messages_print(&errors, calibration->name, options->quiet);
    return fine;
}

/* ---- The fit ---- */

static const struct calibrate *fit(struct calibration *calibration)
{
    struct watch watch;
    struct error_list errors;
    error_list_init(&errors, &calibration->arena);
    const struct calibrate_options options = {.world = &calibration->world,
                                              .jobs = calibration->options.jobs,
                                              .progress = watch_show,
                                              .object = &watch,
                                              .stop = interrupt_flag()};
    watch_begin(&watch, &calibration->options, "points");
    const struct calibrate *found =
        calibrate_run(&options, calibration->design, calibration->ranges,
                      &calibration->observations, &calibration->arena, &errors);
    watch_end(&watch);
    messages_print(&errors, calibration->name, calibration->options.quiet);
    return found;
}

/* ---- After ---- */

/* The scenario's path as the fitted one sees it, wherever that is put. */
static const char *path_of(const struct calibration *calibration, struct arena *arena)
{
    char *path = realpath(calibration->world.file, NULL);
    const char *kept =
        path ? arena_text(arena, path, strlen(path)) : calibration->world.file;
    free(path);
    return kept;
}

static void render(void *object, FILE *out)
{
    struct calibration *calibration = object;
    switch (calibration->options.format) {
    case FORMAT_JSON:
        json_write(calibration->report, out);
        break;
    case FORMAT_YAML:
        calibrate_text_scenario(calibration->report,
                                path_of(calibration, &calibration->arena), out);
        break;
    case FORMAT_HTML:
        html_calibrate_write(calibration->report, out);
        break;
    default:
        calibrate_text_write(calibration->report, options_style(&calibration->options),
                             out);
    }
}

/* By which options: they are not the scenario's. */
static void asked_add(struct calibration *calibration)
{
    const struct options *options = &calibration->options;
    json_t *asked = document_add_object(calibration->report, "asked");
    document_add_texts(asked, "fit", options->fits, options->fit_count);
    document_add_text(asked, "measured", options->measured);
}

static int report(struct calibration *calibration, const struct calibrate *found)
{
    calibration->report = calibrate_document_create(found, &calibration->arena);
    asked_add(calibration);
    const char *fault =
        answer_write(&calibration->options, render, calibration, &calibration->arena);
    json_decref(calibration->report);
    if (fault)
        return cannot(calibration, fault);
    return found->stopped ? EXIT_INTERRUPTED : EXIT_HELD;
}

static int run_all(struct calibration *calibration)
{
    const char *fault = answer_try(&calibration->options, &calibration->arena);
    if (fault)
        return cannot(calibration, fault);
    if (!load(calibration))
        return EXIT_BAD_INPUT;
    const struct calibrate *found = fit(calibration);
    return found ? report(calibration, found) : EXIT_BAD_INPUT;
}

int cli_calibrate(int argc, char **argv)
{
    static const struct command command = {
        .arguments = "FILE",
        .least = 1,
        .most = 1,
        .accepted = OPTIONS_SCENARIO | OPTION_FIT | OPTION_MEASURED | OPTION_JOBS |
                    OPTION_FORMAT | OPTION_OUTPUT | OPTION_QUIET | OPTION_NO_COLOR,
        .formats = FORMATS_TEXT_JSON | 1 << FORMAT_YAML | 1 << FORMAT_HTML,
        .help =
            "Fits values of the scenario (--fit, or those of the block uncertain) to "
            "what was measured of the real system (the block measured, or a summary of "
            "k6 or Locust), and says how sure they are and whether the scenario "
            "explains the measurements at all.\v"
            "Exit codes: 0 done, whatever came of it; 2 bad usage or a bad scenario; "
            "1 could not be done; 130 interrupted, the best point so far is reported.",
    };
    struct calibration calibration = {.name = argv[0]};
    arena_init(&calibration.arena);
    options_parse(&calibration.options, &command, &calibration.arena, argc, argv);
    const int code = run_all(&calibration);
    arena_clear(&calibration.arena);
    return code;
}
