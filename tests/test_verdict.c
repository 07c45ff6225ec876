/* What the verdict says of made-up runs, word for word. */
#include "models/verdict.h"
#include "models/verdict_chain.h"
#include "models/verdict_death.h"
#include "models/verdict_text.h"
#include "tests/support/near.h"
#include "tests/support/sketch.h"

#include <string.h>

#define GIB 1073741824.0
#define MIB 1048576.0

static struct summary *begin(struct sketch *sketch)
{
    sketch_init(sketch);
    struct summary *part = sketch_summary(sketch, &sketch->arena);
    part->requests->count = part->requests->answered = 1000;
    return part;
}

/* The verdict of one replication. */
static const struct verdict_summary *verdict_of(struct sketch *sketch,
                                                struct summary *part)
{
    struct summary *merged = arena_allocate(&sketch->arena, sizeof(*merged));
    const struct summary *const parts[] = {part};
    *merged = *part;
    verdict_find(merged, parts, 1, &sketch->arena);
    return &merged->verdict;
}

struct expected {
    double at_s;
    const char *what;
};

static void check_chain(const struct verdict_summary *verdict,
                        const struct expected *links, uint32_t count)
{
    for (uint32_t i = 0; i < count && i < verdict->chain_count; i++) {
        assert_string_equal(verdict->chain[i].what, links[i].what);
        assert_near(verdict->chain[i].at_s, links[i].at_s, 0);
    }
    assert_int_equal(verdict->chain_count, count);
}

#define CHECK_CHAIN(verdict, links)                                                      \
    check_chain((verdict), (links), sizeof(links) / sizeof((links)[0]))

/* ---- times and names ---- */

static void times_are_written_as_people_say_them(void **state)
{
    (void)state;
    static const struct {
        double at_s;
        const char *text;
    } table[] = {
        {0, "0 s"},
        {0.25, "250 ms"},
        {42.5, "42.5 s"},
        {60, "1 min"},
        {190.2, "3 min 10 s"},
        {3599, "59 min 59 s"},
        {3599.7, "1 h"},
        {5 * 3600 + 720, "5 h 12 min"},
        {86399, "1 d"},
        {12.1 * 86400, "12 d 2 h"},
        {30 * 86400, "30 d"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        char text[UNIT_TEXT];
        verdict_text_time(text, table[i].at_s);
        assert_string_equal(text, table[i].text);
    }
}

static void a_resource_is_called_by_what_it_is(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    static const struct {
        const char *id;
        int kind;
        const char *text;
    } table[] = {
        {"host.web[1].cpu", RESOURCE_CPU, "CPU on web[1]"},
        {"host.web[0].memory", RESOURCE_MEMORY, "memory on web[0]"},
        {"service.spring.threads", RESOURCE_THREADS, "threads of spring"},
        {"service.spring.pool.mysql", RESOURCE_POOL, "connections of spring to mysql"},
        {"service.dalle.rate_limit", RESOURCE_LIMIT, "the limit of dalle"},
        {"service.dalle.concurrency", RESOURCE_THREADS, "the concurrency of dalle"},
        {"host.db.cpu", RESOURCE_CPU, "host.db.cpu"},
    };
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        const struct resource_summary *resource =
            sketch_resource(part, table[i].id, table[i].kind, NAN);
        assert_string_equal(verdict_text_resource(part, resource, &sketch.arena),
                            table[i].text);
    }
    sketch_clear(&sketch);
}

/* ---- what holds ---- */

static void a_run_that_holds_names_its_first_limit(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Holds: nothing is saturated");
    sketch_resource(part, "host.web[0].cpu", RESOURCE_CPU, NAN)->headroom = 3.2;
    sketch_resource(part, "service.spring.threads", RESOURCE_THREADS, NAN)->headroom = 9;
    sketch_resource(part, "host.web[0].memory", RESOURCE_MEMORY, NAN);
    const struct verdict_summary *verdict = verdict_of(&sketch, part);
    assert_string_equal(
        verdict->summary,
        "Holds: the first limit is host.web[0].cpu at 3.2 times this traffic");
    assert_int_equal(verdict->chain_count, 0);
    assert_null(verdict->first_resource);
    assert_near(verdict->saturated, 0, 0);
    part->requests->answered = 995;
    part->requests->failed = 5;
    part->requests->failed_rate = 0.006; /* the mean of the replications, as thresholds */
    part->requests->errors[FAILURE_APPLICATION] = 5;
    part->requests->error_at[FAILURE_APPLICATION] = 12;
    verdict = verdict_of(&sketch, part);
    assert_string_equal(verdict->summary,
                        "Holds: the first limit is host.web[0].cpu at 3.2 times this "
                        "traffic; 0.6% of the requests fail");
    assert_false(verdict->troubled);
    static const struct expected links[] = {
        {12, "Requests fail in the application: 5 of 1,000 that ended"},
    };
    CHECK_CHAIN(verdict, links);
    sketch_clear(&sketch);
}

static void a_run_in_which_requests_fail_does_not_hold(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    struct request_summary *all = part->requests;
    all->answered = 990;
    all->failed = 10;
    all->failed_rate = 0.01;
    all->errors[FAILURE_APPLICATION] = 10;
    all->error_at[FAILURE_APPLICATION] = 12;
    assert_string_equal(
        verdict_of(&sketch, part)->summary,
        "Nothing is saturated, but 1% of the requests fail: the application "
        "answers with an error");
    assert_true(verdict_of(&sketch, part)->troubled);
    all->failed = 9.9; /* of 999.9 in the mean: less than 1% */
    assert_false(verdict_of(&sketch, part)->troubled);
    sketch_clear(&sketch);
}

