/* clock_time.h - dates as people and web servers write them, as seconds since
 * 1970-01-01T00:00:00Z (Gregorian calendar, leap seconds left out, as POSIX does).
 */
#ifndef OVERSTACK_CORE_CLOCK_TIME_H
#define OVERSTACK_CORE_CLOCK_TIME_H

#include <stdbool.h>

/* ISO 8601: 2026-03-02T14:00:00Z, "2026-03-02 14:00", with fractions of a second and an
 * offset (+09:00, +0900, +09); without one it is taken for UTC. The whole text. */
bool clock_time_read_iso(const char *text, double *at_s);

/* The date of an access log, 10/Oct/2000:13:55:36 -0700, followed by `]`. */
bool clock_time_read_log(const char *text, double *at_s);

#endif
