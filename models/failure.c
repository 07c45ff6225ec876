/* failure.c - the names of enum failure, as reports write them.
 */
#include "models/failure.h"

const char *const failure_names[FAILURE_COUNT] = {
    [FAILURE_TIMEOUT] = "timeout",
    [FAILURE_REFUSED] = "refused",
    [FAILURE_QUEUE_TIMEOUT] = "queue_timeout",
    [FAILURE_POOL_TIMEOUT] = "pool_timeout",
    [FAILURE_CIRCUIT_OPEN] = "circuit_open",
    [FAILURE_THROTTLED] = "throttled",
    [FAILURE_UNAVAILABLE] = "unavailable",
    [FAILURE_CONNECTION] = "connection",
    [FAILURE_APPLICATION] = "application",
    [FAILURE_KILLED] = "killed",
};
