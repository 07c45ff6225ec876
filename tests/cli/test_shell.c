/* The manual page and the completions of shells are what the program's options give (`make
 * docs`), without fault for groff and the shells, and bash completes with them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

enum { ANSWER = 65536 };

/* Runs a line of sh; `answer` takes what it prints, both outputs. The exit code. */
static int shell(char answer[ANSWER], const char *line)
{
    FILE *pipe = popen(line, "r");
    assert_non_null(pipe);
    answer[fread(answer, 1, ANSWER - 1, pipe)] = '\0';
    const int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static const char *program(void)
{
    const char *given = getenv("OVERSTACK");
    return given && *given ? given : "./overstack";
}

static void is_current(void **state)
{
    const char *const *made = *state; /* how, and the file */
    char command[1024], answer[ANSWER];
    snprintf(command, sizeof command, "%s '%s' 2>&1 | cmp - %s 2>&1", made[0], program(),
             made[1]);
    if (shell(answer, command) != 0)
        fail_msg("%s is not what %s writes (make docs): %s", made[1], made[0], answer);
}

/* What a tool says of a file is nothing; a tool that is not there is not asked. */
static void has_no_fault(void **state)
{
    const char *const *tool = *state; /* its name, and the command */
    char command[512], answer[ANSWER];
    snprintf(command, sizeof command, "command -v %s", tool[0]);
    if (shell(answer, command) != 0)
        skip();
    snprintf(command, sizeof command, "%s 2>&1", tool[1]);
    assert_int_equal(shell(answer, command), 0);
    assert_string_equal(answer, "");
}

/* Words of the line so far, the last to be completed, and what bash offers. */
static const char *const offers[][2] = {
    {"overstack sw", "sweep"},
    {"overstack run --form", "--format"},
    {"overstack run --format ma", "markdown"},
    {"overstack run --format = h", "html"},
    {"overstack check --format h", ""},
    {"overstack catalog --format j", "json"},
    {"overstack report --table ''", "timeline bill"},
    {"overstack run configs/stories/task-board.yaml --variant far", "fargate"},
    {"overstack import ''", "compose"},
    {"overstack catalog pr", "prices"},
    {"overstack run configs/stories/slow", "configs/stories/slow-leak.yaml"},
    {"overstack merge --sha", ""},
    {"overstack run --seed 1", ""},
    {"overstack run --plot-format p", "png pdf png,pdf"},
    {"overstack import compose a.yml --instance t3.m", "t3.micro t3.medium"},
    {"overstack init over", "over-stack"},
    {"overstack init retry", "retry-storm"},
    {"overstack init --li", "--list"},
};

static void bash_completes(void **state)
{
    const char *const *offer = *state;
    char command[2048], answer[ANSWER];
    if (shell(answer, "command -v bash") != 0)
        skip();
    snprintf(command, sizeof command,
             "bash -c \". completion/overstack.bash; COMP_WORDS=(%s); "
             "COMP_CWORD=\\$((\\${#COMP_WORDS[@]} - 1)); _overstack; "
             "printf %%s \\\"\\${COMPREPLY[*]}\\\"\" 2>&1",
             offer[0]);
    shell(answer, command);
    assert_string_equal(answer, offer[1]);
}

int main(void)
{
    static const char *const made[][2] = {
        {"scripts/man-page", "man/overstack.1"},
        {"scripts/completion bash", "completion/overstack.bash"},
        {"scripts/completion zsh", "completion/_overstack"},
        {"scripts/completion fish", "completion/overstack.fish"},
    };
    static const char *const tools[][2] = {
        {"groff", "groff -man -Tascii -ww -z man/overstack.1"},
        {"mandoc", "mandoc -T lint -W warning man/overstack.1"},
        {"bash", "bash -n completion/overstack.bash"},
        {"zsh", "zsh -n completion/_overstack"},
        {"fish", "fish -n completion/overstack.fish"},
    };
    enum { MADE = 4, TOOLS = 5, OFFERS = sizeof offers / sizeof *offers };
    struct CMUnitTest tests[MADE + TOOLS + OFFERS];
    for (int i = 0; i < MADE; i++)
        tests[i] = (struct CMUnitTest){made[i][1], is_current, NULL, NULL,
                                       (void *)(uintptr_t)made[i]};
    for (int i = 0; i < TOOLS; i++)
        tests[MADE + i] = (struct CMUnitTest){tools[i][1], has_no_fault, NULL, NULL,
                                              (void *)(uintptr_t)tools[i]};
    for (int i = 0; i < OFFERS; i++)
        tests[MADE + TOOLS + i] = (struct CMUnitTest){offers[i][0], bash_completes, NULL,
                                                      NULL, (void *)(uintptr_t)offers[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
