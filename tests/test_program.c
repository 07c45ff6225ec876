/* An endpoint's steps as a flat list: where every jump leads. */
#include "models/program.h"

#include "tests/support/near.h"

#include <math.h>

#include <string.h>

static struct engine engine;

/* ---- steps by hand ---- */

static struct step_def *steps_of(struct items *items, uint32_t count)
{
    struct step_def *steps = arena_array(&engine.arena, count, sizeof *steps);
    for (uint32_t i = 0; i < count; i++) {
        steps[i].kind = STEP_SEND;
        steps[i].io.ops = NAN;
        steps[i].item.path = arena_format(&engine.arena, "steps.%u", i);
    }
    *items = (struct items){steps, count};
    return steps;
}

static void be_cpu(struct step_def *step, double work_s)
{
    step->kind = STEP_CPU;
    step->duration = distribution_constant(work_s);
}

/* `count` branches of one step each; the steps are the result. */
static struct step_def **be_choose(struct step_def *step, const double *shares,
                                   uint32_t count)
{
    struct branch_def *branches = arena_array(&engine.arena, count, sizeof *branches);
    struct step_def **inner = arena_array(&engine.arena, count, sizeof *inner);
    for (uint32_t i = 0; i < count; i++) {
        branches[i].probability = shares[i];
        inner[i] = steps_of(&branches[i].steps, 1);
    }
    step->kind = STEP_CHOOSE;
    step->choose = (struct items){branches, count};
    return inner;
}

static struct step_def **be_parallel(struct step_def *step, uint32_t count)
{
    struct block_def *blocks = arena_array(&engine.arena, count, sizeof *blocks);
    struct step_def **inner = arena_array(&engine.arena, count, sizeof *inner);
    for (uint32_t i = 0; i < count; i++)
        inner[i] = steps_of(&blocks[i].steps, 1);
    step->kind = STEP_PARALLEL;
    step->parallel = (struct items){blocks, count};
    return inner;
}

static struct step_def *be_repeat(struct step_def *step, double times, uint32_t count)
{
    step->kind = STEP_REPEAT;
    step->repeat.times = times;
    return steps_of(&step->repeat.steps, count);
}

static void never(struct task *task, double now_s)
{
    (void)task;
    (void)now_s;
    fail_msg("nothing was armed");
}

static struct program compile(const struct items *steps)
{
    static const struct service_def service;
    static struct endpoint_def endpoint;
    struct program program;
    endpoint = (struct endpoint_def){.steps = *steps, .service = &service};
    program_compile(&program, &endpoint, &engine, never);
    assert_ptr_equal(program.endpoint, &endpoint);
    return program;
}

/* The kinds one after the other, as they lie in memory. */
static void expect_kinds(const struct program *program, const int *kinds, int count)
{
    for (int i = 0; i < count; i++)
        assert_int_equal(program->first[i].kind, kinds[i]);
}
#define expect_ops(program, ...)                                                         \
    do {                                                                                 \
        const int kinds_[] = {__VA_ARGS__};                                              \
        expect_kinds((program), kinds_, (int)(sizeof kinds_ / sizeof *kinds_));          \
    } while (0)

/* ---- layout ---- */

static void an_endpoint_without_steps_ends_at_once(void **state)
{
    (void)state;
    const struct items none = {NULL, 0};
    const struct program program = compile(&none);
    expect_ops(&program, OP_END);
    assert_near(program.cpu_mean_s, 0, 0);
}

