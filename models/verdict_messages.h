/* verdict_messages.h - what happened to messages and caches, told in sentences.
 */
#ifndef OVERSTACK_MODELS_VERDICT_MESSAGES_H
#define OVERSTACK_MODELS_VERDICT_MESSAGES_H

#include "models/verdict_chain.h"

/* Consumers that fall behind; caches that went cold. After the events themselves, so that
 * what they explain at the same moment follows them. */
void verdict_messages_tell(struct verdict_chain *chain);

#endif
