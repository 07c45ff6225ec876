/* `--format html` of the experiments, as a user runs them: each page holds what the JSON
 * report says, is whole, and says what a scenario says as text; without gnuplot too. */
#include "sim/output/human.h"
#include "sim/output/look.h"
#include "tests/support/page.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* 60/s of 20 ms: 1.2 cores. Its name is one that nobody should have. */
static const char shop[] =
    "overstack: 1\n"
    "name: \"<script>alert('x')</script> & \\\"shop\\\" \U0001F600\"\n"
    "simulate: {duration: 20s, warmup: 5s, seed: 3}\n"
    "hosts: {web: {instance: t3.large, credits: {mode: unlimited}}}\n"
    "services: {s: {on: web, threads: 8, endpoints: {go: [{cpu: exp(20ms)}]}}}\n"
    "traffic: {users: {executor: constant-arrival-rate, rate: 60/s, target: s.go}}\n"
    "thresholds: {http_req_duration: [\"p(95) < 200ms\"], http_req_failed: [\"rate < "
    "1%\"]}\n"
    "budget: 100 USD/month\n"
    "variants:\n"
    "  \"<b>one\": {services.s.threads: 1}\n"
    "  large: {hosts.web.instance: m7i.xlarge}\n"
    "search:\n"
    "  hosts.web.instance: [m6i.large, t3.nano, t3.small, t3.2xlarge]\n"
    "  services.s.threads: [1, 16]\n";

enum { LIMIT = 1 << 21 };

struct fixture {
    char folder[64];
    char page[LIMIT], other[LIMIT];
    json_t *report; /* of the last command */
    struct arena arena;
};

