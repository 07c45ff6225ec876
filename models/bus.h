/* bus.h - what AWS allows a queue, topic or event bus: messages it takes a second, and,
 * of an sqs, messages that its consumer holds at once.
 *
 * A message or call above `rate_limit` is turned away (`throttled`), whoever hands it
 * over. What a consumer has received and not yet acknowledged is in flight; while
 * `in_flight` are, it receives no others, and they wait in the queue. Several queues with
 * one consumer have that room together.
 */
#ifndef OVERSTACK_MODELS_BUS_H
#define OVERSTACK_MODELS_BUS_H

#include "models/allowance.h"

struct instance;
struct mailbox;
struct simulation;

struct bus { /* of an sqs */
    struct allowance in_flight;
};

/* For every sqs of the design; mailboxes come first. */
void bus_init(struct simulation *simulation);

/* A message is published to that instance of a bus. False: throttled. */
bool bus_takes(struct instance *bus, double now_s);
/* May the consumers of that mailbox receive another message? */
bool bus_gives(struct mailbox *mailbox, double now_s);
/* They received one, or acknowledged or lost it. */
void bus_count(struct mailbox *mailbox, double now_s);

#endif
