/* Thresholds: measured on each replication, judged on their mean. */
#include "models/summary_requests.h"
#include "models/threshold.h"
#include "models/threshold_select.h"
#include "tests/support/near.h"
#include "tests/support/sketch.h"

/* One threshold that the design has from now on. */
static void expect(struct sketch *sketch, struct threshold_def definition)
{
    struct threshold_def *kept = arena_allocate(&sketch->arena, sizeof(*kept));
    *kept = definition;
    sketch->design.thresholds = kept;
    sketch->design.threshold_count = 1;
}

static double measure(struct sketch *sketch, struct summary *summary)
{
    threshold_measure(summary, &sketch->arena, &sketch->arena);
    return summary->thresholds[0].value;
}

/* The verdict over `count` replications with these values. */
static struct summary *judge(struct sketch *sketch, const double *values, uint32_t count)
{
    const struct summary *parts[8];
    for (uint32_t p = 0; p < count; p++) {
        struct summary *part = sketch_summary(sketch, &sketch->arena);
        part->thresholds = arena_allocate(&sketch->arena, sizeof(*part->thresholds));
        part->thresholds[0].value = values[p];
        parts[p] = part;
    }
    struct summary *merged = sketch_summary(sketch, &sketch->arena);
    threshold_judge(merged, parts, count, &sketch->arena);
    return merged;
}

/* ---- requests ---- */

/* students.read 1..100 ms, students.write 101..200 ms, teachers.read 201..300 ms; ten
 * failures of students.write. Window 100 s. */
static struct summary *measured_requests(struct sketch *sketch)
{
    sketch_init(sketch);
    struct summary *summary = sketch_summary(sketch, &sketch->arena);
    struct flow_counts *flows = sketch_counts(&sketch->arena);
    for (int flow = 0; flow < SKETCH_FLOWS; flow++) {
        for (int i = 1; i <= 100; i++)
            flow_counts_answer(&flows[flow], (100 * flow + i) * 1e-3);
        flows[flow].count = 100;
    }
    for (int i = 0; i < 10; i++)
        flow_counts_fail(&flows[SKETCH_STUDENTS_WRITE], FAILURE_REFUSED, 1);
    flows[SKETCH_STUDENTS_WRITE].count = 110;
    summary->usage.window_s = 100;
    summary_requests(summary, flows, 100, &sketch->arena);
    return summary;
}

static void check_requests(struct sketch *sketch, struct summary *summary, int kind,
                           const char *selector, int aggregation, double value)
{
    expect(sketch, (struct threshold_def){.kind = kind,
                                          .selector = selector,
                                          .aggregation = aggregation,
                                          .percentile = 95});
    const double got = measure(sketch, summary);
    /* A histogram's bucket is 0.1% wide, and a percentile its upper edge. */
    assert_near(got, value, kind == METRIC_DURATION ? 1e-3 * value : 1e-12);
}

static void latency_is_taken_of_all_requests_selected(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = measured_requests(&sketch);
    const int kind = METRIC_DURATION;
    check_requests(&sketch, summary, kind, NULL, AGGREGATE_MED, 0.150);
    check_requests(&sketch, summary, kind, NULL, AGGREGATE_PERCENTILE, 0.285);
    check_requests(&sketch, summary, kind, NULL, AGGREGATE_AVG, 0.1505);
    check_requests(&sketch, summary, kind, NULL, AGGREGATE_MIN, 0.001);
    check_requests(&sketch, summary, kind, NULL, AGGREGATE_MAX, 0.3);
    check_requests(&sketch, summary, kind, "spring.write", AGGREGATE_PERCENTILE, 0.195);
    check_requests(&sketch, summary, kind, "spring.read", AGGREGATE_PERCENTILE, 0.290);
    check_requests(&sketch, summary, kind, "spring", AGGREGATE_PERCENTILE, 0.285);
    check_requests(&sketch, summary, kind, "students", AGGREGATE_PERCENTILE, 0.190);
    check_requests(&sketch, summary, kind, "traffic.teachers", AGGREGATE_MIN, 0.201);
    sketch_clear(&sketch);
}

