/* sticky.h - whose request it is, for balancers that keep a client with its instance.
 *
 * A closed user is a client of his own, also behind proxies: the cookie travels with the
 * calls made for his request. Open traffic comes from `balance.clients` clients; each
 * request is one's, drawn by a hash of its traffic and its intended start, so that its
 * retries and all calls made for it are the same client's. A message, or a call whose
 * user has left, is a client's drawn by its own start.
 */
#ifndef OVERSTACK_MODELS_STICKY_H
#define OVERSTACK_MODELS_STICKY_H

#include "models/upstream.h"

/* How many clients there can be: the users of all closed traffic, then the drawn ones. */
uint32_t sticky_clients(const struct upstream *upstream);
/* Where the client's peer + 1 stands; 0: it has none yet. */
uint32_t *sticky_home(struct upstream *upstream, const struct task *task);

#endif
