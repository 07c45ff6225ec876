/* Who gets the cores: finish tags against a sorted list, shares against bisection. */
#include "models/cpu.h"

#include "models/task.h"
#include "sim/core/random.h"
#include "tests/support/near.h"

#include <stdlib.h>

enum { JOBS = 1000, GROUPS = 8 };

static struct task tasks[JOBS];

static struct cpu_group group_of(double cap, double weight)
{
    struct cpu_group group;
    cpu_group_init(&group, weight, INFINITY);
    group.cap = cap;
    return group;
}

/* ---- the heap ---- */

static void the_thread_with_least_work_finishes_first(void **state)
{
    (void)state;
    struct cpu_group group = group_of(0, 1024);
    cpu_group_push(&group, 3, &tasks[0]);
    cpu_group_push(&group, 1, &tasks[1]);
    cpu_group_push(&group, 2, &tasks[2]);
    assert_near(cpu_group_first_work_s(&group), 1, 0);
    assert_ptr_equal(cpu_group_pop(&group), &tasks[1]);
    assert_ptr_equal(cpu_group_pop(&group), &tasks[2]);
    assert_ptr_equal(cpu_group_pop(&group), &tasks[0]);
    assert_int_equal(group.count, 0);
    cpu_group_clear(&group);
}

static void equal_work_finishes_in_the_order_of_arrival(void **state)
{
    (void)state;
    struct cpu_group group = group_of(0, 1024);
    for (int i = 0; i < JOBS; i++)
        cpu_group_push(&group, 5, &tasks[i]);
    for (int i = 0; i < JOBS; i++)
        assert_ptr_equal(cpu_group_pop(&group), &tasks[i]);
    cpu_group_clear(&group);
}

static void later_threads_start_from_the_clock(void **state)
{
    (void)state;
    struct cpu_group group = group_of(0, 1024);
    cpu_group_push(&group, 1, &tasks[0]);
    group.job_speed = 0.5;
    cpu_group_advance(&group, 1.2); /* 0.6 done, 0.4 left */
    cpu_group_push(&group, 0.5, &tasks[1]);
    cpu_group_push(&group, 0.3, &tasks[2]);
    assert_near(cpu_group_first_work_s(&group), 0.3, 1e-15);
    assert_ptr_equal(cpu_group_pop(&group), &tasks[2]);
    assert_near(cpu_group_first_work_s(&group), 0.4, 1e-15);
    cpu_group_clear(&group);
}

static void the_clock_of_an_empty_group_starts_afresh(void **state)
{
    (void)state;
    struct cpu_group group = group_of(0, 1024);
    group.clock = 1e15; /* a tag of 1e15 + 0.01 would be rounded to an eighth */
    cpu_group_push(&group, 0.01, &tasks[0]);
    assert_near(cpu_group_first_work_s(&group), 0.01, 1e-17);
    cpu_group_clear(&group);
}

/* Works in {0, ..., 49}: many ties. `gone` of them are taken out before the end. */
static void drain_like_a_sorted_list(uint64_t seed, int gone)
{
    struct random random;
    double works[JOBS];
    bool taken[JOBS] = {false};
    struct cpu_group group = group_of(0, 1024);
    random_init(&random, seed, 0, "works");
    for (int i = 0; i < JOBS; i++) {
        works[i] = random_below(&random, 50);
        cpu_group_push(&group, works[i], &tasks[i]);
    }
    for (int i = 0; i < gone; i++) {
        const uint32_t at = random_below(&random, JOBS);
        assert_int_equal(cpu_group_remove(&group, &tasks[at]), !taken[at]);
        taken[at] = true;
    }
    for (int work = 0; work < 50; work++) /* by work, then by arrival */
        for (int i = 0; i < JOBS; i++)
            if (works[i] == work && !taken[i])
                assert_ptr_equal(cpu_group_pop(&group), &tasks[i]);
    assert_int_equal(group.count, 0);
    cpu_group_clear(&group);
}

static void a_thousand_threads_drain_like_a_sorted_list(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++)
        drain_like_a_sorted_list(seed, 0);
}

static void threads_can_leave_from_anywhere_in_the_heap(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++)
        drain_like_a_sorted_list(seed, JOBS / 2);
}

