/* Replications on threads: the same answer whoever ran what. */
#include "sim/output/document.h"
#include "sim/output/json.h"
#include "sim/run/replicate.h"
#include "sim/world.h"
#include "tests/support/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Two machines, a queue, a database, failures, thresholds, a price: something in every
 * part of the report. */
static const char scenario[] =
    "overstack: 1\n"
    "name: replicate\n"
    "simulate: {duration: 2m, warmup: 10s, replications: 7, seed: 5}\n"
    "hosts:\n"
    "  web: {instance: {vcpus: 1, memory: 1GiB, price: 0.01 USD/h}, count: 2}\n"
    "  db: {instance: {vcpus: 1, memory: 1GiB, price: 0.02 USD/h}}\n"
    "services:\n"
    "  api:\n"
    "    on: web\n"
    "    threads: 4\n"
    "    backlog: 8\n"
    "    endpoints: {go: [{cpu: exp(20ms)}, {call: sql.get}]}\n"
    "  sql: {on: db, endpoints: {get: [{cpu: exp(8ms)}]}}\n"
    "traffic:\n"
    "  users: {executor: constant-arrival-rate, rate: 80/s, target: api.go}\n"
    "thresholds:\n"
    "  http_req_duration: [\"p(95) < 1s\"]\n";

struct fixture {
    struct arena arena;
    const struct design *design;
    char file[64];
};

static int load(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    struct error_list errors;
    arena_init(&fixture->arena);
    strcpy(fixture->file, "/tmp/overstack-replicate-XXXXXX");
    const int descriptor = mkstemp(fixture->file);
    assert_true(descriptor >= 0);
    FILE *out = fdopen(descriptor, "w");
    fputs(scenario, out);
    fclose(out);
    error_list_init(&errors, &fixture->arena);
    const struct world_options options = world_options_of(fixture->file);
    fixture->design = world_load(&options, &fixture->arena, &errors);
    for (size_t i = 0; i < errors.count; i++)
        print_error("%s\n", error_text(&errors, &errors.items[i]));
    *state = fixture;
    return fixture->design ? 0 : -1;
}

static int unload(void **state)
{
    struct fixture *fixture = *state;
    unlink(fixture->file);
    arena_clear(&fixture->arena);
    free(fixture);
    return 0;
}

/* The whole report as text; the caller frees it. */
static char *report(const struct summary *summary)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    json_t *document = document_create(summary, 0);
    json_write(document, out);
    fclose(out);
    json_decref(document);
    return text;
}

static char *run_with(const struct fixture *fixture, uint32_t jobs)
{
    struct arena arena;
    arena_init(&arena);
    const struct replicate_options options = {.jobs = jobs};
    const struct summary *summary = replicate_run(fixture->design, &options, &arena);
    assert_non_null(summary);
    char *text = report(summary);
    arena_clear(&arena);
    return text;
}

static void the_bytes_do_not_depend_on_the_number_of_threads(void **state)
{
    static const uint32_t jobs[] = {2, 7, 20, 0};
    char *one = run_with(*state, 1);
    assert_true(strlen(one) > 1000);
    for (size_t i = 0; i < sizeof(jobs) / sizeof(jobs[0]); i++) {
        char *other = run_with(*state, jobs[i]);
        assert_string_equal(one, other);
        free(other);
    }
    free(one);
}

static void the_answer_is_complete(void **state)
{
    struct fixture *fixture = *state;
    const struct replicate_options options = {.jobs = 2};
    const struct summary *summary =
        replicate_run(fixture->design, &options, &fixture->arena);
    const struct request_summary *all = summary_request(summary, "all");
    assert_near(summary->replications, 7, 0);
    assert_near(all->count, all->answered + all->failed + all->in_flight_end,
                1e-9 * all->count);
    assert_true(all->answered > 0);
    assert_true(all->latency.ci_mean[0] < all->latency.mean);
    assert_true(all->latency.mean < all->latency.ci_mean[1]);
    /* 2 x 0.01 + 0.02 USD an hour. */
    assert_near(summary->cost.month_usd, 0.04 * 730, 1e-9);
    assert_int_equal(summary->design->threshold_count, 1);
    assert_false(isnan(summary->thresholds[0].value));
    assert_non_null(summary->verdict.summary);
}

/* ---- progress and stopping ---- */

struct watch {
    uint32_t calls, last;
    uint32_t stop_after; /* replications; 0: never */
    atomic_int stop;
};

static void watch_progress(void *object, uint64_t done, uint64_t of)
{
    struct watch *watch = object;
    assert_int_equal(of, 7);
    assert_int_equal(done, watch->last + 1);
    watch->last = done;
    watch->calls++;
    if (done == watch->stop_after)
        atomic_store(&watch->stop, 1);
}

static const struct summary *watched(struct fixture *fixture, struct watch *watch,
                                     uint32_t jobs)
{
    const struct replicate_options options = {
        .jobs = jobs, .progress = watch_progress, .object = watch, .stop = &watch->stop};
    return replicate_run(fixture->design, &options, &fixture->arena);
}

static void progress_is_told_after_each_replication(void **state)
{
    struct watch watch = {0};
    assert_non_null(watched(*state, &watch, 3));
    assert_int_equal(watch.calls, 7);
}

static void what_was_finished_is_kept_when_stopped(void **state)
{
    struct watch watch = {.stop_after = 3};
    const struct summary *summary = watched(*state, &watch, 1);
    assert_non_null(summary);
    assert_int_equal(watch.calls, 3);
    assert_near(summary->replications, 3, 0);
    assert_true(summary_request(summary, "all")->answered > 0);
}

static void stopped_before_the_first_there_is_nothing(void **state)
{
    struct watch watch = {0};
    atomic_store(&watch.stop, 1);
    assert_null(watched(*state, &watch, 2));
    assert_int_equal(watch.calls, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bytes_do_not_depend_on_the_number_of_threads),
        cmocka_unit_test(the_answer_is_complete),
        cmocka_unit_test(progress_is_told_after_each_replication),
        cmocka_unit_test(what_was_finished_is_kept_when_stopped),
        cmocka_unit_test(stopped_before_the_first_there_is_nothing),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
