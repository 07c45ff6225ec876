/* unit_text.h - a figure in the unit that stands beside it in a document.
 *
 * Documents of experiments hold figures of many kinds in one list; "unit" says which: "s",
 * "share", "1/s", "bytes", "bits/s", "bytes/s", "USD", "" for what is counted. Any other
 * one is written behind the number.
 */
#ifndef OVERSTACK_OUTPUT_UNIT_TEXT_H
#define OVERSTACK_OUTPUT_UNIT_TEXT_H

#include "sim/core/arena.h"

/* 3 significant digits; "-" for NAN. */
const char *unit_text(struct arena *arena, double value, const char *unit);

#endif