static void a_service_that_never_answers_is_named(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    struct request_summary requests[] = {*part->requests, *part->requests};
    requests[1].name = "spring.read";
    requests[0].count = requests[1].count = 500;
    requests[0].answered = requests[1].answered = 0;
    requests[0].failed = requests[1].failed = 500;
    requests[0].failed_rate = 1;
    requests[0].errors[FAILURE_UNAVAILABLE] = 500;
    requests[0].error_at[FAILURE_UNAVAILABLE] = 0.5;
    part->requests = requests;
    part->request_count = 2;
    const struct verdict_summary *verdict = verdict_of(&sketch, part);
    assert_string_equal(verdict->summary,
                        "Nothing is saturated, but spring never answers: 100% of the "
                        "requests fail, no instance is left to ask");
    assert_true(verdict->troubled);
    static const struct expected links[] = {
        {0.5, "Requests find no instance left to ask: 500 of 500 that ended"},
    };
    CHECK_CHAIN(verdict, links);
    /* A rare one that is dead is trouble, too. */
    requests[0].answered = 1e6;
    requests[0].failed_rate = 500 / (1e6 + 500);
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Nothing is saturated, but spring never answers: 0.05% of the "
                        "requests fail, no instance is left to ask");
    /* Nobody was answered, nobody has given up. */
    requests[0].answered = requests[0].failed = requests[1].failed = 0;
    requests[0].count = 6125;
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Nothing is saturated, but spring never answers: none of 6,125 "
                        "requests ends before the run does");
    requests[1].count = 0;
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Nothing is saturated, but none of 6,125 requests ends before "
                        "the run does");
    sketch_clear(&sketch);
}

static void deaths_and_outages_are_trouble_without_saturation(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    sketch_event(part, 5, "oom_kill", "spring[0]", "its mem_limit is reached");
    const struct verdict_summary *verdict = verdict_of(&sketch, part);
    assert_string_equal(
        verdict->summary,
        "Nothing is saturated, but spring[0] is killed for lack of memory once");
    assert_true(verdict->troubled);
    static const struct expected links[] = {
        {5, "The kernel kills spring[0]: its mem_limit is reached"},
    };
    CHECK_CHAIN(verdict, links);
    sketch_event(part, 15, "oom_kill", "spring[0]", "");
    sketch_event(part, 15, "crash_loop", "spring[0]", "");
    sketch_event(part, 16, "crash_loop", "spring[1]", "");
    part->hosts[1].unreachable_s = 90;
    assert_string_equal(
        verdict_of(&sketch, part)->summary,
        "Nothing is saturated, but spring[0] crashes again and again, killed for lack "
        "of memory 2 times; spring[1] crashes again and again; web[1] cannot be reached "
        "for 1 min 30 s");
    /* What is saturated comes first, and the rest is not left out. */
    sketch_resource(part, "host.web[0].cpu", RESOURCE_CPU, 60);
    part->hosts[1].unreachable_s = part->event_count = 0;
    sketch_event(part, 5, "oom_kill", "spring[0]", "");
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "First to go: CPU on web[0] after 1 min; spring[0] is killed for "
                        "lack of memory once");
    sketch_clear(&sketch);
}

static void a_crash_loop_tells_its_lives(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    const char *who = "spring[0]";
    sketch_event(part, 5, "oom_kill", who, "its mem_limit is reached");
    sketch_event(part, 6, "start", who, "");
    sketch_event(part, 9, "oom_kill", who, "its mem_limit is reached");
    sketch_event(part, 10, "start", who, "");
    sketch_event(part, 13, "oom_kill", who, "its mem_limit is reached");
    sketch_event(part, 13, "crash_loop", who, "");
    static const struct expected two[] = {
        {5, "The kernel kills spring[0]: its mem_limit is reached; again at 9 s, 13 s"},
        {13, "spring[0] is in a crash loop: it restarts 2 times, each time dying after "
             "3 s of lack of memory"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), two);
    /* A longer life, then one that lasts. */
    sketch_event(part, 14, "start", who, "");
    sketch_event(part, 19, "exit", who, "the Java heap is full");
    sketch_event(part, 20, "start", who, "");
    static const struct expected four[] = {
        {5, "The kernel kills spring[0]: its mem_limit is reached; again at 9 s, 13 s"},
        {13, "spring[0] is in a crash loop: it restarts 4 times, 3 of them dying after "
             "3 s to 5 s: the Java heap is full"},
        {19, "spring[0] ends itself: the Java heap is full"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), four);
    sketch_clear(&sketch);
}

static void those_that_die_in_turn_are_named_together(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    sketch.instances[1].machine = 0; /* both on web[0] */
    for (int i = 0; i < 4; i++)
        sketch_event(part, 5 + i, "oom_kill", i % 2 ? "spring[1]" : "spring[0]", "");
    static const struct expected turn[] = {
        {5, "The kernel kills spring[0]; again at 7 s"},
        {5, "On web[0] the kernel kills spring[0] and spring[1] in turn, 4 times in all: "
            "together they do not fit"},
        {6, "The kernel kills spring[1]; again at 8 s"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), turn);
    /* One alone is no turn, nor are two on machines of their own. */
    sketch.instances[1].machine = 1;
    static const struct expected apart[] = {
        {5, "The kernel kills spring[0]; again at 7 s"},
        {6, "The kernel kills spring[1]; again at 8 s"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), apart);
    sketch_clear(&sketch);
}

static void a_run_to_which_nobody_comes_is_not_praised(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    sketch_resource(part, "host.web[0].cpu", RESOURCE_CPU, NAN)->headroom = 3.2;
    part->requests->count = part->requests->answered = 0;
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Nothing was tested: no request arrived");
    assert_true(verdict_of(&sketch, part)->troubled);
    sketch_event(part, 60, "oom_kill", "spring[0]", "");
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Nothing is saturated, but spring[0] is killed for lack of "
                        "memory once; no request arrived");
    sketch_resource(part, "service.spring.threads", RESOURCE_THREADS, 120);
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "First to go: threads of spring after 2 min; spring[0] is killed "
                        "for lack of memory once; no request arrived");
    sketch_clear(&sketch);
}

