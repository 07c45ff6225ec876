/* skeleton.c - a scenario from what a compose file says; see skeleton.h.
 */
#include "sim/import/skeleton.h"

#include "sim/import/guess.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

struct skeleton {
    const struct compose *compose;
    const struct skeleton_options *options;
    struct arena *arena;
    FILE *out;
    struct guess *guesses; /* by service */
    const char **names;    /* by service, as a scenario may call them */
    uint32_t first_app;    /* compose->count: there is none */
};

static bool runs(const struct skeleton *skeleton, uint32_t i)
{
    return !skeleton->compose->services[i].switched_off;
}

static const struct compose_service *service_at(const struct skeleton *skeleton,
                                                uint32_t i)
{
    return &skeleton->compose->services[i];
}

/* The index of the service of that name, running or not. */
static uint32_t index_of(const struct skeleton *skeleton, const char *name)
{
    return (uint32_t)(compose_find(skeleton->compose, name) -
                      skeleton->compose->services);
}

/* ---- text ---- */

/* A comment stays on its line and in print, whatever an image is called. */
static const char *comment(const struct skeleton *skeleton, const char *text)
{
    enum { LONGEST = 60 };
    char *shown = arena_text(skeleton->arena, text, strnlen(text, LONGEST));
    for (char *c = shown; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = ' ';
    return shown;
}

/* Quoted: a name may hold anything. */
static const char *quoted(const struct skeleton *skeleton, const char *text)
{
    char *result = arena_allocate(skeleton->arena, 2 * strlen(text) + 3), *to = result;
    *to++ = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            *to++ = '\\';
        *to++ = (unsigned char)*text < ' ' ? ' ' : *text;
    }
    *to = '"';
    return result;
}

static bool is_taken(const struct skeleton *skeleton, uint32_t before, const char *name)
{
    for (uint32_t i = 0; i < before; i++)
        if (strcmp(skeleton->names[i], name) == 0)
            return true;
    return false;
}

/* Letters, digits, hyphen and underscore, beginning with a letter: what needs no quotes
 * in a path. Docker allows dots and a digit at the front too. */
static const char *scenario_name(const struct skeleton *skeleton, uint32_t i)
{
    const char *name = skeleton->compose->services[i].name;
    char *shown = arena_format(skeleton->arena, "%s%s",
                               isalpha((unsigned char)*name) ? "" : "s-", name);
    for (char *c = shown; *c; c++)
        if (!isalnum((unsigned char)*c) && *c != '-' && *c != '_')
            *c = '-';
    while (is_taken(skeleton, i, shown))
        shown = arena_format(skeleton->arena, "%s-%" PRIu32, shown, i);
    return shown;
}

static const char *size_text(const struct skeleton *skeleton, double bytes)
{
    const double mebibytes = bytes / (1 << 20), gibibytes = mebibytes / 1024;
    if (gibibytes >= 1 && gibibytes == floor(gibibytes))
        return arena_format(skeleton->arena, "%.0fGiB", gibibytes);
    return arena_format(skeleton->arena, "%.10gMiB", mebibytes);
}

/* ---- who calls whom ---- */

static bool depends(const struct skeleton *skeleton, uint32_t i, uint32_t on)
{
    return compose_names_have(&service_at(skeleton, i)->depends_on,
                              service_at(skeleton, on)->name);
}

static bool is_unknown(const struct skeleton *skeleton, uint32_t i)
{
    return !skeleton->guesses[i].preset;
}

static bool is_caller(const struct skeleton *skeleton, uint32_t i)
{
    const enum guess_role role = skeleton->guesses[i].role;
    return runs(skeleton, i) && (role == ROLE_APP || role == ROLE_WORKER);
}

/* Do two services need the same broker or cache, or come from the same source? */
static bool related(const struct skeleton *skeleton, uint32_t a, uint32_t b)
{
    const struct compose_service *one = service_at(skeleton, a),
                                 *other = service_at(skeleton, b);
    if (depends(skeleton, a, b) || depends(skeleton, b, a))
        return true;
    if ((one->context && other->context && strcmp(one->context, other->context) == 0) ||
        (one->image && other->image && strcmp(one->image, other->image) == 0))
        return true;
    for (uint32_t i = 0; i < one->depends_on.count; i++) {
        const uint32_t on = index_of(skeleton, one->depends_on.items[i]);
        const enum guess_role role = skeleton->guesses[on].role;
        if ((role == ROLE_BROKER || role == ROLE_CACHE) && depends(skeleton, b, on))
            return true;
    }
    return false;
}

