/* The report as a document: every key of the contract, figures where they belong, null
 * where there is nothing to say. */
#include "sim/output/document.h"
#include "sim/output/json.h"
#include "sim/output/look.h"
#include "tests/support/fabricate.h"
#include "tests/support/near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct arena arena;
    struct summary *summary;
    json_t *report; /* of the summary, when a test asks for it */
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
    json_decref(fixture->report);
    arena_clear(&fixture->arena);
    free(fixture);
    return 0;
}

static json_t *report_of(struct fixture *fixture)
{
    fixture->report = document_create(fixture->summary, 0);
    return fixture->report;
}

static void every_member_of_the_contract_is_there(void **state)
{
    static const char *const members[] = {"overstack",
                                          "schema",
                                          "scenario/name",
                                          "scenario/file",
                                          "scenario/hash",
                                          "scenario/seed",
                                          "scenario/replications",
                                          "scenario/duration_s",
                                          "scenario/warmup_s",
                                          "scenario/simulated_s",
                                          "ok",
                                          "verdict/saturated",
                                          "verdict/first/resource",
                                          "verdict/first/at_s",
                                          "verdict/first/share",
                                          "verdict/chain",
                                          "verdict/summary",
                                          "requests/all/count",
                                          "requests/all/answered",
                                          "requests/all/failed",
                                          "requests/all/in_flight_end",
                                          "requests/all/attempts",
                                          "requests/all/rate",
                                          "requests/all/goodput",
                                          "requests/all/failed_rate",
                                          "requests/all/errors/timeout",
                                          "requests/all/errors/refused",
                                          "requests/all/errors/queue_timeout",
                                          "requests/all/errors/pool_timeout",
                                          "requests/all/errors/circuit_open",
                                          "requests/all/errors/throttled",
                                          "requests/all/errors/unavailable",
                                          "requests/all/errors/connection",
                                          "requests/all/errors/application",
                                          "requests/all/errors/killed",
                                          "requests/all/latency_s/mean",
                                          "requests/all/latency_s/min",
                                          "requests/all/latency_s/p50",
                                          "requests/all/latency_s/p90",
                                          "requests/all/latency_s/p95",
                                          "requests/all/latency_s/p99",
                                          "requests/all/latency_s/p999",
                                          "requests/all/latency_s/max",
                                          "requests/all/latency_s/ci95/mean",
                                          "requests/spring.write/count",
                                          "requests/traffic.students/count",
                                          "hosts/web/instance",
                                          "hosts/web/cpu/mean",
                                          "hosts/web/cpu/peak",
                                          "hosts/web/cpu/user",
                                          "hosts/web/cpu/system",
                                          "hosts/web/cpu/iowait",
                                          "hosts/web/cpu/steal",
                                          "hosts/web/memory/total",
                                          "hosts/web/memory/mean",
                                          "hosts/web/memory/peak",
                                          "hosts/web/memory/need_peak",
                                          "hosts/web/memory/swap_peak",
                                          "hosts/web/credits/start",
                                          "hosts/web/credits/end",
                                          "hosts/web/credits/min",
                                          "hosts/web/credits/depleted_at_s",
                                          "hosts/web/credits/surplus",
                                          "hosts/web/volume/utilization",
                                          "hosts/web/network/out_bytes",
                                          "hosts/web/oom_kills",
                                          "hosts/web/unreachable_s",
                                          "services/spring/instances",
                                          "services/spring/in_flight_mean",
                                          "services/spring/in_flight_peak",
                                          "services/spring/queue_mean",
                                          "services/spring/queue_peak",
                                          "services/spring/wait_s/mean",
                                          "services/spring/wait_s/p95",
                                          "services/spring/served",
                                          "services/spring/refused",
                                          "services/spring/restarts",
                                          "services/spring/recycles",
                                          "services/spring/heap_used_mean",
                                          "services/spring/heap_used_peak",
                                          "services/spring/heap_max",
                                          "services/spring/detail",
                                          "resources",
                                          "cost/month_usd",
                                          "cost/currency",
                                          "cost/month_local",
                                          "cost/rate",
                                          "cost/budget/limit_local",
                                          "cost/budget/currency",
                                          "cost/budget/ok",
                                          "cost/budget/unpriced",
                                          "cost/per_1000_usd",
                                          "cost/unpriced",
                                          "cost/items",
                                          "cost/groups",
                                          "cost/fixed_usd",
                                          "cost/metered_usd",
                                          "cost/budget/months",
                                          "cost/budget/amount_local",
                                          "thresholds",
                                          "assumptions",
                                          "events",
                                          "timeline/step_s",
                                          "timeline/series",
                                          "warnings"};
    const json_t *report = report_of(*state);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const json_t *member = look_at(report, members[i]);
        if (!member || json_is_null(member))
            fail_msg("%s is not in the report", members[i]);
    }
    assert_true(json_is_null(look_at(report, "scenario/variant")));
}

