/* check.c - `overstack check FILE`: is the scenario right, and what can be said about it
 * without simulating?
 *
 * Errors end it with 2. Otherwise the answer is memory at rest, utilisation by operational
 * laws, placement and the fixed cost, and the exit code is 0 - also when the design is a
 * bad one, since only a run can judge it. The exception is what no traffic can mend: when
 * the fixed cost alone is over the budget or crosses a threshold on cost, or a task of ECS
 * finds no room, it is 99.
 */
#include "models/cost_fixed.h"
#include "models/idle.h"
#include "models/memory_fit.h"
#include "models/operational.h"
#include "models/placement_fit.h"
#include "sim/cli/answer.h"
#include "sim/cli/check_blocks.h"
#include "sim/cli/check_document.h"
#include "sim/cli/check_text.h"
#include "sim/cli/cli.h"
#include "sim/cli/messages.h"
#include "sim/cli/options.h"
#include "sim/output/json.h"
#include "sim/world_base.h"

#include <stdio.h>

/* ---- fixed cost ---- */

static void judge(struct summary *summary, struct arena *arena)
{
    const struct design *design = summary->design;
    const double month_usd = summary->cost.month_usd;
    summary->ok = !summary->cost.budget_given || summary->cost.budget_ok;
    summary->thresholds =
        arena_array(arena, design->threshold_count, sizeof *summary->thresholds);
    for (uint32_t i = 0; i < design->threshold_count; i++) {
        const struct threshold_def *threshold = &design->thresholds[i];
        if (!cost_fixed_limits(threshold))
            continue;
        const bool ok = cost_fixed_holds(threshold, month_usd);
        summary->thresholds[i] = (struct threshold_summary){
            .definition = threshold, .value = month_usd, .ok = ok};
        summary->ok = summary->ok && ok;
    }
}

/* ---- the answer ---- */

struct rendering {
    const struct options *options;
    json_t *report;
};

static void render(void *object, FILE *out)
{
    const struct rendering *rendering = object;
    if (rendering->options->format == FORMAT_JSON)
        json_write(rendering->report, out);
    else
        check_text_write(rendering->report, options_style(rendering->options), out);
}

/* NULL when something is wrong, in the design or in what only experiments read. */
static const struct design *load(const struct options *options, struct arena *arena,
                                 struct error_list *errors)
{
    struct world_options world = options_world(options, options->arguments[0]);
    world.base = world_base_open(world.file, NULL, arena, errors);
    world.measured = true;
    if (!world.base)
        return NULL;
    const struct design *design = world_load(&world, arena, errors);
    return design && check_blocks(&world, design, arena, errors) ? design : NULL;
}

static int check(const struct options *options, const char *name, struct arena *arena)
{
    struct error_list errors;
    error_list_init(&errors, arena);
    const struct design *design = load(options, arena, &errors);
    messages_print(&errors, name, options->quiet);
    if (!design)
        return EXIT_BAD_INPUT;
    struct operational operational;
    struct memory_fit fit;
    struct placement_fit tasks;
    struct summary summary = {.design = design};
    operational_init(&operational, design, arena);
    memory_fit_init(&fit, &operational, arena);
    placement_fit_init(&tasks, design, arena);
    cost_fixed_find(&summary, arena);
    judge(&summary, arena);
    summary.ok = summary.ok && tasks.fits;
    json_t *report =
        check_document_create(&operational, &fit, &tasks, &summary,
                              idle_services(&operational.demands, arena), &errors);
    struct rendering rendering = {options, report};
    const char *failure = answer_write(options, render, &rendering, arena);
    json_decref(report);
    if (!failure)
        return summary.ok ? EXIT_HELD : EXIT_NOT_HELD;
    fprintf(stderr, "%s: %s\n", name, failure);
    return EXIT_CANNOT;
}

int cli_check(int argc, char **argv)
{
    static const struct command command = {
        .arguments = "FILE",
        .least = 1,
        .most = 1,
        .accepted = OPTIONS_SCENARIO | OPTION_FORMAT | OPTION_OUTPUT | OPTION_QUIET |
                    OPTION_NO_COLOR,
        .formats = FORMATS_TEXT_JSON,
        .help =
            "Validates a scenario and says what needs no simulation: whether memory "
            "fits, how loaded each resource is, what runs where, the fixed cost.\v"
            "Exit codes: 0 the scenario is valid; 2 it is not; 99 its fixed cost "
            "alone is over the budget or a threshold, or a task finds no room; 1 could "
            "not be done.",
    };
    struct arena arena;
    struct options options;
    arena_init(&arena);
    options_parse(&options, &command, &arena, argc, argv);
    const int code = check(&options, argv[0], &arena);
    arena_clear(&arena);
    return code;
}
