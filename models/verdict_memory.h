/* verdict_memory.h - what a machine goes through that needs more memory than it has.
 */
#ifndef OVERSTACK_MODELS_VERDICT_MEMORY_H
#define OVERSTACK_MODELS_VERDICT_MEMORY_H

#include "models/verdict_chain.h"

/* From the moment `at_s` on which need passed RAM on that machine: who was starting, how
 * much is needed by whom, what swap takes, what the page cache loses, what the kernel
 * spends on it. */
void verdict_memory_tell(struct verdict_chain *chain, uint32_t machine, double at_s);

#endif
