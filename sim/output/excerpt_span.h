/* excerpt_span.h - how far a value goes from where it begins, by the look of its line.
 *
 * A message knows where its value begins; the parser's marks of ends are long gone. For
 * a mark under it the line tells enough: quotes and brackets have partners, a key ends
 * at its colon, a plain value at a comment, at a comma inside {} and [], or with the line.
 */
#ifndef OVERSTACK_OUTPUT_EXCERPT_SPAN_H
#define OVERSTACK_OUTPUT_EXCERPT_SPAN_H

#include <stddef.h>

/* Bytes of the value at `begin` <= `length`; 0 when there is none. */
size_t excerpt_span(const char *line, size_t length, size_t begin);

#endif
