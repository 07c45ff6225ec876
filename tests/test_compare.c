/* The comparison finds a true difference of 3% and does not find one that is not there,
 * over 200 seeds. */
#include "sim/output/compare_document.h"
#include "sim/output/compare_markdown.h"
#include "sim/output/compare_text.h"
#include "sim/output/html_compare.h"
#include "sim/run/compare.h"
#include "sim/world_base.h"
#include "tests/support/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* M/M/1 at 50/s: a mean response of S / (1 - 50 S). S = 10 ms gives 20 ms; 20.6 ms, 3%
 * more, need S = 0.0206 / (1 + 50 x 0.0206) = 10.1478 ms. `renamed` is the same queue by
 * another name: other random numbers, no difference. */
static const char text[] =
    "overstack: 1\n"
    "simulate: {duration: 40s, warmup: 5s}\n"
    "hosts: {h: {instance: {vcpus: 1, memory: 1GiB, price: 0.01 USD/h}}}\n"
    "services:\n"
    "  s: {on: h, threads: 1, endpoints: {go: [{cpu: exp(10ms)}]}}\n"
    "traffic: {u: {executor: constant-arrival-rate, rate: 50/s, target: s.go}}\n"
    "variants:\n"
    "  slower: {services.s.endpoints.go: [{cpu: exp(10.1478ms)}]}\n"
    "  renamed:\n"
    "    services: {s: null, t: {on: h, threads: 1, endpoints: {go: [{cpu: "
    "exp(10ms)}]}}}\n"
    "    traffic: {u: null, v: {executor: constant-arrival-rate, rate: 50/s, "
    "target: t.go}}\n"
    "  dearer: {hosts.h.instance.price: 0.02 USD/h}\n"
    "  dead: {services.s.endpoints.go: [{fail: 100%}]}\n"
    "  long: {simulate.duration: 60s, simulate.warmup: auto}\n"
    "  climbs: {simulate.duration: 60s, simulate.warmup: auto,\n"
    "    traffic.u.executor: ramping-arrival-rate, traffic.u.rate: null,\n"
    "    traffic.u.start_rate: 1/s, traffic.u.stages:\n"
    "    [{duration: 20s, target: 50/s}, {duration: 40s, target: 50/s}]}\n";

enum { SEEDS = 200 };

struct fixture {
    struct arena arena;
    char file[64];
    const struct world_base *base;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    struct error_list errors;
    arena_init(&fixture->arena);
    error_list_init(&errors, &fixture->arena);
    strcpy(fixture->file, "/tmp/overstack-compare-XXXXXX");
    FILE *out = fdopen(mkstemp(fixture->file), "w");
    fputs(text, out);
    fclose(out);
    fixture->base = world_base_open(fixture->file, NULL, &fixture->arena, &errors);
    *state = fixture;
    return fixture->base ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->file);
    arena_clear(&fixture->arena);
    free(fixture);
    return 0;
}

static struct compare_entry entry_of(const struct fixture *fixture, const char *variant,
                                     double seed, double replications)
{
    struct compare_entry entry = {.label = variant ? variant : "the file",
                                  .options = world_options_of(fixture->file)};
    entry.options.base = fixture->base;
    entry.options.variant = variant;
    entry.options.seed = seed;
    entry.options.replications = replications;
    return entry;
}

static const struct compare *with(struct fixture *fixture, const char *variant,
                                  double seed, double replications, uint32_t jobs,
                                  struct arena *arena)
{
    const struct compare_entry entries[] = {
        entry_of(fixture, NULL, seed, replications),
        entry_of(fixture, variant, seed, replications)};
    const struct compare_options options = {.entries = entries, .count = 2, .jobs = jobs};
    return compare_run(&options, arena);
}

static const struct compare_difference *mean_of(const struct compare *compare)
{
    return &compare->designs[1].differences[FIGURE_LATENCY_MEAN];
}

/* 4 of 200 may be missed: with more than 98% of power that happens. And the interval has
 * the truth in it: 0.6 ms in 95% of 200, give or take 5 deviations of 3.1. (The queue
 * starts empty, but not its mean after 5 s, 25 relaxation times.) */
