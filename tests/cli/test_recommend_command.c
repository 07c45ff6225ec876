/* `overstack recommend`, as a user runs it: what is chosen, why, formats, codes. */
#include "tests/support/near.h"
#include "tests/support/shop.h"

#include <jansson.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 60/s of 20 ms: 1.2 cores. */
static const char scenario[] =
    "overstack: 1\n"
    "name: shop\n"
    "simulate: {duration: 30s, warmup: 5s, seed: 3}\n"
    "hosts: {web: {instance: t3.large, credits: {mode: unlimited}}}\n"
    "services: {s: {on: web, threads: 8, endpoints: {go: [{cpu: exp(20ms)}]}}}\n"
    "traffic: {users: {executor: constant-arrival-rate, rate: 60/s, target: s.go}}\n"
    "thresholds: {http_req_duration: [\"p(95) < 200ms\"]}\n"
    "search:\n"
    "  hosts.web.instance: [m6i.large, t3.nano, t3.small]\n"
    "  services.s.threads: [1, 16]\n";

static int set_up(void **state)
{
    return shop_open(state, scenario);
}

/* `overstack recommend WORDS` in the test's folder; `before` stands before the program. */
static void expect_of(struct shop *shop, const char *before, const char *words, int code)
{
    char line[4096];
    snprintf(line, sizeof line, "%s $0 recommend %s", before, words);
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

static json_t *report_of(struct shop *shop, const char *words, int code)
{
    char line[256];
    snprintf(line, sizeof line, "%s --format json", words);
    expect(shop, line, code);
    json_t *report = json_loads(shop->text, 0, NULL);
    assert_non_null(report);
    return report;
}

static const char *word(json_t *object, const char *key)
{
    const char *found = json_string_value(json_object_get(object, key));
    return found ? found : "";
}

/* Both cost less than m6i.large; one thread serves 50/s of 60. */
static void the_cheapest_that_holds_is_named(void **state)
{
    struct shop *shop = *state;
    expect(shop, "shop.yaml", 0);
    has(shop->text, "shop: the cheapest that holds\n");
    has(shop->text, "Chosen from web.instance (3), s.threads (2); 30 s simulated, 10 "
                    "replications,\nseed 3.");
    has(shop->text, "  --set hosts.web.instance=t3.nano --set services.s.threads=16\n");
    has(shop->text, "WHY NOT CHEAPER");
    has(shop->text, "t3.nano, 1");
    for (char *line = shop->text; *line; line += strcspn(line, "\n") + 1) {
        size_t width = 0;
        for (size_t i = 0; line[i] && line[i] != '\n'; i++)
            width += (line[i] & 0xC0) != 0x80;
        assert_true(width <= 80);
    }
}

/* What is recommended holds when it is run, and costs what was said. */
static void the_winner_holds_in_run(void **state)
{
    struct shop *shop = *state;
    json_t *report = report_of(shop, "shop.yaml", 0);
    json_t *winner = json_object_get(report, "winner");
    json_t *choice = json_object_get(winner, "choice");
    const double cost = json_number_value(json_object_get(
        json_object_get(json_object_get(winner, "metrics"), "cost_month_usd"), "value"));
    char command[1024];
    const char *program = getenv("OVERSTACK");
    snprintf(command, sizeof command,
             "'%s' run %s/shop.yaml --format json --replications 10 --set "
             "hosts.web.instance=%s --set services.s.threads=%s",
             program && *program ? program : "./overstack", shop->folder,
             word(choice, "hosts.web.instance"), word(choice, "services.s.threads"));
    FILE *pipe = popen(command, "r");
    json_t *run = json_loadf(pipe, 0, NULL);
    assert_int_equal(pclose(pipe), 0);
    assert_near(
        json_number_value(json_object_get(json_object_get(run, "cost"), "month_usd")),
        cost, 1e-9);
    json_decref(run);
    json_decref(report);
}

static void nothing_that_holds_ends_with_99_and_the_nearest(void **state)
{
    struct shop *shop = *state;
    expect(shop, "shop.yaml --set traffic.users.rate=500/s", 99);
    has(shop->text, "✗ No combination holds.\n  The nearest is ");
    const char *rows = strstr(shop->text, "WHY NOT (the nearest first)\n");
    char choice[64];
    assert_non_null(rows);
    const char *nearest =
        strstr(shop->text, "The nearest is ") + strlen("The nearest is ");
    snprintf(choice, sizeof choice, "%.*s  ",
             (int)strcspn(strstr(nearest, ", ") + 2, ",") +
                 (int)(strstr(nearest, ", ") + 2 - nearest),
             nearest);
    const char *first = strchr(strchr(rows, '\n') + 1, '\n') + 1; /* below the titles */
    assert_true(strstr(first, choice) && strstr(first, choice) < strchr(first, '\n'));
    expect(shop, "shop.yaml --set budget=\"1 USD\"", 99);
    has(shop->text, "✗ No combination holds.");
    json_t *report = report_of(shop, "shop.yaml --set traffic.users.rate=500/s", 99);
    assert_true(json_is_null(json_object_get(report, "winner")));
    assert_true(json_is_object(json_object_get(report, "nearest")));
    json_decref(report);
}

static void without_search_the_catalog_is_searched(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "plain.yaml", "overstack: 1\nextends: shop.yaml\nsearch: null\n");
    json_t *report = report_of(shop, "plain.yaml --replications 3 --duration 10s", 0);
    json_t *space = json_object_get(report, "space");
    assert_int_equal(json_array_size(space), 2);
    assert_string_equal(word(json_array_get(space, 0), "path"), "hosts.web.instance");
    json_t *types = json_object_get(json_array_get(space, 0), "values");
    assert_true(json_array_size(types) >= 20);
    for (size_t i = 0; i < json_array_size(types); i++) {
        const char *name = json_string_value(json_array_get(types, i));
        assert_null(strstr(name, "t4g.")); /* another architecture */
        assert_null(strstr(name, "4xlarge"));
    }
    json_decref(report);
}

