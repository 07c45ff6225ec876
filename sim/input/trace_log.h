/* trace_log.h - the requests of an nginx or Apache access log, counted by second.
 *
 *   HOST - USER [10/Oct/2000:13:55:36 -0700] "GET /qna?page=2 HTTP/1.1" 200 ...
 *
 * Of each line the first bracketed date and the first quoted request count, so that the
 * common, the combined and most extended formats are understood, in any order of time
 * (a server logs a request when it ends). The file is read twice, once for its first and
 * last second, once for the counts, so that its size does not matter: there are at most
 * TRACE_LOG_BINS bins, of a second each or as many seconds as that takes.
 */
#ifndef OVERSTACK_INPUT_TRACE_LOG_H
#define OVERSTACK_INPUT_TRACE_LOG_H

#include "sim/core/arena.h"
#include "sim/core/error.h"

#include <stdbool.h>
#include <stdint.h>

enum { TRACE_LOG_BINS = 1 << 20 };

/* Method and path, with * for anything: "GET /qna*". What follows a ? in the log's path
 * is left aside unless the pattern has one too. */
struct trace_log_rule {
    const char *pattern;
    uint32_t entry;
    uint64_t lines; /* result: how many it took */
};

struct trace_log {
    uint64_t lines;               /* that are not blank */
    uint64_t unreadable;          /* no date or no request in them */
    uint64_t unmapped;            /* no rule for them */
    uint64_t first_unreadable;    /* its line; 0: none */
    const char *unmapped_example; /* "GET /favicon.ico"; NULL: none */
    double span_s;                /* from the first second to the last, both included */
    double bin_s;
    uint32_t bins, entries;
    uint32_t *counts; /* of bin b: counts[b * entries + entry] */
};

/* False when an error was added: the file cannot be read, or none of its lines can. */
bool trace_log_read(struct trace_log *log, const char *file, struct trace_log_rule *rules,
                    uint32_t rule_count, uint32_t entries, struct arena *arena,
                    struct error_list *errors);

/* Does the pattern, with * for anything, fit the whole text? */
bool trace_log_fits(const char *pattern, const char *text);

#endif
