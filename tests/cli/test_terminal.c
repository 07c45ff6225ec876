/* The program on a terminal: how wide it is, colour, and ASCII where nothing else is shown.
 * A pseudo-terminal stands in for it. */
#define _GNU_SOURCE /* posix_openpt, ptsname_r */
#include "sim/output/utf8.h"
#include "tests/support/near.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { SAID = 1 << 17, NAME = 128 };

static const char *program(void)
{
    const char *given = getenv("OVERSTACK");
    return given && *given ? given : "./overstack";
}

/* A terminal of so many columns; its other side in *slave. */
static int open_terminal(unsigned short columns, int *slave)
{
    char name[NAME];
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(master >= 0);
    assert_int_equal(grantpt(master), 0);
    assert_int_equal(unlockpt(master), 0);
    assert_int_equal(ptsname_r(master, name, sizeof name), 0);
    *slave = open(name, O_RDWR | O_NOCTTY);
    assert_true(*slave >= 0);
    struct termios raw;
    assert_int_equal(tcgetattr(*slave, &raw), 0);
    cfmakeraw(&raw); /* no carriage returns */
    assert_int_equal(tcsetattr(*slave, TCSANOW, &raw), 0);
    const struct winsize size = {.ws_row = 40, .ws_col = columns};
    assert_int_equal(ioctl(*slave, TIOCSWINSZ, &size), 0);
    return master;
}

/* `command` in a shell, where $OVERSTACK is the program, both its outputs on the terminal. */
static void become(const char *command, int slave)
{
    dup2(slave, STDOUT_FILENO);
    dup2(slave, STDERR_FILENO);
    setenv("OVERSTACK", program(), 1);
    setenv("TERM", "xterm", 1);
    setenv("LC_ALL", "C.UTF-8", 1);
    unsetenv("COLUMNS");
    unsetenv("NO_COLOR");
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

static char *said_on_terminal(const char *command, unsigned short columns)
{
    int slave, status;
    const int master = open_terminal(columns, &slave);
    const pid_t child = fork();
    if (child == 0)
        become(command, slave);
    close(slave);
    char *said = calloc(1, SAID);
    size_t length = 0;
    for (;;) { /* EIO: nobody has the other side open any more */
        const ssize_t got = read(master, said + length, SAID - 1 - length);
        if (got <= 0 && !(got < 0 && errno == EINTR))
            break;
        length += got > 0 ? (size_t)got : 0;
    }
    close(master);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(length > 0 && length < SAID - 1);
    return said;
}

static int widest_line(const char *text)
{
    int widest = 0;
    while (*text) {
        char *line = strndup(text, strcspn(text, "\n"));
        const int width = utf8_width(line);
        widest = width > widest ? width : widest;
        text += strlen(line) + (text[strlen(line)] == '\n');
        free(line);
    }
    return widest;
}

static int widest_of(const char *command, unsigned short columns)
{
    char *said = said_on_terminal(command, columns);
    const int widest = widest_line(said);
    free(said);
    return widest;
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return !*text;
}

#define RUN                                                                              \
    "\"$OVERSTACK\" run configs/examples/credits.yaml --duration 10m --no-color -q"
#define CHECK "\"$OVERSTACK\" check tests/bad_configs/host-autoscale-policies.yaml"

static void report_is_as_wide_as_the_terminal_up_to_120(void **state)
{
    (void)state;
    assert_in_range(widest_of(RUN, 80), 72, 80);
    assert_in_range(widest_of(RUN, 100), 92, 100);
    assert_in_range(widest_of(RUN, 120), 112, 120);
    assert_in_range(widest_of(RUN, 200), 112, 120);
    assert_in_range(widest_of(RUN, 40), 72, 80);
    assert_in_range(widest_of(RUN, 0), 72, 80); /* it does not know */
}

static void columns_of_the_environment_go_first(void **state)
{
    (void)state;
    assert_in_range(widest_of("COLUMNS=110 " RUN, 80), 102, 110);
    assert_in_range(widest_of("COLUMNS=wide " RUN, 100), 92, 100);
}

static void pipe_is_80_columns_wide_and_the_same_everywhere(void **state)
{
    (void)state;
    char *plain = said_on_terminal(RUN " | cat", 80);
    char *other = said_on_terminal(
        "export COLUMNS=120 LC_ALL=C TERM=dumb NO_COLOR=1; " RUN " | cat", 200);
    assert_string_equal(plain, other);
    assert_in_range(widest_line(plain), 72, 80);
    assert_false(is_ascii(plain));
    free(plain);
    free(other);
}

static void other_locales_and_dumb_terminals_get_ascii(void **state)
{
    static const char *const commands[] = {
        "LC_ALL=C " RUN,
        "LC_ALL= LC_CTYPE=POSIX LANG=C.UTF-8 " RUN,
        "LC_ALL= LC_CTYPE= LANG=ko_KR.EUC-KR " RUN,
        "LC_ALL= LC_CTYPE= LANG= " RUN,
        "TERM=dumb " RUN,
    };
    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char *said = said_on_terminal(commands[i], 80);
        if (!is_ascii(said))
            fail_msg("not ASCII: %s", commands[i]);
        assert_true(widest_line(said) <= 80);
        free(said);
    }
}

