/* What a machine needs at rest and full, added up by hand. */
#include "models/memory_fit.h"
#include "tests/support/near.h"
#include "tests/support/small_design.h"

#define MIB 1048576.0
#define GIB 1073741824.0

struct fixture {
    struct small_design small;
    struct arena arena;
    struct host_def *host;
    struct service_def *web;
    struct endpoint_def *page;
    struct operational operational;
    struct memory_fit fit;
};

/* One service on a machine of 1000 MiB. */
static int set_up(void **state)
{
    struct fixture *f = test_calloc(1, sizeof *f);
    arena_init(&f->arena);
    small_design_init(&f->small);
    f->host = small_design_host(&f->small, "h", 2, 1000 * MIB);
    f->web = small_design_service(&f->small, "web");
    small_design_place(&f->small, f->web, 0);
    f->page = small_design_endpoint(&f->small, f->web, "web.page");
    small_design_cpu(&f->small, f->page, 1e-3);
    small_design_traffic(&f->small, f->page, 10);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    arena_clear(&f->arena);
    test_free(f);
    return 0;
}

static const struct memory_fit_machine *fit_of(struct fixture *f)
{
    operational_init(&f->operational, &f->small.design, &f->arena);
    memory_fit_init(&f->fit, &f->operational, &f->arena);
    return &f->fit.machines[0];
}

static void ram_is_what_the_system_sees_less_watermarks(void **state)
{
    struct fixture *f = *state;
    assert_near(memory_fit_ram_bytes(f->host), 1000 * MIB, 0);
    f->host->os = OS_UBUNTU_2204;
    f->host->instance.os_memory_bytes = 900 * MIB;
    assert_near(memory_fit_ram_bytes(f->host), 886.5 * MIB, 1e-6);
}

static void rest_is_the_sum_of_its_parts(void **state)
{
    struct fixture *f = *state;
    f->host->system.kernel_bytes = 200 * MIB;
    f->host->system.text_bytes = 60 * MIB;
    f->host->shim_bytes = 8 * MIB;
    f->web->workers = 3;
    f->web->memory.base_bytes = 40 * MIB;
    f->web->memory.per_worker_bytes = 50 * MIB;
    f->web->memory.text_bytes = 20 * MIB;
    f->web->memory.cache_bytes = 30 * MIB;
    const struct memory_fit_machine *machine = fit_of(f);
    assert_near(machine->instances[0].rest, (40 + 150 + 8 + 50) * MIB, 1);
    assert_near(machine->rest, (260 + 248) * MIB, 1);
    assert_near(machine->file_rest, (60 + 50) * MIB, 1);
    assert_int_equal(machine->rest_state, MEMORY_FIT_FITS);
    assert_true(f->fit.fits);
}

static void
a_heap_is_committed_two_and_a_half_times_and_may_grow_to_its_limit(void **state)
{
    struct fixture *f = *state;
    f->web->threads = 100;
    f->web->jvm.given = 1;
    f->web->jvm.heap_bytes = 400 * MIB;
    f->web->jvm.live_bytes = 100 * MIB;
    const struct memory_fit_machine *machine = fit_of(f);
    const struct memory_fit_instance *web = &machine->instances[0];
    assert_near(web->heap, 250 * MIB, 1);
    assert_near(web->jvm, 120 * MIB, 1);
    assert_near(web->heap_growth, (150 + 10) * MIB, 1);
    assert_near(machine->full, (250 + 120 + 160) * MIB, 1);
    assert_true(web->heap_holds);
    f->web->jvm.live_per_request_bytes = 3 * MIB;
    assert_false(fit_of(f)->instances[0].heap_holds);
}

static void a_heap_without_a_size_depends_on_mem_limit(void **state)
{
    struct fixture *f = *state;
    f->web->jvm.given = 1;
    assert_near(fit_of(f)->instances[0].heap_limit, 250 * MIB, 1);
    f->web->mem_limit_bytes = 800 * MIB;
    assert_near(fit_of(f)->instances[0].heap_limit, 200 * MIB, 1);
}

static void what_is_too_much_goes_to_swap_then_squeezes_then_kills(void **state)
{
    struct fixture *f = *state;
    f->web->memory.base_bytes = 1000 * MIB;
    assert_int_equal(fit_of(f)->rest_state, MEMORY_FIT_FITS);
    f->web->memory.base_bytes = 1100 * MIB;
    assert_int_equal(fit_of(f)->rest_state, MEMORY_FIT_KILLS);
    f->web->memory.base_bytes = 1000 * MIB;
    f->web->memory.text_bytes = 100 * MIB; /* all of it above RAM */
    assert_int_equal(fit_of(f)->rest_state, MEMORY_FIT_KILLS);
    f->web->memory.base_bytes = 990 * MIB; /* 90 of 100 are squeezed: below 95 */
    assert_int_equal(fit_of(f)->rest_state, MEMORY_FIT_SQUEEZES);
    f->host->swap_bytes = 90 * MIB;
    assert_int_equal(fit_of(f)->rest_state, MEMORY_FIT_SWAPS);
    assert_false(f->fit.fits);
}

