/* field_complaint.h - what can be wrong with a node before its value is read. Every
 * function adds one error and returns false, for the caller to return.
 */
#ifndef OVERSTACK_INPUT_FIELD_COMPLAINT_H
#define OVERSTACK_INPUT_FIELD_COMPLAINT_H

#include "sim/input/fields.h"

/* "expected a mapping, got a list" */
bool field_complaint_kind(struct fields *fields, const struct yaml_node *node,
                          const char *path, const char *expected);

/* "\"breaker\" is not yet supported" */
bool field_complaint_later(struct fields *fields, struct place place, const char *path,
                           const char *what);

/* "unknown key \"thread\"; did you mean \"threads\"?", at the key's own place. path: of
 * the mapping. */
bool field_complaint_key(struct fields *fields, const struct table *table,
                         const struct yaml_pair *pair, const char *path);

#endif
