/* recommend.h - the cheapest combination that holds, and why each cheaper one does not.
 */
#ifndef OVERSTACK_RUN_RECOMMEND_H
#define OVERSTACK_RUN_RECOMMEND_H

#include "sim/run/outcome.h"
#include "sim/run/vary.h"
#include "sim/world.h"

#include <stdatomic.h>

enum recommend_state {
    RECOMMEND_OPEN,     /* not looked at: costs more, or interrupted */
    RECOMMEND_REFUSED,  /* cannot be loaded */
    RECOMMEND_DEAR,     /* its fixed cost alone breaks the budget or a limit of cost */
    RECOMMEND_UNPLACED, /* a task of ECS finds no room */
    RECOMMEND_CLEAR, /* fails so clearly with few replications that more change nothing */
    RECOMMEND_FAILED, /* with all replications */
    RECOMMEND_PASSED, /* with all replications */
    RECOMMEND_STATE_COUNT,
};

struct recommend_candidate {
    uint64_t index; /* in the space */
    enum recommend_state state;
    double fixed_usd;              /* a month; no traffic makes it less */
    const char *law;               /* what it fails of without simulation; or NULL */
    const char *why;               /* of those not simulated */
    const struct outcome *outcome; /* of its last simulation; NULL: none */
    double excess;                 /* how far from holding: the worst limit's factor */
};

struct recommend {
    const struct vary *space;
    struct recommend_candidate *candidates; /* by cost, then as in the space */
    uint32_t count;
    const struct recommend_candidate *winner; /* NULL: none holds */
    const struct recommend_candidate
        *nearest;                             /* without a winner; NULL: none simulated */
    const struct recommend_candidate **front; /* of cost against p95, cheapest first */
    uint32_t front_count;
    double replications;
    bool partial; /* interrupted */
};

struct recommend_options {
    const struct vary *space;
    struct world_options world; /* of the file; its sets are laid before a point's */
    double replications;        /* of a full simulation */
    uint32_t jobs;
    const atomic_int *stop;
    void (*progress)(void *object, uint64_t done, uint64_t of); /* NULL: silent */
    void *object;
};

/* NULL when an error was added: a value of the space that no combination can be loaded
 * with; then nothing was simulated. */
const struct recommend *recommend_run(const struct recommend_options *options,
                                      struct arena *arena, struct error_list *errors);

/* What a candidate costs a month: simulated, else the fixed cost. */
double recommend_cost(const struct recommend_candidate *candidate);
/* The same as it is told and compared, in whole cents: less is chance. */
double recommend_cents(const struct recommend_candidate *candidate);
/* The options of a point: a candidate's index in the space. */
struct world_options recommend_options_of(const struct recommend_options *options,
                                          uint64_t index, struct arena *arena);

#endif
