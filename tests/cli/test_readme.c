/* What README.md shows of the demo is what the program prints: every line between its two
 * marks, in order; a line of dots stands for what is left out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LIMIT = 1 << 20 };

static char *read_all(FILE *file)
{
    char *text = calloc(1, LIMIT);
    assert_non_null(file);
    assert_non_null(text);
    assert_true(fread(text, 1, LIMIT - 1, file) > 1000);
    return text;
}

/* Where the line stands in the text as a whole line, or NULL. */
static const char *find_line(const char *text, const char *line, size_t length)
{
    for (const char *at = text; *at; at += strcspn(at, "\n") + 1)
        if (strncmp(at, line, length) == 0 && at[length] == '\n')
            return at;
    return NULL;
}

static bool is_left_out(const char *line, size_t length)
{
    return strspn(line, " .") == length && length > 0;
}

static void every_line_of_the_demo_is_printed(void **state)
{
    (void)state;
    char command[4096];
    const char *program = getenv("OVERSTACK");
    snprintf(command, sizeof command,
             "'%s' run configs/stories/over-stack.yaml --no-color -q",
             program && *program ? program : "./overstack");
    FILE *page = fopen("README.md", "r"), *pipe = popen(command, "r");
    char *readme = read_all(page), *output = read_all(pipe);
    fclose(page);
    pclose(pipe);

    const char *line = strstr(readme, "<!-- demo output: begin -->\n```\n");
    assert_non_null(line);
    line = strstr(line, "```\n") + 4;
    const char *from = output;
    int lines = 0;
    for (; strncmp(line, "```", 3) != 0; line += strcspn(line, "\n") + 1) {
        const size_t length = strcspn(line, "\n");
        if (is_left_out(line, length))
            continue;
        from = find_line(from, line, length);
        if (!from)
            fail_msg("README.md: not printed, or not there: %.*s", (int)length, line);
        from += length + 1;
        lines++;
    }
    assert_true(lines > 20);
    free(readme);
    free(output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_line_of_the_demo_is_printed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