static void plain_steps_follow_each_other(void **state)
{
    (void)state;
    static const int step_kinds[] = {STEP_CPU,      STEP_SLEEP, STEP_READ, STEP_WRITE,
                                     STEP_MEMORY,   STEP_LEAK,  STEP_SEND, STEP_PUBLISH,
                                     STEP_ALLOCATE, STEP_FAIL};
    struct items items;
    struct step_def *steps = steps_of(&items, 10);
    for (int i = 0; i < 10; i++) {
        steps[i].kind = step_kinds[i];
        steps[i].size_bytes = 100 + i;
        steps[i].fail = 0.25;
    }
    const struct program program = compile(&items);
    expect_ops(&program, OP_CPU, OP_SLEEP, OP_READ, OP_WRITE, OP_MEMORY, OP_LEAK, OP_SEND,
               OP_PUBLISH, OP_ALLOCATE, OP_FAIL, OP_END);
    assert_ptr_equal(program.first[0].duration, &steps[0].duration);
    assert_near(program.first[4].number, 104, 0);
    assert_near(program.first[6].number, 106, 0);
    assert_near(program.first[9].number, 0.25, 0); /* a share, no size */
}

static void a_cache_is_a_lookup_a_draw_and_the_steps_of_a_miss(void **state)
{
    (void)state;
    struct items items;
    struct step_def *steps = steps_of(&items, 2);
    steps[0].kind = STEP_CACHE;
    steps[0].cache.index = 3;
    steps[0].cache.hit = 0.75;
    struct step_def *miss = steps_of(&steps[0].cache.miss, 1);
    miss->kind = STEP_CPU;
    miss->duration = distribution_constant(0.004);
    steps[1].kind = STEP_SEND;
    const struct program program = compile(&items);
    const struct op *ops = program.first;
    expect_ops(&program, OP_CALL, OP_CACHE, OP_CPU, OP_FILL, OP_SEND, OP_END);
    assert_ptr_equal(ops[0].next, &ops[2]); /* a lookup that failed */
    assert_ptr_equal(ops[1].next, &ops[4]); /* a hit */
    assert_near(ops[0].number, 3, 0);
    assert_near(ops[1].number, 3, 0);
    assert_near(ops[3].number, 3, 0);
    assert_near(program.cpu_mean_s, 0.001, 1e-15);
}

static void publishing_to_a_broker_calls_it_and_hands_over(void **state)
{
    (void)state;
    struct service_def broker = {.index = 0}, consumer = {.queue.kept_by = &broker};
    struct endpoint_def job = {.service = &consumer}, taken = {.service = &broker};
    struct items items;
    struct step_def *step = steps_of(&items, 1);
    step->kind = STEP_PUBLISH;
    step->publish_to = &job;
    struct program program = compile(&items);
    expect_ops(&program, OP_PUBLISH, OP_END);
    step->call.callee = &taken;
    step->call.timeout = distribution_constant(INFINITY);
    program = compile(&items);
    expect_ops(&program, OP_CALL, OP_PUBLISH, OP_END);
    assert_ptr_equal(program.first[1].publish, &job);
}

static void operations_of_an_io_are_counted_by_size_unless_given(void **state)
{
    (void)state;
    struct items items;
    struct step_def *steps = steps_of(&items, 4);
    const double sizes[] = {1, 262144, 262145, 16384};
    for (int i = 0; i < 4; i++) {
        steps[i].kind = i % 2 ? STEP_WRITE : STEP_READ;
        steps[i].io.size_bytes = sizes[i];
    }
    steps[3].io.ops = 3;
    const struct program program = compile(&items);
    const double operations[] = {1, 1, 2, 3};
    for (int i = 0; i < 4; i++) {
        assert_near(program.first[i].operations, operations[i], 0);
        assert_near(program.first[i].number, sizes[i], 0);
    }
}

static void a_choice_goes_on_after_all_its_branches(void **state)
{
    (void)state;
    struct items items;
    struct step_def *steps = steps_of(&items, 2);
    const double shares[] = {0.5, 0.25, 0.125};
    struct step_def **inner = be_choose(&steps[0], shares, 3);
    inner[1]->kind = STEP_SLEEP;
    const struct program program = compile(&items);
    const struct op *ops = program.first;
    expect_ops(&program, OP_CHOOSE, OP_SEND, OP_JUMP, OP_SLEEP, OP_JUMP, OP_SEND, OP_JUMP,
               OP_SEND, OP_END);
    assert_int_equal(ops[0].count, 3);
    for (int i = 0; i < 3; i++) {
        assert_ptr_equal(ops[0].targets[i], &ops[1 + 2 * i]);
        assert_ptr_equal(ops[2 + 2 * i].next, &ops[7]);
    }
    assert_ptr_equal(ops[0].next, &ops[7]); /* the remainder does nothing */
    assert_near(ops[0].limits[0], 0.5, 0);
    assert_near(ops[0].limits[1], 0.75, 0);
    assert_near(ops[0].limits[2], 0.875, 0);
}

