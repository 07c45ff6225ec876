/* guess.c - which preset a container is; see guess.h.
 *
 * An image that is a program (postgres, redis) is taken at its word. An image that is a
 * language (python, node, a JDK) says what its command does with it; for one that is
 * built, the Dockerfile tells image and command. Where nothing tells, the environment's
 * variables and the service's name are asked, and what they answer is marked as a guess.
 */
#include "sim/import/guess.h"

#include "sim/import/dockerfile.h"
#include "sim/import/image.h"
#include "sim/import/setting.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

static bool is_word_end(char c)
{
    return !isalnum((unsigned char)c) && c != '_';
}

/* Does the text have that word, not as a part of another? */
static bool has_word(const char *text, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        if ((at == text || is_word_end(at[-1])) && is_word_end(at[length]))
            return true;
    return false;
}

/* The number after an option: -w 4, -w4, --workers=4, --workers 4; NAN without. */
static double option_number(const char *text, const char *option)
{
    for (const char *at = strstr(text, option); at; at = strstr(at + 1, option)) {
        const char *value = at + strlen(option);
        char *end;
        if (at > text && at[-1] != ' ')
            continue;
        value += strspn(value, "= ");
        const double number = strtod(value, &end);
        if (end > value && number >= 1 && number <= 10000 &&
            (*end == '\0' || *end == ' '))
            return floor(number);
    }
    return NAN;
}

static double option_either(const char *text, const char *brief, const char *full)
{
    const double number = option_number(text, full);
    return isnan(number) ? option_number(text, brief) : number;
}

/* Bytes of -Xmx512m; NAN without. */
static double heap_of(const char *text)
{
    const char *at = text ? strstr(text, "-Xmx") : NULL;
    static const char units[] = "bkmg";
    char *end;
    if (!at)
        return NAN;
    const double value = strtod(at + 4, &end);
    const char *unit = *end ? strchr(units, tolower((unsigned char)*end)) : units;
    return value > 0 && unit ? ldexp(value, 10 * (int)(unit - units)) : NAN;
}

/* ---- commands ---- */

struct evidence {
    const struct compose_service *service;
    struct arena *arena;
    const char *image;   /* "" when unknown */
    const char *builder; /* of the Dockerfile's stage before, "" without */
    const char *words;   /* the command, as far as it is known */
    const char *from;    /* where that stands: "its command", "its Dockerfile" */
};

static bool environment_has(const struct compose_service *service, const char *part)
{
    for (uint32_t i = 0; i < service->environment.count; i++)
        if (strstr(service->environment.items[i].name, part))
            return true;
    return false;
}

static struct guess guess_of(const char *preset, enum guess_role role, const char *why)
{
    return (struct guess){.preset = preset,
                          .role = role,
                          .why = why,
                          .workers = NAN,
                          .threads = NAN,
                          .heap = NAN};
}

static struct guess gunicorn_of(const struct evidence *of, const char *why)
{
    const bool django = strstr(of->words, "wsgi") || strstr(of->words, "asgi") ||
                        environment_has(of->service, "DJANGO") ||
                        strstr(of->service->name, "django");
    const bool loop = strstr(of->words, "uvicorn") != NULL;
    struct guess guess =
        guess_of(django && !loop ? "django-gunicorn" : "flask", ROLE_APP, why);
    const char *concurrency = variables_get(&of->service->environment, "WEB_CONCURRENCY");
    guess.workers = option_either(of->words, "-w", "--workers");
    if (isnan(guess.workers) && concurrency)
        guess.workers = option_number(concurrency, "");
    guess.threads = option_number(of->words, "--threads");
    guess.async = loop;
    guess.note = loop ? "an event loop (uvicorn) by the memory of a Flask worker" : NULL;
    return guess;
}

static struct guess celery_of(const struct evidence *of, const char *why)
{
    struct guess guess = guess_of("celery", ROLE_WORKER, why);
    guess.workers = option_either(of->words, "-c", "--concurrency");
    if (has_word(of->words, "flower"))
        return guess_of(NULL, ROLE_TOOL, why);
    if (has_word(of->words, "beat") && !has_word(of->words, "worker")) {
        guess.role = ROLE_OTHER;
        guess.workers = 1;
        guess.note = "the scheduler (beat) by the memory of one Celery worker";
    }
    return guess;
}

static struct guess loop_of(const struct evidence *of, const char *why)
{
    struct guess guess = guess_of("flask", ROLE_APP, why);
    guess.workers = option_number(of->words, "--workers");
    guess.async = true;
    guess.note = "an event loop (ASGI) by the memory of a Flask worker";
    return guess;
}

static struct guess development_of(const char *preset, const char *why)
{
    struct guess guess = guess_of(preset, ROLE_APP, why);
    guess.threads = INFINITY; /* a thread for each request */
    guess.note = "a development server: one process, a thread for every request";
    return guess;
}

static struct guess java_of(const struct evidence *of, const char *why)
{
    struct guess guess = guess_of("spring-boot", ROLE_APP, why);
    guess.heap = heap_of(of->words);
    return guess;
}

