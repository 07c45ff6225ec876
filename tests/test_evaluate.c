/* Many points of one file: what each answers is what it answers alone. */
#include "sim/output/document.h"
#include "sim/output/json.h"
#include "sim/run/evaluate.h"
#include "sim/run/replicate.h"
#include "sim/world_base.h"
#include "tests/support/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A base file, an own catalog, a preset, a variant and a removed service: all that a base
 * reads once for everybody. */
static const char base_text[] =
    "overstack: 1\n"
    "name: evaluate\n"
    "simulate: {duration: 30s, warmup: 2s, replications: 2, seed: 5}\n"
    "catalog: %s\n"
    "hosts:\n"
    "  web: {instance: own.small}\n"
    "services:\n"
    "  api: {on: web, threads: 4, endpoints: {go: [{cpu: exp(20ms)}, {call: "
    "cache.get}]}}\n"
    "  cache: {on: web, preset: redis}\n"
    "  spare: {on: web, preset: redis}\n"
    "traffic:\n"
    "  users: {executor: constant-arrival-rate, rate: 30/s, target: api.go}\n"
    "thresholds: {http_req_duration: [\"p(95) < 1s\"]}\n"
    "variants: {twice: {services.api.threads: 8}}\n";
static const char file_text[] = "overstack: 1\nextends: %s\nservices: {spare: null}\n";
static const char catalog_text[] =
    "instances: {own.small: {vcpus: 1, memory: 1GiB, price: 0.01 USD/h}}\n";

enum { POINTS = 12, BAD = 5 /* a point that cannot be loaded */ };

struct fixture {
    struct arena arena;
    struct error_list errors;
    char file[64], under[64], catalog[64];
    const struct world_base *base;
    char *answers[POINTS]; /* reports, or the first error */
    atomic_int stop;
    uint64_t stop_at;
};

static void write_file(char *name, const char *format, const char *argument)
{
    strcpy(name, "/tmp/overstack-evaluate-XXXXXX");
    FILE *out = fdopen(mkstemp(name), "w");
    fprintf(out, format, argument);
    fclose(out);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    arena_init(&fixture->arena);
    error_list_init(&fixture->errors, &fixture->arena);
    write_file(fixture->catalog, "%s", catalog_text);
    write_file(fixture->under, base_text, fixture->catalog);
    write_file(fixture->file, file_text, fixture->under);
    fixture->base =
        world_base_open(fixture->file, NULL, &fixture->arena, &fixture->errors);
    fixture->stop_at = POINTS;
    *state = fixture;
    return fixture->base ? 0 : -1;
}

static void answers_forget(struct fixture *fixture)
{
    for (int i = 0; i < POINTS; i++) {
        free(fixture->answers[i]);
        fixture->answers[i] = NULL;
    }
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    answers_forget(fixture);
    unlink(fixture->file);
    unlink(fixture->under);
    unlink(fixture->catalog);
    arena_clear(&fixture->arena);
    free(fixture);
    return 0;
}

static void point(void *object, uint64_t index, struct arena *arena,
                  struct world_options *options)
{
    const struct fixture *fixture = object;
    const char **sets = arena_array(arena, 1, sizeof(*sets));
    sets[0] = index == BAD
                  ? "traffic.users.rate=fast"
                  : arena_format(arena, "traffic.users.rate=%d/s", 10 + 3 * (int)index);
    options->file = fixture->file;
    options->base = fixture->base;
    options->variant = index % 2 ? "twice" : NULL;
    options->sets = sets;
    options->set_count = 1;
}

static char *answer_of(const struct design *design, const struct summary *summary,
                       const struct error_list *messages)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (summary) {
        json_t *document = document_create(summary, 0);
        json_write(document, out);
        json_decref(document);
    } else {
        fputs(design ? "not simulated" : messages->items[0].message, out);
    }
    fclose(out);
    return text;
}

static void keep(void *object, const struct evaluation *evaluation)
{
    struct fixture *fixture = object;
    fixture->answers[evaluation->index] =
        answer_of(evaluation->design, evaluation->summary, evaluation->messages);
    if (evaluation->index == fixture->stop_at)
        atomic_store(&fixture->stop, 1);
}

static bool odd_ones(void *object, uint64_t index, const struct design *design,
                     struct arena *arena)
{
    (void)object, (void)arena;
    return design && index % 2;
}

static uint64_t evaluate(struct fixture *fixture, uint64_t count, uint32_t jobs,
                         evaluate_screen *screen)
{
    const struct evaluate_options options = {.count = count,
                                             .jobs = jobs,
                                             .point = point,
                                             .screen = screen,
                                             .result = keep,
                                             .object = fixture,
                                             .stop = &fixture->stop};
    return evaluate_all(&options);
}

/* The same point by itself, everything read from its files. */
static char *alone(struct fixture *fixture, uint64_t index)
{
    struct arena arena;
    struct error_list errors;
    arena_init(&arena);
    error_list_init(&errors, &arena);
    struct world_options options = world_options_of(fixture->file);
    point(fixture, index, &arena, &options);
    options.base = NULL;
    const struct design *design = world_load(&options, &arena, &errors);
    const struct replicate_options replicate = {.jobs = 1};
    char *text = answer_of(
        design, design ? replicate_run(design, &replicate, &arena) : NULL, &errors);
    arena_clear(&arena);
    return text;
}

static void each_point_answers_as_if_it_were_alone(void **state)
{
    struct fixture *fixture = *state;
    for (uint32_t jobs = 1; jobs <= 7; jobs += 3) {
        assert_int_equal(evaluate(fixture, POINTS, jobs, NULL), POINTS);
        for (uint64_t i = 0; i < POINTS; i++) {
            char *expected = alone(fixture, i);
            assert_string_equal(fixture->answers[i], expected);
            free(expected);
        }
        answers_forget(fixture);
    }
}

static void few_points_share_the_threads(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(evaluate(fixture, 1, 4, NULL), 1);
    char *expected = alone(fixture, 0);
    assert_string_equal(fixture->answers[0], expected);
    free(expected);
}

static void what_is_screened_out_is_not_simulated(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(evaluate(fixture, POINTS, 2, odd_ones), POINTS);
    assert_string_equal(fixture->answers[2], "not simulated");
    assert_non_null(strstr(fixture->answers[3], "\"verdict\""));
    assert_non_null(strstr(fixture->answers[BAD], "expected a rate"));
}

static void a_stop_ends_it_between_points(void **state)
{
    struct fixture *fixture = *state;
    fixture->stop_at = 3;
    const uint64_t done = evaluate(fixture, POINTS, 1, NULL);
    assert_int_equal(done, 4);
    assert_non_null(fixture->answers[3]);
    assert_null(fixture->answers[4]);
}

static void no_points_are_no_work(void **state)
{
    assert_int_equal(evaluate(*state, 0, 2, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_point_answers_as_if_it_were_alone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(few_points_share_the_threads, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_screened_out_is_not_simulated, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_stop_ends_it_between_points, set_up, tear_down),
        cmocka_unit_test_setup_teardown(no_points_are_no_work, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
