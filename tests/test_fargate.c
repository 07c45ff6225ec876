/* Tasks of Fargate: their machines, their starts, their bill; and where it costs what
 * machines of the user's own cost. */
#include "models/cost.h"
#include "models/placement.h"
#include "tests/support/near.h"
#include "tests/support/trial.h"

#include <math.h>
#include <string.h>

#define ROUNDING 1e-9
#define GIB      1073741824.0

/* One call every 10 s from outside. */
#define TASKS                                                                            \
    "region: ap-northeast-2\n"                                                           \
    "simulate: {duration: 100s}\n"                                                       \
    "services:\n"                                                                        \
    "  api: {kind: fargate, task: {cpu: %s, memory: 2GiB}, %s endpoints: {go: [%s]}}\n"  \
    "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals: regular,"       \
    " target: api.go}}\n"

static struct summary priced;

static const struct cost_line *line(struct trial *trial, const char *item)
{
    priced = *trial->summary;
    cost_find(&priced, &trial->engine.arena);
    for (uint32_t i = 0; i < priced.cost.line_count; i++)
        if (strcmp(priced.cost.lines[i].item, item) == 0)
            return &priced.cost.lines[i];
    return NULL;
}

static void the_sizes_are_those_of_fargate(void **state)
{
    (void)state;
    static const struct {
        double cpu, gib;
        bool is;
    } sizes[] = {
        {0.25, 0.5, true}, {0.25, 1, true},   {0.25, 1.5, false}, {0.25, 2, true},
        {0.25, 3, false},  {0.5, 0.5, false}, {0.5, 4, true},     {1, 1, false},
        {2, 5, true},      {4, 30, true},     {4, 31, false},     {8, 16, true},
        {8, 18, false},    {8, 60, true},     {16, 36, false},    {16, 120, true},
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        const struct fargate_size *size = fargate_def_size(sizes[i].cpu);
        assert_non_null(size);
        assert_int_equal(fargate_def_has(size, sizes[i].gib * GIB), sizes[i].is);
    }
    assert_null(fargate_def_size(3));
}

static void each_task_is_a_machine_of_its_size(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TASKS, "1", "replicas: 2, zones: [a, c],",
              "{parallel: [[{cpu: 1s}], [{cpu: 1s}], [{cpu: 1s}]]}");
    /* Three seconds on one core; the two tasks are asked in turn. */
    assert_near(trial_requests(trial, "all")->latency.mean, 3, ROUNDING);
    assert_near(trial_host(trial, "api[0]")->memory_total, 2 * GIB, 0);
    assert_near(trial_host(trial, "api[1]")->swap_total, 0, 0);
    assert_string_equal(trial_host(trial, "api[0]")->instance, "fargate 1 vCPU, 2 GiB");
    assert_string_equal(trial_instance(trial, "api[1]")->host, "api[1]");
    assert_string_equal(trial->summary->design->machines[1].zone, "c");
}

/* A quota: 50 ms of every 100 ms, the first of them at once. */
static void a_part_of_a_vcpu_is_a_quota(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TASKS, "0.5", "", "{cpu: 40ms}");
    assert_near(trial_requests(trial, "all")->latency.mean, 0.04, ROUNDING);
    trial_run(trial, TASKS, "0.5", "", "{cpu: 1s}");
    assert_near(trial_requests(trial, "all")->latency.mean, 1.9, 1e-6);
    assert_string_equal(trial_host(trial, "api")->name, "api");
}

static void a_start_waits_for_the_image(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "events: [{at: 15s, deploy: api}]\n" TASKS, "1",
              "start: {time: 4s}, pull: 20s,", "{sleep: 1ms}");
    assert_near(trial_at_s(trial, "ready", "api[0]", 0), 39, ROUNDING);
    trial_run(trial, "events: [{at: 15s, deploy: api}]\n" TASKS, "1",
              "start: {time: 4s},", "{sleep: 1ms}");
    assert_near(trial_at_s(trial, "ready", "api[0]", 0), 49, ROUNDING); /* 30 s */
}

