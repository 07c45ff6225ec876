/* terminal.h - what the user looks at: how wide it is, and which letters it shows.
 *
 * What is not a terminal (a file, a pipe) is 80 columns wide and gets UTF-8, whatever the
 * environment says, so that a report is the same bytes everywhere.
 */
#ifndef OVERSTACK_CLI_TERMINAL_H
#define OVERSTACK_CLI_TERMINAL_H

#include "sim/output/paper.h"

#include <stdbool.h>

/* From 80 to 120. */
int terminal_columns(int descriptor);

/* Of a text report that goes to `output` (NULL and "-": standard output). Colour on a
 * terminal only, without --no-color and NO_COLOR (no-color.org: set and not empty). */
struct paper_style terminal_style(const char *output, bool no_color);

/* A terminal that shows ASCII only: TERM is dumb, or the locale is not UTF-8. */
bool terminal_is_ascii(int descriptor);

#endif
