/* cost_free.h - what the provider gives free each month, taken off the bill.
 */
#ifndef OVERSTACK_MODELS_COST_FREE_H
#define OVERSTACK_MODELS_COST_FREE_H

#include "models/cost_lines.h"

/* When all lines are there, tax not yet: takes the allowances off the lines they cover,
 * then a new account's credit off the provider's lines. To add an allowance, add a row to
 * the table in cost_free.c, and its quantity to the catalog. */
void cost_free_apply(struct cost_bill *bill);

#endif
