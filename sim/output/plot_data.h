/* plot_data.h - a CSV file as gnuplot reads it.
 *
 * gnuplot ends a quoted cell at the first quote, comma or line break in it (RFC 4180 has all
 * three). In the copy it is given, letters that look alike stand for them: a double prime, a
 * low quotation mark, a space.
 */
#ifndef OVERSTACK_OUTPUT_PLOT_DATA_H
#define OVERSTACK_OUTPUT_PLOT_DATA_H

#include "sim/core/arena.h"

/* The copy; NULL where gnuplot reads the file as it is. */
const char *plot_data_plain(struct arena *arena, const char *csv);

/* What the copy has for a text: a script looks a column up by its name. */
const char *plot_data_word(struct arena *arena, const char *text);

#endif
