/* A volume's times against pencil and paper. */
#include "models/volume.h"
#include "tests/support/near.h"

#include <math.h>

#define KIB 1024.0
#define MIB 1048576.0
#define GIB 1073741824.0

static const struct instance_type no_limits = {
    .network_bps = NAN,
    .network_burst_bps = NAN,
    .ebs_bytes_per_s = NAN,
    .ebs_burst_bytes_per_s = NAN,
    .ebs_iops = NAN,
    .ebs_burst_iops = NAN,
};

static struct volume volume_of(int type, double size_gib, const struct instance_type *on)
{
    const struct volume_def definition = {
        .type = type,
        .size_bytes = size_gib * GIB,
        .iops = NAN,
        .throughput_bytes_per_s = NAN,
    };
    struct volume volume;
    volume_init(&volume, &definition, on);
    return volume;
}

/* Keeps the volume busy with single operations from now_s until it has served so many;
 * returns when the last one is through (its latency left out). */
static double serve(struct volume *volume, double now_s, double count)
{
    for (double i = 0; i < count; i++)
        now_s = volume_submit(volume, now_s, 1, 4 * KIB) - VOLUME_LATENCY_S;
    return now_s;
}

static void an_operation_takes_its_turn_and_then_the_latency(void **state)
{
    (void)state;
    struct volume volume = volume_of(VOLUME_GP3, 8, &no_limits);
    const double first_s = volume_submit(&volume, 1, 1, 16 * KIB);
    const double second_s = volume_submit(&volume, 1, 1, 16 * KIB);
    assert_near(first_s, 1 + 1 / 3000.0 + 0.8e-3, 1e-12);
    assert_near(second_s - first_s, 1 / 3000.0, 1e-12);
}

static void large_operations_are_bound_by_throughput(void **state)
{
    (void)state;
    struct volume volume = volume_of(VOLUME_GP3, 8, &no_limits);
    const struct io_def io = {.size_bytes = 1 * MIB, .ops = NAN};
    assert_near(volume_operations(&io), 4, 0);
    const double end_s = volume_submit(&volume, 0, volume_operations(&io), io.size_bytes);
    assert_near(end_s, 1 / 125.0 + 4 * 0.8e-3, 1e-12);
}

static void operations_are_counted_by_size_unless_given(void **state)
{
    (void)state;
    const struct io_def small = {.size_bytes = 1, .ops = NAN};
    const struct io_def over = {.size_bytes = 256 * KIB + 1, .ops = NAN};
    const struct io_def given = {.size_bytes = 16 * KIB, .ops = 3};
    assert_near(volume_operations(&small), 1, 0);
    assert_near(volume_operations(&over), 2, 0);
    assert_near(volume_operations(&given), 3, 0);
}

static void gp2_bursts_for_half_an_hour_then_keeps_its_base_rate(void **state)
{
    (void)state;
    struct volume volume = volume_of(VOLUME_GP2, 30, &no_limits);
    /* base 100: the bucket lasts 5.4e6 / (3000 - 100) s at 3000 a second */
    const double dry_s = 5.4e6 / 2900;
    double now_s = serve(&volume, 0, floor(dry_s * 3000) - 1);
    assert_near(now_s, dry_s, 2 / 3000.0);
    now_s = serve(&volume, now_s, 10); /* past the edge */
    assert_near(serve(&volume, now_s, 1000) - now_s, 10, 1e-6);
}

static void gp2_base_rate_grows_with_size_between_its_limits(void **state)
{
    (void)state;
    const struct {
        double size_gib, base;
    } sizes[] = {{8, 100}, {100, 300}, {500, 1500}};
    for (size_t i = 0; i < 3; i++) {
        struct volume volume = volume_of(VOLUME_GP2, sizes[i].size_gib, &no_limits);
        assert_near(volume.limits[VOLUME_LIMIT_OPS].base_per_s, sizes[i].base, 0);
        assert_near(volume.limits[VOLUME_LIMIT_OPS].burst_per_s, 3000, 0);
    }
    struct volume large = volume_of(VOLUME_GP2, 2000, &no_limits);
    assert_near(serve(&large, 0, 6000), 1, 1e-9);
    struct volume largest = volume_of(VOLUME_GP2, 9000, &no_limits);
    assert_near(serve(&largest, 0, 16000), 1, 1e-9);
}

static void gp2_keeps_what_it_does_not_use(void **state)
{
    (void)state;
    struct volume volume = volume_of(VOLUME_GP2, 30, &no_limits);
    const double dry_s = serve(&volume, 0, 5.4e6 / 2900 * 3000 + 1000);
    /* 29 s of rest grant 2900 operations: one second at 3000 */
    const double rested_s = dry_s + 29;
    assert_near(serve(&volume, rested_s, 2990) - rested_s, 2990 / 3000.0, 1e-6);
    assert_true(serve(&volume, rested_s + 1, 200) > rested_s + 2.5);
}

static void a_small_instance_sustains_its_own_rate_not_the_volumes(void **state)
{
    (void)state;
    struct instance_type t3_micro = no_limits;
    t3_micro.ebs_iops = 500;
    t3_micro.ebs_burst_iops = 11800;
    struct volume volume = volume_of(VOLUME_GP3, 8, &t3_micro);
    /* 3000 a second: one second's worth of base in hand, then 2500 a second */
    const double dry_s = (500 + (11800 - 500) * 1800.0) / 2500;
    double now_s = serve(&volume, 0, floor(dry_s * 3000) - 1);
    assert_near(now_s, dry_s, 2 / 3000.0);
    now_s = serve(&volume, now_s, 10);
    assert_near(serve(&volume, now_s, 5000) - now_s, 10, 1e-6);
}

