/* The text report: at most 80 columns, the verdict first, and no trap for the terminal. */
#include "sim/output/document.h"
#include "sim/output/human.h"
#include "sim/output/table.h"
#include "sim/output/text.h"
#include "sim/output/utf8.h"
#include "tests/support/fabricate.h"
#include "tests/support/near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct arena arena;
    struct summary *summary;
    char *text; /* rendered */
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    arena_init(&fixture->arena);
    fixture->summary = fabricate_summary(&fixture->arena);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    free(fixture->text);
    arena_clear(&fixture->arena);
    free(fixture);
    return 0;
}

static const char *render(struct fixture *fixture, int colour)
{
    size_t size = 0;
    json_t *report = document_create(fixture->summary, 0);
    free(fixture->text);
    FILE *out = open_memstream(&fixture->text, &size);
    text_write(report, (struct paper_style){80, colour, false}, out);
    fclose(out);
    json_decref(report);
    return fixture->text;
}

/* Every line fits, and none ends with a space. */
static void expect_fitting(struct fixture *fixture, const char *text)
{
    while (*text) {
        const size_t length = strcspn(text, "\n");
        const char *line = arena_text(&fixture->arena, text, length);
        if (utf8_width(line) > 80)
            fail_msg("%d columns: %s", utf8_width(line), line);
        assert_false(length > 0 && line[length - 1] == ' ');
        text += length + (text[length] == '\n');
    }
}

static void expect_part(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%s", part, text);
}

static void the_report_fits_eighty_columns(void **state)
{
    expect_fitting(*state, render(*state, 0));
}

static void long_and_wide_names_do_not_break_the_width(void **state)
{
    struct fixture *fixture = *state;
    struct summary *summary = fixture->summary;
    const char *wide =
        "아주-긴-이름의-서비스-그래도-여든-칸을-넘지-않는다-정말로-절대로-넘지-않는다";
    const char *word = "an_unbroken_name_that_goes_on_and_on_and_on_and_on_and_on_and_on_"
                       "and_on_and_on_and_on_and_on";
    const char *const names[] = {wide, word};
    for (int i = 0; i < 2; i++) {
        struct design *design = (struct design *)(uintptr_t)summary->design;
        design->name = design->file = design->variant = names[i];
        design->thresholds[0].metric = design->thresholds[1].expression = names[i];
        summary->requests[1].name = names[i];
        summary->request_count = 2;
        summary->requests[0].count = 1.25e15;
        summary->hosts[0].name = summary->hosts[0].instance = names[i];
        summary->services[1].name = names[i];
        summary->resources[0].id = names[i];
        summary->cost.lines[0].item = summary->cost.lines[0].unit = names[i];
        summary->cost.lines[0].month_usd = summary->cost.lines[0].quantity = 1e14;
        summary->cost.unpriced[0] = names[i];
        summary->verdict.first_resource = summary->verdict.summary = names[i];
        summary->verdict.chain[0].what = names[i];
        summary->events[0].who = names[i];
        summary->events[0].kind = names[1];
        summary->warnings[0] = names[i];
        design->ledger.items[0].path = design->ledger.items[0].kind = names[i];
        expect_fitting(fixture, render(fixture, 0));
    }
}

static void many_machines_become_a_table_that_fits(void **state)
{
    struct fixture *fixture = *state;
    struct summary *summary = fixture->summary;
    struct host_summary *hosts = arena_array(&fixture->arena, 9, sizeof *hosts);
    for (int i = 0; i < 9; i++) {
        hosts[i] = summary->hosts[0];
        hosts[i].name = arena_format(&fixture->arena, "a-long-name-of-a-group[%d]", i);
    }
    summary->hosts = hosts;
    ((struct design *)(uintptr_t)summary->design)->machine_count = 9;
    const char *text = render(fixture, 0);
    expect_fitting(fixture, text);
    expect_part(text, "unreachable");
    assert_null(strstr(text, "needs 4.61 GiB"));
}

static void the_verdict_comes_first_with_resource_time_and_share(void **state)
{
    const char *text = render(*state, 0);
    const char *verdict = strstr(text, "✗ web runs out of memory after 3 min 10 s");
    assert_non_null(verdict);
    assert_true(verdict < strstr(text, "WHY, STEP BY STEP"));
    expect_part(text, "host.web.memory at 3 min 10 s (± 10.2 s), in every replication.");
    expect_part(text, "3 of 3 thresholds failed, and the budget is exceeded.");
}

