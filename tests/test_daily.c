/* Days and weekends: the rate at known moments, and the straight pieces against the
 * cosine's own integral. */
#include "models/daily.h"
#include "models/offered.h"
#include "models/profile.h"
#include "tests/support/near.h"

#define HOUR 3600.0
#define DAY  86400.0

static struct arena arena;

static struct traffic_def days(double end_s)
{
    return (struct traffic_def){
        .executor = EXECUTOR_DAILY,
        .peak_per_s = 10,
        .trough_per_s = 2,
        .peak_at_s = 14 * HOUR,
        .weekend = 0.4,
        .end_s = end_s,
    };
}

static double rate_at(const struct traffic_def *traffic, double at_s)
{
    return daily_rate(traffic, at_s, at_s);
}

/* The integral of the cosine itself from midnight on, inside one day. */
static double area(double hours)
{
    const double w = 2 * 3.14159265358979323846 / DAY;
    return 6 * hours * HOUR +
           4 / w * (sin(w * (hours - 14) * HOUR) - sin(w * -14 * HOUR));
}

static void peak_and_trough_are_half_a_day_apart(void **state)
{
    (void)state;
    const struct traffic_def traffic = days(INFINITY);
    assert_near(rate_at(&traffic, 14 * HOUR), 10, 1e-12);
    assert_near(rate_at(&traffic, 2 * HOUR), 2, 1e-12);
    assert_near(rate_at(&traffic, 8 * HOUR), 6, 1e-12);
    assert_near(rate_at(&traffic, 4 * DAY + 14 * HOUR), 10, 1e-9);
}

static void saturday_and_sunday_are_the_weekend(void **state)
{
    (void)state;
    struct traffic_def traffic = days(INFINITY);
    assert_near(rate_at(&traffic, 5 * DAY + 14 * HOUR), 4, 1e-9);
    assert_near(rate_at(&traffic, 6 * DAY + 14 * HOUR), 4, 1e-9);
    assert_near(rate_at(&traffic, 7 * DAY + 14 * HOUR), 10, 1e-9);
    assert_near(rate_at(&traffic, 12 * DAY + 14 * HOUR), 4, 1e-9);
    traffic.start_clock_s = 4 * DAY + 20 * HOUR; /* Friday evening */
    assert_near(rate_at(&traffic, 3 * HOUR), 6 + 4 * cos(9 * 3.14159265358979 / 12),
                1e-9);
    assert_near(rate_at(&traffic, 18 * HOUR), 4, 1e-9); /* Saturday 14:00 */
}

static void pieces_have_the_cosines_area(void **state)
{
    (void)state;
    struct traffic_def traffic = days(7 * DAY);
    struct profile profile;
    daily_curve(&traffic, 7 * DAY, &arena);
    profile_init(&profile, &traffic, &arena);
    /* What daily.h promises: 5.9e-5 of half the difference, at every moment. */
    const double within = 5.9e-5 * 4;
    for (int hour = 0; hour < 24; hour++) {
        profile_value(&profile, hour * HOUR);
        const double found = profile_integral(&profile, hour * HOUR, (hour + 1) * HOUR);
        assert_near(found, area(hour + 1) - area(hour), within * HOUR);
    }
    double whole = 0;
    profile_init(&profile, &traffic, &arena);
    whole = profile_integral(&profile, 0, 7 * DAY);
    assert_near(whole, 6 * DAY * (5 + 2 * 0.4), within * 7 * DAY);
}

static void every_moment_is_within_its_bound(void **state)
{
    (void)state;
    struct traffic_def traffic = days(2 * DAY);
    struct profile profile;
    traffic.start_clock_s = 12345.6; /* midnight is no multiple of a piece */
    daily_curve(&traffic, 2 * DAY, &arena);
    profile_init(&profile, &traffic, &arena);
    double worst = 0;
    for (double at_s = 0; at_s < 2 * DAY; at_s += 37) {
        const double found = profile_value(&profile, at_s);
        worst = fmax(worst, fabs(found - rate_at(&traffic, at_s)));
    }
    assert_true(worst <= 5.96e-5 * 4);
    assert_true(worst > 1e-5 * 4); /* the bound is no idle one */
}

static void the_weekend_begins_at_midnight_at_once(void **state)
{
    (void)state;
    struct traffic_def traffic = days(7 * DAY);
    struct profile profile;
    traffic.peak_at_s = 14 * HOUR + 7; /* its pieces do not meet midnight */
    daily_curve(&traffic, 7 * DAY, &arena);
    profile_init(&profile, &traffic, &arena);
    const double before = profile_value(&profile, 5 * DAY - 1e-3);
    const double after = profile_value(&profile, 5 * DAY);
    assert_near(after / before, 0.4, 1e-6);
}

static void start_end_and_spikes_cut_the_days(void **state)
{
    (void)state;
    struct traffic_def traffic = days(20 * HOUR);
    struct spike_def spike = {.at_s = 13 * HOUR, .for_s = 2 * HOUR, .times = 3};
    struct profile profile;
    traffic.start_s = 6 * HOUR;
    traffic.spikes = (struct items){&spike, 1};
    daily_curve(&traffic, DAY, &arena);
    profile_init(&profile, &traffic, &arena);
    const double found = profile_integral(&profile, 0, DAY);
    const double expected = area(20) - area(6) + 2 * (area(15) - area(13));
    assert_near(found, expected, 5.9e-5 * 4 * 18 * HOUR);
    assert_near(profile_value(&profile, 5.9 * HOUR), 0, 0);
    assert_near(profile_value(&profile, 14 * HOUR), 30, 1e-9);
    assert_near(profile_value(&profile, 20 * HOUR), 0, 0);
}

static void what_is_offered_is_the_same(void **state)
{
    (void)state;
    struct traffic_def traffic = days(INFINITY);
    daily_curve(&traffic, 7 * DAY, &arena);
    const struct offered offered = offered_between(&traffic, 0, 7 * DAY, &arena);
    assert_false(offered.closed);
    assert_near(offered.peak, 10, 1e-9);
    assert_near(offered.mean, 6 * (5 + 2 * 0.4) / 7, 5.9e-5 * 4);
    assert_near(offered_level(&traffic, 2 * HOUR), 2, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(peak_and_trough_are_half_a_day_apart),
        cmocka_unit_test(saturday_and_sunday_are_the_weekend),
        cmocka_unit_test(pieces_have_the_cosines_area),
        cmocka_unit_test(every_moment_is_within_its_bound),
        cmocka_unit_test(the_weekend_begins_at_midnight_at_once),
        cmocka_unit_test(start_end_and_spikes_cut_the_days),
        cmocka_unit_test(what_is_offered_is_the_same),
    };
    arena_init(&arena);
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_clear(&arena);
    return failed;
}
