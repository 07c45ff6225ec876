/* links.c - see links.h.
 */
#include "sim/import/links.h"

#include <string.h>

static const struct compose_service *service_at(const struct links *links, uint32_t i)
{
    return &links->compose->services[i];
}

bool links_runs(const struct links *links, uint32_t i)
{
    return !service_at(links, i)->switched_off && links->guesses[i].role != ROLE_ONCE;
}

bool links_unknown(const struct links *links, uint32_t i)
{
    return !links->guesses[i].preset;
}

static bool has_role(const struct links *links, uint32_t i, enum guess_role role)
{
    return links_runs(links, i) && links->guesses[i].role == role;
}

/* May be anything, so also what answers users. */
static bool may_answer(const struct links *links, uint32_t i)
{
    return has_role(links, i, ROLE_OTHER) && links_unknown(links, i);
}

static bool depends(const struct links *links, uint32_t i, uint32_t on)
{
    return compose_names_have(&service_at(links, i)->depends_on,
                              service_at(links, on)->name);
}

uint32_t links_dependency(const struct links *links, uint32_t i, uint32_t place)
{
    const char *name = service_at(links, i)->depends_on.items[place];
    return (uint32_t)(compose_find(links->compose, name) - links->compose->services);
}

const char *links_source(const struct links *links, uint32_t i, uint32_t place)
{
    return place < service_at(links, i)->declared ? " from depends_on"
                                                  : " from its variables";
}

/* ---- workers and what they share ---- */

/* Do two services need the same broker or cache, or come from the same source? */
static bool related(const struct links *links, uint32_t a, uint32_t b)
{
    const struct compose_service *one = service_at(links, a),
                                 *other = service_at(links, b);
    if (depends(links, a, b) || depends(links, b, a))
        return true;
    if ((one->context && other->context && strcmp(one->context, other->context) == 0) ||
        (one->image && other->image && strcmp(one->image, other->image) == 0))
        return true;
    for (uint32_t i = 0; i < one->depends_on.count; i++) {
        const uint32_t on = links_dependency(links, a, i);
        const enum guess_role role = links->guesses[on].role;
        if ((role == ROLE_BROKER || role == ROLE_CACHE) && depends(links, b, on))
            return true;
    }
    return false;
}

uint32_t links_publisher(const struct links *links, uint32_t worker)
{
    for (uint32_t i = 0; i < links->compose->count; i++)
        if (has_role(links, i, ROLE_APP) && related(links, i, worker))
            return i;
    return links->first_app;
}

uint32_t links_broker(const struct links *links, uint32_t worker)
{
    for (uint32_t on = 0; on < links->compose->count; on++)
        if (has_role(links, on, ROLE_BROKER) && depends(links, worker, on))
            return on;
    return links->compose->count;
}

/* Does a worker take its messages there? Then publishing to the worker is what costs. */
static bool feeds_a_worker(const struct links *links, uint32_t broker)
{
    for (uint32_t i = 0; i < links->compose->count; i++)
        if (has_role(links, i, ROLE_WORKER) && links_broker(links, i) == broker)
            return true;
    return false;
}

/* ---- proxies ---- */

/* The first of those whose labels a proxy reads. */
static uint32_t first_routed(const struct links *links)
{
    for (uint32_t i = 0; i < links->compose->count; i++)
        if (service_at(links, i)->routed &&
            (has_role(links, i, ROLE_APP) || may_answer(links, i)))
            return i;
    return links->compose->count;
}

uint32_t links_behind(const struct links *links, uint32_t proxy, const char **why)
{
    const uint32_t none = links->compose->count;
    uint32_t behind = none;
    for (uint32_t k = service_at(links, proxy)->depends_on.count; k-- > 0;) {
        const uint32_t on = links_dependency(links, proxy, k);
        if (has_role(links, on, ROLE_APP) ||
            (may_answer(links, on) && (behind == none || links_unknown(links, behind)))) {
            behind = on;
            *why = links_source(links, proxy, k);
        }
    }
    if (behind != none)
        return behind;
    if (service_at(links, proxy)->routed) { /* itself a target of those labels */
        *why = "";
        return none;
    }
    behind = first_routed(links);
    *why = behind != none ? " from its labels" : ": the first application";
    return behind != none ? behind : links->first_app;
}

static bool is_behind(const struct links *links, uint32_t i)
{
    const char *why;
    for (uint32_t k = 0; k < links->compose->count; k++)
        if (has_role(links, k, ROLE_PROXY) && links_behind(links, k, &why) == i)
            return true;
    return false;
}

/* ---- whom users ask ---- */

static bool is_web_port(const struct compose_service *service)
{
    static const char *const web[] = {"80", "443", "8080", "8000", "3000", "5000"};
    for (size_t i = 0; i < sizeof(web) / sizeof(web[0]); i++)
        if (compose_names_have(&service->ports, web[i]))
            return true;
    return false;
}

/* 2: a port of the web, 1: any, 0: none. */
static int openness(const struct links *links, uint32_t i)
{
    const struct compose_service *service = service_at(links, i);
    return is_web_port(service) ? 2 : service->ports.count > 0;
}

