/* `overstack catalog` and `overstack init`, run as a user runs them. */
#include "tests/support/near.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_LIMIT = 1 << 20 };

struct answer {
    int code;
    char *text; /* owned */
};

static const char *program(void)
{
    const char *given = getenv("OVERSTACK");
    return given && *given ? given : "./overstack";
}

/* `arguments` goes through the shell: quotes and 2>&1 mean what they do there. */
static struct answer ask(const char *arguments)
{
    char command[4096];
    struct answer answer = {-1, calloc(1, OUTPUT_LIMIT)};
    snprintf(command, sizeof command, "'%s' %s", program(), arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    const size_t length = fread(answer.text, 1, OUTPUT_LIMIT - 1, pipe);
    assert_true(length < OUTPUT_LIMIT - 1);
    const int status = pclose(pipe);
    answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return answer;
}

static void expect(const char *arguments, int code, const char *part)
{
    struct answer answer = ask(arguments);
    if (answer.code != code || !strstr(answer.text, part))
        fail_msg("overstack %s\ncode %d, expected %d; text without '%s':\n%s", arguments,
                 answer.code, code, part, answer.text);
    free(answer.text);
}

/* Columns of the widest line; continuation bytes of UTF-8 take none. */
static int widest_line(const char *text)
{
    int widest = 0, width = 0;
    for (; *text; text++) {
        width = *text == '\n' ? 0 : width + (((unsigned char)*text & 0xc0) != 0x80);
        widest = width > widest ? width : widest;
    }
    return widest;
}

/* A path for a test's file that does not exist yet. */
static const char *fresh_file(char path[64])
{
    snprintf(path, 64, "/tmp/overstack-init-%ld.yaml", (long)getpid());
    unlink(path);
    return path;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static char *read_file(const char *path)
{
    char *text = calloc(1, OUTPUT_LIMIT);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(text, 1, OUTPUT_LIMIT - 1, file) > 0);
    fclose(file);
    return text;
}

/* ---- catalog ---- */

static void an_instance_is_shown_with_its_price_in_the_region(void **state)
{
    (void)state;
    expect("catalog instances t2.medium", 0, "0.0464");
    expect("catalog instances t2.medium --region ap-northeast-2", 0, "0.0576");
}

static void everything_fits_80_columns(void **state)
{
    (void)state;
    const char *const subjects[] = {"instances", "services", "services '*'",
                                    "prices",    "systems",  "currencies"};
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        char arguments[64];
        snprintf(arguments, sizeof arguments, "catalog %s", subjects[i]);
        struct answer answer = ask(arguments);
        assert_int_equal(answer.code, 0);
        assert_true(strlen(answer.text) > 100);
        assert_in_range(widest_line(answer.text), 40, 80);
        free(answer.text);
    }
}

static void a_preset_is_shown_figure_by_figure_with_kind_and_source(void **state)
{
    (void)state;
    struct answer answer = ask("catalog services spring-boot");
    assert_int_equal(answer.code, 0);
    assert_non_null(strstr(answer.text, "start.cpu"));
    assert_non_null(strstr(answer.text, "published"));
    assert_non_null(strstr(answer.text, "guessed"));
    assert_non_null(strstr(answer.text, "22.66 s at 0.5 vCPU"));
    assert_null(strstr(answer.text, "redis"));
    assert_memory_equal(answer.text, "spring-boot\n", strlen("spring-boot\n"));
    free(answer.text);
}

static void json_holds_exact_figures(void **state)
{
    (void)state;
    struct answer answer = ask("catalog instances t2.micro --format json");
    json_t *array = json_loads(answer.text, 0, NULL);
    assert_int_equal(answer.code, 0);
    assert_int_equal(json_array_size(array), 1);
    const json_t *type = json_array_get(array, 0);
    assert_string_equal(json_string_value(json_object_get(type, "name")), "t2.micro");
    assert_near(json_number_value(json_object_get(type, "memory_bytes")), 1073741824, 0);
    assert_near(json_number_value(json_object_get(type, "usd_per_h")), 0.0116, 0);
    assert_near(json_number_value(json_object_get(type, "credits_per_hour")), 6, 0);
    assert_true(json_is_null(json_object_get(type, "ebs_iops")));
    json_decref(array);
    free(answer.text);
}

static void csv_has_a_header_and_a_line_for_each_entry(void **state)
{
    (void)state;
    struct answer answer = ask("catalog instances --format csv");
    size_t lines = 0;
    for (const char *at = answer.text; *at; at++)
        lines += *at == '\n';
    assert_int_equal(answer.code, 0);
    assert_int_equal(lines, 82);
    assert_int_equal(strncmp(answer.text, "name,arch,vcpus,", 16), 0);
    free(answer.text);
}

static void what_is_not_there_is_bad_usage_and_names_the_nearest(void **state)
{
    (void)state;
    expect("catalog instance 2>&1", 2, "did you mean instances?");
    expect("catalog services redsi 2>&1", 2, "did you mean redis?");
    expect("catalog prices --region us-est-1 2>&1", 2, "did you mean us-east-1?");
    expect("catalog prices --format jsn 2>&1", 2, "did you mean json?");
    expect("catalog 2>&1", 2, "expected instances");
    expect("catalog systems a b 2>&1", 2, "nothing to do with 'b'");
    expect("catalog --nothing 2>&1", 2, "unrecognized option");
}