static void write_file(const struct fixture *fixture, const char *name, const char *text)
{
    char path[128];
    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    strcpy(fixture->folder, "/tmp/overstack-test-XXXXXX");
    *state = fixture;
    if (!mkdtemp(fixture->folder))
        return -1;
    arena_init(&fixture->arena);
    write_file(fixture, "shop.yaml", shop);
    return 0;
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

/* `overstack WORDS` in the test's folder, `before` stands before it; what it wrote is in
 * `text`. Returns its exit code. */
static int ask(struct fixture *fixture, const char *before, const char *words, char *text)
{
    const char *program = getenv("OVERSTACK");
    char *path = realpath(program && *program ? program : "./overstack", NULL);
    char line[4096];
    assert_non_null(path);
    snprintf(line, sizeof line, "cd %s && %s '%s' %s 2>&1", fixture->folder, before, path,
             words);
    free(path);
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    text[fread(text, 1, LIMIT - 1, pipe)] = '\0';
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("'%s' is not in:\n%.20000s", part, text);
}

/* A cell of a table, or the end of one. */
static void has_cell(const struct fixture *fixture, const char *text)
{
    char part[512];
    snprintf(part, sizeof part, ">%s</td>", text);
    has(fixture->page, part);
}

/* The page is made from the saved report: it is the page of the command itself. */
static void open_page(struct fixture *fixture, const char *words, int code)
{
    char line[512];
    snprintf(line, sizeof line, "%s --quiet --format json --output result.json", words);
    assert_int_equal(ask(fixture, "", line, fixture->other), code);
    snprintf(line, sizeof line, "%s/result.json", fixture->folder);
    json_decref(fixture->report);
    fixture->report = json_load_file(line, 0, NULL);
    assert_non_null(fixture->report);
    snprintf(line, sizeof line, "%s --quiet --format html", words);
    assert_int_equal(ask(fixture, "", line, fixture->page), code);
    assert_int_equal(ask(fixture, "", "report result.json --format html", fixture->other),
                     0);
    assert_string_equal(fixture->page, fixture->other);
    page_is_whole(fixture->page);
    has(fixture->page, "<meta charset=\"utf-8\">");
    has(fixture->page, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; "
                       "&quot;shop&quot; \U0001F600");
    has(fixture->page, "<p id=\"verdict\" class=\"verdict ");
    has(fixture->page, "<h2>To get this again</h2>");
}

/* The same numbers without its pictures. */
static void lacks_gnuplot(struct fixture *fixture, uint32_t pictures)
{
    assert_int_equal(page_times(fixture->page, "<figure>"), pictures);
    assert_int_equal(page_times(fixture->page, "<g class=\"values\">"), pictures);
    assert_int_equal(page_times(fixture->page, "is not drawn"), 0);
    assert_int_equal(
        ask(fixture, "PATH=/nowhere", "report result.json --format html", fixture->other),
        0);
    page_is_whole(fixture->other);
    assert_int_equal(page_times(fixture->other, "<figure>"), 0);
    assert_int_equal(
        page_times(fixture->other, "is not drawn: gnuplot is not installed. Its numbers"),
        pictures);
    assert_int_equal(page_times(fixture->other, "<tr"), page_times(fixture->page, "<tr"));
}

/* ---- recommend ---- */

static void has_candidate(struct fixture *fixture, const json_t *one)
{
    struct arena *arena = &fixture->arena;
    const json_t *choice = look_at(one, "choice");
    has_cell(fixture,
             arena_format(arena, "%s, %s", look_text(choice, "hosts.web.instance"),
                          look_text(choice, "services.s.threads")));
    const double p95_s = look_number(one, "metrics/latency_p95_s/value");
    if (!isnan(p95_s)) {
        has_cell(fixture, human_duration(arena, p95_s));
        has_cell(fixture,
                 human_usd(arena, look_number(one, "metrics/cost_month_usd/value")));
    }
}

static void the_page_of_recommend_has_every_candidate(void **state)
{
    struct fixture *fixture = *state;
    open_page(fixture, "recommend shop.yaml", 0);
    const json_t *front = look_at(fixture->report, "front");
    const json_t *all = look_at(fixture->report, "candidates");
    const char *winner = look_text(fixture->report, "winner/choice/hosts.web.instance");
    has(fixture->page,
        arena_format(&fixture->arena, "class=\"verdict good\"><span>✓</span> %s, ",
                     winner));
    has(fixture->page, "--set hosts.web.instance=t3.nano --set services.s.threads=16 ");
    assert_true(json_array_size(front) > 0);
    for (size_t i = 0; i < json_array_size(front); i++)
        has_candidate(fixture, json_array_get(front, i));
    for (size_t i = 0; i < json_array_size(all); i++)
        if (look_flag(json_array_get(all, i), "cheaper") ||
            !look_at(json_array_get(all, i), "metrics"))
            has_candidate(fixture, json_array_get(all, i));
    has(fixture->page, "<summary>2 left out because the fixed cost alone is over");
    has(fixture->page, "its fixed cost alone, ");
    has(fixture->page, "<summary>What does not fit by arithmetic");
    has(fixture->page, "<title>t3.nano, 16\n");
    lacks_gnuplot(fixture, 1);
}

static void nothing_that_holds_is_a_page_of_reasons(void **state)
{
    struct fixture *fixture = *state;
    open_page(fixture, "recommend shop.yaml --set traffic.users.rate=500/s", 99);
    has(fixture->page, "class=\"verdict bad\"><span>✗</span> No combination holds.");
    has(fixture->page, "<p>The nearest of ");
    has(fixture->page, "<h2>Why not</h2>");
}

/* ---- capacity ---- */

static void has_point(struct fixture *fixture, const json_t *point)
{
    struct arena *arena = &fixture->arena;
    has(fixture->page,
        arena_format(arena,
                     "<td class=\"n\">%.4g</td><td class=\"n\">%s</td>"
                     "<td class=\"n\">%s</td>",
                     look_number(point, "value"),
                     human_duration(arena, look_number(point, "latency_s/mean")),
                     human_duration(arena, look_number(point, "latency_s/p95"))));
}

static void the_page_of_capacity_has_the_curve_and_its_knee(void **state)
{
    struct fixture *fixture = *state;
    struct arena *arena = &fixture->arena;
    open_page(fixture, "capacity shop.yaml --tolerance 5%", 0);
    const json_t *points = look_at(fixture->report, "points");
    assert_true(json_array_size(points) > 5);
    for (size_t i = 0; i < json_array_size(points); i++)
        has_point(fixture, json_array_get(points, i));
    has(fixture->page,
        arena_format(arena,
                     "class=\"verdict good\"><span>✓</span> It holds up to %.4g "
                     "times today&#39;s traffic.",
                     look_number(fixture->report, "capacity/passes")));
    has(fixture->page, arena_format(arena, "<title>%.4g times: today, knee\np95 ",
                                    look_number(fixture->report, "capacity/knee/value")));
    has(fixture->page, "<b>Beyond it:</b> at ");
    has(fixture->page, "<td>host.web.cpu</td>");
    has(fixture->page, "--vary traffic --tolerance 5%");
    lacks_gnuplot(fixture, 1);
    assert_int_equal(ask(fixture, "", "report result.json --plots drawn", fixture->other),
                     0);
    assert_int_equal(ask(fixture, "ls drawn &&", "--version", fixture->other), 0);
    has(fixture->other, "capacity.csv\ncapacity.png\n");
}

/* ---- calibrate ---- */

/* Two parameters of which the figures tell only the sum: the page has their values with what
 * is known of them, every figure, the doubts, the scenario, and the way back. */
static void the_page_of_calibrate_says_what_was_fitted_and_how_surely(void **state)
{
    struct fixture *fixture = *state;
    struct arena *arena = &fixture->arena;
    write_file(fixture, "measured.yaml",
               "overstack: 1\nextends: shop.yaml\nsearch: null\nvariants: null\n"
               "services: {s: {endpoints: {go: [{cpu: exp(20ms)}, {sleep: 5ms}]}}}\n"
               "measured:\n  - {traffic: users, mean: 60ms, p50: 50ms, p90: 90ms, p95: "
               "110ms}\n");
    open_page(fixture,
              "calibrate measured.yaml --fit services.s.endpoints.go.0.cpu --fit "
              "services.s.endpoints.go.1.sleep",
              0);
    const json_t *parameters = look_at(fixture->report, "parameters");
    const json_t *figures = look_at(fixture->report, "figures");
    assert_int_equal(json_array_size(parameters), 2);
    assert_int_equal(json_array_size(figures), 4);
    for (size_t i = 0; i < 2; i++) {
        const json_t *one = json_array_get(parameters, i);
        has_cell(fixture, look_text(one, "path"));
        has_cell(fixture, human_duration(arena, look_number(one, "value")));
    }
    for (size_t i = 0; i < 4; i++) {
        const json_t *one = json_array_get(figures, i);
        has(fixture->page,
            arena_format(arena,
                         "<td>%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>",
                         look_text(one, "figure"),
                         human_duration(arena, look_number(one, "measured")),
                         human_duration(arena, look_number(one, "fitted"))));
    }
    assert_null(strstr(fixture->page, ">variant</th>")); /* there is none */
    has(fixture->page, "<h2>Can they be told apart?</h2>");
    has(fixture->page, ">1.00</td>"); /* each with itself */
    has(fixture->page, "extends: &#39;measured.yaml&#39;\nvariants:\n  fitted:\n");
    has(fixture->page, "--fit services.s.endpoints.go.0.cpu --fit "
                       "services.s.endpoints.go.1.sleep</pre>");
}

/* What is far off is said in words: a mean of 60 ms cannot have a median of 5 ms here. */
static void the_page_of_calibrate_says_what_is_far_off(void **state)
{
    struct fixture *fixture = *state;
    write_file(fixture, "odd.yaml",
               "overstack: 1\nextends: shop.yaml\nsearch: null\nvariants: null\n"
               "services: {s: {endpoints: {go: [{cpu: exp(20ms)}]}}}\n"
               "measured:\n  - {traffic: users, mean: 60ms, p50: 5ms, p99: 61ms}\n");
    open_page(fixture, "calibrate odd.yaml --fit services.s.endpoints.go.0.cpu", 0);
    has(fixture->page, "<td>too high</td></tr>");
    assert_null(strstr(fixture->page, "<td>nothing to compare</td></tr>"));
}

/* ---- titles ---- */

static void a_long_name_is_cut_in_every_title(void **state)
{
    struct fixture *fixture = *state;
    static const char *const commands[] = {
        "compare long.yaml --replications 2",
        "recommend long.yaml --replications 2",
        "capacity long.yaml --tolerance 20%",
        "sensitivity long.yaml --samples 2 --trajectories 0",
        "sweep long.yaml --vary services.s.threads=1,2",
        "check long.yaml",
        "run long.yaml"};
    char name[2001] = "";
    memset(name, 'n', sizeof(name) - 1);
    write_file(fixture, "long.yaml",
               arena_format(&fixture->arena,
                            "overstack: 1\nextends: shop.yaml\nname: %s\n", name));
    name[161] = '\0';
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
        const char *line =
            arena_format(&fixture->arena, "%s --duration 6s --quiet", commands[i]);
        ask(fixture, "", line, fixture->other);
        has(fixture->other, "nnnn…");
        assert_null(strstr(fixture->other, name));
        if (strstr(line, "check "))
            continue;
        ask(fixture, "", arena_format(&fixture->arena, "%s --format html", line),
            fixture->other);
        has(strstr(fixture->other, "<h1>"), "nnnn…");
        assert_null(strstr(strstr(fixture->other, "<h1>"), name));
    }
}

