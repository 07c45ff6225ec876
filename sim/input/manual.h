/* manual.h - the reference page of the scenario file, written from the field tables.
 */
#ifndef OVERSTACK_INPUT_MANUAL_H
#define OVERSTACK_INPUT_MANUAL_H

#include "sim/core/arena.h"
#include "sim/core/field.h"

#include <stdio.h>

/* Markdown that reads as plain text too, at most 80 columns wide. Errors stay in the
 * stream (ferror). */
void manual_write(const struct table *root, struct arena *arena, FILE *out);

#endif
