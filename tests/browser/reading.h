/* reading.h - reads figures that were written for a person back into numbers, knowing
 * nothing of how the program writes them.
 */
#ifndef OVERSTACK_TESTS_BROWSER_READING_H
#define OVERSTACK_TESTS_BROWSER_READING_H

#include <stdbool.h>

/* "1,234", "75.6%", "12.3 ms", "3 h 18 min", "4.26 GiB" in base units; what stands behind
 * the first figure (" ± 3 ms") is left out. NAN: no figure ("-", ""). */
double reading_value(const char *text);

/* Is `text` what a person is told of `value`: the same to three digits, or nothing of
 * NAN? */
bool reading_is(const char *text, double value);

#endif