/* The application that gives a worker its messages. */
static uint32_t publisher_of(const struct skeleton *skeleton, uint32_t worker)
{
    for (uint32_t i = 0; i < skeleton->compose->count; i++)
        if (runs(skeleton, i) && skeleton->guesses[i].role == ROLE_APP &&
            related(skeleton, i, worker))
            return i;
    return skeleton->first_app;
}

/* The endpoint a caller asks of that service, or NULL when none is known. */
static const char *endpoint_of(const struct skeleton *skeleton, uint32_t i)
{
    if (is_unknown(skeleton, i))
        return "request";
    switch (skeleton->guesses[i].role) {
    case ROLE_APP:
        return "request";
    case ROLE_DATABASE:
        return "select";
    case ROLE_CACHE:
    case ROLE_STATIC:
        return "get";
    case ROLE_SEARCH:
        return "search";
    default:
        return NULL;
    }
}

/* Is a service of which nothing is known asked by anybody? */
static bool is_asked(const struct skeleton *skeleton, uint32_t i)
{
    for (uint32_t k = 0; k < skeleton->compose->count; k++)
        if (is_caller(skeleton, k) && depends(skeleton, k, i))
            return true;
    return false;
}

static void write_calls(const struct skeleton *skeleton, uint32_t i)
{
    const struct compose_service *service = service_at(skeleton, i);
    for (uint32_t k = 0; k < service->depends_on.count; k++) {
        const uint32_t on = index_of(skeleton, service->depends_on.items[k]);
        const char *endpoint = endpoint_of(skeleton, on);
        if (endpoint && runs(skeleton, on))
            fprintf(skeleton->out, "        - call: %s.%s # guessed from depends_on\n",
                    skeleton->names[on], endpoint);
    }
}

static void write_publishes(const struct skeleton *skeleton, uint32_t i)
{
    for (uint32_t worker = 0; worker < skeleton->compose->count; worker++)
        if (runs(skeleton, worker) && skeleton->guesses[worker].role == ROLE_WORKER &&
            publisher_of(skeleton, worker) == i)
            fprintf(skeleton->out,
                    "        - publish: %s.task # guessed: one task a request\n",
                    skeleton->names[worker]);
}

/* ---- one service ---- */

static void write_endpoints(const struct skeleton *skeleton, uint32_t i)
{
    const struct guess *guess = &skeleton->guesses[i];
    if (guess->role == ROLE_APP) {
        fputs("    endpoints:\n      request:\n"
              "        - cpu: lognormal(10ms, cv=1) # guessed: measure yours\n",
              skeleton->out);
        write_calls(skeleton, i);
        write_publishes(skeleton, i);
    } else if (guess->role == ROLE_WORKER) {
        fputs("    endpoints:\n      task:\n"
              "        - cpu: lognormal(50ms, cv=1) # guessed: measure yours\n",
              skeleton->out);
        write_calls(skeleton, i);
    } else if (is_unknown(skeleton, i) &&
               (is_asked(skeleton, i) || skeleton->first_app == i)) {
        fputs("    endpoints:\n      request:\n"
              "        - cpu: TODO # of one request, such as exp(5ms)\n",
              skeleton->out);
    }
}

static void write_forward(const struct skeleton *skeleton, uint32_t i)
{
    const struct compose_service *service = service_at(skeleton, i);
    const char *said = "guessed from depends_on";
    uint32_t behind = skeleton->compose->count;
    for (uint32_t k = service->depends_on.count; k-- > 0;) {
        const uint32_t on = index_of(skeleton, service->depends_on.items[k]);
        if (runs(skeleton, on) && skeleton->guesses[on].role == ROLE_APP)
            behind = on;
    }
    if (behind == skeleton->compose->count) {
        behind = skeleton->first_app;
        said = "guessed: the first application";
    }
    if (behind < skeleton->compose->count && behind != i)
        fprintf(skeleton->out, "    forward: %s # %s\n", skeleton->names[behind], said);
}

static void write_broker(const struct skeleton *skeleton, uint32_t i)
{
    for (uint32_t on = 0; on < skeleton->compose->count; on++)
        if (runs(skeleton, on) && skeleton->guesses[on].role == ROLE_BROKER &&
            depends(skeleton, i, on)) {
            fprintf(skeleton->out, "    queue: {broker: %s}\n", skeleton->names[on]);
            return;
        }
}