/* ---- compare ---- */

/* The designs' rows, their verdicts, and a row of each for every figure that differs. */
static void the_page_of_compare_has_designs_side_by_side(void **state)
{
    struct fixture *fixture = *state;
    struct arena *arena = &fixture->arena;
    open_page(fixture, "compare shop.yaml --replications 4", 0);
    const json_t *designs = look_at(fixture->report, "designs");
    has(fixture->page, "class=\"verdict open\"><span>!</span> 1 of 3 designs holds.");
    assert_int_equal(json_array_size(designs), 3);
    for (size_t i = 0; i < 3; i++) {
        const json_t *one = json_array_get(designs, i);
        const double p95_s = look_number(one, "metrics/latency_p95_s/value");
        const double change_s =
            look_number(one, "metrics/latency_p95_s/difference/value");
        has_cell(fixture, human_duration(arena, p95_s));
        has_cell(fixture,
                 human_usd(arena, look_number(one, "metrics/cost_month_usd/value")));
        has(fixture->page, look_text(one, "verdict/summary"));
        if (i > 0)
            has(fixture->page, arena_format(arena, ">%c%s ± ", change_s < 0 ? '-' : '+',
                                            human_duration(arena, fabs(change_s))));
    }
    has(fixture->page, "<td>better</td>");
    has(fixture->page, "<td>worse</td>");
    has(fixture->page, "<td>&lt;b&gt;one</td>");
    has(fixture->page,
        "--variant &#39;&lt;b&gt;one&#39; --variant large --replications 4");
    has(fixture->page, "<title>large\np95 ");
    lacks_gnuplot(fixture, 1);
    /* The figure's money is the table's. */
    assert_int_equal(ask(fixture, "",
                         "compare shop.yaml --set currency=KRW --replications 2 --quiet "
                         "--format html",
                         fixture->page),
                     0);
    has(fixture->page, ">KRW/month</th>");
    has(fixture->page, ">thousand KRW</text>");
    assert_null(strstr(fixture->page, ">USD<"));
    assert_null(strstr(fixture->page, " USD a month\n"));
}

