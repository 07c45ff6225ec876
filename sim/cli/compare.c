/* compare.c - `overstack compare FILE [FILE...]`: designs side by side.
 *
 * Of one file: the file itself and its variants (or those named). Of several: the files.
 * The first is the baseline. All have the baseline's seed and the same number of
 * replications, so that replication k of each runs on the same random numbers. Every
 * design is loaded before any is simulated: a mistake in the last is told at once.
 */
#include "sim/run/compare.h"

#include "sim/cli/answer.h"
#include "sim/cli/cli.h"
#include "sim/cli/forms.h"
#include "sim/cli/messages.h"
#include "sim/cli/options.h"
#include "sim/cli/watch.h"
#include "sim/output/compare_document.h"
#include "sim/world_base.h"

#include <stdio.h>
#include <string.h>

struct comparison {
    const char *name; /* argv[0] */
    struct options options;
    struct arena arena;
    struct error_list errors;
    struct compare_entry *entries;
    uint32_t count;
    double seed, replications; /* of all */
};

/* ---- which designs ---- */

static void add_entry(struct comparison *run, const char *label, const char *file,
                      const struct world_base *base, const char *variant)
{
    struct world_options world = options_world(&run->options, file);
    world.base = base;
    world.variant = variant;
    run->entries[run->count++] = (struct compare_entry){.label = label, .options = world};
}

static void add_variants(struct comparison *run, const struct world_base *base)
{
    const char *file = run->options.arguments[0];
    size_t count = run->options.variant_count;
    const char **variants = run->options.variants;
    if (count == 0)
        variants = world_base_variants(base, &run->arena, &count);
    run->entries = arena_array(&run->arena, count + 1, sizeof *run->entries);
    add_entry(run, "the file", file, base, NULL);
    for (size_t i = 0; i < count; i++)
        add_entry(run, variants[i], file, base, variants[i]);
}

/* The file's name without its folder, where no other file has the same. */
static const char *label_of(const struct comparison *run, uint32_t which)
{
    const char *file = run->options.arguments[which];
    const char *slash = strrchr(file, '/'), *name = slash ? slash + 1 : file;
    for (uint32_t i = 0; i < run->options.argument_count; i++) {
        const char *other = strrchr(run->options.arguments[i], '/');
        other = other ? other + 1 : run->options.arguments[i];
        if (i != which && strcmp(name, other) == 0)
            return file;
    }
    return name;
}

static bool add_entries(struct comparison *run)
{
    const uint32_t count = run->options.argument_count;
    run->entries = arena_array(&run->arena, count, sizeof *run->entries);
    for (uint32_t i = 0; i < count; i++) {
        const char *file = run->options.arguments[i];
        const struct world_base *base =
            world_base_open(file, NULL, &run->arena, &run->errors);
        if (base && count == 1)
            add_variants(run, base);
        else if (base)
            add_entry(run, label_of(run, i), file, base, NULL);
    }
    return run->errors.errors == 0;
}

/* Twice the same would be tested twice. NULL: none is. */
static const char *given_twice(const char *const *names, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(names[i], names[k]) == 0)
                return names[i];
    return NULL;
}

/* NULL, or what is wrong with the words of the command. */
static const char *complaint(const struct options *options, struct arena *arena)
{
    uint32_t from_input = 0;
    for (uint32_t i = 0; i < options->argument_count; i++)
        from_input += strcmp(options->arguments[i], "-") == 0;
    if (options->argument_count > 1 && options->variant_count > 0)
        return "--variant is for one file; of several, the files are compared";
    if (options->replications < 2)
        return "--replications: expected 2 or more: of one nothing can be said";
    if (from_input > 1)
        return "standard input can be read only once";
    const char *file = given_twice(options->arguments, options->argument_count);
    const char *variant = given_twice(options->variants, options->variant_count);
    if (!file && !variant)
        return NULL;
    return arena_format(arena, "%s%s is given twice: leave one of them out",
                        variant ? "--variant " : "", variant ? variant : file);
}

/* ---- loading ---- */

static bool is_said(const struct error_list *list, const struct error_list *texts,
                    const struct error *error)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(error_text(texts, error), error_text(list, &list->items[i])) == 0)
            return true;
    return false;
}

/* What the variants of a file have in common is said once. */
static void keep_messages(struct comparison *run, const struct error_list *messages)
{
    for (size_t i = 0; i < messages->count; i++) {
        const struct error *error = &messages->items[i];
        if (is_said(&run->errors, messages, error))
            continue;
        if (error->severity == SEVERITY_ERROR)
            error_list_add(&run->errors, error->place, error->path, "%s", error->message);
        else
            error_list_warn(&run->errors, error->place, error->path, "%s",
                            error->message);
    }
}

/* A place names the file that is open: its text must outlive the arena. */
static void keep_places(struct comparison *run, struct error_list *messages)
{
    for (size_t i = 0; i < messages->count; i++) {
        struct place *place = &messages->items[i].place;
        if (place->file)
            place->file = arena_text(&run->arena, place->file, strlen(place->file));
    }
}

