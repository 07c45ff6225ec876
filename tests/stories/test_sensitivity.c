/* test_sensitivity.c - over which range of what was fitted or guessed do the stories come
 * out as in life?
 *
 * One figure at a time is varied, all others stay. Each row says for which of its values
 * the verdict must hold (`from` to `to`); the values beyond are tried to learn what then
 * breaks, and how: docs/stories.md has the tables. `make test` tries the ends of the
 * ranges of over-stack, `make test-long` everything; with OVERSTACK_SENSITIVITY=1 the
 * tables are printed (scripts/sensitivity, which also varies the constants of
 * models/memory.h and passes what they are as OVERSTACK_SENSITIVITY).
 */
#include "tests/support/near.h"
#include "tests/support/story.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VALUES = 8, SEEDS = 8, FEW = 4, DAY_S = 86400 };

struct row {
    const char *label;
    /* Paths, separated by spaces; "system.kernel" and "system.text" are Ubuntu's. A value
     * with slashes has a part for each path. */
    const char *paths;
    const char *values[VALUES];
    int from, to; /* the verdict holds for these values */
};

/* clang-format off */
static const struct row over_stack[] = {
    {"Flask with KoNLPy, a worker", "services.flask.memory.per_worker",
     {"270MB", "320MB", "370MB", "420MB", "470MB", "600MB", "820MB"}, 2, 6},
    {"Elasticsearch beyond its heap", "services.elasticsearch.memory.base",
     {"40MB", "100MB", "200MB", "290MB", "500MB", "700MB", "900MB"}, 2, 6},
    {"Elasticsearch, program text", "services.elasticsearch.memory.text",
     {"20MB", "40MB", "84MB", "120MB", "160MB"}, 0, 4},
    {"Elasticsearch, work of a start", "services.elasticsearch.start.cpu",
     {"10s", "20s", "30s", "40s", "60s", "80s"}, 3, 5},
    {"Logstash, live objects", "services.logstash.jvm.live",
     {"100MiB", "150MiB", "180MiB", "220MiB", "300MiB", "400MiB"}, 2, 5},
    {"Spring Boot, live objects", "services.spring.jvm.live",
     {"30MiB", "64MiB", "100MiB", "150MiB"}, 0, 3},
    {"MySQL", "services.mysql.memory.base",
     {"75MB", "150MB", "250MB", "350MB", "375MB", "450MB"}, 3, 5},
    {"RabbitMQ", "services.rabbitmq.memory.base",
     {"60MB", "100MB", "160MB"}, 0, 2},
    {"Celery, a child", "services.celery.memory.per_worker",
     {"20MB", "40MB", "80MB", "120MB", "200MB"}, 1, 4},
    {"Grafana", "services.grafana.memory.base",
     {"40MB", "80MB", "180MB"}, 0, 2},
    {"kernel and daemons", "system.kernel",
     {"90MiB", "140MiB", "180MiB", "250MiB", "400MiB"}, 0, 4},
    {"text of the system", "system.text",
     {"30MiB", "70MiB", "100MiB", "150MiB"}, 0, 3},
    {"pages touched in a CPU-second",
     "services.spring.memory.touch services.flask.memory.touch "
     "services.mysql.memory.touch services.elasticsearch.memory.touch "
     "services.logstash.memory.touch services.rabbitmq.memory.touch "
     "services.celery.memory.touch services.grafana.memory.touch "
     "services.prometheus.memory.touch services.redis.memory.touch "
     "services.sessions.memory.touch services.react.memory.touch",
     {"0", "2000", "20000", "60000", "200000"}, 0, 4},
    {"patience before a kill", "hosts.web.oom_patience",
     {"10s", "1m", "5m", "20m", "2h"}, 2, 4},
    {"the operator waits", "events.0.for",
     {"2m", "5m", "10m", "15m", "20m", "30m"}, 0, 3},
    {"requests", "traffic.students.rate",
     {"1/m", "5/m", "20/m", "60/m", "200/m"}, 0, 4},
    {"work of a page", "services.spring.endpoints.read.0.cpu",
     {"1ms", "6ms", "20ms", "60ms"}, 0, 3},
};

