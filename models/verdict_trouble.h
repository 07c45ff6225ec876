/* verdict_trouble.h - what goes wrong whether or not a resource is saturated.
 *
 * A process that is killed for lack of memory, one that crashes again and again, a
 * machine nobody reaches, requests that fail, or that nobody made: a run with any of them
 * does not hold, however empty its resources are.
 */
#ifndef OVERSTACK_MODELS_VERDICT_TROUBLE_H
#define OVERSTACK_MODELS_VERDICT_TROUBLE_H

#include "models/summary.h"

/* Of the requests that ended, fewer failures are a remark, more are trouble. */
#define VERDICT_TROUBLE_SHARE 0.01

/* Each but `why` begins with "; ", or is "". */
struct verdict_trouble {
    const char *deaths;   /* "; mysql is killed for lack of memory 2 times" */
    const char *outages;  /* "; web cannot be reached for 2.5 min" */
    const char *failures; /* "; 5.2% of the requests fail", "; no request arrived" */
    const char *why;      /* of failures, in full: ": the caller stops waiting", or "" */
    bool idle;            /* no request arrived, neither of users nor of bots */
    bool any;             /* idle, deaths, outages, or failures beyond the share */
};

struct verdict_trouble verdict_trouble_find(const struct summary *merged,
                                            const struct summary *const *parts,
                                            uint32_t count, struct arena *arena);

#endif
