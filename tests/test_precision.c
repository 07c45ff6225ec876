/* Intervals of what is judged, what they leave undecided, and how many replications more
 * would decide it. */
#include "models/metric.h"
#include "models/precision.h"
#include "models/threshold.h"
#include "tests/support/near.h"
#include "tests/support/sketch.h"

#include <gsl/gsl_cdf.h>
#include <string.h>

enum { MOST = 8 };

/* ---- how many more ---- */

/* By hand, with t from a table: s = sqrt(10) / 2.262157 = 1.39790;
 *   32: 2.039513 s / 5.65685 = 0.50399    33: 2.036933 s / 5.74456 = 0.49567 */
static void more_replications_are_those_of_students_t(void **state)
{
    (void)state;
    assert_true(precision_more(1, 10, 0.5) == 23);
    assert_true(precision_more(0.4, 10, 0.5) == 0); /* is decided */
}

/* One more at a time, as the definition has it. */
static void more_replications_are_the_fewest(void **state)
{
    (void)state;
    for (double count = 2; count < 40; count += 3)
        for (double distance = 0.11; distance < 1; distance += 0.13) {
            const double deviation = sqrt(count) / gsl_cdf_tdist_Pinv(0.975, count - 1);
            double enough = count;
            while (gsl_cdf_tdist_Pinv(0.975, enough - 1) * deviation / sqrt(enough) >=
                   distance)
                enough++;
            assert_true(precision_more(1, count, distance) == enough - count);
        }
}

static void what_lies_on_the_limit_is_never_decided(void **state)
{
    (void)state;
    assert_true(isnan(precision_more(1, 10, 0)));
    assert_true(isnan(precision_more(1, 10, 1e-6)));
}

/* ---- thresholds ---- */

struct judged {
    struct sketch sketch;
    struct summary *merged;
    struct threshold_def definitions[2];
    struct threshold_summary values[MOST][2];
    const struct summary *parts[MOST];
    uint32_t count, thresholds;
};

static void expect(struct judged *judged, const struct threshold_def *definitions,
                   uint32_t count)
{
    *judged = (struct judged){.thresholds = count};
    sketch_init(&judged->sketch);
    for (uint32_t i = 0; i < count; i++)
        judged->definitions[i] = definitions[i];
    judged->sketch.design.thresholds = judged->definitions;
    judged->sketch.design.threshold_count = count;
}

/* One more replication with these values of the thresholds and this bill. */
static void add(struct judged *judged, double first, double second, double month_usd)
{
    struct sketch *sketch = &judged->sketch;
    struct summary *part = sketch_summary(sketch, &sketch->arena);
    struct threshold_summary *values = judged->values[judged->count];
    values[0].value = first;
    values[1].value = second;
    part->thresholds = values;
    part->cost.month_usd = month_usd;
    judged->parts[judged->count++] = part;
}

/* As sim/run/replicate.c does. The merged bill is the mean of theirs. */
static const struct summary *judge(struct judged *judged)
{
    struct sketch *sketch = &judged->sketch;
    struct summary *merged = sketch_summary(sketch, &sketch->arena);
    const struct budget_def *budget = &sketch->design.budget;
    double sum = 0;
    for (uint32_t p = 0; p < judged->count; p++)
        sum += judged->parts[p]->cost.month_usd;
    merged->replications = judged->count;
    merged->cost.month_usd = sum / judged->count;
    if (budget->amount.given) {
        merged->cost.budget_given = 1;
        merged->cost.budget_limit = budget->amount.amount;
        merged->cost.budget_currency = budget->amount.currency;
        merged->cost.budget_ok = merged->cost.month_usd <= budget->amount.amount;
    }
    threshold_judge(merged, judged->parts, judged->count, &sketch->arena);
    metric_keep(merged, judged->parts, judged->count, &sketch->arena);
    precision_find(merged);
    return merged;
}

static struct threshold_def duration_below(double limit_s)
{
    return (struct threshold_def){
        .kind = METRIC_DURATION, .comparison = COMPARE_LT, .limit = limit_s};
}

static struct threshold_def failed_at_most(double share)
{
    return (struct threshold_def){
        .kind = METRIC_FAILED, .comparison = COMPARE_LE, .limit = share};
}