static void a_difference_of_3_percent_is_found(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena;
    int found = 0, covered = 0;
    arena_init(&arena);
    for (int seed = 1; seed <= SEEDS; seed++) {
        const struct compare *compare = with(fixture, "slower", seed, 10, 0, &arena);
        const struct compare_difference *mean = mean_of(compare);
        found += mean->significant && mean->value > 0;
        covered += mean->low < 0.0006 && 0.0006 < mean->high;
        arena_reset(&arena);
    }
    print_message("found %d of %d, covered %d\n", found, SEEDS, covered);
    assert_true(found >= SEEDS - 4);
    assert_true(covered >= SEEDS * 0.95 - 5 * sqrt(SEEDS * 0.95 * 0.05));
    arena_clear(&arena);
}

/* Any star in a table is a false one: at most 5% of 200 tables have one, give or take 5
 * deviations. The raw test must not be dead either. */
static void a_difference_that_is_not_there_is_not_found(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena;
    int tables = 0, raw = 0;
    arena_init(&arena);
    for (int seed = 1; seed <= SEEDS; seed++) {
        const struct compare *compare = with(fixture, "renamed", seed, 10, 0, &arena);
        bool any = false;
        for (int i = 0; i < FIGURE_COUNT; i++)
            any |= compare_has(i) && compare->designs[1].differences[i].significant;
        assert_true(compare->tests >= 6);
        tables += any;
        raw += mean_of(compare)->paired.p <= 0.05;
        arena_reset(&arena);
    }
    const double expected = 0.05 * SEEDS, deviation = sqrt(expected * 0.95);
    print_message("false stars in %d of %d tables, raw %d\n", tables, SEEDS, raw);
    assert_true(tables <= expected + 5 * deviation);
    assert_true(raw <= expected + 5 * deviation);
    assert_true(raw >= 1);
    arena_clear(&arena);
}

/* Percentiles are edges of buckets, so their differences are often as much in two or
 * three replications: by chance, and not outside of Holm's family. Two replications find
 * nothing where nothing is, with the same allowance as above. */
static void percentiles_that_differ_as_much_by_chance_are_tested(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena;
    int tables = 0;
    arena_init(&arena);
    for (int seed = 1; seed <= SEEDS; seed++) {
        const struct compare *compare = with(fixture, "renamed", seed, 2, 0, &arena);
        const struct compare_difference *found = compare->designs[1].differences;
        bool any = false;
        for (int i = FIGURE_LATENCY_P50; i <= FIGURE_LATENCY_P99; i++) {
            assert_int_not_equal(found[i].paired.kind, PAIRED_EXACT);
            any |= found[i].significant;
        }
        tables += any;
        arena_reset(&arena);
    }
    const double expected = 0.05 * SEEDS;
    print_message("false stars in %d of %d tables of two\n", tables, SEEDS);
    assert_true(tables <= expected + 5 * sqrt(expected * 0.95));
    arena_clear(&arena);
}

static void what_changes_nothing_is_the_same_and_what_is_fixed_is_exact(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena;
    arena_init(&arena);
    const struct compare *compare = with(fixture, "dearer", 3, 4, 0, &arena);
    const struct compare_difference *differences = compare->designs[1].differences;
    assert_int_equal(differences[FIGURE_LATENCY_P95].paired.kind, PAIRED_SAME);
    assert_false(differences[FIGURE_LATENCY_P95].significant);
    assert_int_equal(differences[FIGURE_COST_MONTH].paired.kind, PAIRED_EXACT);
    assert_near(differences[FIGURE_COST_MONTH].value, 0.01 * 730, 1e-9);
    assert_true(differences[FIGURE_COST_MONTH].significant);
    arena_clear(&arena);
}

