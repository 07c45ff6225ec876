/* wire.h - where the bytes of a `send` go, and whose meters count them.
 *
 * The provider bills a byte by the way it takes, so each is counted once for each hop:
 *
 *   to users, or as an answer to a service outside     internet, at who sends
 *   between two zones                                  at both ends, out and in
 *   within a zone; to and from managed services        free, counted all the same
 *   from outside to a machine behind a NAT gateway     processed by the gateway of its
 *                                                      zone, or crosses to that of another
 *   to a caller through a load balancer                processed by the balancer, which
 *   (or an API Gateway)                                sends it on to its own caller
 *
 * Requests have no size (docs/model.md, Bytes), so what is sent up is nothing. Answers to
 * users never pass a NAT gateway: their connection came in by the machine's own address
 * or by a balancer, and the answer goes back the same way.
 */
#ifndef OVERSTACK_MODELS_WIRE_H
#define OVERSTACK_MODELS_WIRE_H

#include <stdbool.h>

struct instance;
struct machine;
struct simulation;
struct task;

struct wire_meter { /* of a balancer or gateway, in the window */
    double processed_bytes;
    double cross_zone_in_bytes, cross_zone_out_bytes;
};

void wire_init(struct simulation *simulation);
void wire_open_window(struct simulation *simulation);

/* The request behind a step, from whichever branch of a `parallel` it is taken. */
const struct task *wire_request(const struct task *task);

struct wire_end {
    struct machine *machine; /* NULL: none, as of users */
    bool by_gateway;         /* from outside, through a NAT gateway */
};

/* Counts what the request sends to its caller, on every hop. Where it comes to in the
 * end. */
struct wire_end wire_count(const struct task *request, double bytes, double now_s);

#endif
