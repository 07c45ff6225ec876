/* The heap's rules against what was measured with JDK 17 (256 MB heap, 50 MB/s of
 * garbage, Serial) and with -XX:MaxRAM. */
#include "models/jvm.h"
#include "tests/support/near.h"

#include <math.h>

#define MIB 1048576.0
#define GIB 1073741824.0

static void collection_costs_what_was_measured_within_15_percent(void **state)
{
    (void)state;
    const struct {
        double live_mib, cores;
    } measured[] = {{32, 0.009}, {192, 0.043}, {224, 0.102}, {236, 0.223}};
    for (size_t i = 0; i < 4; i++) {
        const double cores =
            jvm_collection_s_per_byte(256 * MIB, measured[i].live_mib * MIB) * 50 * MIB;
        assert_near(cores / measured[i].cores, 1, 0.15);
    }
}

static void collection_is_the_formula_between_the_points(void **state)
{
    (void)state;
    /* 0.17 + 0.22 * 100 / (0.965 * 200 - 100) = 0.17 + 22 / 93 ms for a MB */
    const double ms_per_mib = jvm_collection_s_per_byte(200 * MIB, 100 * MIB) * MIB * 1e3;
    assert_near(ms_per_mib, 0.17 + 22.0 / 93, 1e-12);
}

static void a_heap_without_room_costs_50_ms_for_a_mb_and_no_more(void **state)
{
    (void)state;
    const double most = 50e-3 / MIB;
    assert_near(jvm_collection_s_per_byte(100 * MIB, 96.49 * MIB), most, 1e-20);
    assert_near(jvm_collection_s_per_byte(100 * MIB, 96.5 * MIB), most, 1e-20);
    assert_near(jvm_collection_s_per_byte(100 * MIB, 300 * MIB), most, 1e-20);
    assert_true(jvm_collection_s_per_byte(100 * MIB, 90 * MIB) < most);
}

static void live_objects_fit_up_to_the_usable_heap(void **state)
{
    (void)state;
    assert_true(jvm_fits(100 * MIB, 96.4 * MIB));
    assert_false(jvm_fits(100 * MIB, 96.6 * MIB));
}

static void default_heap_is_what_java_prints_for_that_memory(void **state)
{
    (void)state;
    const struct {
        double memory_mib, heap_mib;
    } measured[] = {{128, 64}, {256, 126}, {512, 128}, {1024, 256}, {2048, 512}};
    for (size_t i = 0; i < 5; i++) {
        const double heap =
            jvm_default_heap_bytes(JVM_HEAP_QUARTER, measured[i].memory_mib * MIB);
        assert_near(heap / MIB, measured[i].heap_mib, 1e-9);
    }
}

static void elasticsearch_takes_half_of_any_machine_up_to_31_gib(void **state)
{
    (void)state;
    const int rule = JVM_HEAP_ELASTICSEARCH;
    assert_near(jvm_default_heap_bytes(rule, 4 * GIB), 2 * GIB, 1);
    assert_near(jvm_default_heap_bytes(rule, 128 * GIB), 31 * GIB, 1);
    assert_near(jvm_default_heap_bytes(rule, 1000 * MIB), 400 * MIB, 1);
    assert_near(jvm_default_heap_bytes(rule, 200 * MIB), 128 * MIB, 1);
}

static void heap_is_as_given_before_any_rule(void **state)
{
    (void)state;
    const struct jvm_def given = {.heap_bytes = 1 * GIB, .start_heap_bytes = NAN};
    const struct jvm_def silent = {.heap_bytes = NAN, .start_heap_bytes = NAN};
    assert_near(jvm_heap_bytes(&given, 2 * GIB), 1 * GIB, 1);
    assert_near(jvm_heap_bytes(&silent, 2 * GIB), 0.5 * GIB, 1);
}

static void start_heap_is_a_64th_of_memory_or_as_given_and_below_the_heap(void **state)
{
    (void)state;
    struct jvm_def jvm = {.heap_bytes = NAN, .start_heap_bytes = NAN};
    assert_near(jvm_start_heap_bytes(&jvm, GIB, 4 * GIB), 64 * MIB, 1);
    jvm.start_heap_bytes = 256 * MIB;
    assert_near(jvm_start_heap_bytes(&jvm, GIB, 4 * GIB), 256 * MIB, 1);
    assert_near(jvm_start_heap_bytes(&jvm, 100 * MIB, 4 * GIB), 100 * MIB, 1);
    jvm.heap_rule = JVM_HEAP_ELASTICSEARCH;
    assert_near(jvm_start_heap_bytes(&jvm, GIB, 4 * GIB), GIB, 1);
}

static void committed_heap_is_two_and_a_half_live_sets_within_its_limits(void **state)
{
    (void)state;
    assert_near(jvm_committed_bytes(GIB, 64 * MIB, 100 * MIB), 250 * MIB, 1);
    assert_near(jvm_committed_bytes(GIB, 64 * MIB, 10 * MIB), 64 * MIB, 1);
    assert_near(jvm_committed_bytes(GIB, 64 * MIB, 600 * MIB), GIB, 1);
}

static void overhead_grows_by_a_mib_for_ten_threads(void **state)
{
    (void)state;
    assert_near(jvm_overhead_bytes(0), 120 * MIB, 1e-6);
    assert_near(jvm_overhead_bytes(200), 140 * MIB, 1e-6);
}

static void two_cores_and_1792_mb_make_a_server(void **state)
{
    (void)state;
    assert_true(jvm_server_class(2, 1792 * MIB));
    assert_false(jvm_server_class(1, 64 * GIB));
    assert_false(jvm_server_class(2, 1791 * MIB));
    assert_near(jvm_young_share(true), 0.6, 1e-12);
    assert_near(jvm_young_share(false), 1.0 / 3, 1e-12);
}

static void heap_used_is_a_sawtooth_above_the_live_set(void **state)
{
    (void)state;
    /* Serial: 240 MiB committed, a third of it garbage before a collection */
    assert_near(jvm_used_peak_bytes(GIB, 240 * MIB, 90 * MIB, false), 170 * MIB, 1);
    assert_near(jvm_used_mean_bytes(GIB, 240 * MIB, 90 * MIB, false), 130 * MIB, 1);
    /* never above 0.965 H */
    assert_near(jvm_used_peak_bytes(200 * MIB, 200 * MIB, 150 * MIB, true), 193 * MIB, 1);
    assert_near(jvm_used_mean_bytes(200 * MIB, 200 * MIB, 150 * MIB, true), 171.5 * MIB,
                1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(collection_costs_what_was_measured_within_15_percent),
        cmocka_unit_test(collection_is_the_formula_between_the_points),
        cmocka_unit_test(a_heap_without_room_costs_50_ms_for_a_mb_and_no_more),
        cmocka_unit_test(live_objects_fit_up_to_the_usable_heap),
        cmocka_unit_test(default_heap_is_what_java_prints_for_that_memory),
        cmocka_unit_test(elasticsearch_takes_half_of_any_machine_up_to_31_gib),
        cmocka_unit_test(heap_is_as_given_before_any_rule),
        cmocka_unit_test(start_heap_is_a_64th_of_memory_or_as_given_and_below_the_heap),
        cmocka_unit_test(committed_heap_is_two_and_a_half_live_sets_within_its_limits),
        cmocka_unit_test(overhead_grows_by_a_mib_for_ten_threads),
        cmocka_unit_test(two_cores_and_1792_mb_make_a_server),
        cmocka_unit_test(heap_used_is_a_sawtooth_above_the_live_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
