/* ascii.h - the report's letters for a terminal that shows ASCII only.
 */
#ifndef OVERSTACK_OUTPUT_ASCII_H
#define OVERSTACK_OUTPUT_ASCII_H

#include "sim/core/arena.h"

/* Marks, blocks and drawn branches become the nearest of ASCII; of a name in another
 * script stays a "?" for each column, so that a table keeps its width. */
const char *ascii_text(struct arena *arena, const char *text);

/* The same, but letters of another script are kept as \u escapes: a message may be long. */
const char *ascii_escaped(struct arena *arena, const char *text);

#endif
