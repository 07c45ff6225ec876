/* host_names.c - see host_names.h.
 */
#define _GNU_SOURCE /* strcasestr */

#include "sim/import/host_names.h"

#include <string.h>
#include <strings.h>

/* ---- one variable ---- */

static bool has_part(const char *name, const char *const *parts)
{
    for (; *parts; parts++)
        if (strcasestr(name, *parts))
            return true;
    return false;
}

/* Who may ask this service, or where it is seen from outside, is not whom it asks. */
static bool is_of_callers(const char *name)
{
    static const char *const parts[] = {"ORIGIN",   "CORS",       "ALLOWED",  "CALLBACK",
                                        "REDIRECT", "ADVERTISED", "LISTENER", NULL};
    return has_part(name, parts);
}

/* A value that is a name and nothing else may be a user, a password, a database. */
static bool is_of_hosts(const char *name)
{
    static const char *const parts[] = {"HOST", "SERVER",   "ADDR",   "URL",
                                        "URI",  "NODE",     "BROKER", "BOOTSTRAP",
                                        "DSN",  "ENDPOINT", NULL};
    return has_part(name, parts);
}

static const char host_ends[] = "/,;? \"'])}"; /* and the zero behind them */

/* ":5432", up to where a host ends: in user:1234@db it is a password. */
static bool is_port(const char *text)
{
    const size_t digits = *text == ':' ? strspn(text + 1, "0123456789") : 0;
    return digits > 1 && strchr(host_ends, text[1 + digits]);
}

static bool ends_host(const char *text)
{
    return strchr(host_ends, *text) || is_port(text);
}

/* What stands before it: "//" or "@" of an address, "Host=" or "Server=" of a list. */
static bool begins_host(const char *value, const char *at)
{
    static const char *const before[] = {"//", "@", "host=", "server=", "source="};
    for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
        const size_t length = strlen(before[i]);
        if ((size_t)(at - value) >= length &&
            strncasecmp(at - length, before[i], length) == 0)
            return true;
    }
    return false;
}

bool host_names_have(const struct variable *variable, const char *host)
{
    const char *value = variable->value;
    const size_t length = strlen(host);
    if (is_of_callers(variable->name))
        return false;
    for (const char *at = strstr(value, host); at; at = strstr(at + 1, host)) {
        const bool listed = at == value || strchr(", \"'[", at[-1]);
        if (!ends_host(at + length))
            continue;
        if (begins_host(value, at) ||
            (listed && (is_port(at + length) || is_of_hosts(variable->name))))
            return true;
    }
    return false;
}

/* ---- all services ---- */

struct search {
    const struct compose *compose;
    bool *seen; /* by service */
};

/* Does `from` depend on `to`, perhaps by way of others? */
static bool leads(const struct search *search, uint32_t from, uint32_t to)
{
    const struct compose_service *service = &search->compose->services[from];
    if (from == to)
        return true;
    if (search->seen[from])
        return false;
    search->seen[from] = true;
    for (uint32_t k = 0; k < service->depends_on.count; k++) {
        const struct compose_service *on =
            compose_find(search->compose, service->depends_on.items[k]);
        if (leads(search, (uint32_t)(on - search->compose->services), to))
            return true;
    }
    return false;
}

static bool asks(const struct compose_service *service, const struct compose_service *on)
{
    for (uint32_t i = 0; i < service->environment.count; i++) {
        const struct variable *variable = &service->environment.items[i];
        if (host_names_have(variable, on->name) ||
            (on->container_name && host_names_have(variable, on->container_name)))
            return true;
    }
    return false;
}

void host_names_add(struct compose *compose, struct arena *arena)
{
    for (uint32_t i = 0; i < compose->count; i++)
        compose->services[i].declared = compose->services[i].depends_on.count;
    for (uint32_t i = 0; i < compose->count; i++)
        for (uint32_t k = 0; k < compose->count; k++) {
            struct compose_service *service = &compose->services[i];
            const struct compose_service *on = &compose->services[k];
            if (k == i || compose_names_have(&service->depends_on, on->name) ||
                !asks(service, on))
                continue;
            const struct search search = {
                compose, arena_array(arena, compose->count, sizeof(bool))};
            if (!leads(&search, k, i))
                compose_names_add(&service->depends_on, arena, on->name);
        }
}
