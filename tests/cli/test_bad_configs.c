/* Every kind of mistake in a scenario gets its exact message and exit code 2.
 *
 * tests/bad_configs/NAME.yaml holds one kind of mistake, NAME.expect what standard error
 * must say about it, byte for byte, with the lines of the file that are shown below the
 * messages. Each file is a test of its own. A new mistake needs no
 * line here: add the two files. After a message was changed on purpose, look at what
 *
 *   OVERSTACK_ACCEPT=1 build/tests/cli/test_bad_configs
 *
 * writes into the .expect files before keeping it.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#define FOLDER "tests/bad_configs"

enum { TEXT_LIMIT = 1 << 16, CASE_LEAST = 60, CASE_LIMIT = 1000, OTHERS = 3 };

static const char *program(void)
{
    const char *given = getenv("OVERSTACK");
    return given && *given ? given : "./overstack";
}

/* What the command prints; its exit code in *code. */
static char *output_of(const char *command, int *code)
{
    char *text = calloc(1, TEXT_LIMIT);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    const size_t length = fread(text, 1, TEXT_LIMIT - 1, pipe);
    assert_true(length < TEXT_LIMIT - 1);
    const int status = pclose(pipe);
    *code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return text;
}

static char *content_of(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("%s is missing", path);
    char *text = calloc(1, TEXT_LIMIT);
    const size_t length = fread(text, 1, TEXT_LIMIT - 1, file);
    assert_true(length < TEXT_LIMIT - 1);
    fclose(file);
    return text;
}

static void accept_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void is_refused_with_its_message(void **state)
{
    const char *name = *state;
    char command[1024], path[512];
    int code;
    snprintf(path, sizeof path, FOLDER "/%s.expect", name);
    snprintf(command, sizeof command, "'%s' check " FOLDER "/%s.yaml 2>&1 >/dev/null",
             program(), name);
    char *said = output_of(command, &code);
    if (getenv("OVERSTACK_ACCEPT"))
        accept_text(path, said);
    char *expected = content_of(path);
    if (code != 2)
        fail_msg("%s: exit code %d, expected 2; it said:\n%s", name, code, said);
    if (strcmp(said, expected) != 0)
        fail_msg("%s: expected\n%sgot\n%s", name, expected, said);
    if (said[0] == '\0')
        fail_msg("%s: refused without a word", name);
    free(said);
    free(expected);
}

/* Nothing about a scenario that is refused goes where reports go. */
static void a_refused_scenario_leaves_standard_output_empty(void **state)
{
    int code;
    char command[1024];
    (void)state;
    snprintf(command, sizeof command,
             "'%s' run " FOLDER "/top-several-mistakes.yaml --format json 2>/dev/null",
             program());
    char *said = output_of(command, &code);
    assert_int_equal(code, 2);
    assert_string_equal(said, "");
    free(said);
}

static void expect_said(const char *arguments, const char *expected)
{
    int code;
    char command[1024];
    snprintf(command, sizeof command, "'%s' check %s 2>&1 >/dev/null", program(),
             arguments);
    char *said = output_of(command, &code);
    assert_int_equal(code, 2);
    assert_string_equal(said, expected);
    free(said);
}

/* What was typed on the command line is in the message already. */
static void a_value_of_no_file_has_no_excerpt(void **state)
{
    (void)state;
    expect_said("configs/examples/bots.yaml --set hosts.web.count=none",
                "--set: hosts.web.count: expected a whole number such as 0, 4 or 1000, "
                "got \"none\"\n");
}

/* It was read and is gone. */
static void standard_input_has_no_excerpt(void **state)
{
    (void)state;
    expect_said("- < " FOLDER "/host-count-zero.yaml",
                "<stdin>:3:34: hosts.h.count: expected a whole number from 1 to 10000, "
                "got \"0\"\n");
}

static int is_scenario(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && strcmp(dot, ".yaml") == 0;
}

int main(void)
{
    static struct CMUnitTest tests[CASE_LIMIT + OTHERS];
    struct dirent **entries;
    const int count = scandir(FOLDER, &entries, is_scenario, alphasort);
    if (count < CASE_LEAST || count >= CASE_LIMIT) {
        fprintf(stderr, "%d scenarios in " FOLDER ", expected %d to %d\n", count,
                CASE_LEAST, CASE_LIMIT - 1);
        return 1;
    }
    for (int i = 0; i < count; i++) {
        char *name = entries[i]->d_name;
        *strrchr(name, '.') = '\0';
        tests[i] =
            (struct CMUnitTest){name, is_refused_with_its_message, NULL, NULL, name};
    }
    const struct CMUnitTest others[OTHERS] = {
        cmocka_unit_test(a_refused_scenario_leaves_standard_output_empty),
        cmocka_unit_test(a_value_of_no_file_has_no_excerpt),
        cmocka_unit_test(standard_input_has_no_excerpt),
    };
    memcpy(tests + count, others, sizeof others);
    const int failed =
        _cmocka_run_group_tests("bad_configs", tests, (size_t)count + OTHERS, NULL, NULL);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    return failed;
}
