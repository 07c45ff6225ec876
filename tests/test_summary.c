/* From counters to figures, and from replications to one answer. */
#include "models/summary_merge.h"
#include "models/summary_requests.h"
#include "tests/support/near.h"
#include "tests/support/sketch.h"

#include <string.h>

/* ---- requests from flows ---- */

/* Answers every flow in its own way: n requests of 1 ms, 2 ms, ... n ms. */
static void answer(struct flow_counts *flow, int n)
{
    for (int i = 1; i <= n; i++)
        flow_counts_answer(flow, i * 1e-3);
    flow->count += (uint64_t)n;
    flow->attempts += (uint64_t)n;
}

static void reject(struct flow_counts *flow, enum failure why, double at_s)
{
    flow->count++;
    flow->attempts += 3;
    flow_counts_fail(flow, why, at_s);
}

static const struct request_summary *entry(const struct summary *summary,
                                           const char *name)
{
    const struct request_summary *found = summary_request(summary, name);
    assert_non_null(found);
    return found;
}

static void each_entry_is_the_sum_of_its_flows(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *summary = sketch_summary(&sketch, &sketch.arena);
    struct flow_counts *flows = sketch_counts(&sketch.arena);
    answer(&flows[SKETCH_STUDENTS_READ], 10);
    answer(&flows[SKETCH_STUDENTS_WRITE], 20);
    answer(&flows[SKETCH_TEACHERS_READ], 40);
    reject(&flows[SKETCH_STUDENTS_WRITE], FAILURE_TIMEOUT, 70);
    reject(&flows[SKETCH_STUDENTS_WRITE], FAILURE_TIMEOUT, 80);
    reject(&flows[SKETCH_TEACHERS_READ], FAILURE_TIMEOUT, 50);
    reject(&flows[SKETCH_TEACHERS_READ], FAILURE_KILLED, 90);
    flows[SKETCH_TEACHERS_READ].count += 5;
    flows[SKETCH_TEACHERS_READ].in_flight_end = 5;
    summary_requests(summary, flows, 100, &sketch.arena);

    static const char *const names[] = {"all", "spring.read", "spring.write",
                                        "traffic.students", "traffic.teachers"};
    assert_int_equal(summary->request_count, 5);
    for (uint32_t i = 0; i < 5; i++)
        assert_string_equal(summary->requests[i].name, names[i]);
    assert_near(entry(summary, "all")->answered, 70, 0);
    assert_near(entry(summary, "spring.read")->answered, 50, 0);
    assert_near(entry(summary, "spring.write")->answered, 20, 0);
    assert_near(entry(summary, "traffic.students")->answered, 30, 0);
    assert_near(entry(summary, "traffic.teachers")->answered, 40, 0);

    const struct request_summary *all = entry(summary, "all");
    assert_near(all->count, all->answered + all->failed + all->in_flight_end, 0);
    assert_near(all->failed, 4, 0);
    assert_near(all->errors[FAILURE_TIMEOUT], 3, 0);
    assert_near(all->errors[FAILURE_KILLED], 1, 0);
    assert_near(all->error_at[FAILURE_TIMEOUT], 50, 0);
    assert_near(all->attempts, 82, 0);
    assert_near(all->rate, 0.74, 1e-15);
    assert_near(all->goodput, 0.7, 1e-15);
    assert_near(all->failed_rate, 4 / 74.0, 1e-15);
    assert_true(isnan(all->error_at[FAILURE_REFUSED]));
    sketch_clear(&sketch);
}