static void trouble_comes_before_what_was_asked_for(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    part->requests->answered = 50;
    part->requests->failed = 50;
    part->requests->failed_rate = 0.5;
    part->requests->errors[FAILURE_CONNECTION] = 50;
    part->cost = (struct cost_summary){.month_usd = 369.818,
                                       .budget_given = 1,
                                       .budget_limit = 200,
                                       .budget_currency = "USD"};
    assert_string_equal(
        verdict_of(&sketch, part)->summary,
        "Nothing is saturated, but 50% of the requests fail: there is no "
        "connection; a month costs 369.82 USD, more than the budget of 200 USD");
    sketch_clear(&sketch);
}

static void what_does_not_hold_without_saturation_is_said(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    const struct threshold_def definition = {.metric = "http_req_duration",
                                             .expression = "p(95) < 800ms",
                                             .kind = METRIC_DURATION};
    struct threshold_summary threshold = {.definition = &definition, .value = 1.25};
    sketch.design.threshold_count = 1;
    part->thresholds = &threshold;
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Nothing is saturated, but http_req_duration p(95) < 800ms does "
                        "not hold: 1.25 s");
    threshold.value = NAN;
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Nothing is saturated, but http_req_duration p(95) < 800ms does "
                        "not hold: there was nothing to measure");
    /* A time to something that did not come. */
    const struct threshold_def oom = {.metric = "time_to_oom",
                                      .expression = "value > 24h",
                                      .kind = METRIC_TIME_TO_OOM,
                                      .limit = 86400};
    threshold.definition = &oom;
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Nothing is saturated, but time_to_oom value > 24h is not shown: "
                        "the run is too short (10 min of 1 d)");
    threshold.value = INFINITY;
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Nothing is saturated, but time_to_oom value > 24h does not "
                        "hold: never in 10 min");
    threshold.ok = 1;
    part->cost = (struct cost_summary){.month_usd = 93.2,
                                       .currency = "KRW",
                                       .month_local = 132344,
                                       .budget_given = 1,
                                       .budget_limit = 60,
                                       .budget_currency = "USD"};
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Nothing is saturated, but a month costs 93.20 USD, more than "
                        "the budget of 60 USD");
    part->cost.budget_currency = "KRW";
    part->cost.budget_limit = 100000;
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "Nothing is saturated, but a month costs 132,344 KRW, more than "
                        "the budget of 100,000 KRW");
    sketch_clear(&sketch);
}

/* ---- what goes first ---- */

static void busy_cores_are_told_with_their_split(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    const double cpu[] = {0.5, 0.97, 1}, user[] = {0.45, 0.9, 0.92};
    const double system[] = {0.05, 0.07, 0.08}, iowait[] = {0, 0.001, 0.001};
    sketch_series(part, &sketch.arena, "host.web[1].cpu", cpu, 3);
    sketch_series(part, &sketch.arena, "host.web[1].cpu.user", user, 3);
    sketch_series(part, &sketch.arena, "host.web[1].cpu.system", system, 3);
    sketch_series(part, &sketch.arena, "host.web[1].cpu.iowait", iowait, 3);
    sketch_resource(part, "host.web[1].cpu", RESOURCE_CPU, 60);
    sketch_resource(part, "service.spring.threads", RESOURCE_THREADS, 75);
    part->services[SKETCH_SPRING].threads = 200;
    part->requests->answered = 900;
    part->requests->failed = 100;
    part->requests->failed_rate = 0.1;
    part->requests->errors[FAILURE_TIMEOUT] = 100;
    part->requests->error_at[FAILURE_TIMEOUT] = 90;
    const struct verdict_summary *verdict = verdict_of(&sketch, part);
    static const struct expected links[] = {
        {60, "CPU on web[1] reaches 100%: 92% user, 8% system"},
        {75, "All 200 threads of spring are taken: calls wait for one"},
        {90, "Requests time out: 100 of 1,000 that ended"},
    };
    CHECK_CHAIN(verdict, links);
    assert_string_equal(
        verdict->summary,
        "First to go: CPU on web[1] after 1 min; 10% of the requests fail");
    assert_string_equal(verdict->first_resource, "host.web[1].cpu");
    assert_near(verdict->first_at_s, 60, 0);
    sketch_clear(&sketch);
}

/* A step's mean is known at its end: that is when its saturation is dated. */
static void the_step_that_just_ended_is_the_one_to_look_at(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    const double cpu[] = {0.1, 0.99, 0.2, 0.3}, user[] = {0.1, 0.98, 0.2, 0.3};
    const double system[] = {0, 0.01, 0, 0}, steal[] = {0, 0.5, 0, 0};
    sketch_series(part, &sketch.arena, "host.web[0].cpu", cpu, 4);
    sketch_series(part, &sketch.arena, "host.web[0].cpu.user", user, 4);
    sketch_series(part, &sketch.arena, "host.web[0].cpu.system", system, 4);
    sketch_series(part, &sketch.arena, "host.web[0].cpu.steal", steal, 4);
    sketch_resource(part, "host.web[0].cpu", RESOURCE_CPU, 120);
    static const struct expected links[] = {
        {120, "CPU on web[0] reaches 99%: 98% user, 1% system, steal 50% beside it"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), links);
    sketch_clear(&sketch);
}

