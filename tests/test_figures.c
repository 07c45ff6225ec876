/* What figures are drawn from. The pictures themselves are looked at by people. */
#include "sim/output/document.h"
#include "sim/output/figures.h"
#include "sim/output/figures_data.h"
#include "tests/support/fabricate.h"
#include "tests/support/near.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    struct arena arena;
    struct summary *summary;
    json_t *report;
    char folder[64];
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    arena_init(&fixture->arena);
    fixture->summary = fabricate_summary(&fixture->arena);
    fixture->report = document_create(fixture->summary, 0);
    strcpy(fixture->folder, "/tmp/overstack-test-XXXXXX");
    *state = fixture;
    return mkdtemp(fixture->folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", fixture->folder);
    const int code = system(command);
    json_decref(fixture->report);
    arena_clear(&fixture->arena);
    free(fixture);
    return code;
}

static int has(struct fixture *fixture, const char *name)
{
    const char *path = arena_format(&fixture->arena, "%s/%s", fixture->folder, name);
    return access(path, R_OK) == 0;
}

static void cpu_is_in_percent_and_credits_are_not(void **state)
{
    struct fixture *fixture = *state;
    const struct figures_columns columns =
        figures_data_cpu(fixture->report, "web", &fixture->arena);
    assert_int_equal(columns.count, 5);
    assert_int_equal(columns.steps, 240);
    assert_string_equal(columns.items[1].title, "system");
    const struct series *system = summary_series(fixture->summary, "host.web.cpu.system");
    const struct series *credits = summary_series(fixture->summary, "host.web.credits");
    assert_near(columns.items[1].values[100], system->values[100] * 100, 1e-9);
    assert_near(columns.items[4].values[0], credits->values[0], 1e-9);
    assert_near(columns.items[4].at_0, 60, 0); /* known, not the first step again */
}

/* Of five services three are wanted: the two that hold most, and the others summed. */
static void services_that_hold_little_are_joined(void **state)
{
    struct fixture *fixture = *state;
    double held[8][2] = {{9, 9}, {9, 9}, {1, 1}, {5, 5}, {1, 2}, {3, 3}, {2, 1}, {4, 4}};
    static const char *const titles[] = {"RAM", "RAM + swap", "system", "big",
                                         "a",   "b",          "c",      "second"};
    struct figures_column items[8];
    for (int i = 0; i < 8; i++)
        items[i] = (struct figures_column){titles[i], held[i], 0};
    struct figures_columns columns = {items, 8, 2};
    figures_data_join(&columns, 3, &fixture->arena);
    assert_int_equal(columns.count, 6);
    assert_string_equal(columns.items[2].title, "system");
    assert_string_equal(columns.items[3].title, "big");
    assert_string_equal(columns.items[4].title, "second");
    assert_string_equal(columns.items[5].title, "3 others");
    assert_near(columns.items[5].values[0], 1 + 3 + 2, 1e-9);
    assert_near(columns.items[5].values[1], 2 + 3 + 1, 1e-9);
}

static void memory_stacks_the_system_first_and_has_no_swap_line_without_swap(void **state)
{
    struct fixture *fixture = *state;
    const struct figures_columns columns =
        figures_data_memory(fixture->report, "web", &fixture->arena);
    assert_int_equal(columns.count, 6);
    assert_string_equal(columns.items[2].title, "system");
    assert_string_equal(columns.items[3].title, "spring");
    assert_true(isnan(columns.items[1].values[0]));
    assert_near(columns.items[0].values[0], 4.11e9 / 1073741824.0, 1e-9);
}

static void the_swap_line_stands_above_ram_by_the_swap(void **state)
{
    struct fixture *fixture = *state;
    json_decref(fixture->report);
    fixture->summary->hosts[0].swap_total = 2 * 1073741824.0;
    fixture->report = document_create(fixture->summary, 0);
    const struct figures_columns columns =
        figures_data_memory(fixture->report, "web", &fixture->arena);
    assert_near(columns.items[1].values[7] - columns.items[0].values[7], 2, 1e-9);
}

