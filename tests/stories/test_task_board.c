/* test_task_board.c - a team's task manager on ECS: what was decided, by numbers.
 *
 * What they decided and where each figure is from: docs/stories.md. Prices are those of
 * Seoul in the catalog; each bill is held to arithmetic by hand.
 */
#include "tests/support/near.h"
#include "tests/support/story.h"

#include <string.h>

#define MONTH_H  730.0
#define GIB      1073741824.0
#define ROUNDING 1e-6

/* USD, as the catalog has them. */
#define M6I_LARGE_H   0.118
#define M6I_2XLARGE_H 0.472
#define T3_NANO_H     0.0065
#define VCPU_H        0.04656 /* Fargate */
#define GB_H          0.00511
#define NAT_H         0.059
#define IPV4_H        0.005
#define CROSS_GB      0.02 /* 0.01 at either end */
#define WRITE_UNIT    0.68e-6
#define WCU_H         0.0007049

enum variant {
    ITSELF,
    T3_NANO,
    FARGATE,
    SINGLE_NAT,
    AUTOSCALE,
    BURST,
    BURST_AUTOSCALE,
    VARIANTS
};

static const char *const names[VARIANTS] = {
    NULL, "t3-nano", "fargate", "single-nat", "autoscale", "burst", "burst-autoscale",
};

