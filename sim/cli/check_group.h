/* check_group.h - machines of a host that scales, in the text of `check`.
 */
#ifndef OVERSTACK_CLI_CHECK_GROUP_H
#define OVERSTACK_CLI_CHECK_GROUP_H

#include <jansson.h>
#include <stdbool.h>

/* Is that name ("web[3]", "host.web[3].cpu") one of such a machine that is like the first
 * of its host? Then it need not be told again. */
bool check_group_repeats(const json_t *report, const char *name);

#endif
