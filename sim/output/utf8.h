/* utf8.h - text in columns of a terminal.
 *
 * A column count is not a byte count: Korean and Chinese letters take two columns each,
 * combining marks none. Widths are those of Unicode's East Asian Width (UAX 11), kept as
 * a short table here because wcwidth() depends on the user's locale, and a report must not.
 * Bytes that are not UTF-8 and control characters (a name could hold an escape sequence)
 * are shown as U+FFFD, one column wide.
 */
#ifndef OVERSTACK_OUTPUT_UTF8_H
#define OVERSTACK_OUTPUT_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { UTF8_MARK_BYTES = 3 };

/* Does it begin with a byte order mark (U+FEFF)? */
bool utf8_starts_with_mark(const char *text, size_t bytes);

/* The character's code and bytes (0 at the end of the text); 1 byte and code 0 for a byte
 * that is not UTF-8 (RFC 3629), code 0 for a control character. */
size_t utf8_decode(const char *text, uint32_t *code);

/* Bytes of the character at `text` (0 at its end); `width` becomes its columns. */
size_t utf8_next(const char *text, int *width);

/* Columns of the whole text. */
int utf8_width(const char *text);

/* Bytes of the longest beginning that takes at most `columns`. */
size_t utf8_fit(const char *text, int columns);

/* Writes `bytes` of the text, with U+FFFD for what must not reach a terminal. */
void utf8_put(FILE *out, const char *text, size_t bytes);

#endif