static void failures_are_a_share_of_what_ended(void **state)
{
    struct fixture *fixture = *state;
    const struct figures_columns columns =
        figures_data_latency(fixture->report, &fixture->arena);
    const double answered =
        summary_series(fixture->summary, "requests.answered")->values[200];
    const double failed =
        summary_series(fixture->summary, "requests.failed")->values[200];
    assert_near(columns.items[3].values[200], 100 * failed / (failed + answered), 1e-9);
    assert_true(isnan(columns.items[0].values[105])); /* nobody was answered */
}

static void only_events_worth_a_mark_are_written_by_kind(void **state)
{
    struct fixture *fixture = *state;
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    /* out of memory, restart, unreachable, credits; `ready` is none */
    assert_int_equal(
        figures_data_write_events(fixture->report, NULL, &fixture->arena, out), 4);
    fclose(out);
    assert_non_null(strstr(text, "\n400,1,,,\n"));
    assert_non_null(strstr(text, "\n1865,,,,1\n"));
    free(text);
}

static void an_event_of_another_machine_is_not_marked(void **state)
{
    struct fixture *fixture = *state;
    FILE *out = fopen("/dev/null", "w");
    assert_int_equal(
        figures_data_write_events(fixture->report, "db", &fixture->arena, out), 0);
    assert_int_equal(
        figures_data_write_events(fixture->report, "web", &fixture->arena, out), 4);
    fclose(out);
}

static void draw(struct fixture *fixture, unsigned formats, struct error_list *messages)
{
    const struct plot_place place = {fixture->folder, formats};
    error_list_init(messages, &fixture->arena);
    figures_write(fixture->report, &place, &fixture->arena, messages);
}

static void expect_begins(struct fixture *fixture, const char *name, const char *ending,
                          const char *start)
{
    char found[8] = "";
    const char *path =
        arena_format(&fixture->arena, "%s/%s.%s", fixture->folder, name, ending);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s was not drawn", path);
    assert_true(fread(found, 1, sizeof found, file) == sizeof found);
    fclose(file);
    assert_memory_equal(found, start, strlen(start));
}

/* Held against the path without gnuplot, so that it is the same everywhere. */
static void without_gnuplot_the_csv_files_stay_and_it_is_said(void **state)
{
    struct fixture *fixture = *state;
    struct error_list messages;
    char *path = strdup(getenv("PATH") ? getenv("PATH") : "");
    setenv("PATH", "/nowhere", 1);
    draw(fixture, 1U << PLOT_PNG, &messages);
    setenv("PATH", path, 1);
    free(path);
    assert_int_equal(messages.errors, 0);
    assert_int_equal(messages.count, 1);
    assert_non_null(strstr(messages.items[0].message, "gnuplot is not installed"));
    static const char *const names[] = {"timeline.csv", "cpu.csv", "memory.csv",
                                        "latency.csv", "events.csv"};
    for (int i = 0; i < 5; i++)
        assert_true(has(fixture, names[i]));
    assert_false(has(fixture, "cpu.png"));
}

/* What a figure says beside its curves: units on every axis, and the marks' legend. */
static void expect_said(struct fixture *fixture)
{
    static const char *const said[][5] = {
        {"cpu", "share of all cores, %", "CPU credits", "time, min", "out of memory"},
        {"memory", "memory, GiB", "RAM", "time, min", "out of memory"},
        {"latency", ">[0-9.]+ m?s<", "failed, % of the requests that ended", "time, min",
         "out of memory"},
    };
    for (int i = 0; i < 3; i++) {
        const char *path =
            arena_format(&fixture->arena, "%s/%s.svg", fixture->folder, said[i][0]);
        for (int k = 1; k < 5; k++) {
            const char *line =
                arena_format(&fixture->arena, "grep -qE -- '%s' '%s'", said[i][k], path);
            if (system(line) != 0)
                fail_msg("%s.svg does not say '%s'", said[i][0], said[i][k]);
        }
    }
}

