/* Which instance the next try goes to: nginx's rules, pick by pick. */
#include "models/upstream_pick.h"
#include "tests/support/near.h"

#include <math.h>
#include <string.h>

enum { MOST = 4 };

static struct service_def service;
static struct instance_def definitions[MOST];
static struct instance instances[MOST];
static struct peer peers[MOST], *scratch[MOST];
static struct balancer balancer;
static struct upstream upstream;
static struct random luck;
static union {
    struct attempt attempt;
    char room[sizeof(struct attempt) + sizeof(uint64_t)];
} fresh;

/* Instances a, b, c ... of those weights, all usable. */
static void begin(int policy, const double *weights, uint32_t count)
{
    service = (struct service_def){
        .balance = {.policy = policy, .max_fails = 1, .fail_timeout_s = 10}};
    balancer =
        (struct balancer){.service = &service, .instances = instances, .count = count};
    upstream = (struct upstream){.balancer = &balancer,
                                 .def = &service.balance,
                                 .peers = peers,
                                 .count = count,
                                 .usable = scratch,
                                 .random = &luck};
    random_init(&luck, 1, 0, "luck");
    memset(&fresh, 0, sizeof fresh);
    for (uint32_t i = 0; i < count; i++) {
        definitions[i] = (struct instance_def){.service = &service, .weight = weights[i]};
        instances[i] = (struct instance){.def = &definitions[i], .state = INSTANCE_UP};
        peers[i] = (struct peer){.instance = &instances[i],
                                 .weight = weights[i],
                                 .effective = weights[i],
                                 .accessed_s = -INFINITY,
                                 .checked_s = -INFINITY,
                                 .back_s = -INFINITY};
    }
}

static char pick_at(double now_s)
{
    const struct peer *peer = upstream_pick(&upstream, &fresh.attempt, NULL, now_s);
    return peer ? (char)('a' + (peer - peers)) : '-';
}

/* The next picks at time 0 as letters. */
static const char *picks(int count)
{
    static char letters[64];
    assert_true(count < (int)sizeof letters);
    for (int i = 0; i < count; i++)
        letters[i] = pick_at(0);
    letters[count] = '\0';
    return letters;
}

static const double equal[] = {1, 1, 1, 1};

/* ---- turns and weights ---- */

static void round_robin_takes_them_in_turn(void **state)
{
    (void)state;
    begin(BALANCE_ROUND_ROBIN, equal, 3);
    assert_string_equal(picks(7), "abcabca");
}

static void callers_do_not_know_who_is_down(void **state)
{
    (void)state;
    begin(BALANCE_ROUND_ROBIN, equal, 3);
    instances[1].state = INSTANCE_DOWN;
    assert_string_equal(picks(6), "abcabc");
}

static void who_is_withdrawn_is_not_asked(void **state)
{
    (void)state;
    begin(BALANCE_ROUND_ROBIN, equal, 4);
    instances[1].withdrawn = instances[2].withdrawn = true;
    assert_string_equal(picks(4), "adad");
    for (int i = 0; i < 4; i++)
        instances[i].withdrawn = true;
    assert_string_equal(picks(2), "--");
}

static void weights_5_1_1_give_a_a_b_a_c_a_a(void **state)
{
    (void)state;
    const double weights[] = {5, 1, 1};
    begin(BALANCE_WEIGHTED, weights, 3);
    assert_string_equal(picks(14), "aabacaaaabacaa");
}

static void any_weights_get_their_exact_share(void **state)
{
    (void)state;
    const double weights[] = {7, 3, 11, 0};
    begin(BALANCE_WEIGHTED, weights, 4);
    int taken[MOST] = {0};
    for (int i = 0; i < 10 * 21; i++)
        taken[pick_at(0) - 'a']++;
    for (int i = 0; i < MOST; i++)
        assert_int_equal(taken[i], (int)(10 * weights[i]));
}

static void who_was_tried_is_not_asked_again(void **state)
{
    (void)state;
    begin(BALANCE_ROUND_ROBIN, equal, 3);
    fresh.attempt.tried[0] = 1 | 4;
    assert_string_equal(picks(2), "bb");
    fresh.attempt.tried[0] = 7;
    assert_string_equal(picks(1), "-");
}

/* ---- failures ---- */