/* ---- demand and usage ---- */

static void a_group_wants_its_threads_and_its_background(void **state)
{
    (void)state;
    struct cpu_group group = group_of(0, 1024);
    group.background = 0.25;
    cpu_group_push(&group, 1, &tasks[0]);
    cpu_group_push(&group, 1, &tasks[1]);
    assert_near(cpu_group_demand(&group), 2.25, 0);
    cpu_group_clear(&group);
}

static void an_empty_bucket_limits_demand_to_the_quota(void **state)
{
    (void)state;
    struct cpu_group group;
    cpu_group_init(&group, 1024, 1.5);
    for (int i = 0; i < 4; i++)
        cpu_group_push(&group, 1, &tasks[i]);
    assert_near(cpu_group_demand(&group), 4, 0);
    group.quota_empty = true;
    assert_near(cpu_group_demand(&group), 1.5, 0);
    cpu_group_pop(&group);
    cpu_group_pop(&group);
    cpu_group_pop(&group);
    assert_near(cpu_group_demand(&group), 1, 0); /* less than the quota anyway */
    cpu_group_clear(&group);
}

static void the_bucket_holds_a_tenth_of_a_second_of_the_quota(void **state)
{
    (void)state;
    struct cpu_group group;
    cpu_group_init(&group, 1024, 1.5);
    assert_near(group.bucket_s, 0.15, 1e-15);
    group.rate = 2;
    cpu_group_advance(&group, 0.2); /* -0.5 a second */
    assert_near(group.bucket_s, 0.05, 1e-15);
    group.rate = 0.5;
    cpu_group_advance(&group, 0.25); /* +1 a second */
    assert_near(group.bucket_s, 0.1, 1e-15);
    assert_near(group.used_s, 2 * 0.2 + 0.5 * 0.05, 1e-15);
}

/* ---- sharing ---- */

/* The water level at which the groups together take all there is, by halving. */
static void share_by_bisection(const struct cpu_group *groups, int count, double capacity,
                               double *grants)
{
    double low = 0, high = 1e6;
    for (int i = 0; i < 200; i++) {
        const double level = 0.5 * (low + high);
        double sum = 0;
        for (int g = 0; g < count; g++)
            sum += fmin(groups[g].cap, level * groups[g].weight);
        *(sum <= capacity ? &low : &high) = level;
    }
    for (int g = 0; g < count; g++)
        grants[g] = fmin(groups[g].cap, low * groups[g].weight);
}

struct case_of_groups {
    struct cpu_group groups[GROUPS + 1];
    struct cpu_group *list[GROUPS + 1];
    int count;
    double capacity;
};

static void draw_case(struct case_of_groups *c, struct random *random)
{
    static const double weights[] = {2, 256, 512, 1024, 1024, 4096};
    c->count = 1 + (int)random_below(random, GROUPS);
    c->capacity = 0.1 + 8 * random_uniform(random);
    for (int i = 0; i < c->count; i++) {
        const double cap = random_below(random, 3) ? random_below(random, 6)
                                                   : 3 * random_uniform(random);
        c->groups[i] = group_of(cap, weights[random_below(random, 6)]);
        c->list[i] = &c->groups[i];
    }
}

static void shares_agree_with_bisection(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "shares");
    for (int round = 0; round < 5000; round++) {
        struct case_of_groups c;
        double grants[GROUPS], expected[GROUPS], sum = 0, wanted = 0;
        draw_case(&c, &random);
        const double total = cpu_share(c.list, (uint32_t)c.count, c.capacity, grants);
        share_by_bisection(c.groups, c.count, c.capacity, expected);
        for (int i = 0; i < c.count; i++) {
            assert_near(grants[i], expected[i], 1e-9);
            sum += grants[i];
            wanted += c.groups[i].cap;
        }
        assert_near(total, sum, 1e-12);
        assert_near(total, fmin(c.capacity, wanted), 1e-9);
    }
}

