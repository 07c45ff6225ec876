/* story.h - the stories of configs/stories, run by a test as the program runs them.
 */
#ifndef OVERSTACK_TESTS_STORY_H
#define OVERSTACK_TESTS_STORY_H

#include "models/summary.h"
#include "sim/core/arena.h"

#include <stdbool.h>
#include <stdint.h>

enum { STORY_SETS = 16 };

struct story {                    /* one run: what was asked, what came out */
    const char *name;             /* "over-stack" */
    const char *variant;          /* NULL: the file itself */
    const char *sets[STORY_SETS]; /* "PATH=VALUE", until NULL */
    double seed;                  /* 0: the file's */
    struct arena arena;
    const struct summary *summary; /* NULL: refused */
};

/* Runs the story and fails the test when it is refused. */
void story_run(struct story *story, const char *name, const char *variant);
/* Runs `count` stories that are filled in but for arena and summary, on all cores. */
void story_run_all(struct story *stories, uint32_t count);
/* The story with seeds 1 to `count`. */
void story_run_seeds(struct story *stories, uint32_t count, const char *name,
                     const char *variant);
void story_clear(struct story *story);

/* How often that happened; `who` NULL: to anybody. */
uint32_t story_count(const struct story *story, const char *kind, const char *who);
/* When it happened first; NAN: never. */
double story_at(const struct story *story, const char *kind, const char *who);

const struct host_summary *story_host(const struct story *story, const char *name);
const struct instance_summary *story_service(const struct story *story, const char *name);
const struct resource_summary *story_resource(const struct story *story, const char *id);
/* When the machine called web died (verdict_death.h); NAN: it did not. */
double story_death_s(const struct story *story);
/* Did all thresholds hold (whatever it costs)? */
bool story_holds(const struct story *story);
/* The place in the chain of the first link with that text; fails when there is none. */
uint32_t story_link(const struct story *story, const char *part);

#endif
