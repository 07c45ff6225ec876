/* test_sensitivity_task_board.c - over which range of what was guessed does the story of
 * the task manager come out the same?
 *
 * Nothing of it was measured, so "the same" are its decisions: what holds, what the burst
 * breaks and what scaling saves, which of two bills is smaller. One figure at a time; the
 * ends of the ranges that may change a verdict in `make test`, everything in `make
 * test-long`, the table of docs/stories.md with OVERSTACK_SENSITIVITY=1
 * (scripts/sensitivity).
 */
#include "tests/support/near.h"
#include "tests/support/story.h"

#include <stdlib.h>
#include <string.h>

enum { VALUES = 7, PATHS = 2 };

struct row {
    const char *label;
    const char *paths[PATHS]; /* a value with a slash has a part for each */
    const char *values[VALUES];
    int from, to;  /* the verdict is the same for these values */
    bool is_close; /* beyond them it is another, so the ends are always tried */
};

/* clang-format off */
static const struct row rows[] = {
    {"requests of the members", {"traffic.members.rate"},
     {"20/s", "40/s", "45/s", "50/s", "70/s", "90/s"}, 3, 4, true},
    {"CPU of a request",
     {"services.api.endpoints.board.0.cpu", "services.api.endpoints.change.0.cpu"},
     {"lognormal(5ms, cv=1)/lognormal(6ms, cv=1)",
      "lognormal(8.5ms, cv=1)/lognormal(10.2ms, cv=1)",
      "lognormal(10ms, cv=1)/lognormal(12ms, cv=1)",
      "lognormal(14ms, cv=1)/lognormal(17ms, cv=1)",
      "lognormal(20ms, cv=1)/lognormal(24ms, cv=1)"}, 2, 3, true},
    {"CPU of a query",
     {"services.db.endpoints.read.0.cpu", "services.db.endpoints.write.0.cpu"},
     {"exp(300us)/exp(500us)", "exp(1ms)/exp(1500us)", "exp(3ms)/exp(4500us)",
      "exp(6ms)/exp(9ms)"}, 0, 2, false},
    {"what comes from outside", {"services.links.endpoints.preview.0.send"},
     {"30KiB", "300KiB", "3MiB", "16MiB", "26MiB"}, 0, 3, false},
    {"what the filter passes", {"services.bus.to.share"},
     {"1%", "5%", "20%"}, 0, 1, false},
    {"work of a start", {"services.api.start.cpu"}, {"0", "2s", "6s"}, 0, 2, false},
    {"a machine pulls its images", {"hosts.node.autoscale.pull"},
     {"0", "20s", "2m"}, 0, 2, false},
    {"users leave after", {"traffic.members.timeout"}, {"5s", "10s", "30s"}, 0, 2, false},
    {"hours like this", {"month.like_this"}, {"100h", "200h", "400h"}, 0, 2, false},
};
/* clang-format on */

enum variant { ITSELF, FARGATE, SINGLE_NAT, BURST, BURST_AUTOSCALE, VARIANTS };

static const char *const variants[VARIANTS] = {
    NULL, "fargate", "single-nat", "burst", "burst-autoscale",
};

static double failed(const struct story *story)
{
    return summary_request(story->summary, "all")->failed_rate;
}

static double month_usd(const struct story *story)
{
    return story->summary->cost.month_usd;
}

/* "", or what is not as told. */
static const char *differs(const struct story *s)
{
    const char *first = s[BURST].summary->verdict.first_resource;
    if (!story_holds(&s[ITSELF]) || !story_holds(&s[FARGATE]))
        return "it does not hold without a burst";
    if (story_holds(&s[BURST]) || failed(&s[BURST]) < 0.3)
        return "the burst is held";
    if (!first || strncmp(first, "host.node", 9) != 0)
        return "in the burst something else goes first";
    if (failed(&s[BURST_AUTOSCALE]) > failed(&s[BURST]) * 2 / 3)
        return "scaling does not help";
    if (month_usd(&s[FARGATE]) > month_usd(&s[ITSELF]))
        return "Fargate is dearer";
    if (month_usd(&s[SINGLE_NAT]) > month_usd(&s[ITSELF]))
        return "two gateways are cheaper";
    return "";
}

static bool has(const struct story *story, const struct row *row)
{
    const bool scales = story->variant && strcmp(story->variant, "burst-autoscale") == 0;
    const bool bursts = story->variant && strncmp(story->variant, "burst", 5) == 0;
    if (strncmp(row->paths[0], "hosts.node.autoscale", 20) == 0)
        return scales;
    return strncmp(row->paths[0], "month", 5) != 0 || !bursts;
}

static void apply(struct story *story, struct arena *arena, const struct row *row,
                  const char *value)
{
    const char *slash = row->paths[1] ? strchr(value, '/') : NULL;
    if (!has(story, row))
        return;
    story->sets[0] = arena_format(
        arena, "%s=%s", row->paths[0],
        arena_text(arena, value, slash ? (size_t)(slash - value) : strlen(value)));
    if (slash)
        story->sets[1] = arena_format(arena, "%s=%s", row->paths[1], slash + 1);
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
        s[v] = (struct story){.name = "task-board", .variant = variants[v]};
        apply(&s[v], &arena, row, value);
    }
    story_run_all(s, VARIANTS);
    const char *different = differs(s);
    if (printing())
        print_message("| %s | %s | %.0f%% | %.0f%% | %.0f | %.0f | %.0f | %s |\n",
                      row->label, value, 100 * failed(&s[BURST]),
                      100 * failed(&s[BURST_AUTOSCALE]), month_usd(&s[ITSELF]),
                      month_usd(&s[FARGATE]), month_usd(&s[SINGLE_NAT]),
                      *different ? different : "as told");
    for (int v = 0; v < VARIANTS; v++)
        story_clear(&s[v]);
    arena_clear(&arena);
    return !*different;
}

/* ---- the test ---- */

static bool is_due(const struct row *row, int i)
{
    if (printing() || getenv("OVERSTACK_TEST_LONG"))
        return true;
    return row->is_close && (i == row->from || i == row->to);
}

static void task_board_comes_out_as_told_over_the_stated_ranges(void **state)
{
    (void)state;
    for (size_t r = 0; r < sizeof(rows) / sizeof(rows[0]); r++) {
        const struct row *row = &rows[r];
        for (int i = 0; i < VALUES && row->values[i]; i++) {
            if (!is_due(row, i))
                continue;
            const bool inside = i >= row->from && i <= row->to;
            if (!try(row, row->values[i]) && inside && !printing())
                fail_msg("%s at %s: not as told", row->label, row->values[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(task_board_comes_out_as_told_over_the_stated_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
