/* user.h - the users of closed traffic (k6's VUs): begin, wait, think, begin again.
 */
#ifndef OVERSTACK_MODELS_USER_H
#define OVERSTACK_MODELS_USER_H

#include "models/traffic.h"

void user_init(struct traffic *traffic);
/* The user has its answer at end_s: goes on with its journey, or thinks and begins
 * again. */
void user_answered(struct user *user, double end_s);
/* As many users as the profile says now; those too many finish their iteration. */
void user_follow(struct traffic *traffic, double now_s);
bool user_is_over(const struct traffic *traffic, double now_s);

#endif