static int run_all(void **state)
{
    static struct story stories[VARIANTS];
    for (int i = 0; i < VARIANTS; i++)
        stories[i] = (struct story){.name = "task-board", .variant = names[i]};
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

/* ---- the bill ---- */

static const struct cost_summary *bill(const struct story *story)
{
    return &story->summary->cost;
}

static const struct cost_line *line(const struct story *story, const char *item)
{
    for (uint32_t i = 0; i < bill(story)->line_count; i++)
        if (strcmp(bill(story)->lines[i].item, item) == 0)
            return &bill(story)->lines[i];
    return NULL;
}

/* 0 when there is no such line. */
static double usd(const struct story *story, const char *item)
{
    const struct cost_line *found = line(story, item);
    return found ? found->month_usd : 0;
}

static double quantity(const struct story *story, const char *item)
{
    const struct cost_line *found = line(story, item);
    return found ? found->quantity : 0;
}

static void the_fixed_part_of_the_bill_is_the_arithmetic(void **state)
{
    const struct story *it = &((struct story *)*state)[ITSELF];
    const double machines = 2 * (MONTH_H * M6I_LARGE_H + 30 * 0.0912);
    const double database = 2 * MONTH_H * 0.125 + 20 * 0.12;
    const double gateways = 2 * MONTH_H * (NAT_H + IPV4_H);
    const double balancer = MONTH_H * 0.0225;    /* internal: without addresses */
    const double storage = 1 * 0.025 + 2 * 0.10; /* S3, ECR; DynamoDB's 5 GB are free */
    const double logs_gb = 5e9 / GIB;
    /* Of 5 GB that are free those that come in take most, those that are kept the rest. */
    const double watch = 8 * 0.10 + (2 * logs_gb - 5) * 0.0314;
    const double names_usd = 0.50 + 0.40;
    assert_near(bill(it)->fixed_usd,
                machines + database + gateways + balancer + storage + watch + names_usd,
                ROUNDING);
}

static void every_line_has_a_price_and_won_are_shown_beside_dollars(void **state)
{
    const struct story *stories = *state;
    for (int i = 0; i < VARIANTS; i++) {
        assert_int_equal(bill(&stories[i])->unpriced_count, 0);
        assert_string_equal(bill(&stories[i])->currency, "KRW");
        assert_near(bill(&stories[i])->month_local, 1420 * bill(&stories[i])->month_usd,
                    ROUNDING);
    }
}

/* What containers answer leaves by way of the balancer and API Gateway. */
static void what_is_sent_to_users_is_on_the_bill(void **state)
{
    const struct story *it = &((struct story *)*state)[ITSELF];
    const struct summary *summary = it->summary;
    const double sent = 20 * 1024 * summary_request(summary, "gate.board")->answered +
                        1024 * summary_request(summary, "gate.change")->answered +
                        1024 * summary_request(summary, "gate.signin")->answered;
    const double month = (200 + 0.1 * 530) / (40 / 60.0); /* windows of 40 minutes */
    assert_near(quantity(it, "to the internet, free"), 100, ROUNDING);
    assert_near(quantity(it, "to the internet, first 10 TB") + 100, sent * month / GIB,
                0.01);
}

/* ---- the file itself ---- */

static void it_holds_and_is_nearly_idle(void **state)
{
    const struct story *it = &((struct story *)*state)[ITSELF];
    assert_true(it->summary->ok);
    assert_null(it->summary->verdict.first_resource);
    assert_true(story_host(it, "node[0]")->cpu_mean < 0.15);
    assert_near(story_service(it, "api")->tasks_placed_least, 4, 0);
}

/* ---- a t3.nano cannot hold the task ---- */

static void a_t3_nano_is_refused_at_once_with_the_arithmetic(void **state)
{
    const struct story *it = &((struct story *)*state)[T3_NANO];
    const struct resource_summary *room = story_resource(it, "service.api.placement");
    assert_string_equal(it->summary->verdict.first_resource, "service.api.placement");
    assert_near(room->saturated_at, 0, 0);
    assert_false(it->summary->ok); /* exit code 99 */
    const struct cause *link =
        &it->summary->verdict.chain[story_link(it, "api is short of tasks")];
    assert_near(link->at_s, 0, 0);
    assert_non_null(strstr(link->what, "0 of 4 are placed"));
    assert_non_null(strstr(link->what, "a task needs 2 GiB and 512 CPU units"));
    assert_non_null(strstr(link->what, "t3.nano registers 407 MiB and 2048"));
}

static void the_machines_that_hold_nothing_are_billed(void **state)
{
    const struct story *it = &((struct story *)*state)[T3_NANO];
    assert_near(usd(it, "node: 2 x t3.nano"), 2 * MONTH_H * T3_NANO_H, ROUNDING);
    /* Sign-in is a function and goes on; nothing else is answered. */
    assert_near(summary_request(it->summary, "gate.board")->answered, 0, 0);
    assert_near(summary_request(it->summary, "gate.signin")->failed, 0, 0);
}

/* ---- Fargate or machines of one's own ---- */

static double fargate_usd(const struct story *story, const char *vcpus,
                          const char *memory)
{
    return usd(story, vcpus) + usd(story, memory);
}

static void fargate_costs_little_more_than_half_of_two_machines(void **state)
{
    const struct story *stories = *state;
    const double tasks =
        fargate_usd(&stories[FARGATE], "api: 4 x 0.5 vCPU", "api: 4 x 2 GiB");
    assert_near(tasks, 4 * MONTH_H * (0.5 * VCPU_H + 2 * GB_H), ROUNDING);
    assert_near(tasks / usd(&stories[ITSELF], "node: 2 x m6i.large"), 0.568, 0.001);
    assert_true(stories[FARGATE].summary->ok);
    /* Half a vCPU is a quota there; a container on a machine may use what is idle. */
    assert_true(summary_request(stories[FARGATE].summary, "gate.board")->latency.mean >
                summary_request(stories[ITSELF].summary, "gate.board")->latency.mean);
}

struct full { /* one machine, filled */
    const char *instance, *memory;
    uint32_t fit;
    double machine_h;
};

/* As many as fit, and one more: it is not placed. The bill of the machine. */
static void fill(const struct full *full, double *machine_usd)
{
    struct story one[2];
    char sets[2][5][80], item[64];
    for (uint32_t i = 0; i < 2; i++) {
        snprintf(sets[i][0], 80, "hosts.node.instance=%s", full->instance);
        snprintf(sets[i][1], 80, "hosts.node.count=1");
        snprintf(sets[i][2], 80, "services.api.replicas=%u", full->fit + i);
        snprintf(sets[i][3], 80, "services.api.task.memory=%s", full->memory);
        snprintf(sets[i][4], 80, "simulate.duration=10s");
        one[i] = (struct story){.name = "task-board"};
        for (int k = 0; k < 5; k++)
            one[i].sets[k] = sets[i][k];
    }
    story_run_all(one, 2);
    for (uint32_t i = 0; i < 2; i++)
        assert_near(story_service(&one[i], "api")->tasks_placed_least, full->fit, 0);
    snprintf(item, sizeof item, "node: 1 x %s", full->instance);
    *machine_usd = usd(&one[0], item);
    for (int i = 0; i < 2; i++)
        story_clear(&one[i]);
}

/* Both cost the same at machine / task tasks: 14.09 of 0.0335 USD for an m6i.2xlarge,
 * which is 88% of its CPU and 91.5% of its memory. Fewer cost less on Fargate. */
static void machines_win_when_nine_tenths_are_reserved_if_so_much_fits(void **state)
{
    const struct story *fargate = &((struct story *)*state)[FARGATE];
    const double task =
        fargate_usd(fargate, "api: 4 x 0.5 vCPU", "api: 4 x 2 GiB") / 4; /* a month */
    static const struct full table[] = {
        {"m6i.large", "2GiB", 3, M6I_LARGE_H},      /* never: 3 of 3.52 */
        {"m6i.large", "1792MiB", 4, M6I_LARGE_H},   /* full only */
        {"m6i.2xlarge", "2GiB", 15, M6I_2XLARGE_H}, /* full only: 15 of 14.09 */
        {"r6i.large", "2GiB", 4, 0.152},            /* never: CPU for 4 of 4.54 */
        {"t3a.large", "2GiB", 3, 0.0936},           /* full only: 3 of 2.79 */
    };
    static const bool machine_wins[] = {false, true, true, false, true};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        double machine;
        fill(&table[i], &machine);
        assert_near(machine, MONTH_H * table[i].machine_h, ROUNDING);
        assert_int_equal(machine < table[i].fit * task, machine_wins[i]);
        assert_true(machine > (table[i].fit - 1) * task);
    }
    /* To within a point of the arithmetic, of the memory of an m6i.2xlarge. */
    double machine;
    fill(&table[2], &machine);
    const double by_hand = M6I_2XLARGE_H / (0.5 * VCPU_H + 2 * GB_H) * 2048 / 31548;
    assert_near(machine / task * 2048 / 31548, by_hand, 0.01);
    assert_near(by_hand, 0.915, 0.001);
    /* And of CPU, whatever the size of an m6i: 512 of 1024 units a vCPU. */
    assert_near(machine / task * 512 / 8192, 0.8805, 0.001);
}

