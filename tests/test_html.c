/* The page of a run: whole, closed, without any address, and nothing of a scenario becomes
 * markup. */
#include "sim/output/document.h"
#include "sim/output/html.h"
#include "sim/run/replicate.h"
#include "tests/support/near.h"
#include "tests/support/page.h"
#include "tests/support/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char plain[] =
    "overstack: 1\n"
    "name: a page\n"
    "simulate: {duration: 2m}\n"
    "hosts: {web: {instance: t3.small}, db: {instance: t3.small}}\n"
    "services:\n"
    "  api: {on: web, threads: 4, endpoints: {go: [cpu: exp(20ms), call: sql.get,\n"
    "        publish: mail.send]}}\n"
    "  sql: {on: db, endpoints: {get: [cpu: 2ms]}}\n"
    "  mail: {on: db, endpoints: {send: [cpu: 1ms]}}\n"
    "traffic: {users: {executor: constant-arrival-rate, rate: 30/s, target: api.go}}\n"
    "thresholds: {http_req_duration: [\"p(95) < 1s\"]}\n";

static struct scenario scenario;

static int scenario_set_up(void **state)
{
    scenario_begin(&scenario);
    *state = &scenario;
    return 0;
}

static int scenario_tear_down(void **state)
{
    scenario_end(*state);
    return 0;
}

/* The page of a scenario; the caller frees it. */
static char *page_of(struct scenario *from, const char *text)
{
    struct arena arena;
    char *page = NULL;
    size_t size = 0;
    arena_init(&arena);
    const struct design *design = scenario_accept(from, text);
    const struct replicate_options options = {.jobs = 1};
    FILE *out = open_memstream(&page, &size);
    json_t *document = document_create(replicate_run(design, &options, &arena), 0);
    html_write(document, out);
    json_decref(document);
    fclose(out);
    arena_clear(&arena);
    return page;
}

static void the_page_is_whole_and_needs_nothing_else(void **state)
{
    char *page = page_of(*state, plain);
    assert_true(page_elements(page) > 500);
    page_ids(page);
    assert_int_equal(page_times(page, "<script"), 0);
    assert_int_equal(page_times(page, "src="), 0);
    for (const char *at = strstr(page, "://"); at; at = strstr(at + 1, "://"))
        assert_true(strncmp(at - 4, "http://www.w3.org/", 18) == 0 ||
                    strstr(at, "</td>")); /* a name space, or a source that is told */
    assert_int_equal(page_times(page, "href=\"http"), 0);
    assert_non_null(strstr(page, "<p id=\"verdict\" class=\"verdict good\">"));
    assert_non_null(strstr(page, "p(95) &lt; 1s"));
    assert_non_null(strstr(page, "overstack run "));
    assert_true(strlen(page) < 2000000);
    free(page);
}

static void the_design_is_drawn_with_machines_calls_and_messages(void **state)
{
    char *page = page_of(*state, plain);
    assert_int_equal(page_times(page, "<g class=\"host"), 2);
    assert_int_equal(page_times(page, "<g class=\"box"), 4);
    assert_int_equal(page_times(page, "<path class=\"call\""), 2);
    assert_int_equal(page_times(page, "<path class=\"publish\""), 1);
    assert_non_null(strstr(page, "<title>api asks sql</title>"));
    assert_non_null(strstr(page, "<title>api publishes to mail</title>"));
    free(page);
}

static void figures_are_drawn_with_their_values(void **state)
{
    char *page = page_of(*state, plain);
    assert_int_equal(page_times(page, "<figure>"),
                     5); /* latency; CPU and memory of two */
    assert_int_equal(page_times(page, "<div class=\"plot keyed\""), 5);
    assert_int_equal(page_times(page, "<svg class=\"legend\""), 5);
    assert_int_equal(page_times(page, "<g class=\"values\">"), 5);
    assert_int_equal(page_times(page, "<rect x=\"86.4\""),
                     5); /* the first step of each */
    assert_null(strstr(page, "The figures are not drawn"));
    free(page);
}

/* The page with that PATH has no drawing, says why, and has all the numbers. */
static void holds_numbers_alone(struct scenario *from, const char *path, const char *why)
{
    char *before = strdup(getenv("PATH"));
    setenv("PATH", path, 1);
    char *page = page_of(from, plain);
    setenv("PATH", before, 1);
    page_elements(page);
    assert_non_null(strstr(page, "The figures are not drawn: "));
    assert_non_null(strstr(page, why));
    assert_int_equal(page_times(page, "<div class=\"plot"), 0);
    assert_int_equal(page_times(page, "<details open><summary>The numbers"), 5);
    free(page);
    free(before);
}

static void without_gnuplot_the_page_says_so_and_has_the_numbers(void **state)
{
    holds_numbers_alone(*state, "/nowhere", "gnuplot");
}

static void when_gnuplot_fails_the_page_says_so_and_has_the_numbers(void **state)
{
    char folder[] = "/tmp/overstack-html-XXXXXX", program[64];
    assert_non_null(mkdtemp(folder));
    snprintf(program, sizeof(program), "%s/gnuplot", folder);
    FILE *file = fopen(program, "w");
    assert_non_null(file);
    fputs("#!/bin/sh\necho out of ink >&2\nexit 1\n", file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(program, 0755), 0);
    holds_numbers_alone(*state, folder, "out of ink");
    unlink(program);
    rmdir(folder);
}

static void what_a_scenario_says_stays_text(void **state)
{
    char *page = page_of(
        *state, "overstack: 1\n"
                "name: \"<script>alert('x')</script> & \\\"quoted\\\" \U0001F600\"\n"
                "simulate: {duration: 1m}\n"
                "hosts: {\"<b>web\": {instance: t3.small}}\n"
                "services:\n"
                "  \"a><i>\": {on: \"<b>web\", endpoints: {\"<u>\": [cpu: 5ms]}}\n"
                "traffic:\n"
                "  \"</svg>\": {executor: constant-arrival-rate, rate: 9/s,\n"
                "              target: \"a><i>.<u>\"}\n");
    page_elements(page);
    assert_null(strstr(page, "<script"));
    assert_null(strstr(page, "<b>web"));
    assert_null(strstr(page, "<i>:"));
    assert_null(strstr(page, "<u>"));
    assert_non_null(strstr(
        page, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quoted&quot; "
              "\U0001F600"));
    free(page);
}

/* A report of another version, or edited by hand. */
static void a_report_without_anything_is_a_page(void **state)
{
    (void)state;
    char *page = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&page, &size);
    json_t *empty = json_object();
    html_write(empty, out);
    json_decref(empty);
    fclose(out);
    page_elements(page);
    free(page);
}

#define SCENARIO_TEST(test)                                                              \
    cmocka_unit_test_setup_teardown(test, scenario_set_up, scenario_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENARIO_TEST(the_page_is_whole_and_needs_nothing_else),
        SCENARIO_TEST(the_design_is_drawn_with_machines_calls_and_messages),
        SCENARIO_TEST(figures_are_drawn_with_their_values),
        SCENARIO_TEST(without_gnuplot_the_page_says_so_and_has_the_numbers),
        SCENARIO_TEST(when_gnuplot_fails_the_page_says_so_and_has_the_numbers),
        SCENARIO_TEST(what_a_scenario_says_stays_text),
        SCENARIO_TEST(a_report_without_anything_is_a_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
