/* knock.h - what TCP does when an accept queue is full (backlog `full: retry_syn`).
 *
 * The kernel drops the SYN without a word (tcp_abort_on_overflow = 0), and the client
 * repeats it 1, 3, 7, 15, 31 and 63 s after the first; 127 s after the first it gives up
 * (ETIMEDOUT: `connection`). That is tcp_syn_retries = 6 and a first time-out of 1 s,
 * doubled each time (RFC 6298), as Linux had it up to 6.4; from 6.5 on the first four
 * repeats come a second apart (tcp_syn_linear_timeouts). Meanwhile the call takes no place
 * anywhere: whose SYN comes first after one is free gets it. A caller or user who leaves
 * stops repeating; an instance that has died answers the next SYN with a reset
 * (connect.h).
 */
#ifndef OVERSTACK_MODELS_KNOCK_H
#define OVERSTACK_MODELS_KNOCK_H

#include "models/task.h"

#include <math.h>

enum { KNOCK_REPEATS = 6 };

/* The wait after the SYN that was dropped; the last of them ends with no other SYN. */
static inline double knock_wait_s(const struct task *task)
{
    return ldexp(1, task->retries);
}

static inline bool knock_is_over(const struct task *task)
{
    return task->retries > KNOCK_REPEATS;
}

#endif