static void who_failed_is_left_out_and_then_probed_once(void **state)
{
    (void)state;
    begin(BALANCE_ROUND_ROBIN, equal, 2);
    peers[0].fails = 1;
    peers[0].checked_s = peers[0].accessed_s = 5;
    for (int i = 0; i < 4; i++)
        assert_int_equal(pick_at(15), 'b'); /* exactly fail_timeout is still out */
    peers[0].effective = 1;
    peers[0].current = 1;
    assert_int_equal(pick_at(15.1), 'a'); /* the probe */
    assert_near(peers[0].checked_s, 15.1, 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pick_at(25), 'b'); /* until it is answered */
}

static void a_lower_effective_weight_grows_by_one_a_pick(void **state)
{
    (void)state;
    const double weights[] = {3, 3};
    begin(BALANCE_WEIGHTED, weights, 2);
    peers[0].effective = 0;
    /* a: 0 1 2 3 3 ...; b: 3 ... : currents by hand */
    assert_string_equal(picks(8), "bbababab");
    assert_near(peers[0].effective, 3, 0);
}

static void max_fails_0_leaves_nobody_out(void **state)
{
    (void)state;
    begin(BALANCE_ROUND_ROBIN, equal, 2);
    service.balance.max_fails = 0;
    peers[0].fails = 9;
    peers[0].checked_s = 0;
    assert_string_equal(picks(4), "abab");
}

/* ---- fewest open ---- */

static void least_connections_divides_by_the_weight(void **state)
{
    (void)state;
    const double weights[] = {2, 1, 1};
    begin(BALANCE_LEAST_CONNECTIONS, weights, 3);
    peers[0].conns = 3; /* 1.5 */
    peers[1].conns = 2;
    peers[2].conns = 1;
    assert_string_equal(picks(2), "cc");
    peers[2].conns = 2;
    assert_string_equal(picks(2), "aa");
}

static void ties_go_round_among_the_tied(void **state)
{
    (void)state;
    begin(BALANCE_LEAST_CONNECTIONS, equal, 4);
    peers[1].conns = 1;
    assert_string_equal(picks(6), "acdacd");
}

static void two_choices_compares_two_that_differ(void **state)
{
    (void)state;
    begin(BALANCE_TWO_CHOICES, equal, 2);
    peers[0].conns = 1;
    assert_string_equal(picks(12), "bbbbbbbbbbbb");
    begin(BALANCE_TWO_CHOICES, equal, 3);
    peers[1].conns = 5; /* never the better of two */
    for (int i = 0; i < 200; i++)
        assert_int_not_equal(pick_at(0), 'b');
}

/* ---- by chance ---- */

/* Binomial counts: five standard deviations around their means. */
static void random_follows_the_weights(void **state)
{
    (void)state;
    const double weights[] = {5, 3, 2};
    const int count = 20000;
    begin(BALANCE_RANDOM, weights, 3);
    int taken[MOST] = {0};
    for (int i = 0; i < count; i++)
        taken[pick_at(0) - 'a']++;
    for (int i = 0; i < 3; i++) {
        const double p = weights[i] / 10;
        assert_near(taken[i], count * p, 5 * sqrt(count * p * (1 - p)));
    }
}

/* ---- slow start ---- */

/* a came back at 0 and has the share t / 100 s of its weight: after 50 s one pick in
 * three, since b has all of it. */
static void a_slow_start_is_a_share_that_grows(void **state)
{
    (void)state;
    begin(BALANCE_ROUND_ROBIN, equal, 2);
    service.balance.slow_start_s = 100;
    peers[0].back_s = 0;
    int taken = 0;
    for (int i = 0; i < 300; i++)
        taken += pick_at(50) == 'a';
    assert_int_equal(taken, 100);
    taken = 0;
    for (int i = 0; i < 300; i++)
        taken += pick_at(100) == 'a';
    assert_int_equal(taken, 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_robin_takes_them_in_turn),
        cmocka_unit_test(callers_do_not_know_who_is_down),
        cmocka_unit_test(who_is_withdrawn_is_not_asked),
        cmocka_unit_test(weights_5_1_1_give_a_a_b_a_c_a_a),
        cmocka_unit_test(any_weights_get_their_exact_share),
        cmocka_unit_test(who_was_tried_is_not_asked_again),
        cmocka_unit_test(who_failed_is_left_out_and_then_probed_once),
        cmocka_unit_test(a_lower_effective_weight_grows_by_one_a_pick),
        cmocka_unit_test(max_fails_0_leaves_nobody_out),
        cmocka_unit_test(least_connections_divides_by_the_weight),
        cmocka_unit_test(ties_go_round_among_the_tied),
        cmocka_unit_test(two_choices_compares_two_that_differ),
        cmocka_unit_test(random_follows_the_weights),
        cmocka_unit_test(a_slow_start_is_a_share_that_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
