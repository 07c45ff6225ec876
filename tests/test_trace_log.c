/* Access logs: which lines count, for what, and in which second. */
#include "sim/input/trace_log.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE(time, request)                                                              \
    "10.0.0.1 - ann [02/Mar/2026:" time "] \"" request                                   \
    "\" 200 512 \"https://example.org/?q=[1]\" \"Agent \\\"7\\\"\"\n"

static struct scenario scenario;
static struct trace_log found;
static struct trace_log_rule rules[3];

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
    rules[0] = (struct trace_log_rule){"GET /qna*", 0, 0};
    rules[1] = (struct trace_log_rule){"* /qna", 1, 0};
    rules[2] = (struct trace_log_rule){"GET /search?q=*", 0, 0};
    error_list_init(&scenario.errors, &scenario.arena);
    return trace_log_read(&found, scenario_write(&scenario, "access.log", text), rules, 3,
                          2, &scenario.arena, &scenario.errors);
}

static uint32_t count_of(uint32_t bin, uint32_t entry)
{
    return found.counts[bin * found.entries + entry];
}

static void requests_are_counted_by_second_and_entry(void **state)
{
    (void)state;
    assert_true(reads(LINE("14:00:07 +0000", "GET /qna/7?x=/a HTTP/1.1")
                          LINE("14:00:05 +0000", "POST /qna HTTP/2.0")
                              LINE("14:00:05 +0000", "GET /qna HTTP/1.1")
                                  LINE("23:00:06 +0900", "GET /search?q=a HTTP/1.1")));
    assert_int_equal(found.bins, 3);
    assert_near(found.span_s, 3, 0);
    assert_near(found.bin_s, 1, 0);
    assert_int_equal(count_of(0, 0), 1);
    assert_int_equal(count_of(0, 1), 1);
    assert_int_equal(count_of(1, 0), 1);
    assert_int_equal(count_of(1, 1), 0);
    assert_int_equal(count_of(2, 0), 1);
    assert_int_equal(rules[0].lines, 2);
    assert_int_equal(found.unmapped + found.unreadable, 0);
}

static void lines_without_date_or_request_are_skipped_and_told(void **state)
{
    (void)state;
    assert_true(reads("\r\n# a remark\r\n" LINE(
        "14:00:05 +0000",
        "GET /qna HTTP/1.1") "\n10.0.0.1 - - [02/Mar/2026:14:00:05 +0000] no request\n"
                             "10.0.0.1 - - [02/Mar/2026:14:00:05 +0000] \"never ended\n"
                             "10.0.0.1 - - [yesterday] \"GET /qna HTTP/1.1\" 200 1\n"));
    assert_int_equal(found.lines, 5);
    assert_int_equal(found.unreadable, 4);
    assert_int_equal(found.first_unreadable, 2);
    assert_int_equal(count_of(0, 0), 1);
}

static void what_no_rule_names_is_left_out_and_told(void **state)
{
    (void)state;
    assert_true(reads(LINE("14:00:05 +0000", "GET /favicon.ico?v=2 HTTP/1.1") LINE(
        "14:00:05 +0000", "-") LINE("14:00:06 +0000", "GET /search?p=1 HTTP/1.1")
                          LINE("14:00:06 +0000", "\\x16\\x03\\\"")
                              LINE("14:00:09 +0000", "GET /qna HTTP/1.1")));
    assert_int_equal(found.unmapped, 4);
    assert_string_equal(found.unmapped_example, "GET /favicon.ico");
    assert_int_equal(found.bins,
                     5); /* the log begins with its first line, mapped or not */
}

static void the_vhost_in_front_does_not_matter(void **state)
{
    (void)state;
    assert_true(reads("[::1]:443 " LINE("14:00:05 +0000", "GET /qna HTTP/1.1")));
    assert_int_equal(count_of(0, 0), 1);
}

static void long_times_get_wider_bins_in_bounded_memory(void **state)
{
    (void)state;
    assert_true(reads(
        LINE("14:00:05 +0000", "GET /qna HTTP/1.1") "- - - [02/Mar/2029:14:00:05 +0000] "
                                                    "\"GET /qna HTTP/1.1\" 200 1\n"));
    assert_true(found.bins <= TRACE_LOG_BINS);
    assert_near(found.bin_s, ceil(found.span_s / TRACE_LOG_BINS), 0);
    assert_int_equal(count_of(0, 0), 1);
    assert_int_equal(count_of(found.bins - 1, 0), 1);
}

static void a_line_of_a_megabyte_is_one_line(void **state)
{
    (void)state;
    const size_t size = 1 << 20;
    char *text = malloc(size + 400);
    strcpy(text, "10.0.0.1 - - [02/Mar/2026:14:00:05 +0000] \"GET /qna HTTP/1.1\" ");
    const size_t length = strlen(text);
    memset(text + length, '"', size);
    strcpy(text + length + size, "\n" LINE("14:00:05 +0000", "GET /qna HTTP/1.1"));
    assert_true(reads(text));
    assert_int_equal(found.lines, 2);
    assert_int_equal(count_of(0, 0), 2);
    free(text);
}

static void a_log_without_any_request_is_refused(void **state)
{
    (void)state;
    assert_false(reads(""));
    assert_true(scenario_says(&scenario, "empty"));
    assert_false(reads("time,count\n0,1\n"));
    assert_true(scenario_says(&scenario, "no line of the access log"));
    assert_int_equal(scenario.errors.items[0].place.line, 1);
}

static void stars_stand_for_anything(void **state)
{
    (void)state;
    assert_true(trace_log_fits("*", ""));
    assert_true(trace_log_fits("*", "GET /"));
    assert_true(trace_log_fits("GET /a*c", "GET /abcabc"));
    assert_true(trace_log_fits("*b*", "abc"));
    assert_true(trace_log_fits("a", "a"));
    assert_false(trace_log_fits("a", "ab"));
    assert_false(trace_log_fits("GET /a*c", "GET /abcab"));
    assert_false(trace_log_fits("", "a"));
    assert_false(trace_log_fits("*b", "abc"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_counted_by_second_and_entry),
        cmocka_unit_test(lines_without_date_or_request_are_skipped_and_told),
        cmocka_unit_test(what_no_rule_names_is_left_out_and_told),
        cmocka_unit_test(the_vhost_in_front_does_not_matter),
        cmocka_unit_test(long_times_get_wider_bins_in_bounded_memory),
        cmocka_unit_test(a_line_of_a_megabyte_is_one_line),
        cmocka_unit_test(a_log_without_any_request_is_refused),
        cmocka_unit_test(stars_stand_for_anything),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
