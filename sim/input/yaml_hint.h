/* yaml_hint.h - what a syntax error of YAML most likely means.
 */
#ifndef OVERSTACK_INPUT_YAML_HINT_H
#define OVERSTACK_INPUT_YAML_HINT_H

#include <stddef.h>

/* problem: the parser's words, context: what it was reading (may be NULL); line and
 * column (from 1): where in `text`. Returns a sentence, or NULL when there is no guess. */
const char *yaml_hint_text(const char *problem, const char *context, const char *text,
                           size_t length, int line, int column);

#endif