/* Nothing happens before the run begins: no "3 min 10 s (± 5 min)". */
static void an_interval_wider_than_its_value_is_told_from_to(void **state)
{
    struct fixture *fixture = *state;
    struct summary *summary = fixture->summary;
    summary->verdict.first_ci[0] = 0;
    summary->verdict.first_ci[1] = 490;
    summary->thresholds[0].ci[0] = 0;
    summary->thresholds[0].ci[1] = 3 * summary->thresholds[0].value;
    const char *text = render(fixture, 0);
    expect_part(text,
                "host.web.memory at 3 min 10 s (95% from 0 s to 8.17 min), in every");
    expect_part(text, ", 95% from 0 s to ");
    summary->verdict.first_ci[0] = 1;
    summary->verdict.first_ci[1] = 379;
    expect_part(render(fixture, 0), "host.web.memory at 3 min 10 s (± 3.15 min)");
}

static void what_holds_is_marked_as_such(void **state)
{
    struct fixture *fixture = *state;
    struct summary *summary = fixture->summary;
    summary->ok = summary->cost.budget_ok = 1;
    for (int i = 0; i < 3; i++)
        summary->thresholds[i].ok = 1;
    expect_part(render(fixture, 0), "\n! web runs"); /* holds, but something is full */
    expect_part(fixture->text, "Every threshold held.");
    summary->verdict.saturated = 0;
    expect_part(render(fixture, 0), "\n✓ web runs");
    assert_null(strstr(fixture->text, "✗"));
    summary->verdict.troubled = 1; /* nothing is full, and yet nobody is served */
    expect_part(render(fixture, 0), "\n! web runs");
}

static void what_is_a_mean_and_what_one_replication_is_said(void **state)
{
    struct fixture *fixture = *state;
    struct summary *summary = fixture->summary;
    const double replications = summary->replications;
    summary->replications = 1;
    expect_part(render(fixture, 0), "WHY, STEP BY STEP\n");
    assert_null(strstr(fixture->text, "in the mean of"));
    summary->replications = 5;
    expect_part(render(fixture, 0), "WHY, STEP BY STEP (first replication)\n");
    expect_part(fixture->text, "in the mean of 5 replications");
    summary->replications = replications;
}

static void a_mean_in_the_chain_is_told_by_its_end(void **state)
{
    struct fixture *fixture = *state;
    fixture->summary->verdict.chain[0].span_s = 15;
    expect_part(render(fixture, 0), "by 1 min  elasticsearch is started");
    expect_part(fixture->text, "  3 min 10 s  RAM of web is full");
    expect_fitting(fixture, fixture->text);
}

static void what_did_not_happen_is_told_with_the_length_of_the_run(void **state)
{
    struct fixture *fixture = *state;
    struct summary *summary = fixture->summary;
    struct threshold_def *definition =
        (struct threshold_def *)(uintptr_t)summary->thresholds[0].definition;
    definition->kind = METRIC_TIME_TO_OOM;
    definition->metric = "time_to_oom";
    definition->expression = "min > 24h";
    summary->simulated_s = 3600;
    summary->thresholds[0].value = INFINITY;
    summary->thresholds[0].ok = 1;
    expect_part(render(fixture, 0), "held: never in 1 h");
    summary->thresholds[0].value = NAN;
    summary->thresholds[0].ok = 0;
    expect_part(render(fixture, 0), "undecided: the run is too short (1 h of 24h)");
    /* Less than an hour was asked for, and it never came. */
    definition->expression = "min < 1h";
    summary->thresholds[0].value = INFINITY;
    expect_part(render(fixture, 0), "broken: never in 1 h");
}

static void what_traffic_did_not_fill_has_no_headroom(void **state)
{
    struct fixture *fixture = *state;
    struct resource_summary *resource = &fixture->summary->resources[0];
    resource->saturated_at = 60;
    resource->saturated_share = 0.5;
    resource->headroom = 5000;
    render(fixture, 0);
    assert_null(strstr(fixture->text, ">1,000x"));
    resource->saturated_at = NAN;
    expect_part(render(fixture, 0), ">1,000x");
}

