/* links.h - who calls whom and whom users ask, as far as a compose file lets one guess.
 */
#ifndef OVERSTACK_IMPORT_LINKS_H
#define OVERSTACK_IMPORT_LINKS_H

#include "sim/import/guess.h"

struct links {
    const struct compose *compose;
    const struct guess *guesses; /* by service */
    uint32_t first_app;          /* compose->count: there is none */
    uint32_t entry;              /* whom users ask; compose->count: nobody */
};

void links_init(struct links *links, const struct compose *compose,
                const struct guess *guesses);

/* Is it neither switched off by its profiles nor by scale 0? */
bool links_runs(const struct links *links, uint32_t i);
/* Does the catalog not know it? */
bool links_unknown(const struct links *links, uint32_t i);
/* What says so: " from depends_on". */
const char *links_source(const struct links *links, uint32_t i, uint32_t place);
/* The index of what stands at that place in the service's depends_on. */
uint32_t links_dependency(const struct links *links, uint32_t i, uint32_t place);

/* Do users ask it, or a proxy for them? */
bool links_answers(const struct links *links, uint32_t i);
/* Does it need an endpoint although nothing is known of it: is it asked by users, by a
 * proxy or by another service? */
bool links_serves(const struct links *links, uint32_t i);
/* Is nothing known of it, not even who asks it? */
bool links_unasked(const struct links *links, uint32_t i);
/* The endpoint a caller asks of that service, or NULL when none is known. */
const char *links_endpoint(const struct links *links, uint32_t i);
/* The endpoint users ask of the entry. */
const char *links_entry_endpoint(const struct links *links);

/* The application that gives a worker its messages; compose->count: none. */
uint32_t links_publisher(const struct links *links, uint32_t worker);
/* The broker from which a worker takes them; compose->count: none. */
uint32_t links_broker(const struct links *links, uint32_t worker);
/* Whom a proxy forwards to, and what says so; compose->count: nobody. */
uint32_t links_behind(const struct links *links, uint32_t proxy, const char **why);
/* Does it publish a port to users who, as far as is known, never come that way? */
bool links_left_open(const struct links *links, uint32_t i);

#endif
