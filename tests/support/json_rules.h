/* json_rules.h - does a JSON value obey a JSON Schema?
 */
#ifndef OVERSTACK_TESTS_SUPPORT_JSON_RULES_H
#define OVERSTACK_TESTS_SUPPORT_JSON_RULES_H

#include <jansson.h>
#include <stdbool.h>

/* root: the whole schema, for $ref. Knows the keywords that ours uses; any other fails
 * the test. */
bool json_rules_hold(const json_t *root, const json_t *schema, const json_t *value);

#endif
