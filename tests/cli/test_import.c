/* `overstack import compose`, run as a user runs it, on files of the kind that students
 * publish (tests/compose, written for this test). Each becomes a scenario that `check`
 * accepts, or of which it complains about nothing but the TODO lines.
 */
#include "tests/support/near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_LIMIT = 1 << 18 };

struct answer {
    int code;
    char text[OUTPUT_LIMIT];
};

static const char *program(void)
{
    const char *given = getenv("OVERSTACK");
    return given && *given ? given : "./overstack";
}

/* Where the files are. */
static const char *home(void)
{
    const char *given = getenv("OVERSTACK_HOME");
    return given && *given ? given : ".";
}

/* `arguments` goes through the shell, in the folder of the files. */
static void ask(struct answer *answer, const char *arguments)
{
    char command[8192], path[4096];
    assert_non_null(realpath(program(), path));
    snprintf(command, sizeof(command),
             "cd '%s/tests/compose' && OVERSTACK='%s' && "
             "\"$OVERSTACK\" %s",
             home(), path, arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    const size_t length = fread(answer->text, 1, OUTPUT_LIMIT - 1, pipe);
    answer->text[length] = '\0';
    const int status = pclose(pipe);
    answer->code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static struct answer answer;

static void expect(const char *arguments, int code, const char *part)
{
    ask(&answer, arguments);
    if (answer.code != code || !strstr(answer.text, part))
        fail_msg("overstack %s\ncode %d, expected %d; text without '%s':\n%s", arguments,
                 answer.code, code, part, answer.text);
}

/* ---- one file each ---- */

static const struct import_case {
    const char *files, *unknown; /* "" or the services with figures to fill in */
    const char *parts[12];       /* lines the scenario has */
} cases[] = {
    {"spring-mysql.yml",
     "",
     {"  app: # guessed from its variables SPRING_...\n    preset: spring-boot\n",
      "    jvm: {heap: 512MiB}\n    mem_limit: 768MiB\n    cpus: 1.5\n    endpoints:",
      "        - call: mysql.select # guessed from depends_on\n",
      "  mysql: # image mysql:8.0\n    preset: mysql\n    on: server\n    mem_limit: "
      "512MiB\n",
      "    target: app.request\n"}},
    {"django-celery.yml",
     "flower",
     {"    forward: web # guessed from depends_on\n",
      "    preset: django-gunicorn\n    on: server\n    workers: 3\n    threads: 2\n    "
      "replicas: 2\n    mem_limit: 512MiB\n    cpus: 0.75\n    restart: {policy: "
      "on-failure}\n",
      "        - call: db.select # guessed from depends_on\n        - call: redis.get",
      "        - publish: worker.task # guessed: one task a request\n",
      "  worker: # guessed from its command\n    preset: celery\n    on: server\n    "
      "workers: 4\n    restart: {policy: on-failure}\n    queue: {broker: rabbitmq}\n",
      "    preset: celery # the scheduler (beat) by the memory of one Celery worker\n"
      "    on: server\n    workers: 1\n",
      "  flower: # TODO: nothing is known of it", "    memory: {base: TODO}",
      "    target: nginx.request\n"}},
    {"flask.yml",
     "",
     {"name: \"compose\"\n", /* the folder's */
      "    preset: flask # a development server", "    threads: unlimited\n",
      "    target: web.request\n"}},
    {"fastapi.yml",
     "",
     {"    preset: flask # an event loop (ASGI)", "    async: true\n", "    workers: 4\n",
      "  postgres: # image postgres:16\n    preset: postgresql\n",
      "        - call: postgres.select"}},
    {"gunicorn-uvicorn.yml",
     "",
     {"    preset: flask # an event loop (uvicorn)", "    workers: 2\n"}},
    {"express-mongo.yml",
     "",
     {"    preset: node-express\n",
      "        - call: mongo.find # guessed from depends_on\n",
      "  mongo: # image mongo:6\n    preset: mongo\n", "    target: server.request\n"}},
    {"react-build.yml",
     "",
     {"  frontend: # guessed from its Dockerfile: built by node, served by nginx\n    "
      "preset: react-static\n",
      "  api: # guessed from its Dockerfile\n    preset: node-express\n",
      "        - call: cache.get # guessed from depends_on\n",
      "  cache: # image bitnami/redis:7.2\n    preset: redis\n",
      "    target: api.request\n"}},
    {"spring-build.yml",
     "",
     {"  backend: # guessed from its Dockerfile\n    preset: spring-boot\n    on: "
      "server\n    jvm: {heap: 300MiB}\n",
      "    preset: mysql # MariaDB by the figures of MySQL\n"}},
    {"elk.yml",
     "kibana",
     {"    preset: elasticsearch\n    on: server\n    jvm: {heap: 512MiB}\n    "
      "mem_limit: 1GiB\n",
      "    preset: logstash\n    on: server\n    jvm: {heap: 256MiB}\n",
      "  kibana: # TODO: nothing is known of it: image docker.elastic.co/kibana",
      "    target: kibana.request\n"}},
    {"monitoring.yml",
     "",
     {"  app: # guessed from its variables SPRING_",
      "  # left out: prometheus (its profile is not asked for, see --profile)\n",
      "  # left out: grafana (its profile"}},
    {"--profile debug --profile monitoring monitoring.yml",
     "",
     {"    preset: prometheus\n", "    preset: grafana\n"}},
    {"--profile '*' --instance t3.large monitoring.yml",
     "",
     {"  server: # all of it on one machine\n    instance: t3.large\n",
      "    preset: prometheus\n", "    preset: grafana\n"}},
    {"variables.yml",
     "",
     {"  db: # image postgres:14\n    preset: postgresql\n    on: server\n    mem_limit: "
      "256MiB\n    cpus: 0.25\n",
      "  cache: # image redis:7.2\n    preset: redis\n    on: server\n    replicas: "
      "2\n"}},
    {"base.yml", "", {"    workers: 2\n    mem_limit: 256MiB\n"}},
    {"base.yml override.yml",
     "",
     {"    workers: 8\n    mem_limit: 1GiB\n", "        - call: db.select",
      "        - call: cache.get",
      "    preset: redis # Valkey by the figures of Redis\n"}},
    {"extends.yml",
     "",
     {"  api: # guessed from its command\n    preset: flask\n    on: server\n    "
      "workers: "
      "2\n    mem_limit: 300MiB\n",
      "  admin: # guessed from its command\n    preset: flask\n    on: server\n    "
      "workers: 2\n    mem_limit: 300MiB\n"}},
    {"limits.yml",
     "",
     {"  a: # image redis\n    preset: redis\n    on: server\n    mem_limit: 512MiB\n    "
      "cpus: 0.5\n",
      "    mem_limit: 1536MiB\n    cpus: 0.25\n    cpu_shares: 512\n",
      "    mem_limit: 300MiB\n    cpus: 2\n", "    mem_limit: 64MiB\n    restart",
      "  e: # image redis\n    preset: redis\n    on: server\n    cpus: 0.5\n",
      "    mem_limit: 50MiB\n    cpus: 0.25\n    restart", "    replicas: 3\n",
      "  # left out: h (no replicas)\n"}},
    {"names.yml",
     "",
     {"  my-redis: # image redis\n", "  s-1st-db: # image postgres\n",
      "        - call: my-redis.get", "    preset: django-gunicorn # a development",
      "    target: web_app.request\n"}},
    {"proxy-two-apps.yml",
     "",
     {"    forward: shop # guessed: the first application\n",
      "  blog: # image wordpress:6\n    preset: wordpress\n",
      "    target: proxy.request\n"}},
    {"only-unknown.yml",
     "game, bot",
     {"  game: # TODO", "        - cpu: TODO", "  bot: # TODO",
      "    target: game.request\n"}},
    {"go-gateway.yml",
     "adminer, gateway",
     {"  gateway: # TODO: nothing is known of it: image team/gateway:1.2\n",
      "        - cpu: TODO # of one request, such as exp(5ms)\n"
      "        - call: api.request # guessed from depends_on\n"
      "        - call: redis.get # guessed from depends_on\n",
      "    target: gateway.request\n\n"}},
    {"nginx-go.yml",
     "server, reports",
     {"    forward: server # guessed from depends_on\n",
      "        - cpu: TODO # of one request, such as exp(5ms)\n"
      "        - call: db.select # guessed from depends_on\n",
      "    target: nginx.request\n"
      "  # Nothing is sent to those that publish a port too: reports\n"}},
    {"kafka.yml",
     "zookeeper",
     {"  order-service: # guessed from its variables SPRING_...\n    preset: "
      "spring-boot\n",
      "        - call: kafka.publish", "        - call: postgres.select",
      "  kafka: # image bitnami/kafka:3.6\n    preset: kafka\n    on: server\n    "
      "jvm: {heap: 512MiB}\n",
      "  postgres: # image postgis/postgis:16-3.4\n    preset: postgresql\n"}},
    {"wordpress.yml",
     "phpmyadmin",
     {"  wordpress: # image wordpress:6-apache\n    preset: wordpress\n",
      "        - call: db.select # guessed from depends_on\n",
      "        - call: memcached.get # guessed from depends_on\n",
      "  laravel: # guessed from image php:8.2-fpm\n    preset: php-apache # php-fpm: "
      "five processes, by the memory of Apache's\n    on: server\n    threads: 5\n",
      "  memcached: # image memcached:1.6-alpine\n    preset: memcached\n",
      "    target: wordpress.request\n"}},
    {"traefik-next.yml",
     "minio, mailer, api, next",
     {"    forward: next # guessed: the first application\n",
      "        - cpu: TODO # of one request, such as exp(5ms)\n"
      "        - call: api.request # guessed from depends_on\n",
      "  minio: # TODO: nothing is known of it: image minio/minio\n",
      "    # Nobody is known to ask it. If someone does",
      "    target: traefik.request\n"}},
    {"traefik-labels.yml",
     "front, shop",
     {"    forward: shop # guessed from its labels\n", "    target: proxy.request\n"}},
    {"traefik-nginx.yml",
     "",
     {"    forward: api # guessed from its labels\n",
      "        - call: es.search # guessed from its variables\n",
      "  web: # image nginx\n    preset: nginx\n    on: server\n    restart: {policy: "
      "\"no\"} # Docker's default: what dies stays dead\n  es: "}},
    {"include.yml",
     "",
     {"  db: # image postgres:16\n", "  cache: # image redis:7\n",
      "  shop: # guessed from its command\n    preset: flask", "    mem_limit: 300MiB\n",
      "        - call: cache.get # guessed from depends_on",
      "        - call: db.select # guessed from depends_on\n"
      "        - call: shop.request # guessed from depends_on\n"}},
    {"settings.yml",
     "",
     {"    preset: mysql\n    # not read: --innodb-buffer-pool-size 64M\n    # What that "
      "holds belongs into memory: {base: ...}\n    on: server\n    threads: 40\n",
      "    preset: postgresql\n    # not read: shared_buffers 256MB\n",
      "    threads: 60\n", "    # not read: --maxmemory 64mb\n",
      "    # not read: --wiredTigerCacheSizeGB 0.25\n",
      "    # not read: -m 128\n    # What that holds belongs into memory: {base: ...}\n"
      "    on: server\n    workers: 2\n",
      "    preset: mysql # MariaDB by the figures of MySQL\n    on: server\n    restart",
      "    # not read: --max-old-space-size 256\n"}},
    {"variables-hosts.yml",
     "",
     {"        - call: db.select # guessed from its variables\n  api:",
      "        - call: pg.select # guessed from its variables\n"
      "        - call: mongo.find # guessed from its variables\n"
      "        - call: cache.get # guessed from its variables\n  page:",
      "        - call: api.request # guessed from its variables\n  db:"}},
    {"consumer.yml",
     "",
     {"        - publish: consumer.task # guessed: one task a request\n"
      "        - publish: mailer.task # guessed: one task a request\n",
      "    preset: celery # a consumer in Python by the memory of one Celery worker\n"
      "    on: server\n    workers: 1\n    restart: {policy: \"no\"} # Docker's default: "
      "what dies stays dead\n    queue: {broker: kafka}\n",
      "        - call: mongo.find # guessed from depends_on\n  mongo:",
      "    preset: spring-boot\n", "  # left out: topics (it runs once and ends)\n",
      "  # left out: migrate (it runs once and ends)\n",
      "  # left out: seed (it runs once and ends)\n"}},
    {"inline.yml",
     "store",
     {"name: \"web shop\"\n",
      "  shop: # guessed from its Dockerfile\n    preset: flask\n    on: server\n    "
      "workers: 3\n",
      "  store: # TODO: nothing is known of it: built from store\n"}},
    {"nest-workers.yml",
     "",
     {"    preset: node-express\n", "        - publish: ml.task",
      "    preset: celery\n    on: server\n    workers: 1\n    restart",
      "    preset: redis # without what its modules need\n"}},
};

static void import_of(char command[1024], const struct import_case *one, const char *more)
{
    snprintf(command, 1024, "import compose %s %s", one->files, more);
}

/* Every complaint of `check` is about a TODO. */
static void only_todo_is_complained_of(const char *text)
{
    char copy[OUTPUT_LIMIT];
    snprintf(copy, sizeof(copy), "%s", text);
    for (char *line = strtok(copy, "\n"); line; line = strtok(NULL, "\n"))
        if (!strstr(line, "TODO") && !strstr(line, "warning"))
            fail_msg("check complains: %s", line);
}

static void case_holds(const struct import_case *one)
{
    char command[1024], check[2048];
    import_of(command, one, "2>/dev/null");
    ask(&answer, command);
    assert_int_equal(answer.code, 0);
    for (size_t k = 0; k < 12 && one->parts[k]; k++)
        if (!strstr(answer.text, one->parts[k]))
            fail_msg("%s: without\n%s\n%s", one->files, one->parts[k], answer.text);
    assert_int_equal(strstr(answer.text, "TODO: nothing") != NULL, *one->unknown != 0);
    snprintf(check, sizeof(check), "%s | \"$OVERSTACK\" check - 2>&1 >/dev/null",
             command);
    ask(&answer, check);
    if (answer.code != (*one->unknown ? 2 : 0))
        fail_msg("%s: check ends with %d\n%s", one->files, answer.code, answer.text);
    only_todo_is_complained_of(answer.text);
    import_of(command, one, "2>&1 >/dev/null");
    ask(&answer, command);
    assert_int_equal(strstr(answer.text, "the catalog does not know") != NULL,
                     *one->unknown != 0);
    assert_non_null(strstr(answer.text, one->unknown));
}

static void each_file_becomes_a_scenario(void **state)
{
    (void)state;
    setenv("DB_PASSWORD", "secret", 1);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        case_holds(&cases[i]);
}

static void a_scenario_without_todo_runs(void **state)
{
    char command[1024], run[2048];
    (void)state;
    import_of(command, &cases[0], "");
    snprintf(run, sizeof(run), "%s | \"$OVERSTACK\" run - --duration 1m --quiet",
             command);
    ask(&answer, run);
    assert_int_equal(answer.code, 0);
}

/* ---- what is wrong ---- */

static void complain(const char *text, const char *part)
{
    char command[4096], name[64];
    snprintf(name, sizeof(name), "/tmp/overstack-import-%ld.yml", (long)getpid());
    FILE *out = fopen(name, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
    snprintf(command, sizeof(command), "import compose %s 2>&1", name);
    expect(command, 2, part);
    unlink(name);
}

static void mistakes_are_named_with_their_place(void **state)
{
    (void)state;
    complain("services: {a: {image: redis, mem_limit: 12 parsecs}}",
             ":1:41: expected a size such as 512m or 1g, got \"12 parsecs\"");
    complain("services: {a: {image: redis, mem_limit: 512}}",
             ":1:41: expected at least 6m, as Docker does, such as 512m, got \"512\"");
    complain("overstack: 1\nservices: {a: {on: web}}",
             ":1:1: this is a scenario of overstack already, not a compose file");
    complain("services: {a: {image: redis, cpus: many}}",
             ":1:36: expected a number such as 0.5, got \"many\"");
    complain("services: {a: {image: '${A:?say A}'}}", ":1:23: A must be set: say A");
    complain("services: {a: {image: '${A'}}", ":1:23: \"${\" without its \"}\"");
    complain("services: [a, b]", ":1:11: services: expected a mapping of services");
    complain("web: {image: redis}", "expected a compose file, with services: at its top");
    complain("services: {a: redis}", ":1:15: a: expected the keys of a service");
    complain("services: {a: {image: redis, depends_on: [b]}}",
             ":1:12: depends_on: expected a service of these files, got \"b\"");
    complain(
        "services: {api: {image: redis, depends_on: [rediss]}, redis: {image: redis}}",
        "got \"rediss\"; did you mean redis?");
    complain("services: {a: {extends: b}, b: {extends: a}}", "extends: a extends itself");
    complain("services: {a: {extends: {service: z}}}",
             "extends: there is no service \"z\" to extend");
    complain("services:\n  a: {image: redis\n", "");
    complain("include: [nowhere.yml]", "/tmp/nowhere.yml: cannot be read");
    complain("include: nowhere.yml", ":1:10: include: expected a list of files");
    complain("include: [{file: a.yml}]", "include: expected a path, or a mapping with");
}

static void what_is_not_read_is_told(void **state)
{
    (void)state;
    static const char includes[] =
        "import compose - 2>&1 <<'END'\n"
        "include: [oci://docker.io/team/stack:1]\n"
        "services: {web: {image: nginx, ports: ['80:80'], depends_on: [api]}}\n"
        "END";
    expect(includes, 0,
           "include: oci://docker.io/team/stack:1 is not on this machine: not read");
    assert_non_null(strstr(answer.text, "\"api\" stands in none of the files"));
    static const char unset[] =
        "import compose - 2>&1 <<'END'\n"
        "services: {db: {image: 'mysql:${NO_TAG}', environment: {A: $NO_A}, "
        "command: '${NO_TAG} ${NO_B:-} ${NO_C-x}'}}\n"
        "END";
    expect(unset, 0,
           "not set in the shell, .env or --env-file, so empty: NO_TAG, NO_A\n");
    expect("import compose loop.yml 2>&1", 2, "more than 16 files include each other");
}

static void bad_usage_is_told(void **state)
{
    (void)state;
    expect("import 2>&1", 2, "what to import is missing");
    expect("import compose 2>&1", 2, "the compose file is missing");
    expect("import kubernetes a.yml 2>&1", 2, "cannot import 'kubernetes'; only compose");
    expect("import compose /nowhere/compose.yml 2>&1", 2, "/nowhere/compose.yml");
    expect("import compose traefik-next.yml 2>&1 >/dev/null", 0,
           "nobody is known to ask mailer: see what stands there\n");
    expect("import compose --env-file /nowhere/.env Makefile 2>&1", 2, "/nowhere/.env");
}

/* Whatever a name or an image holds stays a comment or a quoted text. */
static void hostile_text_stays_text(void **state)
{
    (void)state;
    static const char scenario[] =
        "import compose - <<'END' | \"$OVERSTACK\" check - 2>&1\n"
        "services:\n"
        "  \"a\\nevil: 1 #<script>\": {image: \"redis\\n    mem_limit: 1GiB\"}\n"
        "  a-evil--1---script-: {image: redis, depends_on: [\"a\\nevil: 1 #<script>\"]}\n"
        "END";
    expect(scenario, 0, "a-evil--1---script--1[0]");
    assert_null(strstr(answer.text, "mem_limit"));
}

static void a_file_that_exists_is_kept(void **state)
{
    char command[1024], name[64], more[160];
    (void)state;
    snprintf(name, sizeof(name), "/tmp/overstack-imported-%ld.yaml", (long)getpid());
    snprintf(more, sizeof(more), "--output %s 2>&1", name);
    import_of(command, &cases[2], more);
    expect(command, 0, "");
    expect(command, 2, "exists; --force overwrites it");
    snprintf(more, sizeof(more), "--output %s --force 2>&1", name);
    import_of(command, &cases[2], more);
    expect(command, 0, "");
    unlink(name);
}

static void a_machine_that_does_not_exist_is_told(void **state)
{
    char command[1024];
    (void)state;
    import_of(command, &cases[2], "--instance t3.mirco 2>&1");
    expect(command, 2, "got \"t3.mirco\"; did you mean t3.micro?");
    import_of(command, &cases[2], "--instance t3.micro 2>/dev/null");
    expect(command, 0, "t3.micro");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_file_becomes_a_scenario),
        cmocka_unit_test(a_scenario_without_todo_runs),
        cmocka_unit_test(mistakes_are_named_with_their_place),
        cmocka_unit_test(what_is_not_read_is_told),
        cmocka_unit_test(bad_usage_is_told),
        cmocka_unit_test(a_machine_that_does_not_exist_is_told),
        cmocka_unit_test(hostile_text_stays_text),
        cmocka_unit_test(a_file_that_exists_is_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