/* ---- one NAT gateway or one in each zone ---- */

/* 730 x (0.059 + 0.005) / 0.02 = 2,336 GB a month that cross. */
static const double equal_gb = MONTH_H * (NAT_H + IPV4_H) / CROSS_GB;

static double crossing_gb(const struct story *single)
{
    return quantity(single, "nat: traffic between zones");
}

static void one_gateway_saves_what_the_other_costs_less_what_crosses(void **state)
{
    const struct story *stories = *state;
    const double saved =
        bill(&stories[ITSELF])->month_usd - bill(&stories[SINGLE_NAT])->month_usd;
    assert_near(equal_gb, 2336, ROUNDING);
    const double crosses = crossing_gb(&stories[SINGLE_NAT]);
    /* Half of what comes from outside, that of the machine in zone c. */
    assert_near(crosses, quantity(&stories[SINGLE_NAT], "nat: data processed") / 2,
                0.1 * crosses);
    assert_near(saved, CROSS_GB * (equal_gb - crosses), 1e-3);
    assert_true(saved > 45);
}

/* What a card fetches from outside decides: 300 KiB in the file. */
static void with_enough_traffic_a_gateway_in_each_zone_is_cheaper(void **state)
{
    (void)state;
    static const char *const sizes[] = {"16MiB", "26MiB"}; /* below and above */
    for (int i = 0; i < 2; i++) {
        struct story both[2] = {{.name = "task-board"},
                                {.name = "task-board", .variant = "single-nat"}};
        char set[80];
        snprintf(set, sizeof set, "services.links.endpoints.preview.0.send=%s", sizes[i]);
        both[0].sets[0] = both[1].sets[0] = set;
        story_run_all(both, 2);
        const double two = bill(&both[0])->month_usd, one = bill(&both[1])->month_usd;
        assert_int_equal(crossing_gb(&both[1]) > equal_gb, i);
        assert_int_equal(one > two, i);
        for (int k = 0; k < 2; k++)
            story_clear(&both[k]);
    }
}

/* ---- DynamoDB on demand ---- */

/* A unit on demand costs as much as a provisioned one that is used for 28.8% of the hour;
 * to take the busiest second of a burst of ten times, one pays for ten times as many, but
 * for the 25 that are always free. */
static void on_demand_a_small_log_costs_what_it_writes(void **state)
{
    const struct story *it = &((struct story *)*state)[ITSELF];
    const double units = quantity(it, "log: write units");
    assert_near(usd(it, "log: write units"), units * WRITE_UNIT, ROUNDING);
    struct story capacity = {.name = "task-board",
                             .variant = "burst",
                             .sets = {"services.log.mode=provisioned",
                                      "services.log.wcu=125", "services.log.rcu=1"}};
    story_run_all(&capacity, 1);
    const double write_usd = usd(&capacity, "log: write capacity") +
                             usd(&capacity, "log: write capacity, always free");
    assert_near(write_usd, 100 * MONTH_H * WCU_H, ROUNDING); /* 25 are free */
    assert_true(write_usd > 6 * usd(it, "log: write units"));
    assert_near(WCU_H / (3600 * WRITE_UNIT), 0.288, 0.001);
    story_clear(&capacity);
}

/* ---- ten times the traffic ---- */

static void in_a_burst_the_cpu_of_the_machines_goes_first(void **state)
{
    const struct story *it = &((struct story *)*state)[BURST];
    const char *first = it->summary->verdict.first_resource;
    assert_true(strcmp(first, "host.node[0].cpu") == 0 ||
                strcmp(first, "host.node[1].cpu") == 0);
    const double at_s = story_resource(it, first)->saturated_at;
    assert_true(at_s > 600 && at_s < 660);
    assert_false(it->summary->ok);
    /* Who waited 10 s is gone: nothing else fails, and sign-in is elsewhere. */
    const struct request_summary *all = summary_request(it->summary, "all");
    assert_near(all->errors[FAILURE_TIMEOUT], all->failed, 0);
    assert_near(summary_request(it->summary, "gate.signin")->failed, 0, 0);
    assert_true(story_host(it, "db[0]")->cpu_peak < 0.3);
}

