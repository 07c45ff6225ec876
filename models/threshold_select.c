/* threshold_select.c - what stands in the braces of a threshold.
 */
#include "models/threshold_select.h"

#include <string.h>

bool threshold_select_flow(const struct design *design, const struct flow_def *flow,
                           const void *selector)
{
    const char *wanted = selector;
    const bool users = design_is_of_users(design, flow);
    if (!wanted)
        return users;
    const struct traffic_def *traffic = design_traffic(design, flow->traffic);
    const char *traffic_name = strncmp(wanted, "traffic.", 8) == 0 ? wanted + 8 : wanted;
    return strcmp(traffic->item.name, traffic_name) == 0 ||
           (users && (strcmp(flow->endpoint->full_name, wanted) == 0 ||
                      strcmp(flow->endpoint->service->item.name, wanted) == 0));
}

bool threshold_select_machine(const struct design *design, uint32_t machine,
                              const char *selector)
{
    const struct machine_def *one = &design->machines[machine];
    return !selector || strcmp(one->name, selector) == 0 ||
           strcmp(one->host->item.name, selector) == 0;
}

/* `text` is `start`, or goes on after it with a dot or an index. */
static bool select_begins(const char *text, const char *start)
{
    const size_t length = strlen(start);
    return strncmp(text, start, length) == 0 && strchr(".[", text[length]) != NULL;
}

bool threshold_select_resource(const char *id, const char *selector)
{
    if (!selector || select_begins(id, selector))
        return true;
    const char *rest = strchr(id, '.');
    return rest && select_begins(rest + 1, selector);
}

bool threshold_select_who(const struct design *design, const char *who,
                          const char *selector)
{
    if (!selector)
        return true;
    for (uint32_t i = 0; i < design->machine_count; i++)
        if (strcmp(design->machines[i].name, who) == 0)
            return threshold_select_machine(design, i, selector);
    for (uint32_t i = 0; i < design->instance_count; i++) {
        const struct instance_def *instance = &design->instances[i];
        if (strcmp(instance->name, who) == 0)
            return instance->machine != UINT32_MAX &&
                   threshold_select_machine(design, instance->machine, selector);
    }
    return false;
}