/* ---- sensitivity ---- */

static void the_page_of_sensitivity_has_a_tornado_and_chances(void **state)
{
    struct fixture *fixture = *state;
    struct arena *arena = &fixture->arena;
    write_file(fixture, "unsure.yaml",
               "overstack: 1\nextends: shop.yaml\nsearch: null\nvariants: null\n"
               "uncertain: {services.s.endpoints.go.0.cpu: [15ms, 40ms],\n"
               "            traffic.users.rate: [50/s, 80/s],\n"
               "            hosts.web.oom_patience: [1min, 20min]}\n");
    open_page(fixture, "sensitivity unsure.yaml --samples 20 --trajectories 2", 0);
    const json_t *output = json_array_get(look_at(fixture->report, "outputs"), 0);
    const json_t *effects = look_at(output, "effects");
    const json_t *chance = look_at(fixture->report, "probability/any");
    assert_int_equal(json_array_size(effects), 3);
    for (size_t i = 0; i < 2; i++) {
        const json_t *one = json_array_get(effects, i);
        has(fixture->page,
            arena_format(arena, ">%s</td><td class=\"n\">%s</td><td class=\"n\">%s</td>",
                         look_text(one, "path"),
                         human_duration(arena, look_number(one, "low")),
                         human_duration(arena, look_number(one, "high"))));
        has_cell(fixture, human_duration(arena, look_number(one, "mu_star")));
    }
    has_cell(fixture, human_share(arena, look_number(chance, "probability")));
    has_cell(fixture, arena_format(arena, "%.0f of 20", look_number(chance, "broken")));
    has(fixture->page, "<title>services.s.endpoints.go.0.cpu\nat its low end ");
    has(fixture->page, "<p>No assumption alone moves this.</p>"); /* nothing fails */
    /* What moves nothing has no row in the figure, and a line that names it. */
    has(fixture->page, "<p class=\"dim\">No effect alone: hosts.web.oom_patience.</p>");
    assert_null(strstr(fixture->page, "<title>hosts.web.oom_patience\n"));
    lacks_gnuplot(fixture, 1);
}