static void figures_stand_where_they_belong(void **state)
{
    const json_t *report = report_of(*state);
    assert_true(look_number(report, "requests/all/answered") == 30817);
    assert_true(look_number(report, "requests/all/errors/killed") == 10);
    assert_true(look_number(report, "hosts/web/cpu/iowait") == 0.12);
    assert_true(look_number(report, "hosts/web/credits/depleted_at_s") == 1865);
    assert_true(look_number(report, "services/spring/wait_s/p95") == 0.31);
    assert_true(look_number(report, "cost/month_usd") == 529.118);
    const json_t *memory = json_array_get(look_at(report, "resources"), 2);
    assert_string_equal(look_text(memory, "id"), "host.web.memory");
    assert_true(look_number(memory, "saturated_at_s") == 190.2);
    const json_t *line = json_array_get(look_at(report, "cost/items"), 2);
    assert_string_equal(look_text(line, "basis"), "metered");
    assert_true(look_number(line, "price_usd") == 0.04);
    assert_string_equal(look_text(line, "group"), "images");
    const json_t *web = json_array_get(look_at(report, "cost/groups"), 0);
    assert_string_equal(look_text(web, "group"), "web");
    assert_true(look_number(web, "lines") == 2);
    assert_true(look_number(web, "month_usd") == 42.048 + 3.42);
    assert_true(look_number(web, "share") == (42.048 + 3.42) / 529.118);
}

static void each_instance_is_told_in_detail_with_its_machine(void **state)
{
    const json_t *report = report_of(*state);
    const json_t *spring = json_array_get(look_at(report, "services/spring/detail"), 0);
    assert_string_equal(look_text(spring, "id"), "spring[0]");
    assert_string_equal(look_text(spring, "host"), "web");
    assert_true(look_number(spring, "in_flight_peak") == 200);
    const json_t *outside = json_array_get(look_at(report, "services/images/detail"), 0);
    assert_true(json_is_null(look_at(outside, "host")));
}

static void what_is_only_billed_is_no_service(void **state)
{
    struct fixture *fixture = *state;
    struct service_def *services = fixture->summary->design->services.items;
    services[3].kind = KIND_FLAT;
    assert_null(look_at(report_of(fixture), "services/images"));
}

static void a_machine_without_credits_volume_or_network_has_null(void **state)
{
    struct fixture *fixture = *state;
    fixture->summary->hosts[0].has_credits = 0;
    fixture->summary->hosts[0].volume_utilization = NAN;
    fixture->summary->hosts[0].network_out_bytes = NAN;
    const json_t *report = report_of(fixture);
    assert_true(json_is_null(look_at(report, "hosts/web/credits")));
    assert_true(json_is_null(look_at(report, "hosts/web/volume")));
    assert_true(json_is_null(look_at(report, "hosts/web/network")));
}

static void nothing_to_say_is_null(void **state)
{
    struct fixture *fixture = *state;
    fixture->summary->requests[0].latency.p99 = NAN;
    fixture->summary->verdict.first_resource = NULL;
    fixture->summary->cost.budget_given = 0;
    const json_t *report = report_of(fixture);
    assert_true(json_is_null(look_at(report, "requests/all/latency_s/p99")));
    assert_true(json_is_null(look_at(report, "requests/all/latency_s/ci95/p50")));
    assert_true(json_is_null(look_at(report, "verdict/first")));
    assert_true(json_is_null(look_at(report, "cost/budget")));
    assert_true(json_is_null(look_at(report, "services/mysql/heap_max")));
    assert_true(json_is_null(look_at(report, "services/images/threads"))); /* unlimited */
    const json_t *p50 = look_at(report, "timeline/series/requests.latency_p50");
    assert_true(json_is_null(json_array_get(p50, 105)));
    assert_true(json_is_number(json_array_get(p50, 99)));
}

static void without_a_currency_the_local_bill_is_in_dollars(void **state)
{
    struct fixture *fixture = *state;
    fixture->summary->cost.currency = NULL;
    const json_t *report = report_of(fixture);
    assert_string_equal(look_text(report, "cost/currency"), "USD");
    assert_true(look_number(report, "cost/month_local") == 529.118);
    assert_true(look_number(report, "cost/rate") == 1);
}

static void an_interrupted_run_says_so(void **state)
{
    struct fixture *fixture = *state;
    fixture->report = document_create(fixture->summary, 1);
    assert_true(look_flag(fixture->report, "partial"));
}

/* A service may be called `system`, and another `traffic`. */
static void names_that_meet_stand_beside_each_other(void **state)
{
    struct fixture *fixture = *state;
    fixture->summary->requests[1].name = "traffic.students";
    fixture->summary->series[10].name = "host.web.memory.system";
    json_t *report = report_of(fixture);
    assert_non_null(look_at(report, "requests/traffic.students"));
    assert_non_null(look_at(report, "requests/traffic.students#2"));
    assert_non_null(look_at(report, "timeline/series/host.web.memory.system#2"));
}

/* Saved and read again, the document is the same, number for number. */
static void a_saved_report_reads_back_the_same(void **state)
{
    json_t *report = report_of(*state);
    char *text = NULL, *again = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    json_write(report, out);
    fclose(out);
    json_t *read = json_loads(text, 0, NULL);
    assert_non_null(read);
    out = open_memstream(&again, &size);
    json_write(read, out);
    fclose(out);
    assert_string_equal(text, again);
    json_decref(read);
    free(text);
    free(again);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(every_member_of_the_contract_is_there),
        CASE(figures_stand_where_they_belong),
        CASE(each_instance_is_told_in_detail_with_its_machine),
        CASE(what_is_only_billed_is_no_service),
        CASE(a_machine_without_credits_volume_or_network_has_null),
        CASE(nothing_to_say_is_null),
        CASE(without_a_currency_the_local_bill_is_in_dollars),
        CASE(an_interrupted_run_says_so),
        CASE(names_that_meet_stand_beside_each_other),
        CASE(a_saved_report_reads_back_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
