/* `overstack report` and `--format markdown`, run as a user runs them: a saved result says
 * what it said when it was simulated, whatever was done to it since. */
#include "sim/output/csv.h"
#include "sim/output/html.h"
#include "sim/output/report_markdown.h"
#include "sim/output/text.h"
#include "tests/support/near.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_LIMIT = 1 << 20 };

static char text[2][OUTPUT_LIMIT];
static char file[64];

static const char *program(void)
{
    const char *given = getenv("OVERSTACK");
    return given && *given ? given : "./overstack";
}

/* `arguments` goes through the shell; the answer is in text[where]. */
static int ask(int where, const char *arguments)
{
    char command[4096];
    snprintf(command, sizeof(command), "'%s' %s", program(), arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    const size_t length = fread(text[where], 1, OUTPUT_LIMIT - 1, pipe);
    text[where][length] = '\0';
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void expect(const char *arguments, int code, const char *part)
{
    const int got = ask(0, arguments);
    if (got != code || !strstr(text[0], part))
        fail_msg("overstack %s\ncode %d, expected %d; text without '%s':\n%s", arguments,
                 got, code, part, text[0]);
}

#define STORY "configs/stories/over-stack.yaml --duration 10m --quiet"

static int save(void **state)
{
    (void)state;
    char command[256];
    snprintf(file, sizeof(file), "/tmp/overstack-report-%ld.json", (long)getpid());
    snprintf(command, sizeof(command), "run " STORY " --format json --output %s", file);
    assert_int_equal(ask(0, command), 99);
    return 0;
}

static int forget(void **state)
{
    (void)state;
    unlink(file);
    return 0;
}

static void a_saved_result_says_what_the_run_said(void **state)
{
    static const char *const formats[] = {"", "--format json", "--format csv",
                                          "--format csv --table bill",
                                          "--format markdown"};
    (void)state;
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        char command[256];
        snprintf(command, sizeof(command), "run " STORY " %s", formats[i]);
        assert_int_equal(ask(0, command), 99);
        snprintf(command, sizeof(command), "report %s %s", file, formats[i]);
        assert_int_equal(ask(1, command), 0);
        assert_true(strlen(text[0]) > 500);
        assert_string_equal(text[0], text[1]);
    }
}

static void standard_input_and_output_files_work(void **state)
{
    char command[512];
    (void)state;
    snprintf(command, sizeof(command),
             "report - --format markdown --output %s.md < %s && cat %s.md && rm %s.md",
             file, file, file, file);
    expect(command, 0, "## Diary service");
}

static void markdown_has_the_verdict_the_tables_and_the_bill(void **state)
{
    (void)state;
    char command[256];
    snprintf(command, sizeof(command), "report %s --format markdown", file);
    expect(command, 0, "\n✗ **First to go: CPU on web after 5 s");
    assert_non_null(strstr(text[0], "| ✗ | http\\_req\\_duration | p(95) &lt; 500ms |"));
    assert_non_null(strstr(text[0], "\n| web | t2.medium | "));
    assert_non_null(strstr(text[0], "| web: 1 x t2.medium | 730 | h | 0.0576 | 42.05 |"));
    assert_non_null(strstr(text[0], " USD a month, "));
}

/* Names of the scenario cannot become markup. */
static void markdown_escapes_what_a_scenario_says(void **state)
{
    (void)state;
    expect("run - --quiet --format markdown --duration 1m <<'END'\n"
           "overstack: 1\n"
           "name: \"a | b <script>alert(1)</script> **bold** [link](http://x) `code`\"\n"
           "hosts: {web: {instance: t3.small}}\n"
           "services: {api: {on: web, endpoints: {go: [cpu: 1ms]}}}\n"
           "traffic: {u: {executor: constant-arrival-rate, rate: 5/s, target: api.go}}\n"
           "END",
           0,
           "## a \\| b &lt;script>alert(1)&lt;/script> \\*\\*bold\\*\\* "
           "\\[link\\](http://x) \\`code\\`\n");
}

static void what_is_no_result_is_refused(void **state)
{
    (void)state;
    expect("report /nowhere.json 2>&1", 2,
           "overstack report: cannot open /nowhere.json: No such file or directory\n");
    expect("report / 2>&1", 2, "overstack report: cannot read /: Is a directory\n");
    expect("report configs/stories/over-stack.yaml 2>&1", 2,
           "configs/stories/over-stack.yaml: this is a scenario, not a "
           "result: run it first, as with `overstack run configs/stories/over-stack.yaml "
           "--format json --output result.json`\n");
    expect("report - 2>&1 <<'END'\n{\"overstack\": 1, \"hosts\": {}}\nEND", 2,
           "<stdin>: this is a scenario, not a result");
    expect("report - 2>&1 <<'END'\n# overstack: 1\n{\"a\"\nEND", 2,
           "<stdin>:1:1: this is no result in JSON: ");
    expect("report /dev/null 2>&1", 2, "/dev/null:1:1: this is no result in JSON: ");
    expect("report - 2>&1 <<'END'\n{\"verdict\": 1}\nEND", 2,
           "<stdin>: expected a report that `overstack run --format json` wrote");
    expect("report - 2>&1 <<'END'\n{\"schema\": 99, \"verdict\": {}, \"requests\": {}}\n"
           "END",
           2, "its schema is 99, this program knows 1");
    expect("report 2>&1", 2, "usage");
}

/* ---- edited by hand ---- */

/* All that can be made of it, in memory. */
static void render(const json_t *tree)
{
    char *made = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&made, &size);
    text_write(tree, (struct paper_style){.columns = 80, .colour = true}, out);
    csv_write(tree, out);
    csv_write_bill(tree, out);
    report_markdown_write(tree, out);
    fclose(out);
    assert_true(size > 0);
    free(made);
}

