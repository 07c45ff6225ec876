/* human.h - figures as a person reads them, in an arena. What says nothing (NAN) is "-".
 */
#ifndef OVERSTACK_OUTPUT_HUMAN_H
#define OVERSTACK_OUTPUT_HUMAN_H

#include "sim/core/arena.h"

#include <jansson.h>

/* A length of time, 3 significant digits: "12.3 ms". */
const char *human_duration(struct arena *arena, double value_s);
/* A moment of the run: "3 min 10 s", "1 h 2 min", "12 d 4 h". */
const char *human_moment(struct arena *arena, double at_s);
/* "by 3 min 10 s" of a mean taken from `from_s` on, which is known at its end; else the
 * moment alone. */
const char *human_moment_by(struct arena *arena, double from_s, double at_s);
const char *human_size(struct arena *arena, double value_bytes); /* "1.5 GiB" */
/* "82%"; "<0.01%" for what is hardly there. */
const char *human_share(struct arena *arena, double value);
/* 3 significant digits; "<0.001" for what is hardly there. */
const char *human_number(struct arena *arena, double value);
/* Things that are counted: whole, with thousands; a small mean keeps 3 digits. */
const char *human_count(struct arena *arena, double value);
/* What is billed: hours and calls are whole and exact, "1,460"; else 3 digits. */
const char *human_quantity(struct arena *arena, double value);
/* "84.10": 2 decimals, below one as many as 3 significant digits need. */
const char *human_usd(struct arena *arena, double value);
/* "412,345 KRW": no decimals where the currency has none. */
const char *human_money(struct arena *arena, double value, const char *currency);
/* " ± 3.4 ms": half of the interval at `at` of a tree, on its wider side of `value`; where
 * that is as much as the value or more, ", 95% from 0 us to 9 ms"; "" without an interval,
 * or when it has no width. */
const char *human_interval(struct arena *arena, const json_t *tree, const char *at,
                           double value, const char *write(struct arena *, double));
/* "1 machine", "3 machines". `many`: the plural. */
const char *human_plural(struct arena *arena, double value, const char *one,
                         const char *many);

#endif
