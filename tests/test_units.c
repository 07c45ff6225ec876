/* test_units.c - numbers with units, from text and back.
 */
#include "sim/core/random.h"
#include "sim/core/units.h"
#include "tests/support/death.h"
#include "tests/support/near.h"

#include <float.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef const char *reader(const char *text, double *value);
typedef void writer(char text[UNIT_TEXT], double value);

struct reading {
    reader *read;
    const char *text;
    double value;
};

static void units_are_read(void **state)
{
    (void)state;
    static const struct reading readings[] = {
        {units_read_number, "-1.5e3", -1500},
        {units_read_number, " .5 ", 0.5},
        {units_read_number, "5.", 5},
        {units_read_number, "+7", 7},
        {units_read_count, "1000", 1000},
        {units_read_count, "1e3", 1000},
        {units_read_count, "0", 0},
        {units_read_duration, "250us", 250e-6},
        {units_read_duration, "250µs", 250e-6},
        {units_read_duration, "12ms", 0.012},
        {units_read_duration, "9ms", 0.009},
        {units_read_duration, "7ns", 7e-9},
        {units_read_duration, "3s", 3},
        {units_read_duration, "5m", 300},
        {units_read_duration, "1.5min", 90},
        {units_read_duration, "2h", 7200},
        {units_read_duration, "12d", 12 * 86400},
        {units_read_duration, "1m30s", 90},
        {units_read_duration, "1d2h3m4s5ms", 93784.005},
        {units_read_duration, "0", 0},
        {units_read_duration, "0.0", 0},
        {units_read_duration, "-0", 0},
        {units_read_duration, "\t6 ms\n", 0.006},
        {units_read_size, "512KiB", 524288},
        {units_read_size, "3MiB", 3145728},
        {units_read_size, "4GiB", 4294967296},
        {units_read_size, "1TiB", 1099511627776},
        {units_read_size, "20kB", 20000},
        {units_read_size, "5MB", 5e6},
        {units_read_size, "30GB", 30e9},
        {units_read_size, "2TB", 2e12},
        {units_read_size, "17B", 17},
        {units_read_size, "0", 0},
        {units_read_rate, "80/s", 80},
        {units_read_rate, "1200/m", 20},
        {units_read_rate, "1200/min", 20},
        {units_read_rate, "3/h", 3. / 3600},
        {units_read_rate, "50/d", 50. / 86400},
        {units_read_rate, "0", 0},
        {units_read_bandwidth, "5Gbps", 5e9},
        {units_read_bandwidth, "500Mbps", 5e8},
        {units_read_bandwidth, "64kbps", 64e3},
        {units_read_bandwidth, "9bps", 9},
        {units_read_throughput, "125MB/s", 125e6},
        {units_read_throughput, "1GiB/s", 1073741824},
        {units_read_share, "80%", 0.8},
        {units_read_share, "0.8", 0.8},
        {units_read_share, "250 %", 2.5},
        {units_read_share, "0", 0},
    };
    for (size_t i = 0; i < sizeof(readings) / sizeof(readings[0]); i++) {
        const struct reading *r = &readings[i];
        double value = NAN;
        const char *expected = r->read(r->text, &value);
        if (expected || value != r->value || signbit(value) != signbit(r->value))
            fail_msg("%s: got %.17g, expected %.17g (%s)", r->text, value, r->value,
                     expected ? expected : "read");
    }
}