static void parallel_branches_end_and_the_fork_goes_on_behind_them(void **state)
{
    (void)state;
    struct items items;
    struct step_def *steps = steps_of(&items, 2);
    struct step_def **inner = be_parallel(&steps[0], 2);
    inner[0]->kind = STEP_SLEEP;
    const struct program program = compile(&items);
    const struct op *ops = program.first;
    expect_ops(&program, OP_FORK, OP_SLEEP, OP_END, OP_SEND, OP_END, OP_SEND, OP_END);
    assert_int_equal(ops[0].count, 2);
    assert_ptr_equal(ops[0].targets[0], &ops[1]);
    assert_ptr_equal(ops[0].targets[1], &ops[3]);
    assert_ptr_equal(ops[0].next, &ops[5]);
}

static void a_loop_comes_back_to_its_body(void **state)
{
    (void)state;
    struct items items;
    struct step_def *steps = steps_of(&items, 2);
    be_repeat(&steps[0], 3, 2)[1].kind = STEP_SLEEP;
    const struct program program = compile(&items);
    const struct op *ops = program.first;
    expect_ops(&program, OP_LOOP, OP_SEND, OP_SLEEP, OP_AGAIN, OP_SEND, OP_END);
    assert_near(ops[0].number, 3, 0);
    assert_ptr_equal(ops[0].next, &ops[4]);
    assert_ptr_equal(ops[3].next, &ops[1]);
}

static void nested_loops_count_apart_and_neighbours_share(void **state)
{
    (void)state;
    struct items items;
    struct step_def *steps = steps_of(&items, 2);
    be_repeat(be_repeat(&steps[0], 2, 1), 3, 1);
    be_repeat(&steps[1], 4, 1);
    const struct program program = compile(&items);
    const struct op *ops = program.first;
    expect_ops(&program, OP_LOOP, OP_LOOP, OP_SEND, OP_AGAIN, OP_AGAIN, OP_LOOP, OP_SEND,
               OP_AGAIN, OP_END);
    const int depths[] = {0, 1, -1, 1, 0, 0, -1, 0};
    for (int i = 0; i < 8; i++)
        if (depths[i] >= 0)
            assert_int_equal(ops[i].depth, depths[i]);
    assert_ptr_equal(ops[3].next, &ops[2]);
    assert_ptr_equal(ops[4].next, &ops[1]);
}

static void a_choice_inside_a_loop_inside_a_branch_stays_inside(void **state)
{
    (void)state;
    struct items items;
    struct step_def *steps = steps_of(&items, 1);
    const double half[] = {0.5};
    struct step_def **inner = be_parallel(&steps[0], 2);
    be_choose(be_repeat(inner[0], 2, 1), half, 1);
    const struct program program = compile(&items);
    const struct op *ops = program.first;
    expect_ops(&program, OP_FORK, OP_LOOP, OP_CHOOSE, OP_SEND, OP_JUMP, OP_AGAIN, OP_END,
               OP_SEND, OP_END, OP_END);
    assert_ptr_equal(ops[2].next, &ops[5]);
    assert_ptr_equal(ops[4].next, &ops[5]);
    assert_ptr_equal(ops[1].next, &ops[6]);
    assert_ptr_equal(ops[0].targets[1], &ops[7]);
    assert_ptr_equal(ops[0].next, &ops[9]);
}