/* ---- sweep ---- */

/* A sweep has rows instead of one report: the page beside the rows of NDJSON. Returns how
 * many rows there are; `shown` of them, the first, are on the page. */
static uint32_t open_sweep(struct fixture *fixture, const char *words, uint32_t shown)
{
    char line[512];
    uint32_t count = 0;
    snprintf(line, sizeof line, "sweep %s --quiet --format html", words);
    assert_int_equal(ask(fixture, "", line, fixture->page), 0);
    page_is_whole(fixture->page);
    has(fixture->page, "<h1>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; ");
    snprintf(line, sizeof line, "sweep %s --quiet --format ndjson", words);
    assert_int_equal(ask(fixture, "", line, fixture->other), 0);
    for (char *at = fixture->other; *at; at += strcspn(at, "\n") + 1, count++) {
        json_t *row = json_loads(at, JSON_DISABLE_EOF_CHECK, NULL);
        const double p95_s = look_number(row, "latency_p95_s");
        if (count < shown && !isnan(p95_s))
            has(fixture->page,
                arena_format(&fixture->arena, "<td>%s</td><td class=\"n\">%s</td>",
                             look_text(row, "verdict"),
                             human_duration(&fixture->arena, p95_s)));
        json_decref(row);
    }
    return count;
}

static void the_page_of_a_sweep_over_one_path_has_a_line(void **state)
{
    struct fixture *fixture = *state;
    const uint32_t rows =
        open_sweep(fixture, "shop.yaml --vary traffic.users.rate=10/s..110/s:20/s", 6);
    assert_int_equal(rows, 6);
    has(fixture->page, "class=\"verdict open\"><span>!</span> Of 6 points: ");
    has(fixture->page, " simulated, 1 replication each, seed ");
    has(fixture->page, "; traffic.users.rate varied.</p>");
    has(fixture->page, "Latency and failures by traffic.users.rate");
    has(fixture->page, "--vary traffic.users.rate=10/s..110/s:20/s</pre>");
    assert_int_equal(page_times(fixture->page, "<figure>"), 1);
    assert_int_equal(page_times(fixture->page, "<title>point "), 6);
}