static void everything_else_is_refused_and_the_value_left_alone(void **state)
{
    (void)state;
    static const struct {
        reader *read;
        const char *expected; /* the beginning */
        const char *texts[24];
    } cases[] = {
        {units_read_number,
         "a number",
         {"", " ", "x", "0x10", "inf", "nan", "1e999", "-1e999", "1 2", "1,5", "--1",
          "+-1", "1e", "e5", ".", "-", "1e+", "٣"}},
        {units_read_count, "a whole number", {"-1", "1.5", "", "1e20", "four", "4s"}},
        {units_read_duration,
         "a duration",
         {"",      "5",         "-5s",      "5x",     "s",     "5S",
          "5 s s", "5sec",      "1e999s",   "1e308d", "1s30m", "1m30",
          "1m1m",  "1m 30s x",  "30s1m",    "1h-3m",  "0x5s",  "infs",
          "nan",   "unlimited", "5m30s10s", "1m+5s"}},
        {units_read_size,
         "a size",
         {"512", "4G", "4gb", "4KB", "-1GiB", "4GiBs", "4Gi B"}},
        {units_read_rate, "a rate", {"80", "80s", "-80/s", "80/w", "80 per s", "80/s/s"}},
        {units_read_bandwidth, "a bandwidth", {"5", "5GB/s", "5gbps", "-5Gbps"}},
        {units_read_throughput, "a throughput", {"125", "125Mbps", "125MB", "-1MB/s"}},
        {units_read_share,
         "a share",
         {"", "%", "80%%", "-1%", "-0.1", "half", "8 0%", "1e999%"}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (int k = 0; k < 24 && cases[i].texts[k]; k++) {
            double value = 12345;
            const char *expected = cases[i].read(cases[i].texts[k], &value);
            if (!expected || strstr(expected, cases[i].expected) != expected)
                fail_msg("\"%s\" should be refused as %s, got %s", cases[i].texts[k],
                         cases[i].expected, expected);
            assert_near(value, 12345, 0);
        }
}

static void prices_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct price price;
    } cases[] = {
        {"25 USD", {25, "USD", PRICE_ONCE, true}},
        {"25USD", {25, "USD", PRICE_ONCE, true}},
        {"300000 KRW/month", {300000, "KRW", PRICE_PER_MONTH, true}},
        {"0.0116 USD/h", {0.0116, "USD", PRICE_PER_HOUR, true}},
        {"0.04 USD/call", {0.04, "USD", PRICE_PER_CALL, true}},
        {"0.08 USD/GB-month", {0.08, "USD", PRICE_PER_GB_MONTH, true}},
        {"0.09 USD/GB", {0.09, "USD", PRICE_PER_GB, true}},
        {"0", {0, "USD", PRICE_ONCE, true}},
        {"0 KRW/h", {0, "KRW", PRICE_PER_HOUR, true}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct price price = {0};
        if (units_read_price(cases[i].text, &price))
            fail_msg("%s should be read", cases[i].text);
        assert_near(price.amount, cases[i].price.amount, 0);
        assert_string_equal(price.currency, cases[i].price.currency);
        assert_int_equal(price.per, cases[i].price.per);
        assert_true(price.given);
    }
}

static void wrong_prices_are_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",        "25",           "USD",
        "25 usd",  "25 US",        "25 USDT",
        "-1 USD",  "$25",          "25 USD/year",
        "25 USD/", "25 USD / h x", "25 USD/hh",
        "nan USD", "1e999 USD",    "25 KRW/month/h",
        "0 x",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct price price = {.amount = 7};
        const char *expected = units_read_price(texts[i], &price);
        if (!expected || !strstr(expected, "a price such as 25 USD"))
            fail_msg("\"%s\" should be refused", texts[i]);
        assert_near(price.amount, 7, 0);
        assert_false(price.given);
    }
}

static void short_forms_are_what_a_person_reads(void **state)
{
    (void)state;
    static const struct {
        writer *write;
        double value;
        const char *text;
    } cases[] = {
        {units_write_duration, 0, "0 s"},
        {units_write_duration, 7e-9, "7 ns"},
        {units_write_duration, 250e-6, "250 us"},
        {units_write_duration, 0.0123, "12.3 ms"},
        {units_write_duration, 0.012345, "12.3 ms"},
        {units_write_duration, 0.99949, "999 ms"},
        {units_write_duration, 0.9996, "1 s"},
        {units_write_duration, 90, "90 s"},
        {units_write_duration, 150, "2.5 min"},
        {units_write_duration, 5400, "1.5 h"},
        {units_write_duration, 36 * 3600, "36 h"},
        {units_write_duration, 12 * 86400, "12 d"},
        {units_write_duration, 12345 * 86400., "12,300 d"},
        {units_write_duration, INFINITY, "unlimited"},
        {units_write_duration, NAN, "-"},
        {units_write_size, 0, "0 B"},
        {units_write_size, 512 * 0x1p20, "512 MiB"},
        {units_write_size, 1.5 * 0x1p30, "1.5 GiB"},
        {units_write_size, 1023, "0.999 KiB"},
        {units_write_size, 5000 * 0x1p40, "5,000 TiB"},
        {units_write_rate, 80, "80/s"},
        {units_write_rate, 12345, "12,300/s"},
        {units_write_rate, 0.5, "30/m"},
        {units_write_rate, 3. / 3600, "3/h"},
        {units_write_rate, 50. / 86400, "2.08/h"},
        {units_write_rate, 5. / 86400, "5/d"},
        {units_write_rate, 0, "0/s"},
        {units_write_share, 0.82, "82%"},
        {units_write_share, 0.004, "0.4%"},
        {units_write_share, 1, "100%"},
        {units_write_share, 0, "0%"},
        {units_write_share, 0.99996, "100%"},
        {units_write_number, 0, "0"},
        {units_write_number, -0.0, "0"},
        {units_write_number, 12345, "12,300"},
        {units_write_number, 999.6, "1,000"},
        {units_write_number, -1234567, "-1,230,000"},
        {units_write_number, 0.00012345, "0.000123"},
        {units_write_number, 1e100, "1e+100"},
        {units_write_number, -1e-100, "-1e-100"},
        {units_write_number, INFINITY, "unlimited"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[UNIT_TEXT];
        cases[i].write(text, cases[i].value);
        assert_string_equal(text, cases[i].text);
    }
}

/* Any double, drawn by its bits; NAN and the infinities now and then. */
static double any_double(struct random *random)
{
    const uint64_t bits = random_bits(random);
    double value;
    memcpy(&value, &bits, sizeof(value));
    return value;
}

static void short_forms_fit_whatever_the_value(void **state)
{
    (void)state;
    static writer *const writers[] = {units_write_duration, units_write_size,
                                      units_write_rate, units_write_share,
                                      units_write_number};
    struct random random;
    random_init(&random, 1, 0, "writers");
    for (int i = 0; i < 100000; i++) {
        const double value =
            i % 2 ? any_double(&random) : exp(100 * (random_uniform(&random) - 0.5));
        char text[UNIT_TEXT + 1];
        text[UNIT_TEXT] = '#';
        for (int k = 0; k < 5; k++) {
            writers[k](text, value);
            assert_true(strlen(text) > 0 && strlen(text) < UNIT_TEXT);
            assert_int_equal(text[UNIT_TEXT], '#');
        }
    }
}

/* What is written with three digits reads back within half of the third one. */
static void short_durations_and_sizes_read_back(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "back");
    for (int i = 0; i < 20000; i++) {
        const double value = exp(18 * random_uniform(&random) - 9);
        char text[UNIT_TEXT];
        double back;
        units_write_duration(text, value);
        assert_null(units_read_duration(text, &back));
        assert_near(back, value, value * 0.005);
        units_write_size(text, value * 1e6);
        assert_null(units_read_size(text, &back));
        assert_near(back, value * 1e6, value * 1e6 * 0.005);
    }
}

