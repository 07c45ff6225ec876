/* connect.h - calls to an instance that is not up.
 *
 * Where the machine lives its kernel answers for a process that is down or starting: the
 * connection is refused, at once. A machine that is down answers nothing: the caller
 * repeats its SYN as knock.h says, until `connect_timeout` (60 s, nginx's
 * proxy_connect_timeout) or its own time-out. So a call made while a machine boots may be
 * served by a later SYN.
 *
 * Both fail as `connection`.
 */
#ifndef OVERSTACK_MODELS_CONNECT_H
#define OVERSTACK_MODELS_CONNECT_H

#include "models/instance.h"

/* The call has come to an instance that is not up. */
void connect_fail(struct instance *instance, struct task *task, double now_s);

#endif