static void a_surge_task_has_a_machine_of_its_own(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, "events: [{at: 15s, deploy: api, surge: 1}]\n" TASKS, "1",
              "pull: 10s,", "{sleep: 1ms}");
    assert_string_equal(trial_instance(trial, "api[1]")->host, "api[1]");
    assert_near(trial_requests(trial, "all")->failed, 0, 0);
    /* The first all the time: one task until 25 s, the next from then on. The second from
     * 15 s to 35 s, which counts as a minute. */
    const struct machine_usage *usage = trial->summary->usage.machines;
    assert_near(usage[0].hours * 3600, 100, 1e-6);
    assert_near(usage[1].hours * 3600, 60, 1e-6);
    /* The month is that of the task that is wanted. */
    assert_near(line(trial, "api: 1 x 1 vCPU")->quantity, 730, ROUNDING);
}

/* ---- the bill ---- */

static void the_bill_is_for_vcpus_and_memory(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TASKS, "0.5", "replicas: 4,", "{sleep: 1ms}");
    const struct cost_line *cpu = line(trial, "api: 4 x 0.5 vCPU");
    assert_near(cpu->month_usd, 4 * 0.5 * 730 * 0.04656, ROUNDING);
    assert_near(cpu->run_usd, 4 * 0.5 * 100 / 3600.0 * 0.04656, ROUNDING);
    const struct cost_line *memory = line(trial, "api: 4 x 2 GiB");
    assert_near(memory->month_usd, 4 * 2 * 730 * 0.00511, ROUNDING);
    assert_int_equal(priced.cost.line_count, 2);
    assert_near(priced.cost.month_usd, 67.9776 + 29.8424, 1e-9);
    trial_run(trial, TASKS, "0.5", "arch: arm,", "{sleep: 1ms}");
    assert_near(line(trial, "api: 1 x 0.5 vCPU")->month_usd, 0.5 * 730 * 0.03725,
                ROUNDING);
    assert_near(line(trial, "api: 1 x 2 GiB")->month_usd, 2 * 730 * 0.00409, ROUNDING);
}

static void spot_takes_seventy_percent_off_at_most(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TASKS, "0.5", "spot: true,", "{sleep: 1ms}");
    const struct cost_line *cpu = line(trial, "api: 1 x 0.5 vCPU");
    assert_near(cpu->month_usd, 0.3 * 0.5 * 730 * 0.04656, ROUNDING);
    assert_non_null(strstr(cpu->source, "stand-in: 70% off"));
}

static void a_price_of_the_users_is_for_an_hour_of_a_task(void **state)
{
    struct trial *trial = *state;
    trial_run(trial, TASKS, "0.5", "replicas: 3, price: 0.1 USD/h,", "{sleep: 1ms}");
    assert_near(line(trial, "api: 3 tasks")->month_usd, 3 * 730 * 0.1, ROUNDING);
    assert_int_equal(priced.cost.line_count, 1);
}

/* Nine answers of 100 MiB from outside: 900 MiB through the gateway of us-east-1. */
static void what_it_fetches_through_a_gateway_is_billed(void **state)
{
    struct trial *trial = *state;
    static const char *const ways[] = {"internet", "gw"};
    for (int i = 0; i < 2; i++) {
        trial_run(trial,
                  "simulate: {duration: 100s}\n"
                  "services:\n"
                  "  gw: {kind: nat_gateway}\n"
                  "  maps: {kind: external, latency: 1ms, endpoints: {go: [{send:"
                  " 100MiB}]}}\n"
                  "  api: {kind: fargate, task: {cpu: 1, memory: 2GiB}, egress: %s,"
                  " endpoints: {go: [{call: maps.go}]}}\n"
                  "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals:"
                  " regular, target: api.go}}\n",
                  ways[i]);
        const struct cost_line *gb = line(trial, "gw: data processed");
        assert_near(gb ? gb->run_usd : 0, i ? 900 / 1024.0 * 0.045 : 0, ROUNDING);
    }
}

/* Both ends pay for nine answers of 100 MiB that come from another zone, and for as many
 * that go to a balancer's node there. */