/* The machines work for users who have left, which is why more fail than is too much:
 * two machines take 91% of it. */
static void more_fail_than_is_too_much(void **state)
{
    const struct story *it = &((struct story *)*state)[BURST];
    const struct request_summary *all = summary_request(it->summary, "all");
    const double in_burst = 600 * 10 * 52; /* requests */
    const double work_s = 0.73 * 0.010 + 0.25 * 0.012, speed = 1.17;
    const double fits = 4 * speed / (10 * 50 * work_s);
    assert_near(fits, 0.91, 0.01);
    assert_true(all->failed / in_burst > 2 * (1 - fits));
}

/* ---- tasks and machines that scale ---- */

/* Two machines are needed and two are there: 100%, above 90%. So there is a third, empty,
 * from the first minute on. */
static void a_target_of_ninety_percent_keeps_a_third_machine(void **state)
{
    const struct story *it = &((struct story *)*state)[AUTOSCALE];
    assert_true(it->summary->ok);
    assert_near(story_at(it, "scale_out", "node"), 60, ROUNDING);
    assert_int_equal(story_count(it, "scale_out", NULL), 1);
    assert_int_equal(story_count(it, "scale_in", NULL), 0);
    assert_near(story_host(it, "node[2]")->cpu_mean, 0, 0.001);
    assert_near(usd(it, "node: 2 x m6i.large"), 2 * MONTH_H * M6I_LARGE_H, ROUNDING);
    /* 39 of 40 minutes, extrapolated like what is metered. */
    const double hours = 39 / 60.0 * (200 + 0.1 * 530) / (40 / 60.0);
    assert_near(usd(it, "node: m6i.large above 2"), hours * M6I_LARGE_H, ROUNDING);
}

/* The alarm takes three minutes. Of the ten tasks that are then asked for five find room
 * on the third machine and beside the others; machines for the rest boot meanwhile. */
static void until_the_alarm_most_of_a_burst_fails(void **state)
{
    const struct story *stories = *state, *it = &stories[BURST_AUTOSCALE];
    assert_near(story_at(it, "scale_out", "api"), 780, ROUNDING);
    const double placed_s = story_at(it, "placed", "api");
    assert_true(placed_s > 900 && placed_s < 930);
    assert_false(it->summary->ok);
    const struct request_summary *all = summary_request(it->summary, "all");
    const struct request_summary *before = summary_request(stories[BURST].summary, "all");
    assert_true(all->failed < 0.3 * before->failed);
    assert_true(all->failed > 0.1 * before->failed);
    assert_near(all->errors[FAILURE_TIMEOUT], all->failed, 0);
}

/* Three machines were asked for at 14 minutes, and the third one at one. */
static void the_machines_of_a_burst_cost_cents(void **state)
{
    const struct story *it = &((struct story *)*state)[BURST_AUTOSCALE];
    const struct cost_line *above = line(it, "node: m6i.large above 2");
    assert_near(above->run_usd, (39 + 3 * 26) / 60.0 * M6I_LARGE_H, ROUNDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fixed_part_of_the_bill_is_the_arithmetic),
        cmocka_unit_test(every_line_has_a_price_and_won_are_shown_beside_dollars),
        cmocka_unit_test(what_is_sent_to_users_is_on_the_bill),
        cmocka_unit_test(it_holds_and_is_nearly_idle),
        cmocka_unit_test(a_t3_nano_is_refused_at_once_with_the_arithmetic),
        cmocka_unit_test(the_machines_that_hold_nothing_are_billed),
        cmocka_unit_test(fargate_costs_little_more_than_half_of_two_machines),
        cmocka_unit_test(machines_win_when_nine_tenths_are_reserved_if_so_much_fits),
        cmocka_unit_test(one_gateway_saves_what_the_other_costs_less_what_crosses),
        cmocka_unit_test(with_enough_traffic_a_gateway_in_each_zone_is_cheaper),
        cmocka_unit_test(on_demand_a_small_log_costs_what_it_writes),
        cmocka_unit_test(in_a_burst_the_cpu_of_the_machines_goes_first),
        cmocka_unit_test(more_fail_than_is_too_much),
        cmocka_unit_test(a_target_of_ninety_percent_keeps_a_third_machine),
        cmocka_unit_test(until_the_alarm_most_of_a_burst_fails),
        cmocka_unit_test(the_machines_of_a_burst_cost_cents),
    };
    return cmocka_run_group_tests(tests, run_all, clear_all);
}
