/* scenarios.h - the scenarios that come with the program: stories and examples.
 */
#ifndef OVERSTACK_CLI_SCENARIOS_H
#define OVERSTACK_CLI_SCENARIOS_H

#include "sim/core/arena.h"
#include "sim/core/error.h"

#include <stdint.h>

struct scenarios {
    const char **names; /* stories, then examples, each by name */
    const char **files;
    uint32_t count;
};

/* Of the data folder's configs/. */
struct scenarios scenarios_find(const char *configs, struct arena *arena);

/* The file of that name; NULL when there is none. */
const char *scenarios_file(const struct scenarios *scenarios, const char *name);

/* What the scenario is called by its `name:`, "" without. */
const char *scenarios_title(const char *text, struct arena *arena);

/* A file beside it that it reads, or NULL: recorded traffic. */
const char *scenarios_companion(const char *text, struct arena *arena);

#endif
