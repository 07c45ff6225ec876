/* terminal.h - what the user looks at: how wide it is, and which letters it shows.
 *
 * What is not a terminal (a file, a pipe) is 80 columns wide and gets UTF-8, whatever the
 * environment says, so that a report is the same bytes everywhere.
 */
#ifndef OVERSTACK_CLI_TERMINAL_H
#define OVERSTACK_CLI_TERMINAL_H

#include <stdbool.h>

/* From 80 to 120. */
int terminal_columns(int descriptor);

/* A terminal that shows ASCII only: TERM is dumb, or the locale is not UTF-8. */
bool terminal_is_ascii(int descriptor);

#endif