static void a_bill_alone_can_leave_out(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "poor.yaml",
               "overstack: 1\nextends: shop.yaml\nbudget: 60 USD/month\n");
    json_t *report = report_of(shop, "poor.yaml", 0);
    json_t *counts = json_object_get(report, "counts");
    assert_int_equal(json_number_value(json_object_get(counts, "too dear")), 2);
    json_decref(report);
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

static void csv_has_every_combination(void **state)
{
    struct shop *shop = *state;
    expect(shop, "shop.yaml --format csv", 0);
    size_t lines = 0;
    for (const char *at = shop->text; *at; at++)
        lines += *at == '\n';
    assert_int_equal(lines, 1 + 6);
    has(shop->text, "hosts.web.instance,services.s.threads,state,fixed_usd,");
    has(shop->text, "\nt3.nano,16,passed,");
    expect(shop, "shop.yaml --format markdown", 0);
    has(shop->text, "## shop\n\n✓ **t3.nano, 16: ");
}

static void mistakes_are_refused(void **state)
{
    struct shop *shop = *state;
    static const struct {
        const char *more, *part;
    } cases[] = {
        {"search: {hosts.wbe.instance: [t3.nano]}\n", "hosts.wbe.instance"},
        {"search: [t3.nano]\n", "bad.yaml:3:9: search: expected a mapping of paths"},
        {"search: {simulate.seed: [1, 2]}\n",
         "bad.yaml:3:10: simulate.seed: it says how to simulate"},
        {"thresholds: null\n", "without limits every design holds"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char content[256];
        snprintf(content, sizeof content, "overstack: 1\nextends: shop.yaml\n%s",
                 cases[i].more);
        shop_write(shop, "bad.yaml", content);
        expect(shop, "bad.yaml", 2);
        has(shop->errors, cases[i].part);
        assert_string_equal(shop->text, "");
    }
    expect(shop, "shop.yaml --set search=3", 2);
    has(shop->errors, "only the file itself can say this");
    expect(shop, "shop.yaml --format ndjson", 2);
}

/* Ctrl-C while the cheapest, which clearly fails, is settled and the rest are not: 1000
 * replications of half an hour each take minutes, 4 a moment. */
static void an_interrupt_claims_nothing_of_the_rest(void **state)
{
    struct shop *shop = *state;
    expect_of(shop, "timeout --preserve-status -s INT 4",
              "shop.yaml --jobs 1 --replications 1000 --duration 30m", 130);
    has(shop->text, "Interrupted: this is true only of those that were simulated.\n"
                    "? None that holds was found so far.\n");
    assert_null(strstr(shop->text, "✗"));
}

/* A combination that cannot be loaded is told and left out. */
static void what_is_no_scenario_is_told(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "odd.yaml",
               "overstack: 1\nextends: shop.yaml\n"
               "hosts: {web: {autoscale: {min: 1, max: 2, target: 60%}}}\n"
               "search: {hosts.web.instance: t3.nano, services.s.threads: 4, "
               "hosts.web.autoscale.min: [1, 3], hosts.web.autoscale.max: [2, 4]}\n");
    expect(shop, "odd.yaml", 0);
    has(shop->text, "No valid scenario, for one: t3.nano, 4, 3, 2");
    has(shop->text, "1 is no valid scenario");
}

