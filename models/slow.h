/* slow.h - paths between machines that are slow, lose messages, or are cut: the events
 * `slow: {from, to, delay, loss}`.
 *
 * A call is two messages: the request, and its reply. While an event holds, each message
 * on its way from `from` to `to` takes `delay` more, and is lost with the probability
 * `loss`. What is lost is sent again as TCP does: after 200 ms (Linux's least
 * retransmission time-out, TCP_RTO_MIN), then twice as long each time up to 120 s
 * (TCP_RTO_MAX); after 15 times (tcp_retries2, some 925 s) the connection is given up
 * and the call fails (`connection`). With a loss of 100% no message gets through: a
 * partition, in which calls hang until their timeout. Whether a message is lost is asked
 * when it is sent, so what is sent again after the event is over gets through.
 *
 * Calls between services keep their connections open, so the first packet of a new one
 * (SYN, 1 s) is never among the lost; what a `send` step carries is not lost either:
 * a lost packet in the middle of a transfer costs little. A caller who has left sends
 * nothing again. Of several events on one path delays add up, and a message must survive
 * each loss.
 */
#ifndef OVERSTACK_MODELS_SLOW_H
#define OVERSTACK_MODELS_SLOW_H

#include "models/event_def.h"
#include "models/failure.h"
#include "sim/core/engine.h"

#include <stdbool.h>

struct instance;
struct machine;
struct simulation;
struct task;

struct slow_path { /* by design.events; of the other kinds, too: never active */
    const struct slow_def *def;
    struct random *random;
    bool active;
};

struct slow_message { /* a request or a reply on such a path */
    void *link;       /* of the pool */
    struct task *task;
    const struct machine *from, *to;
    struct instance *target; /* of a request; NULL: a reply */
    enum failure failure;    /* of a reply */
    double delay_s;          /* of the path at other times */
    double again_s;          /* wait before it is sent again */
    uint32_t tries;
    bool arriving;
    bool registered;
    event_id event;
};

void slow_init(struct simulation *simulation);

/* The event begins, ends. */
void slow_begin(struct simulation *simulation, const struct event_def *event);
void slow_end(struct simulation *simulation, const struct event_def *event);

/* A call between two machines, which takes delay_s at other times. False: no event is
 * on that way now. */
bool slow_request(struct simulation *simulation, struct task *task,
                  const struct machine *from, struct instance *target, double delay_s,
                  double now_s);
/* The task of a call that is held is cancelled. */
void slow_forget(struct task *task);
/* The call's task has ended on `from` and its reply goes back. False: nothing holds it. */
bool slow_reply(struct task *task, const struct instance *from, enum failure failure,
                double now_s);

#endif