static bool any_word(const char *text, const char *const *words)
{
    for (; *words; words++)
        if (has_word(text, *words))
            return true;
    return false;
}

/* What the command runs; preset and `why` NULL when it does not tell. */
static struct guess guess_command(const struct evidence *of)
{
    static const char *const node[] = {"node", "npm",  "npx",  "yarn",    "pnpm",
                                       "bun",  "next", "nest", "nodemon", NULL};
    static const char *const loops[] = {"uvicorn", "hypercorn", "daphne", "fastapi",
                                        NULL};
    const char *why = arena_format(of->arena, "%s", of->from);
    if (has_word(of->words, "celery"))
        return celery_of(of, why);
    if (has_word(of->words, "gunicorn"))
        return gunicorn_of(of, why);
    if (any_word(of->words, loops))
        return loop_of(of, why);
    if (strstr(of->words, "manage.py"))
        return development_of("django-gunicorn", why);
    if (has_word(of->words, "flask"))
        return development_of("flask", why);
    if (has_word(of->words, "java") || strstr(of->words, ".jar"))
        return java_of(of, why);
    if (has_word(of->words, "nginx"))
        return guess_of(strncmp(of->builder, "node", 4) == 0 ? "react-static" : "nginx",
                        strncmp(of->builder, "node", 4) == 0 ? ROLE_STATIC : ROLE_PROXY,
                        why);
    if (any_word(of->words, node))
        return guess_of("node-express", ROLE_APP, why);
    return guess_of(NULL, ROLE_OTHER, NULL);
}

/* ---- names ---- */

static const struct hint {
    const char *part, *preset;
    enum guess_role role;
} variables_hints[] =
    {
        {"SPRING_", "spring-boot", ROLE_APP},
        {"DJANGO_", "django-gunicorn", ROLE_APP},
        {"FLASK_", "flask", ROLE_APP},
        {"NODE_ENV", "node-express", ROLE_APP},
},
  name_hints[] = {
      {"spring", "spring-boot", ROLE_APP},
      {"django", "django-gunicorn", ROLE_APP},
      {"flask", "flask", ROLE_APP},
      {"fastapi", "flask", ROLE_APP},
      {"celery", "celery", ROLE_WORKER},
      {"express", "node-express", ROLE_APP},
      {"nest", "node-express", ROLE_APP},
      {"react", "react-static", ROLE_STATIC},
      {"vue", "react-static", ROLE_STATIC},
      {"frontend", "react-static", ROLE_STATIC},
      {"client", "react-static", ROLE_STATIC},
      {"nginx", "nginx", ROLE_PROXY},
      {"wordpress", "wordpress", ROLE_APP},
      {"postgres", "postgresql", ROLE_DATABASE},
      {"mysql", "mysql", ROLE_DATABASE},
      {"mariadb", "mysql", ROLE_DATABASE},
      {"mongo", "mongo", ROLE_DOCUMENTS},
      {"redis", "redis", ROLE_CACHE},
      {"memcached", "memcached", ROLE_CACHE},
      {"rabbit", "rabbitmq", ROLE_BROKER},
      {"kafka", "kafka", ROLE_BROKER},
      {"elastic", "elasticsearch", ROLE_SEARCH},
      {"logstash", "logstash", ROLE_OTHER},
};

static struct guess guess_environment(const struct evidence *of)
{
    for (size_t i = 0; i < sizeof(variables_hints) / sizeof(variables_hints[0]); i++)
        if (environment_has(of->service, variables_hints[i].part))
            return guess_of(
                variables_hints[i].preset, variables_hints[i].role,
                arena_format(of->arena, "its variables %s...", variables_hints[i].part));
    return guess_of(NULL, ROLE_OTHER, NULL);
}

static struct guess guess_name(const struct evidence *of)
{
    const char *names[] = {of->service->name, image_name(of->image, of->arena)};
    for (size_t k = 0; k < 2; k++)
        for (size_t i = 0; i < sizeof(name_hints) / sizeof(name_hints[0]); i++)
            if (strstr(names[k], name_hints[i].part))
                return guess_of(name_hints[i].preset, name_hints[i].role,
                                arena_format(of->arena, "its %s", k ? "image" : "name"));
    return guess_of(NULL, ROLE_OTHER, NULL);
}

/* ---- all together ---- */

static bool dockerfile_of(struct dockerfile *dockerfile,
                          const struct compose_service *service, struct arena *arena)
{
    const char *name = service->dockerfile ? service->dockerfile : "Dockerfile";
    if (service->dockerfile_text)
        return dockerfile_parse(dockerfile, service->dockerfile_text, arena);
    return service->context &&
           dockerfile_read(dockerfile,
                           arena_format(arena, "%s/%s", service->context, name), arena);
}