static void write_restart(const struct skeleton *skeleton,
                          const struct compose_service *service)
{
    const char *policy = service->restart ? service->restart : "no";
    if (strcmp(policy, "on-failure") == 0)
        fputs("    restart: {policy: on-failure}\n", skeleton->out);
    else if (strcmp(policy, "no") == 0 || strcmp(policy, "false") == 0)
        fprintf(skeleton->out, "    restart: {policy: \"no\"}%s\n",
                service->restart ? "" : " # Docker's default: what dies stays dead");
}

static void write_limits(const struct skeleton *skeleton,
                         const struct compose_service *service)
{
    if (!isnan(service->replicas) && service->replicas != 1)
        fprintf(skeleton->out, "    replicas: %.0f\n", service->replicas);
    if (!isnan(service->mem_limit))
        fprintf(skeleton->out, "    mem_limit: %s\n",
                size_text(skeleton, service->mem_limit));
    if (!isnan(service->cpus))
        fprintf(skeleton->out, "    cpus: %g\n", service->cpus);
    if (!isnan(service->cpu_shares) && service->cpu_shares > 0)
        fprintf(skeleton->out, "    cpu_shares: %.0f\n", service->cpu_shares);
    write_restart(skeleton, service);
}

static void write_workers(const struct skeleton *skeleton, const struct guess *guess)
{
    if (guess->async)
        fputs("    async: true\n    threads: null\n    worker_timeout: null\n",
              skeleton->out);
    if (isfinite(guess->workers))
        fprintf(skeleton->out, "    workers: %.0f\n", guess->workers);
    if (isfinite(guess->threads))
        fprintf(skeleton->out, "    threads: %.0f\n", guess->threads);
    if (isinf(guess->threads))
        fputs("    threads: unlimited\n    worker_timeout: null\n", skeleton->out);
    if (!isnan(guess->heap))
        fprintf(skeleton->out, "    jvm: {heap: %s}\n", size_text(skeleton, guess->heap));
}