static void the_page_of_a_sweep_over_two_paths_has_a_map(void **state)
{
    struct fixture *fixture = *state;
    const char *words = "shop.yaml --vary hosts.web.instance=t3.small,m6i.large,t9.odd "
                        "--vary services.s.backlog=0,16,'50%' --set services.s.threads=2";
    const uint32_t rows = open_sweep(fixture, words, 9);
    assert_int_equal(rows, 9);
    assert_int_equal(page_times(fixture->page, "<figure>"), 2); /* p95, failures */
    assert_int_equal(page_times(fixture->page, "<title>point "), 18);
    has(fixture->page, "p95 by hosts.web.instance and services.s.backlog");
    has(fixture->page, "<h2>What could not be run</h2>");
    has(fixture->page, "5 could not be run");
    has(fixture->page, "<p class=\"bad\">Point 2: ");
    has(fixture->page, "\nwhat failed: http_req_failed rate &lt; 1%</title>");
    assert_int_equal(
        ask(fixture, "PATH=/nowhere",
            arena_format(&fixture->arena, "sweep %s --quiet --format html", words),
            fixture->other),
        0);
    assert_int_equal(page_times(fixture->other, "is not drawn: gnuplot is not"), 2);
    assert_int_equal(page_times(fixture->other, "<tr"), page_times(fixture->page, "<tr"));
}

/* The dear machine holds the latency, the cheap one the budget: neither passes for the
 * other, and the page says which of them the money failed. */
static void what_only_the_budget_failed_is_told(void **state)
{
    struct fixture *fixture = *state;
    open_sweep(fixture,
               "shop.yaml --vary hosts.web.instance=t3.large,t3.2xlarge --vary "
               "traffic.users.rate=60/s,200/s",
               0);
    has(fixture->page, "class=\"verdict open\"><span>!</span> Of 4 points: 1 passed, "
                       "3 failed.");
    has(fixture->page,
        "<b>What failed:</b> http_req_duration p(95) &lt; 200ms in 1 point, "
        "the budget in 3</p>");
    has(fixture->page, "<b>Dearest:</b> point 3 (t3.2xlarge, 200/s): ");
    has(fixture->page, "<b>Slowest:</b> point 1 (t3.large, 200/s): ");
    assert_int_equal(page_times(fixture->page, "<td>over budget</td>"), 2);
    has(fixture->page, "USD a month by hosts.web.instance and traffic.users.rate");
    has(fixture->page, "\nwhat failed: http_req_duration p(95) &lt; 200ms, the budget<");
    has(fixture->other, "\"budget\": \"failed\"");
    has(fixture->other, "\"budget\": \"ok\"");
}

/* From a database the page is made again without simulating. */
static void a_long_sweep_says_what_is_left_out(void **state)
{
    struct fixture *fixture = *state;
    const char *words = "shop.yaml --vary traffic.users.rate=1/s..61/s:1/s --vary "
                        "services.s.threads=1,2 --duration 2s --set simulate.warmup=0s "
                        "--database kept.db";
    assert_int_equal(open_sweep(fixture, words, 20), 122);
    has(fixture->page, "102 more are left out: --format csv, ndjson and --database have");
    has(fixture->page, "<h2>Cheapest that passed</h2>");
    has(fixture->page, "A figure is drawn for "); /* 61 values are too many */
    assert_int_equal(ask(fixture, "", "merge kept.db --format html", fixture->other), 0);
    page_is_whole(fixture->other);
    assert_int_equal(page_times(fixture->other, "<tr"), page_times(fixture->page, "<tr"));
    has(fixture->other, "overstack merge kept.db</pre>");
}

/* ---- all ---- */

