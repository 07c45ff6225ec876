/* The text report on any paper: 80 to 120 columns, Unicode or ASCII; and the lines that show
 * the run over time. */
#include "sim/output/ascii.h"
#include "sim/output/document.h"
#include "sim/output/human.h"
#include "sim/output/spark.h"
#include "sim/output/text.h"
#include "sim/output/utf8.h"
#include "tests/support/fabricate.h"
#include "tests/support/near.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct fixture {
    struct arena arena;
    json_t *report;
    char *text; /* rendered */
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    arena_init(&fixture->arena);
    fixture->report = document_create(fabricate_summary(&fixture->arena), 0);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    json_decref(fixture->report);
    free(fixture->text);
    arena_clear(&fixture->arena);
    free(fixture);
    return 0;
}

static const char *render(struct fixture *fixture, struct paper_style style)
{
    size_t size = 0;
    free(fixture->text);
    FILE *out = open_memstream(&fixture->text, &size);
    text_write(fixture->report, style, out);
    fclose(out);
    return fixture->text;
}

/* The widest line; fails when one ends with a blank. */
static int widest_line(const char *text)
{
    int widest = 0;
    while (*text) {
        const size_t length = strcspn(text, "\n");
        char *line = strndup(text, length);
        const int width = utf8_width(line);
        widest = width > widest ? width : widest;
        assert_false(length > 0 && line[length - 1] == ' ');
        free(line);
        text += length + (text[length] == '\n');
    }
    return widest;
}

static void report_uses_the_width_it_has(void **state)
{
    for (int columns = 80; columns <= 120; columns++) {
        const struct paper_style style = {.columns = columns};
        const int widest = widest_line(render(*state, style));
        assert_true(widest <= columns);
        assert_true(widest >= columns - 8);
    }
}

static void on_paper_of_ascii_there_is_nothing_else(void **state)
{
    struct fixture *fixture = *state;
    json_object_set_new(json_object_get(fixture->report, "scenario"), "name",
                        json_string("서버 \xe2\x9c\x93 \xf0\x9f\x9a\x80"));
    for (int columns = 80; columns <= 120; columns += 20) {
        const struct paper_style style = {.columns = columns, .ascii = true};
        const char *text = render(fixture, style);
        assert_true(widest_line(text) <= columns);
        for (const char *c = text; *c; c++)
            if ((unsigned char)*c >= 0x80)
                fail_msg("not ASCII: %.40s", c);
        assert_non_null(strstr(text, "???? ok ??")); /* a mark for each column */
        assert_non_null(strstr(text, "  |- "));
    }
}

static void letters_are_spelt_in_ascii(void **state)
{
    struct arena *arena = &((struct fixture *)*state)->arena;
    assert_string_equal(ascii_text(arena, "plain"), "plain");
    assert_string_equal(ascii_text(arena, "5 ± 1 ≥ 3 … 12 µs"), "5 +/- 1 >= 3 ... 12 us");
    assert_string_equal(ascii_text(arena, "✓ ✗ [██▒░]"), "ok x [##x.]");
    assert_string_equal(ascii_text(arena, "├─ a │ b └─"), "|- a | b `-");
    assert_string_equal(ascii_text(arena, "한e\u0301é"), "??e?");
    assert_string_equal(ascii_text(arena, "\xff\x1b[m"), "??[m");
}

/* ---- Quantities of the bill ---- */

static void whole_quantities_are_exact(void **state)
{
    struct arena *arena = &((struct fixture *)*state)->arena;
    assert_string_equal(human_quantity(arena, 720), "720");
    assert_string_equal(human_quantity(arena, 1234), "1,234");
    assert_string_equal(human_quantity(arena, 12345678), "12,345,678");
    assert_string_equal(human_quantity(arena, 3 * 744.0), "2,232");
    assert_string_equal(human_quantity(arena, 0), "0");
    assert_string_equal(human_quantity(arena, 0.0716), "0.0716");
    assert_string_equal(human_quantity(arena, 1234.5), human_number(arena, 1234.5));
    assert_true(strlen(human_quantity(arena, 1e15)) < strlen("1,000,000,000"));
    assert_string_equal(human_quantity(arena, NAN), "-");
}

/* ---- Lines of blocks ---- */

static const char *spark(struct fixture *fixture, const char *values, int columns,
                         double top, bool ascii)
{
    json_t *list = json_loads(values, 0, NULL);
    assert_non_null(list);
    const char *text = spark_text(&fixture->arena, list, columns, top, ascii);
    json_decref(list);
    return text;
}

static void block_is_as_high_as_its_value(void **state)
{
    const char *values = "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]";
    assert_string_equal(spark(*state, values, 10, 8, false), "▁▁▂▃▄▅▆▇██");
    assert_string_equal(spark(*state, values, 10, 8, true), "__.-=+*%##");
}

static void nothing_is_a_blank(void **state)
{
    assert_string_equal(spark(*state, "[null, 4, null]", 3, 8, false), " ▄ ");
    assert_string_equal(spark(*state, "[\"x\", true, 8]", 3, 8, false), "  █");
}

static void zero_everywhere_is_flat(void **state)
{
    assert_string_equal(spark(*state, "[0, 0, 0]", 3, 0, false), "▁▁▁");
}

static void column_shows_the_highest_of_its_time(void **state)
{
    assert_string_equal(spark(*state, "[0, 0, 8, 0, 0, 0, null, 4]", 4, 8, false),
                        "▁█▁▄");
    assert_string_equal(spark(*state, "[8, 0, 0, 0, 0]", 2, 8, false), "█▁");
}

