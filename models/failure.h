/* failure.h - why a request failed: the innermost cause of its last attempt.
 */
#ifndef OVERSTACK_MODELS_FAILURE_H
#define OVERSTACK_MODELS_FAILURE_H

enum failure { /* the order of the JSON report */
               FAILURE_TIMEOUT,
               FAILURE_REFUSED,
               FAILURE_QUEUE_TIMEOUT,
               FAILURE_POOL_TIMEOUT,
               FAILURE_CIRCUIT_OPEN,
               FAILURE_THROTTLED,
               FAILURE_UNAVAILABLE,
               FAILURE_CONNECTION,
               FAILURE_APPLICATION,
               FAILURE_KILLED,
               FAILURE_COUNT,
};

extern const char *const failure_names[FAILURE_COUNT]; /* "timeout", "refused", ... */

#endif
