/* Which instance the next caller gets. */
#include "models/balancer.h"
#include "tests/support/near.h"

#include <string.h>

enum { MOST = 4 };

static struct service_def service;
static struct instance_def definitions[MOST];
static struct instance instances[MOST];
static double currents[MOST];

/* Instances a, b, c ... of those weights, all up. */
static struct balancer balancer_of(int policy, const double *weights, uint32_t count)
{
    service = (struct service_def){.balance.policy = policy};
    for (uint32_t i = 0; i < count; i++) {
        definitions[i] = (struct instance_def){.service = &service, .weight = weights[i]};
        instances[i] = (struct instance){.def = &definitions[i], .state = INSTANCE_UP};
        currents[i] = 0;
    }
    return (struct balancer){
        .service = &service, .instances = instances, .count = count, .current = currents};
}

/* The next picks as letters. */
static const char *picks(struct balancer *balancer, int count)
{
    static char letters[64];
    assert_true(count < (int)sizeof letters);
    for (int i = 0; i < count; i++)
        letters[i] = (char)('a' + (balancer_pick(balancer) - instances));
    letters[count] = '\0';
    return letters;
}

static const double equal[] = {1, 1, 1, 1};

static void round_robin_takes_them_in_turn(void **state)
{
    (void)state;
    struct balancer balancer = balancer_of(BALANCE_ROUND_ROBIN, equal, 3);
    assert_string_equal(picks(&balancer, 7), "abcabca");
}

static void round_robin_passes_over_those_not_up(void **state)
{
    (void)state;
    struct balancer balancer = balancer_of(BALANCE_ROUND_ROBIN, equal, 4);
    instances[1].state = INSTANCE_DOWN;
    instances[2].state = INSTANCE_STARTING;
    assert_string_equal(picks(&balancer, 5), "adada");
    instances[1].state = INSTANCE_UP;
    assert_string_equal(picks(&balancer, 5), "bdabd");
}

static void weights_5_1_1_give_a_a_b_a_c_a_a(void **state)
{
    (void)state;
    const double weights[] = {5, 1, 1};
    struct balancer balancer = balancer_of(BALANCE_WEIGHTED, weights, 3);
    assert_string_equal(picks(&balancer, 14), "aabacaaaabacaa");
}

static void equal_weights_are_round_robin(void **state)
{
    (void)state;
    struct balancer balancer = balancer_of(BALANCE_WEIGHTED, equal, 4);
    assert_string_equal(picks(&balancer, 8), "abcdabcd");
}

static void any_weights_get_their_exact_share(void **state)
{
    (void)state;
    const double weights[] = {7, 3, 11, 0};
    struct balancer balancer = balancer_of(BALANCE_WEIGHTED, weights, 4);
    int taken[MOST] = {0};
    for (int i = 0; i < 10 * 21; i++)
        taken[balancer_pick(&balancer) - instances]++;
    for (int i = 0; i < MOST; i++)
        assert_int_equal(taken[i], (int)(10 * weights[i]));
}

static void weights_of_those_not_up_do_not_count(void **state)
{
    (void)state;
    const double weights[] = {5, 2, 1};
    struct balancer balancer = balancer_of(BALANCE_WEIGHTED, weights, 3);
    instances[0].state = INSTANCE_DOWN;
    assert_string_equal(picks(&balancer, 6), "bcbbcb");
}

static void when_none_is_up_the_first_one_refuses(void **state)
{
    (void)state;
    const int policies[] = {BALANCE_ROUND_ROBIN, BALANCE_WEIGHTED};
    for (int i = 0; i < 2; i++) {
        struct balancer balancer = balancer_of(policies[i], equal, 3);
        for (int k = 0; k < 3; k++)
            instances[k].state = INSTANCE_DOWN;
        assert_string_equal(picks(&balancer, 3), "aaa");
        for (int k = 0; k < 3; k++)
            instances[k].state = INSTANCE_UP;
        assert_string_equal(picks(&balancer, 3), "abc");
    }
}

static void the_only_instance_is_picked_up_or_not(void **state)
{
    (void)state;
    struct balancer balancer = balancer_of(BALANCE_ROUND_ROBIN, equal, 1);
    instances[0].state = INSTANCE_DOWN;
    assert_ptr_equal(balancer_pick(&balancer), instances);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_robin_takes_them_in_turn),
        cmocka_unit_test(round_robin_passes_over_those_not_up),
        cmocka_unit_test(weights_5_1_1_give_a_a_b_a_c_a_a),
        cmocka_unit_test(equal_weights_are_round_robin),
        cmocka_unit_test(any_weights_get_their_exact_share),
        cmocka_unit_test(weights_of_those_not_up_do_not_count),
        cmocka_unit_test(when_none_is_up_the_first_one_refuses),
        cmocka_unit_test(the_only_instance_is_picked_up_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
