/* CSV files of recorded arrivals: what is understood, and which line is wrong. */
#include "sim/input/trace_csv.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <string.h>

static struct scenario scenario;
static struct trace_csv trace;

static int begin(void **state)
{
    (void)state;
    scenario_begin(&scenario);
    return 0;
}

static int end(void **state)
{
    (void)state;
    scenario_end(&scenario);
    return 0;
}

static bool reads(const char *text)
{
    error_list_init(&scenario.errors, &scenario.arena);
    return trace_csv_read(&trace, scenario_write(&scenario, "trace.csv", text),
                          &scenario.arena, &scenario.errors);
}

/* Refused, with one message about that line. */
static void refuses(const char *text, int line, const char *part)
{
    assert_false(reads(text));
    assert_int_equal(scenario.errors.errors, 1);
    if (!strstr(scenario.errors.items[0].message, part))
        fail_msg("%s, not: %s", scenario.errors.items[0].message, part);
    assert_int_equal(scenario.errors.items[0].place.line, line);
    assert_non_null(strstr(scenario.errors.items[0].place.file, "trace.csv"));
}

static void rows_are_seconds_and_counts(void **state)
{
    (void)state;
    assert_true(reads("time,count\n0,10\n60,25.5\n90.5,0\n"));
    assert_int_equal(trace.count, 3);
    assert_near(trace.times_s[2], 90.5, 0);
    assert_near(trace.counts[1], 25.5, 0);
}

static void windows_spreadsheets_are_understood(void **state)
{
    (void)state;
    assert_true(
        reads("\xef\xbb\xbf\"Time\" , \"Count\"\r\n\r\n\"0\",\"10\"\r\n 60 , 20 \r\n"));
    assert_int_equal(trace.count, 2);
    assert_near(trace.times_s[1], 60, 0);
    assert_near(trace.counts[1], 20, 0);
}

static void dates_count_from_the_first_row(void **state)
{
    (void)state;
    assert_true(reads("time,count\n2026-03-02T14:00:00Z,1\n"
                      "2026-03-02T23:01:00+09:00,2\n2026-03-02 14:05,3"));
    assert_near(trace.times_s[0], 0, 0);
    assert_near(trace.times_s[1], 60, 0);
    assert_near(trace.times_s[2], 300, 0);
}

static void mistakes_have_their_line(void **state)
{
    (void)state;
    refuses("", 1, "two rows");
    refuses("time;count\n0;1\n", 1, "header time,count");
    refuses("1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET / HTTP/1.0\" 200 1\n", 1,
            "an access log needs `map`");
    refuses("time,count\n\n0,1\n60\n", 4, "two values");
    refuses("time,count\n0,1\n60,2,3\n", 3, "two values");
    refuses("time,count\n0,1\nnoon,2\n", 3, "seconds from the start");
    refuses("time,count\n-5,1\n10,2\n", 2, "seconds from the start");
    refuses("time,count\n0,1\n60,many\n", 3, "a count");
    refuses("time,count\n0,1\n60,-2\n", 3, "a count");
    refuses("time,count\n0,1\n\n60,2\n30,2\n", 5, "not after that of line 4");
    refuses("time,count\n0,1\n0,2\n", 3, "not after that of line 2");
    refuses("time,count\n0,1\n2026-03-02T14:00:00Z,2\n", 3, "as in the first row");
    refuses("time,count\n2026-03-02T14:00:00Z,2\n60,2\n", 3, "as in the first row");
    refuses("time,count\n0,1\n", 3, "two rows");
}

static void endless_lines_are_no_rows(void **state)
{
    (void)state;
    char text[2000];
    memset(text, '7', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    refuses(text, 1, "header");
    memcpy(text, "time,count\n", 11);
    refuses(text, 2, "two values");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_seconds_and_counts),
        cmocka_unit_test(windows_spreadsheets_are_understood),
        cmocka_unit_test(dates_count_from_the_first_row),
        cmocka_unit_test(mistakes_have_their_line),
        cmocka_unit_test(endless_lines_are_no_rows),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
