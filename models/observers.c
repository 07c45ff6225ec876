/* observers.c - see observers.h. */
#include "models/observers.h"

#include "models/deploy.h"
#include "models/scaling_node.h"
#include "models/task_slot.h"

void observers_tell(struct instance *instance)
{
    if (instance->deploy)
        deploy_look(instance->deploy);
    if (instance->node)
        scaling_node_look(instance->node);
    if (instance->leaving)
        task_slot_look(instance->leaving);
}
