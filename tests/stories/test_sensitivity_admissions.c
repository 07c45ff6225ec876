/* test_sensitivity_admissions.c - over which range of what was fitted or guessed does the
 * story of the admissions site come out as in life?
 *
 * As test_sensitivity.c does for the other two: one figure at a time, the ends of its range
 * in `make test`, everything in `make test-long`, the table of docs/stories.md with
 * OVERSTACK_SENSITIVITY=1 (scripts/sensitivity).
 */
#include "tests/support/near.h"
#include "tests/support/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES = 8, PATHS = 3 };

struct row {
    const char *label;
    const char *paths[PATHS]; /* all get the value */
    const char *values[VALUES];
    int from, to;     /* the verdict holds for these values */
    bool season_only; /* what the two load tests do not have */
};

/* clang-format off */
static const struct row rows[] = {
    {"CPU of a request (fitted)",
     {"services.spring.endpoints.ask.0.cpu", "services.spring.endpoints.update.0.cpu",
      "services.spring.endpoints.read.0.cpu"},
     {"1ms", "3ms", "4ms", "5.3ms", "6ms", "7ms", "10ms"}, 2, 3, false},
    {"what does not depend on the load (fitted)", {"traffic.applicants.rtt"},
     {"lognormal(0.6s, cv=0.42)", "lognormal(0.95s, cv=0.42)", "lognormal(1.2s, cv=0.42)",
      "lognormal(1.35s, cv=0.42)", "lognormal(1.8s, cv=0.42)"}, 2, 3, false},
    {"its coefficient of variation (fitted)", {"traffic.applicants.rtt"},
     {"lognormal(1.2s, cv=0.1)", "lognormal(1.2s, cv=0.3)", "lognormal(1.2s, cv=0.5)",
      "lognormal(1.2s, cv=0.8)"}, 0, 3, false},
    {"spread of the beginning (fitted)", {"traffic.applicants.start_spread"},
     {"0.1s", "0.8s", "1.2s", "1.6s", "3s"}, 1, 3, false},
    {"live objects of a server (fitted)", {"services.spring.jvm.live"},
     {"30MiB", "77MiB", "300MiB"}, 0, 2, false},
    {"live objects of a request (fitted)", {"services.spring.jvm.live_per_request"},
     {"16KiB", "249KiB", "2MiB"}, 0, 2, false},
    {"garbage of a request", {"services.spring.jvm.alloc"},
     {"20KiB", "213KiB", "1MiB", "3MiB"}, 0, 3, false},
    {"flushes of a commit (guessed)",
     {"services.mysql.endpoints.insert.1.write", "services.mysql.endpoints.update.1.write"},
     {"{size: 16KiB, ops: 0.5}", "16KiB", "{size: 16KiB, ops: 2}",
      "{size: 16KiB, ops: 4}"}, 0, 2, false},
    {"CPU of a query (guessed)",
     {"services.mysql.endpoints.insert.0.cpu", "services.mysql.endpoints.update.0.cpu",
      "services.mysql.endpoints.select.0.cpu"},
     {"exp(100us)", "exp(400us)", "exp(1ms)", "exp(3ms)"}, 0, 2, false},
    {"nginx, to pass a request on (guessed)", {"services.nginx.each.0.cpu"},
     {"20us", "60us", "300us", "3ms"}, 0, 3, false},
    {"requests of the last day (guessed)", {"traffic.applicants.peak"},
     {"6/m", "36/m", "360/m", "40/s"}, 0, 3, true},
    {"Vercel, a month (guessed plan)", {"services.vercel.price"},
     {"0 USD/month", "20 USD/month", "25 USD/month", "40 USD/month"}, 0, 2, false},
    {"KRW for a dollar", {"currency"},
     {"{code: KRW, rate: 1300}", "{code: KRW, rate: 1420}", "{code: KRW, rate: 1455}",
      "{code: KRW, rate: 1480}"}, 0, 2, false},
};
/* clang-format on */

enum variant { MANY, FEW, ONE_BIG, SERVER_LOST, DEPLOY, BOTS, BOTS_BLOCKED, VARIANTS };