static void memory_goes_before_cpu_within_a_second(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    struct resource_summary *cpu =
        sketch_resource(part, "host.web[0].cpu", RESOURCE_CPU, 190);
    struct resource_summary *memory =
        sketch_resource(part, "host.web[0].memory", RESOURCE_MEMORY, 190.9);
    part->hosts[0].memory_need_peak = 4.9 * GIB;
    part->hosts[0].memory_total = 3.8 * GIB;
    const struct verdict_summary *verdict = verdict_of(&sketch, part);
    assert_string_equal(verdict->first_resource, "host.web[0].memory");
    assert_string_equal(verdict->chain[0].what,
                        "Memory on web[0]: 4.9 GiB are needed, 3.8 GiB exist");
    assert_string_equal(verdict->chain[1].what,
                        "CPU on web[0] is busy with all its cores");
    assert_string_equal(verdict->summary,
                        "First to go: memory on web[0] after 3 min 11 s "
                        "(4.9 GiB are needed, 3.8 GiB exist)");
    /* Later than that, or on another machine, CPU was the first. */
    memory->saturated_at = 191.1;
    assert_string_equal(verdict_of(&sketch, part)->first_resource, "host.web[0].cpu");
    memory->saturated_at = 190.5;
    cpu->id = "host.web[1].cpu";
    assert_string_equal(verdict_of(&sketch, part)->first_resource, "host.web[1].cpu");
    sketch_clear(&sketch);
}

static void the_first_in_most_replications_is_named(void **state)
{
    (void)state;
    struct sketch sketch;
    sketch_init(&sketch);
    static const double cpu_s[] = {60, NAN, 400, NAN, 20},
                        pool_s[] = {300, 100, 200, NAN, 30};
    const struct summary *parts[5];
    struct summary *merged = sketch_summary(&sketch, &sketch.arena);
    merged->requests->count = merged->requests->answered = 1000;
    for (int p = 0; p < 5; p++) {
        struct summary *part = sketch_summary(&sketch, &sketch.arena);
        sketch_resource(part, "host.web[0].cpu", RESOURCE_CPU, cpu_s[p]);
        sketch_resource(part, "service.spring.pool.mysql", RESOURCE_POOL, pool_s[p]);
        parts[p] = part;
    }
    sketch_resource(merged, "host.web[0].cpu", RESOURCE_CPU, 160);
    sketch_resource(merged, "service.spring.pool.mysql", RESOURCE_POOL, 157.5);
    /* cpu, pool, pool, nothing, cpu: two each, and the CPU stands first in the design. */
    verdict_find(merged, parts, 5, &sketch.arena);
    assert_string_equal(merged->verdict.first_resource, "host.web[0].cpu");
    assert_near(merged->verdict.first_at_s, 40, 0);
    assert_near(merged->verdict.first_share, 0.4, 0);
    assert_near(merged->verdict.saturated, 0.8, 0);
    assert_string_equal(merged->verdict.summary,
                        "First to go: CPU on web[0] after 40 s, in 2 of 5 replications");
    /* Without the last one the pool is first in two of four. */
    verdict_find(merged, parts, 4, &sketch.arena);
    assert_string_equal(merged->verdict.first_resource, "service.spring.pool.mysql");
    assert_near(merged->verdict.first_at_s, 150, 0);
    sketch_clear(&sketch);
}

static void every_kind_of_resource_has_its_sentence(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    part->step_s = 1;
    part->hosts[0].swap_total = 2 * GIB;
    part->services[SKETCH_SPRING].threads = 1;
    part->services[SKETCH_SPRING].heap_max = GIB;
    part->services[SKETCH_SPRING].refused = 1234;
    sketch_resource(part, "host.web[0].credits", RESOURCE_CREDITS, 1);
    sketch_resource(part, "host.web[0].swap", RESOURCE_SWAP, 2);
    sketch_resource(part, "host.web[0].volume", RESOURCE_VOLUME, 3);
    sketch_resource(part, "service.spring.threads", RESOURCE_THREADS, 4);
    sketch_resource(part, "service.spring.backlog", RESOURCE_BACKLOG, 5);
    sketch_resource(part, "service.spring.pool.dalle", RESOURCE_POOL, 6);
    sketch_resource(part, "service.spring.heap", RESOURCE_HEAP, 7);
    sketch_resource(part, "service.dalle.rate_limit", RESOURCE_LIMIT, 8);
    sketch_resource(part, "service.dalle.concurrency", RESOURCE_THREADS, 9);
    static const struct expected links[] = {
        {1, "The CPU credits of web[0] are used up"},
        {2, "Swap on web[0] is full: 2 GiB"},
        {3, "The volume of web[0] has no time left: all its operations are taken"},
        {4, "The one thread of spring is taken: calls wait for it"},
        {5, "The backlog of spring is full: calls are refused, 1,230 by the end"},
        {6, "All connections of spring to dalle are taken: calls wait for one"},
        {7, "The heap of spring is full of live objects: more than 90% of 1 GiB"},
        {8, "dalle answers no more than its limit allows"},
        {9, "dalle is busy with as many calls as it takes at a time"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), links);
    sketch_clear(&sketch);
}

/* ---- memory ---- */

/* Elasticsearch stands in for spring[0]: it starts at 180 s, memory is over at 190 s, the
 * machine is lost at 300 s. */