static void a_machine_of_which_no_memory_is_known_has_no_bar(void **state)
{
    struct fixture *fixture = *state;
    struct host_summary *host = &fixture->summary->hosts[0];
    expect_part(render(fixture, 0), "at its peak, RAM is");
    ((struct design *)(uintptr_t)fixture->summary->design)->machine_count = 1;
    host->memory_need_peak = host->memory_need_highest = 0;
    host->credits_end = 1e-9;
    assert_null(strstr(render(fixture, 0), "at its peak, RAM is"));
    expect_part(fixture->text, ", 0 at the end");
}

static void large_memory_is_assumed_before_the_rest(void **state)
{
    struct fixture *fixture = *state;
    struct ledger *ledger = (struct ledger *)(uintptr_t)&fixture->summary->design->ledger;
    ledger_add(ledger, "a.cpu", "1 ms", "guessed", "");
    ledger_add(ledger, "a.memory.text", "900 MiB", "guessed", "");
    ledger_add(ledger, "b.memory.text", "1.5 GiB", "guessed", "");
    const char *text = render(fixture, 0);
    const char *large = strstr(text, "b.memory.text"), *small = strstr(text, "a.memory");
    const char *cpu = strstr(text, "a.cpu"), *rest = strstr(text, "oom_patience");
    assert_true(large && small && cpu && rest);
    assert_true(large < small && small < cpu && cpu < rest);
}

static void thresholds_show_the_value_in_the_unit_of_the_metric(void **state)
{
    const char *text = render(*state, 0);
    expect_part(text, "p(95) < 800ms   broken: 1.53 s");
    expect_part(text, "rate < 1%       broken: 14.8%");
    expect_part(text, "month < 50 USD  broken: 529.12 USD");
    struct fixture *fixture = *state;
    struct threshold_def *definition =
        (struct threshold_def *)(uintptr_t)fixture->summary->thresholds[0].definition;
    definition->metric = "cpu{host:web}";
    definition->expression = "min > 0";
    fixture->summary->thresholds[0].value = 0.147;
    expect_part(render(fixture, 0), "broken: 14.7%");
}

static void an_unmeasured_threshold_says_so(void **state)
{
    struct fixture *fixture = *state;
    fixture->summary->thresholds[0].value = NAN;
    expect_part(render(fixture, 0), "broken: nothing measured");
}

static void money_is_shown_in_both_currencies_with_the_dated_rate(void **state)
{
    const char *text = render(*state, 0);
    expect_part(text, "751,348 KRW a month, at 1,420 KRW for a dollar (2026-11-20,");
    expect_part(text, "budget of 300,000 KRW a month (600,000 KRW for 2 months): "
                      "exceeded, the bill\n  is 250% of it, without what has no price");
    expect_part(text, "not in the bill, no price known: data to the internet");
    expect_part(text, "0.0172 USD for a thousand answered requests");
}

/* Held, but not for sure while something has no price. */
static void a_budget_is_ticked_when_everything_has_a_price(void **state)
{
    struct fixture *fixture = *state;
    struct cost_summary *cost = &fixture->summary->cost;
    cost->budget_ok = 1;
    expect_part(render(fixture, 0), "\n  ! budget of 300,000 KRW a month");
    expect_part(fixture->text, "without what has no price");
    cost->unpriced_count = 0;
    expect_part(render(fixture, 0), "\n  ✓ budget of 300,000 KRW a month");
    cost->budget_ok = 0;
    expect_part(render(fixture, 0), "\n  ✗ budget of 300,000 KRW a month");
}

static void the_bill_is_a_tree_with_the_share_of_each_group(void **state)
{
    const char *text = render(*state, 0);
    expect_part(text,
                "\n  web (8.59%)                                                 45.47\n"
                "  ├─ 1 x t2.medium               730  h         0.0576        42.05\n"
                "  └─ gp2 volume                   30  GB-month   0.114         3.42\n");
    /* A group of one line is that line. */
    expect_part(
        text, "\n  images: calls * (90.7%)     12,000  calls       0.04       480.00\n");
    expect_part(text,
                "\n  fixed                                                       49.12\n"
                "  metered *                                                  480.00\n"
                "  total                                                      529.12\n");
}