static void counts_and_rates_are_of_requests_that_ended(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = measured_requests(&sketch);
    check_requests(&sketch, summary, METRIC_FAILED, NULL, AGGREGATE_RATE, 10 / 310.0);
    check_requests(&sketch, summary, METRIC_FAILED, "spring.write", AGGREGATE_RATE,
                   10 / 110.0);
    check_requests(&sketch, summary, METRIC_FAILED, "teachers", AGGREGATE_RATE, 0);
    check_requests(&sketch, summary, METRIC_REQS, NULL, AGGREGATE_COUNT, 310);
    check_requests(&sketch, summary, METRIC_REQS, NULL, AGGREGATE_RATE, 3.1);
    check_requests(&sketch, summary, METRIC_GOODPUT, NULL, AGGREGATE_RATE, 3);
    sketch_clear(&sketch);
}

static void a_dead_system_never_passes(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *summary = sketch_summary(&sketch, &sketch.arena);
    struct flow_counts *flows = sketch_counts(&sketch.arena);
    static const int kinds[] = {METRIC_DURATION, METRIC_FAILED, METRIC_REQS,
                                METRIC_GOODPUT};
    summary_requests(summary, flows, 100, &sketch.arena);
    for (int i = 0; i < 4; i++) {
        expect(&sketch, (struct threshold_def){.kind = kinds[i],
                                               .aggregation = AGGREGATE_RATE,
                                               .comparison = COMPARE_LT,
                                               .limit = 1e9});
        const double value = measure(&sketch, summary);
        assert_true(isnan(value));
        assert_false(judge(&sketch, &value, 1)->ok);
    }
    /* All begun, none answered. */
    flow_counts_fail(&flows[0], FAILURE_TIMEOUT, 1);
    flows[0].count = 1;
    check_requests(&sketch, summary, METRIC_FAILED, NULL, AGGREGATE_RATE, 1);
    expect(&sketch,
           (struct threshold_def){.kind = METRIC_DURATION, .aggregation = AGGREGATE_MAX});
    assert_true(isnan(measure(&sketch, summary)));
    sketch_clear(&sketch);
}

/* ---- the timeline ---- */

static struct summary *measured_hosts(struct sketch *sketch)
{
    static const double calm[SKETCH_STEPS] = {1,   0.1, 0.2, 0.3, 0.4,
                                              0.5, 0.6, 0.7, 0.8, NAN};
    static const double busy[SKETCH_STEPS] = {0, 0, 0, 0, 0, 0, 0, 0, 0.9, 0};
    static const double need[SKETCH_STEPS] = {1e9, 1e9, 2e9, 3e9, 1e9,
                                              1e9, 1e9, 1e9, 1e9, 1e9};
    static const double ram[SKETCH_STEPS] = {2e9, 2e9, 2e9, 2e9, 2e9,
                                             2e9, 2e9, 2e9, 2e9, 2e9};
    static const double rich[SKETCH_STEPS] = {9, 9, 9, 9, 9, 9, 9, 9, 9, 5};
    static const double poor[SKETCH_STEPS] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 7};
    sketch_init(sketch);
    sketch->design.simulate.warmup_s = SKETCH_STEP_S;
    struct summary *summary = sketch_summary(sketch, &sketch->arena);
    summary->hosts[0].memory_total = summary->hosts[1].memory_total = 2e9;
    summary->hosts[0].swap_total = 4e9;
    sketch_series(summary, &sketch->arena, "host.web[0].cpu", calm, SKETCH_STEPS);
    sketch_series(summary, &sketch->arena, "host.web[1].cpu", busy, SKETCH_STEPS);
    sketch_series(summary, &sketch->arena, "host.web[0].need", need, SKETCH_STEPS);
    sketch_series(summary, &sketch->arena, "host.web[0].ram", ram, SKETCH_STEPS);
    sketch_series(summary, &sketch->arena, "host.web[0].swap", need, SKETCH_STEPS);
    sketch_series(summary, &sketch->arena, "host.web[0].credits", rich, SKETCH_STEPS);
    sketch_series(summary, &sketch->arena, "host.web[1].credits", poor, SKETCH_STEPS);
    return summary;
}

