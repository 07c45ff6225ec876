/* error.h - what the user did wrong, with its place, all of it at once.
 *
 * Library code never prints and never exits: it adds a filled error to a list that
 * travels up to the command, which prints every line and exits with 2. Warnings are
 * the same record with another severity and do not stop a run.
 *
 * One line on the terminal:
 *   file:line:column: path: expected ..., got ...; did you mean ...?
 */
#ifndef OVERSTACK_CORE_ERROR_H
#define OVERSTACK_CORE_ERROR_H

#include "sim/core/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Where a value stands. line 0: not in a file (a --set, a built-in default). */
struct place {
    const char *file; /* as the user named it, or "--set", or NULL */
    int line, column; /* counted from 1 */
};

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

struct error {
    enum severity severity;
    struct place place;
    const char *path;    /* dotted path in the scenario, "" at the top */
    const char *message; /* one sentence, no full stop */
};

enum { ERROR_LIST_LIMIT = 100 }; /* more are counted, not kept: hostile input */

struct error_list {
    struct arena *arena; /* owns the texts */
    struct error *items;
    size_t count, capacity;
    size_t errors;  /* severity error only, kept or not */
    size_t dropped; /* over ERROR_LIST_LIMIT */
};

void error_list_init(struct error_list *list, struct arena *arena);

/* Adds an error; printf-style message. `path` may be NULL. Texts are copied. */
void error_list_add(struct error_list *list, struct place place, const char *path,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));
void error_list_warn(struct error_list *list, struct place place, const char *path,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));

/* "expected EXPECTED, got FOUND" and, when `nearest` is not NULL,
 * "; did you mean NEAREST?". FOUND is quoted and shortened to 40 characters, control
 * characters replaced. */
void error_list_expected(struct error_list *list, struct place place, const char *path,
                         const char *expected, const char *found, const char *nearest);

/* Sorts by file, line, column (stable), errors of no place last. */
void error_list_sort(struct error_list *list);

/* The first error in the list, over warnings; NULL when there is none. */
const struct error *error_list_first(const struct error_list *list);

/* The line shown to the user, without a newline, in the list's arena. */
const char *error_text(const struct error_list *list, const struct error *error);

/* The name among `names` (count of them) nearest to `text`: Damerau-Levenshtein
 * distance at most a third of its length, at least 1 and at most 3; the first wins
 * ties. Else the shortest name that begins with `text`, if that has three letters or more.
 * NULL when nothing is near. */
const char *error_nearest(const char *text, const char *const *names, size_t count);

#endif