/* Whatever is missing or of another type: it is rendered, it does not fall over. */
static void each_part_may_be_missing_or_of_another_type(void **state)
{
    (void)state;
    json_t *whole = json_load_file(file, 0, NULL);
    const char *key;
    json_t *part;
    json_object_foreach (whole, key, part) {
        json_t *kinds[] = {json_integer(3), json_string("x"), json_array(),
                           json_null(),     json_object(),    json_pack("[[]]")};
        json_t *edited = json_copy(whole);
        json_object_del(edited, key);
        render(edited);
        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
            json_object_set_new(edited, key, kinds[i]);
            render(edited);
        }
        json_decref(edited);
    }
    json_decref(whole);
}

/* The story holds its budget; with a line that has no price it does so in a manner only. */
static void what_has_no_price_is_told_at_the_budget(void **state)
{
    (void)state;
    char *made = NULL;
    size_t size = 0;
    json_t *report = json_load_file(file, 0, NULL);
    json_object_set_new(json_object_get(report, "cost"), "unpriced",
                        json_pack("[s]", "a moon base"));
    FILE *out = open_memstream(&made, &size);
    report_markdown_write(report, out);
    html_write(report, out);
    fclose(out);
    assert_non_null(strstr(made, " USD a month, "));
    assert_non_null(
        strstr(made, "; ! budget of 150,000 KRW a month: held, the bill is "));
    assert_non_null(strstr(made, "of it, without what has no price; without a price: a "
                                 "moon base\n"));
    assert_non_null(strstr(made, "<p id=\"budget\">! budget of 150,000 KRW a month: "));
    assert_non_null(strstr(made, "Not in the bill, no price known: a moon base</p>"));
    json_decref(report);
    free(made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_saved_result_says_what_the_run_said),
        cmocka_unit_test(standard_input_and_output_files_work),
        cmocka_unit_test(markdown_has_the_verdict_the_tables_and_the_bill),
        cmocka_unit_test(markdown_escapes_what_a_scenario_says),
        cmocka_unit_test(what_is_no_result_is_refused),
        cmocka_unit_test(what_has_no_price_is_told_at_the_budget),
        cmocka_unit_test(each_part_may_be_missing_or_of_another_type),
    };
    return cmocka_run_group_tests(tests, save, forget);
}