static void with_gnuplot_every_figure_is_drawn(void **state)
{
    struct fixture *fixture = *state;
    struct error_list messages;
    if (system("gnuplot --version >/dev/null 2>&1") != 0)
        skip();
    draw(fixture, 1U << PLOT_PNG | 1U << PLOT_SVG | 1U << PLOT_PDF, &messages);
    if (messages.count)
        fail_msg("%s", messages.items[0].message);
    static const char *const names[] = {"cpu", "memory", "latency"};
    for (int i = 0; i < 3; i++) {
        expect_begins(fixture, names[i], "png", "\x89PNG");
        expect_begins(fixture, names[i], "svg", "<?xml");
        expect_begins(fixture, names[i], "pdf", "%PDF-");
    }
    expect_said(fixture);
}

/* ---- Scripts by hand ---- */

static void scripts_are_usable_by_hand(void **state)
{
    static const char *const lines[] = {
        "gnuplot -c plots/cpu.gp plots %s/cpu.csv %s/hand.svg web %s/events.csv 2>&1",
        "gnuplot -c plots/memory.gp plots %s/memory.csv %s/hand.png web 2>&1",
        "gnuplot -c plots/latency.gp plots %s/latency.csv %s/hand.pdf web "
        "%s/events.csv 2>&1",
    };
    struct fixture *fixture = *state;
    struct error_list messages;
    const char *folder = fixture->folder;
    if (system("gnuplot --version >/dev/null 2>&1") != 0)
        skip();
    draw(fixture, 0, &messages);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        char said[512] = "";
        FILE *pipe =
            popen(arena_format(&fixture->arena, lines[i], folder, folder, folder), "r");
        assert_non_null(pipe);
        said[fread(said, 1, sizeof said - 1, pipe)] = '\0';
        if (pclose(pipe) != 0)
            fail_msg("%s: %s", lines[i], said);
    }
    expect_begins(fixture, "hand", "png", "\x89PNG");
    expect_begins(fixture, "hand", "svg", "<?xml");
    expect_begins(fixture, "hand", "pdf", "%PDF-");
}

/* ---- When gnuplot fails ---- */

