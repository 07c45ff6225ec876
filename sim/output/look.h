/* look.h - reads a report's JSON tree without tripping.
 *
 * Text, CSV and figures are made from the document, which may be a saved one, of another
 * version or edited by hand. So what is missing or of another type is not an error: a
 * number is NAN, a text "", a list empty. `at` is a path with '/' ("cpu/mean"); keys
 * that hold a "/" or 64 bytes and more cannot be named so: use json_object_get.
 */
#ifndef OVERSTACK_OUTPUT_LOOK_H
#define OVERSTACK_OUTPUT_LOOK_H

#include <jansson.h>
#include <stdbool.h>

/* NULL when there is nothing. Borrowed. */
json_t *look_at(const json_t *tree, const char *at);

double look_number(const json_t *tree, const char *at);    /* NAN: none, or null */
const char *look_text(const json_t *tree, const char *at); /* "": none, or null */
/* What a machine needed at its peak, bytes; a report of an older version has means only. */
double look_need(const json_t *host);
bool look_flag(const json_t *tree, const char *at); /* true only if true */

#endif