static struct summary *search_engine(struct sketch *sketch)
{
    struct summary *part = begin(sketch);
    const double need[] = {2 * GIB,   2 * GIB,   2 * GIB,   4.5 * GIB, 4.9 * GIB,
                           4.8 * GIB, 4.8 * GIB, 4.8 * GIB, 4.8 * GIB, 4.8 * GIB};
    const double ram[] = {4 * GIB, 4 * GIB, 4 * GIB, 4 * GIB, 4 * GIB,
                          4 * GIB, 4 * GIB, 4 * GIB, 4 * GIB, 4 * GIB};
    const double cpu[] = {0.1, 0.1, 0.1, 0.9, 0.96, 0.97, 0.96, 0.96, 0.96, 0.96};
    const double user[] = {0.09, 0.09, 0.09, 0.4, 0.12, 0.1, 0.1, 0.1, 0.1, 0.1};
    const double system[] = {0.01, 0.01, 0.01, 0.5, 0.84, 0.87, 0.86, 0.86, 0.86, 0.86};
    const double iowait[] = {0, 0, 0, 0, 0.04, 0.03, 0.03, 0.03, 0.03, 0.03};
    const double volume[] = {0, 0, 0, 0.5, 1, 1, 1, 1, 1, 1};
    const double spring[] = {0, 0, 0, 1 * GIB, 1.6 * GIB},
                 system_b[] = {0, 0, 0, 0, GIB / 2};
    const double mysql[] = {0, 0, 0, 0, 300 * MIB}, redis[] = {0, 0, 0, 0, 10 * MIB};
    const double missing[] = {0, 0, 0, 20 * MIB, 20 * MIB}; /* all there was */
    struct arena *arena = &sketch->arena;
    sketch_series(part, arena, "host.web[0].file_missing", missing, 5);
    sketch_series(part, arena, "host.web[0].need", need, 10);
    sketch_series(part, arena, "host.web[0].ram", ram, 10);
    sketch_series(part, arena, "host.web[0].cpu", cpu, 10);
    sketch_series(part, arena, "host.web[0].cpu.user", user, 10);
    sketch_series(part, arena, "host.web[0].cpu.system", system, 10);
    sketch_series(part, arena, "host.web[0].cpu.iowait", iowait, 10);
    sketch_series(part, arena, "host.web[0].volume", volume, 10);
    sketch_series(part, arena, "host.web[0].memory.redis", redis, 5);
    sketch_series(part, arena, "host.web[0].memory.spring", spring, 5);
    sketch_series(part, arena, "host.web[0].memory.mysql", mysql, 5);
    sketch_series(part, arena, "host.web[0].memory.system", system_b, 5);
    part->hosts[0].memory_total = 4 * GIB;
    part->hosts[0].memory_need_peak = 4.9 * GIB;
    part->hosts[0].cpu_peak_5min = 0.964;
    sketch_event(part, 20, "start", "spring[1]", "");
    sketch_event(part, 30, "start", "spring[0]", "");
    sketch_event(part, 40, "ready", "spring[0]", "");
    sketch_event(part, 180, "start", "spring[0]", "");
    sketch_event(part, 300, "unreachable", "web[0]", "a new login starves");
    sketch_resource(part, "host.web[0].cpu", RESOURCE_CPU, 240);
    sketch_resource(part, "host.web[0].memory", RESOURCE_MEMORY, 190.2);
    part->requests->answered = 90;
    part->requests->failed = 10;
    part->requests->failed_rate = 0.1;
    part->requests->errors[FAILURE_TIMEOUT] = 10;
    part->requests->error_at[FAILURE_TIMEOUT] = 250;
    return part;
}

static void a_shortage_of_memory_is_told_from_cause_to_effect(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = search_engine(&sketch);
    const struct verdict_summary *verdict = verdict_of(&sketch, part);
    static const struct expected links[] = {
        {180, "spring[0] starts on web[0]"},
        {190.2, "Memory on web[0]: 4.9 GiB are needed, 4 GiB exist (spring 1.6 GiB, "
                "system 512 MiB, mysql 300 MiB)"},
        {190.2,
         "The page cache on web[0] loses up to 20 MiB of program text and hot data, "
         "which must be read again"},
        {190.2,
         "The kernel on web[0] spends up to 87% of the CPU on taking pages back, and "
         "the volume is up to 100% busy"},
        {240, "CPU on web[0] reaches 97%: 10% user, 87% system, iowait 3% beside it"},
        {250, "Requests time out: 10 of 100 that ended"},
        {300, "web[0] cannot be reached: a new login starves"},
    };
    CHECK_CHAIN(verdict, links);
    assert_string_equal(verdict->first_resource, "host.web[0].memory");
    /* Out of reach for the run's last five minutes: too short to call it dead. */
    part->hosts[0].unreachable_s = 300;
    assert_string_equal(
        verdict_of(&sketch, part)->summary,
        "First to go: memory on web[0] after 3 min 10 s (4.9 GiB are "
        "needed, 4 GiB exist); web[0] cannot be reached for 5 min; 10% of "
        "the requests fail");
    sketch_clear(&sketch);
}

static void a_machine_that_dies_is_told_apart_from_its_symptoms(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = search_engine(&sketch);
    const double credits[] = {144, 144, 144, 144, 150, 160};
    sketch_series(part, &sketch.arena, "host.web[0].credits", credits, 6);
    part->simulated_s = 900;
    const struct verdict_summary *verdict = verdict_of(&sketch, part);
    assert_string_equal(
        verdict->summary,
        "web[0] dies after 5 min of memory: 4.9 GiB are needed, 4 GiB "
        "exist, and CPU goes to 96.4%; not of CPU credits (52.1% are left), "
        "not of CPU demand (10% before)");
    /* With less than half of the credits nothing is said of them. */
    part->series[part->series_count - 1].values[4] = 100;
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "web[0] dies after 5 min of memory: 4.9 GiB are needed, 4 GiB "
                        "exist, and CPU goes to 96.4%; not of CPU demand (10% before)");
    sketch_clear(&sketch);
}