static void a_pooled_percentile_is_that_of_all_requests(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *summary = sketch_summary(&sketch, &sketch.arena);
    struct flow_counts *flows = sketch_counts(&sketch.arena);
    struct histogram every;
    histogram_init(&every, &sketch.arena);
    for (int flow = 0; flow < SKETCH_FLOWS; flow++)
        for (int i = 0; i < 300; i++) {
            const double latency_s = (1 + flow) * 0.01 + i * 1e-4;
            flow_counts_answer(&flows[flow], latency_s);
            histogram_record(&every, latency_s);
        }
    summary_requests(summary, flows, 100, &sketch.arena);
    const struct latency_summary *all = &entry(summary, "all")->latency;
    assert_near(all->p50, histogram_percentile(&every, 0.5), 0);
    assert_near(all->p999, histogram_percentile(&every, 0.999), 0);
    assert_near(all->min, 0.01, 0);
    assert_near(all->max, 0.03 + 299e-4, 1e-15);
    assert_near(all->mean_min, all->min, 0);
    assert_near(all->mean_max, all->max, 0);
    assert_near(all->mean, histogram_mean(&every), 1e-12);
    /* The next entry starts from an empty pool. */
    assert_near(entry(summary, "spring.write")->latency.min, 0.02, 0);
    assert_near(entry(summary, "traffic.students")->latency.max, 0.02 + 299e-4, 1e-15);
    assert_near(entry(summary, "traffic.students")->latency.min, 0.01, 0);
    sketch_clear(&sketch);
}

static void one_flow_alone_has_an_interval_by_batch_means(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *summary = sketch_summary(&sketch, &sketch.arena);
    struct flow_counts *flows = sketch_counts(&sketch.arena);
    for (int i = 0; i < 1000; i++)
        flow_counts_answer(&flows[SKETCH_STUDENTS_WRITE], 0.1 + (i * 7 % 11) * 0.01);
    summary_requests(summary, flows, 100, &sketch.arena);
    const struct latency_summary *one = &entry(summary, "spring.write")->latency;
    double longer;
    const double half = batches_half_width(
        batches_spread(&flows[SKETCH_STUDENTS_WRITE].batches), 0.95, &longer);
    assert_true(half > 0 && isfinite(half));
    assert_true(isnan(one->longer));
    assert_near(one->ci_mean[1] - one->ci_mean[0], 2 * half, 1e-12);
    assert_true(one->ci_mean[0] < one->mean && one->mean < one->ci_mean[1]);
    assert_true(isnan(one->ci_p95[0]));
    /* "all" is three flows, two of them empty: their records cannot be put in order. */
    assert_true(isnan(entry(summary, "all")->latency.ci_mean[0]));
    sketch_clear(&sketch);
}

static void nothing_answered_has_no_latency_and_no_failed_rate(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *summary = sketch_summary(&sketch, &sketch.arena);
    summary_requests(summary, sketch_counts(&sketch.arena), 100, &sketch.arena);
    const struct request_summary *all = entry(summary, "all");
    assert_near(all->rate, 0, 0);
    assert_true(isnan(all->failed_rate));
    assert_true(isnan(all->latency.mean) && isnan(all->latency.min) &&
                isnan(all->latency.p95) && isnan(all->latency.max));
    sketch_clear(&sketch);
}

/* ---- merging ---- */

/* Every double of the struct between two members gets `first`, first + 1, ... */
#define NUMBER(object, from, to, first)                                                  \
    number_members((double *)(void *)&(object)->from, (double *)(void *)&(object)->to,   \
                   (first))

static double number_members(double *from, double *to, double first)
{
    for (double *at = from; at <= to; at++)
        *at = first++;
    return first;
}

static void every_figure_is_the_mean_over_the_replications(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *parts[2];
    for (int p = 0; p < 2; p++) {
        parts[p] = sketch_summary(&sketch, &sketch.arena);
        struct resource_summary *resource =
            sketch_resource(parts[p], "host.web[0].cpu", RESOURCE_CPU, 0);
        double next = 1000 * p + 1;
        next = NUMBER(parts[p]->requests, count, error_at[FAILURE_COUNT - 1], next);
        next = NUMBER(parts[p]->hosts, cpu_mean, unreachable_at, next);
        next = NUMBER(parts[p]->instances, instances, cpu_mean, next);
        next = NUMBER(parts[p]->services, instances, cpu_mean, next);
        next = NUMBER(resource, utilization, saturated_share, next);
        next = NUMBER(parts[p]->usage.machines, hours, internet_out_bytes, next);
        next = NUMBER(parts[p]->usage.services, calls, internet_out_bytes, next);
        parts[p]->usage.answered = 5 + 2 * p;
    }
    const struct summary *merged =
        summary_merge((const struct summary *const *)parts, 2, &sketch.arena);
    const struct {
        const double *from, *to;
    } runs[] = {
        {&merged->requests->count, &merged->requests->error_at[FAILURE_COUNT - 1]},
        {&merged->hosts->cpu_mean, &merged->hosts->unreachable_at},
        {&merged->instances->instances, &merged->instances->cpu_mean},
        {&merged->services->instances, &merged->services->cpu_mean},
        {&merged->resources->utilization, &merged->resources->saturated_share},
        {&merged->usage.machines->hours, &merged->usage.machines->internet_out_bytes},
        {&merged->usage.services->calls, &merged->usage.services->internet_out_bytes},
    };
    double expected = 501;
    for (size_t r = 0; r < sizeof(runs) / sizeof(runs[0]); r++)
        for (const double *at = runs[r].from; at <= runs[r].to; at++)
            assert_near(*at, expected++, 0);
    assert_near(merged->usage.answered, 6, 0);
    assert_near(merged->replications, 2, 0);
    sketch_clear(&sketch);
}

