/* skeleton.c - a scenario from what a compose file says; see skeleton.h.
 */
#include "sim/import/skeleton.h"

#include "sim/import/links.h"

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
    struct links links;
};

static bool runs(const struct skeleton *skeleton, uint32_t i)
{
    return links_runs(&skeleton->links, i);
}

static const struct compose_service *service_at(const struct skeleton *skeleton,
                                                uint32_t i)
{
    return &skeleton->compose->services[i];
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

static void write_calls(const struct skeleton *skeleton, uint32_t i)
{
    const struct compose_service *service = service_at(skeleton, i);
    for (uint32_t k = 0; k < service->depends_on.count; k++) {
        const uint32_t on = links_dependency(&skeleton->links, i, k);
        const char *endpoint = links_endpoint(&skeleton->links, on);
        if (endpoint && runs(skeleton, on))
            fprintf(skeleton->out, "        - call: %s.%s # guessed%s\n",
                    skeleton->names[on], endpoint, links_source(&skeleton->links, i, k));
    }
}

static void write_publishes(const struct skeleton *skeleton, uint32_t i)
{
    for (uint32_t worker = 0; worker < skeleton->compose->count; worker++)
        if (runs(skeleton, worker) && skeleton->guesses[worker].role == ROLE_WORKER &&
            links_publisher(&skeleton->links, worker) == i)
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
    } else if (links_serves(&skeleton->links, i)) {
        fputs("    endpoints:\n      request:\n"
              "        - cpu: TODO # of one request, such as exp(5ms)\n",
              skeleton->out);
        if (links_answers(&skeleton->links, i))
            write_calls(skeleton, i);
    } else if (links_unasked(&skeleton->links, i)) {
        fputs("    # Nobody is known to ask it. If someone does, it needs endpoints; if "
              "it\n"
              "    # works by itself, background: {cpu: 0.01} of a core.\n",
              skeleton->out);
    }
}

static void write_forward(const struct skeleton *skeleton, uint32_t i)
{
    const char *why;
    const uint32_t behind = links_behind(&skeleton->links, i, &why);
    if (behind < skeleton->compose->count)
        fprintf(skeleton->out, "    forward: %s # guessed%s\n", skeleton->names[behind],
                why);
}

static void write_broker(const struct skeleton *skeleton, uint32_t i)
{
    const uint32_t broker = links_broker(&skeleton->links, i);
    if (broker < skeleton->compose->count)
        fprintf(skeleton->out, "    queue: {broker: %s}\n", skeleton->names[broker]);
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
    if (guess->unread)
        fprintf(out,
                "    # not read: %s\n    # What that holds belongs into memory: {base: "
                "...}\n",
                comment(skeleton, guess->unread));
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

/* The names of those of which that is so, with commas. */
static const char *names_of(const struct skeleton *skeleton,
                            bool (*is_so)(const struct links *links, uint32_t i))
{
    const char *names = "";
    for (uint32_t i = 0; i < skeleton->compose->count; i++)
        if (runs(skeleton, i) && is_so(&skeleton->links, i))
            names = arena_format(skeleton->arena, "%s%s%s", names, *names ? ", " : "",
                                 skeleton->names[i]);
    return names;
}

static void write_traffic(const struct skeleton *skeleton)
{
    const struct links *links = &skeleton->links;
    if (links->entry == skeleton->compose->count) {
        fputs("\n# No service seems to answer users: say who does, as in\n"
              "# traffic: {users: {executor: constant-arrival-rate, rate: 1/s, target: "
              "web.get}}\n",
              skeleton->out);
        return;
    }
    fprintf(skeleton->out,
            "\ntraffic:\n  users: # guessed: one request a second\n"
            "    executor: constant-arrival-rate\n    rate: 1/s\n    target: %s.%s\n",
            skeleton->names[links->entry], links_entry_endpoint(links));
    const char *others = names_of(skeleton, links_left_open);
    if (*others)
        fprintf(skeleton->out,
                "  # Nothing is sent to those that publish a port too: %s\n", others);
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
                    skeleton->guesses[i].role == ROLE_ONCE ? skeleton->guesses[i].why
                    : service_at(skeleton, i)->profiles.count
                        ? "its profile is not asked for, see --profile"
                        : "no replicas");
}

static void guess_all(struct skeleton *skeleton)
{
    const struct compose *compose = skeleton->compose;
    skeleton->guesses =
        arena_array(skeleton->arena, compose->count, sizeof(*skeleton->guesses));
    skeleton->names = arena_array(skeleton->arena, compose->count, sizeof(char *));
    for (uint32_t i = 0; i < compose->count; i++) {
        skeleton->guesses[i] = guess_service(&compose->services[i], skeleton->arena);
        skeleton->names[i] = scenario_name(skeleton, i);
    }
    links_init(&skeleton->links, compose, skeleton->guesses);
}

struct skeleton_left skeleton_write(const struct compose *compose,
                                    const struct skeleton_options *options,
                                    struct arena *arena, FILE *out)
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
    return (struct skeleton_left){names_of(&skeleton, links_unknown),
                                  names_of(&skeleton, links_unasked)};
}
