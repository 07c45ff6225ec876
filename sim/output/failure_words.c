/* failure_words.c - see failure_words.h.
 */
#include "sim/output/failure_words.h"

#include <stddef.h>
#include <string.h>

const char *failure_words(const char *reason)
{
    static const char *const texts[][2] = {
        {"timeout", "the caller stopped waiting"},
        {"refused", "the waiting room was full"},
        {"queue_timeout", "waited too long for a thread"},
        {"pool_timeout", "waited too long for a connection of the pool"},
        {"circuit_open", "not tried: the circuit breaker was open"},
        {"throttled", "over a rate limit"},
        {"unavailable", "no instance was left to ask"},
        {"connection", "no connection could be made, or it broke"},
        {"application", "the program answered with an error"},
        {"killed", "the process was killed while working on it"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(texts[i][0], reason) == 0)
            return texts[i][1];
    return "";
}
