/* transfer.h - a `send` step: bytes on their way from a machine to the caller.
 *
 * A transfer stands in the sender's way out and in the receiver's way in, each of which
 * gives it its share (nic.h), and is over when the slower of the two has carried all of
 * it. A NAT gateway that it comes through (gateway.h) is a third one. That is a buffer of any size between the two: each card is used as if the other
 * did not hold the transfer back, so bytes are conserved in each, and the time is at
 * most a little shorter than the true max-min sharing of both.
 *
 * The request holds its thread while it sends, as a server that writes to a blocking
 * socket does. Between two services of one machine, and where no card is limited,
 * sending takes no time and no event.
 */
#ifndef OVERSTACK_MODELS_TRANSFER_H
#define OVERSTACK_MODELS_TRANSFER_H

#include "models/nic.h"
#include "models/usage.h"

struct simulation;
struct task;

/* The cards', and that of a NAT gateway between them. */
enum transfer_way { TRANSFER_OUT, TRANSFER_IN, TRANSFER_GATEWAY, TRANSFER_WAYS };

struct transfer {
    void *link; /* of the pool */
    struct task *task;
    struct nic_direction *ways[TRANSFER_WAYS]; /* NULL: not limited there, or through */
};

void transfer_init(struct simulation *simulation);

/* The task sends so many bytes to its caller. True when it has to wait. */
bool transfer_begin(struct task *task, double bytes, double now_s);

/* The task that sends is killed. */
void transfer_abandon(struct task *task, double now_s);

#endif