static void a_dead_design_has_no_latency_to_compare(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena;
    arena_init(&arena);
    const struct compare *compare = with(fixture, "dead", 3, 4, 0, &arena);
    const struct compare_difference *differences = compare->designs[1].differences;
    assert_int_equal(differences[FIGURE_LATENCY_P95].paired.kind, PAIRED_NOTHING);
    assert_true(isnan(differences[FIGURE_LATENCY_P95].value));
    assert_false(differences[FIGURE_LATENCY_P95].significant);
    assert_near(differences[FIGURE_FAILED_RATE].value, 1, 1e-12);
    assert_true(differences[FIGURE_FAILED_RATE].significant);
    assert_false(compare->designs[1].outcome->ok && !compare->designs[0].outcome->ok);
    arena_clear(&arena);
}

static const struct compare *of_two(const struct compare_entry *entries,
                                    struct arena *arena)
{
    const struct compare_options options = {.entries = entries, .count = 2};
    return compare_run(&options, arena);
}

/* The slower of the two varies more, and needs more replications: so has the other. */
static void precision_gives_all_designs_as_many_replications(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena;
    const char *sets[] = {"simulate.precision=4%"};
    const char *slow[] = {"simulate.precision=4%", "services.s.endpoints.go=[{cpu: "
                                                   "exp(17ms)}]"};
    arena_init(&arena);
    struct compare_entry entries[] = {entry_of(fixture, NULL, 1, 2),
                                      entry_of(fixture, NULL, 1, 2)};
    entries[0].options.sets = sets;
    entries[0].options.set_count = 1;
    entries[1].options.sets = slow;
    entries[1].options.set_count = 2;
    const struct compare *compare = of_two(entries, &arena);
    const struct outcome *base = compare->designs[0].outcome,
                         *other = compare->designs[1].outcome;
    assert_true(base->replications > 10);
    assert_near(base->replications, other->replications, 0);
    assert_int_equal(base->sample_count, other->sample_count);
    assert_false(compare->stopped);
    const double difference =
        other->values[FIGURE_LATENCY_MEAN] - base->values[FIGURE_LATENCY_MEAN];
    assert_near(mean_of(compare)->value, difference, 1e-12);
    entries[0].options.sets = NULL; /* and the same as if it had been asked for so many */
    entries[0].options.set_count = 0;
    entries[0].options.replications = entries[1].options.replications =
        base->replications;
    const struct compare *again = of_two(entries, &arena);
    assert_near(mean_of(again)->value, difference, 1e-12);
    arena_clear(&arena);
}

/* One settles at once, the other after its 20 s: one window for both. */
static void warm_ups_that_are_found_are_one(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena;
    arena_init(&arena);
    struct compare_entry entries[] = {entry_of(fixture, "long", 1, 5),
                                      entry_of(fixture, "climbs", 1, 5)};
    const struct compare_entry alike[] = {entries[0], entries[0]};
    const struct compare *alone = of_two(alike, &arena);
    const struct compare *compare = of_two(entries, &arena);
    const struct outcome *base = compare->designs[0].outcome,
                         *other = compare->designs[1].outcome;
    assert_true(alone->designs[0].outcome->warmup_s < 3);
    assert_true(base->warmup_found && other->warmup_found);
    assert_true(other->warmup_s > 5);
    assert_near(base->warmup_s, other->warmup_s, 0);
    assert_false(base->warmup_late);
    entries[0].options.replications = 5;
    const char *sets[] = {"simulate.warmup=0s"};
    entries[0].options.sets = entries[1].options.sets = sets;
    entries[0].options.set_count = entries[1].options.set_count = 1;
    const struct compare *whole = of_two(entries, &arena); /* nothing is found: nor cut */
    assert_near(whole->designs[0].outcome->warmup_s, 0, 0);
    arena_clear(&arena);
}

static void any_number_of_jobs_finds_the_same(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena;
    arena_init(&arena);
    const struct compare *one = with(fixture, "slower", 8, 5, 1, &arena);
    const struct compare *seven = with(fixture, "slower", 8, 5, 7, &arena);
    assert_int_equal(one->tests, seven->tests);
    for (int i = 0; i < FIGURE_COUNT; i++)
        assert_memory_equal(outcome_samples(one->designs[1].outcome, i),
                            outcome_samples(seven->designs[1].outcome, i),
                            5 * sizeof(double));
    assert_near(mean_of(one)->p_adjusted, mean_of(seven)->p_adjusted, 0);
    arena_clear(&arena);
}

