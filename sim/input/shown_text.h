/* shown_text.h - the user's own words inside a message: short and harmless.
 */
#ifndef OVERSTACK_INPUT_SHOWN_TEXT_H
#define OVERSTACK_INPUT_SHOWN_TEXT_H

#include "sim/core/arena.h"

/* `text` in double quotes, cut to 60 bytes (never inside a UTF-8 letter), control
 * characters replaced by '?', so that no file can talk to the terminal. */
const char *shown_text(struct arena *arena, const char *text);

#endif