static const struct row slow_leak[] = {
    {"leak of an upload (fitted)", "services.django.endpoints.upload.3.leak",
     {"100KiB", "115KiB", "124KiB", "132KiB", "144KiB", "160KiB", "180KiB"}, 1, 5},
    {"two uploads at once", "traffic.long_answers.rate",
     {"0.1/d", "1/d", "3/d", "6/d", "20/d", "60/d"}, 0, 4},
    {"high-water mark of a worker", "services.django.memory.leak.up_to",
     {"30MiB", "40MiB", "60MiB", "80MiB", "100MiB"}, 2, 4},
    {"memory of an upload",
     "services.django.endpoints.upload.1.choose.0.steps.0.memory "
     "services.django.endpoints.upload.1.choose.1.steps.0.memory "
     "services.django.endpoints.upload.1.choose.2.steps.0.memory",
     {"20MiB/25MiB/30MiB", "30MiB/40MiB/50MiB", "40MiB/40MiB/40MiB",
      "40MiB/50MiB/60MiB", "60MiB/60MiB/60MiB", "60MiB/70MiB/80MiB"}, 0, 5},
    {"work of an upload", "services.django.endpoints.upload.2.cpu",
     {"100ms", "300ms", "600ms", "1500ms", "3s"}, 0, 4},
    {"work of a page", "services.django.endpoints.page.0.cpu",
     {"60ms", "120ms", "150ms", "220ms", "300ms"}, 1, 3},
    {"a worker, without leak", "services.django.memory.per_worker",
     {"20MB", "25MB", "33.5MB", "40MB", "50MB"}, 1, 3},
    {"kernel and daemons", "system.kernel",
     {"140MiB", "160MiB", "180MiB", "200MiB", "220MiB", "250MiB"}, 0, 4},
    {"text of the system", "system.text",
     {"30MiB", "50MiB", "60MiB", "70MiB", "100MiB", "150MiB"}, 0, 5},
    {"pages touched in a CPU-second", "services.django.memory.touch",
     {"0", "5000", "20000", "80000", "200000"}, 0, 4},
    {"patience before a kill", "hosts.web.oom_patience",
     {"10s", "1m", "5m", "20m", "2h", "6h"}, 3, 5},
    {"the operator waits", "events.0.for",
     {"10m", "20m", "60m"}, 0, 2},
    {"the volume", "hosts.web.volume.iops",
     {"3000", "6000"}, 0, 1},
    {"write of a photo", "services.django.endpoints.upload.4.write",
     {"0.3MB", "3MB", "30MB"}, 0, 2},
};
/* clang-format on */

/* ---- setting a figure ---- */

static char folder[64]; /* temporary */

/* A catalog of one entry: Ubuntu with another figure. */
static const char *system_set(struct arena *arena, const char *key, const char *value)
{
    const bool kernel = strcmp(key, "system.kernel") == 0;
    const char *path = arena_format(arena, "%s/%s.%s.yaml", folder, key, value);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(
        file,
        "systems:\n  ubuntu-22.04: {kernel: %s, text: %s, kind: guessed, source: x}\n",
        kernel ? value : "180MiB", kernel ? "70MiB" : value);
    fclose(file);
    return arena_format(arena, "catalog=%s", path);
}

/* What a variant took away cannot be set. */
static bool is_removed(const struct story *story, const char *path)
{
    return story->variant && strcmp(story->variant, "no-search") == 0 &&
           (strncmp(path, "services.elasticsearch.", 23) == 0 ||
            strncmp(path, "services.logstash.", 18) == 0);
}

static void apply(struct story *story, struct arena *arena, const struct row *row,
                  const char *value)
{
    char *paths = arena_text(arena, row->paths, strlen(row->paths));
    char *part = arena_text(arena, value, strlen(value));
    char *rest = NULL;
    int count = 0;
    for (char *path = strtok_r(paths, " ", &rest); path;
         path = strtok_r(NULL, " ", &rest)) {
        char *slash = strchr(part, '/');
        const bool parts = slash && strchr(row->paths, ' ');
        if (parts)
            *slash = '\0';
        if (is_removed(story, path))
            continue;
        assert_true(count < STORY_SETS);
        story->sets[count++] = strncmp(path, "system.", 7) == 0
                                   ? system_set(arena, path, part)
                                   : arena_format(arena, "%s=%s", path, part);
        if (parts)
            part = slash + 1;
    }
}

