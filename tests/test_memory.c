/* The equations of memory.h on examples worked with pencil and paper. Sizes in GiB. */
#include "models/memory.h"

#include "sim/core/random.h"
#include "tests/support/near.h"

#define GIB           1073741824.0
#define PAGES_PER_GIB 262144.0

struct example { /* R, S, K, A, F, C */
    double ram, swap, kernel, anonymous, file, cold;
};

static struct memory_totals totals_of(struct example e)
{
    return (struct memory_totals){
        .ram = e.ram * GIB,
        .swap = e.swap * GIB,
        .kernel = e.kernel * GIB,
        .anonymous = e.anonymous * GIB,
        .file = e.file * GIB,
        .cold = e.cold * GIB,
    };
}

static struct memory_pressure pressure_of(struct example e)
{
    const struct memory_totals totals = totals_of(e);
    struct memory_pressure pressure;
    memory_evaluate(&totals, &pressure);
    return pressure;
}

static void while_everything_fits_nothing_happens(void **state)
{
    (void)state;
    const struct memory_pressure p = pressure_of((struct example){4, 1, 0.5, 3, 0.5, 1});
    assert_near(p.need, 4 * GIB, 0);
    assert_near(p.deficit, 0, 0);
    assert_near(p.swapped + p.hot_swapped + p.file_missing, 0, 0);
    assert_near(p.miss_share + p.ageing_per_s + p.reclaim_share, 0, 0);
    assert_near(p.pages_per_io, 8, 0);
}

static void cold_pages_go_to_swap_and_nobody_misses_them(void **state)
{
    (void)state;
    const struct memory_pressure p =
        pressure_of((struct example){4, 2, 0.5, 4, 0.5, 1.5});
    assert_near(p.deficit, 1 * GIB, 0);
    assert_near(p.swapped, 1 * GIB, 0);
    assert_near(p.hot_swapped, 0, 0);
    assert_near(p.miss_share + p.ageing_per_s + p.reclaim_share, 0, 0);
}

static void hot_pages_on_swap_are_missed(void **state)
{
    (void)state;
    const struct memory_pressure p = pressure_of((struct example){4, 2, 0.5, 5, 0.5, 1});
    assert_near(p.swapped, 2 * GIB, 0);
    assert_near(p.hot_swapped, 1 * GIB, 0);
    assert_near(p.file_missing, 0, 0);
    assert_near(p.miss_share, 1 / 4.5, 1e-12);
    assert_near(p.ageing_per_s, PAGES_PER_GIB / 120, 1e-9);
    assert_near(p.pages_per_io, 4 / 2.0, 1e-12); /* one in, one out */
    assert_near(p.reclaim_share, 0, 0);          /* there is still something to swap to */
}

static void without_swap_file_pages_are_squeezed(void **state)
{
    (void)state;
    const struct memory_pressure p =
        pressure_of((struct example){4, 0, 0.5, 3.4, 1, 1.02});
    assert_near(p.swapped, 0, 0);
    assert_near(p.file_missing, 0.9 * GIB, 1);
    assert_near(p.miss_share, 0.9 / 3.38, 1e-9);
    assert_near(p.ageing_per_s, 0.9 * PAGES_PER_GIB / 120, 1e-6);
    assert_near(p.pages_per_io, 8, 0);
    assert_near(p.reclaim_share, 0.1 * 0.9 / 0.1, 1e-9);
}

static void swap_is_full_and_file_pages_are_gone(void **state)
{
    (void)state;
    const struct memory_pressure p =
        pressure_of((struct example){4, 1, 0.5, 4.5, 1, 0.5});
    assert_near(p.swapped, 1 * GIB, 0);
    assert_near(p.hot_swapped, 0.5 * GIB, 0);
    assert_near(p.file_missing, 1 * GIB, 0);
    assert_near(p.miss_share, 1.5 / 5, 1e-12);
    assert_near(p.pages_per_io, (0.5 * 4 + 1 * 8) / 1.5 / 2, 1e-12);
    assert_near(p.reclaim_share, 0.99, 0);
}

static void no_more_file_pages_are_squeezed_than_there_are(void **state)
{
    (void)state;
    const struct memory_pressure p = pressure_of((struct example){4, 0, 0, 5, 0.5, 0});
    assert_near(p.deficit, 1.5 * GIB, 0);
    assert_near(p.file_missing, 0.5 * GIB, 0);
}

static void reclaim_grows_as_the_cache_shrinks(void **state)
{
    (void)state;
    const struct {
        double squeezed, share;
    } rows[] = {{0.25, 0.1 / 3}, {0.5, 0.1}, {0.75, 0.3}, {0.9, 0.9}, {0.95, 0.99}};
    for (int i = 0; i < 5; i++) {
        const struct example e = {4, 0, 0, 3 + rows[i].squeezed, 1, 0};
        assert_near(pressure_of(e).reclaim_share, rows[i].share, 1e-9);
    }
}