static struct evidence evidence_of(const struct compose_service *service,
                                   struct arena *arena)
{
    struct evidence of = {.service = service,
                          .arena = arena,
                          .image = service->image ? service->image : "",
                          .builder = "",
                          .words = "",
                          .from = "its command"};
    struct dockerfile dockerfile;
    const char *own = service->command ? service->command : "";
    if (dockerfile_of(&dockerfile, service, arena)) {
        of.image = dockerfile.image;
        of.builder = dockerfile.builder ? image_name(dockerfile.builder, arena) : "";
        of.from = *own ? of.from : "its Dockerfile";
        own = *own ? own : dockerfile.command;
    }
    of.words =
        arena_format(arena, "%s %s", service->entrypoint ? service->entrypoint : "", own);
    return of;
}

/* PHP in processes of its own behind another server, not in Apache's. */
static void note_fpm(struct guess *guess, const struct evidence *of)
{
    enum { PROCESSES = 5 }; /* pm.max_children of the image's www.conf */
    if (guess->role != ROLE_APP || !strstr(of->image, "-fpm"))
        return;
    guess->threads = PROCESSES;
    guess->note = "php-fpm: five processes, by the memory of Apache's";
}

static struct guess guess_image(const struct evidence *of, const struct image *image,
                                bool certain)
{
    struct guess guess = guess_of(image->preset, image->role,
                                  arena_format(of->arena, "image %s", of->image));
    guess.certain = certain;
    guess.note = image->note;
    note_fpm(&guess, of);
    if (image->role == ROLE_PROXY && strncmp(of->builder, "node", 4) == 0)
        guess = guess_of("react-static", ROLE_STATIC,
                         "its Dockerfile: built by node, served by nginx");
    return guess;
}

/* Clients of stores, whose images have them too: a container that runs one fills or
 * prepares the store of another and ends. */
static bool runs_once(const struct evidence *of)
{
    static const char *const clients[] = {"mongoimport",
                                          "mongorestore",
                                          "mongosh",
                                          "mongo",
                                          "mongodump",
                                          "psql",
                                          "pg_restore",
                                          "pg_dump",
                                          "createdb",
                                          "pg_isready",
                                          "mysql",
                                          "mysqldump",
                                          "mysqladmin",
                                          "mariadb",
                                          "redis-cli",
                                          "rabbitmqadmin",
                                          "kafka-topics",
                                          "kafka-configs",
                                          "kafka-console-producer",
                                          "curl",
                                          "elasticsearch-certutil",
                                          NULL};
    static const char *const servers[] = {
        "mongod",          "postgres",           "mysqld", "mariadbd", "redis-server",
        "rabbitmq-server", "kafka-server-start", NULL};
    const char *words = of->words + strspn(of->words, " ");
    return of->service->once ||
           (*words != '-' && any_word(words, clients) && !any_word(words, servers) &&
            image_program(of->image, of->arena));
}

/* Without a port, and called so or running what is called so: it takes messages. */
static bool is_consumer(const struct evidence *of)
{
    static const char *const names[] = {"consumer", "worker", "subscriber", "listener",
                                        "queue:work"};
    static const char *const servers[] = {"gunicorn",  "uvicorn", "hypercorn", "daphne",
                                          "runserver", "flask",   "fastapi",   NULL};
    if (of->service->ports.count > 0 || any_word(of->words, servers))
        return false;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strstr(of->service->name, names[i]) || strstr(of->words, names[i]))
            return true;
    return false;
}

static void consumer_take(struct guess *guess)
{
    guess->role = ROLE_WORKER;
    if (strcmp(guess->preset, "flask") != 0)
        return;
    guess->preset = "celery";
    guess->workers = 1;
    guess->note = "a consumer in Python by the memory of one Celery worker";
}

static struct guess guess_evidence(const struct evidence *of)
{
    if (runs_once(of))
        return guess_of(NULL, ROLE_ONCE, "it runs once and ends");
    const struct image *program = image_program(of->image, of->arena);
    const struct image *language = image_language(of->image, of->arena);
    if (program)
        return guess_image(of, program, of->service->context == NULL);
    struct guess guess = guess_command(of);
    if (!guess.why)
        guess = guess_environment(of);
    if (!guess.why && language)
        guess = guess_image(of, language, false);
    if (!guess.why)
        guess = guess_name(of);
    if (guess.role == ROLE_APP && is_consumer(of))
        consumer_take(&guess);
    return guess;
}

struct guess guess_service(const struct compose_service *service, struct arena *arena)
{
    static const char *const options[] = {
        "JAVA_OPTS",    "JAVA_TOOL_OPTIONS",    "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS",
        "ES_JAVA_OPTS", "OPENSEARCH_JAVA_OPTS", "LS_JAVA_OPTS",  "KAFKA_HEAP_OPTS"};
    const struct evidence of = evidence_of(service, arena);
    struct guess guess = guess_evidence(&of);
    setting_read(&guess, of.words, arena);
    for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
        if (isnan(guess.heap))
            guess.heap = heap_of(variables_get(&service->environment, options[i]));
    if (!guess.why)
        guess.why = service->image ? arena_format(arena, "image %s", service->image)
                    : service->context
                        ? arena_format(arena, "built from %s", service->context)
                        : "neither image nor build is given";
    return guess;
}
