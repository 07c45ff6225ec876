/* document_scenario.h - which scenario a report is of, alike in all commands.
 */
#ifndef OVERSTACK_OUTPUT_DOCUMENT_SCENARIO_H
#define OVERSTACK_OUTPUT_DOCUMENT_SCENARIO_H

#include "models/design.h"

#include <jansson.h>

/* Adds `scenario` with what identifies it, name to seed; borrowed, for what else there is
 * to say. */
json_t *document_scenario_add(json_t *report, const struct design *design);

/* `currency` and `rate`, the units of it for one USD, where the user has one. */
void document_scenario_add_currency(json_t *report, const struct design *design);

#endif