static void utf8_locales_get_blocks(void **state)
{
    static const char *const commands[] = {
        RUN,
        "LC_ALL= LC_CTYPE=ko_KR.utf8 LANG=C " RUN,
        "LC_ALL= LC_CTYPE= LANG=en_US.UTF-8 " RUN,
    };
    (void)state;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        char *said = said_on_terminal(commands[i], 80);
        assert_non_null(strstr(said, "█"));
        free(said);
    }
}

static bool is_coloured(const char *command)
{
    char *said = said_on_terminal(command, 80);
    const bool coloured = strchr(said, '\033') != NULL;
    free(said);
    return coloured;
}

static void colour_is_on_a_terminal_only_and_can_be_refused(void **state)
{
#define STARTER "\"$OVERSTACK\" check configs/examples/starter.yaml"
    (void)state;
    assert_true(is_coloured(STARTER));
    assert_true(is_coloured("NO_COLOR= " STARTER)); /* set, but empty */
    assert_false(is_coloured("NO_COLOR=1 " STARTER));
    assert_false(is_coloured(STARTER " --no-color"));
    assert_false(is_coloured(STARTER " | cat"));
    assert_true(is_coloured("\"$OVERSTACK\" catalog instances t3"));
    assert_false(is_coloured("NO_COLOR=1 \"$OVERSTACK\" catalog instances t3"));
}

static void file_is_written_as_for_a_pipe(void **state)
{
    (void)state;
    char *said =
        said_on_terminal("LC_ALL=C " RUN " -o /tmp/overstack-terminal.$$; "
                         "cat /tmp/overstack-terminal.$$; rm /tmp/overstack-terminal.$$",
                         120);
    assert_in_range(widest_line(said), 72, 80);
    assert_non_null(strstr(said, "█"));
    free(said);
}

/* Messages are cut for standard error, wherever the report goes. */
static void excerpt_is_as_wide_as_the_terminal(void **state)
{
    (void)state;
    char *narrow = said_on_terminal(CHECK, 80), *wide = said_on_terminal(CHECK, 120);
    char *ascii = said_on_terminal("LC_ALL=C " CHECK, 80);
    assert_non_null(strstr(narrow,
                           "\n    4 |   step: {instance: t3.micro, autoscale: {max: "
                           "4, policy: step, target: …\n"));
    assert_non_null(strstr(wide,
                           "\n    4 |   step: {instance: t3.micro, autoscale: {max: 4, "
                           "policy: step, target: 50%}}\n"));
    assert_true(is_ascii(ascii));
    free(narrow);
    free(wide);
    free(ascii);
}

/* The message like the line it quotes: what has no letter in ASCII is an escape. */
static void messages_are_spelt_in_ascii(void **state)
{
    (void)state;
    char *said = said_on_terminal(
        "printf 'overstack: 1\\nservices: {\"\\354\\204\\234\": {preset: x}}\\n' > "
        "/tmp/overstack-terminal.$$; LC_ALL=C \"$OVERSTACK\" check "
        "/tmp/overstack-terminal.$$; rm /tmp/overstack-terminal.$$",
        80);
    assert_true(is_ascii(said));
    assert_non_null(strstr(said, "services.\\uC11C.preset: expected a preset"));
    assert_non_null(strstr(said, "| services: {\"\\uC11C\": {preset: x}}"));
    free(said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report_is_as_wide_as_the_terminal_up_to_120),
        cmocka_unit_test(columns_of_the_environment_go_first),
        cmocka_unit_test(pipe_is_80_columns_wide_and_the_same_everywhere),
        cmocka_unit_test(other_locales_and_dumb_terminals_get_ascii),
        cmocka_unit_test(utf8_locales_get_blocks),
        cmocka_unit_test(colour_is_on_a_terminal_only_and_can_be_refused),
        cmocka_unit_test(file_is_written_as_for_a_pipe),
        cmocka_unit_test(excerpt_is_as_wide_as_the_terminal),
        cmocka_unit_test(messages_are_spelt_in_ascii),
    };
    return cmocka_run_group_tests_name("terminal", tests, NULL, NULL);
}
