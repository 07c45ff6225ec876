/* check_group.c - see check_group.h. */
#include "sim/cli/check_group.h"

#include "sim/output/look.h"

#include <string.h>

bool check_group_repeats(const json_t *report, const char *name)
{
    json_t *groups = look_at(report, "groups"), *group;
    const char *host, *start = strncmp(name, "host.", 5) == 0 ? name + 5 : name;
    json_object_foreach (groups, host, group) {
        const size_t length = strlen(host);
        if (strncmp(start, host, length) == 0 && start[length] == '[' &&
            strncmp(start + length, "[0]", 3) != 0)
            return true;
    }
    return false;
}
