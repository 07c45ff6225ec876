/* `overstack schema`, run as a user runs it. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { OUTPUT_LIMIT = 1 << 20 };

struct answer {
    int code;
    char *text; /* owned */
};

/* `arguments` goes through the shell: quotes and 2>&1 mean what they do there. */
static struct answer ask(const char *arguments)
{
    const char *given = getenv("OVERSTACK");
    char command[4096];
    struct answer answer = {-1, calloc(1, OUTPUT_LIMIT)};
    snprintf(command, sizeof command, "'%s' schema %s",
             given && *given ? given : "./overstack", arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    const size_t length = fread(answer.text, 1, OUTPUT_LIMIT - 1, pipe);
    assert_true(length < OUTPUT_LIMIT - 1);
    const int status = pclose(pipe);
    answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return answer;
}

static void reference_goes_to_standard_output(void **state)
{
    (void)state;
    struct answer answer = ask("2>&1");
    assert_int_equal(answer.code, 0);
    assert_int_equal(strncmp(answer.text, "# The scenario file\n", 20), 0);
    assert_non_null(strstr(answer.text, "\n## step\n"));
    free(answer.text);
}

static void json_option_gives_a_json_schema(void **state)
{
    (void)state;
    struct answer answer = ask("--json 2>&1");
    json_t *schema = json_loads(answer.text, 0, NULL);
    assert_int_equal(answer.code, 0);
    assert_non_null(schema);
    const json_t *whole = json_object_get(schema, "else");
    assert_non_null(json_object_get(json_object_get(whole, "properties"), "services"));
    assert_non_null(json_object_get(json_object_get(schema, "$defs"), "step"));
    json_decref(schema);
    free(answer.text);
}

static void output_goes_to_a_file_and_nothing_else_is_said(void **state)
{
    (void)state;
    char folder[] = "/tmp/overstack-test-XXXXXX", arguments[256], path[128];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/schema.json", folder);
    snprintf(arguments, sizeof arguments, "--json --output '%s' 2>&1", path);
    struct answer answer = ask(arguments);
    assert_int_equal(answer.code, 0);
    assert_string_equal(answer.text, "");
    json_t *schema = json_load_file(path, 0, NULL);
    assert_non_null(schema);
    json_decref(schema);
    free(answer.text);
    unlink(path);
    rmdir(folder);
}

static void output_that_cannot_be_written_is_exit_code_1(void **state)
{
    (void)state;
    struct answer answer = ask("--output /nonexistent/folder/x 2>&1");
    assert_int_equal(answer.code, 1);
    assert_non_null(strstr(answer.text, "/nonexistent/folder/x"));
    free(answer.text);
    answer = ask("2>&1 >/dev/full");
    assert_int_equal(answer.code, 1);
    assert_non_null(strstr(answer.text, "standard output"));
    free(answer.text);
}

static void bad_usage_is_exit_code_2(void **state)
{
    (void)state;
    static const char *const wrong[] = {"a.yaml 2>&1", "--seed 4 2>&1", "--jsno 2>&1"};
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct answer answer = ask(wrong[i]);
        assert_int_equal(answer.code, 2);
        assert_true(answer.text[0] != '\0');
        free(answer.text);
    }
}

/* docs/reference.md is what the program writes: `overstack schema -o docs/reference.md`. */
static void reference_page_of_the_manual_is_current(void **state)
{
    (void)state;
    struct answer answer = ask("2>&1");
    FILE *file = fopen("docs/reference.md", "rb");
    assert_non_null(file);
    char *page = calloc(1, OUTPUT_LIMIT);
    const size_t length = fread(page, 1, OUTPUT_LIMIT - 1, file);
    fclose(file);
    assert_true(length > 1000);
    assert_true(strcmp(answer.text, page) == 0);
    free(page);
    free(answer.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reference_goes_to_standard_output),
        cmocka_unit_test(reference_page_of_the_manual_is_current),
        cmocka_unit_test(json_option_gives_a_json_schema),
        cmocka_unit_test(output_goes_to_a_file_and_nothing_else_is_said),
        cmocka_unit_test(output_that_cannot_be_written_is_exit_code_1),
        cmocka_unit_test(bad_usage_is_exit_code_2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