static void without_file_pages_there_is_nothing_to_reclaim(void **state)
{
    (void)state;
    const struct memory_pressure p = pressure_of((struct example){4, 1, 0, 6, 0, 0});
    assert_near(p.deficit, 2 * GIB, 0);
    assert_near(p.reclaim_share, 0, 0);
    assert_near(p.miss_share, 1 / 6.0, 1e-12);
}

static void where_nothing_is_hot_nothing_is_missed(void **state)
{
    (void)state;
    const struct memory_pressure p = pressure_of((struct example){1, 8, 0, 2, 0, 2});
    assert_near(p.swapped, 1 * GIB, 0);
    assert_near(p.miss_share, 0, 0);
}

static void all_that_is_hot_can_be_missing_but_not_more(void **state)
{
    (void)state;
    /* 2 GiB on swap, none of it cold, while 1 GiB is anonymous: the kernel has grown. */
    const struct memory_pressure p = pressure_of((struct example){1, 2, 2, 1, 0, 0});
    assert_near(p.miss_share, 1, 0);
}

/* As far as allocations get at all: D <= S + F. */
static void more_memory_wanted_never_makes_anything_better(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "machines");
    for (int round = 0; round < 500; round++) {
        struct example e = {
            .ram = 1 + 8 * random_uniform(&random),
            .swap = random_below(&random, 2) * 4 * random_uniform(&random),
            .kernel = 0.5 * random_uniform(&random),
            .file = 0.1 + random_uniform(&random),
        };
        const double most = e.ram + e.swap - e.kernel;
        e.cold = 0.5 * most * random_uniform(&random);
        e.anonymous = e.cold;
        struct memory_pressure last = pressure_of(e);
        while ((e.anonymous += most / 300) < most) {
            const struct memory_pressure p = pressure_of(e);
            assert_true(p.swapped >= last.swapped && p.hot_swapped >= last.hot_swapped);
            assert_true(p.file_missing >= last.file_missing);
            assert_true(p.miss_share >= last.miss_share);
            assert_true(p.ageing_per_s >= last.ageing_per_s);
            assert_true(p.reclaim_share >= last.reclaim_share);
            last = p;
        }
        assert_true(last.ageing_per_s > 0);
    }
}

static void every_byte_that_does_not_fit_is_somewhere(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 2, 0, "machines");
    for (int round = 0; round < 2000; round++) {
        const struct example e = {
            .ram = 4 * random_uniform(&random),
            .swap = random_uniform(&random),
            .kernel = random_uniform(&random),
            .anonymous = 3 * random_uniform(&random),
            .file = 2 * random_uniform(&random),
        };
        const struct memory_pressure p = pressure_of(e);
        const double beyond = p.deficit - p.swapped - p.file_missing;
        assert_near(p.need, (e.kernel + e.anonymous + e.file) * GIB, 1e-3);
        if (beyond > 1e-3) { /* only when swap and cache are used up */
            assert_near(p.swapped, e.swap * GIB, 1e-3);
            assert_near(p.file_missing, e.file * GIB, 1e-3);
        }
        assert_true(beyond >= -1e-3);
    }
}

static void allocations_wait_a_little_after_the_kernel_loses_patience(void **state)
{
    (void)state;
    const struct memory_totals totals = totals_of((struct example){4, 2, 0.5, 3, 0.5, 1});
    assert_near(memory_kill_limit(&totals), (2 + 0.95 * 0.5) * GIB, 1);
    assert_near(memory_wait_limit(&totals), (2 + 0.97 * 0.5) * GIB, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(while_everything_fits_nothing_happens),
        cmocka_unit_test(cold_pages_go_to_swap_and_nobody_misses_them),
        cmocka_unit_test(hot_pages_on_swap_are_missed),
        cmocka_unit_test(without_swap_file_pages_are_squeezed),
        cmocka_unit_test(swap_is_full_and_file_pages_are_gone),
        cmocka_unit_test(no_more_file_pages_are_squeezed_than_there_are),
        cmocka_unit_test(reclaim_grows_as_the_cache_shrinks),
        cmocka_unit_test(without_file_pages_there_is_nothing_to_reclaim),
        cmocka_unit_test(where_nothing_is_hot_nothing_is_missed),
        cmocka_unit_test(all_that_is_hot_can_be_missing_but_not_more),
        cmocka_unit_test(more_memory_wanted_never_makes_anything_better),
        cmocka_unit_test(every_byte_that_does_not_fit_is_somewhere),
        cmocka_unit_test(allocations_wait_a_little_after_the_kernel_loses_patience),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