static void its_end_of_traffic_between_zones_is_billed(void **state)
{
    struct trial *trial = *state;
    const double usd = 900 / 1024.0 * 0.01;
    trial_run(trial, "simulate: {duration: 95s}\n"
                     "hosts: {d: {instance: {vcpus: 1, memory: 1GiB}, zones: [b]}}\n"
                     "services:\n"
                     "  db: {on: d, endpoints: {go: [{send: 100MiB}]}}\n"
                     "  api: {kind: fargate, task: {cpu: 1, memory: 2GiB}, zones: [a],"
                     " endpoints: {go: [{call: db.go}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals:"
                     " regular, target: api.go}}\n");
    assert_near(line(trial, "api: traffic between zones")->run_usd, usd, ROUNDING);
    assert_near(line(trial, "d: traffic between zones")->run_usd, usd, ROUNDING);
    trial_run(trial, "simulate: {duration: 95s}\n"
                     "services:\n"
                     "  lb: {kind: nlb, zones: [b], forward: api}\n"
                     "  api: {kind: fargate, task: {cpu: 1, memory: 2GiB}, zones: [a],"
                     " endpoints: {go: [{send: 100MiB}]}}\n"
                     "traffic: {u: {executor: constant-arrival-rate, rate: 6/m, arrivals:"
                     " regular, target: lb.go}}\n");
    assert_near(line(trial, "api: traffic between zones")->run_usd, usd, ROUNDING);
    assert_near(line(trial, "lb: traffic between zones")->run_usd, usd, ROUNDING);
}

/* ---- Fargate or machines of one's own ---- */

/* An hour of such a task, by the catalog's prices of Seoul. */
static double fargate_usd_per_h(struct trial *trial)
{
    trial_run(trial, TASKS, "0.5", "", "{sleep: 1ms}");
    return (line(trial, "api: 1 x 0.5 vCPU")->month_usd +
            line(trial, "api: 1 x 2 GiB")->month_usd) /
           730;
}

struct own_machine {
    double usd_per_h;
    uint32_t room; /* for tasks of half a vCPU */
};

static struct own_machine own_machine(struct trial *trial, const char *memory)
{
    trial_run(trial,
              "region: ap-northeast-2\n"
              "hosts: {web: {instance: m6i.large, os: ecs-optimized, public_ip: false}}\n"
              "services:\n"
              "  api: {kind: ecs, on: web, task: {cpu: 0.5, memory: %s}}\n",
              memory);
    const struct host_def *host = trial->summary->design->machines[0].host;
    return (struct own_machine){
        line(trial, "web: 1 x m6i.large")->month_usd / 730,
        placement_room(host, placement_task(design_service(trial->summary->design, 0)))};
}

/* A machine costs the same whether tasks fill it or not, Fargate by the task: where do
 * both cost the same? */
static void a_machine_must_be_filled_to_cost_less_than_fargate(void **state)
{
    struct trial *trial = *state;
    const double task_usd = fargate_usd_per_h(trial);
    assert_near(task_usd, 0.5 * 0.04656 + 2 * 0.00511, 1e-12); /* 0.0335 */
    /* Its system sees 7771 MiB: three tasks of 2 GiB, which cost 0.1005 on Fargate. The
     * machine costs 0.118, even when it is full. */
    const struct own_machine two = own_machine(trial, "2GiB");
    assert_near(two.usd_per_h, 0.118, 1e-12);
    assert_int_equal(two.room, 3);
    assert_true(two.room * task_usd < two.usd_per_h);
    /* Four of 1.75 GiB, a size that Fargate does not have: there they are of 2 GiB. Both
     * cost the same where 88% of the machine's CPU is reserved. */
    const struct own_machine less = own_machine(trial, "1792MiB");
    assert_int_equal(less.room, 4);
    const double equal = less.usd_per_h / task_usd;
    assert_near(512 * equal / 2048, 0.8805, 0.0001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRIAL_TEST(the_sizes_are_those_of_fargate),
        TRIAL_TEST(each_task_is_a_machine_of_its_size),
        TRIAL_TEST(a_part_of_a_vcpu_is_a_quota),
        TRIAL_TEST(a_start_waits_for_the_image),
        TRIAL_TEST(a_surge_task_has_a_machine_of_its_own),
        TRIAL_TEST(the_bill_is_for_vcpus_and_memory),
        TRIAL_TEST(spot_takes_seventy_percent_off_at_most),
        TRIAL_TEST(a_price_of_the_users_is_for_an_hour_of_a_task),
        TRIAL_TEST(what_it_fetches_through_a_gateway_is_billed),
        TRIAL_TEST(its_end_of_traffic_between_zones_is_billed),
        TRIAL_TEST(a_machine_must_be_filled_to_cost_less_than_fargate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