/* In a run of weeks a step is hours, and after the death comes the operator. */
static void a_death_inside_a_long_step_keeps_its_cause(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    const double hour_s = 3600;
    const double need[] = {1 * GIB, 2.1 * GIB, 1 * GIB},
                 ram[] = {2 * GIB, 2 * GIB, 2 * GIB};
    const double credits[] = {288, 280, 288};
    part->step_s = 12 * hour_s;
    part->simulated_s = 60 * hour_s;
    part->hosts[0].memory_total = 2 * GIB;
    part->hosts[0].memory_need_peak = 2.25 * GIB;
    part->hosts[0].cpu_peak = 0.07;
    part->hosts[0].cpu_peak_5min = NAN;
    sketch_series(part, &sketch.arena, "host.web[0].need", need, 3);
    sketch_series(part, &sketch.arena, "host.web[0].ram", ram, 3);
    sketch_series(part, &sketch.arena, "host.web[0].credits", credits, 3);
    struct resource_summary *memory =
        sketch_resource(part, "host.web[0].memory", RESOURCE_MEMORY, 20 * hour_s);
    sketch_event(part, 30 * hour_s, "unreachable", "web[0]", "");
    sketch_event(part, 31 * hour_s, "machine_stop", "web[0]", "");
    sketch_event(part, 31 * hour_s, "machine_start", "web[0]", "");
    const struct verdict_summary *verdict = verdict_of(&sketch, part);
    assert_string_equal(verdict->summary,
                        "web[0] dies after 1 d 6 h of memory: 2.25 GiB are needed, 2 GiB "
                        "exist; not of CPU credits (97.2% are left)");
    assert_int_equal(verdict->chain_count, 4);
    assert_string_equal(verdict->chain[2].what, "web[0] is stopped");
    assert_string_equal(verdict->chain[3].what, "web[0] is started again");
    /* All within one step: memory ran out just before. */
    part->series[0].values[1] = GIB;
    memory->saturated_at = 29 * hour_s;
    assert_non_null(strstr(verdict_of(&sketch, part)->summary, "of memory"));
    /* It had run out once, long before, and there was enough since. */
    memory->saturated_at = 20 * hour_s;
    assert_non_null(strstr(verdict_of(&sketch, part)->summary, "of CPU: it is 7% busy"));
    sketch_clear(&sketch);
}

static void what_starts_together_is_named_together(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    sketch.instances[1].machine = 0;
    sketch_event(part, 5, "start", "spring[1]", "");
    sketch_event(part, 7, "start", "spring[0]", "");
    sketch_resource(part, "host.web[0].memory", RESOURCE_MEMORY, 10);
    assert_string_equal(verdict_of(&sketch, part)->chain[0].what,
                        "spring[0], spring[1] start on web[0]");
    assert_near(verdict_of(&sketch, part)->chain[0].at_s, 7, 0);
    sketch_event(part, 9, "ready", "spring[0]", "");
    assert_string_equal(verdict_of(&sketch, part)->chain[0].what,
                        "spring[1] starts on web[0]");
    sketch_clear(&sketch);
}

static void a_death_of_credits_or_of_cpu_is_called_so(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    const double credits[] = {50, 10, 0, 0};
    sketch_series(part, &sketch.arena, "host.web[1].credits", credits, 4);
    sketch_resource(part, "host.web[1].cpu", RESOURCE_CPU, 130);
    sketch_event(part, 150, "unreachable", "web[1]", "");
    part->simulated_s = 750;
    part->hosts[1].cpu_peak = 0.998;
    sketch.host.credits.mode = CREDIT_MODE_STANDARD;
    assert_string_equal(
        verdict_of(&sketch, part)->summary,
        "web[1] dies after 2 min 30 s of CPU credits: they are used up, and "
        "10% of its 2 vCPUs is all it gets");
    part->series[0].values[2] = 5;
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "web[1] dies after 2 min 30 s of CPU: it is 99.8% busy");
    /* Without credits but unlimited it keeps its speed. */
    part->series[0].values[2] = -5;
    sketch.host.credits.mode = CREDIT_MODE_UNLIMITED;
    assert_string_equal(verdict_of(&sketch, part)->summary,
                        "web[1] dies after 2 min 30 s of CPU: it is 99.8% busy");
    sketch_clear(&sketch);
}

static void only_ten_minutes_without_a_break_are_a_death(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    part->simulated_s = 10000;
    sketch_event(part, 100, "unreachable", "web[0]", "");
    sketch_event(part, 150, "unreachable", "web[1]", "");
    sketch_event(part, 690, "reachable", "web[0]", "");
    sketch_event(part, 1000, "unreachable", "web[0]", "");
    sketch_event(part, 1600, "machine_stop", "web[0]", "");
    assert_near(verdict_death_at(part, 0), 1000, 0);
    assert_near(verdict_death_at(part, 1), 150, 0);
    part->simulated_s = 700;
    part->event_count = 3;
    assert_true(isnan(verdict_death_at(part, 0)));
    assert_true(isnan(verdict_death_at(part, 1)));
    sketch_clear(&sketch);
}

static void a_need_that_no_mean_shows_is_one_of_a_moment(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    const double need[] = {1 * GIB, 3 * GIB, 1 * GIB};
    const double ram[] = {2 * GIB, 2 * GIB, 2 * GIB};
    sketch_series(part, &sketch.arena, "host.web[0].need", need, 3);
    sketch_series(part, &sketch.arena, "host.web[0].ram", ram, 3);
    part->hosts[0].memory_total = 2 * GIB;
    part->hosts[0].memory_need_peak = 1.5 * GIB;
    sketch_resource(part, "host.web[0].memory", RESOURCE_MEMORY, 65);
    static const struct expected links[] = {
        {65,
         "Memory on web[0]: 3 GiB are needed, 2 GiB exist, for a moment: no mean over "
         "1 min is above 1.5 GiB"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), links);
    sketch_clear(&sketch);
}