/* The third cannot even be loaded: the others are compared, and what is missing is said. */
static void a_design_that_cannot_be_simulated_is_missing(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena;
    char *shown = NULL;
    size_t size;
    arena_init(&arena);
    const struct compare_entry entries[] = {entry_of(fixture, NULL, 1, 3),
                                            entry_of(fixture, "slower", 1, 3),
                                            entry_of(fixture, "nowhere", 1, 3)};
    const struct compare_options options = {.entries = entries, .count = 3};
    const struct compare *compare = compare_run(&options, &arena);
    assert_false(compare->stopped);
    assert_null(compare->designs[0].trouble);
    assert_int_equal(mean_of(compare)->paired.kind, PAIRED_TESTED);
    assert_null(compare->designs[2].outcome);
    assert_non_null(strstr(compare->designs[2].trouble, "expected a variant"));
    json_t *report = compare_document_create(compare);
    const json_t *design = json_array_get(json_object_get(report, "designs"), 2);
    assert_string_equal(json_string_value(json_object_get(design, "error")),
                        compare->designs[2].trouble);
    FILE *out = open_memstream(&shown, &size);
    compare_text_write(report, paper_style_plain, out);
    fclose(out);
    assert_non_null(strstr(shown, "\nnowhere could not be simulated.\n"));
    free(shown);
    json_decref(report);
    arena_clear(&arena);
}

static void write_plain(const json_t *report, FILE *out)
{
    compare_text_write(report, paper_style_plain, out);
}

/* Text, Markdown and page, without a word that is no number. */
static void expect_told(const json_t *report, const char *part)
{
    void (*const forms[])(const json_t *, FILE *) = {write_plain, compare_markdown_write,
                                                     html_compare_write};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char *shown = NULL;
        size_t size;
        FILE *out = open_memstream(&shown, &size);
        forms[i](report, out);
        fclose(out);
        assert_non_null(strstr(shown, "A queue"));
        assert_null(strstr(shown, "nan"));
        if (i != 1) /* Markdown says what ran below its differences */
            assert_non_null(strstr(shown, part));
        free(shown);
    }
}

/* The first is missing: nothing is compared, and what is known of it is told. Then both. */
static void a_first_design_that_cannot_be_simulated_is_told(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena;
    arena_init(&arena);
    struct compare_entry entries[] = {entry_of(fixture, "nowhere", 7, 2),
                                      entry_of(fixture, "slower", 7, 2)};
    entries[0].name = entries[1].name = "A queue";
    entries[0].duration_s = entries[1].duration_s = 40;
    const char *const parts[] = {"40 s simulated, 2 replications of each, seed 7",
                                 "nothing simulated, seed 7"};
    for (int both = 0; both < 2; both++) {
        json_t *report = compare_document_create(of_two(entries, &arena));
        const json_t *first = json_array_get(json_object_get(report, "designs"), 0);
        const json_t *scenario = json_object_get(first, "scenario");
        assert_string_equal(json_string_value(json_object_get(scenario, "variant")),
                            "nowhere");
        assert_true(json_is_null(json_object_get(first, "verdict")));
        assert_true(json_is_null(json_object_get(first, "metrics")));
        expect_told(report, parts[both]);
        json_decref(report);
        entries[1].options.variant = "nowhere either";
    }
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_difference_of_3_percent_is_found),
        cmocka_unit_test(a_difference_that_is_not_there_is_not_found),
        cmocka_unit_test(percentiles_that_differ_as_much_by_chance_are_tested),
        cmocka_unit_test(what_changes_nothing_is_the_same_and_what_is_fixed_is_exact),
        cmocka_unit_test(a_dead_design_has_no_latency_to_compare),
        cmocka_unit_test(precision_gives_all_designs_as_many_replications),
        cmocka_unit_test(warm_ups_that_are_found_are_one),
        cmocka_unit_test(any_number_of_jobs_finds_the_same),
        cmocka_unit_test(a_design_that_cannot_be_simulated_is_missing),
        cmocka_unit_test(a_first_design_that_cannot_be_simulated_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