static void own_entries_are_laid_over_the_built_in_ones(void **state)
{
    (void)state;
    char path[64], arguments[160];
    write_file(fresh_file(path),
               "instances:\n"
               "  lab.small: {vcpus: 4, memory: 16GiB, price: 0.5 USD/h, source: ours}\n"
               "prices:\n"
               "  - {service: EC2, item: t3.small, region: us-east-1, value: 0.0146,\n"
               "     unit: USD/h, source: our plan}\n");
    snprintf(arguments, sizeof arguments, "catalog instances small --catalog %s", path);
    struct answer answer = ask(arguments);
    assert_int_equal(answer.code, 0);
    assert_non_null(strstr(answer.text, "lab.small"));
    assert_non_null(strstr(answer.text, "0.0146"));
    assert_null(strstr(answer.text, "0.0208")); /* the built-in price of t3.small */
    assert_non_null(strstr(answer.text, "t4g.small"));
    free(answer.text);
    unlink(path);
}

static void a_mistake_in_an_own_catalog_is_named_with_its_place(void **state)
{
    (void)state;
    char path[64], arguments[160];
    write_file(fresh_file(path), "instances:\n  lab.small: {vcpu: 4, memory: 16GiB}\n");
    snprintf(arguments, sizeof arguments, "catalog instances --catalog %s 2>&1", path);
    struct answer answer = ask(arguments);
    assert_int_equal(answer.code, 2);
    assert_non_null(strstr(answer.text, ".yaml:2:15:"));
    assert_non_null(strstr(answer.text, "did you mean \"vcpus\"?"));
    free(answer.text);
    unlink(path);
}

/* ---- init ---- */

static void init_writes_the_starter_and_never_over_an_existing_file(void **state)
{
    (void)state;
    char path[64], arguments[160];
    snprintf(arguments, sizeof arguments, "init --output %s 2>&1", fresh_file(path));
    struct answer first = ask(arguments);
    assert_int_equal(first.code, 0);
    struct answer printed = ask("init");
    char *written = read_file(path);
    assert_string_equal(written, printed.text);
    assert_non_null(strstr(written, "preset: spring-boot"));

    write_file(path, "mine\n");
    expect(arguments, 1, "exists already");
    char *kept = read_file(path);
    assert_string_equal(kept, "mine\n");
    snprintf(arguments, sizeof arguments, "init --force --output %s", path);
    expect(arguments, 0, "");
    char *replaced = read_file(path);
    assert_string_equal(replaced, printed.text);

    free(first.text), free(printed.text), free(written), free(kept), free(replaced);
    unlink(path);
}

static void init_copies_a_story_and_names_them_when_there_is_none_such(void **state)
{
    (void)state;
    expect("init over-stack", 0, "overstack: 1");
    expect("init overstack 2>&1", 2, "did you mean over-stack?");
    expect("init ../examples/starter 2>&1", 2, "expected a story or an example (");
    expect("init over-stack swap 2>&1", 2, "there is nothing to do with 'swap'");
}

static void init_copies_an_example_and_lists_all(void **state)
{
    (void)state;
    char command[4200];
    snprintf(command, sizeof command, "init retry-storm | '%s' check - --quiet",
             program());
    expect(command, 0, "A retry storm");
    expect("init trace 2>&1 >/dev/null", 0, "overstack init: it reads trace.csv: copy ");
    expect("init --list", 0, "over-stack             Diary service with search on one ");
    expect("init --list", 0, "\nretry-storm            A retry storm\n");
}

static void the_starter_is_right_and_its_variants_are(void **state)
{
    (void)state;
    char path[64], arguments[160];
    snprintf(arguments, sizeof arguments, "init --output %s", fresh_file(path));
    expect(arguments, 0, "");
    const char *const variants[] = {"", "--variant micro", "--variant busy"};
    for (size_t i = 0; i < 3; i++) {
        snprintf(arguments, sizeof arguments, "check %s %s 2>&1", path, variants[i]);
        struct answer answer = ask(arguments);
        if (answer.code != 0 && answer.code != 99)
            fail_msg("%s: %d\n%s", arguments, answer.code, answer.text);
        assert_null(strstr(answer.text, "without effect"));
        free(answer.text);
    }
    unlink(path);
}

static void the_starter_holds_its_thresholds_and_a_smaller_machine_does_not(void **state)
{
    (void)state;
    char path[64], arguments[160];
    snprintf(arguments, sizeof arguments, "init --output %s", fresh_file(path));
    expect(arguments, 0, "");
    snprintf(arguments, sizeof arguments, "run %s --quiet", path);
    expect(arguments, 0, "spring");
    snprintf(arguments, sizeof arguments, "run %s --variant micro --quiet", path);
    expect(arguments, 99, "memory");
    unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_instance_is_shown_with_its_price_in_the_region),
        cmocka_unit_test(everything_fits_80_columns),
        cmocka_unit_test(a_preset_is_shown_figure_by_figure_with_kind_and_source),
        cmocka_unit_test(json_holds_exact_figures),
        cmocka_unit_test(csv_has_a_header_and_a_line_for_each_entry),
        cmocka_unit_test(what_is_not_there_is_bad_usage_and_names_the_nearest),
        cmocka_unit_test(own_entries_are_laid_over_the_built_in_ones),
        cmocka_unit_test(a_mistake_in_an_own_catalog_is_named_with_its_place),
        cmocka_unit_test(init_writes_the_starter_and_never_over_an_existing_file),
        cmocka_unit_test(init_copies_a_story_and_names_them_when_there_is_none_such),
        cmocka_unit_test(init_copies_an_example_and_lists_all),
        cmocka_unit_test(the_starter_is_right_and_its_variants_are),
        cmocka_unit_test(the_starter_holds_its_thresholds_and_a_smaller_machine_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
