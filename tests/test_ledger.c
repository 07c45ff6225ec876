/* test_ledger.c - every figure an answer rests on that the user did not give.
 */
#include "sim/core/ledger.h"
#include "tests/support/near.h"

#include <stdio.h>
#include <string.h>

static void entry_of_the_same_path_is_replaced(void **state)
{
    (void)state;
    struct arena arena;
    struct ledger ledger;
    arena_init(&arena);
    ledger_init(&ledger, &arena);
    ledger_add(&ledger, "a.b", "1", "default", "");
    ledger_add(&ledger, "a.c", "2", "default", "");
    ledger_add(&ledger, "a.b", "3 MiB", "measured", "our bench");
    assert_int_equal(ledger.count, 2);
    assert_string_equal(ledger.items[0].path, "a.b");
    assert_string_equal(ledger.items[0].value, "3 MiB");
    assert_string_equal(ledger.items[0].kind, "measured");
    assert_string_equal(ledger.items[0].source, "our bench");
    assert_string_equal(ledger.items[1].value, "2");
    arena_clear(&arena);
}

static void texts_are_copied(void **state)
{
    (void)state;
    struct arena arena;
    struct ledger ledger;
    arena_init(&arena);
    ledger_init(&ledger, &arena);
    char path[] = "path", value[] = "value", kind[] = "kind", source[] = "source";
    ledger_add(&ledger, path, value, kind, source);
    path[0] = value[0] = kind[0] = source[0] = '!';
    assert_string_equal(ledger.items[0].path, "path");
    assert_string_equal(ledger.items[0].value, "value");
    assert_string_equal(ledger.items[0].kind, "kind");
    assert_string_equal(ledger.items[0].source, "source");
    arena_clear(&arena);
}

static void sorting_is_by_path_and_entries_are_still_found(void **state)
{
    (void)state;
    enum { COUNT = 20000 }; /* the table grows many times */
    struct arena arena;
    struct ledger ledger;
    char path[30];
    arena_init(&arena);
    ledger_init(&ledger, &arena);
    ledger_sort(&ledger); /* of nothing */
    for (int i = 0; i < COUNT; i++) {
        snprintf(path, sizeof(path), "services.s%d", i * 7919 % COUNT);
        ledger_add(&ledger, path, "old", "default", "");
    }
    ledger_sort(&ledger);
    for (int i = 0; i < COUNT; i += 3) {
        snprintf(path, sizeof(path), "services.s%d", i);
        ledger_add(&ledger, path, "new", "default", "");
    }
    assert_int_equal(ledger.count, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        if (i > 0)
            assert_true(strcmp(ledger.items[i - 1].path, ledger.items[i].path) < 0);
        int number;
        assert_int_equal(sscanf(ledger.items[i].path, "services.s%d", &number), 1);
        assert_string_equal(ledger.items[i].value, number % 3 == 0 ? "new" : "old");
    }
    arena_clear(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entry_of_the_same_path_is_replaced),
        cmocka_unit_test(texts_are_copied),
        cmocka_unit_test(sorting_is_by_path_and_entries_are_still_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
