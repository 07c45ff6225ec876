/* check_tasks.h - what tasks of ECS reserve, in the answer of `overstack check`.
 */
#ifndef OVERSTACK_CLI_CHECK_TASKS_H
#define OVERSTACK_CLI_CHECK_TASKS_H

#include "models/placement_fit.h"
#include "sim/output/paper.h"

#include <jansson.h>

/* Adds "tasks" to the report; nothing where there are none. */
void check_tasks_add(json_t *report, const struct placement_fit *fit);

/* A bar for each machine. */
void check_tasks_write(const struct paper *paper, const json_t *report);

/* A line for each service whose tasks find no room. */
void check_tasks_complain(const struct paper *paper, const json_t *report);

#endif
