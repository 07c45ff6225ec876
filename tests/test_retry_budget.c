/* Retries as a share of first attempts. */
#include "models/retry_budget.h"
#include "sim/core/random.h"
#include "tests/support/near.h"

static void ten_first_attempts_pay_for_one_retry(void **state)
{
    (void)state;
    struct retry_budget budget = {.sum = 0};
    for (int i = 0; i < 9; i++)
        retry_budget_earn(&budget, 0.1, 5);
    assert_false(retry_budget_spend(&budget, 5));
    retry_budget_earn(&budget, 0.1, 5);
    assert_true(retry_budget_spend(&budget, 5));
    assert_false(retry_budget_spend(&budget, 5));
}

static void what_was_earned_is_forgotten_after_ten_seconds(void **state)
{
    (void)state;
    struct retry_budget budget = {.sum = 0};
    retry_budget_earn(&budget, 1, 0.9);
    retry_budget_earn(&budget, 1, 1.0);
    assert_true(retry_budget_spend(&budget, 9.9)); /* the second of 0.9 is the tenth */
    assert_false(retry_budget_spend(&budget, 10)); /* and now gone, its retry not */
    assert_false(retry_budget_spend(&budget, 18.9));
    retry_budget_earn(&budget, 1, 1000);
    assert_true(retry_budget_spend(&budget, 1000));
    assert_false(retry_budget_spend(&budget, 1000));
}

/* At every moment, whatever the order. */
static void retries_never_exceed_their_share(void **state)
{
    (void)state;
    struct random random;
    struct retry_budget budget = {.sum = 0};
    double now_s = 0, earned = 0, spent = 0;
    random_init(&random, 1, 0, "budget");
    for (int i = 0; i < 100000; i++) {
        const double u = random_uniform(&random);
        now_s += u < 0.001 ? 30 * random_uniform(&random) : 0.05 * u;
        if (random_uniform(&random) < 0.5) {
            retry_budget_earn(&budget, 0.1, now_s);
            earned += 0.1;
        } else {
            spent += retry_budget_spend(&budget, now_s);
        }
        assert_true(spent <= earned + 1e-6);
    }
    assert_true(spent > 0.5 * earned);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_first_attempts_pay_for_one_retry),
        cmocka_unit_test(what_was_earned_is_forgotten_after_ten_seconds),
        cmocka_unit_test(retries_never_exceed_their_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
