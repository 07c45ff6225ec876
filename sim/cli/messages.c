/* messages.c - see messages.h.
 */
#include "sim/cli/messages.h"

#include <stdio.h>

void messages_print(const struct error_list *list, const char *command, bool quiet)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct error *error = &list->items[i];
        if (quiet && error->severity == SEVERITY_WARNING)
            continue;
        if (!error->place.file)
            fprintf(stderr, "%s: ", command);
        fprintf(stderr, "%s\n", error_text(list, error));
    }
    if (list->dropped > 0)
        fprintf(stderr, "... and %zu more\n", list->dropped);
}
