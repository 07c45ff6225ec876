/* Rates over time: pieces by hand, and the inversion of their integral against adding up
 * thin strips. */
#include "models/profile.h"

#include "sim/core/random.h"
#include "tests/support/near.h"

enum { MOST = 6 };

static struct arena arena;
static struct stage_def stages[MOST];
static struct spike_def spikes[MOST];

static struct traffic_def traffic_of(int executor)
{
    return (struct traffic_def){
        .executor = executor,
        .stages = {stages, 0},
        .spikes = {spikes, 0},
        .end_s = INFINITY,
    };
}

static void add_stage(struct traffic_def *def, double duration_s, double target)
{
    stages[def->stages.count++] =
        (struct stage_def){.duration_s = duration_s, .target_value = target};
}

static void add_spike(struct traffic_def *def, double at_s, double for_s, double times)
{
    spikes[def->spikes.count++] =
        (struct spike_def){.at_s = at_s, .for_s = for_s, .times = times};
}

static struct profile profile_of(const struct traffic_def *def)
{
    struct profile profile;
    profile_init(&profile, def, &arena);
    return profile;
}

/* From the start again: time never goes back within one profile. */
static double value_at(const struct traffic_def *def, double at_s)
{
    struct profile profile = profile_of(def);
    return profile_value(&profile, at_s);
}

/* ---- values ---- */

static void a_constant_rate_is_constant(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_CONSTANT_ARRIVAL_RATE);
    def.rate_per_s = 7;
    add_stage(&def, 10, 99); /* not of this executor */
    assert_near(value_at(&def, 0), 7, 0);
    assert_near(value_at(&def, 1e6), 7, 0);
}

static void stages_are_straight_lines_and_the_last_target_holds(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_RAMPING_ARRIVAL_RATE);
    def.start_rate_per_s = 2;
    def.start_s = 5;
    add_stage(&def, 10, 12);
    add_stage(&def, 0, 20); /* a jump */
    add_stage(&def, 20, 20);
    add_stage(&def, 10, 0);
    const double points[][2] = {{0, 0},     {4.999, 0}, {5, 2},  {10, 7}, {15, 20},
                                {34.9, 20}, {40, 10},   {45, 0}, {99, 0}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        assert_near(value_at(&def, points[i][0]), points[i][1], 1e-12);
}

static void users_ramp_like_rates(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_RAMPING_VUS);
    def.start_vus = 10;
    add_stage(&def, 10, 30);
    assert_near(value_at(&def, 5), 20, 1e-12);
    def = traffic_of(EXECUTOR_CONSTANT_VUS);
    def.vus = 4;
    assert_near(value_at(&def, 5), 4, 0);
}

static void spikes_multiply_and_overlap(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_RAMPING_ARRIVAL_RATE);
    def.start_rate_per_s = 0;
    add_stage(&def, 100, 100); /* value = time */
    add_spike(&def, 20, 20, 3);
    add_spike(&def, 30, 30, 2);
    const double points[][2] = {{19, 19},  {20, 60}, {25, 75},  {30, 180},
                                {39, 234}, {40, 80}, {59, 118}, {60, 60}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        assert_near(value_at(&def, points[i][0]), points[i][1], 1e-9);
}

static void nothing_comes_before_the_start_or_from_the_end_on(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_CONSTANT_ARRIVAL_RATE);
    def.rate_per_s = 5;
    def.start_s = 10;
    def.end_s = 20;
    add_spike(&def, 0, 100, 2);
    const double points[][2] = {{0, 0}, {9.9, 0}, {10, 10}, {19.9, 10}, {20, 0}, {99, 0}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        assert_near(value_at(&def, points[i][0]), points[i][1], 0);
}

static void a_ramp_that_is_cut_off_keeps_its_slope_until_then(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_RAMPING_ARRIVAL_RATE);
    def.end_s = 5;
    add_stage(&def, 10, 10);
    assert_near(value_at(&def, 4.5), 4.5, 1e-12);
    assert_near(value_at(&def, 5), 0, 0);
}

/* ---- the integral and its inversion ---- */

static void under_a_constant_rate_amounts_take_their_time(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_CONSTANT_ARRIVAL_RATE);
    def.rate_per_s = 4;
    struct profile profile = profile_of(&def);
    assert_near(profile_reach_s(&profile, 0, 1), 0.25, 1e-15);
    assert_near(profile_reach_s(&profile, 100, 6), 101.5, 1e-12);
}