static double host_value(struct sketch *sketch, struct summary *summary, int kind,
                         const char *selector, int aggregation)
{
    expect(sketch, (struct threshold_def){.kind = kind,
                                          .selector = selector,
                                          .aggregation = aggregation,
                                          .percentile = 75});
    return measure(sketch, summary);
}

static void a_machine_is_judged_over_the_steps_after_the_warm_up(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = measured_hosts(&sketch);
    const int kind = METRIC_CPU;
    assert_near(host_value(&sketch, summary, kind, "web[0]", AGGREGATE_MAX), 0.8, 0);
    assert_near(host_value(&sketch, summary, kind, "web[0]", AGGREGATE_MIN), 0.1, 0);
    assert_near(host_value(&sketch, summary, kind, "web[0]", AGGREGATE_AVG), 0.45, 1e-15);
    assert_near(host_value(&sketch, summary, kind, "web[0]", AGGREGATE_MED), 0.4, 0);
    assert_near(host_value(&sketch, summary, kind, "web[0]", AGGREGATE_PERCENTILE), 0.6,
                0);
    sketch_clear(&sketch);
}

static void of_a_group_the_worst_machine_counts(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = measured_hosts(&sketch);
    assert_near(host_value(&sketch, summary, METRIC_CPU, "web", AGGREGATE_MAX), 0.9, 0);
    assert_near(host_value(&sketch, summary, METRIC_CPU, "web", AGGREGATE_MED), 0.4, 0);
    assert_near(host_value(&sketch, summary, METRIC_CREDITS, "web", AGGREGATE_MIN), 2, 0);
    assert_near(host_value(&sketch, summary, METRIC_CREDITS, NULL, AGGREGATE_MAX), 7, 0);
    assert_true(isnan(host_value(&sketch, summary, METRIC_CPU, "db", AGGREGATE_MAX)));
    sketch_clear(&sketch);
}

static void memory_is_what_is_needed_of_what_there_is(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *summary = measured_hosts(&sketch);
    assert_near(host_value(&sketch, summary, METRIC_MEMORY, "web", AGGREGATE_MAX), 1.5,
                0);
    assert_near(host_value(&sketch, summary, METRIC_SWAP, "web", AGGREGATE_MAX), 0.75, 0);
    assert_true(isnan(host_value(&sketch, summary, METRIC_DISK, "web", AGGREGATE_MAX)));
    sketch_clear(&sketch);
}

static void a_service_is_judged_by_its_threads_heap_and_queue(void **state)
{
    (void)state;
    struct sketch sketch;
    static const double values[SKETCH_STEPS] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    sketch_init(&sketch);
    struct summary *summary = sketch_summary(&sketch, &sketch.arena);
    summary->services[0].instances = 2;
    summary->services[0].heap_max = 24; /* of both together */
    summary->services[0].threads = 12;
    sketch_series(summary, &sketch.arena, "service.spring.in_flight", values,
                  SKETCH_STEPS);
    sketch_series(summary, &sketch.arena, "service.spring.heap", values, SKETCH_STEPS);
    sketch_series(summary, &sketch.arena, "service.spring.queue", values, SKETCH_STEPS);
    assert_near(host_value(&sketch, summary, METRIC_THREADS, "spring", AGGREGATE_MAX),
                0.75, 0);
    assert_near(host_value(&sketch, summary, METRIC_HEAP, "spring", AGGREGATE_MAX), 0.75,
                0);
    assert_near(host_value(&sketch, summary, METRIC_QUEUE, NULL, AGGREGATE_AVG), 4.5, 0);
    sketch_clear(&sketch);
}