static void try_entry(struct comparison *run, struct compare_entry *entry)
{
    struct arena arena;
    struct error_list messages;
    arena_init(&arena);
    error_list_init(&messages, &arena);
    const struct design *design = world_load(&entry->options, &arena, &messages);
    keep_places(run, &messages);
    keep_messages(run, &messages);
    if (design && isnan(run->seed))
        run->seed = design->simulate.seed;
    if (design) {
        run->replications = fmax(run->replications, design->simulate.replications);
        entry->name = arena_text(&run->arena, design->name, strlen(design->name));
        entry->duration_s = design->simulate.duration_s;
    }
    arena_clear(&arena);
}

/* One is a file's way to say nothing about it. */
static void settle(struct comparison *run)
{
    if (run->replications < 2)
        run->replications = COMPARE_REPLICATIONS;
    for (uint32_t i = 0; i < run->count; i++) {
        run->entries[i].options.seed = run->seed;
        run->entries[i].options.replications = run->replications;
    }
}

static bool load(struct comparison *run)
{
    if (add_entries(run))
        for (uint32_t i = 0; i < run->count; i++)
            try_entry(run, &run->entries[i]);
    if (run->errors.errors == 0 && run->count < 2)
        error_list_add(&run->errors, (struct place){.file = run->options.arguments[0]},
                       "", "has no variants: there is nothing to compare it with");
    messages_print(&run->errors, run->name, run->options.quiet);
    settle(run);
    return run->errors.errors == 0;
}

/* ---- running ---- */

static const struct compare *simulate(struct comparison *run)
{
    struct watch watch;
    const struct compare_options options = {
        .entries = run->entries,
        .count = run->count,
        .jobs = run->options.jobs,
        .stop = interrupt_flag(),
        .progress = watch_show,
        .object = &watch,
    };
    watch_begin(&watch, &run->options, "replications");
    const struct compare *compare = compare_run(&options, &run->arena);
    watch_end(&watch);
    return compare;
}

/* ---- the answer ---- */

static int cannot(const struct comparison *run, const char *why, int code)
{
    fprintf(stderr, "%s: %s\n", run->name, why);
    return code;
}

/* What could not be simulated is missing in the report; here it is said why. */
static bool is_troubled(const struct comparison *run, const struct compare *compare)
{
    bool troubled = false;
    for (uint32_t i = 0; i < compare->count; i++) {
        const struct compare_design *design = &compare->designs[i];
        if (design->trouble)
            fprintf(stderr, "%s: %s: %s\n", run->name, design->entry.label,
                    design->trouble);
        troubled |= design->trouble != NULL;
    }
    return troubled;
}

static int compare_all(struct comparison *run)
{
    const char *fault = complaint(&run->options, &run->arena);
    if (fault)
        return cannot(run, fault, EXIT_BAD_INPUT);
    fault = answer_try(&run->options, &run->arena);
    if (fault)
        return cannot(run, fault, EXIT_CANNOT);
    if (!load(run))
        return EXIT_BAD_INPUT;
    const struct compare *compare = simulate(run);
    json_t *document = compare_document_create(compare);
    const struct forms *forms = forms_find("compare");
    const bool drawn = forms_draw(forms, &run->options, document, run->name, &run->arena);
    fault = answer_report(&run->options, &forms->of, document, &run->arena);
    json_decref(document);
    if (fault)
        return cannot(run, fault, EXIT_CANNOT);
    if (is_troubled(run, compare) || !drawn)
        return EXIT_CANNOT;
    return compare->stopped ? EXIT_INTERRUPTED : EXIT_HELD;
}

int cli_compare(int argc, char **argv)
{
    static const struct command command = {
        .arguments = "FILE [FILE...]",
        .least = 1,
        .most = 1000,
        .accepted = OPTIONS_SCENARIO | OPTION_JOBS | OPTION_FORMAT | OPTION_OUTPUT |
                    OPTIONS_PLOTS | OPTION_QUIET | OPTION_NO_COLOR,
        .formats = FORMATS_EXPERIMENT,
        .help = "Simulates designs on the same random numbers and shows them side by "
                "side, with their differences to the first and what is significant. Of "
                "one FILE: itself and its variants (--variant may be repeated); of "
                "several: the files. A file that asks for one replication gets 10.\v"
                "Exit codes: 0 all were simulated, whether they hold or not; 2 bad usage "
                "or a bad scenario; 1 could not be done, of one design or all; 130 "
                "interrupted.",
    };
    struct comparison run = {.name = argv[0]};
    arena_init(&run.arena);
    error_list_init(&run.errors, &run.arena);
    options_parse(&run.options, &command, &run.arena, argc, argv);
    run.seed = run.options.seed;
    const int code = compare_all(&run);
    arena_clear(&run.arena);
    return code;
}
