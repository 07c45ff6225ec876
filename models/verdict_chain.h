/* verdict_chain.h - the chain of cause and effect while it is put together.
 *
 * Links come in any order, each with a key. Those of one key tell the same thing again
 * (a machine that dies every twelve days), so they are folded into the first:
 * "web cannot be reached; again at 24 d 7 h, 36 d 12 h".
 *
 * Links are told in the order of their times, which a reader can follow on a clock. A mean
 * over a step of the timeline is known, and dated, at the step's end; it is told as "by" its
 * time, so that a request that failed within the step may stand before the mean that says
 * why. Of links with the same time causes come before means and these before symptoms.
 */
#ifndef OVERSTACK_MODELS_VERDICT_CHAIN_H
#define OVERSTACK_MODELS_VERDICT_CHAIN_H

#include "models/summary.h"

struct verdict_link {
    double at_s;
    double span_s; /* a mean over so long that ends at at_s; 0: the exact moment */
    bool symptom;  /* an effect by its nature */
    const char *key;
    const char *what;
    uint32_t order; /* in which it was added: decides between equal times */
};

struct verdict_chain {
    const struct summary *summary;   /* the replication that is told */
    const struct cost_summary *cost; /* the bill, of all replications; NULL: none */
    struct arena *arena;
    struct verdict_link *links;
    uint32_t count, capacity;
};

void verdict_chain_init(struct verdict_chain *chain, const struct summary *summary,
                        struct arena *arena);

/* Adds a link; the sentence printf-style, `key` copied. */
void verdict_chain_add(struct verdict_chain *chain, double at_s, const char *key,
                       const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Of the link added last: it is a mean over span_s, or a symptom. */
void verdict_chain_mean(struct verdict_chain *chain, double span_s);
void verdict_chain_symptom(struct verdict_chain *chain);

/* Sorts by time, folds repeats, and writes the first VERDICT_CHAIN_LIMIT links into `verdict`. */
void verdict_chain_finish(struct verdict_chain *chain, struct verdict_summary *verdict);

enum { VERDICT_CHAIN_LIMIT = 24 }; /* more is a log, not an explanation */

#endif
