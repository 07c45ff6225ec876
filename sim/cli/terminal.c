/* terminal.c - see terminal.h.
 */
#define _GNU_SOURCE /* strcasestr */
#include "sim/cli/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_LEAST = 80, COLUMNS_MOST = 120 };

static int clamp(long columns)
{
    return columns < COLUMNS_LEAST  ? COLUMNS_LEAST
           : columns > COLUMNS_MOST ? COLUMNS_MOST
                                    : (int)columns;
}

int terminal_columns(int descriptor)
{
    struct winsize size;
    if (!isatty(descriptor))
        return COLUMNS_LEAST;
    const char *given = getenv("COLUMNS"); /* POSIX: the user's word goes first */
    const long columns = given ? strtol(given, NULL, 10) : 0;
    if (columns > 0)
        return clamp(columns);
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? clamp(size.ws_col) : COLUMNS_LEAST;
}

/* The first of these that is set and not empty decides (POSIX, "Locale"). */
static const char *locale_name(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "C";
}

bool terminal_is_ascii(int descriptor)
{
    const char *term = getenv("TERM");
    if (!isatty(descriptor))
        return false;
    if (term && strcmp(term, "dumb") == 0)
        return true;
    const char *locale = locale_name();
    return !strcasestr(locale, "UTF-8") && !strcasestr(locale, "UTF8");
}

struct paper_style terminal_style(const char *output, bool no_color)
{
    const char *unwanted = getenv("NO_COLOR");
    if ((output && strcmp(output, "-") != 0) || !isatty(STDOUT_FILENO))
        return paper_style_plain;
    return (struct paper_style){.columns = terminal_columns(STDOUT_FILENO),
                                .colour = !no_color && !(unwanted && *unwanted),
                                .ascii = terminal_is_ascii(STDOUT_FILENO)};
}