static void a_call_has_a_list_of_time_outs_of_its_own(void **state)
{
    (void)state;
    struct items items;
    struct step_def *steps = steps_of(&items, 2);
    steps[0].kind = steps[1].kind = STEP_CALL;
    steps[0].call.timeout = distribution_constant(2);
    steps[1].call.timeout = distribution_constant(INFINITY);
    const struct program program = compile(&items);
    const struct op *ops = program.first;
    assert_ptr_equal(ops[0].call, &steps[0].call);
    assert_ptr_not_equal(ops[0].timeouts, ops[1].timeouts);
    assert_non_null(ops[0].timeouts->handler);
    assert_null(ops[1].timeouts->handler); /* never expires */
}

static void streams_are_named_by_the_steps_path(void **state)
{
    (void)state;
    struct items items;
    struct step_def *steps = steps_of(&items, 2);
    be_cpu(&steps[0], 1);
    be_cpu(&steps[1], 1);
    steps[1].item.path = "services.a.endpoints.b.1";
    const struct program program = compile(&items);
    struct random *named = engine_stream(&engine, "services.a.endpoints.b.1");
    const uint64_t bits = random_bits(named);
    assert_true(random_bits(program.first[1].random) == bits);
    assert_true(random_bits(program.first[0].random) != bits);
}

/* ---- expectations ---- */

static void expected_work_weighs_branches_and_counts_rounds(void **state)
{
    (void)state;
    struct items items;
    struct step_def *steps = steps_of(&items, 4);
    const double shares[] = {0.5, 0.25};
    be_cpu(&steps[0], 1);
    struct step_def **chosen = be_choose(&steps[1], shares, 2);
    be_cpu(chosen[0], 8);
    be_cpu(chosen[1], 16);
    struct step_def **branches = be_parallel(&steps[2], 2);
    be_cpu(branches[0], 100);
    be_cpu(branches[1], 200);
    struct step_def *repeated = be_repeat(&steps[3], 3, 2);
    be_cpu(&repeated[0], 1000);
    be_cpu(be_choose(&repeated[1], shares, 1)[0], 2000);
    const struct program program = compile(&items);
    assert_near(program.cpu_mean_s, 1 + (4 + 4) + 300 + 3 * (1000 + 1000), 1e-9);
    assert_near(program.allocate_bytes, 0, 0);
}

static void expected_garbage_does_too(void **state)
{
    (void)state;
    struct items items;
    struct step_def *steps = steps_of(&items, 2);
    const double quarter[] = {0.25};
    steps[0].kind = STEP_ALLOCATE;
    steps[0].size_bytes = 1000;
    struct step_def *inner = be_choose(be_repeat(&steps[1], 5, 1), quarter, 1)[0];
    inner->kind = STEP_ALLOCATE;
    inner->size_bytes = 400;
    const struct program program = compile(&items);
    assert_near(program.allocate_bytes, 1000 + 5 * 100, 1e-9);
    assert_near(program.cpu_mean_s, 0, 0);
}

static int set_up(void **state)
{
    (void)state;
    engine_init(&engine);
    engine_reset(&engine, 1, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    engine_clear(&engine);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_endpoint_without_steps_ends_at_once),
        cmocka_unit_test(plain_steps_follow_each_other),
        cmocka_unit_test(a_cache_is_a_lookup_a_draw_and_the_steps_of_a_miss),
        cmocka_unit_test(publishing_to_a_broker_calls_it_and_hands_over),
        cmocka_unit_test(operations_of_an_io_are_counted_by_size_unless_given),
        cmocka_unit_test(a_choice_goes_on_after_all_its_branches),
        cmocka_unit_test(parallel_branches_end_and_the_fork_goes_on_behind_them),
        cmocka_unit_test(a_loop_comes_back_to_its_body),
        cmocka_unit_test(nested_loops_count_apart_and_neighbours_share),
        cmocka_unit_test(a_choice_inside_a_loop_inside_a_branch_stays_inside),
        cmocka_unit_test(a_call_has_a_list_of_time_outs_of_its_own),
        cmocka_unit_test(streams_are_named_by_the_steps_path),
        cmocka_unit_test(expected_work_weighs_branches_and_counts_rounds),
        cmocka_unit_test(expected_garbage_does_too),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