/* ---- the rest ---- */

static void headroom_is_the_smallest_of_what_is_selected(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *summary = sketch_summary(&sketch, &sketch.arena);
    sketch_resource(summary, "host.web[0].cpu", RESOURCE_CPU, NAN)->headroom = 3;
    sketch_resource(summary, "host.web[1].cpu", RESOURCE_CPU, NAN)->headroom = 2;
    sketch_resource(summary, "host.web[1].memory", RESOURCE_MEMORY, NAN);
    sketch_resource(summary, "service.spring.threads", RESOURCE_THREADS, NAN)->headroom =
        1.5;
    static const struct {
        const char *selector;
        double value;
    } expected[] = {{NULL, 1.5},       {"web", 2},      {"host.web[0]", 3},
                    {"web[0].cpu", 3}, {"spring", 1.5}, {"service.spring.threads", 1.5},
                    {"host.web[1]", 2}};
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
        assert_near(host_value(&sketch, summary, METRIC_HEADROOM, expected[i].selector,
                               AGGREGATE_MIN),
                    expected[i].value, 0);
    assert_true(isnan(host_value(&sketch, summary, METRIC_HEADROOM, "host.web[1].memory",
                                 AGGREGATE_MIN)));
    assert_true(
        isnan(host_value(&sketch, summary, METRIC_HEADROOM, "we", AGGREGATE_MIN)));
    sketch_clear(&sketch);
}

static void time_to_oom_is_the_first_kill_on_that_machine(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *summary = sketch_summary(&sketch, &sketch.arena);
    sketch_event(summary, 10, "restart", "spring[0]", "");
    sketch_event(summary, 20, "oom_kill", "spring[1]", "");
    sketch_event(summary, 30, "oom_kill", "spring[0]", "");
    const int kind = METRIC_TIME_TO_OOM;
    assert_near(host_value(&sketch, summary, kind, NULL, AGGREGATE_MIN), 20, 0);
    assert_near(host_value(&sketch, summary, kind, "web[0]", AGGREGATE_MIN), 30, 0);
    assert_near(host_value(&sketch, summary, kind, "web", AGGREGATE_MIN), 20, 0);
    summary->hosts[1].credits_depleted_at = 77;
    assert_near(
        host_value(&sketch, summary, METRIC_TIME_TO_DEPLETION, "web", AGGREGATE_MIN), 77,
        0);
    assert_true(isinf(
        host_value(&sketch, summary, METRIC_TIME_TO_DEPLETION, "web[0]", AGGREGATE_MIN)));
    sketch_clear(&sketch);
}

static void what_never_happened_passes_if_the_run_was_long_enough(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    const double never[] = {INFINITY, INFINITY}, once[] = {INFINITY, 100};
    struct threshold_def definition = {
        .kind = METRIC_TIME_TO_OOM, .comparison = COMPARE_GT, .limit = 300};
    expect(&sketch, definition); /* a sketch ran for 600 s */
    assert_true(judge(&sketch, never, 2)->thresholds[0].ok);
    assert_near(judge(&sketch, once, 2)->thresholds[0].value, 100, 0);
    assert_false(judge(&sketch, once, 2)->thresholds[0].ok);
    definition.limit = 601;
    expect(&sketch, definition);
    assert_false(judge(&sketch, never, 2)->thresholds[0].ok);
    assert_true(isnan(judge(&sketch, never, 2)->thresholds[0].value));
    sketch_clear(&sketch);
}

/* ---- judging ---- */

