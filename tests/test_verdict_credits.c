/* Unlimited credits of several machines alike are one link of the chain, with what they
 * cost together. */
#include "sim/run/replicate.h"
#include "tests/support/near.h"
#include "tests/support/scenario.h"

#include <string.h>

/* Two or three machines at 90%, of which a t3.micro earns 10%. */
static uint32_t links(const char *count, const char **said)
{
    struct scenario scenario;
    static struct arena arena;
    arena_clear(&arena);
    arena_init(&arena);
    scenario_begin(&scenario);
    const struct replicate_options options = {.jobs = 1};
    const struct summary *summary = replicate_run(
        scenario_accept(&scenario,
                        arena_format(&arena,
                                     "overstack: 1\nsimulate: {duration: 1h}\n"
                                     "hosts: {web: {instance: t3.micro, count: %s}}\n"
                                     "services: {s: {on: web, background: {cpu: 1.8},"
                                     " endpoints: {go: [{cpu: 1ms}]}}}\n"
                                     "traffic: {u: {executor: constant-arrival-rate,"
                                     " rate: 1/s, target: s.go}}\n",
                                     count)),
        &options, &arena);
    uint32_t found = 0;
    for (uint32_t i = 0; i < summary->verdict.chain_count; i++)
        if (strstr(summary->verdict.chain[i].what, "CPU credits")) {
            found++;
            *said = summary->verdict.chain[i].what;
        }
    scenario_end(&scenario);
    return found;
}

static void machines_alike_are_told_once(void **state)
{
    (void)state;
    const char *said = "";
    assert_int_equal(links("1", &said), 1);
    assert_null(strstr(said, "more of web"));
    assert_int_equal(links("3", &said), 1);
    assert_non_null(strstr(said, "The CPU credits of web[0] are used up"));
    assert_non_null(strstr(said, "(with 2 more of web)"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(machines_alike_are_told_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