static void extremes_are_over_all_replications(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    static const double min[] = {0.3, 0.1, NAN}, max[] = {2, 7, NAN};
    struct summary *parts[3];
    for (int p = 0; p < 3; p++) {
        parts[p] = sketch_summary(&sketch, &sketch.arena);
        parts[p]->requests->latency.min = min[p];
        parts[p]->requests->latency.max = max[p];
        parts[p]->requests->latency.mean_min = min[p];
        parts[p]->requests->latency.mean_max = max[p];
    }
    const struct summary *merged =
        summary_merge((const struct summary *const *)parts, 3, &sketch.arena);
    assert_near(merged->requests->latency.min, 0.1, 0);
    assert_near(merged->requests->latency.max, 7, 0);
    assert_near(merged->requests->latency.mean_min, 0.2, 1e-15);
    assert_near(merged->requests->latency.mean_max, 4.5, 0);
    sketch_clear(&sketch);
}

static void a_time_is_the_mean_over_those_in_which_it_happened(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    static const double at_s[] = {100, NAN, 200, NAN};
    struct summary *parts[4];
    for (int p = 0; p < 4; p++) {
        parts[p] = sketch_summary(&sketch, &sketch.arena);
        parts[p]->hosts[1].unreachable_at = at_s[p];
        sketch_resource(parts[p], "host.web[0].cpu", RESOURCE_CPU, at_s[p]);
        sketch_resource(parts[p], "host.web[1].cpu", RESOURCE_CPU, NAN);
    }
    const struct summary *merged =
        summary_merge((const struct summary *const *)parts, 4, &sketch.arena);
    assert_near(merged->hosts[1].unreachable_at, 150, 0);
    assert_near(merged->resources[0].saturated_at, 150, 0);
    assert_near(merged->resources[0].saturated_replications, 0.5, 0);
    assert_true(isnan(merged->resources[1].saturated_at));
    assert_near(merged->resources[1].saturated_replications, 0, 0);
    sketch_clear(&sketch);
}

static void intervals_are_students_t(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *parts[3];
    for (int p = 0; p < 3; p++) {
        parts[p] = sketch_summary(&sketch, &sketch.arena);
        parts[p]->requests->latency.mean = 11 + p; /* s = 1 */
        parts[p]->requests->latency.p95 = 40 + 10 * p;
        parts[p]->requests->latency.p99 = p == 1 ? 7 : NAN;
        parts[p]->requests->latency.ci_mean[0] = 1;
    }
    const struct summary *merged =
        summary_merge((const struct summary *const *)parts, 3, &sketch.arena);
    const struct latency_summary *latency = &merged->requests->latency;
    /* t(0.975, 2) = 4.302652729749464, any table; times 1 / sqrt(3). */
    const double half = 4.302652729749464 / sqrt(3);
    assert_near(latency->ci_mean[0], 12 - half, 1e-9);
    assert_near(latency->ci_mean[1], 12 + half, 1e-9);
    assert_near(latency->ci_p95[0], 50 - 10 * half, 1e-8);
    assert_true(isnan(latency->ci_p50[0]) && isnan(latency->ci_p99[0]));
    sketch_clear(&sketch);
}

