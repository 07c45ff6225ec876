/* Throughput of closed networks against answers that have another derivation. */
#include "models/closed_network.h"
#include "tests/support/near.h"

static struct arena arena;

static double throughput(const struct closed_station *stations, uint32_t count,
                         double delay_s, uint32_t users)
{
    return closed_network_throughput(stations, count, delay_s, users, &arena);
}

/* Mean value analysis (Reiser and Lavenberg 1980), single servers only. */
static double by_mean_values(const double *demands_s, int count, double delay_s,
                             int users)
{
    double queues[8] = {0}, rate_per_s = 0;
    for (int n = 1; n <= users; n++) {
        double cycle_s = delay_s;
        for (int k = 0; k < count; k++)
            cycle_s += demands_s[k] * (1 + queues[k]);
        rate_per_s = n / cycle_s;
        for (int k = 0; k < count; k++)
            queues[k] = rate_per_s * demands_s[k] * (1 + queues[k]);
    }
    return rate_per_s;
}

static void one_user_never_waits(void **state)
{
    (void)state;
    const struct closed_station stations[] = {{0.05, 1}, {0.1, 4}};
    assert_near(throughput(stations, 2, 0.85, 1), 1, 1e-12);
}

static void it_agrees_with_mean_value_analysis(void **state)
{
    (void)state;
    const double demands_s[] = {0.05, 0.03, 0.011};
    const struct closed_station stations[] = {{0.05, 1}, {0.03, 1}, {0.011, 1}};
    const int users[] = {2, 20, 150};
    for (int i = 0; i < 3; i++) {
        const double expected = by_mean_values(demands_s, 3, 1, users[i]);
        const double got = throughput(stations, 3, 1, (uint32_t)users[i]);
        assert_near(got / expected, 1, 1e-9);
    }
}

/* The machine repairman with c servers: p(n) by balance of flow. */
static void several_servers_agree_with_the_repairman_model(void **state)
{
    (void)state;
    const double think_s = 1, demand_s = 0.1;
    const int users = 40, servers = 3;
    double p = 1, sum = 1, busy = 0;
    for (int n = 1; n <= users; n++) {
        const int serving = n < servers ? n : servers;
        p *= (users - n + 1) / think_s * demand_s / serving;
        sum += p;
        busy += p * serving;
    }
    const struct closed_station station = {demand_s, servers};
    assert_near(throughput(&station, 1, think_s, users), busy / sum / demand_s, 1e-9);
}

static void many_users_reach_the_bottleneck_and_not_more(void **state)
{
    (void)state;
    const struct closed_station stations[] = {{0.01, 2}, {0.004, 1}};
    const double most = 1 / 0.005;
    const double got = throughput(stations, 2, 30, CLOSED_NETWORK_USERS);
    assert_true(got < CLOSED_NETWORK_USERS / 30.014);
    assert_near(throughput(stations, 2, 0.5, CLOSED_NETWORK_USERS) / most, 1, 1e-6);
}

static void without_a_delay_the_bottleneck_is_always_busy(void **state)
{
    (void)state;
    const struct closed_station station = {0.02, 1};
    assert_near(throughput(&station, 1, 0, 7), 50, 1e-9);
}

static int clear(void **state)
{
    (void)state;
    arena_clear(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_user_never_waits),
        cmocka_unit_test(it_agrees_with_mean_value_analysis),
        cmocka_unit_test(several_servers_agree_with_the_repairman_model),
        cmocka_unit_test(many_users_reach_the_bottleneck_and_not_more),
        cmocka_unit_test(without_a_delay_the_bottleneck_is_always_busy),
    };
    arena_init(&arena);
    return cmocka_run_group_tests(tests, NULL, clear);
}
