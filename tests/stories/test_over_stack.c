/* test_over_stack.c - eleven containers and a search engine on one t2.medium, as it was.
 *
 * What happened and where each figure is from: docs/stories.md. Comparisons are between
 * variants of one file under the same random numbers, so they need no tolerance.
 */
#include "tests/support/near.h"
#include "tests/support/story.h"

#include <string.h>

enum variant {
    ITSELF,
    NO_SEARCH,
    BEFORE_SEARCH,
    SWAP,
    AUTO_HEAP,
    AUTO_HEAP_LARGE,
    T2_LARGE,
    TWO_MACHINES,
    TLS_ON_NGINX,
    VARIANTS
};

static const char *const names[VARIANTS] = {
    NULL,       "no-search",    "before-search", "swap", "auto-heap", "auto-heap-large",
    "t2-large", "two-machines", "tls-on-nginx",
};

static int run_all(void **state)
{
    static struct story stories[VARIANTS];
    for (int i = 0; i < VARIANTS; i++)
        stories[i] = (struct story){.name = "over-stack", .variant = names[i]};
    story_run_all(stories, VARIANTS);
    *state = stories;
    return 0;
}

static int clear_all(void **state)
{
    struct story *stories = *state;
    for (int i = 0; i < VARIANTS; i++)
        story_clear(&stories[i]);
    return 0;
}

/* Highest mean over five minutes. */
static double cpu(const struct story *stories, enum variant variant)
{
    return story_host(&stories[variant], "web")->cpu_peak_5min;
}

static const struct request_summary *searches(const struct story *story)
{
    const struct request_summary *found = summary_request(story->summary, "alb.search");
    assert_non_null(found);
    assert_true(found->count > 100);
    return found;
}

static double ready_s(const struct story *story)
{
    return story_at(story, "ready", "elasticsearch[0]");
}

static const struct cost_summary *cost(const struct story *stories, enum variant variant)
{
    return &stories[variant].summary->cost;
}

/* What does not depend on how many requests were answered. */
static double fixed_usd(const struct cost_summary *bill)
{
    double sum = 0;
    for (uint32_t i = 0; i < bill->line_count; i++)
        if (strcmp(bill->lines[i].basis, "fixed") == 0)
            sum += bill->lines[i].month_usd;
    return sum;
}

/* ---- the file itself ---- */

static void memory_goes_before_anything_else(void **state)
{
    const struct story *it = &((struct story *)*state)[ITSELF];
    assert_string_equal(it->summary->verdict.first_resource, "host.web.memory");
    const double memory_s = story_resource(it, "host.web.memory")->saturated_at;
    for (uint32_t i = 0; i < it->summary->resource_count; i++) {
        const struct resource_summary *other = &it->summary->resources[i];
        if (!isnan(other->saturated_at))
            assert_true(other->saturated_at >= memory_s);
    }
    /* While the containers were starting: their starts take a minute of both cores. */
    assert_true(memory_s < 60);
}

static void cpu_reads_91_to_100_percent(void **state)
{
    assert_true(cpu(*state, ITSELF) >= 0.91);
    assert_true(cpu(*state, ITSELF) <= 1 + 1e-9);
}

static void the_kernel_does_it_and_not_the_containers(void **state)
{
    const struct host_summary *web = story_host(*state, "web");
    assert_true(web->cpu_system > 5 * web->cpu_user);
    assert_true(web->unreachable_cpu > 0.95);
}

static void connections_are_lost_and_a_restart_does_not_help(void **state)
{
    const struct story *it = &((struct story *)*state)[ITSELF];
    assert_true(story_death_s(it) < 300);
    assert_true(story_count(it, "machine_stop", "web") >= 3);
    assert_true(story_count(it, "unreachable", "web") >
                story_count(it, "machine_stop", "web"));
    assert_false(story_holds(it));
}

static void the_search_engine_does_not_answer(void **state)
{
    const struct story *it = &((struct story *)*state)[ITSELF];
    assert_true(isnan(ready_s(it)) || ready_s(it) > story_at(it, "machine_stop", "web"));
    assert_near(searches(it)->answered, 0, 0);
}

static void the_chain_leads_from_memory_to_lost_connections(void **state)
{
    const struct story *it = &((struct story *)*state)[ITSELF];
    const uint32_t starts = story_link(it, "elasticsearch[0], logstash[0] start on web");
    const uint32_t memory = story_link(it, "Memory on web: ");
    const uint32_t cache = story_link(it, "The page cache on web loses");
    const uint32_t kernel = story_link(it, "of the CPU on taking pages back");
    const uint32_t busy = story_link(it, "CPU on web reaches 100%");
    const uint32_t lost = story_link(it, "web cannot be reached");
    const uint32_t stopped = story_link(it, "web is stopped");
    assert_true(starts < memory && memory < cache && cache < kernel && kernel < busy);
    assert_true(busy < lost && lost < stopped);
    assert_non_null(strstr(it->summary->verdict.chain[memory].what, "elasticsearch"));
    assert_non_null(strstr(it->summary->verdict.summary, "of memory"));
}

/* ---- what they tried ---- */

static void swap_takes_the_shortage_off_the_cpu(void **state)
{
    assert_true(cpu(*state, SWAP) < cpu(*state, ITSELF));
    assert_true(cpu(*state, SWAP) >= cpu(*state, NO_SEARCH));
}

