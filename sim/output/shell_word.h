/* shell_word.h - a text as one word of a command line.
 */
#ifndef OVERSTACK_OUTPUT_SHELL_WORD_H
#define OVERSTACK_OUTPUT_SHELL_WORD_H

#include "sim/core/arena.h"

/* In single quotes, unless no shell would mind it; "" stays "". */
const char *shell_word(struct arena *arena, const char *text);

#endif