static const char *const variants[VARIANTS] = {
    NULL, "users-500", "one-big", "server-lost", "deploy", "bots", "bots-blocked",
};

static const struct request_summary *all(const struct story *story)
{
    return summary_request(story->summary, "all");
}

static double mean_s(const struct story *story)
{
    return all(story)->latency.mean;
}

/* "", or what is not as it was. */
static const char *differs(const struct story *s)
{
    if (all(&s[MANY])->failed > 0 || all(&s[FEW])->failed > 0)
        return "a test turns users away";
    if (!(mean_s(&s[MANY]) > mean_s(&s[FEW]) && mean_s(&s[MANY]) < 2 * mean_s(&s[FEW])))
        return "the load counts too little or too much";
    if (all(&s[SERVER_LOST])->failed > 0)
        return "the other server does not carry on";
    if (all(&s[DEPLOY])->failed > 0)
        return "a deployment interrupts";
    if (story_holds(&s[BOTS]))
        return "bots do no harm";
    if (!story_holds(&s[BOTS_BLOCKED]))
        return "blocking the bots is not enough";
    if (s[ONE_BIG].summary->cost.budget_ok)
        return "the big machine fits the budget";
    if (!s[DEPLOY].summary->cost.budget_ok || !s[MANY].summary->cost.budget_ok)
        return "the new design is over the budget";
    if (fabs(mean_s(&s[MANY]) / 1.61 - 1) > 0.2 || fabs(mean_s(&s[FEW]) / 1.22 - 1) > 0.2)
        return "as in life, with other latencies";
    return "";
}

/* ---- setting a figure ---- */

static bool has(const struct story *story, const struct row *row)
{
    const bool test = !story->variant || strcmp(story->variant, "users-500") == 0 ||
                      strcmp(story->variant, "one-big") == 0;
    const char *path = row->paths[0];
    if (strcmp(path, "traffic.applicants.start_spread") == 0)
        return test;
    if (story->variant && strcmp(story->variant, "one-big") == 0 &&
        strncmp(path, "services.mysql", 14) == 0)
        return false;
    return !row->season_only || !test;
}

static void apply(struct story *story, struct arena *arena, const struct row *row,
                  const char *value)
{
    if (!has(story, row))
        return;
    for (int i = 0; i < PATHS && row->paths[i]; i++)
        story->sets[i] = arena_format(arena, "%s=%s", row->paths[i], value);
}

static bool printing(void)
{
    return getenv("OVERSTACK_SENSITIVITY") != NULL;
}

static bool try(const struct row *row, const char *value)
{
    struct story s[VARIANTS];
    struct arena arena;
    arena_init(&arena);
    for (int v = 0; v < VARIANTS; v++) {
        s[v] = (struct story){.name = "admissions", .variant = variants[v]};
        apply(&s[v], &arena, row, value);
    }
    story_run_all(s, VARIANTS);
    const char *different = differs(s);
    if (printing())
        print_message("| %s | %s | %.2f s | %.2f s | %s |\n", row->label, value,
                      mean_s(&s[MANY]), mean_s(&s[FEW]),
                      *different ? different : "as in life");
    for (int v = 0; v < VARIANTS; v++)
        story_clear(&s[v]);
    arena_clear(&arena);
    return !*different;
}

/* ---- the test ---- */

/* The ends of ranges take a minute; those of what is fitted are always tried. */
static bool is_due(const struct row *row, int i)
{
    const bool end = i == row->from || i == row->to;
    if (printing() || getenv("OVERSTACK_TEST_LONG"))
        return true;
    return end && strstr(row->label, "(fitted)");
}

static void admissions_comes_out_as_in_life_over_the_stated_ranges(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        const struct row *row = &rows[r];
        for (int i = 0; i < VALUES && row->values[i]; i++) {
            if (!is_due(row, i))
                continue;
            const bool inside = i >= row->from && i <= row->to;
            if (!try(row, row->values[i]) && inside && !printing())
                fail_msg("%s at %s: not as in life", row->label, row->values[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(admissions_comes_out_as_in_life_over_the_stated_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
