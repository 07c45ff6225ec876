/* mailbox.h - what is published to one service: messages from the moment they are handed
 * over until they are acknowledged, lost or still there at the end.
 *
 *   published --> waiting --> reserved --> in hand --> consumed
 *                    ^------------+------------+   (their process died: back, in front)
 *
 * A consumer reserves `prefetch` for each of its threads. With `ack: early` a message is
 * acknowledged when its work begins, as Celery does unless told otherwise: one that was
 * reserved and not begun comes back, one in hand is lost with its worker. With `ack: late`
 * it is acknowledged when its work ends, well or badly, and comes back until then.
 * Without a broker the queue is outside all machines and never loses anything by itself;
 * with one see broker.h.
 *
 * At all times: kept at first + published = consumed + lost + waiting + in hand.
 */
#ifndef OVERSTACK_MODELS_MAILBOX_H
#define OVERSTACK_MODELS_MAILBOX_H

#include "models/failure.h"
#include "models/summary.h"
#include "models/task.h"
#include "sim/core/statistic.h"

struct broker;

struct mailbox { /* of one service, whether anything is published to it or not */
    const struct service_def *service;
    struct instance *consumers; /* the service's instances */
    uint32_t count, next;
    struct broker *broker;      /* NULL: outside all machines */
    struct bus *feeder;         /* an sqs that it is the consumer of; NULL */
    struct task_queue messages; /* not yet reserved, the oldest first */
    struct area waiting;        /* without a thread: reserved ones too */
    double waiting_area;        /* at the last step's end */
    bool is_poisoned;           /* told already that a message goes round */

    /* counted in the window */
    double kept_at_first, published, consumed, failed, lost, redelivered, refused;
    double deliveries, wait_sum_s, lag_peak_s;
    double refused_at_s; /* first time; NAN */
};

/* For every service of the design; brokers come first. */
void mailbox_init(struct simulation *simulation);
void mailbox_open_window(struct mailbox *mailbox, double now_s);
void mailbox_collect(struct mailbox *mailbox, struct message_summary *summary,
                     double now_s);

/* A message for that endpoint's service. FAILURE_COUNT: it is there; else why not. */
enum failure mailbox_publish(struct simulation *simulation,
                             const struct endpoint_def *endpoint, double now_s);
/* A message that waited is that consumer's from now on; instance_drain begins it. */
void mailbox_reserve(struct instance *consumer, struct task *task);
/* A reserved message gets its thread. */
void mailbox_begin(struct mailbox *mailbox, struct task *task, double now_s);
/* Its work has ended, with that failure or FAILURE_COUNT. */
void mailbox_done(struct task *task, enum failure failure);
/* Its process died before (`begun`: while it worked on it): the task ends here, the
 * message is lost or comes back. */
void mailbox_killed(struct task *task, bool begun, double now_s);
/* The memory of that instance of a broker is gone, and the messages in it. */
void mailbox_lose(struct instance *keeper, double now_s);

/* Age of the oldest message that waits, 0 when none does. */
double mailbox_lag_s(const struct mailbox *mailbox, double now_s);
/* Waiting, reserved or in hand. */
double mailbox_kept(const struct mailbox *mailbox);

#endif