static bool printing(void)
{
    return getenv("OVERSTACK_SENSITIVITY") != NULL;
}

static bool long_run(void)
{
    return printing() || getenv("OVERSTACK_TEST_LONG") != NULL;
}

/* ---- over-stack ---- */

enum { ITSELF, NO_SEARCH, SWAP, T2_LARGE, VARIANTS };

static const char *const variants[VARIANTS] = {NULL, "no-search", "swap", "t2-large"};

static double cpu(const struct story *story)
{
    return story_host(story, "web")->cpu_peak_5min;
}

static double ready_s(const struct story *story)
{
    return story_at(story, "ready", "elasticsearch[0]");
}

/* "", or what is not as it was. */
static const char *over_stack_differs(const struct story *s)
{
    const char *first = s[ITSELF].summary->verdict.first_resource;
    const double stop_s = story_at(&s[ITSELF], "machine_stop", "web");
    if (!first || strcmp(first, "host.web.memory") != 0)
        return "memory is not the first to go";
    if (isnan(story_host(&s[ITSELF], "web")->unreachable_at))
        return "it lives";
    if (cpu(&s[ITSELF]) < 0.91)
        return "CPU stays below 91%";
    if (!isnan(ready_s(&s[ITSELF])) && !(ready_s(&s[ITSELF]) > stop_s))
        return "search answers";
    if (!story_holds(&s[NO_SEARCH]))
        return "without search it fails too";
    if (!story_holds(&s[T2_LARGE]) || story_count(&s[T2_LARGE], "unreachable", NULL))
        return "t2.large fails too";
    if (!(cpu(&s[SWAP]) < cpu(&s[ITSELF])) || cpu(&s[SWAP]) < cpu(&s[NO_SEARCH]))
        return "swap does not relieve the CPU";
    if (!(ready_s(&s[SWAP]) > ready_s(&s[T2_LARGE])))
        return "with swap search is not later";
    return "";
}

static void print_over_stack(const char *label, const char *value, const struct story *s)
{
    const char *differs = over_stack_differs(s);
    print_message(
        "| %s | %s | %.0f s | %.0f%% | %.0f%% | %.0f%% | %.1f s | %.1f s | %s |\n", label,
        value, story_host(&s[ITSELF], "web")->unreachable_at, 100 * cpu(&s[ITSELF]),
        100 * cpu(&s[SWAP]), 100 * cpu(&s[NO_SEARCH]), ready_s(&s[SWAP]),
        ready_s(&s[T2_LARGE]), *differs ? differs : "as in life");
}

/* True when it came out as it did. `row` NULL: nothing is varied. */
static bool try_over_stack(const struct row *row, const char *value, const char *label)
{
    struct story s[VARIANTS];
    struct arena arena;
    arena_init(&arena);
    for (int v = 0; v < VARIANTS; v++) {
        s[v] = (struct story){.name = "over-stack", .variant = variants[v]};
        if (row)
            apply(&s[v], &arena, row, value);
    }
    story_run_all(s, VARIANTS);
    const bool as_in_life = !*over_stack_differs(s);
    if (printing())
        print_over_stack(label, value, s);
    for (int v = 0; v < VARIANTS; v++)
        story_clear(&s[v]);
    arena_clear(&arena);
    return as_in_life;
}

/* ---- slow-leak ---- */

struct months {
    uint32_t dead, dead_of_three; /* of SEEDS, of FEW */
    double days;                  /* until death, mean */
    double demand;                /* CPU on the first day, mean */
    bool of_memory;               /* all of them: at 100% CPU, credits left */
};

static struct months months_of(const struct story *s)
{
    struct months months = {.of_memory = true};
    for (int i = 0; i < SEEDS; i++) {
        const double at_s = story_death_s(&s[i]);
        const char *said = s[i].summary->verdict.summary;
        if (isnan(at_s))
            continue;
        months.demand += summary_series(s[i].summary, "host.web.cpu")->values[1];
        months.dead++;
        months.days += at_s / DAY_S;
        months.of_memory = months.of_memory && strstr(said, "of memory") &&
                           strstr(said, "not of CPU credits") &&
                           story_host(&s[i], "web")->unreachable_cpu > 0.9;
    }
    months.days = months.dead ? months.days / months.dead : NAN;
    months.demand = months.dead ? months.demand / months.dead : NAN;
    for (int i = SEEDS; i < SEEDS + FEW; i++)
        months.dead_of_three += !isnan(story_death_s(&s[i]));
    return months;
}

