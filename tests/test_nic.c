/* A network card's directions against pencil and paper. */
#include "models/nic.h"
#include "tests/support/near.h"

static struct nic card(struct arena *arena, double bps, double burst_bps, double time_s)
{
    const struct instance_type type = {.network_bps = bps,
                                       .network_burst_bps = burst_bps,
                                       .network_burst_time_s = time_s};
    struct nic nic;
    nic_init(&nic, &type, arena);
    return nic;
}

/* Transfers are only names here. */
static struct transfer *named(int i)
{
    static char names[8];
    return (struct transfer *)(void *)&names[i];
}

static void transfers_share_a_direction_equally(void **state)
{
    struct arena *arena = *state;
    struct nic nic = card(arena, 8000, NAN, 1800); /* 1000 bytes/s */
    struct nic_direction *way = &nic.ways[NIC_OUT];
    nic_push(way, 1000, named(0));
    assert_near(nic_next_s(way), 1, 1e-12);
    nic_advance(way, 0.5); /* 500 left */
    nic_push(way, 2000, named(1));
    assert_near(nic_next_s(way), 1.5, 1e-12); /* 500 at half speed */
    nic_advance(way, 1.5);
    assert_ptr_equal(nic_pop(way), named(0));
    assert_null(nic_pop(way));
    assert_near(nic_next_s(way), 3, 1e-12); /* 1500 alone */
    nic_advance(way, 3);
    assert_ptr_equal(nic_pop(way), named(1));
    assert_true(isinf(nic_next_s(way)));
    assert_near(way->bytes, 3000, 1e-9);
    assert_near(way->busy_s, 3, 1e-12);
    assert_near(nic.ways[NIC_IN].bytes, 0, 0); /* the other way is another card */
}

static void of_equal_transfers_the_first_ends_first(void **state)
{
    struct nic nic = card(*state, 8000, NAN, 1800);
    struct nic_direction *way = &nic.ways[NIC_IN];
    for (int i = 0; i < 3; i++)
        nic_push(way, 100, named(i));
    nic_advance(way, nic_next_s(way));
    for (int i = 0; i < 3; i++)
        assert_ptr_equal(nic_pop(way), named(i));
}

static void a_transfer_taken_out_leaves_its_share_to_the_others(void **state)
{
    struct nic nic = card(*state, 8000, NAN, 1800);
    struct nic_direction *way = &nic.ways[NIC_OUT];
    for (int i = 0; i < 4; i++)
        nic_push(way, 1000, named(i));
    nic_advance(way, 2); /* 500 each */
    nic_remove(way, named(1));
    nic_remove(way, named(3));
    assert_near(nic_next_s(way), 3, 1e-12);
    nic_advance(way, 3);
    assert_ptr_equal(nic_pop(way), named(0));
    assert_ptr_equal(nic_pop(way), named(2));
    assert_null(nic_pop(way));
}

static void a_full_bucket_lasts_for_its_time(void **state)
{
    /* 1000 bytes/s, 5000 for 60 s: the bucket holds 240,000. */
    struct nic nic = card(*state, 8000, 40000, 60);
    struct nic_direction *way = &nic.ways[NIC_OUT];
    nic_push(way, 1e6, named(0));
    assert_near(nic_next_s(way), 60, 1e-9);
    nic_advance(way, 60);
    assert_null(nic_pop(way));
    assert_true(way->empty);
    assert_near(way->empty_at_s, 60, 1e-9);
    assert_near(nic_next_s(way), 60 + 700, 1e-9); /* 300,000 through, then the baseline */
    nic_advance(way, 760);
    assert_ptr_equal(nic_pop(way), named(0));
}

static void an_idle_card_earns_its_baseline_back(void **state)
{
    struct nic nic = card(*state, 8000, 40000, 60);
    struct nic_direction *way = &nic.ways[NIC_OUT];
    nic_push(way, 300000, named(0));
    nic_next_s(way);
    nic_advance(way, 60);
    nic_next_s(way);
    nic_remove(way, named(0));
    nic_advance(way, 100); /* 40 s x 1000 bytes/s = 10 s of 4000 above the baseline */
    assert_near(way->bucket, 40000, 1e-6);
    assert_false(way->empty);
    nic_push(way, 1e6, named(1));
    assert_near(nic_next_s(way), 110, 1e-9);
    nic_remove(way, named(1));
    nic_advance(way, 1e6);
    assert_near(way->bucket, 240000, 0); /* no more than it holds */
}

static void without_a_bandwidth_there_is_no_limit(void **state)
{
    const struct nic nic = card(*state, NAN, NAN, 1800);
    assert_false(nic_is_limited(&nic.ways[NIC_OUT]));
    assert_true(isnan(nic_utilization(&nic)));
}

static void a_step_counts_the_busier_direction(void **state)
{
    struct nic nic = card(*state, 8000, NAN, 1800);
    nic_push(&nic.ways[NIC_OUT], 200, named(0));
    nic_push(&nic.ways[NIC_IN], 600, named(1));
    for (int i = 0; i < NIC_WAYS; i++) {
        nic_advance(&nic.ways[i], nic_next_s(&nic.ways[i]));
        nic_pop(&nic.ways[i]);
    }
    assert_near(nic_step(&nic, 1, 1), 0.6, 1e-12);
    assert_near(nic_step(&nic, 2, 1), 0, 1e-12);
    assert_near(nic_utilization(&nic), 0.3, 1e-12);
}

static int begin(void **state)
{
    static struct arena arena;
    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int end(void **state)
{
    arena_clear(*state);
    return 0;
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(transfers_share_a_direction_equally),
        CASE(of_equal_transfers_the_first_ends_first),
        CASE(a_transfer_taken_out_leaves_its_share_to_the_others),
        CASE(a_full_bucket_lasts_for_its_time),
        CASE(an_idle_card_earns_its_baseline_back),
        CASE(without_a_bandwidth_there_is_no_limit),
        CASE(a_step_counts_the_busier_direction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
