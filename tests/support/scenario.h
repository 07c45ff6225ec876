/* scenario.h - scenarios written by a test, loaded as the program loads them.
 */
#ifndef OVERSTACK_TESTS_SCENARIO_H
#define OVERSTACK_TESTS_SCENARIO_H

#include "sim/world.h"

struct scenario { /* one at a time: what was loaded, and how */
    struct arena arena;
    struct error_list errors;
    char folder[64]; /* temporary */
    struct world_options options;
    const char *sets[8];
    const struct design *design; /* NULL: refused */
};

/* A fresh folder for its files. */
void scenario_begin(struct scenario *scenario);
void scenario_end(struct scenario *scenario);

/* Writes a file into the folder (its own folders are made). Returns its path, which
 * lives as long as the scenario. */
const char *scenario_write(struct scenario *scenario, const char *name, const char *text);

/* Writes `text` as scenario.yaml, applies the options set so far, loads it. */
const struct design *scenario_load(struct scenario *scenario, const char *text);
/* The same, and fails the test when it was refused. */
const struct design *scenario_accept(struct scenario *scenario, const char *text);

/* "--set", up to eight of them. */
void scenario_set(struct scenario *scenario, const char *text);

/* Does a message (error or warning) contain that text? */
bool scenario_says(const struct scenario *scenario, const char *part);
/* Prints what was said; for failing tests. */
void scenario_print(const struct scenario *scenario);

/* The value of a line of the ledger, or NULL. */
const char *scenario_assumption(const struct scenario *scenario, const char *path);

/* By name; fails the test when there is none. */
const struct service_def *scenario_service(const struct scenario *scenario,
                                           const char *name);
const struct host_def *scenario_host(const struct scenario *scenario, const char *name);

#endif
