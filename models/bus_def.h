/* bus_def.h - the keys of `kind: sqs`, `sns` and `eventbridge`: what hands messages on.
 */
#ifndef OVERSTACK_MODELS_BUS_DEF_H
#define OVERSTACK_MODELS_BUS_DEF_H

#include "sim/core/field.h"

struct service_def;

#define BUS_CHUNK_BYTES 65536.0 /* billed as a request each: the price list's notes */

struct bus_target_def { /* shorthand: to */
    struct item item;
    const char *to;                    /* "worker.job" */
    double share;                      /* NAN: the bus's */
    const struct service_def *service; /* resolved: of that endpoint */
};

struct bus_def {
    struct items to; /* of struct bus_target_def */
    double share;
    double message_bytes;
    int fifo;         /* sqs */
    double in_flight; /* sqs: messages */
};

/* Messages that an event bus of that region takes a second, an account's. */
double bus_def_events_per_s(const char *region);

extern const struct table bus_def_sqs, bus_def_sns, bus_def_eventbridge;

#endif