static void under_a_ramp_the_square_root_decides(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_RAMPING_ARRIVAL_RATE);
    add_stage(&def, 10, 20); /* 2 t: the integral is t^2 */
    add_stage(&def, 10, 0);
    struct profile profile = profile_of(&def);
    for (int n = 1; n <= 100; n++)
        assert_near(profile_reach_s(&profile, 0, n), sqrt(n), 1e-12);
    /* The second half mirrors the first: 200 in all, never more. */
    assert_near(profile_reach_s(&profile, 0, 199), 20 - 1, 1e-9);
    assert_near(profile_reach_s(&profile, 10, 100), 20, 1e-6);
    assert_true(isinf(profile_reach_s(&profile, 10, 100.001)));
}

static void silence_between_stages_is_leapt_over(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_RAMPING_ARRIVAL_RATE);
    def.start_rate_per_s = 1;
    add_stage(&def, 10, 1);
    add_stage(&def, 0, 0);
    add_stage(&def, 1000, 0);
    add_stage(&def, 0, 2);
    add_stage(&def, 10, 2);
    struct profile profile = profile_of(&def);
    assert_near(profile_reach_s(&profile, 9, 2), 1010.5, 1e-9);
    assert_near(profile_reach_s(&profile, 500, 2), 1011, 1e-9);
}

static void after_the_end_nothing_is_ever_reached(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_CONSTANT_ARRIVAL_RATE);
    def.rate_per_s = 2;
    def.start_s = 10;
    def.end_s = 20;
    struct profile profile = profile_of(&def);
    assert_near(profile_reach_s(&profile, 0, 5), 12.5, 1e-12);
    assert_near(profile_reach_s(&profile, 0, 20), 20, 1e-12);
    assert_true(isinf(profile_reach_s(&profile, 0, 20.001)));
    assert_true(isinf(profile_reach_s(&profile, 30, 1e-9)));
}

static void a_profile_of_zero_is_never_reached(void **state)
{
    (void)state;
    const struct traffic_def def = traffic_of(EXECUTOR_CONSTANT_ARRIVAL_RATE);
    struct profile profile = profile_of(&def);
    assert_true(isinf(profile_reach_s(&profile, 0, 1e-9)));
}

#define GRID_S 0.125 /* every edge of the drawn profiles lies on it */

static struct traffic_def draw_traffic(struct random *random)
{
    struct traffic_def def = traffic_of(EXECUTOR_RAMPING_ARRIVAL_RATE);
    def.start_s = random_below(random, 5);
    def.start_rate_per_s = random_below(random, 10);
    for (int i = 0; i < MOST; i++)
        add_stage(&def, GRID_S * random_below(random, 40), random_below(random, 12));
    for (int i = 0; i < 3; i++)
        add_spike(&def, GRID_S * random_below(random, 160), 1 + random_below(random, 8),
                  0.5 * random_below(random, 8));
    if (random_below(random, 2))
        def.end_s = 15 + GRID_S * random_below(random, 80);
    return def;
}

/* The rate just after the middle of a strip, by walking through the definition. */
static double rate_by_definition(const struct traffic_def *def, double at_s)
{
    double rate = def->start_rate_per_s, from_s = def->start_s, factor = 1;
    if (at_s < def->start_s || at_s >= def->end_s)
        return 0;
    for (uint32_t i = 0; i < def->stages.count; i++) {
        const double part = (at_s - from_s) / stages[i].duration_s;
        if (at_s < from_s + stages[i].duration_s) {
            rate += (stages[i].target_value - rate) * part;
            break;
        }
        rate = stages[i].target_value;
        from_s += stages[i].duration_s;
    }
    for (uint32_t i = 0; i < def->spikes.count; i++)
        if (spikes[i].at_s <= at_s && at_s < spikes[i].at_s + spikes[i].for_s)
            factor *= spikes[i].times;
    return rate * factor;
}

/* Strips no wider than the grid; each lies within a straight piece, so that its middle
 * gives it exactly. */
static double area_by_strips(const struct traffic_def *def, double from_s, double to_s)
{
    double sum = 0;
    while (from_s < to_s) {
        const double next_s = fmin(to_s, GRID_S * (floor(from_s / GRID_S + 1e-9) + 1));
        sum += rate_by_definition(def, 0.5 * (from_s + next_s)) * (next_s - from_s);
        from_s = next_s;
    }
    return sum;
}