/* A value that goes with no other is a slip, and the cheapest may be missed by it. */
static void a_slip_in_search_has_its_place(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "slip.yaml",
               "overstack: 1\nextends: shop.yaml\nsearch:\n"
               "  hosts.web.instance: [t3.nano, t3.nanu]\n"
               "  services.s.threads: [1, many, 2]\n");
    expect(shop, "slip.yaml", 2);
    has(shop->errors, "slip.yaml:4:33: hosts.web.instance: ");
    has(shop->errors, "did you mean \"t3.nano\"?");
    has(shop->errors, "slip.yaml:5:27: services.s.threads: ");
    assert_null(strstr(shop->errors, "--set"));
    shop_write(shop, "slip.yaml",
               "overstack: 1\nextends: shop.yaml\nsearch:\n"
               "  hosts.web.instance: [t3.nanu]\n  services.s.threads: [1, 2]\n");
    expect(shop, "slip.yaml", 2); /* threads are refused too, and not to blame */
    has(shop->errors, "slip.yaml:4:24: hosts.web.instance: ");
    assert_null(strstr(shop->errors, "threads"));
}

static double metric(json_t *candidate, const char *name)
{
    return json_number_value(json_object_get(
        json_object_get(json_object_get(candidate, "metrics"), name), "value"));
}

static bool passed(json_t *candidate)
{
    return strcmp(word(candidate, "state"), "passed") == 0;
}

/* Bills of 1, 2, 4 ... threads differ by the answers that leave the cloud: less than a
 * cent. */
static void of_equal_prices_the_faster_is_taken(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "tie.yaml",
               "overstack: 1\nextends: shop.yaml\n"
               "search: {hosts.web.instance: m6i.large, services.s.threads: 1..16:x2}\n");
    json_t *report = report_of(shop, "tie.yaml --set traffic.users.rate=40/s", 0), *one;
    json_t *winner = json_object_get(report, "winner");
    const double usd = metric(winner, "cost_month_usd");
    size_t i, equal = 0;
    json_array_foreach (json_object_get(report, "candidates"), i, one) {
        assert_false(passed(one) &&
                     round(metric(one, "cost_month_usd") * 100) != round(usd * 100));
        assert_false(passed(one) &&
                     metric(one, "latency_p95_s") < metric(winner, "latency_p95_s"));
        equal += passed(one);
    }
    assert_true(equal >= 3);
    assert_int_equal(json_array_size(json_object_get(report, "front")), 1);
    json_decref(report);
}

