/* express.h - the plain request in one piece.
 *
 * Most requests of most designs need nothing but a thread and the CPU: they come from
 * open traffic whose users wait for ever, and their endpoint is one `cpu` step on an
 * instance that charges nothing beyond it. What else a request might need (patience,
 * retries, pools, memory, a heap, a handshake ...) is decided before time 0, so these
 * requests need not ask at every step. Every quantity kept is the one the general way
 * keeps (traffic.c, instance.c, flow.c), so a request may begin here and end there when
 * its instance dies, its backlog is full, or another kind of request stands behind it.
 *
 * A test runs scenarios both ways and compares every figure to the last bit.
 */
#ifndef OVERSTACK_MODELS_EXPRESS_H
#define OVERSTACK_MODELS_EXPRESS_H

#include "models/traffic.h"

/* Before time 0, when all else is built: finds the traffics whose requests are plain and
 * gives their arrivals, and the CPU of their instance, handlers of their own. */
void express_init(struct simulation *simulation);

#endif