/* In the fixture's folder, before the real one in PATH. */
static void put_gnuplot(struct fixture *fixture, const char *script)
{
    const char *path = arena_format(&fixture->arena, "%s/gnuplot", fixture->folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(script, file);
    fclose(file);
    assert_int_equal(chmod(path, 0700), 0);
}

/* A gnuplot without cairo has no PDF: the other formats are drawn all the same. */
static void a_format_that_fails_does_not_take_the_others_with_it(void **state)
{
    struct fixture *fixture = *state;
    struct error_list messages;
    char *path = strdup(getenv("PATH") ? getenv("PATH") : "");
    put_gnuplot(fixture, "#!/bin/sh\n"
                         "case $5 in\n"
                         "*.pdf) echo 'line 7: no PDF here' >&2; exit 1 ;;\n"
                         "esac\n"
                         "echo drawn >\"$5\"\n");
    setenv("PATH", arena_format(&fixture->arena, "%s:%s", fixture->folder, path), 1);
    draw(fixture, 1U << PLOT_PNG | 1U << PLOT_PDF, &messages);
    setenv("PATH", path, 1);
    free(path);
    assert_int_equal(messages.errors, 0);
    assert_int_equal(messages.count, 1);
    assert_non_null(strstr(messages.items[0].message,
                           "gnuplot failed: line 7: no PDF here; the CSV files are in"));
    assert_true(has(fixture, "cpu.png") && has(fixture, "memory.png") &&
                has(fixture, "latency.png"));
    assert_false(has(fixture, "cpu.pdf"));
    const char *left = arena_format(&fixture->arena, "ls -A %s | grep -q '^\\.overstack'",
                                    fixture->folder);
    assert_int_not_equal(system(left), 0); /* nothing half drawn */
}

static void formats_are_read_from_a_list(void **state)
{
    (void)state;
    assert_int_equal(plot_formats_read("png"), 1 << PLOT_PNG);
    assert_int_equal(plot_formats_read("svg,pdf"), 1 << PLOT_SVG | 1 << PLOT_PDF);
    assert_int_equal(plot_formats_read("pdf,png,svg,png"), 7);
    static const char *const wrong[] = {"",    ",",    "png,", "gif",
                                        "PNG", "pngs", "pn",   "png, svg"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(plot_formats_read(wrong[i]), 0);
}

static void a_machine_without_credits_and_requests_without_answers_are_drawn(void **state)
{
    struct fixture *fixture = *state;
    struct error_list messages;
    if (system("gnuplot --version >/dev/null 2>&1") != 0)
        skip();
    json_decref(fixture->report);
    for (uint32_t i = 0; i < fixture->summary->series_count; i++) {
        struct series *series = &fixture->summary->series[i];
        if (strstr(series->name, "credits") || strstr(series->name, "requests."))
            for (uint32_t step = 0; step < series->count; step++)
                series->values[step] = NAN;
    }
    fixture->report = document_create(fixture->summary, 0);
    draw(fixture, 1U << PLOT_PNG, &messages);
    assert_int_equal(messages.count, 0);
    expect_begins(fixture, "cpu", "png", "\x89PNG");
    expect_begins(fixture, "latency", "png", "\x89PNG");
}

/* The right axis follows the credits, however many, and below 0 where they are borrowed. */
static void expect_credits(struct fixture *fixture, double first, double last,
                           const char *said)
{
    struct error_list messages;
    json_decref(fixture->report);
    for (uint32_t i = 0; i < fixture->summary->series_count; i++) {
        struct series *series = &fixture->summary->series[i];
        if (strstr(series->name, "credits"))
            for (uint32_t step = 0; step < series->count; step++)
                series->values[step] =
                    first + (last - first) * step / fmax(1, series->count - 1.0);
    }
    fixture->report = document_create(fixture->summary, 0);
    draw(fixture, 1U << PLOT_SVG, &messages);
    if (messages.count)
        fail_msg("%s", messages.items[0].message);
    const char *line = arena_format(&fixture->arena, "grep -q -- '%s' '%s/cpu.svg'", said,
                                    fixture->folder);
    if (system(line) != 0)
        fail_msg("credits of %g to %g: cpu.svg does not say '%s'", first, last, said);
}

static void credits_of_any_size_are_drawn(void **state)
{
    if (system("gnuplot --version >/dev/null 2>&1") != 0)
        skip();
    expect_credits(*state, 400, 576, "> 600<");
    expect_credits(*state, 50, 576, "> 600<");
    expect_credits(*state, 0, -53, "CPU credits, below 0 borrowed");
    expect_credits(*state, -10, -53, "-40<");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        CASE(cpu_is_in_percent_and_credits_are_not),
        CASE(services_that_hold_little_are_joined),
        CASE(memory_stacks_the_system_first_and_has_no_swap_line_without_swap),
        CASE(the_swap_line_stands_above_ram_by_the_swap),
        CASE(failures_are_a_share_of_what_ended),
        CASE(only_events_worth_a_mark_are_written_by_kind),
        CASE(an_event_of_another_machine_is_not_marked),
        CASE(without_gnuplot_the_csv_files_stay_and_it_is_said),
        CASE(with_gnuplot_every_figure_is_drawn),
        CASE(scripts_are_usable_by_hand),
        CASE(a_format_that_fails_does_not_take_the_others_with_it),
        CASE(formats_are_read_from_a_list),
        CASE(credits_of_any_size_are_drawn),
        CASE(a_machine_without_credits_and_requests_without_answers_are_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
