/* `overstack compare`, as a user runs it: which designs, which formats, which codes. */
#include "tests/support/near.h"
#include "tests/support/shop.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char scenario[] =
    "overstack: 1\n"
    "name: shop\n"
    "simulate: {duration: 2m, seed: 3}\n"
    "currency: KRW\n"
    "hosts: {h: {instance: {vcpus: 1, memory: 4GiB, price: 0.01 USD/h}}}\n"
    "services: {s: {on: h, threads: 1, endpoints: {go: [{cpu: exp(10ms)}]}}}\n"
    "traffic: {users: {executor: constant-arrival-rate, rate: 50/s, target: s.go}}\n"
    "thresholds: {http_req_duration: [\"p(95) < 1s\"]}\n"
    "variants:\n"
    "  \"a|b\": {services.s.endpoints.go: [{cpu: exp(8ms)}]}\n"
    "  broken: {traffic.users.rate: 150/s}\n";

static int set_up(void **state)
{
    const int code = shop_open(state, scenario);
    if (code == 0)
        shop_write(*state, "other.yaml",
                   "overstack: 1\nextends: shop.yaml\nsimulate: {seed: 77}\n"
                   "services: {s: {endpoints: {go: [{cpu: exp(8ms)}]}}}\n");
    return code;
}

/* `overstack compare WORDS` in the test's folder; `before` stands before the program. */
static void expect_of(struct shop *shop, const char *before, const char *words, int code)
{
    char line[4096];
    snprintf(line, sizeof line, "%s $0 compare %s", before, words);
    shop_expect(shop, line, code);
}

