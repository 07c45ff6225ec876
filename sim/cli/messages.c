/* messages.c - see messages.h.
 */
#include "sim/cli/messages.h"

#include "sim/cli/terminal.h"
#include "sim/output/ascii.h"
#include "sim/output/excerpt.h"

#include <stdio.h>
#include <unistd.h>

void messages_print(const struct error_list *list, const char *command, bool quiet)
{
    const int columns = terminal_columns(STDERR_FILENO);
    const bool ascii = terminal_is_ascii(STDERR_FILENO);
    for (size_t i = 0; i < list->count; i++) {
        const struct error *error = &list->items[i];
        if (quiet && error->severity == SEVERITY_WARNING)
            continue;
        if (!error->place.file)
            fprintf(stderr, "%s: ", command);
        const char *text = error_text(list, error);
        fprintf(stderr, "%s\n", ascii ? ascii_escaped(list->arena, text) : text);
        excerpt_write(stderr, error->place, columns, ascii);
    }
    if (list->dropped > 0)
        fprintf(stderr, "... and %zu more\n", list->dropped);
}