/* The figure of the page, into a folder: by the command, and from what it saved. */
static void compare_and_recommend_draw_into_a_folder(void **state)
{
    struct fixture *fixture = *state;
    static const char *const commands[] = {"compare", "recommend"};
    for (size_t i = 0; i < 2; i++) {
        char line[512], names[128];
        snprintf(line, sizeof line,
                 "%s shop.yaml --replications 2 --quiet --format json --output one.json "
                 "--plots now --plot-format svg",
                 commands[i]);
        assert_int_equal(ask(fixture, "rm -rf now later;", line, fixture->other), 0);
        assert_int_equal(ask(fixture, "",
                             "report one.json --plots later --plot-format svg,png",
                             fixture->other),
                         0);
        assert_int_equal(ask(fixture, "ls now later &&", "--version", fixture->other), 0);
        snprintf(names, sizeof names,
                 "later:\n%s.csv\n%s.png\n%s.svg\n\nnow:\n%s.csv\n%s.svg\n", commands[i],
                 commands[i], commands[i], commands[i], commands[i]);
        has(fixture->other, names);
        assert_int_equal(ask(fixture,
                             "cat now/*.svg later/*.svg; cmp now/*.csv later/*.csv &&",
                             "--version", fixture->other),
                         0);
        assert_int_equal(page_times(fixture->other, "</svg>"), 2);
    }
}

/* A saved result that is damaged, or asked for what it has not. */
static void what_a_result_has_not_is_refused(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *words, *part;
    } cases[] = {
        {"--format ndjson",
         "of a result of recommend there are text, json, csv, markdown and html"},
        {"--format csv --table bill",
         "of a result of recommend there are one table, without --table"},
    };
    static const char *const calibrated[][2] = {
        {"--format csv", "of a result of calibrate there are text, json and html"},
        {"--plots out", "of a result of calibrate there are no figures for --plots"},
    };
    write_file(fixture, "fit.json", "{\"command\": \"calibrate\"}");
    for (size_t i = 0; i < 2; i++) {
        char line[256];
        snprintf(line, sizeof line, "report fit.json %s", calibrated[i][0]);
        assert_int_equal(ask(fixture, "", line, fixture->other), 2);
        has(fixture->other, calibrated[i][1]);
    }
    open_page(fixture, "recommend shop.yaml", 0);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[256];
        snprintf(line, sizeof line, "report result.json %s", cases[i].words);
        assert_int_equal(ask(fixture, "", line, fixture->other), 2);
        has(fixture->other, cases[i].part);
    }
}

static void a_result_without_anything_is_a_page(void **state)
{
    struct fixture *fixture = *state;
    static const char *const commands[] = {"calibrate", "capacity", "compare",
                                           "recommend", "sensitivity"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char text[64];
        snprintf(text, sizeof text, "{\"command\": \"%s\"}", commands[i]);
        write_file(fixture, "empty.json", text);
        assert_int_equal(
            ask(fixture, "", "report empty.json --format html", fixture->page), 0);
        page_is_whole(fixture->page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_of_recommend_has_every_candidate),
        cmocka_unit_test(nothing_that_holds_is_a_page_of_reasons),
        cmocka_unit_test(the_page_of_capacity_has_the_curve_and_its_knee),
        cmocka_unit_test(the_page_of_calibrate_says_what_was_fitted_and_how_surely),
        cmocka_unit_test(the_page_of_calibrate_says_what_is_far_off),
        cmocka_unit_test(a_long_name_is_cut_in_every_title),
        cmocka_unit_test(the_page_of_compare_has_designs_side_by_side),
        cmocka_unit_test(the_page_of_sensitivity_has_a_tornado_and_chances),
        cmocka_unit_test(the_page_of_a_sweep_over_one_path_has_a_line),
        cmocka_unit_test(the_page_of_a_sweep_over_two_paths_has_a_map),
        cmocka_unit_test(what_only_the_budget_failed_is_told),
        cmocka_unit_test(a_long_sweep_says_what_is_left_out),
        cmocka_unit_test(compare_and_recommend_draw_into_a_folder),
        cmocka_unit_test(what_a_result_has_not_is_refused),
        cmocka_unit_test(a_result_without_anything_is_a_page),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