static void swapping_is_told_with_what_it_takes(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    const double need[] = {1 * GIB, 3 * GIB, 3 * GIB, 1 * GIB, 9 * GIB};
    const double ram[] = {2 * GIB, 2 * GIB, 2 * GIB, 2 * GIB, 2 * GIB};
    const double swap[] = {0, 512 * MIB, 1 * GIB, 0, 7 * GIB};
    const double missing[] = {0, 512 * MIB, 0, 0, 0};
    sketch_series(part, &sketch.arena, "host.web[0].file_missing", missing, 5);
    sketch_series(part, &sketch.arena, "host.web[0].need", need, 5);
    sketch_series(part, &sketch.arena, "host.web[0].ram", ram, 5);
    sketch_series(part, &sketch.arena, "host.web[0].swap", swap, 5);
    part->hosts[0].memory_total = 2 * GIB;
    part->hosts[0].memory_need_peak = 2.5 * GIB;
    sketch_event(part, 30, "start", "spring[0]",
                 ""); /* ready long before: not the cause */
    sketch_event(part, 40, "ready", "spring[0]", "");
    sketch_resource(part, "host.web[0].memory", RESOURCE_MEMORY, 65);
    static const struct expected links[] = {
        /* The episode ends in the fourth step; the 9 GiB are another story. */
        {65, "Memory on web[0]: 3 GiB are needed, 2 GiB exist"},
        {65, "Swap on web[0] takes up to 1 GiB of memory that is not in use"},
        {65, "The page cache on web[0] loses up to 512 MiB of program text and hot data, "
             "which must be read again"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), links);
    sketch_clear(&sketch);
}

/* ---- what happens again ---- */

static void what_happens_again_is_folded(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    const double day_s = 86400;
    part->simulated_s = 40 * day_s;
    sketch_resource(part, "host.web[0].volume", RESOURCE_VOLUME, 12 * day_s);
    for (int i = 1; i <= 3; i++) {
        sketch_event(part, i * 12.1 * day_s, "unreachable", "web[0]",
                     "a new login starves");
        sketch_event(part, i * 12.1 * day_s + 900, "machine_stop", "web[0]", "");
    }
    for (int i = 0; i < 6; i++)
        sketch_event(part, 100 + 10 * i, "oom_kill", "spring[1]",
                     i ? "" : "memory is full");
    static const struct expected links[] = {
        {100, "The kernel kills spring[1]: memory is full; again at 1 min 50 s, 2 min, "
              "2 min 10 s and 2 more times, the last at 2 min 30 s"},
        {12 * 86400,
         "The volume of web[0] has no time left: all its operations are taken"},
        {12.1 * 86400, "web[0] cannot be reached: a new login starves; again at 24 d "
                       "5 h, 36 d 7 h"},
        {12.1 * 86400 + 900, "web[0] is stopped; again at 24 d 5 h, 36 d 7 h"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), links);
    sketch_clear(&sketch);
}

static void occurrences_are_told_in_plain_sentences(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    sketch_resource(part, "host.web[0].volume", RESOURCE_VOLUME, 0);
    sketch_event(part, 1, "set", "services.spring.threads", "from 10 to 400");
    sketch_event(part, 2, "reachable", "web[0]", "after 12 min");
    sketch_event(part, 3, "credits_depleted", "web[0]",
                 "the baseline is all that is left");
    sketch_event(part, 4, "recycle", "spring[0]", "planned");
    sketch_event(part, 5, "worker_killed", "spring[0]", "a request took too long");
    sketch_event(part, 6, "machine_start", "web[0]", "");
    sketch_event(part, 7, "burst_empty", "web[0]",
                 "gp2 burst credits are used up: 100 IOPS are left");
    sketch.host.credits.mode = CREDIT_MODE_STANDARD;
    static const struct expected links[] = {
        {0, "The volume of web[0] has no time left: all its operations are taken"},
        {1, "services.spring.threads is set from 10 to 400"},
        {2, "web[0] can be reached again after 12 min"},
        {3, "The CPU credits of web[0] are used up: the baseline is all that is left"},
        {5, "A worker of spring[0] is killed: a request took too long"},
        {6, "web[0] is started again"},
        {7, "On web[0] gp2 burst credits are used up: 100 IOPS are left"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), links);
    sketch_clear(&sketch);
}

static void a_value_that_is_set_back_is_not_set_again(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    for (int i = 0; i < 2; i++) {
        sketch_event(part, 60 + i * 200, "set", "services.spring.threads",
                     "from 10 to 1");
        sketch_event(part, 160 + i * 200, "set", "services.spring.threads", "back to 10");
    }
    static const struct expected links[] = {
        {60, "services.spring.threads is set from 10 to 1; again at 4 min 20 s"},
        {160, "services.spring.threads is set back to 10; again at 6 min"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), links);
    sketch_clear(&sketch);
}

/* On a machine that goes on at full speed an empty balance explains nothing by itself. */
static void empty_credits_of_an_unlimited_machine_are_told_when_they_matter(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    const double credits[] = {0, -3, 5};
    sketch_series(part, &sketch.arena, "host.web[0].credits", credits, 3);
    sketch_event(part, 3, "credits_depleted", "web[0]", "more is borrowed");
    assert_int_equal(verdict_of(&sketch, part)->chain_count, 0);
    static const struct expected links[] = {
        {3, "The CPU credits of web[0] are used up: more is borrowed"},
    };
    part->step_s = 1800; /* empty for an hour */
    CHECK_CHAIN(verdict_of(&sketch, part), links);
    part->step_s = 60;
    part->hosts[0].credits_surplus = 0.5; /* it cost money */
    CHECK_CHAIN(verdict_of(&sketch, part), links);
    part->hosts[0].credits_surplus = 0;
    /* The run is too short for a bill, the month is not. */
    struct cost_line lines[] = {{.month_usd = 30},
                                {.month_usd = 10, .surplus_of = &sketch.host}};
    part->cost = (struct cost_summary){.lines = lines, .line_count = 2, .month_usd = 40};
    static const struct expected billed[] = {
        {3, "The CPU credits of web[0] are used up: more is borrowed: 10 USD a month, "
            "25% of the bill"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), billed);
    part->cost = (struct cost_summary){.line_count = 0};
    sketch.host.credits.mode = CREDIT_MODE_STANDARD;
    CHECK_CHAIN(verdict_of(&sketch, part), links);
    sketch_clear(&sketch);
}

