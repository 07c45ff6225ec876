/* field_ledger.h - lines of the ledger for what the user did not give.
 */
#ifndef OVERSTACK_INPUT_FIELD_LEDGER_H
#define OVERSTACK_INPUT_FIELD_LEDGER_H

#include "sim/input/fields.h"

/* A scalar was read from `node` into `at`: a line when the node is a preset's. */
void field_ledger_given(struct fields *fields, const struct field *field,
                        const struct yaml_node *node, const char *path, const void *at);

/* The defaults of a filled table whose fields are given or not, by number. */
void field_ledger_absent(struct fields *fields, const struct table *table,
                         const bool *given, const char *path, const void *object);

#endif