static void a_stand_in_price_is_marked(void **state)
{
    struct fixture *fixture = *state;
    assert_null(strstr(render(fixture, 0), "stand-in"));
    fixture->summary->cost.lines[2].stand_in = 1;
    expect_part(render(fixture, 0), "\n  images: calls * ~ (90.7%)");
    expect_part(fixture->text, "\n  ~ stand-in: not this price is known but one like it");
}

static void a_long_name_goes_on_below_its_branch(void **state)
{
    struct fixture *fixture = *state;
    fixture->summary->cost.lines[0].item =
        "web: a line of the bill that is much longer than there is room for";
    fixture->summary->cost.lines[1].item =
        "web: another line of the bill that does not fit into its column either";
    const char *text = render(fixture, 0);
    expect_part(text, "\n  \u251c\u2500 a line of the bill");
    expect_part(text, "\n  \u2502  longer than");
    expect_part(text, "\n  \u2514\u2500 another line");
    expect_part(text, "\n     not fit into");
}

static void a_report_without_groups_has_a_flat_bill(void **state)
{
    struct fixture *fixture = *state;
    for (uint32_t i = 0; i < fixture->summary->cost.line_count; i++)
        fixture->summary->cost.lines[i].group = NULL;
    const char *text = render(fixture, 0);
    expect_part(text, "\n  web: 1 x t2.medium (7.95%)");
    expect_part(text, "\n  web: gp2 volume (0.646%)");
}

static void the_least_certain_assumptions_come_first_and_the_rest_is_counted(void **state)
{
    const char *text = render(*state, 0);
    const char *guessed = strstr(text, "  guessed    hosts.web.oom_patience = 20 min");
    const char *fitted = strstr(text, "  fitted     memory.touch");
    const char *given = strstr(text, "  default    services.");
    assert_true(guessed && fitted && given && guessed < fitted && fitted < given);
    expect_part(text, "… and 13 more, see --format json"); /* 25 in all */
}

static void the_worst_resource_stands_on_top(void **state)
{
    const char *text = strstr(render(*state, 0), "RESOURCES");
    assert_true(strstr(text, "host.web.memory") < strstr(text, "host.web.cpu"));
    assert_true(strstr(text, "host.web.cpu") < strstr(text, "host.web.credits"));
    assert_true(strstr(text, "spring.pool.mysql") < strstr(text, "mysql.threads"));
}

static void colour_is_used_only_when_asked_for(void **state)
{
    assert_null(strchr(render(*state, 0), '\033'));
    assert_non_null(strchr(render(*state, 1), '\033'));
}

static void an_escape_sequence_in_a_name_does_not_reach_the_terminal(void **state)
{
    struct fixture *fixture = *state;
    fixture->summary->hosts[0].name = "web\033[2J";
    fixture->summary->verdict.summary = "one\033]0;title\007 two \xc2\x9b";
    const char *text = render(fixture, 0);
    assert_null(strchr(text, '\033'));
    assert_null(strchr(text, '\007'));
    assert_null(strstr(text, "\xc2\x9b"));
}

static void an_empty_document_is_rendered_without_harm(void **state)
{
    struct fixture *fixture = *state;
    size_t size = 0;
    json_t *nothing = json_pack("{s: s, s: [i], s: {s: n}}", "hosts", "x", "events", 1,
                                "cost", "items");
    FILE *out = open_memstream(&fixture->text, &size);
    text_write(nothing, paper_style_plain, out);
    fclose(out);
    json_decref(nothing);
    expect_fitting(fixture, fixture->text);
}

static void widths_count_columns_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(utf8_width("abc"), 3);
    assert_int_equal(utf8_width("한글"), 4);
    assert_int_equal(utf8_width("e\xcc\x81"), 1); /* with a combining accent */
    assert_int_equal(utf8_width("\xff\x1b"), 2);  /* shown as two U+FFFD */
    assert_int_equal(utf8_fit("한글", 3), 3);     /* half a letter is none */
}