/* A mean is dated by the end of its step, and stands there. */
static void a_chain_is_told_in_the_order_of_time(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    part->services[SKETCH_SPRING].threads = 2;
    part->services[SKETCH_SPRING].refused = 40;
    part->requests->answered = 60;
    part->requests->failed = 40;
    part->requests->errors[FAILURE_REFUSED] = 40;
    part->requests->error_at[FAILURE_REFUSED] = 62;
    sketch_resource(part, "service.spring.threads", RESOURCE_THREADS, 120);
    sketch_resource(part, "service.spring.backlog", RESOURCE_BACKLOG, 62);
    sketch_event(part, 90, "set", "services.spring.threads", "from 4 to 2");
    const struct verdict_summary *verdict = verdict_of(&sketch, part);
    static const struct expected links[] = {
        {62, "The backlog of spring is full: calls are refused, 40 by the end"},
        {62, "Requests are refused: 40 of 100 that ended"},
        {90, "services.spring.threads is set from 4 to 2"},
        {120, "All 2 threads of spring are taken: calls wait for one"},
    };
    CHECK_CHAIN(verdict, links);
    assert_near(verdict->chain[0].span_s, 0, 0);
    assert_near(verdict->chain[3].span_s, 60, 0);
    sketch_clear(&sketch);
}

/* At the same moment: what is a cause, then what is a mean, then what is an effect. */
static void causes_come_first_at_the_same_moment(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    part->services[SKETCH_SPRING].threads = 2;
    part->requests->answered = 60;
    part->requests->failed = 40;
    part->requests->errors[FAILURE_TIMEOUT] = 40;
    part->requests->error_at[FAILURE_TIMEOUT] = 120;
    sketch_resource(part, "service.spring.threads", RESOURCE_THREADS, 120);
    sketch_event(part, 120, "set", "services.spring.threads", "from 4 to 2");
    static const struct expected links[] = {
        {120, "services.spring.threads is set from 4 to 2"},
        {120, "All 2 threads of spring are taken: calls wait for one"},
        {120, "Requests time out: 40 of 100 that ended"},
    };
    CHECK_CHAIN(verdict_of(&sketch, part), links);
    sketch_clear(&sketch);
}

static void a_chain_has_an_end(void **state)
{
    (void)state;
    struct sketch sketch;
    struct summary *part = begin(&sketch);
    struct verdict_chain chain;
    struct verdict_summary verdict = {0};
    verdict_chain_init(&chain, part, &sketch.arena);
    for (int i = 0; i < 100; i++)
        verdict_chain_add(&chain, 100 - i, arena_format(&sketch.arena, "%d", i),
                          "link %d", i);
    verdict_chain_finish(&chain, &verdict);
    assert_int_equal(verdict.chain_count, VERDICT_CHAIN_LIMIT);
    assert_string_equal(verdict.chain[0].what, "link 99");
    sketch_clear(&sketch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_written_as_people_say_them),
        cmocka_unit_test(a_resource_is_called_by_what_it_is),
        cmocka_unit_test(a_run_that_holds_names_its_first_limit),
        cmocka_unit_test(a_run_in_which_requests_fail_does_not_hold),
        cmocka_unit_test(a_service_that_never_answers_is_named),
        cmocka_unit_test(deaths_and_outages_are_trouble_without_saturation),
        cmocka_unit_test(a_crash_loop_tells_its_lives),
        cmocka_unit_test(those_that_die_in_turn_are_named_together),
        cmocka_unit_test(a_run_to_which_nobody_comes_is_not_praised),
        cmocka_unit_test(trouble_comes_before_what_was_asked_for),
        cmocka_unit_test(what_does_not_hold_without_saturation_is_said),
        cmocka_unit_test(busy_cores_are_told_with_their_split),
        cmocka_unit_test(the_step_that_just_ended_is_the_one_to_look_at),
        cmocka_unit_test(memory_goes_before_cpu_within_a_second),
        cmocka_unit_test(the_first_in_most_replications_is_named),
        cmocka_unit_test(every_kind_of_resource_has_its_sentence),
        cmocka_unit_test(a_shortage_of_memory_is_told_from_cause_to_effect),
        cmocka_unit_test(a_machine_that_dies_is_told_apart_from_its_symptoms),
        cmocka_unit_test(a_death_inside_a_long_step_keeps_its_cause),
        cmocka_unit_test(what_starts_together_is_named_together),
        cmocka_unit_test(a_death_of_credits_or_of_cpu_is_called_so),
        cmocka_unit_test(only_ten_minutes_without_a_break_are_a_death),
        cmocka_unit_test(a_need_that_no_mean_shows_is_one_of_a_moment),
        cmocka_unit_test(swapping_is_told_with_what_it_takes),
        cmocka_unit_test(what_happens_again_is_folded),
        cmocka_unit_test(occurrences_are_told_in_plain_sentences),
        cmocka_unit_test(a_value_that_is_set_back_is_not_set_again),
        cmocka_unit_test(empty_credits_of_an_unlimited_machine_are_told_when_they_matter),
        cmocka_unit_test(a_chain_is_told_in_the_order_of_time),
        cmocka_unit_test(causes_come_first_at_the_same_moment),
        cmocka_unit_test(a_chain_has_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