static void step_may_be_wider_than_a_column(void **state)
{
    assert_string_equal(spark(*state, "[8, 0]", 4, 8, false), "██▁▁");
    assert_string_equal(spark(*state, "[8, 0, 4]", 4, 8, false), "██▁▄");
}

/* No step is left out, whatever the two numbers are. */
static void every_step_is_in_a_column(void **state)
{
    struct fixture *fixture = *state;
    for (size_t steps = 1; steps <= 70; steps++) {
        for (int columns = 1; columns <= 50; columns++) {
            for (size_t high = 0; high < steps; high += 7) {
                json_t *values = json_array();
                for (size_t i = 0; i < steps; i++)
                    json_array_append_new(values, json_integer(i == high));
                const char *text = spark_text(&fixture->arena, values, columns, 1, false);
                json_decref(values);
                assert_int_equal(utf8_width(text), columns);
                assert_non_null(strstr(text, "█"));
            }
        }
        arena_reset(&fixture->arena);
    }
}

/* ---- The section ---- */

static json_t *small_report(void)
{
    return json_pack(
        "{s: {s: f, s: i}, s: {s: {s: s, s: f}}, s: {s: {s: {s: f}, s: {s: f, s: f}}},"
        " s: {s: {s: [f, f, f, f], s: [f, f, f, f], s: [f, f, f, f], s: [f, f, f, n],"
        " s: [f, f, f, f]}}}",
        "scenario", "simulated_s", 240., "replications", 1, "verdict", "first",
        "resource", "host.web.memory", "at_s", 130., "hosts", "web", "cpu", "peak", 1.,
        "memory", "need_peak", 3 * 0x1p30, "total", 2 * 0x1p30, "timeline", "series",
        "host.web.cpu", 0.25, 0.5, 0.75, 1., "host.web.need", 0x1p30, 0x1p30, 2 * 0x1p30,
        3 * 0x1p30, "requests.offered", 10., 10., 20., 20., "requests.latency_p95", 0.01,
        0.02, 0.08, "requests.failed", 0., 0., 0., 20.);
}

static void figures_over_time_stand_on_one_axis(void **state)
{
    struct fixture *fixture = *state;
    json_decref(fixture->report);
    fixture->report = small_report();
    assert_non_null(fixture->report);
    const char *text = strstr(render(fixture, paper_style_plain), "OVER TIME");
    assert_non_null(text);
    char *section = strndup(text, (size_t)(strstr(text, "  Full height is") - text));
    assert_string_equal(
        section,
        "OVER TIME\n"
        "               0 s                2 min              4 min  lowest     highest\n"
        "  web CPU      ▂▂▂▂▂▂▂▂▂▂▂▄▄▄▄▄▄▄▄▄▄▄▆▆▆▆▆▆▆▆▆▆▆██████████     25%        100%\n"
        "  web memory   ▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▆▆▆▆▆▆▆▆▆▆▆██████████   1 GiB       3 GiB\n"
        "  requests     ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄█████████████████████    10/s        20/s\n"
        "  p95 latency  ▁▁▁▁▁▁▁▁▁▁▁▂▂▂▂▂▂▂▂▂▂▂███████████             10 ms       80 ms\n"
        "  failed       ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁██████████     0/s        20/s\n"
        "  first full                          ▲                             2 min 10 "
        "s\n");
    free(section);
}

/* Four of six, in the order of the report; the one that was never on is not there. */
static void of_many_machines_the_fullest_are_shown(void **state)
{
    static const double busy[] = {0.2, 0.9, 0.5, 0.5, 1, 0.5};
    struct fixture *fixture = *state;
    json_decref(fixture->report);
    fixture->report = small_report();
    json_t *hosts = json_object_get(fixture->report, "hosts");
    json_t *series =
        json_object_get(json_object_get(fixture->report, "timeline"), "series");
    json_object_clear(hosts);
    for (int i = 0; i < 6; i++) {
        const char *name = arena_format(&fixture->arena, "m%d", i);
        json_object_set_new(hosts, name,
                            json_pack("{s: {s: f}, s: i}", "cpu", "peak", busy[i],
                                      "hours", i == 4 ? 0 : 1));
        json_object_set_new(series, arena_format(&fixture->arena, "host.%s.cpu", name),
                            json_pack("[f]", busy[i]));
    }
    const char *text = strstr(render(fixture, paper_style_plain), "OVER TIME");
    const char *const shown[] = {"m1 CPU", "m2 CPU", "m3 CPU", "m5 CPU", "requests"};
    for (int i = 0; i < 5; i++) {
        text = text ? strstr(text, shown[i]) : NULL;
        if (!text)
            fail_msg("%s is missing, or not in its place", shown[i]);
    }
    assert_null(strstr(fixture->text, "m0 CPU"));
    assert_null(strstr(fixture->text, "m4 CPU"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
        TEST(report_uses_the_width_it_has),
        TEST(on_paper_of_ascii_there_is_nothing_else),
        TEST(letters_are_spelt_in_ascii),
        TEST(whole_quantities_are_exact),
        TEST(block_is_as_high_as_its_value),
        TEST(nothing_is_a_blank),
        TEST(zero_everywhere_is_flat),
        TEST(column_shows_the_highest_of_its_time),
        TEST(step_may_be_wider_than_a_column),
        TEST(every_step_is_in_a_column),
        TEST(figures_over_time_stand_on_one_axis),
        TEST(of_many_machines_the_fullest_are_shown),
    };
    return cmocka_run_group_tests_name("paper", tests, NULL, NULL);
}
