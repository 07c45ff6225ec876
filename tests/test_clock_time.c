/* Dates of traces and logs. The seconds are those of `date -u -d ... +%s`. */
#include "sim/core/clock_time.h"
#include "tests/support/near.h"

static double iso(const char *text)
{
    double at_s;
    if (!clock_time_read_iso(text, &at_s))
        fail_msg("%s is refused", text);
    return at_s;
}

static double log_date(const char *text)
{
    double at_s;
    if (!clock_time_read_log(text, &at_s))
        fail_msg("%s is refused", text);
    return at_s;
}

static void seconds_count_from_1970(void **state)
{
    (void)state;
    assert_near(iso("1970-01-01T00:00:00Z"), 0, 0);
    assert_near(iso("2000-02-29T12:00:00Z"), 951825600, 0);
    assert_near(iso("2026-03-02T14:00:00Z"), 1772460000, 0);
    assert_near(iso("1969-12-31T23:59:59Z"), -1, 0);
}

static void what_is_left_out_is_zero_and_utc(void **state)
{
    (void)state;
    assert_near(iso("2026-03-02 14:00"), 1772460000, 0);
    assert_near(iso("2026-03-02T14:00:00.25Z"), 1772460000.25, 1e-6);
}

static void offsets_are_taken_off(void **state)
{
    (void)state;
    assert_near(iso("2026-03-02T23:00:00+09:00"), 1772460000, 0);
    assert_near(iso("2026-03-02T23:00:00+0900"), 1772460000, 0);
    assert_near(iso("2026-03-02T23:00:00+09"), 1772460000, 0);
    assert_near(iso("2026-03-02T10:30:00-03:30"), 1772460000, 0);
}

static void dates_that_do_not_exist_are_refused(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",
        "60",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-03-02",
        "2026-03-02T24:00:00Z",
        "2026-03-02T14:60:00Z",
        "2026-03-02T14:00:61Z",
        "2026-03-02T14:00:00+99:00",
        "2026-03-02T14:00:00+09:",
        "2026-03-02T14:00:00Zz",
        "2026-3-2T14:00:00Z",
    };
    double at_s;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        if (clock_time_read_iso(wrong[i], &at_s))
            fail_msg("%s is taken", wrong[i]);
}

static void logs_have_a_date_of_their_own(void **state)
{
    (void)state;
    double at_s;
    assert_near(log_date("10/Oct/2000:13:55:36 -0700] \"GET"), 971211336, 0);
    assert_near(log_date("10/Oct/2000:20:55:36 +0000]"), 971211336, 0);
    assert_false(clock_time_read_log("10/Okt/2000:13:55:36 -0700]", &at_s));
    assert_false(clock_time_read_log("10/Oct/2000:13:55:36 -0700", &at_s));
    assert_false(clock_time_read_log("31/Apr/2000:13:55:36 -0700]", &at_s));
    assert_false(clock_time_read_log("10/Oct/2000 13:55:36 -0700]", &at_s));
    assert_false(clock_time_read_log("", &at_s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seconds_count_from_1970),
        cmocka_unit_test(what_is_left_out_is_zero_and_utc),
        cmocka_unit_test(offsets_are_taken_off),
        cmocka_unit_test(dates_that_do_not_exist_are_refused),
        cmocka_unit_test(logs_have_a_date_of_their_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