/* The verdict on one threshold over four replications. */
static struct threshold_summary judge_four(struct threshold_def definition, double a,
                                           double b, double c, double d, int *undecided)
{
    struct judged judged;
    expect(&judged, &definition, 1);
    add(&judged, a, 0, 0);
    add(&judged, b, 0, 0);
    add(&judged, c, 0, 0);
    add(&judged, d, 0, 0);
    const struct summary *merged = judge(&judged);
    const struct threshold_summary found = merged->thresholds[0];
    *undecided = merged->undecided;
    sketch_clear(&judged.sketch);
    return found;
}

/* 1, 2, 3, 4 s: 2.5 s +- 2.05426 s. */
static void a_limit_inside_the_interval_is_undecided(void **state)
{
    (void)state;
    int undecided;
    struct threshold_summary found =
        judge_four(duration_below(4.5), 1, 2, 3, 4, &undecided);
    assert_true(found.ok && found.undecided && undecided);
    assert_near(found.ci[0], 0.44574, 1e-5);
    assert_near(found.ci[1], 4.55426, 1e-5);
    assert_true(found.more == precision_more(2.0542605, 4, 2));
    found = judge_four(duration_below(0.5), 1, 2, 3, 4, &undecided);
    assert_true(!found.ok && found.undecided && undecided);
}

static void a_limit_outside_it_is_decided(void **state)
{
    (void)state;
    int undecided;
    struct threshold_summary found =
        judge_four(duration_below(4.6), 1, 2, 3, 4, &undecided);
    assert_true(found.ok && !found.undecided && !undecided && found.more == 0);
    found = judge_four(duration_below(0.4), 1, 2, 3, 4, &undecided);
    assert_true(!found.ok && !found.undecided && !undecided);
}

/* CPU at 100%, nothing failed, a constant: there is nothing to doubt. */
static void what_is_the_same_in_all_is_decided(void **state)
{
    (void)state;
    int undecided;
    struct threshold_summary found =
        judge_four(duration_below(0.1), 0.1, 0.1, 0.1, 0.1, &undecided);
    assert_true(!found.ok && !found.undecided && found.ci[0] == 0.1);
    found = judge_four(failed_at_most(0), 0, 0, 0, 0, &undecided);
    assert_true(found.ok && !found.undecided && found.ci[1] == 0);
    found = judge_four(failed_at_most(0.5), 1, 1, 1, 1, &undecided);
    assert_true(!found.ok && !found.undecided && found.ci[0] == 1);
}

/* Some requests failed, so their share is not 0 however wide its interval is. */
static void a_share_stays_between_0_and_1(void **state)
{
    (void)state;
    int undecided;
    struct threshold_summary found =
        judge_four(failed_at_most(0), 0, 0, 0, 0.5, &undecided);
    assert_true(!found.ok && !found.undecided && found.ci[0] == 0);
    found = judge_four(failed_at_most(0.01), 0, 0, 0, 0.5, &undecided);
    assert_true(!found.ok && found.undecided);
    found = judge_four(failed_at_most(0.99), 1, 1, 1, 0.5, &undecided);
    assert_true(found.ok && found.undecided && found.ci[1] == 1);
}

/* A dead system never passes, and no number of replications helps it. */
static void nothing_measured_in_one_of_them_fails_for_certain(void **state)
{
    (void)state;
    int undecided;
    const struct threshold_summary found =
        judge_four(duration_below(2.5), 1, 2, NAN, 4, &undecided);
    assert_true(!found.ok && !found.undecided && !undecided);
    assert_true(isnan(found.ci[0]) && isnan(found.ci[1]));
}

/* It came at 100 s and at 200 s, and twice not at all: 150 s +- 12.7 x 50 s. Half of the
 * replications say something, so twice as many are needed. */
