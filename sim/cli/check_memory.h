/* check_memory.h - the memory bars of `overstack check`.
 */
#ifndef OVERSTACK_CLI_CHECK_MEMORY_H
#define OVERSTACK_CLI_CHECK_MEMORY_H

#include "sim/output/paper.h"

#include <jansson.h>

void check_memory_write(const struct paper *paper, const json_t *report);

/* "web needs 4.6 GiB at rest and has 3.8 GiB: ..." for the machine that fits worst, in
 * the arena. NULL: no machine has anything of
 * known size. */
const char *check_memory_verdict(struct arena *arena, const json_t *report);

#endif