static void expect(struct shop *shop, const char *words, int code)
{
    expect_of(shop, "", words, code);
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

static json_t *report_of(struct shop *shop, const char *words)
{
    char line[256];
    snprintf(line, sizeof line, "%s --format json", words);
    expect(shop, line, 0);
    json_t *report = json_loads(shop->text, 0, NULL);
    assert_non_null(report);
    return report;
}

static json_t *design_of(json_t *report, size_t i)
{
    return json_array_get(json_object_get(report, "designs"), i);
}

static double number(json_t *design, const char *metric, const char *part,
                     const char *figure)
{
    json_t *at = json_object_get(json_object_get(design, "metrics"), metric);
    if (part)
        at = json_object_get(at, part);
    return json_number_value(json_object_get(at, figure));
}

static void a_file_is_compared_with_all_its_variants(void **state)
{
    struct shop *shop = *state;
    expect(shop, "shop.yaml", 0); /* broken breaks its threshold: not compare's */
    has(shop->text, "shop: 3 designs compared\n");
    has(shop->text, "2 min simulated, 10 replications of each, seed 3.");
    has(shop->text, "KRW/month");
    has(strstr(shop->text, "cost a month"), " KRW");
    assert_null(strstr(shop->text, "USD"));
    has(shop->text, "http_req_duration p(95) < 1s");
    has(shop->text, "The same in all: failed 0%");
    has(shop->text, "\n  cost per 1000\n    the file");
    has(shop->text, "every threshold held.");
    assert_null(strstr(shop->text, "; ."));
    for (char *line = shop->text; *line; line += strcspn(line, "\n") + 1) {
        size_t width = 0;
        for (size_t i = 0; line[i] && line[i] != '\n'; i++)
            width += (line[i] & 0xC0) != 0x80;
        assert_true(width <= 80);
    }
}

static void variants_are_named_and_counted(void **state)
{
    struct shop *shop = *state;
    json_t *report = report_of(shop, "shop.yaml --variant broken --replications 3");
    assert_int_equal(json_array_size(json_object_get(report, "designs")), 2);
    json_t *broken = design_of(report, 1);
    assert_string_equal(json_string_value(json_object_get(broken, "label")), "broken");
    assert_true(json_is_false(json_object_get(broken, "ok")));
    /* M/M/1 at 150/s answers the 100/s it can */
    assert_near(number(broken, "goodput", NULL, "value"), 100, 5);
    json_decref(report);
    expect(shop, "shop.yaml --variant brokn", 2);
    has(shop->errors, "did you mean \"broken\"?");
}

/* What the verdict's sentence says is not said once more behind it. */
static void what_did_not_hold_is_said_once(void **state)
{
    struct shop *shop = *state;
    static const char words[] = "shop.yaml --variant 'a|b' --format markdown --set ";
    char line[256];
    snprintf(line, sizeof line, "%sbudget=\"1 USD\"", words);
    expect(shop, line, 0);
    has(shop->text, "more than the budget of 1 USD\n");
    snprintf(line, sizeof line, "%sthresholds.http_reqs=\"rate > 60/s\"", words);
    expect(shop, line, 0);
    has(shop->text, "http\\_reqs rate > 60/s does not hold");
    assert_null(strstr(shop->text, "rate > 60/s broken"));
    expect(shop, "shop.yaml --variant 'a|b' --set thresholds.http_reqs=\"rate > 60/s\"",
           0);
    assert_null(strstr(shop->text, "every threshold held"));
}

/* The second file asks for another seed and gets the first one's: it is the variant. */
static void files_run_on_the_first_ones_random_numbers(void **state)
{
    struct shop *shop = *state;
    json_t *variants = report_of(shop, "shop.yaml --variant 'a|b'");
    json_t *files = report_of(shop, "shop.yaml other.yaml");
    json_t *variant = design_of(variants, 1), *file = design_of(files, 1);
    assert_string_equal(json_string_value(json_object_get(file, "label")), "other.yaml");
    assert_true(json_equal(json_object_get(variant, "metrics"),
                           json_object_get(file, "metrics")));
    const double difference = number(file, "latency_mean_s", "difference", "value");
    assert_near(difference,
                number(file, "latency_mean_s", NULL, "value") -
                    number(design_of(files, 0), "latency_mean_s", NULL, "value"),
                1e-12);
    assert_true(difference < 0);
    json_decref(variants);
    json_decref(files);
}

static void the_number_of_jobs_leaves_no_trace(void **state)
{
    struct shop *shop = *state;
    static char first[1 << 18];
    static const char *const formats[] = {"json", "text", "csv", "markdown"};
    for (int i = 0; i < 4; i++) {
        char words[64];
        snprintf(words, sizeof words, "shop.yaml --jobs 1 --format %s", formats[i]);
        expect(shop, words, 0);
        strcpy(first, shop->text);
        snprintf(words, sizeof words, "shop.yaml --jobs 2 --format %s", formats[i]);
        expect(shop, words, 0);
        assert_string_equal(shop->text, first);
    }
}

static void csv_and_markdown_are_whole(void **state)
{
    struct shop *shop = *state;
    expect(shop, "shop.yaml --format csv", 0);
    size_t lines = 0;
    for (const char *at = shop->text; *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, 1 + 3 * 12);
    has(shop->text, "design,ok,metric,value,low,high,difference,");
    has(shop->text, "\nbroken,false,latency_p95_s,");
    expect(shop, "shop.yaml --format markdown --output review.md", 0);
    assert_string_equal(shop->text, "");
    shop_read(shop->folder, "review.md", shop->text, sizeof shop->text);
    has(shop->text, "## shop\n\n! **");
    has(shop->text, "| a\\|b |"); /* a name cannot break the table */
    has(shop->text, "- ✗ **broken**: ");
}

static void wrong_words_are_refused(void **state)
{
    struct shop *shop = *state;
    static const struct {
        const char *words, *part;
    } cases[] = {
        {"shop.yaml --replications 1", "expected 2 or more: of one nothing can be said"},
        {"shop.yaml other.yaml --variant broken", "--variant is for one file"},
        {"shop.yaml --format ndjson", "there are text, json, csv, markdown and html"},
        {"shop.yaml --variant broken --variant broken",
         "--variant broken is given twice: leave one of them out"},
        {"shop.yaml other.yaml shop.yaml",
         "shop.yaml is given twice: leave one of them out"},
        {"- -", "standard input can be read only once"},
        {"shop.yaml nowhere.yaml", "nowhere.yaml"},
        {"", "FILE [FILE...] is missing"},
        {"alone.yaml", "has no variants: there is nothing to compare it with"},
    };
    shop_write(shop, "alone.yaml", "overstack: 1\nextends: shop.yaml\nvariants: null\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        expect(shop, cases[i].words, 2);
        has(shop->errors, cases[i].part);
        assert_string_equal(shop->text, "");
    }
}

static void standard_input_has_variants_too(void **state)
{
    struct shop *shop = *state;
    expect(shop, "- --duration 30s <shop.yaml", 0);
    has(shop->text, "shop: 3 designs compared\n");
}

/* How many of its replications a design has, by its label; 0: none. */
static json_int_t replications_of(const json_t *report, const char *label)
{
    size_t i;
    const json_t *design;
    json_array_foreach (json_object_get(report, "designs"), i, design)
        if (strcmp(json_string_value(json_object_get(design, "label")), label) == 0)
            return json_integer_value(
                json_object_get(json_object_get(design, "scenario"), "replications"));
    return 0;
}

/* Ctrl-C while the last but one design runs, for minutes: the replications of it that have
 * ended are kept, and compared with those of the file. */
/* One answer fewer in each of two replications: by chance, and no certain difference. */
static void what_is_counted_is_never_exact(void **state)
{
    struct shop *shop = *state;
    shop_write(
        shop, "open.yaml",
        "overstack: 1\nsimulate: {duration: 2m, seed: 4}\n"
        "hosts: {web: {instance: {vcpus: 2, memory: 1GiB, price: 0.01 USD/h}}}\n"
        "services: {s: {on: web, endpoints: {r: [{cpu: exp(20ms)},"
        " {sleep: 100ms}]}}}\n"
        "traffic: {u: {executor: constant-arrival-rate, rate: 20/s, target: s.r}}\n"
        "variants: {slower: {services.s.endpoints.r.1.sleep: 160ms}}\n");
    json_t *report = report_of(shop, "open.yaml --replications 2");
    const json_t *design = json_array_get(json_object_get(report, "designs"), 1);
    const json_t *goodput =
        json_object_get(json_object_get(design, "metrics"), "goodput");
    const json_t *difference = json_object_get(goodput, "difference");
    assert_string_equal(json_string_value(json_object_get(difference, "kind")), "tested");
    assert_true(json_is_false(json_object_get(difference, "significant")));
    json_decref(report);
}

static void an_interrupt_keeps_what_is_finished(void **state)
{
    struct shop *shop = *state;
    shop_write(
        shop, "long.yaml",
        "overstack: 1\nextends: shop.yaml\nsimulate: {duration: 10s}\n"
        "traffic: {users: {rate: 1/s}}\n"
        "variants: {\"a|b\": {simulate.duration: 100h}, broken: null, long: null}\n");
    expect_of(shop, "timeout --preserve-status -s INT 2",
              "long.yaml --jobs 1 --replications 300 --format json", 130);
    json_t *report = json_loads(shop->text, 0, NULL);
    assert_non_null(report);
    assert_true(json_is_true(json_object_get(report, "partial")));
    assert_int_equal(replications_of(report, "the file"), 300);
    assert_in_range(replications_of(report, "a|b"), 1, 299);
    assert_int_equal(replications_of(report, "broken"), 0);
    const json_t *design = json_array_get(json_object_get(report, "designs"), 1);
    assert_true(json_is_true(json_object_get(design, "partial")));
    const json_t *metrics = json_object_get(design, "metrics");
    const json_t *metric = json_object_get(metrics, "latency_mean_s");
    assert_int_equal(json_array_size(json_object_get(metric, "samples")),
                     replications_of(report, "a|b"));
    assert_true(
        json_is_number(json_object_get(json_object_get(metric, "difference"), "value")));
    json_decref(report);
}

/* Ten million requests at once are more than can be held: that design is missing, it is
 * said why, and the others are compared. */
static void a_design_that_cannot_be_simulated_is_told(void **state)
{
    struct shop *shop = *state;
    if (!getenv("OVERSTACK_TEST_LONG")) /* it takes gigabytes */
        skip();
    shop_write(shop, "much.yaml",
               "overstack: 1\nextends: shop.yaml\nsimulate: {duration: 10s}\n"
               "variants: {\"a|b\": null, broken: {simulate.duration: 10s}, much: "
               "{traffic.users: {executor: per-vu-iterations, vus: 10000000, rate: null, "
               "iterations: 1, target: s.go}}}\n");
    expect(shop, "much.yaml --replications 2", 1);
    has(shop->errors, "much: ");
    has(shop->errors, "more than can be held");
    has(shop->text, "much could not be simulated.\n");
    has(shop->text, "\n✗  broken");
    assert_null(strstr(shop->text, "Interrupted"));
}

/* Two that answer as fast, to the digits that are shown: neither is the fastest. */
static void who_is_as_fast_is_named_with_the_fastest(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "same.yaml",
               "overstack: 1\nextends: shop.yaml\nname: one\n"
               "variants: {\"a|b\": null, broken: null, "
               "twin: {hosts.h.instance.price: 0.02 USD/h}}\n");
    expect(shop, "same.yaml --format markdown", 0);
    has(shop->text, "the fastest are the file and twin, p95 ");
    shop_write(shop, "three.yaml",
               "overstack: 1\nextends: same.yaml\n"
               "variants: {third: {hosts.h.instance.price: 0.03 USD/h}}\n");
    expect(shop, "three.yaml --format markdown", 0);
    has(shop->text, "; 3 are the fastest, p95 ");
    expect(shop, "shop.yaml --variant \"a|b\" --format markdown", 0);
    has(shop->text, "the fastest");
    assert_null(strstr(shop->text, "are the fastest"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_compared_with_all_its_variants),
        cmocka_unit_test(variants_are_named_and_counted),
        cmocka_unit_test(what_did_not_hold_is_said_once),
        cmocka_unit_test(files_run_on_the_first_ones_random_numbers),
        cmocka_unit_test(the_number_of_jobs_leaves_no_trace),
        cmocka_unit_test(csv_and_markdown_are_whole),
        cmocka_unit_test(wrong_words_are_refused),
        cmocka_unit_test(standard_input_has_variants_too),
        cmocka_unit_test(what_is_counted_is_never_exact),
        cmocka_unit_test(an_interrupt_keeps_what_is_finished),
        cmocka_unit_test(a_design_that_cannot_be_simulated_is_told),
        cmocka_unit_test(who_is_as_fast_is_named_with_the_fastest),
    };
    return cmocka_run_group_tests(tests, set_up, shop_end);
}
