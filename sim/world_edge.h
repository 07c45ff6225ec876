/* world_edge.h - what the endpoints of managed services at the edge do by themselves.
 */
#ifndef OVERSTACK_WORLD_EDGE_H
#define OVERSTACK_WORLD_EDGE_H

#include "sim/world_state.h"

/* What AWS allows where the user does not say, with its source. */
void world_edge_complete(struct world *world, struct service_def *service);
/* An endpoint of an s3 that it does not list: one GET or PUT. */
void world_edge_object(struct world *world, struct endpoint_def *endpoint);
/* An endpoint of a cloudfront that so far only calls the same one of its origin: the call
 * becomes a miss's, and what the origin sends is sent on. */
void world_edge_front(struct world *world, const struct service_def *service,
                      struct endpoint_def *endpoint, const struct endpoint_def *origin);
/* Every endpoint of an sqs, sns or eventbridge ends with publishing to its targets. */
void world_edge_deliver(struct world *world);

/* Rules between the values of such services, and what has no effect. */
void world_edge_check(struct world *world, const struct service_def *service);
void world_edge_warn(struct world *world, const struct service_def *service);

#endif
