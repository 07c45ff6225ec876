/* json.h - writes a JSON tree as text, the same bytes for the same tree.
 *
 * jansson's own writer prints numbers with a fixed number of digits and either indents
 * everything or nothing. Here a number is the shortest text that reads back to the same
 * double, text stays UTF-8, and what fits on one line stands on one line: a report is
 * read by people too. Keys come in the order in which they were added.
 */
#ifndef OVERSTACK_OUTPUT_JSON_H
#define OVERSTACK_OUTPUT_JSON_H

#include <jansson.h>
#include <stdio.h>

/* Once, before any tree: `allocate` gives the memory of all trees (free takes it back)
 * and does not return NULL. */
void json_allocate_with(void *(*allocate)(size_t size));

/* A number of the tree; NAN and infinities, which JSON cannot hold, become null, and -0
 * becomes 0. */
json_t *json_figure(double value);

/* A text of the tree, null for NULL. Bytes that are not UTF-8 (a file may be called so)
 * become U+FFFD. */
json_t *json_words(const char *text);

/* The tree on `out`, with a newline at the end. Errors stay in the stream (ferror). */
void json_write(json_t *tree, FILE *out);
/* The same on one line, as NDJSON wants it. */
void json_write_line(json_t *tree, FILE *out);
/* An object with a member on one line, without its closing brace: more may follow. */
void json_write_begin(json_t *object, FILE *out);

#endif