static const char *slow_leak_differs(const struct months *months)
{
    if (months->dead == 0)
        return "it lives";
    if (months->dead < SEEDS)
        return "it does not always die";
    if (!months->of_memory)
        return "it dies of something else";
    if (months->dead_of_three > 0)
        return "three workers die too";
    if (fabs(months->days - 12) > 0.2 * 12)
        return "dies as in life, not after 12 days";
    if (months->demand < 0.01 || months->demand > 0.02)
        return "dies as in life, CPU is not at 1 to 2%";
    return "";
}

static bool try_slow_leak(const struct row *row, const char *value, const char *label)
{
    struct story s[SEEDS + FEW];
    struct arena arena;
    arena_init(&arena);
    for (int i = 0; i < SEEDS + FEW; i++) {
        s[i] = (struct story){.name = "slow-leak",
                              .variant = i < SEEDS ? NULL : "three-workers",
                              .seed = i < SEEDS ? i + 1 : i - SEEDS + 1};
        if (row)
            apply(&s[i], &arena, row, value);
    }
    story_run_all(s, SEEDS + FEW);
    const struct months months = months_of(s);
    const char *differs = slow_leak_differs(&months);
    if (printing())
        print_message("| %s | %s | %u of %d | %.1f | %u of %d | %s |\n", label, value,
                      (unsigned)months.dead, SEEDS, months.days,
                      (unsigned)months.dead_of_three, FEW,
                      *differs ? differs : "as in life");
    for (int i = 0; i < SEEDS + FEW; i++)
        story_clear(&s[i]);
    arena_clear(&arena);
    return !*differs;
}

/* ---- the tests ---- */

typedef bool try_value(const struct row *row, const char *value, const char *label);

static void try_row(const struct row *row, try_value *try)
{
    for (int i = 0; i < VALUES && row->values[i]; i++) {
        const bool end = i == row->from || i == row->to;
        const bool inside = i >= row->from && i <= row->to;
        if (!end && !long_run())
            continue;
        if (!try(row, row->values[i], row->label) && inside && !printing())
            fail_msg("%s at %s: not as in life", row->label, row->values[i]);
    }
}

static void over_stack_comes_out_as_in_life_over_the_stated_ranges(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(over_stack) / sizeof(over_stack[0]); i++)
        try_row(&over_stack[i], try_over_stack);
}

static void slow_leak_comes_out_as_in_life_over_the_stated_ranges(void **state)
{
    (void)state;
    if (!long_run())
        skip();
    for (size_t i = 0; i < sizeof(slow_leak) / sizeof(slow_leak[0]); i++)
        try_row(&slow_leak[i], try_slow_leak);
}

/* For scripts/sensitivity: this program was compiled with another constant. */
static void another_constant(void **state)
{
    (void)state;
    char label[128];
    snprintf(label, sizeof(label), "%s", getenv("OVERSTACK_SENSITIVITY"));
    char *value = strchr(label, '=');
    *value++ = '\0';
    try_over_stack(NULL, value, label);
    try_slow_leak(NULL, value, label);
}

static int make_place(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/overstack-sensitivity-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_place(void **state)
{
    (void)state;
    DIR *files = opendir(folder);
    const struct dirent *file;
    while (files && (file = readdir(files)))
        if (file->d_name[0] != '.')
            unlinkat(dirfd(files), file->d_name, 0);
    closedir(files);
    return rmdir(folder);
}

int main(void)
{
    const char *asked = getenv("OVERSTACK_SENSITIVITY");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(over_stack_comes_out_as_in_life_over_the_stated_ranges),
        cmocka_unit_test(slow_leak_comes_out_as_in_life_over_the_stated_ranges),
    };
    const struct CMUnitTest constant[] = {cmocka_unit_test(another_constant)};
    if (asked && strchr(asked, '='))
        return cmocka_run_group_tests(constant, make_place, remove_place);
    return cmocka_run_group_tests(tests, make_place, remove_place);
}