static void the_mean_over_the_replications_is_judged(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    const double values[] = {0.5, 1.0}, dead[] = {0.5, NAN};
    expect(&sketch, (struct threshold_def){
                        .kind = METRIC_DURATION, .comparison = COMPARE_LT, .limit = 0.8});
    const struct summary *merged = judge(&sketch, values, 2);
    assert_near(merged->thresholds[0].value, 0.75, 0);
    assert_ptr_equal(merged->thresholds[0].definition, sketch.design.thresholds);
    assert_true(merged->thresholds[0].ok && merged->ok);
    /* In one of the replications nobody was answered. */
    merged = judge(&sketch, dead, 2);
    assert_true(isnan(merged->thresholds[0].value));
    assert_false(merged->thresholds[0].ok || merged->ok);
    sketch_clear(&sketch);
}

static void every_comparison_is_what_it_says(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    static const struct {
        int comparison;
        int below, equal, above;
    } table[] = {
        {COMPARE_LT, 1, 0, 0}, {COMPARE_LE, 1, 1, 0}, {COMPARE_GT, 0, 0, 1},
        {COMPARE_GE, 0, 1, 1}, {COMPARE_EQ, 0, 1, 0}, {COMPARE_NE, 1, 0, 1},
    };
    const double values[] = {1, 2, 3};
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        expect(&sketch, (struct threshold_def){.kind = METRIC_DURATION,
                                               .comparison = table[i].comparison,
                                               .limit = 2});
        assert_int_equal(judge(&sketch, &values[0], 1)->ok, table[i].below);
        assert_int_equal(judge(&sketch, &values[1], 1)->ok, table[i].equal);
        assert_int_equal(judge(&sketch, &values[2], 1)->ok, table[i].above);
    }
    sketch_clear(&sketch);
}

static void cost_and_budget_are_the_merged_bills(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *part = sketch_summary(&sketch, &sketch.arena);
    const struct summary *const parts[] = {part};
    part->thresholds = arena_allocate(&sketch.arena, sizeof(*part->thresholds));
    part->thresholds[0].value = NAN;
    struct summary *merged = sketch_summary(&sketch, &sketch.arena);
    merged->cost.month_usd = 40;
    merged->cost.per_1000_usd = 0.5;
    struct threshold_def definition = {.kind = METRIC_COST,
                                       .aggregation = AGGREGATE_MONTH,
                                       .comparison = COMPARE_LT,
                                       .limit = 50};
    expect(&sketch, definition);
    threshold_judge(merged, parts, 1, &sketch.arena);
    assert_near(merged->thresholds[0].value, 40, 0);
    assert_true(merged->ok);
    definition.aggregation = AGGREGATE_PER_1000;
    definition.limit = 0.4;
    expect(&sketch, definition);
    threshold_judge(merged, parts, 1, &sketch.arena);
    assert_near(merged->thresholds[0].value, 0.5, 0);
    assert_false(merged->ok);

    sketch.design.threshold_count = 0;
    merged->cost.budget_given = 1;
    threshold_judge(merged, parts, 1, &sketch.arena);
    assert_false(merged->ok);
    merged->cost.budget_ok = 1;
    threshold_judge(merged, parts, 1, &sketch.arena);
    assert_true(merged->ok);
    sketch_clear(&sketch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(latency_is_taken_of_all_requests_selected),
        cmocka_unit_test(counts_and_rates_are_of_requests_that_ended),
        cmocka_unit_test(a_dead_system_never_passes),
        cmocka_unit_test(a_machine_is_judged_over_the_steps_after_the_warm_up),
        cmocka_unit_test(of_a_group_the_worst_machine_counts),
        cmocka_unit_test(memory_is_what_is_needed_of_what_there_is),
        cmocka_unit_test(a_service_is_judged_by_its_threads_heap_and_queue),
        cmocka_unit_test(headroom_is_the_smallest_of_what_is_selected),
        cmocka_unit_test(time_to_oom_is_the_first_kill_on_that_machine),
        cmocka_unit_test(what_never_happened_passes_if_the_run_was_long_enough),
        cmocka_unit_test(the_mean_over_the_replications_is_judged),
        cmocka_unit_test(every_comparison_is_what_it_says),
        cmocka_unit_test(cost_and_budget_are_the_merged_bills),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