static void moments_are_told_in_two_units(void **state)
{
    struct arena *arena = &((struct fixture *)*state)->arena;
    assert_string_equal(human_moment(arena, 0), "0 s");
    assert_string_equal(human_moment(arena, 0.25), "0.25 s");
    assert_string_equal(human_moment(arena, 59.97), "1 min");
    assert_string_equal(human_moment(arena, 190.2), "3 min 10 s");
    assert_string_equal(human_moment(arena, 3599.7), "1 h");
    assert_string_equal(human_moment(arena, 11520), "3 h 12 min");
    assert_string_equal(human_moment(arena, 12.17 * 86400), "12 d 4 h");
    assert_string_equal(human_moment(arena, NAN), "-");
    assert_string_equal(human_moment_by(arena, 5, 10), "by 10 s");
    assert_string_equal(human_moment_by(arena, 10, 10), "10 s");
    assert_string_equal(human_moment_by(arena, NAN, 10), "10 s");
}

static void money_below_a_dollar_is_not_rounded_to_zero(void **state)
{
    struct arena *arena = &((struct fixture *)*state)->arena;
    assert_string_equal(human_usd(arena, 0), "0.00");
    assert_string_equal(human_usd(arena, 84.096), "84.10");
    assert_string_equal(human_usd(arena, 1234567.891), "1,234,567.89");
    assert_string_equal(human_usd(arena, 0.0576), "0.0576");
    assert_string_equal(human_usd(arena, 0.5), "0.50");
    assert_string_equal(human_usd(arena, 0.0000002), "0.0000002");
    assert_string_equal(human_usd(arena, 0.9999), "1.00");
    assert_string_equal(human_money(arena, 412345.4, "KRW"), "412,345 KRW");
    assert_string_equal(human_money(arena, 12.5, "EUR"), "12.50 EUR");
    assert_string_equal(human_money(arena, 0, "KRW"), "0 KRW");
    assert_string_equal(human_money(arena, -0.3, "KRW"), "-0.30 KRW"); /* per 1000, say */
}

static void a_table_wraps_its_sentences_before_it_cuts_figures(void **state)
{
    struct fixture *fixture = *state;
    const struct table_column columns[] = {{"n", TABLE_RIGHT}, {"what", TABLE_WRAP}};
    size_t size = 0;
    FILE *out = open_memstream(&fixture->text, &size);
    const struct paper paper = {out, paper_style_plain, &fixture->arena};
    struct text_table table;
    table_init(&table, &paper, columns, 2);
    table_row(&table, INK_PLAIN);
    table_cell(&table, "123456789");
    table_cell(&table, "word word word word word word word word word word word word word "
                       "word word word word");
    table_write(&table, 2);
    fclose(out);
    expect_part(fixture->text, "  123456789  word");
    expect_part(fixture->text, "\n             word");
    expect_fitting(fixture, fixture->text);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(the_report_fits_eighty_columns),
        CASE(long_and_wide_names_do_not_break_the_width),
        CASE(many_machines_become_a_table_that_fits),
        CASE(the_verdict_comes_first_with_resource_time_and_share),
        CASE(an_interval_wider_than_its_value_is_told_from_to),
        CASE(what_holds_is_marked_as_such),
        CASE(what_is_a_mean_and_what_one_replication_is_said),
        CASE(a_mean_in_the_chain_is_told_by_its_end),
        CASE(what_did_not_happen_is_told_with_the_length_of_the_run),
        CASE(what_traffic_did_not_fill_has_no_headroom),
        CASE(a_machine_of_which_no_memory_is_known_has_no_bar),
        CASE(large_memory_is_assumed_before_the_rest),
        CASE(thresholds_show_the_value_in_the_unit_of_the_metric),
        CASE(an_unmeasured_threshold_says_so),
        CASE(money_is_shown_in_both_currencies_with_the_dated_rate),
        CASE(a_budget_is_ticked_when_everything_has_a_price),
        CASE(the_bill_is_a_tree_with_the_share_of_each_group),
        CASE(a_stand_in_price_is_marked),
        CASE(a_long_name_goes_on_below_its_branch),
        CASE(a_report_without_groups_has_a_flat_bill),
        CASE(the_least_certain_assumptions_come_first_and_the_rest_is_counted),
        CASE(the_worst_resource_stands_on_top),
        CASE(colour_is_used_only_when_asked_for),
        CASE(an_escape_sequence_in_a_name_does_not_reach_the_terminal),
        CASE(an_empty_document_is_rendered_without_harm),
        CASE(widths_count_columns_not_bytes),
        CASE(moments_are_told_in_two_units),
        CASE(money_below_a_dollar_is_not_rounded_to_zero),
        CASE(a_table_wraps_its_sentences_before_it_cuts_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