/* 80/s is more than the credits of t3.large last for: its machine costs less than m6i.large,
 * its bill does not, and nothing calls the winner the cheapest machine. */
static void what_only_looks_cheaper_is_told_with_its_bill(void **state)
{
    struct shop *shop = *state;
    shop_write(shop, "looks.yaml",
               "overstack: 1\nextends: shop.yaml\nsearch: {services.s.threads: [16], "
               "hosts.web.instance: [m6i.large, t3.large]}\n");
    static const char words[] = "looks.yaml --set traffic.users.rate=80/s";
    json_t *report = report_of(shop, words, 0);
    json_t *found = NULL, *candidates = json_object_get(report, "candidates");
    for (size_t i = 0; i < json_array_size(candidates); i++) {
        json_t *one = json_array_get(candidates, i);
        if (json_is_true(json_object_get(one, "seems_cheaper")))
            found = one;
    }
    assert_non_null(found);
    json_t *line = json_object_get(found, "dearest_metered");
    assert_string_equal(word(line, "item"), "web: surplus CPU credits");
    /* They are all that is metered here. */
    assert_near(json_number_value(json_object_get(found, "fixed_usd")) +
                    json_number_value(json_object_get(line, "month_usd")),
                metric(found, "cost_month_usd"), 1e-9);
    json_decref(report);
    expect(shop, words, 0);
    has(shop->text, "DEARER THAN THEY LOOK (a lower fixed cost, not a lower bill)");
    has(shop->text, "\n  ?  65.03"); /* with ten replications it may hold */
    has(shop->text, "t3.large, 16");
    has(shop->text, "web: surplus CPU credits, ");
    char line_of[512];
    snprintf(line_of, sizeof line_of, "%s --format html", words);
    expect(shop, line_of, 0);
    has(shop->text, "<p>No combination has a lower bill.</p>");
    has(shop->text, "<h2>Dearer than they look</h2>");
    snprintf(line_of, sizeof line_of, "%s --format markdown", words);
    expect(shop, line_of, 0);
    has(shop->text, "<summary>A lower fixed cost, not a lower bill</summary>");
    assert_null(strstr(shop->text, "Why not cheaper")); /* there is nothing to say */
}

/* The catalog's rate comes with the name. */
static void money_is_that_of_the_scenario(void **state)
{
    struct shop *shop = *state;
    expect(shop, "shop.yaml --replications 2 --set currency=KRW", 0);
    has(shop->text, " KRW a month, p95 ");
    has(shop->text, "  KRW/month ");
    assert_null(strstr(shop->text, "USD"));
    expect(shop, "shop.yaml --replications 2 --set currency=KRW --format html", 0);
    has(shop->text, ">KRW/month</th>");
    assert_null(strstr(shop->text, "USD"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cheapest_that_holds_is_named),
        cmocka_unit_test(what_only_looks_cheaper_is_told_with_its_bill),
        cmocka_unit_test(money_is_that_of_the_scenario),
        cmocka_unit_test(the_winner_holds_in_run),
        cmocka_unit_test(nothing_that_holds_ends_with_99_and_the_nearest),
        cmocka_unit_test(without_search_the_catalog_is_searched),
        cmocka_unit_test(a_bill_alone_can_leave_out),
        cmocka_unit_test(the_number_of_jobs_leaves_no_trace),
        cmocka_unit_test(csv_has_every_combination),
        cmocka_unit_test(mistakes_are_refused),
        cmocka_unit_test(what_is_no_scenario_is_told),
        cmocka_unit_test(a_slip_in_search_has_its_place),
        cmocka_unit_test(of_equal_prices_the_faster_is_taken),
        cmocka_unit_test(an_interrupt_claims_nothing_of_the_rest),
    };
    return cmocka_run_group_tests(tests, set_up, shop_end);
}
