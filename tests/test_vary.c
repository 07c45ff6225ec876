/* Values, ranges, spaces of points and what `where` keeps of them. */
#include "sim/run/vary_read.h"
#include "tests/support/near.h"

#include <string.h>

static const char scenario[] =
    "overstack: 1\n"
    "hosts: {web: {instance: t3.small}, db: {instance: t3.large}}\n"
    "services:\n"
    "  api: {on: web, endpoints: {go: [{cpu: 5ms}]}}\n"
    "  store: {kind: rds}\n"
    "traffic: {users: {rate: 5/s}}\n";

struct fixture {
    struct arena arena;
    struct error_list errors;
    const struct yaml_node *root;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    arena_init(&fixture.arena);
    error_list_init(&fixture.errors, &fixture.arena);
    fixture.root = yaml_tree_parse("s.yaml", scenario, strlen(scenario), &fixture.arena,
                                   &fixture.errors);
    *state = &fixture;
    return fixture.root ? 0 : -1;
}

static int tear_down(void **state)
{
    arena_clear(&((struct fixture *)*state)->arena);
    return 0;
}

/* The values of a text with '|' between them, or what was expected. */
static const char *values_of(struct fixture *fixture, const char *text)
{
    struct vary_values values = {0};
    const char *joined = "";
    const char *expected = vary_value_list(&values, text, &fixture->arena);
    for (uint32_t i = 0; i < values.count; i++)
        joined = arena_format(&fixture->arena, "%s%s%s", joined, i ? "|" : "",
                              values.items[i].text);
    return expected ? expected : joined;
}

