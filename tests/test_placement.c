/* Where the next task goes, and why it goes nowhere: the functions alone. */
#include "models/placement.h"
#include "sim/core/arena.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define MIB 1048576.0
#define GIB 1073741824.0

/* Two machines in zone a, one in c, of 2 vCPUs and 8 GiB of which the system sees 7771
 * MiB, as m6i.large. */
static const struct host_def host = {
    .instance = {.item = {.name = "m6i.large"},
                 .vcpus = 2,
                 .memory_bytes = 8 * GIB,
                 .os_memory_bytes = 7771 * MIB},
    .is_catalog = 1,
};
static const struct machine_def machines[] = {
    {.host = &host, .name = "web[0]", .zone = "a"},
    {.host = &host, .name = "web[1]", .zone = "c"},
    {.host = &host, .name = "web[2]", .zone = "a"},
};
static const struct placement_size task = {512, 2 * GIB};

static void make_seats(struct placement_seat seats[3])
{
    for (int i = 0; i < 3; i++)
        seats[i] = (struct placement_seat){.machine = &machines[i],
                                           .left = placement_registered(&host)};
}

static void take(struct placement_seat *seat)
{
    seat->left.units -= task.units;
    seat->left.bytes -= task.bytes;
    seat->tasks++;
}

/* The order in which tasks are placed: one digit for each machine. */
static const char *order(struct arena *arena, enum ecs_placement strategy, int count)
{
    struct placement_seat seats[3];
    const char *text = "";
    make_seats(seats);
    for (int i = 0; i < count; i++) {
        const uint32_t seat = placement_choose(seats, 3, task, strategy);
        if (seat == PLACEMENT_NONE)
            return arena_format(arena, "%s-", text);
        take(&seats[seat]);
        text = arena_format(arena, "%s%u", text, seat);
    }
    return text;
}

static int begin(void **state)
{
    struct arena *arena = malloc(sizeof *arena);
    arena_init(arena);
    *state = arena;
    return 0;
}

static int end(void **state)
{
    arena_clear(*state);
    free(*state);
    return 0;
}

static void a_machine_registers_what_its_system_sees(void **state)
{
    (void)state;
    const struct placement_size all = placement_registered(&host);
    assert_true(all.units == 2048);
    assert_true(all.bytes == 7771 * MIB);
    /* 7771 MiB hold three of 2 GiB; 2048 units would hold four. */
    assert_int_equal(placement_room(&host, task), 3);
    assert_int_equal(placement_room(&host, (struct placement_size){512, GIB}), 4);
}

static void cpu_units_are_whole(void **state)
{
    (void)state;
    struct service_def service = {.task = {.cpu = 0.1, .memory_bytes = GIB}};
    assert_true(placement_task(&service).units == 102);
    service.task.cpu = 0.25;
    assert_true(placement_task(&service).units == 256);
}

static void spread_goes_over_zones_first_then_over_machines(void **state)
{
    /* a, c, then a's other machine, c again ...; when c's only machine is full, a. */
    assert_string_equal(order(*state, ECS_SPREAD, 6), "012101");
    assert_string_equal(order(*state, ECS_SPREAD, 10), "012101202-");
}

static void binpack_fills_the_machine_with_least_memory_left(void **state)
{
    assert_string_equal(order(*state, ECS_BINPACK, 10), "000111222-");
}

static void a_machine_that_is_down_or_full_takes_none(void **state)
{
    (void)state;
    struct placement_seat seats[3];
    make_seats(seats);
    seats[0].down = true;
    seats[1].full = true;
    assert_int_equal(placement_choose(seats, 3, task, ECS_SPREAD), 2);
    seats[2].left.units = 511;
    assert_int_equal(placement_choose(seats, 3, task, ECS_SPREAD), PLACEMENT_NONE);
    seats[2].left.units = 512; /* exactly enough is enough */
    assert_int_equal(placement_choose(seats, 3, task, ECS_BINPACK), 2);
}

static void the_reason_says_what_is_needed_and_what_there_is(void **state)
{
    struct placement_seat seats[3];
    make_seats(seats);
    assert_string_equal(
        placement_why(seats, 3, (struct placement_size){512, 9 * GIB}, *state),
        "a task needs 9 GiB and 512 CPU units; m6i.large registers 7.59 "
        "GiB and 2048");
    take(&seats[0]);
    take(&seats[1]);
    seats[2].down = true;
    assert_string_equal(
        placement_why(seats, 3, (struct placement_size){2048, GIB}, *state),
        "a task needs 1 GiB and 2048 CPU units; web[0] and 1 more have "
        "5.59 GiB and 1536 left of 7.59 GiB and 2048, web[2] is down");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_registers_what_its_system_sees),
        cmocka_unit_test(cpu_units_are_whole),
        cmocka_unit_test_setup_teardown(spread_goes_over_zones_first_then_over_machines,
                                        begin, end),
        cmocka_unit_test_setup_teardown(binpack_fills_the_machine_with_least_memory_left,
                                        begin, end),
        cmocka_unit_test(a_machine_that_is_down_or_full_takes_none),
        cmocka_unit_test_setup_teardown(the_reason_says_what_is_needed_and_what_there_is,
                                        begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
