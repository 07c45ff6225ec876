/* recommend.c - `overstack recommend FILE`: the cheapest combination that holds, and why
 * each cheaper one does not.
 */
#include "sim/run/recommend.h"

#include "sim/cli/answer.h"
#include "sim/cli/cli.h"
#include "sim/cli/forms.h"
#include "sim/cli/messages.h"
#include "sim/cli/options.h"
#include "sim/cli/watch.h"
#include "sim/output/recommend_document.h"
#include "sim/run/recommend_space.h"
#include "sim/world_base.h"

#include <math.h>
#include <stdio.h>

/* Of each candidate, where neither file nor user ask for several: one is luck. */
enum { REPLICATIONS = 10 };

struct recommendation {
    const char *name; /* argv[0] */
    struct options options;
    struct arena arena;
    struct world_options world;
    const struct design *design; /* the file as it is */
    const struct vary *space;
};

static bool has_limits(const struct design *design)
{
    return design->threshold_count > 0 || design->budget.amount.given;
}

static void read_space(struct recommendation *run, struct error_list *errors)
{
    run->world.base =
        world_base_open(run->options.arguments[0], NULL, &run->arena, errors);
    run->design = run->world.base ? world_load(&run->world, &run->arena, errors) : NULL;
    if (!run->design)
        return;
    if (!has_limits(run->design))
        error_list_add(errors, (struct place){.file = run->design->file}, "thresholds",
                       "are missing, and so is a budget: without limits every design "
                       "holds");
    run->space = recommend_space_open(run->world.base, run->design, &run->arena, errors);
}

static bool load(struct recommendation *run)
{
    struct error_list errors;
    error_list_init(&errors, &run->arena);
    run->world = options_world(&run->options, run->options.arguments[0]);
    read_space(run, &errors);
    messages_print(&errors, run->name, run->options.quiet);
    return errors.errors == 0;
}

static double replications_of(const struct recommendation *run)
{
    const double asked = run->design->simulate.replications;
    return asked > 1 || !isnan(run->options.replications) ? asked : REPLICATIONS;
}

static const struct recommend *find(struct recommendation *run)
{
    struct watch watch;
    struct error_list errors;
    error_list_init(&errors, &run->arena);
    const struct recommend_options options = {
        .space = run->space,
        .world = run->world,
        .replications = replications_of(run),
        .jobs = run->options.jobs,
        .stop = interrupt_flag(),
        .progress = watch_show,
        .object = &watch,
    };
    watch_begin(&watch, &run->options, "combinations at most");
    const struct recommend *found = recommend_run(&options, &run->arena, &errors);
    watch_end(&watch);
    messages_print(&errors, run->name, run->options.quiet);
    return found;
}

static int cannot(const struct recommendation *run, const char *why)
{
    fprintf(stderr, "%s: %s\n", run->name, why);
    return EXIT_CANNOT;
}

static int recommend(struct recommendation *run)
{
    const char *fault = answer_try(&run->options, &run->arena);
    if (fault)
        return cannot(run, fault);
    if (!load(run))
        return EXIT_BAD_INPUT;
    const struct recommend *found = find(run);
    if (!found)
        return EXIT_BAD_INPUT;
    json_t *document = recommend_document_create(found, run->design);
    const struct forms *forms = forms_find("recommend");
    const bool drawn = forms_draw(forms, &run->options, document, run->name, &run->arena);
    fault = answer_report(&run->options, &forms->of, document, &run->arena);
    json_decref(document);
    if (fault)
        return cannot(run, fault);
    if (!drawn)
        return EXIT_CANNOT;
    if (found->partial)
        return EXIT_INTERRUPTED;
    return found->winner ? EXIT_HELD : EXIT_NOT_HELD;
}

int cli_recommend(int argc, char **argv)
{
    static const struct command command = {
        .arguments = "FILE",
        .least = 1,
        .most = 1,
        .accepted = OPTIONS_SCENARIO | OPTION_JOBS | OPTION_FORMAT | OPTION_OUTPUT |
                    OPTIONS_PLOTS | OPTION_QUIET | OPTION_NO_COLOR,
        .formats = FORMATS_EXPERIMENT,
        .help = "Finds the cheapest combination of what the block `search` of the file "
                "lists (without one: the catalog's machine types and one to four of "
                "them) that passes thresholds and budget, what more money buys, and why "
                "each cheaper one fails.\v"
                "Exit codes: 0 found; 99 no combination holds; 2 bad usage or a bad "
                "scenario; 1 could not be done; 130 interrupted.",
    };
    struct recommendation run = {.name = argv[0]};
    arena_init(&run.arena);
    options_parse(&run.options, &command, &run.arena, argc, argv);
    const int code = recommend(&run);
    arena_clear(&run.arena);
    return code;
}
