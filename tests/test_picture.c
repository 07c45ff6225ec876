/* Figures of awkward data, drawn by gnuplot as SVG; and a gnuplot that fails. */
#include "sim/output/gnuplot.h"
#include "sim/output/picture.h"
#include "sim/output/plot_data.h"
#include "tests/support/near.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int set_up(void **state)
{
    struct arena *arena = calloc(1, sizeof *arena);
    arena_init(arena);
    *state = arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_clear(*state);
    free(*state);
    return 0;
}

static const char *drawn(struct arena *arena, const struct picture *picture)
{
    const char *fault;
    if (system("gnuplot --version >/dev/null 2>&1") != 0)
        skip();
    const char *svg = picture_draw(picture, arena, &fault);
    if (!svg)
        fail_msg("%s: %s", picture->script, fault);
    return svg;
}

static void expect(const char *svg, const char *part)
{
    if (!strstr(svg, part))
        fail_msg("no '%s' in\n%s", part, svg);
}

/* ---- the data ---- */

static void what_gnuplot_cannot_read_is_written_with_letters_alike(void **state)
{
    assert_null(plot_data_plain(*state, "a,b\n1,2\n"));
    assert_string_equal(plot_data_plain(*state, "x,\"2\"\" pipe\"\n\"a, b\nc\",\"\"\n"),
                        "x,\"2″ pipe\"\n\"a‚ b c\",\"\"\n");
    assert_string_equal(plot_data_plain(*state, "\"\"\"q\"\"\",1\n"), "\"″q″\",1\n");
    assert_string_equal(plot_data_word(*state, "a\"b,c"), "a″b‚c");
}

static void a_design_is_named_whole_with_its_quotes_and_commas(void **state)
{
    const struct picture picture = {
        .script = "compare",
        .csv = "design,ok,metric,value,low,high\n"
               "the file,true,latency_p95_s,0.1,,\nthe file,true,cost_month_usd,5,,\n"
               "\"2\"\" pipe, long\",true,latency_p95_s,0.2,,\n"
               "\"2\"\" pipe, long\",true,cost_month_usd,6,,\n",
        .arguments = {"Shop"},
        .argument_count = 1};
    expect(drawn(*state, &picture), "2″ pipe‚ long<");
}

static void a_column_with_a_quote_in_its_name_is_found(void **state)
{
    const struct picture picture = {
        .script = "sweep",
        .csv = "\"services.a\"\"b.threads\",verdict,latency_p95_s,latency_mean_s,"
               "failed_rate,cpu_peak\n1,passed,0.2,0.1,0,0.5\n2,failed,0.3,0.2,0.1,0.6\n",
        .arguments = {"Shop", "services.a\"b.threads"},
        .argument_count = 2};
    expect(drawn(*state, &picture), "services.a″b.threads<");
}

/* ---- long names ---- */

static void a_long_name_is_cut(void **state)
{
    char name[251] = "";
    memset(name, 'n', 250);
    const struct picture picture = {
        .script = "memory",
        .csv = arena_format(
            *state, "time_s,RAM,RAM + swap,system,%s\n0,2,,1,0.5\n60,2,,1,0.5\n", name),
        .arguments = {name},
        .argument_count = 1};
    const char *svg = drawn(*state, &picture);
    expect(svg, ">nnnnnnnnnnnnnnnnnnnnnnnnnnn…<");
    expect(svg, ">Memory of nnnn");
    assert_null(strstr(svg, name));
}

/* ---- a tornado ---- */

static const char *tornado(struct arena *arena, const char *csv)
{
    const struct picture picture = {.script = "tornado",
                                    .csv = csv,
                                    .arguments = {"p(95) < 200ms", "s"},
                                    .argument_count = 2};
    return drawn(arena, &picture);
}

static void a_figure_that_nothing_moves_is_drawn_and_says_so(void **state)
{
    static const char *const words = "No assumption alone moves this.";
    expect(tornado(*state, "path,low,high,base\na.b,1,1,1\n"), words);
    expect(tornado(*state, "path,low,high,base\na.b,,,\n"), words);
    assert_null(strstr(tornado(*state, "path,low,high,base\na.b,1,2,1\n"), words));
    assert_null(strstr(tornado(*state, "path,low,high,base\na.b,1,,1\n"), words));
}

/* ---- a gnuplot that fails ---- */

static const char *fault_of(struct arena *arena, const char *script)
{
    char folder[] = "/tmp/overstack-picture-XXXXXX";
    char *before = strdup(getenv("PATH") ? getenv("PATH") : "");
    assert_non_null(mkdtemp(folder));
    const char *path = arena_format(arena, "%s/gnuplot", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(script, file);
    fclose(file);
    assert_int_equal(chmod(path, 0700), 0);
    setenv("PATH", arena_format(arena, "%s:%s", folder, before), 1);
    const char *fault = gnuplot_run_within(0.2, "x.gp", NULL, 0, arena);
    setenv("PATH", before, 1);
    free(before);
    unlink(path);
    rmdir(folder);
    return fault;
}

static void a_gnuplot_that_fails_without_a_word_has_its_code_told(void **state)
{
    assert_string_equal(fault_of(*state, "#!/bin/sh\nexit 3\n"),
                        "gnuplot ended with code 3 and said nothing");
    assert_string_equal(fault_of(*state, "#!/bin/sh\nkill -9 $$\n"),
                        "gnuplot was killed by signal 9");
    assert_string_equal(fault_of(*state, "#!/bin/sh\necho line 7; exit 1\n"),
                        "gnuplot failed: line 7");
    assert_null(fault_of(*state, "#!/bin/sh\nexit 0\n"));
}

static void a_gnuplot_that_hangs_is_stopped(void **state)
{
    const time_t start = time(NULL);
    assert_string_equal(fault_of(*state, "#!/bin/sh\nexec sleep 30\n"),
                        "gnuplot was stopped: not done after 0.2 s");
    assert_true(time(NULL) - start < 20);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(what_gnuplot_cannot_read_is_written_with_letters_alike),
        CASE(a_design_is_named_whole_with_its_quotes_and_commas),
        CASE(a_column_with_a_quote_in_its_name_is_found),
        CASE(a_long_name_is_cut),
        CASE(a_figure_that_nothing_moves_is_drawn_and_says_so),
        CASE(a_gnuplot_that_fails_without_a_word_has_its_code_told),
        CASE(a_gnuplot_that_hangs_is_stopped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