static void lists_and_ranges_give_their_values(void **state)
{
    static const char *const cases[][2] = {
        {"t3.small", "t3.small"},
        {"t3.small, t3.medium,m5.large", "t3.small|t3.medium|m5.large"},
        {"\"a,b\",c", "a,b|c"},
        {"lognormal(12ms, cv=1),exp(3ms)", "lognormal(12ms, cv=1)|exp(3ms)"},
        {"[{cpu: 1ms}, {cpu: 2ms}],[]", "[{cpu: 1ms}, {cpu: 2ms}]|[]"},
        {"1..4", "1|2|3|4"},
        {"1,2,5..20:5,unlimited", "1|2|5|10|15|20|unlimited"},
        {"10/s..50/s:20/s", "10/s|30/s|50/s"},
        {"10..50:20/s", "10/s|30/s|50/s"},
        {"10..50/s:20", "10/s|30/s|50/s"},
        {"0..20ms:10ms", "0ms|10ms|20ms"},
        {"0.1..0.5:0.1", "0.1|0.2|0.3|0.4|0.5"},
        {"10%..30%:10%", "10%|20%|30%"},
        {"512MiB..2GiB:512MiB", "512MiB|1024MiB|1536MiB|2048MiB"},
        {"1..10:4", "1|5|9"},
        {"1 USD/h..3 USD/h:1 USD/h", "1 USD/h|2 USD/h|3 USD/h"},
        {"1..1000:x10", "1|10|100|1000"},
        {"10ms..10s:x10", "10ms|100ms|1000ms|10000ms"},
        {"1000000..3000000:1000000", "1000000|2000000|3000000"},
        {"10/s..1000/s:log5", "10/s|31.6228/s|100/s|316.228/s|1000/s"},
        {"1..10:log4", "1|2|5|10"},
        {"1..3:log9", "1|2|3"},
        {"1.0..10.0:log3", "1|3.16228|10"},
        {"../data.csv", "../data.csv"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(values_of(*state, cases[i][0]), cases[i][1]);
}

static void what_is_no_range_says_what_was_expected(void **state)
{
    static const char *const cases[][2] = {
        {"1..", "a range LOW..HIGH:STEP"},
        {"1..x:1", "a range LOW..HIGH:STEP"},
        {"1ms..2ms", "with its step"},
        {"1..5:0", "goes up"},
        {"5..1:1", "goes up"},
        {"1..5:-1", "goes up"},
        {"1..5:", "a step"},
        {"1..5:q", "a step"},
        {"1ms..4GiB:1GiB", "units of one kind"},
        {"10ms..1:1s", "units of one kind"},
        {"0..5:x2", "begins above 0"},
        {"1..5:x1", "a factor above 1"},
        {"1..5:xx", "a factor above 1"},
        {"1..5:log1", "at least 2"},
        {"1..5:logs", "at least 2"},
        {"0..1:0.0000001", "at most 1,000,000"},
        {"1..2:x1.0000000001", "at most 1,000,000"},
        {"1..2:log99999999", "at most 1,000,000"},
        {"1,,2", "between the commas"},
        {"", "between the commas"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *said = values_of(*state, cases[i][0]);
        if (!strstr(said, cases[i][1]))
            fail_msg("%s: said \"%s\"", cases[i][0], said);
    }
}

static void numbers_are_in_base_units(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum vary_kind kind;
        double number;
    } cases[] = {{"7", VARY_NUMBER, 7},           {"25%", VARY_SHARE, 0.25},
                 {"10ms", VARY_DURATION, 0.01},   {"5m", VARY_DURATION, 300},
                 {"1KiB", VARY_SIZE, 1024},       {"120/m", VARY_RATE, 2},
                 {"5Gbps", VARY_BANDWIDTH, 5e9},  {"125MB/s", VARY_THROUGHPUT, 125e6},
                 {"25 USD/month", VARY_PRICE, 25}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double number;
        assert_int_equal(vary_value_read(cases[i].text, &number), cases[i].kind);
        assert_near(number, cases[i].number, 1e-9 * cases[i].number);
    }
    double number;
    assert_int_equal(vary_value_read("t3.small", &number), VARY_TEXT);
}

/* ---- spaces ---- */

static const struct vary *space(struct fixture *fixture, const char *const *axes,
                                uint32_t axis_count, const char *zip, const char *where)
{
    const struct vary_request request = {.vary = axes,
                                         .vary_count = axis_count,
                                         .zip = &zip,
                                         .zip_count = zip ? 1 : 0,
                                         .where = where};
    error_list_init(&fixture->errors, &fixture->arena);
    return vary_read_space(&request, fixture->root, &fixture->arena, &fixture->errors);
}

/* "small,1 small,2 ...": the values of all points. */
static const char *points_of(struct fixture *fixture, const struct vary *vary)
{
    const char *text = "";
    for (uint64_t i = 0; i < vary->count; i++)
        for (uint32_t k = 0; k < vary->axis_count; k++)
            text = arena_format(&fixture->arena, "%s%s%s", text,
                                k   ? ","
                                : i ? " "
                                    : "",
                                vary_value_at(vary, i, k)->text);
    return text;
}

static const char *const three[] = {"hosts.web.instance=a,b", "services.api.threads=1,2",
                                    "traffic.users.rate=10/s,20/s"};

static void the_first_axis_is_the_slowest(void **state)
{
    const struct vary *vary = space(*state, three, 2, NULL, NULL);
    assert_non_null(vary);
    assert_string_equal(points_of(*state, vary), "a,1 a,2 b,1 b,2");
    assert_int_equal(vary_position(vary, 2, 0), 1);
    assert_int_equal(vary_position(vary, 2, 1), 0);
    const char **sets = vary_sets(vary, 3, &((struct fixture *)*state)->arena);
    assert_string_equal(sets[0], "hosts.web.instance=b");
    assert_string_equal(sets[1], "services.api.threads=2");
}

static void zipped_axes_move_together_where_the_first_stands(void **state)
{
    const struct vary *vary =
        space(*state, three, 3, "traffic.users.rate, instance", NULL);
    assert_non_null(vary);
    assert_string_equal(points_of(*state, vary), "a,1,10/s a,2,10/s b,1,20/s b,2,20/s");
}

static void where_keeps_what_is_true_in_base_units(void **state)
{
    static const struct {
        const char *where, *points;
    } cases[] = {
        {"threads = 1 or rate > 10",
         "a,1,10/s a,1,20/s a,2,20/s b,1,10/s b,1,20/s b,2,20/s"},
        {"rate >= unit('1200/m') and instance = 'a'", "a,1,20/s a,2,20/s"},
        {"\"hosts.web.instance\" <> 'a' and threads * 10 = rate", "b,1,10/s b,2,20/s"},
        {"null or threads > 1 and instance like 'B' -- comment", "b,2,10/s b,2,20/s"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct vary *vary = space(*state, three, 3, NULL, cases[i].where);
        assert_non_null(vary);
        assert_int_equal(vary->whole, 8);
        assert_string_equal(points_of(*state, vary), cases[i].points);
    }
}

static void ten_milliseconds_are_less_than_a_second(void **state)
{
    static const char *const axes[] = {"services.api.queue_timeout=10ms,1s,9ms"};
    const struct vary *vary = space(*state, axes, 1, NULL, "queue_timeout < 1");
    assert_non_null(vary);
    assert_string_equal(points_of(*state, vary), "10ms 9ms");
}

static void names_that_end_alike_need_their_path(void **state)
{
    static const char *const axes[] = {"hosts.web.instance=a,b", "hosts.db.instance=c,d"};
    const struct vary *vary =
        space(*state, axes, 2, NULL, "\"hosts.web.instance\" = 'a'");
    assert_non_null(vary);
    assert_string_equal(vary->axes[0].name, "hosts.web.instance");
    assert_null(space(*state, axes, 2, NULL, "instance = 'a'"));
}

static void mistakes_are_told_with_what_is_near(void **state)
{
    static const struct {
        const char *axis, *zip, *where, *said;
    } cases[] = {
        {"hosts.wbe.count=1", NULL, NULL,
         "--vary: hosts.wbe.count: there is no \"wbe\"; did you mean web?"},
        {"services.api.thread=1", NULL, NULL, "did you mean threads?"},
        {"servces.api.threads=1", NULL, NULL, "did you mean services?"},
        {"services.store.clas=db.t3.micro", NULL, NULL, "there is no \"clas\""},
        {"services.api.endpoints.go.0.cpus=1ms", NULL, NULL, "did you mean cpu?"},
        {"variants.a=1", NULL, NULL, "it cannot be varied"},
        {"threads", NULL, NULL, "expected PATH=VALUES"},
        {"services..threads=1", NULL, NULL, "expected a path"},
        {"services.api.threads=1..", NULL, NULL, "expected a range"},
        {"services.api.threads=1,2", "threads", NULL, "at least two"},
        {"services.api.threads=1,2", "threads,rate", NULL, "got \"rate\""},
        {"services.api.threads=1,2", NULL, "thread > 1",
         "no such column: thread; there are threads"},
        {"services.api.threads=1,2", NULL, "\"thread\" > 1", "no such column"},
        {"services.api.threads=1,2", NULL, "threads > 2", "no point is left"},
        {"services.api.threads=1,2", NULL, "threads >", "syntax error"},
        {"services.api.threads=1,2", NULL, "1); select (2", "only one expression"},
        {"services.api.threads=1,2", NULL, "(select count(*) from sqlite_master) > 1",
         "no point is left"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_null(space(fixture, &cases[i].axis, 1, cases[i].zip, cases[i].where));
        const char *said = error_text(&fixture->errors, &fixture->errors.items[0]);
        if (!strstr(said, cases[i].said))
            fail_msg("%s: said \"%s\"", cases[i].axis, said);
    }
    assert_null(space(fixture, NULL, 0, NULL, NULL));
    static const char *const twice[] = {"services.api.threads=1,2",
                                        "services.api.threads=3"};
    assert_null(space(fixture, twice, 2, NULL, NULL));
    static const char *const uneven[] = {"services.api.threads=1,2",
                                         "traffic.users.rate=3/s"};
    assert_null(space(fixture, uneven, 2, "threads,rate", NULL));
}

/* ---- the block ---- */

static const struct vary *block(struct fixture *fixture, const char *text)
{
    const char *whole = arena_format(&fixture->arena, "%ssweep:\n%s", scenario, text);
    error_list_init(&fixture->errors, &fixture->arena);
    const struct yaml_node *root = yaml_tree_parse("s.yaml", whole, strlen(whole),
                                                   &fixture->arena, &fixture->errors);
    assert_non_null(root);
    const struct vary_request none = {0};
    return vary_read_space(&none, root, &fixture->arena, &fixture->errors);
}

static void a_block_says_the_same(void **state)
{
    const struct vary *vary =
        block(*state, "  vary:\n"
                      "    hosts.web.instance: [a, b, \"c, d\"]\n"
                      "    services.api.threads: 1..3\n"
                      "    traffic.users.rate: [10/s, 20..30:10/s]\n"
                      "  zip: [instance, services.api.threads]\n"
                      "  where: threads < 3 and rate > 10\n");
    assert_non_null(vary);
    assert_string_equal(points_of(*state, vary), "a,1,20/s a,1,30/s b,2,20/s b,2,30/s");
}

static void values_of_a_block_may_be_trees(void **state)
{
    struct fixture *fixture = *state;
    const struct vary *vary = block(
        fixture, "  vary: {services.api.endpoints.go: [[{cpu: \"a \\\"q\\\"\\n\"}], "
                 "null, []]}\n");
    assert_non_null(vary);
    assert_string_equal(vary_sets(vary, 0, &fixture->arena)[0],
                        "services.api.endpoints.go=[{\"cpu\": \"a \\\"q\\\"\\x0a\"}]");
    assert_string_equal(vary_sets(vary, 1, &fixture->arena)[0],
                        "services.api.endpoints.go=null");
    assert_string_equal(vary_sets(vary, 2, &fixture->arena)[0],
                        "services.api.endpoints.go=[]");
}

static void mistakes_in_a_block_have_their_place(void **state)
{
    static const char *const cases[][2] = {
        {"  vry: {}\n", "s.yaml:8:3: sweep: unknown key"},
        {"  vary: [a]\n", "s.yaml:8:9: sweep.vary: expected a mapping"},
        {"  vary:\n    hosts.wbe.count: 1\n", "s.yaml:9:5: hosts.wbe.count: there is no"},
        {"  vary: {services.api.threads: {a: 1}}\n", "got \"a mapping\""},
        {"  vary: {services.api.threads: [1..]}\n", "got \"1..\""},
        {"  vary: {services.api.threads: []}\n", "no value is given"},
        {"  vary: {services.api.threads: 1..3}\n  zip: [threads, 4]\n",
         "s.yaml:9:8: expected paths that are varied, got \"4\""},
        {"  vary: {services.api.threads: 1..3}\n  zip: threads\n", "a list of paths"},
        {"  vary: {services.api.threads: 1..3}\n  where: x\n",
         "s.yaml:9:10: where: no such"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_null(block(fixture, cases[i][0]));
        const char *said = error_text(&fixture->errors, &fixture->errors.items[0]);
        if (!strstr(said, cases[i][1]))
            fail_msg("%s: said \"%s\"", cases[i][0], said);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lists_and_ranges_give_their_values),
        TEST(what_is_no_range_says_what_was_expected),
        TEST(numbers_are_in_base_units),
        TEST(the_first_axis_is_the_slowest),
        TEST(zipped_axes_move_together_where_the_first_stands),
        TEST(where_keeps_what_is_true_in_base_units),
        TEST(ten_milliseconds_are_less_than_a_second),
        TEST(names_that_end_alike_need_their_path),
        TEST(mistakes_are_told_with_what_is_near),
        TEST(a_block_says_the_same),
        TEST(values_of_a_block_may_be_trees),
        TEST(mistakes_in_a_block_have_their_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