static void one_replication_keeps_its_own_figures(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *part = sketch_summary(&sketch, &sketch.arena);
    part->requests->latency.mean = 0.1;
    part->requests->latency.ci_mean[0] = 0.09;
    part->requests->latency.ci_mean[1] = 0.11;
    part->hosts[0].memory_total = 0.1 + 0.2;
    const struct summary *const parts[] = {part};
    const struct summary *merged = summary_merge(parts, 1, &sketch.arena);
    assert_near(merged->requests->latency.mean, 0.1, 0);
    assert_near(merged->requests->latency.ci_mean[0], 0.09, 0);
    assert_near(merged->requests->latency.ci_mean[1], 0.11, 0);
    assert_near(merged->hosts[0].memory_total, 0.1 + 0.2, 0);
    sketch_clear(&sketch);
}

static void what_all_agree_on_picks_up_no_rounding(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    struct summary *parts[3];
    for (int p = 0; p < 3; p++) {
        parts[p] = sketch_summary(&sketch, &sketch.arena);
        parts[p]->hosts[0].memory_total = 0.1; /* (0.1 + 0.1 + 0.1) / 3 is not 0.1 */
        parts[p]->services[0].threads = INFINITY;
    }
    const struct summary *merged =
        summary_merge((const struct summary *const *)parts, 3, &sketch.arena);
    assert_near(merged->hosts[0].memory_total, 0.1, 0);
    assert_true(isinf(merged->services[0].threads));
    sketch_clear(&sketch);
}

static void the_result_outlives_its_parts(void **state)
{
    (void)state;
    struct sketch sketch;
    struct arena gone;
    sketch_init(&sketch);
    arena_init(&gone);
    struct summary *parts[2];
    static const double cpu[] = {0.25, 0.5};
    static const char *warnings[] = {"slow", "short"};
    for (int p = 0; p < 2; p++) {
        parts[p] = sketch_summary(&sketch, &gone);
        parts[p]->requests->name = arena_format(&gone, "%s", "all");
        sketch_event(parts[p], 7 + p, arena_format(&gone, "oom_kill"), "spring[0]", "");
        sketch_series(parts[p], &gone, "host.web[0].cpu", &cpu[p], 1);
        parts[p]->warnings = warnings;
        parts[p]->warning_count = (uint32_t)p + 1;
    }
    const struct summary *merged =
        summary_merge((const struct summary *const *)parts, 2, &sketch.arena);
    arena_clear(&gone);
    assert_string_equal(merged->requests[0].name, "all");
    assert_int_equal(merged->event_count, 1);
    assert_string_equal(merged->events[0].kind, "oom_kill");
    assert_near(merged->events[0].at_s, 7, 0);
    const struct series *series = summary_series(merged, "host.%s.cpu", "web[0]");
    assert_non_null(series);
    assert_near(series->values[0], 0.25, 0);
    assert_null(summary_series(merged, "host.web[1].cpu"));
    assert_int_equal(merged->warning_count, 2);
    assert_string_equal(merged->warnings[1], "short");
    assert_null(merged->flows);
    sketch_clear(&sketch);
}

static void a_moment_falls_into_its_step(void **state)
{
    (void)state;
    const struct summary summary = {.step_s = 60, .step_count = 10};
    assert_int_equal(summary_step(&summary, 0), 0);
    assert_int_equal(summary_step(&summary, 59.9), 0);
    assert_int_equal(summary_step(&summary, 60), 1);
    assert_int_equal(summary_step(&summary, 600), 9);
    assert_int_equal(summary_step(&summary, NAN), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_entry_is_the_sum_of_its_flows),
        cmocka_unit_test(a_pooled_percentile_is_that_of_all_requests),
        cmocka_unit_test(one_flow_alone_has_an_interval_by_batch_means),
        cmocka_unit_test(nothing_answered_has_no_latency_and_no_failed_rate),
        cmocka_unit_test(every_figure_is_the_mean_over_the_replications),
        cmocka_unit_test(extremes_are_over_all_replications),
        cmocka_unit_test(a_time_is_the_mean_over_those_in_which_it_happened),
        cmocka_unit_test(intervals_are_students_t),
        cmocka_unit_test(one_replication_keeps_its_own_figures),
        cmocka_unit_test(what_all_agree_on_picks_up_no_rounding),
        cmocka_unit_test(the_result_outlives_its_parts),
        cmocka_unit_test(a_moment_falls_into_its_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