static void with_swap_search_answers_later_than_on_a_bigger_machine(void **state)
{
    const struct story *stories = *state;
    assert_true(ready_s(&stories[SWAP]) > ready_s(&stories[T2_LARGE]));
    assert_true(searches(&stories[SWAP])->answered > 0);
    /* Memory is short all the same: its report says so. */
    assert_string_equal(stories[SWAP].summary->verdict.first_resource, "host.web.memory");
}

static void the_default_heap_takes_half_of_any_machine(void **state)
{
    const struct story *stories = *state;
    for (int i = 0; i < 2; i++) {
        const struct story *one = &stories[i ? AUTO_HEAP_LARGE : AUTO_HEAP];
        assert_near(story_service(one, "elasticsearch")->heap_max,
                    0.5 * story_host(one, "web")->memory_total,
                    0.01 * story_host(one, "web")->memory_total);
    }
    assert_true(story_death_s(&stories[AUTO_HEAP]) < 300);
    /* Twice the machine leaves no more than before: less than a tenth is free, where a
     * heap of 1 GiB leaves nearly half of it. */
    const struct host_summary *half = story_host(&stories[AUTO_HEAP_LARGE], "web");
    const struct host_summary *fixed = story_host(&stories[T2_LARGE], "web");
    assert_true(half->memory_need_peak > 0.9 * half->memory_total);
    assert_true(fixed->memory_need_peak < 0.6 * fixed->memory_total);
}

static void more_machine_works_but_costs_more_than_they_have(void **state)
{
    static const enum variant bigger[] = {T2_LARGE, TWO_MACHINES};
    const struct story *stories = *state;
    for (int i = 0; i < 2; i++) {
        assert_true(story_holds(&stories[bigger[i]]));
        assert_near(story_count(&stories[bigger[i]], "unreachable", NULL), 0, 0);
        assert_true(cost(stories, bigger[i])->budget_given);
        assert_false(cost(stories, bigger[i])->budget_ok);
    }
}

static void without_the_search_engine_it_works_at_no_extra_cost(void **state)
{
    const struct story *stories = *state;
    assert_true(stories[NO_SEARCH].summary->ok);
    assert_true(stories[BEFORE_SEARCH].summary->ok);
    assert_true(cost(stories, NO_SEARCH)->budget_ok);
    assert_near(fixed_usd(cost(stories, NO_SEARCH)), fixed_usd(cost(stories, ITSELF)),
                1e-9);
    assert_null(stories[NO_SEARCH].summary->verdict.first_resource);
    assert_near(searches(&stories[NO_SEARCH])->failed, 0, 0);
}

static void handshakes_on_the_machine_cost_its_cpu(void **state)
{
    const struct story *stories = *state;
    struct story busy[2] = {
        {.name = "over-stack", .variant = "no-search"},
        {.name = "over-stack", .variant = "tls-on-nginx"},
    };
    assert_true(story_host(&stories[TLS_ON_NGINX], "web")->cpu_mean >
                story_host(&stories[NO_SEARCH], "web")->cpu_mean);
    for (int i = 0; i < 2; i++) {
        busy[i].sets[0] = "traffic.students.rate=20/s";
        busy[i].sets[1] = "simulate.duration=20m";
        busy[i].sets[2] = "simulate.warmup=5m";
    }
    story_run_all(busy, 2);
    /* nginx: 60 us for each request, and one handshake for ten (the default), half of
     * them full (0.61 ms), half resumed (0.155 ms): 1,800 in 15 minutes. */
    const struct host_summary *plain = story_host(&busy[0], "web");
    const struct host_summary *tls = story_host(&busy[1], "web");
    const double speed = busy[0].summary->design->machines[0].host->instance.speed;
    const double cores = 2 * (tls->cpu_mean - plain->cpu_mean) * speed;
    const double expected = 20 * 60e-6 + 2 * (0.5 * 0.61e-3 + 0.5 * 0.155e-3);
    assert_near(cores, expected, 0.1 * expected);
    story_clear(&busy[0]);
    story_clear(&busy[1]);
}

static void chance_does_not_decide_it(void **state)
{
    (void)state;
    enum { SEEDS = 10 };
    static struct story it[SEEDS], without[SEEDS];
    story_run_seeds(it, SEEDS, "over-stack", NULL);
    story_run_seeds(without, SEEDS, "over-stack", "no-search");
    for (int i = 0; i < SEEDS; i++) {
        assert_true(story_death_s(&it[i]) < 300);
        assert_string_equal(it[i].summary->verdict.first_resource, "host.web.memory");
        assert_near(searches(&it[i])->answered, 0, 0.05 * searches(&it[i])->count);
        assert_true(without[i].summary->ok);
        story_clear(&it[i]);
        story_clear(&without[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_goes_before_anything_else),
        cmocka_unit_test(cpu_reads_91_to_100_percent),
        cmocka_unit_test(the_kernel_does_it_and_not_the_containers),
        cmocka_unit_test(connections_are_lost_and_a_restart_does_not_help),
        cmocka_unit_test(the_search_engine_does_not_answer),
        cmocka_unit_test(the_chain_leads_from_memory_to_lost_connections),
        cmocka_unit_test(swap_takes_the_shortage_off_the_cpu),
        cmocka_unit_test(with_swap_search_answers_later_than_on_a_bigger_machine),
        cmocka_unit_test(the_default_heap_takes_half_of_any_machine),
        cmocka_unit_test(more_machine_works_but_costs_more_than_they_have),
        cmocka_unit_test(without_the_search_engine_it_works_at_no_extra_cost),
        cmocka_unit_test(handshakes_on_the_machine_cost_its_cpu),
        cmocka_unit_test(chance_does_not_decide_it),
    };
    return cmocka_run_group_tests(tests, run_all, clear_all);
}