static void an_instance_earns_its_burst_back_in_a_day(void **state)
{
    (void)state;
    struct instance_type type = no_limits;
    type.ebs_iops = 500;
    type.ebs_burst_iops = 1000;
    struct volume volume = volume_of(VOLUME_GP3, 8, &type);
    double now_s = serve(&volume, 0, 2e6);
    const struct volume_limit *limit = &volume.limits[VOLUME_LIMIT_INSTANCE_OPS];
    assert_true(limit->empty);
    now_s += 43200 + 1; /* a second to fill what is in hand */
    volume_submit(&volume, now_s, 0, 0);
    assert_near(limit->bucket, 500 * 1800 / 2.0, 1);
    assert_false(limit->empty);
}

static void t2_volumes_use_the_network(void **state)
{
    (void)state;
    struct instance_type t2 = no_limits;
    t2.network_bps = 64e6;
    t2.ebs_shares_network = 1;
    struct volume volume = volume_of(VOLUME_GP3, 8, &t2);
    assert_near(volume_submit(&volume, 0, 1, 8e6) - VOLUME_LATENCY_S, 1, 1e-9);
    t2.ebs_shares_network = 0;
    struct volume apart = volume_of(VOLUME_GP3, 8, &t2);
    assert_true(volume_submit(&apart, 0, 1, 8e6) < 0.1);
}

static void paging_is_bound_by_iops_and_throughput(void **state)
{
    (void)state;
    const struct volume none = volume_of(VOLUME_NONE, 0, &no_limits);
    const struct volume gp3 = volume_of(VOLUME_GP3, 8, &no_limits);
    assert_false(none.present);
    assert_near(volume_fault_limit(&none, 0), 3000, 0);
    assert_near(volume_fault_limit(&gp3, 0), 1000, 0); /* 125 MiB / 128 KiB */
}

static void paging_drains_the_bucket_at_the_time_foretold(void **state)
{
    (void)state;
    struct volume volume = volume_of(VOLUME_GP2, 30, &no_limits);
    volume_background(&volume, 100, 1000);
    /* full at 100 s; 1000 - 100 a second out of 5.4 million */
    assert_near(volume_change_at_s(&volume, 500), 100 + 6000, 1e-6);
    assert_near(volume_fault_limit(&volume, 6099), 1024, 0);
    assert_near(volume_fault_limit(&volume, 6101), 100, 0);
    volume_background(&volume, 7000, 100); /* at its base rate it stays dry */
    assert_true(isinf(volume_change_at_s(&volume, 7000)));
    volume_background(&volume, 8000, 0);
    assert_near(volume_change_at_s(&volume, 8000), 8000 + 3000 / 100.0, 1e-6);
    assert_near(volume_fault_limit(&volume, 8031), 1024, 0);
}

static void services_slow_down_beside_paging(void **state)
{
    (void)state;
    struct volume volume = volume_of(VOLUME_GP3, 8, &no_limits);
    volume_background(&volume, 0, 750); /* of 1000: a quarter is left */
    const double end_s = volume_submit(&volume, 0, 1, 4 * KIB);
    assert_near(end_s, 4 / 3000.0 + 0.8e-3, 1e-12);
}

static void paging_gets_what_services_leave(void **state)
{
    (void)state;
    struct volume volume = volume_of(VOLUME_GP3, 8, &no_limits);
    for (int i = 0; i < 60 * 1000; i++) /* 1000 of 3000 a second, for a minute */
        volume_submit(&volume, i * 1e-3, 1, 4 * KIB);
    const double expected = 1000 * (1 - (1 - exp(-6)) / 3);
    assert_near(volume_fault_capacity(&volume, 60) / expected, 1, 1e-3);
    assert_near(volume_fault_capacity(&volume, 600), 1000, 1e-6);
    serve(&volume, 600, 3000 * 200); /* all of it: paging still gets a tenth */
    assert_near(volume_fault_capacity(&volume, 800), 100, 1e-6);
}

static void busy_time_counts_services_and_paging_once(void **state)
{
    (void)state;
    struct volume volume = volume_of(VOLUME_GP3, 8, &no_limits);
    volume_submit(&volume, 10, 3000, 4 * KIB); /* one second */
    assert_near(volume_busy_s(&volume, 10.5), 0.5, 1e-9);
    assert_near(volume_busy_s(&volume, 20), 1, 1e-9);
    volume_background(&volume, 20, 250); /* a quarter */
    assert_near(volume_busy_s(&volume, 24), 2, 1e-9);
    volume_submit(&volume, 24, 2250, 4 * KIB); /* a second beside it, fully used */
    assert_near(volume_busy_s(&volume, 25), 3, 1e-9);
    assert_near(volume_busy_s(&volume, 29), 4, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_operation_takes_its_turn_and_then_the_latency),
        cmocka_unit_test(large_operations_are_bound_by_throughput),
        cmocka_unit_test(operations_are_counted_by_size_unless_given),
        cmocka_unit_test(gp2_bursts_for_half_an_hour_then_keeps_its_base_rate),
        cmocka_unit_test(gp2_base_rate_grows_with_size_between_its_limits),
        cmocka_unit_test(gp2_keeps_what_it_does_not_use),
        cmocka_unit_test(a_small_instance_sustains_its_own_rate_not_the_volumes),
        cmocka_unit_test(an_instance_earns_its_burst_back_in_a_day),
        cmocka_unit_test(t2_volumes_use_the_network),
        cmocka_unit_test(paging_is_bound_by_iops_and_throughput),
        cmocka_unit_test(paging_drains_the_bucket_at_the_time_foretold),
        cmocka_unit_test(services_slow_down_beside_paging),
        cmocka_unit_test(paging_gets_what_services_leave),
        cmocka_unit_test(busy_time_counts_services_and_paging_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