static void the_inversion_agrees_with_thin_strips(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 1, 0, "profiles");
    for (int round = 0; round < 500; round++) {
        const struct traffic_def def = draw_traffic(&random);
        struct profile profile = profile_of(&def);
        double now_s = 0;
        for (int i = 0; i < 30; i++) {
            const double amount = 8 * random_uniform(&random);
            const double at_s = profile_reach_s(&profile, now_s, amount);
            if (isinf(at_s)) { /* then even the rest of time brings less */
                assert_true(area_by_strips(&def, now_s, 200) <= amount + 1e-9);
                break;
            }
            assert_near(area_by_strips(&def, now_s, at_s), amount, 1e-8);
            now_s = at_s;
        }
        arena_reset(&arena);
    }
}

static void the_integral_agrees_with_thin_strips(void **state)
{
    (void)state;
    struct random random;
    random_init(&random, 2, 0, "profiles");
    for (int round = 0; round < 500; round++) {
        const struct traffic_def def = draw_traffic(&random);
        struct profile profile = profile_of(&def);
        const double from_s = 30 * random_uniform(&random);
        const double to_s = from_s + 30 * random_uniform(&random);
        profile_value(&profile, from_s);
        assert_near(profile_integral(&profile, from_s, to_s),
                    area_by_strips(&def, from_s, to_s), 1e-9);
        arena_reset(&arena);
    }
}

static void an_event_scales_all_of_it(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_RAMPING_ARRIVAL_RATE);
    add_stage(&def, 10, 20);
    struct profile profile = profile_of(&def);
    profile.scale = 4; /* 8 t: the integral is 4 t^2 */
    assert_near(profile_value(&profile, 3), 24, 1e-12);
    assert_near(profile_reach_s(&profile, 3, 28), 4, 1e-12);
    assert_near(profile_integral(&profile, 3, 5), 64, 1e-12);
    assert_near(profile_next_step_s(&profile, 3), 3 + 1 / 8.0, 1e-12);
}

/* ---- whole users ---- */

static void users_change_where_the_ramp_is_whole(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_RAMPING_VUS);
    def.start_s = 10;
    add_stage(&def, 4, 2);  /* 1 at 12, 2 at 14 */
    add_stage(&def, 5, 2);  /* nothing until 19 */
    add_stage(&def, 10, 0); /* as in k6: 1 at 24, 0 at 29 */
    struct profile profile = profile_of(&def);
    const double steps_s[] = {10, 12, 14, 19, 24, 29};
    double now_s = 0;
    for (int i = 0; i < 6; i++) {
        now_s = profile_next_step_s(&profile, now_s);
        assert_near(now_s, steps_s[i], 1e-9);
    }
    assert_true(isinf(profile_next_step_s(&profile, now_s)));
}

static void every_step_of_a_long_ramp_is_one_user(void **state)
{
    (void)state;
    struct traffic_def def = traffic_of(EXECUTOR_RAMPING_VUS);
    add_stage(&def, 997, 1009); /* no step falls on a round number */
    add_stage(&def, 499, 0);
    struct profile profile = profile_of(&def);
    double now_s = 0;
    for (int i = 1; i <= 2018; i++) {
        now_s = profile_next_step_s(&profile, now_s);
        const double users = profile_value(&profile, now_s);
        assert_near(users, i <= 1009 ? i : 2018 - i, 1e-6);
    }
    assert_true(isinf(profile_next_step_s(&profile, now_s)));
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
        cmocka_unit_test(a_constant_rate_is_constant),
        cmocka_unit_test(stages_are_straight_lines_and_the_last_target_holds),
        cmocka_unit_test(users_ramp_like_rates),
        cmocka_unit_test(spikes_multiply_and_overlap),
        cmocka_unit_test(nothing_comes_before_the_start_or_from_the_end_on),
        cmocka_unit_test(a_ramp_that_is_cut_off_keeps_its_slope_until_then),
        cmocka_unit_test(under_a_constant_rate_amounts_take_their_time),
        cmocka_unit_test(under_a_ramp_the_square_root_decides),
        cmocka_unit_test(silence_between_stages_is_leapt_over),
        cmocka_unit_test(after_the_end_nothing_is_ever_reached),
        cmocka_unit_test(a_profile_of_zero_is_never_reached),
        cmocka_unit_test(the_inversion_agrees_with_thin_strips),
        cmocka_unit_test(the_integral_agrees_with_thin_strips),
        cmocka_unit_test(an_event_scales_all_of_it),
        cmocka_unit_test(users_change_where_the_ramp_is_whole),
        cmocka_unit_test(every_step_of_a_long_ramp_is_one_user),
    };
    arena_init(&arena);
    return cmocka_run_group_tests(tests, NULL, clear);
}
