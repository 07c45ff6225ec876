/* messages.h - what went wrong, on standard error.
 */
#ifndef OVERSTACK_CLI_MESSAGES_H
#define OVERSTACK_CLI_MESSAGES_H

#include "sim/core/error.h"

#include <stdbool.h>

/* A line for each error and, unless `quiet`, each warning; those of a place in a file are
 * followed by an excerpt of it, the others begin with the command's name. */
void messages_print(const struct error_list *list, const char *command, bool quiet);

#endif