static void what_a_small_group_leaves_goes_to_the_others_by_weight(void **state)
{
    (void)state;
    struct cpu_group small = group_of(0.25, 1024), one = group_of(9, 1024),
                     two = group_of(9, 2048);
    struct cpu_group *const list[] = {&one, &small, &two};
    double grants[3];
    assert_near(cpu_share(list, 3, 4, grants), 4, 1e-12);
    assert_near(grants[0], 1.25, 1e-12);
    assert_near(grants[1], 0.25, 0);
    assert_near(grants[2], 2.5, 1e-12);
}

static void nobody_active_shares_nothing(void **state)
{
    (void)state;
    assert_near(cpu_share(NULL, 0, 2, NULL), 0, 0);
}

static void a_newcomer_gets_what_an_equal_container_would(void **state)
{
    (void)state;
    struct cpu_group busy = group_of(9, 1024), light = group_of(0.1, 1024);
    struct cpu_group *const list[] = {&busy, &light};
    assert_near(cpu_share_newcomer(list, 0, 4), 1, 1e-9);
    assert_near(cpu_share_newcomer(list, 0, 0.3), 0.3, 1e-9);
    assert_near(cpu_share_newcomer(list, 1, 1), 0.5, 1e-9);
    assert_near(cpu_share_newcomer(list, 2, 1), 0.45, 1e-9);
    assert_near(cpu_share_newcomer(list, 2, 9), 1, 1e-9); /* one thread, one core */
}

static void a_newcomers_share_is_one_more_group_of_one_thread(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "newcomers");
    for (int round = 0; round < 2000; round++) {
        struct case_of_groups c;
        double grants[GROUPS + 1];
        draw_case(&c, &random);
        const uint32_t count = (uint32_t)c.count;
        c.groups[count] = group_of(1, 1024);
        c.list[count] = &c.groups[count];
        cpu_share(c.list, count + 1, c.capacity, grants);
        assert_near(cpu_share_newcomer(c.list, count, c.capacity), grants[count], 1e-9);
    }
}

static void threads_of_a_group_share_equally(void **state)
{
    (void)state;
    struct cpu_group group = group_of(0, 1024);
    for (int i = 0; i < 4; i++)
        cpu_group_push(&group, 1, &tasks[i]);
    assert_near(cpu_group_thread_share(&group, 1), 0.25, 0);
    assert_near(cpu_group_thread_share(&group, 4), 1, 0);
    cpu_group_clear(&group);
}

static void background_takes_its_share_of_threads_and_no_more_than_it_wants(void **state)
{
    (void)state;
    struct cpu_group group = group_of(0, 1024);
    group.background = 1.5;
    group.background_threads = 2;
    cpu_group_push(&group, 1, &tasks[0]);
    cpu_group_push(&group, 1, &tasks[1]);
    assert_near(cpu_group_thread_share(&group, 2), 0.5, 1e-15);
    /* equal shares would give the background 1.6: the rest is the threads' */
    assert_near(cpu_group_thread_share(&group, 3.2), 0.85, 1e-15);
    assert_near(cpu_group_thread_share(&group, 3.5), 1, 1e-15);
    cpu_group_clear(&group);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_thread_with_least_work_finishes_first),
        cmocka_unit_test(equal_work_finishes_in_the_order_of_arrival),
        cmocka_unit_test(later_threads_start_from_the_clock),
        cmocka_unit_test(the_clock_of_an_empty_group_starts_afresh),
        cmocka_unit_test(a_thousand_threads_drain_like_a_sorted_list),
        cmocka_unit_test(threads_can_leave_from_anywhere_in_the_heap),
        cmocka_unit_test(a_group_wants_its_threads_and_its_background),
        cmocka_unit_test(an_empty_bucket_limits_demand_to_the_quota),
        cmocka_unit_test(the_bucket_holds_a_tenth_of_a_second_of_the_quota),
        cmocka_unit_test(shares_agree_with_bisection),
        cmocka_unit_test(what_a_small_group_leaves_goes_to_the_others_by_weight),
        cmocka_unit_test(nobody_active_shares_nothing),
        cmocka_unit_test(a_newcomer_gets_what_an_equal_container_would),
        cmocka_unit_test(a_newcomers_share_is_one_more_group_of_one_thread),
        cmocka_unit_test(threads_of_a_group_share_equally),
        cmocka_unit_test(background_takes_its_share_of_threads_and_no_more_than_it_wants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