static bool is_asked_by_known(const struct links *links, uint32_t i)
{
    for (uint32_t k = 0; k < links->compose->count; k++)
        if ((has_role(links, k, ROLE_APP) || has_role(links, k, ROLE_WORKER)) &&
            depends(links, k, i))
            return true;
    return false;
}

/* An application that publishes no port cannot be asked by users: then one of which
 * nothing is known, but which does, stands before it. What an application depends on
 * stands behind it. */
static int entry_rank(const struct links *links, uint32_t i)
{
    const int open = openness(links, i);
    switch (links->guesses[i].role) {
    case ROLE_PROXY:
        return open ? 40 + open : 0;
    case ROLE_APP:
        return open ? 30 + open : 10;
    case ROLE_STATIC:
        return 5 + open;
    default:
        if (!open || !may_answer(links, i))
            return 0;
        return is_asked_by_known(links, i) ? open : 20 + open;
    }
}

static bool is_needed(const struct links *links, uint32_t i)
{
    for (uint32_t k = 0; k < links->compose->count; k++)
        if (links_runs(links, k) && depends(links, k, i))
            return true;
    return false;
}

/* Of those nothing is known of, which stands behind a proxy? It needs no port. What is
 * built here is more likely the application than what comes as an image, then what needs
 * others and is not needed by them. */
static int behind_rank(const struct links *links, uint32_t i)
{
    const struct compose_service *service = service_at(links, i);
    if (!may_answer(links, i))
        return 0;
    return 1 + openness(links, i) + (service->context ? 16 : 0) +
           (service->depends_on.count > 0 ? 8 : 0) + (is_needed(links, i) ? 0 : 4);
}

/* Without a proxy, only what users can reach. */
static int unknown_rank(const struct links *links, uint32_t i)
{
    return links_unknown(links, i) ? entry_rank(links, i) : 0;
}

/* The highest there is, the first of equals; compose->count: none above 0. */
static uint32_t best_of(const struct links *links,
                        int (*rank_of)(const struct links *links, uint32_t i))
{
    uint32_t found = links->compose->count;
    int best = 0;
    for (uint32_t i = 0; i < links->compose->count; i++) {
        const int rank = links_runs(links, i) ? rank_of(links, i) : 0;
        if (rank > best) {
            best = rank;
            found = i;
        }
    }
    return found;
}

static bool has_proxy(const struct links *links)
{
    for (uint32_t i = 0; i < links->compose->count; i++)
        if (has_role(links, i, ROLE_PROXY))
            return true;
    return false;
}

void links_init(struct links *links, const struct compose *compose,
                const struct guess *guesses)
{
    *links = (struct links){.compose = compose,
                            .guesses = guesses,
                            .first_app = compose->count,
                            .entry = compose->count};
    for (uint32_t i = compose->count; i-- > 0;)
        if (has_role(links, i, ROLE_APP))
            links->first_app = i;
    if (links->first_app == compose->count)
        links->first_app = best_of(links, has_proxy(links) ? behind_rank : unknown_rank);
    links->entry = best_of(links, entry_rank);
}

/* ---- endpoints ---- */

bool links_answers(const struct links *links, uint32_t i)
{
    return links->entry == i || links->first_app == i || is_behind(links, i);
}

static bool is_asked(const struct links *links, uint32_t i)
{
    if (is_asked_by_known(links, i))
        return true;
    for (uint32_t k = 0; k < links->compose->count; k++)
        if (may_answer(links, k) && links_answers(links, k) && depends(links, k, i))
            return true;
    return false;
}

bool links_serves(const struct links *links, uint32_t i)
{
    return links_unknown(links, i) && (links_answers(links, i) || is_asked(links, i));
}

bool links_unasked(const struct links *links, uint32_t i)
{
    return may_answer(links, i) && !links_serves(links, i);
}

const char *links_endpoint(const struct links *links, uint32_t i)
{
    if (links_unknown(links, i))
        return "request";
    switch (links->guesses[i].role) {
    case ROLE_APP:
        return "request";
    case ROLE_DATABASE:
        return "select";
    case ROLE_DOCUMENTS:
        return "find";
    case ROLE_CACHE:
    case ROLE_STATIC:
        return "get";
    case ROLE_SEARCH:
        return "search";
    case ROLE_BROKER:
        return feeds_a_worker(links, i) ? NULL : "publish";
    default:
        return NULL;
    }
}

const char *links_entry_endpoint(const struct links *links)
{
    const char *why;
    if (links->guesses[links->entry].role != ROLE_PROXY)
        return links_endpoint(links, links->entry);
    const uint32_t behind = links_behind(links, links->entry, &why);
    return behind < links->compose->count ? links_endpoint(links, behind) : "get";
}

bool links_left_open(const struct links *links, uint32_t i)
{
    return openness(links, i) > 0 && links->entry != i && !is_behind(links, i) &&
           !is_asked(links, i) &&
           (has_role(links, i, ROLE_APP) || has_role(links, i, ROLE_STATIC) ||
            may_answer(links, i));
}