static void a_time_has_the_interval_of_those_in_which_it_came(void **state)
{
    (void)state;
    int undecided;
    const struct threshold_def oom = {
        .kind = METRIC_TIME_TO_OOM, .comparison = COMPARE_GT, .limit = 300};
    struct threshold_summary found =
        judge_four(oom, 100, INFINITY, 200, INFINITY, &undecided);
    const double half = gsl_cdf_tdist_Pinv(0.975, 1) * 50;
    assert_true(!found.ok && found.undecided && undecided);
    assert_near(found.ci[1], 150 + half, 1e-9);
    assert_true(found.more == 2 * precision_more(half, 2, 150));
    found = judge_four(oom, 100, INFINITY, INFINITY, INFINITY, &undecided);
    assert_true(!found.ok && !found.undecided && isnan(found.ci[0]));
}

static void what_fails_for_certain_is_stronger(void **state)
{
    (void)state;
    const struct threshold_def definitions[] = {duration_below(3), failed_at_most(0.1)};
    struct judged judged;
    expect(&judged, definitions, 2);
    for (int i = 1; i <= 4; i++)
        add(&judged, i, 0.5, 0);
    const struct summary *merged = judge(&judged);
    assert_true(merged->thresholds[0].undecided && !merged->thresholds[1].undecided);
    assert_true(!merged->undecided && !merged->ok);
    sketch_clear(&judged.sketch);
}

/* The most that any threshold needs: 2.5 s is nearer to 3 s than to 4.5 s. */
static void the_whole_needs_as_many_as_the_closest_call(void **state)
{
    (void)state;
    const struct threshold_def definitions[] = {duration_below(4.5), duration_below(3)};
    struct judged judged;
    expect(&judged, definitions, 2);
    for (int i = 1; i <= 4; i++)
        add(&judged, i, i, 0);
    const struct summary *merged = judge(&judged);
    assert_true(merged->undecided && merged->ok);
    assert_true(merged->thresholds[1].more > merged->thresholds[0].more);
    assert_true(merged->more == merged->thresholds[1].more);
    sketch_clear(&judged.sketch);
}

/* ---- the budget ---- */

static void a_budget_inside_the_bills_interval_is_undecided(void **state)
{
    (void)state;
    static const double limits[] = {3, 5};
    for (int i = 0; i < 2; i++) {
        struct judged judged;
        expect(&judged, NULL, 0);
        judged.sketch.design.budget = (struct budget_def){
            .amount = {.given = true, .amount = limits[i], .currency = "USD"},
            .months = 1};
        for (int k = 1; k <= 4; k++)
            add(&judged, 0, 0, k);
        const struct summary *merged = judge(&judged);
        assert_near(merged->cost.month_ci[1], 4.55426, 1e-5);
        assert_int_equal(merged->undecided, i == 0);
        assert_int_equal(merged->cost.budget_undecided, i == 0);
        assert_true(merged->more == (i == 0 ? precision_more(2.0542605, 4, 0.5) : 0));
        sketch_clear(&judged.sketch);
    }
}

static void one_replication_leaves_nothing_undecided(void **state)
{
    (void)state;
    const struct threshold_def definition = duration_below(1);
    struct judged judged;
    expect(&judged, &definition, 1);
    add(&judged, 1, 0, 0);
    const struct summary *merged = judge(&judged);
    assert_true(!merged->undecided && !merged->ok);
    assert_true(isnan(merged->thresholds[0].ci[0]) && isnan(merged->cost.month_ci[0]));
    sketch_clear(&judged.sketch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_replications_are_those_of_students_t),
        cmocka_unit_test(more_replications_are_the_fewest),
        cmocka_unit_test(what_lies_on_the_limit_is_never_decided),
        cmocka_unit_test(a_limit_inside_the_interval_is_undecided),
        cmocka_unit_test(a_limit_outside_it_is_decided),
        cmocka_unit_test(what_is_the_same_in_all_is_decided),
        cmocka_unit_test(a_share_stays_between_0_and_1),
        cmocka_unit_test(nothing_measured_in_one_of_them_fails_for_certain),
        cmocka_unit_test(a_time_has_the_interval_of_those_in_which_it_came),
        cmocka_unit_test(what_fails_for_certain_is_stronger),
        cmocka_unit_test(the_whole_needs_as_many_as_the_closest_call),
        cmocka_unit_test(a_budget_inside_the_bills_interval_is_undecided),
        cmocka_unit_test(one_replication_leaves_nothing_undecided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