static void leaks_grow_to_their_cap_for_each_worker(void **state)
{
    struct fixture *f = *state;
    f->web->workers = 4;
    f->web->memory.leak = (struct leak_def){40 * 1024, 120 * MIB};
    const struct memory_fit_machine *machine = fit_of(f);
    assert_near(machine->instances[0].leak, 480 * MIB, 1);
    assert_near(machine->leak_per_s, 10 * 40 * 1024, 1e-6);
    assert_true(isinf(machine->leaks_reach_ram_s)); /* 480 of 1000 */
}

static void recycling_bounds_a_leak_by_the_requests_between(void **state)
{
    struct fixture *f = *state;
    f->web->memory.leak = (struct leak_def){1 * MIB, INFINITY};
    f->web->recycle = (struct recycle_def){100, 20};
    assert_near(fit_of(f)->instances[0].leak, 120 * MIB, 1);
}

static void a_leak_without_limit_fills_ram_in_a_time_that_is_told(void **state)
{
    struct fixture *f = *state;
    f->web->memory.base_bytes = 200 * MIB;
    f->web->memory.leak = (struct leak_def){40 * 1024, INFINITY};
    const struct memory_fit_machine *machine = fit_of(f);
    assert_true(isinf(machine->full));
    assert_near(machine->leaks_reach_ram_s, 800 * MIB / (10 * 40 * 1024), 1e-6);
    assert_int_equal(machine->rest_state, MEMORY_FIT_FITS);
    assert_int_equal(machine->full_state, MEMORY_FIT_KILLS);
}

static void a_mem_limit_caps_what_the_machine_is_asked_for(void **state)
{
    struct fixture *f = *state;
    f->web->memory.base_bytes = 200 * MIB;
    f->web->memory.leak = (struct leak_def){40 * 1024, INFINITY};
    f->web->mem_limit_bytes = 300 * MIB;
    assert_near(fit_of(f)->full, 300 * MIB, 1);
    f->web->mem_limit_bytes = 100 * MIB;
    assert_near(fit_of(f)->rest, 200 * MIB, 1);
    assert_false(f->fit.fits);
}

static void all_threads_at_work_hold_their_memory(void **state)
{
    struct fixture *f = *state;
    f->web->threads = 50;
    f->web->memory.per_request_bytes = 1 * MIB;
    small_design_step(&f->small, f->page, STEP_MEMORY)->size_bytes = 3 * MIB;
    assert_near(fit_of(f)->instances[0].requests, 200 * MIB, 1);
}

/* 400 MiB twice beside 260 MiB of the system, while the new one starts. */
static void a_deployment_needs_the_new_beside_the_old(void **state)
{
    struct fixture *f = *state;
    f->host->system.kernel_bytes = 260 * MIB;
    f->web->memory.base_bytes = 400 * MIB;
    assert_near(fit_of(f)->spare_rest, 0, 0);
    small_design_place(&f->small, f->web, 0)->spare = true;
    f->web->instance_count--;
    f->web->spare_count = 1;
    const struct memory_fit_machine *machine = fit_of(f);
    assert_near(machine->rest, 660 * MIB, 1);
    assert_near(machine->spare_rest, 400 * MIB, 1);
    assert_int_equal(machine->rest_state, MEMORY_FIT_FITS);
    assert_int_not_equal(machine->deploy_state, MEMORY_FIT_FITS);
    assert_true(f->fit.fits); /* at rest */
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(ram_is_what_the_system_sees_less_watermarks),
        TEST(rest_is_the_sum_of_its_parts),
        TEST(a_heap_is_committed_two_and_a_half_times_and_may_grow_to_its_limit),
        TEST(a_heap_without_a_size_depends_on_mem_limit),
        TEST(what_is_too_much_goes_to_swap_then_squeezes_then_kills),
        TEST(leaks_grow_to_their_cap_for_each_worker),
        TEST(recycling_bounds_a_leak_by_the_requests_between),
        TEST(a_leak_without_limit_fills_ram_in_a_time_that_is_told),
        TEST(a_mem_limit_caps_what_the_machine_is_asked_for),
        TEST(all_threads_at_work_hold_their_memory),
        TEST(a_deployment_needs_the_new_beside_the_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
