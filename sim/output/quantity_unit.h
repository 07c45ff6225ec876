/* quantity_unit.h - units of quantities, as documents name them (see unit_text.h).
 */
#ifndef OVERSTACK_OUTPUT_QUANTITY_UNIT_H
#define OVERSTACK_OUTPUT_QUANTITY_UNIT_H

#include "sim/run/quantity.h"

const char *quantity_unit_name(enum quantity_unit unit);

#endif