static void exact_form_reads_back_as_the_same_double(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "exact");
    for (int i = 0; i < 200000; i++) {
        const double value =
            i % 2 ? any_double(&random) : random_below(&random, 1000000) / 1000.;
        if (!isfinite(value))
            continue;
        char text[UNIT_TEXT];
        units_write_exact(text, value);
        assert_true(strtod(text, NULL) == value);
        assert_true(strlen(text) < UNIT_TEXT);
    }
}

static void exact_form_is_the_shortest(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.1, "0.1"},
        {-0.0, "0"},
        {1e300, "1e+300"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1. / 3, "0.3333333333333333"},
        {123456789, "123456789"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {-DBL_MIN, "-2.2250738585072014e-308"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[UNIT_TEXT];
        units_write_exact(text, cases[i].value);
        assert_string_equal(text, cases[i].text);
    }
}

static void write_exactly(void *value)
{
    char text[UNIT_TEXT];
    units_write_exact(text, *(double *)value);
}

static void exact_form_of_no_number_asserts(void **state)
{
    (void)state;
    double values[] = {NAN, INFINITY, -INFINITY, 0};
    for (int i = 0; i < 4; i++) {
        char text[300];
        const int status = death_of(write_exactly, &values[i], text, sizeof(text));
        assert_int_equal(WIFSIGNALED(status) ? WTERMSIG(status) : 0, i < 3 ? SIGABRT : 0);
    }
}

static void counts_are_exact(void **state)
{
    (void)state;
    char text[UNIT_TEXT];
    units_write_count(text, 4838);
    assert_string_equal(text, "4,838");
    units_write_count(text, -1234567);
    assert_string_equal(text, "-1,234,567");
    units_write_count(text, 0);
    assert_string_equal(text, "0");
    units_write_count(text, 4838.5); /* a mean over replications */
    assert_string_equal(text, "4,840");
    units_write_count(text, INFINITY);
    assert_string_equal(text, "unlimited");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_exact),
        cmocka_unit_test(units_are_read),
        cmocka_unit_test(everything_else_is_refused_and_the_value_left_alone),
        cmocka_unit_test(prices_are_read),
        cmocka_unit_test(wrong_prices_are_refused),
        cmocka_unit_test(short_forms_are_what_a_person_reads),
        cmocka_unit_test(short_forms_fit_whatever_the_value),
        cmocka_unit_test(short_durations_and_sizes_read_back),
        cmocka_unit_test(exact_form_reads_back_as_the_same_double),
        cmocka_unit_test(exact_form_is_the_shortest),
        cmocka_unit_test(exact_form_of_no_number_asserts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
