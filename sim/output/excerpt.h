/* excerpt.h - the line of a file that a message is about, with a mark below the value:
 *
 *      9 |       - go: {cpu: "exp(12ms, cv=1)"}
 *        |                   ^~~~~~~~~~~~~~~~~
 *
 * The file is read again when a message is shown, which is once, at the end of a command.
 * Only what can be read twice has an excerpt: no pipe, no standard input.
 */
#ifndef OVERSTACK_OUTPUT_EXCERPT_H
#define OVERSTACK_OUTPUT_EXCERPT_H

#include "sim/core/error.h"

#include <stdbool.h>
#include <stdio.h>

/* Two lines, at most `columns` wide; nothing for a place of no file, or whose line is not
 * there (any more). Bytes that are not UTF-8 and letters that would move or reorder others
 * are written as escapes (\x1B, \u202E); with `ascii` all that is not ASCII is. */
void excerpt_write(FILE *out, struct place place, int columns, bool ascii);

#endif