static void write_service(const struct skeleton *skeleton, uint32_t i)
{
    const struct compose_service *service = service_at(skeleton, i);
    const struct guess *guess = &skeleton->guesses[i];
    FILE *out = skeleton->out;
    const char *said = !guess->preset   ? "TODO: nothing is known of it: "
                       : guess->certain ? ""
                                        : "guessed from ";
    fprintf(out, "  %s: # %s%s\n", skeleton->names[i], said,
            comment(skeleton, guess->why));
    if (guess->preset)
        fprintf(out, "    preset: %s%s%s\n", guess->preset, guess->note ? " # " : "",
                guess->note ? guess->note : "");
    fputs("    on: server\n", out);
    if (!guess->preset)
        fputs("    memory: {base: TODO} # resident, as `docker stats` shows, such as "
              "50MiB\n",
              out);
    write_workers(skeleton, guess);
    write_limits(skeleton, service);
    if (guess->role == ROLE_PROXY)
        write_forward(skeleton, i);
    if (guess->role == ROLE_WORKER)
        write_broker(skeleton, i);
    write_endpoints(skeleton, i);
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

/* Proxies before applications before static pages before what nobody knows; of equals one
 * that publishes a port of the web, then one that publishes any. */
static int entry_rank(const struct skeleton *skeleton, uint32_t i)
{
    const struct compose_service *service = service_at(skeleton, i);
    const int open = is_web_port(service) ? 2 : service->ports.count > 0;
    switch (skeleton->guesses[i].role) {
    case ROLE_PROXY:
        return open ? 40 + open : 0;
    case ROLE_APP:
        return 20 + open;
    case ROLE_STATIC:
        return 10 + open;
    default:
        return is_unknown(skeleton, i) ? open : 0;
    }
}

static uint32_t entry_of(const struct skeleton *skeleton)
{
    uint32_t entry = skeleton->compose->count;
    int best = 0;
    for (uint32_t i = 0; i < skeleton->compose->count; i++) {
        const int rank = runs(skeleton, i) ? entry_rank(skeleton, i) : 0;
        if (rank > best) {
            best = rank;
            entry = i;
        }
    }
    return entry;
}

static void write_traffic(const struct skeleton *skeleton)
{
    const uint32_t entry = entry_of(skeleton);
    if (entry == skeleton->compose->count) {
        fputs("\n# No service seems to answer users: say who does, as in\n"
              "# traffic: {users: {executor: constant-arrival-rate, rate: 1/s, target: "
              "web.get}}\n",
              skeleton->out);
        return;
    }
    const bool proxy = skeleton->guesses[entry].role == ROLE_PROXY;
    const char *endpoint = proxy ? skeleton->first_app < skeleton->compose->count
                                       ? endpoint_of(skeleton, skeleton->first_app)
                                       : "get"
                                 : endpoint_of(skeleton, entry);
    fprintf(skeleton->out,
            "\ntraffic:\n  users: # guessed: one request a second\n"
            "    executor: constant-arrival-rate\n    rate: 1/s\n    target: %s.%s\n",
            skeleton->names[entry], endpoint);
}

/* ---- all of it ---- */

static void write_head(const struct skeleton *skeleton)
{
    const struct skeleton_options *options = skeleton->options;
    fprintf(skeleton->out,
            "# Made by `%s`.\n"
            "#\n"
            "# What the compose file says is taken over. What it cannot say is marked\n"
            "# \"guessed\": go through those lines first, the answer rests on them.\n"
            "# TODO must be filled in before it runs; `overstack check` lists each.\n"
            "overstack: 1\nname: %s\n\n",
            comment(skeleton, options->command), quoted(skeleton, options->name));
    fprintf(skeleton->out, "hosts:\n  server: # %s\n    instance: %s\n    docker: true\n",
            options->instance ? "all of it on one machine"
                              : "guessed: all of it on one machine of this type",
            options->instance ? options->instance : "t3.medium");
}

static void write_left_out(const struct skeleton *skeleton)
{
    for (uint32_t i = 0; i < skeleton->compose->count; i++)
        if (!runs(skeleton, i))
            fprintf(skeleton->out, "  # left out: %s (%s)\n",
                    comment(skeleton, service_at(skeleton, i)->name),
                    service_at(skeleton, i)->profiles.count
                        ? "its profile is not asked for, see --profile"
                        : "no replicas");
}

static void guess_all(struct skeleton *skeleton)
{
    const struct compose *compose = skeleton->compose;
    skeleton->guesses =
        arena_array(skeleton->arena, compose->count, sizeof(*skeleton->guesses));
    skeleton->names = arena_array(skeleton->arena, compose->count, sizeof(char *));
    skeleton->first_app = compose->count;
    for (uint32_t i = 0; i < compose->count; i++) {
        skeleton->guesses[i] = guess_service(&compose->services[i], skeleton->arena);
        skeleton->names[i] = scenario_name(skeleton, i);
    }
    for (uint32_t i = compose->count; i-- > 0;)
        if (runs(skeleton, i) && skeleton->guesses[i].role == ROLE_APP)
            skeleton->first_app = i;
    for (uint32_t i = compose->count; i-- > 0;)
        if (skeleton->first_app == compose->count && runs(skeleton, i) &&
            is_unknown(skeleton, i) && service_at(skeleton, i)->ports.count > 0)
            skeleton->first_app = i;
}

/* The names of those that run and that nothing is known of, with commas. */
static const char *unknown_names(const struct skeleton *skeleton)
{
    const char *names = "";
    for (uint32_t i = 0; i < skeleton->compose->count; i++)
        if (runs(skeleton, i) && is_unknown(skeleton, i))
            names = arena_format(skeleton->arena, "%s%s%s", names, *names ? ", " : "",
                                 skeleton->names[i]);
    return names;
}

const char *skeleton_write(const struct compose *compose,
                           const struct skeleton_options *options, struct arena *arena,
                           FILE *out)
{
    struct skeleton skeleton = {
        .compose = compose, .options = options, .arena = arena, .out = out};
    guess_all(&skeleton);
    write_head(&skeleton);
    fputs("\nservices:\n", out);
    for (uint32_t i = 0; i < compose->count; i++)
        if (runs(&skeleton, i))
            write_service(&skeleton, i);
    write_left_out(&skeleton);
    write_traffic(&skeleton);
    fputs("\nthresholds: # guessed: what users put up with\n"
          "  http_req_duration: [\"p(95) < 1s\"]\n"
          "  http_req_failed: [\"rate < 1%\"]\n",
          out);
    return unknown_names(&skeleton);
}
